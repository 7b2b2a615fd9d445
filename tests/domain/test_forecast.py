from __future__ import annotations

import time as clock
from datetime import time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import usd
from galla.domain.forecast import HORIZON_DAYS, SPREADS, days_left, expected_balance, runway
from galla.domain.model import ForecastState, Runway, StoredReading
from galla.domain.money import Money
from histories import ABSURD, QUICK, anything, at, history, reading, steady


def judged(
    rows: tuple[StoredReading, ...], available: Money | None = None, reserve: Money | None = None, hours: float = 0
) -> Runway:
    """The runway at the last reading, or `hours` after START."""
    now = at(hours) if hours or not rows else rows[-1].last_at
    if available is None and rows:
        available = rows[-1].balance
    return runway(rows, available, reserve, now, ZoneInfo("Asia/Kolkata"), time(4, 0))


def test_it_is_closing_divided_by_opening_less_closing() -> None:
    found = judged(history((0, 1000), (24, 800)))
    assert (found.state, found.p50_days, found.burn_per_day) == (ForecastState.LEARNING, 4.0, usd(200))


def test_spend_is_averaged_over_as_many_whole_days_as_there_are() -> None:
    # the first half day, dearer than the rest, does not make two whole days three
    found = judged(history((0, 2000), (12, 1000), (36, 800), (60, 400)))
    assert (found.p50_days, found.history_days) == (pytest.approx(400 / 300), 2.0)


def test_spend_is_averaged_over_seven_days_at_most() -> None:
    found = judged(
        (*steady(20, 1000, opening=30_000)[:-1], *(reading(480 + 24 * day, 10_000 - 100 * day) for day in range(8)))
    )
    assert (found.burn_per_day, found.history_days) == (usd(100), 7.0)


def test_less_than_a_day_is_scaled_to_a_day_with_a_wider_range() -> None:
    found, later = judged(steady(0.25, 240)), judged(steady(1, 240))
    assert found.burn_per_day == later.burn_per_day == usd(240)
    assert found.history_days == 0.25
    assert found.p10_days is not None and later.p10_days is not None
    assert found.p10_days < later.p10_days


def test_less_than_an_hour_tells_nothing() -> None:
    assert judged(history((0, 100), (0.9, 90))) == Runway(ForecastState.NO_DATA)
    assert judged(history((0, 100))) == Runway(ForecastState.NO_DATA)
    assert judged((), usd(100)) == Runway(ForecastState.NO_DATA)


def test_a_balance_that_never_moved_has_no_spend_seen() -> None:
    found = judged((reading(0, 100, until=50),))
    assert (found.state, found.p50_days, found.burn_per_day) == (ForecastState.NO_SPEND_SEEN, None, None)


def test_a_top_up_is_not_negative_spend_and_its_interval_counts_as_no_time() -> None:
    day = steady(2, 240, opening=1_000)
    found = judged((*day, reading(49, 5_520), *(reading(49 + hour, 5_520 - 10 * hour) for hour in range(1, 24))))
    assert found.burn_per_day == usd(240)


def test_a_refund_reduces_the_burn_rate() -> None:
    found = judged((*steady(1, 240), reading(36, 9_640), reading(37, 9_700), reading(48, 9_580)))
    assert found.burn_per_day == usd(210)
    assert found.history_days == 2.0


def test_refunds_that_outweigh_spend_are_no_spend_seen() -> None:
    assert judged((*steady(1, 480), reading(25, 9_720), reading(47.5, 9_720))).state is ForecastState.NO_SPEND_SEEN


def test_a_suspect_reading_does_not_count() -> None:
    rows = (*steady(2, 240), reading(49, 0, suspect=True))
    assert judged(rows, usd(9_520)) == judged(rows[:-1])


def test_a_week_of_silence_with_a_top_up_keeps_what_was_known_before() -> None:
    rows = (*steady(5, 240), reading(24 * 12, 20_000), reading(24 * 12 + 1, 19_990))
    found = judged(rows)
    assert found.history_days == 5.0
    assert found.burn_per_day is not None
    assert abs(found.burn_per_day.amount - 240) < 1


def test_the_reserve_is_not_for_spending() -> None:
    assert judged(steady(1, 240), usd(580), usd(100)).p50_days == 2.0


@pytest.mark.parametrize("available", [0, 100, -5])
def test_at_or_under_the_reserve_nothing_is_left(available: int) -> None:
    for rows in ((), steady(1, 240), (reading(0, 100, until=50),)):
        found = judged(rows, usd(available), usd(100))
        assert (found.p10_days, found.p50_days, found.p90_days) == (0.0, 0.0, 0.0)


def test_quantiles_beyond_the_horizon_are_none() -> None:
    found = judged(steady(7, 100, opening=5_000))
    assert found.p10_days is not None and found.p50_days is not None
    assert found.p10_days < found.p50_days <= HORIZON_DAYS
    assert found.p90_days is None
    assert judged(steady(7, 1)).p10_days is None


def test_the_range_gets_no_wider_with_more_history() -> None:
    ratios = [spread.p90 / spread.p10 for spread in SPREADS]
    assert all(later <= earlier for earlier, later in pairwise(ratios))
    assert all(spread.p10 < 1 < spread.p90 for spread in SPREADS)


def test_years_of_silence_tell_nothing_of_today() -> None:
    assert judged(steady(3, 240), hours=50_000).state is ForecastState.NO_DATA
    assert judged((*steady(3, 240), reading(50_000, 5_000))).state is ForecastState.NO_DATA


def test_another_currency_than_the_historys_has_no_forecast() -> None:
    assert judged(steady(3, 240), Money(Decimal(5), "EUR")).state is ForecastState.NO_DATA
    assert judged(steady(3, 240), usd(5), Money(Decimal(5), "EUR")).state is ForecastState.NO_DATA


def test_history_after_now_is_not_known_yet() -> None:
    assert judged(steady(4, 240), usd(480), hours=48) == judged(steady(2, 240), usd(480))


@QUICK
@given(
    anything(),
    st.one_of(st.none(), st.builds(Money, ABSURD, st.sampled_from(["USD", "USD", "EUR"]))),
    st.one_of(st.none(), st.builds(Money, ABSURD, st.just("USD"))),
    st.integers(-(10**6), 10**6),
)
def test_any_history_gives_a_defined_runway(
    rows: tuple, available: Money | None, reserve: Money | None, hours: int
) -> None:
    for now in (at(hours), rows[-1].last_at if rows else at(0)):
        found = runway(rows, available, reserve, now, ZoneInfo("Europe/Berlin"), time(0, 0))
        quantiles = (found.p10_days, found.p50_days, found.p90_days)
        known = [days for days in quantiles if days is not None]
        assert found.state is not ForecastState.READY
        assert all(0 <= days <= HORIZON_DAYS for days in known)
        assert known == sorted(known)
        assert quantiles[len(known) :] == (None,) * (3 - len(known))
        assert (found.burn_per_day is not None) == (found.state is ForecastState.LEARNING)
        assert days_left(found, timedelta(days=hours)).state is found.state
        if available is not None:
            left = expected_balance(found, available, at(0), now)
            assert left is None or left.amount.is_finite()


def test_three_thousand_readings_take_less_than_three_milliseconds() -> None:
    rows = steady(31.25, 240, every_hours=0.25)[:3000]
    took = []
    for _ in range(20):
        began = clock.perf_counter()
        judged(rows)
        took.append(clock.perf_counter() - began)
    assert min(took) < 0.003


def test_days_left_are_those_of_the_reading_less_its_age() -> None:
    found = Runway(ForecastState.LEARNING, 1.0, 2.0, None)
    left = days_left(found, timedelta(days=1.5))
    assert (left.p10_days, left.p50_days, left.p90_days) == (0.0, 0.5, None)
    assert days_left(found, timedelta(days=-1)) == found


def test_the_expected_balance_falls_by_the_burn_rate_and_not_under_zero() -> None:
    found = judged(steady(1, 240))
    assert expected_balance(found, usd(100), at(0), at(5)) == usd(50)
    assert expected_balance(found, usd(100), at(0), at(50)) == usd(0)
    assert expected_balance(found, usd(-3), at(0), at(50)) == usd(-3)
    assert expected_balance(found, usd(100), at(5), at(0)) == usd(100)


def test_the_expected_balance_is_unknown_without_a_burn_rate_and_unchanged_without_spend() -> None:
    assert expected_balance(Runway(ForecastState.NO_DATA), usd(100), at(0), at(5)) is None
    assert expected_balance(Runway(ForecastState.NO_SPEND_SEEN), usd(100), at(0), at(5)) == usd(100)
    assert expected_balance(judged(steady(1, 240)), Money(Decimal(5), "EUR"), at(0), at(5)) is None
