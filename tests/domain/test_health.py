from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import account, usd
from galla.domain import health
from galla.domain.health import LevelVerdict
from galla.domain.model import WORST_LAST, ForecastState, Level, Runway
from galla.domain.money import Money, can_be_kept
from galla.domain.settings import Thresholds
from histories import QUICK, at

NO_DATA = Runway(ForecastState.NO_DATA)
IDLE_WEEK = Runway(ForecastState.NO_SPEND_SEEN, history_days=7.0)
IDLE_HOUR = Runway(ForecastState.NO_SPEND_SEEN, history_days=0.05)


def lasting(p50_days: float | None, burn: Money | None = None) -> Runway:
    return Runway(ForecastState.LEARNING, None, p50_days, None, burn_per_day=burn or usd(100), history_days=7.0)


def after(
    previous: Level,
    runway: Runway,
    *,
    balance: int | str | None = 1_000,
    threshold: int | None = None,
    reserve: int = 0,
    better_since: datetime | None = None,
    fresh: bool = True,
    paused: bool = False,
    new: bool = True,
    hours: float = 10,
    low_below_days: float = 3.0,
) -> LevelVerdict:
    return health.level(
        previous,
        better_since,
        balance=None if balance is None else usd(balance),
        reserve=usd(reserve),
        threshold=None if threshold is None else usd(threshold),
        runway=runway,
        fresh=fresh,
        paused=paused,
        is_new_reading=new,
        at=at(hours),
        low_below_days=low_below_days,
    )


def first(runway: Runway, **figures: object) -> Level:
    return after(Level.UNKNOWN, runway, **figures).level  # type: ignore[arg-type]


def shown(previous: Level, p50_days: Iterable[float]) -> list[Level]:
    """The levels that consecutive readings show."""
    verdict, levels = LevelVerdict(previous), []
    for hours, days in enumerate(p50_days):
        verdict = after(verdict.level, lasting(days), better_since=verdict.better_since, hours=hours)
        levels.append(verdict.level)
    return levels


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, Level.HEALTHY),
        (5.0, Level.HEALTHY),
        (4.99, Level.WATCH),
        (3.0, Level.WATCH),
        (2.99, Level.LOW),
        (1.0, Level.LOW),
        (0.99, Level.CRITICAL),
        (0.0, Level.CRITICAL),
    ],
)
def test_the_level_follows_from_the_median_of_runway(days: float | None, expected: Level) -> None:
    assert first(lasting(days)) is expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(12.0, Level.HEALTHY), (11.9, Level.WATCH), (9.9, Level.LOW), (1.0, Level.LOW), (0.9, Level.CRITICAL)],
)
def test_an_owner_who_wants_ten_days_of_cover_sees_low_below_them(days: float, expected: Level) -> None:
    assert first(lasting(days), low_below_days=10) is expected


def test_an_owner_content_with_half_a_day_sees_critical_only_below_it() -> None:
    levels = [first(lasting(days), low_below_days=0.5) for days in (2.6, 0.6, 0.4)]
    assert levels == [Level.HEALTHY, Level.WATCH, Level.CRITICAL]


def test_a_balance_under_the_money_threshold_is_at_least_low() -> None:
    assert first(lasting(30), balance=99, threshold=100) is Level.LOW
    assert first(lasting(30), balance=100, threshold=100) is Level.HEALTHY
    assert first(lasting(0.5), balance=99, threshold=100) is Level.CRITICAL


def test_at_or_under_the_reserve_is_empty() -> None:
    assert first(lasting(0), balance=50, reserve=50) is Level.EMPTY
    assert first(NO_DATA, balance=0) is Level.EMPTY


def test_without_a_forecast_the_money_threshold_judges() -> None:
    for runway in (NO_DATA, IDLE_WEEK, IDLE_HOUR):
        assert first(runway, balance=500, threshold=100) is Level.HEALTHY
        assert first(runway, balance=50, threshold=100) is Level.LOW


def test_without_forecast_and_threshold_the_level_is_unknown() -> None:
    assert first(NO_DATA) is Level.UNKNOWN
    assert first(IDLE_HOUR) is Level.UNKNOWN


def test_funds_that_nothing_was_spent_of_for_a_day_are_healthy() -> None:
    assert first(IDLE_WEEK) is Level.HEALTHY


def test_nothing_fresh_or_no_balance_is_unknown_whatever_was_shown() -> None:
    assert after(Level.CRITICAL, lasting(0.5), fresh=False) == LevelVerdict(Level.UNKNOWN)
    assert after(Level.HEALTHY, lasting(9), balance=None) == LevelVerdict(Level.UNKNOWN)


def test_a_paused_account_is_paused_and_takes_any_level_at_once_when_resumed() -> None:
    assert after(Level.CRITICAL, lasting(0.5), paused=True) == LevelVerdict(Level.PAUSED)
    assert after(Level.PAUSED, lasting(3.1)) == LevelVerdict(Level.WATCH)


def test_getting_worse_shows_at_once_also_without_a_reading() -> None:
    assert after(Level.HEALTHY, lasting(0.9), new=False) == LevelVerdict(Level.CRITICAL)


def test_getting_better_needs_two_readings_past_the_limit() -> None:
    waiting = after(Level.LOW, lasting(3.6), hours=1)
    assert waiting == LevelVerdict(Level.LOW, better_since=at(1))
    assert after(Level.LOW, lasting(3.6), better_since=at(1), hours=2) == LevelVerdict(Level.WATCH)


def test_time_alone_makes_nothing_better() -> None:
    assert after(Level.LOW, lasting(30), new=False, better_since=at(1)) == LevelVerdict(Level.LOW, at(1))


def test_the_icon_does_not_flap_at_three_days() -> None:
    assert shown(Level.WATCH, [2.99, 3.01, 2.99, 3.05, 3.2, 3.4, 2.98, 3.49]) == [Level.LOW] * 8


def test_a_reading_on_the_worse_side_starts_the_count_again() -> None:
    assert shown(Level.LOW, [3.6, 2.9, 3.6, 3.6]) == [Level.LOW, Level.LOW, Level.LOW, Level.WATCH]


def test_a_runway_at_twice_the_limit_shows_at_once() -> None:
    assert shown(Level.CRITICAL, [30]) == [Level.HEALTHY]
    assert shown(Level.LOW, [6.5]) == [Level.WATCH]


def test_a_level_reached_in_part_goes_on_when_confirmed() -> None:
    assert shown(Level.CRITICAL, [4.0, 4.0]) == [Level.LOW, Level.WATCH]


def test_money_needs_ten_percent_above_the_threshold_to_get_better() -> None:
    far = lasting(None)
    assert after(Level.LOW, far, balance=109, threshold=100, better_since=at(1)).level is Level.LOW
    assert after(Level.LOW, far, balance=111, threshold=100).level is Level.LOW
    assert after(Level.LOW, far, balance=111, threshold=100, better_since=at(1)).level is Level.HEALTHY
    assert after(Level.LOW, far, balance=200, threshold=100).level is Level.HEALTHY


def test_a_small_credit_does_not_end_empty_at_once() -> None:
    assert after(Level.EMPTY, lasting(0.1), balance=5, threshold=100) == LevelVerdict(Level.EMPTY, at(10))
    assert after(Level.EMPTY, lasting(0.1), balance=5, threshold=100, better_since=at(1)).level is Level.EMPTY
    assert after(Level.EMPTY, lasting(0.1), balance=11, threshold=100, better_since=at(1)).level is Level.CRITICAL
    assert after(Level.EMPTY, lasting(9), balance=900, threshold=100).level is Level.WATCH


LEVELS = st.sampled_from(list(Level))
DAYS = st.one_of(st.none(), st.floats(0, 60))


@QUICK
@given(LEVELS, st.lists(st.tuples(DAYS, st.integers(-10, 500)), min_size=1, max_size=12))
def test_whatever_readings_say_the_level_is_never_better_than_they_do(previous: Level, readings: list) -> None:
    verdict = LevelVerdict(previous)
    for hours, (days, balance) in enumerate(readings):
        plain = first(lasting(days), balance=balance, threshold=100)
        verdict = after(
            verdict.level, lasting(days), balance=balance, threshold=100, better_since=verdict.better_since, hours=hours
        )
        assert WORST_LAST.index(verdict.level) >= WORST_LAST.index(plain)
        assert (verdict.better_since is not None) == (verdict.level is not plain)


@QUICK
@given(LEVELS, st.floats(0, 60), st.integers(1, 500))
def test_a_reading_that_stays_is_believed_within_its_margin(previous: Level, days: float, balance: int) -> None:
    verdict = LevelVerdict(previous)
    for hours in range(4):
        verdict = after(
            verdict.level, lasting(days), balance=balance, threshold=100, better_since=verdict.better_since, hours=hours
        )
    worse = first(lasting(max(days - 0.5, 0)), balance=str(Decimal(balance) / Decimal("1.11") - 10), threshold=100)
    assert WORST_LAST.index(verdict.level) <= WORST_LAST.index(worse)


def test_the_worst_account_counts() -> None:
    assert health.worst([Level.HEALTHY, Level.LOW, Level.UNKNOWN]) is Level.LOW
    assert health.worst([Level.PAUSED, Level.HEALTHY]) is Level.HEALTHY
    assert health.worst([]) is Level.UNKNOWN


def test_the_default_threshold_is_100_where_100_means_something() -> None:
    assert [health.default_threshold_amount(code) for code in ("USD", "EUR", "GBP")] == [Decimal(100)] * 3
    assert health.default_threshold_amount("INR") is None


def test_the_owners_amount_is_the_threshold() -> None:
    item = account(thresholds=Thresholds(balance=Decimal(250), balance_hours=24))
    assert health.threshold(item, "USD", lasting(5)) == usd(250)


def test_hours_of_spend_become_an_amount_once_spend_is_known() -> None:
    item = account(thresholds=Thresholds(balance_hours=48))
    assert health.threshold(item, "USD", lasting(5, usd("33.333333"))) == usd("67")
    assert health.threshold(item, "USD", NO_DATA) == usd(100)
    assert health.threshold(item, "INR", NO_DATA) is None


def test_a_learned_threshold_is_compared_as_it_is_shown_in_two_digits() -> None:
    usual = lasting(5, Money(Decimal("172242.45"), "INR"))
    assert health.threshold(account(), "INR", usual) == Money(Decimal(180_000), "INR")
    assert health.threshold(account(), "JPY", lasting(5, Money(Decimal("7.2"), "JPY"))) == Money(Decimal(8), "JPY")


def test_a_learned_threshold_is_never_more_than_a_ledger_holds() -> None:
    most = lasting(5, Money(Decimal("9000000000000"), "INR"))
    weekly = health.threshold(account(thresholds=Thresholds(balance_hours=168)), "INR", most)
    assert weekly is not None
    assert can_be_kept(weekly)


def test_a_threshold_is_known_by_its_hours_only_where_it_is_made_of_them() -> None:
    rupees = Money(Decimal(9_000), "INR")
    two_days = account(thresholds=Thresholds(balance_hours=48))
    assert health.threshold_hours(two_days, "USD", lasting(5)) == 48
    assert health.threshold_hours(two_days, "USD", NO_DATA) is None
    assert health.threshold_hours(account(), "USD", lasting(5)) is None
    assert health.threshold_hours(account(), "INR", lasting(5, rupees)) == 24
    assert health.threshold_hours(account(), "INR", lasting(5)) is None
    assert health.threshold_hours(account(thresholds=Thresholds(Decimal(250), 24)), "INR", lasting(5, rupees)) is None


def test_without_a_choice_it_is_the_default_or_a_day_of_spend() -> None:
    rupees = Money(Decimal(9_000), "INR")
    assert health.threshold(account(), "USD", lasting(5)) == usd(100)
    assert health.threshold(account(), "INR", lasting(5, rupees)) == rupees
    assert health.threshold(account(), "INR", lasting(5, usd(10))) is None
    assert health.threshold(account(), "INR", IDLE_WEEK) is None


@pytest.mark.parametrize(
    ("level", "runway", "text"),
    [
        (Level.EMPTY, lasting(0), "!"),
        (Level.UNKNOWN, lasting(5), "?"),
        (Level.PAUSED, lasting(5), "–"),
        (Level.HEALTHY, IDLE_WEEK, "–"),
        (Level.LOW, NO_DATA, "–"),
        (Level.HEALTHY, lasting(5.9), "5d"),
        (Level.LOW, lasting(1.0), "1d"),
        (Level.CRITICAL, lasting(0.79), "18h"),
        (Level.CRITICAL, lasting(0.01), "0h"),
        (Level.HEALTHY, lasting(None), "60+"),
        (Level.HEALTHY, lasting(99.9), "99d"),
        (Level.HEALTHY, lasting(100), "99+"),
        (Level.HEALTHY, replace(lasting(None), horizon_days=365.0), "99+"),
    ],
)
def test_the_icon_says_it_in_three_characters(level: Level, runway: Runway, text: str) -> None:
    assert health.icon_digits(level, runway) == text
