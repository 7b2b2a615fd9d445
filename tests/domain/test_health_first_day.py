"""What the level, the threshold and the icon take from the hours of a first day: only what is beyond doubt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fakes import account, usd
from galla.domain import health
from galla.domain.model import ForecastState, Level, Runway
from galla.domain.money import Money
from galla.domain.settings import Thresholds
from histories import at

RUPEES = Money(Decimal(9_000), "INR")


def seen_for(
    days: float, *ends: float | None, state: ForecastState = ForecastState.LEARNING, burn: Money | None = None
) -> Runway:
    """A runway from so many days of history, with p10, p50 and p90."""
    return Runway(state, *ends, burn_per_day=burn or usd(100), history_days=days)


def shown(
    runway: Runway,
    previous: Level = Level.UNKNOWN,
    *,
    balance: int = 1_000,
    threshold: int | None = None,
    reserve: int = 0,
    low_below_days: float = 3.0,
) -> Level:
    return health.level(
        previous,
        None,
        balance=usd(balance),
        reserve=usd(reserve),
        threshold=None if threshold is None else usd(threshold),
        runway=runway,
        fresh=True,
        paused=False,
        is_new_reading=True,
        at=at(10),
        low_below_days=low_below_days,
    ).level


# --- by runway


@pytest.mark.parametrize(
    ("latest", "level"),
    [
        (None, Level.UNKNOWN),
        (5.0, Level.UNKNOWN),
        (4.99, Level.WATCH),
        (2.99, Level.LOW),
        (0.99, Level.CRITICAL),
        (0.0, Level.CRITICAL),
    ],
)
def test_only_what_even_the_late_end_of_a_few_hours_says_colours_the_icon(latest: float | None, level: Level) -> None:
    assert shown(seen_for(0.2, 0.0, 0.0, latest)) is level


def test_the_owner_s_own_limit_is_compared_with_the_late_end_too() -> None:
    assert shown(seen_for(0.2, 0.1, 0.5, 9.9), low_below_days=10) is Level.LOW
    assert shown(seen_for(0.2, 0.1, 0.5, 12.0), low_below_days=10) is Level.UNKNOWN


def test_an_early_end_of_hours_alarms_nobody_whose_balance_is_above_the_threshold() -> None:
    assert shown(seen_for(0.2, 0.1, 0.4, 9.0), balance=500, threshold=100) is Level.HEALTHY


def test_with_exactly_one_day_of_history_the_middle_counts() -> None:
    ends = (0.1, 0.4, 9.0)
    assert shown(seen_for(1.0, *ends)) is Level.CRITICAL
    assert shown(seen_for(0.999, *ends)) is Level.UNKNOWN
    assert shown(seen_for(1.0, 9.0, 20.0, None)) is Level.HEALTHY


def test_a_ready_forecast_is_of_no_first_day_however_little_of_it_was_seen() -> None:
    assert not seen_for(0.5, state=ForecastState.READY).is_of_a_first_day
    assert shown(seen_for(0.5, 0.1, 0.4, 9.0, state=ForecastState.READY)) is Level.CRITICAL


def test_hours_without_spend_are_no_finding_and_a_day_is_one() -> None:
    idle = Runway(ForecastState.NO_SPEND_SEEN, history_days=0.999)
    assert shown(idle) is Level.UNKNOWN
    assert shown(replace(idle, history_days=1.0)) is Level.HEALTHY


# --- by money, which needs no history


@pytest.mark.parametrize("latest", [None, 9.0, 4.0])
def test_a_balance_under_the_owner_s_threshold_is_low_on_the_first_day(latest: float | None) -> None:
    item = account(thresholds=Thresholds(balance=Decimal(250)))
    runway = seen_for(0.2, 0.1, 2.0, latest)
    limit = health.threshold(item, "USD", runway)
    assert limit == usd(250)
    assert shown(runway, Level.HEALTHY, balance=249, threshold=250) is Level.LOW


def test_under_the_threshold_and_gone_within_the_day_even_by_the_late_end_is_critical() -> None:
    assert shown(seen_for(0.2, 0.1, 0.3, 0.9), balance=249, threshold=250) is Level.CRITICAL


@pytest.mark.parametrize(
    "runway",
    [
        seen_for(0.2, 0.0, 0.0, 0.0),
        Runway(ForecastState.NO_DATA, 0.0, 0.0, 0.0),
        Runway(ForecastState.NO_SPEND_SEEN, 0.0, 0.0, 0.0, history_days=0.1),
    ],
    ids=["a few hours", "one reading", "no spend"],
)
@pytest.mark.parametrize("balance", [50, 49])
def test_at_or_under_the_reserve_is_empty_from_the_first_reading_on(runway: Runway, balance: int) -> None:
    assert shown(runway, Level.HEALTHY, balance=balance, reserve=50, threshold=100) is Level.EMPTY
    assert health.icon_digits(Level.EMPTY, runway) == "!"


# --- the threshold


def test_hours_of_spend_make_no_threshold_before_a_day_of_them_was_seen() -> None:
    two_days = account(thresholds=Thresholds(balance_hours=48))
    assert health.threshold(two_days, "USD", seen_for(0.999, burn=usd(70))) == usd(100)
    assert health.threshold(two_days, "USD", seen_for(1.0, burn=usd(70))) == usd(140)
    assert health.threshold_hours(two_days, "USD", seen_for(0.999)) is None
    assert health.threshold_hours(two_days, "USD", seen_for(1.0)) == 48


def test_a_currency_without_a_default_has_no_threshold_on_the_first_day() -> None:
    assert health.threshold(account(), "INR", seen_for(0.999, burn=RUPEES)) is None
    assert health.threshold(account(), "INR", seen_for(1.0, burn=RUPEES)) == RUPEES


# --- the icon's text


@pytest.mark.parametrize("level", [Level.HEALTHY, Level.WATCH, Level.LOW, Level.CRITICAL])
def test_the_icon_names_no_days_before_one_was_seen(level: Level) -> None:
    assert health.icon_digits(level, seen_for(0.999, 0.5, 5.5, 9.0)) == "–"
    assert health.icon_digits(level, seen_for(0.999, 9.0, None, None)) == "–"
    assert health.icon_digits(level, seen_for(1.0, 0.5, 5.5, 9.0)) == "5d"


# --- the icon does not flap


def levels_of(late_ends: list[float | None], *, threshold: int | None = None) -> list[Level]:
    """The levels that consecutive readings of a first day show."""
    verdict, found = health.LevelVerdict(Level.UNKNOWN), []
    for hour, late in enumerate(late_ends):
        verdict = health.level(
            verdict.level,
            verdict.better_since,
            balance=usd(1_000),
            reserve=usd(0),
            threshold=None if threshold is None else usd(threshold),
            runway=seen_for(0.2, 0.0, 0.0, late),
            fresh=True,
            paused=False,
            is_new_reading=True,
            at=at(hour),
        )
        found.append(verdict.level)
    return found


@pytest.mark.parametrize("threshold", [None, 100], ids=["without a threshold", "with one"])
def test_a_late_end_about_a_limit_does_not_make_the_icon_flap(threshold: int | None) -> None:
    assert levels_of([4.99, 5.01, 4.98, 5.2, 5.4, 4.9, 5.3], threshold=threshold) == [Level.WATCH] * 7
    assert levels_of([2.9, 5.1, 2.9, 5.1], threshold=threshold) == [Level.LOW] * 4


def test_a_short_late_end_is_left_when_two_readings_are_past_it_by_a_margin_or_one_by_far() -> None:
    assert levels_of([4.9, 5.6, 5.6]) == [Level.WATCH, Level.WATCH, Level.UNKNOWN]
    assert levels_of([2.9, 11.0]) == [Level.LOW, Level.UNKNOWN]
    assert levels_of([2.9, None]) == [Level.LOW, Level.UNKNOWN]
    assert levels_of([0.5, None], threshold=100) == [Level.CRITICAL, Level.HEALTHY]
