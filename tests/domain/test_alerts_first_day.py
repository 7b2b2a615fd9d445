"""Of which first hours the owner is told: of a low balance and an empty one, not of what a few hours foretell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alert_owner import Owner
from fakes import usd
from galla.domain.model import ForecastState, Runway
from galla.domain.notice import NoticeKind, Rule, Severity

BELOW, RUNWAY, EMPTY, NIGHT = Rule.BALANCE_BELOW, Rule.RUNWAY_BELOW, Rule.EMPTY, Rule.BUSINESS_CLOSE
RAISED, RECOVERED = NoticeKind.RAISED, NoticeKind.RECOVERED

HOURS = Runway(ForecastState.LEARNING, 0.1, 0.3, 0.8, burn_per_day=usd("900"), history_days=0.3, alarm_days=0.2)
"""Eight hours that say: gone before night, even by the late end."""
A_DAY = replace(HOURS, history_days=1.0)


def test_a_few_hours_that_foretell_the_end_warn_nobody() -> None:
    owner = Owner()
    owner.has_left(HOURS, replace(HOURS, history_days=0.999))
    assert (owner.told, owner.open) == ([], ())


def test_with_the_reading_that_completes_a_day_the_owner_is_warned() -> None:
    owner = Owner()
    owner.has_left(HOURS, A_DAY)
    assert owner.told == [(NIGHT, RAISED)]
    assert {(episode.rule, episode.severity) for episode in owner.open} == {
        (NIGHT, Severity.CRITICAL),
        (RUNWAY, Severity.CRITICAL),
    }


def test_a_balance_under_the_owner_s_threshold_is_told_on_the_first_day_and_as_a_warning() -> None:
    owner = Owner(threshold="250")
    (notice,) = owner.has_left(HOURS, balance="249.99").notices
    assert (notice.rule, notice.kind, notice.severity) == (BELOW, RAISED, Severity.WARNING)
    assert notice.threshold == usd("250")
    assert not owner.is_open(RUNWAY)


@pytest.mark.parametrize("balance", ["50", "12"])
def test_a_balance_at_or_under_the_reserve_is_told_on_the_first_day(balance: str) -> None:
    owner = Owner(reserve="50")
    empty = replace(HOURS, p10_days=0.0, p50_days=0.0, p90_days=0.0, alarm_days=0.0)
    (notice,) = owner.has_left(empty, balance=balance).notices
    assert (notice.rule, notice.severity) == (EMPTY, Severity.CRITICAL)
    assert not owner.is_open(RUNWAY)


def test_a_low_balance_of_a_first_day_recovers_by_money_alone() -> None:
    owner = Owner()
    owner.has_left(HOURS, balance="90")
    owner.has_left(HOURS, HOURS, balance="500")
    assert owner.told == [(BELOW, RAISED), (BELOW, RECOVERED)]


def test_hours_of_a_new_beginning_neither_end_nor_worsen_a_warning_that_is_open() -> None:
    """As after a change of host: what was learned is gone, the warning is not."""
    owner = Owner()
    owner.has_left(2.0)
    long = replace(HOURS, p10_days=9.0, p50_days=20.0, p90_days=None, alarm_days=18.0)
    owner.has_left(long, long, long, HOURS, HOURS)
    assert owner.told == [(RUNWAY, RAISED)]
    assert owner.open[0].severity is Severity.WARNING


def test_a_first_day_that_ends_well_is_never_spoken_of() -> None:
    owner = Owner()
    owner.has_left(HOURS, replace(A_DAY, p10_days=4.0, p50_days=6.0, p90_days=9.0, alarm_days=5.4))
    assert owner.told == []
