"""When a short runway is told, and how it goes together with a low balance: design sections 3 and 6."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alert_owner import REJECTED, UNREACHABLE, Owner, lasting
from galla.domain.alert_news import SHORT_OF_MONEY, seriousness
from galla.domain.alerts import Verdict
from galla.domain.model import ForecastState, Runway
from galla.domain.notice import NoticeKind, Rule, Severity
from histories import QUICK

BELOW, RUNWAY, EMPTY = Rule.BALANCE_BELOW, Rule.RUNWAY_BELOW, Rule.EMPTY
RAISED, ESCALATED, REMINDER, RECOVERED = (
    NoticeKind.RAISED,
    NoticeKind.ESCALATED,
    NoticeKind.REMINDER,
    NoticeKind.RECOVERED,
)


# --- beginning


def test_a_runway_under_three_days_is_a_warning() -> None:
    (notice,) = Owner().has_left(2.99).notices
    assert (notice.rule, notice.kind, notice.severity) == (RUNWAY, RAISED, Severity.WARNING)
    assert notice.runway == lasting(2.99)


def test_a_runway_under_a_day_is_critical_at_once() -> None:
    (notice,) = Owner().has_left(0.99).notices
    assert (notice.kind, notice.severity) == (RAISED, Severity.CRITICAL)


def test_a_runway_of_three_days_is_not_below_them() -> None:
    owner = Owner()
    owner.has_left(3.0, None)
    assert owner.told == []


def test_the_owners_own_limit_counts() -> None:
    owner = Owner()
    owner.low_below_days = 5.0
    owner.has_left(4.9)
    assert owner.is_open(RUNWAY)


def test_an_owner_content_with_half_a_day_is_told_under_it_and_that_is_critical() -> None:
    owner = Owner()
    owner.low_below_days = 0.5
    owner.has_left(0.6)
    assert owner.told == []
    assert owner.has_left(0.4).notices[0].severity is Severity.CRITICAL


@pytest.mark.parametrize(
    "runway",
    [
        lasting(1.0, ForecastState.NO_DATA),
        lasting(1.0, ForecastState.NO_SPEND_SEEN),
        lasting(1.0, ForecastState.LEARNING, history_days=0.99),
    ],
    ids=["no data", "no spend", "less than a day"],
)
def test_a_forecast_without_a_whole_day_of_spend_raises_nothing(runway) -> None:
    owner = Owner()
    owner.has_left(runway, runway)
    assert owner.told == []


def test_a_forecast_that_has_learned_for_a_day_may_warn() -> None:
    owner = Owner()
    owner.has_left(lasting(2.0, ForecastState.LEARNING, history_days=1.0))
    assert owner.is_open(RUNWAY)


def test_an_old_forecast_raises_and_escalates_nothing_when_time_passes() -> None:
    owner = Owner()
    owner.has_left(2.0)
    owner._runway = lasting(0.5)
    owner.waits(timedelta(hours=3), UNREACHABLE)
    owner.open = ()
    owner.waits(timedelta(days=1))
    assert owner.told == [(RUNWAY, RAISED)]


# --- escalation


def test_a_warning_that_becomes_critical_is_told_again_in_the_same_episode() -> None:
    owner = Owner()
    (first,) = owner.has_left(2.0).notices
    (second,) = owner.has_left(0.9).notices
    assert (second.kind, second.severity) == (ESCALATED, Severity.CRITICAL)
    assert (first.id, second.id) == (f"{first.episode_id}.1", f"{first.episode_id}.2")


def test_it_escalates_once_and_stays_critical_while_it_lasts() -> None:
    owner = Owner()
    owner.has_left(2.0, 0.9, 1.2, 0.8, 2.5, 0.7)
    assert owner.told == [(RUNWAY, RAISED), (RUNWAY, ESCALATED)]
    assert [episode.severity for episode in owner.open] == [Severity.CRITICAL]


def test_what_was_clearly_less_than_critical_at_two_readings_is_told_when_it_gets_critical_again() -> None:
    owner = Owner()
    owner.has_left(0.8)
    owner.acknowledges(RUNWAY)
    owner.has_left(1.6, 1.6, 1.2, 2.0)
    assert owner.told == [(RUNWAY, RAISED)]
    (notice,) = owner.has_left(0.9).notices
    assert (notice.kind, notice.severity) == (ESCALATED, Severity.CRITICAL)
    owner.has_left(0.8, 0.7)
    assert owner.told == [(RUNWAY, RAISED), (RUNWAY, ESCALATED)]


def test_who_was_told_that_it_is_critical_is_told_that_it_is_over_although_it_had_eased() -> None:
    owner = Owner()
    owner.has_left(0.8, 2.0, 2.0, 4.0)
    (notice,) = owner.has_left(4.0).notices
    assert (notice.kind, notice.reach) == (RECOVERED, Severity.CRITICAL)


def test_a_reminder_of_what_has_eased_is_no_longer_critical() -> None:
    owner = Owner()
    owner.has_left(0.5, 2.5, 2.5)
    (notice,) = owner.waits(timedelta(hours=5)).notices
    assert (notice.kind, notice.severity, notice.reach) == (REMINDER, Severity.WARNING, Severity.WARNING)


def test_when_a_worse_shortage_ends_a_lesser_one_that_was_acknowledged_stays_quiet() -> None:
    owner = Owner()
    owner.reads("50")
    owner.acknowledges(BELOW)
    owner.reads("0")
    owner.acknowledges(EMPTY)
    owner.reads("50", "50", "50")
    assert owner.told == [(BELOW, RAISED), (EMPTY, RAISED)]
    assert not owner.is_open(EMPTY)


def test_an_acknowledged_or_snoozed_warning_is_told_again_when_it_becomes_critical() -> None:
    for answer in (lambda o: o.acknowledges(RUNWAY), lambda o: o.snoozes(RUNWAY, timedelta(hours=9))):
        owner = Owner()
        owner.has_left(2.0)
        answer(owner)
        owner.has_left(0.9)
        assert owner.told[-1] == (RUNWAY, ESCALATED)
        assert all(e.acknowledged_at is None and e.snoozed_until is None for e in owner.open)


def test_what_the_owner_has_answered_is_not_unsaid_by_what_gets_worse() -> None:
    owner = Owner()
    owner.has_left(2.0)
    owner.acknowledges(RUNWAY)
    seen_at = owner.now
    owner.has_left(0.9)
    assert [episode.acknowledged_at for episode in owner.open] == [None]
    owner.acknowledges(RUNWAY)
    assert [answer.at for episode in owner.open for answer in episode.answers] == [seen_at, owner.now]


# --- recovery


def test_recovery_needs_two_readings_that_exceed_the_limit_by_half_a_day() -> None:
    owner = Owner()
    owner.has_left(2.0, 3.4, 3.5, 3.6)
    assert owner.is_open(RUNWAY)
    (notice,) = owner.has_left(3.6).notices
    assert (notice.kind, notice.severity) == (RECOVERED, Severity.INFO)


def test_a_reading_in_between_begins_the_count_again() -> None:
    owner = Owner()
    owner.has_left(2.0, 4.0, 3.2, 4.0)
    assert owner.is_open(RUNWAY)


def test_a_runway_beyond_the_horizon_and_one_without_spend_are_recovery() -> None:
    owner = Owner()
    owner.has_left(2.0, None, lasting(None, ForecastState.NO_SPEND_SEEN))
    assert owner.told[-1] == (RUNWAY, RECOVERED)


def test_no_forecast_is_no_recovery() -> None:
    owner = Owner()
    owner.has_left(2.0, 9.0, lasting(None, ForecastState.NO_DATA), lasting(9, ForecastState.LEARNING, 0.1))
    owner.waits(timedelta(days=3), UNREACHABLE)
    assert owner.is_open(RUNWAY)
    owner.has_left(9.0)
    assert not owner.is_open(RUNWAY)


def test_the_icons_flapping_number_is_told_once() -> None:
    owner = Owner()
    owner.has_left(2.99, 3.01, 2.98, 3.3, 2.99, 3.49, 2.9)
    assert owner.told == [(RUNWAY, RAISED)]


# --- one matter


def test_of_a_low_balance_and_a_short_runway_at_once_the_balance_is_told() -> None:
    owner = Owner()
    owner.has_left(2.0, balance="90")
    assert owner.told == [(BELOW, RAISED)]
    assert owner.is_open(RUNWAY)


def test_of_a_low_balance_and_less_than_a_day_at_once_the_day_is_told() -> None:
    owner = Owner()
    owner.has_left(0.5, balance="90")
    assert owner.told == [(RUNWAY, RAISED)]


def test_after_a_low_balance_a_short_runway_is_told_only_once_it_is_critical() -> None:
    owner = Owner()
    owner.has_left(4.0, 2.9, 1.5, balance="90")
    assert owner.told == [(BELOW, RAISED)]
    owner.has_left(0.9, balance="40")
    assert owner.told[1:] == [(RUNWAY, ESCALATED)]


def test_after_a_short_runway_a_low_balance_is_no_news() -> None:
    owner = Owner()
    owner.has_left(2.0, balance="150")
    owner.has_left(1.2, balance="90")
    assert owner.told == [(RUNWAY, RAISED)]
    assert owner.is_open(BELOW)


def test_a_falling_balance_says_short_then_less_than_a_day_then_used_up() -> None:
    owner = Owner()
    for days in (6.0, 4.0, 2.9, 2.0, 1.5, 1.0, 0.8, 0.4, 0.1, 0.0):
        owner.has_left(days, balance=str(days * 80))
    assert owner.told == [(RUNWAY, RAISED), (RUNWAY, ESCALATED), (EMPTY, RAISED)]


def test_empty_is_told_alone() -> None:
    owner = Owner()
    owner.has_left(0.0, balance="0")
    assert owner.told == [(EMPTY, RAISED)]
    assert {episode.rule for episode in owner.open} == {EMPTY, BELOW, RUNWAY}


def test_all_is_well_again_is_told_once_and_only_when_all_is() -> None:
    owner = Owner()
    owner.has_left(0.0, balance="0")
    owner.has_left(9.0, 9.0, balance="900")
    assert owner.told == [(EMPTY, RAISED), (EMPTY, RECOVERED)]
    assert owner.open == ()


def test_while_the_balance_is_still_low_a_longer_runway_is_not_called_recovered() -> None:
    owner = Owner()
    owner.has_left(2.0, balance="90")
    owner.has_left(6.0, 6.0, balance="95")
    assert owner.told == [(BELOW, RAISED)]
    owner.has_left(9.0, 9.0, balance="150")
    assert owner.told[1:] == [(BELOW, RECOVERED)]


def test_no_longer_empty_but_with_hours_left_is_a_reminder() -> None:
    owner = Owner()
    owner.has_left(0.0, balance="0")
    owner.has_left(0.4, 0.4, balance="20")
    assert owner.told == [(EMPTY, RAISED), (RUNWAY, REMINDER)]


def test_no_longer_critical_but_still_low_is_a_reminder_once() -> None:
    owner = Owner()
    owner.has_left(0.5, balance="40")
    owner.has_left(5.0, 5.0, 5.0, balance="90")
    assert owner.told == [(RUNWAY, RAISED), (BELOW, REMINDER)]


def test_two_snoozed_warnings_of_one_matter_remind_once() -> None:
    owner = Owner()
    owner.has_left(2.0, balance="90")
    owner.snoozes(BELOW, timedelta(minutes=5))
    owner.snoozes(RUNWAY, timedelta(minutes=5))
    owner.has_left(2.0, 2.0, balance="90")
    assert owner.told[1:] == [(BELOW, REMINDER)]
    owner.waits(timedelta(hours=3))
    assert len(owner.told) == 2


def test_a_snoozed_short_runway_reminds_though_a_low_balance_has_joined_it() -> None:
    owner = Owner()
    owner.has_left(2.0, balance="150")
    owner.snoozes(RUNWAY, timedelta(hours=1))
    owner.has_left(1.5, balance="90")
    owner.waits(timedelta(hours=2))
    assert owner.told[1:] == [(RUNWAY, REMINDER)]


def test_a_rejected_key_is_another_matter() -> None:
    owner = Owner()
    owner.has_left(0.5)
    owner.fails(REJECTED)
    assert owner.told == [(RUNWAY, RAISED), (Rule.ACCESS, RAISED)]


def test_evaluating_a_short_runway_again_changes_nothing() -> None:
    owner = Owner()
    owner.has_left(0.5)
    assert owner.has_left(0.5) == Verdict()


def test_a_low_balance_that_takes_over_from_a_short_runway_is_no_news() -> None:
    owner = Owner()
    owner.has_left(1.0, 4.0, balance="105")
    owner.has_left(4.0, balance="50")
    assert owner.told == [(RUNWAY, RAISED)]
    assert owner.is_open(BELOW) and not owner.is_open(RUNWAY)
    owner.has_left(4.0, 4.0, balance="900")
    assert owner.told == [(RUNWAY, RAISED), (BELOW, RECOVERED)]


def test_a_low_balance_that_takes_over_from_less_than_a_day_says_that_the_worst_is_over() -> None:
    owner = Owner()
    owner.has_left(0.5, 4.0, balance="105")
    owner.has_left(4.0, balance="50")
    assert owner.told == [(RUNWAY, RAISED), (BELOW, RAISED)]


@QUICK
@given(st.lists(st.tuples(st.floats(0, 9), st.sampled_from(["0", "50", "105", "150", "900"])), max_size=25))
def test_whatever_comes_a_shortage_is_told_and_nothing_of_it_twice(readings: list) -> None:
    owner = Owner()
    known = 0  # how serious a shortage the owner knows of: 0 none, then as the episodes' seriousness plus one
    for days, balance in readings:
        verdict = owner.has_left(days, balance=balance)
        short = [episode for episode in owner.open if episode.rule in SHORT_OF_MONEY]
        now = max((seriousness(episode) + 1 for episode in short), default=0)
        kinds = {notice.kind for notice in verdict.notices}
        if now > known:
            assert kinds & {RAISED, ESCALATED}
        elif now == known:
            assert not kinds
        elif now == 0:
            assert kinds == {RECOVERED}
        elif now > max((seriousness(ended) for ended in verdict.episodes if not ended.is_open), default=-1):
            assert not kinds  # what is open has become less: no reason to call anybody
        else:
            assert kinds & {REMINDER, ESCALATED, RAISED}
        known = now


# --- sensitivity


def careful(alarm_days: float, p50_days: float) -> Runway:
    """A runway whose alarm quantile is earlier than its middle."""
    return replace(lasting(p50_days), alarm_days=alarm_days)


def test_the_owner_is_warned_by_the_alarms_quantile_not_by_the_middle() -> None:
    owner = Owner()
    owner.has_left(careful(3.0, 3.4))
    assert owner.told == []
    owner.has_left(careful(2.9, 3.3))
    assert owner.told == [(RUNWAY, RAISED)]


def test_what_was_raised_by_that_quantile_recovers_by_it_too() -> None:
    owner = Owner()
    owner.has_left(careful(2.9, 3.6), careful(2.9, 3.6), careful(2.9, 3.6))
    assert owner.told == [(RUNWAY, RAISED)]
    owner.has_left(careful(3.6, 4.2), careful(3.6, 4.2))
    assert owner.told == [(RUNWAY, RAISED), (RUNWAY, RECOVERED)]
