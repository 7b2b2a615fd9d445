"""What the alert history finds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from galla.domain.channel import AlertRecord
from galla.domain.notice import ALL_ACCOUNTS, Rule, Severity
from galla.ui.alerts.alert_filter import AlertFilter, Period, is_open, matching
from galla.ui.alerts.naming import Naming
from ui import alert_records as samples
from ui.snapshots import NOW

NAMING = Naming(samples.NAMES, samples.CHANNEL_NAMES, samples.ZONES)
ALL = AlertFilter(period=Period.ALL)


def rules(wanted: AlertFilter, records: tuple[AlertRecord, ...] = samples.fortnight()) -> list[Rule]:
    return [record.episode.rule for record in matching(records, wanted, NAMING, NOW)]


def looking_for(text: str) -> list[Rule]:
    return rules(AlertFilter(text, period=Period.ALL))


def test_without_a_wish_everything_is_found_in_its_order() -> None:
    assert matching(samples.fortnight(), ALL, NAMING, NOW) == samples.fortnight()


def test_the_last_thirty_days_are_found_at_first() -> None:
    assert AlertFilter().period is Period.MONTH
    assert rules(AlertFilter()) == rules(ALL)[:-1]


def test_a_period_leaves_out_what_is_older_but_nothing_that_is_still_open() -> None:
    old = AlertRecord(samples.episode(Rule.ACCESS, timedelta(days=100)), (), ())
    found = rules(AlertFilter(period=Period.WEEK), (*samples.fortnight(), old))
    assert Rule.NO_READING not in found
    assert found[-1] is Rule.ACCESS


def test_open_only_leaves_out_what_is_over_and_what_merely_happened() -> None:
    found = matching(samples.fortnight(), AlertFilter(open_only=True), NAMING, NOW)
    assert [record.episode.rule for record in found] == [
        Rule.FAST_DROP,
        Rule.CHANNEL_FAILED,
        Rule.RUNWAY_BELOW,
        Rule.BALANCE_BELOW,
    ]
    assert all(map(is_open, found))


@pytest.mark.parametrize(
    ("least", "count"), [(Severity.INFO, 8), (Severity.WARNING, 7), (Severity.CRITICAL, 3)], ids=str
)
def test_the_least_severity_leaves_out_what_is_less_severe(least: Severity, count: int) -> None:
    assert len(rules(AlertFilter(least=least, period=Period.ALL))) == count


def test_an_account_and_a_rule_are_found_alone_and_together() -> None:
    assert rules(AlertFilter(account_id="in")) == [Rule.FAST_DROP]
    assert rules(AlertFilter(account_id=ALL_ACCOUNTS)) == [Rule.CHANNEL_FAILED, Rule.NO_READING]
    assert rules(AlertFilter(rule=Rule.BALANCE_BELOW, period=Period.ALL)) == [Rule.BALANCE_BELOW] * 2
    assert rules(AlertFilter(account_id="in", rule=Rule.EMPTY)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bharat", [Rule.FAST_DROP]),
        ("RUNNING", [Rule.RUNWAY_BELOW]),
        ("computer", [Rule.CHANNEL_FAILED, Rule.NO_READING]),
        ("owner's", [Rule.RUNWAY_BELOW]),
        ("slack critical", [Rule.FAST_DROP, Rule.RUNWAY_BELOW, Rule.EMPTY]),
        ("fox used", [Rule.EMPTY]),
        ("  ", rules(ALL)),
        ("nothing like it", []),
    ],
)
def test_every_word_must_be_mentioned_in_a_name(text: str, found: list[Rule]) -> None:
    assert looking_for(text) == found


def test_the_number_of_a_message_finds_its_alert_also_of_a_later_stage() -> None:
    short = samples.open_shortage()
    number = short.episode.short_id
    assert looking_for(number.lower()) == looking_for(f"{number}-2") == [Rule.RUNWAY_BELOW]
    assert short.notices[1].alert_id == f"{number}-2"
    assert looking_for(number[:5]) == []
