from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from math import isfinite
from statistics import median
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import usd
from galla.domain.forecast import days_left, expected_balance, runway
from galla.domain.model import ForecastState, Runway, StoredReading
from galla.domain.money import Money
from galla.domain.monitoring import HISTORY_KEPT
from galla.domain.runway import HORIZON_DAYS
from galla.domain.spend_hours import spend_hours
from histories import ABSURD, QUICK, anything, at, history, reading, steady
from pasts import past_of
from shops import OPENED, USUAL, Shop
from simulated_balances import Troubles, polled
from slowness import slowness

KOLKATA = ZoneInfo("Asia/Kolkata")


def judged(
    rows: tuple[StoredReading, ...],
    available: Money | None = None,
    reserve: Money | None = None,
    hours: float = 0,
    zone: ZoneInfo = KOLKATA,
) -> Runway:
    """The runway at the last reading, or `hours` after START."""
    now = at(hours) if hours or not rows else rows[-1].last_at
    if available is None and rows:
        available = rows[-1].balance
    return runway(spend_hours(None, rows, (), zone, now), available, reserve, zone)


def test_a_steady_fall_lasts_closing_divided_by_opening_less_closing() -> None:
    found = judged(steady(20, 240, opening=7_200))
    assert found.state is ForecastState.READY
    assert found.p50_days == pytest.approx(10.0, rel=0.03)
    assert found.burn_per_day is not None and float(found.burn_per_day.amount) == pytest.approx(240, rel=0.03)
    assert found.history_days == pytest.approx(20, abs=1)


def test_two_readings_a_day_apart_give_the_specifications_formula_with_a_wide_range() -> None:
    found = judged(history((0, 1000), (24, 800)))
    assert found.state is ForecastState.LEARNING
    assert found.p10_days is not None and found.p50_days is not None and found.p90_days is not None
    assert found.p10_days < 4.0 < found.p90_days
    assert found.p50_days == pytest.approx(4.0, rel=0.3)
    assert found.p90_days / found.p10_days > 3


def test_alarms_go_by_a_quantile_between_the_early_end_and_the_middle() -> None:
    for days in (0.25, 2, 30):
        found = judged(steady(days, 240), usd(1_200))
        assert found.p10_days is not None and found.alarm_days is not None and found.p50_days is not None
        assert found.p10_days < found.alarm_days < found.p50_days
        assert found.cautious_days == found.alarm_days
        later = days_left(found, timedelta(hours=12))
        assert later.alarm_days == pytest.approx(found.alarm_days - 0.5)


def test_the_range_gets_narrower_with_more_history() -> None:
    ratios = []
    for days in (0.25, 2, 7, 30):
        found = judged(steady(days, 240), usd(1_200))
        assert found.p10_days is not None and found.p90_days is not None
        ratios.append(found.p90_days / found.p10_days)
    assert ratios == sorted(ratios, reverse=True)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("minute", [0, 1, 20, 29, 30, 31, 59])
def test_of_a_first_day_so_much_counts_as_was_seen(zone: str, minute: int) -> None:
    """Wherever the full hours lie in it."""
    start = 9 + minute / 60
    for span_h in (1, 1.01, 2.5, 23, 23.99):
        found = judged(history((start, 1_000), (start + span_h, 900)), zone=ZoneInfo(zone))
        assert found.history_days == pytest.approx(span_h / 24, abs=1e-6)
        assert (found.state, found.is_usable) == (ForecastState.LEARNING, False)
    assert judged(history((start, 1_000), (start + 24, 900)), zone=ZoneInfo(zone)).is_usable
    assert judged(history((start, 1_000), (start + 0.99, 900)), zone=ZoneInfo(zone)).state is ForecastState.NO_DATA


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_minutes_across_a_full_hour_are_minutes(zone: str) -> None:
    assert judged(history((9.98, 1_000), (10.02, 900)), zone=ZoneInfo(zone)).state is ForecastState.NO_DATA
    assert not judged(history((9.98, 1_000), (33.01, 500)), zone=ZoneInfo(zone)).is_usable


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
@pytest.mark.parametrize("span_h", [1.5, 6.25, 22.5, 23.7])
def test_a_minute_more_or_less_before_a_full_hour_hardly_changes_the_forecast(zone: str, span_h: float) -> None:
    rows = [history((start, 1_000), (start + span_h, 900)) for start in (9 - 1 / 60, 9, 9 + 1 / 60)]
    before, on, after = (judged(found, usd(1_000), zone=ZoneInfo(zone)).p50_days for found in rows)
    assert before == pytest.approx(on, rel=0.05)
    assert after == pytest.approx(on, rel=0.05)


def test_less_than_an_hour_tells_nothing() -> None:
    assert judged(history((0, 100), (0.9, 90))) == Runway(ForecastState.NO_DATA)
    assert judged(history((0, 100))) == Runway(ForecastState.NO_DATA)
    assert judged((), usd(100)) == Runway(ForecastState.NO_DATA)


def test_a_balance_that_never_moved_has_no_spend_seen() -> None:
    found = judged((reading(0, 100, until=50),))
    assert (found.state, found.p50_days, found.burn_per_day) == (ForecastState.NO_SPEND_SEEN, None, None)
    assert found.history_days >= 2


def test_learning_ends_after_two_weeks() -> None:
    assert judged(steady(13, 240)).state is ForecastState.LEARNING
    assert judged(steady(14.2, 240)).state is ForecastState.READY


def test_a_top_up_is_no_negative_spend() -> None:
    day = steady(2, 240, opening=1_000)
    found = judged((*day, reading(49, 5_520), *(reading(49 + hour, 5_520 - 10 * hour) for hour in range(1, 24))))
    assert found.burn_per_day is not None and float(found.burn_per_day.amount) == pytest.approx(240, rel=0.2)


def test_a_refund_reduces_the_burn_rate() -> None:
    spent = judged(steady(2, 240), usd(1_000))
    refunded = judged((*steady(1, 240), reading(36, 9_640), reading(37, 9_700), reading(48, 9_580)), usd(1_000))
    assert spent.burn_per_day is not None and refunded.burn_per_day is not None
    assert refunded.burn_per_day < spent.burn_per_day


def test_refunds_that_outweigh_spend_are_no_spend_seen() -> None:
    day = steady(1, 480)
    found = judged((*day, reading(25, 9_760), reading(26, 10_000), reading(47.5, 10_000)))
    assert (found.state, found.p50_days, found.burn_per_day) == (ForecastState.NO_SPEND_SEEN, None, None)
    assert found.history_days > 1
    assert judged((*day, reading(25, 9_760), reading(47.5, 9_760))).state is ForecastState.LEARNING, "half came back"


def test_a_suspect_reading_does_not_count() -> None:
    rows = (*steady(2, 240), reading(49, 0, suspect=True))
    assert judged(rows, usd(9_520)) == judged(rows[:-1])


def test_nights_and_closed_days_are_seen_in_the_course() -> None:
    """Spend between 09:00 and 21:00 from Monday to Saturday: the balance stands still otherwise."""
    rows, balance = [], Decimal(20_000)
    for hour in range(24 * 35 + 1):
        rows.append(reading(hour, str(balance)))
        local = at(hour).astimezone(KOLKATA)
        if local.weekday() < 6 and 9 <= local.hour < 21:
            balance -= 10
    found = judged(tuple(rows), usd(1_000))
    by_days = {point.days: point.likely for point in found.course}
    # START is a Monday, 05:30 in Kolkata, and so is five weeks later
    day = [likely for days, likely in by_days.items() if 6.2 < days < 7.0]
    assert day and max(day) - min(day) < 12, "Sunday"
    assert by_days[found.course[-1].days] >= 0
    night = [likely for days, likely in by_days.items() if 0.7 < days < 1.1]
    assert max(night) - min(night) < 6


def test_spends_of_one_three_and_seven_days_have_ranges() -> None:
    found = judged(steady(30, 240))
    assert [spend.days for spend in found.spend] == [1, 3, 7]
    for spend in found.spend:
        assert spend.low <= spend.expected <= spend.high
        assert float(spend.expected.amount) == pytest.approx(240 * spend.days, rel=0.05)


def test_the_course_rises_from_nothing_and_holds_its_quantiles_in_order() -> None:
    found = judged(steady(30, 240), usd(2_000))
    assert (found.course[0].days, found.course[0].high) == (0.0, 0.0)
    for before, after in pairwise(found.course):
        assert after.days > before.days
        assert (after.low, after.likely, after.high) >= (before.low, before.likely, before.high)
        assert after.low <= after.likely <= after.high


def test_the_same_history_gives_the_same_runway() -> None:
    assert judged(steady(20, 240)) == judged(steady(20, 240))


def test_the_reserve_is_not_for_spending() -> None:
    assert judged(steady(20, 240), usd(580), usd(100)) == judged(steady(20, 240), usd(480))


@pytest.mark.parametrize("available", [0, 100, -5])
def test_at_or_under_the_reserve_nothing_is_left(available: int) -> None:
    for rows in ((), steady(1, 240), (reading(0, 100, until=50),)):
        found = judged(rows, usd(available), usd(100))
        assert (found.p10_days, found.p50_days, found.p90_days) == (0.0, 0.0, 0.0)


def test_quantiles_beyond_the_horizon_are_none() -> None:
    found = judged(steady(7, 100, opening=10_000), usd(5_000))
    assert found.p10_days is not None and found.p50_days is not None
    assert found.p10_days < found.p50_days <= HORIZON_DAYS
    assert found.p90_days is None
    assert judged(steady(7, 1)).p10_days is None


def test_years_of_silence_tell_nothing_of_today() -> None:
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
        zone = ZoneInfo("Europe/Berlin")
        found = runway(spend_hours(None, rows, (), zone, now), available, reserve, zone)
        quantiles = (found.p10_days, found.alarm_days, found.p50_days, found.p90_days)
        known = [days for days in quantiles if days is not None]
        assert all(0 <= days <= HORIZON_DAYS for days in known)
        assert known == sorted(known)
        assert quantiles[len(known) :] == (None,) * (4 - len(known))
        assert (found.burn_per_day is not None) == (found.state in {ForecastState.LEARNING, ForecastState.READY})
        assert all(isfinite(value) for point in found.course for value in (point.days, point.low, point.high))
        assert days_left(found, timedelta(days=hours)).state is found.state
        if available is not None:
            left = expected_balance(found, available, at(0), now)
            assert left is None or left.amount.is_finite()


def test_a_forecast_from_half_a_year_of_hours_takes_less_than_ten_milliseconds() -> None:
    """From readings to runway, with silences, refunds and top-ups; each has new hours, so nothing is known of it."""
    trade = [100 * amount for amount in Shop(USUAL, 185, seed=1).by_hour]
    rows = tuple(polled(trade, OPENED, Troubles(), seed=1))
    took_s = []
    for count in range(len(rows) - 150, len(rows), 10):
        now, past = rows[count].last_at, past_of(rows[: count + 1])
        lately = tuple(row for row in rows[: count + 1] if row.last_at >= now - HISTORY_KEPT)
        began = process_time()
        found = runway(spend_hours(past, lately, (), KOLKATA, now), usd(1_000), None, KOLKATA)
        took_s.append((process_time() - began) / slowness())  # beside each, because a shared host changes its speed
        assert found.state is ForecastState.READY
    assert median(took_s) < 0.010


def test_days_left_are_those_of_the_reading_less_its_age() -> None:
    found = Runway(ForecastState.LEARNING, 1.0, 2.0, None)
    left = days_left(found, timedelta(days=1.5))
    assert (left.p10_days, left.p50_days, left.p90_days) == (0.0, 0.5, None)
    assert days_left(found, timedelta(days=-1)) == found


def test_where_what_is_likely_has_passed_since_the_reading_the_money_may_be_used_up() -> None:
    found = Runway(ForecastState.READY, 1.0, 2.0, 4.0)
    after = {days: days_left(found, timedelta(days=days)).may_be_used_up for days in (0, 1.5, 2, 9)}
    assert after == {0: False, 1.5: False, 2: True, 9: True}
    assert not days_left(Runway(ForecastState.READY, 1.0), timedelta(days=9)).may_be_used_up, "beyond the horizon"


def test_a_reading_at_the_reserve_says_so_until_it_is_out_of_date() -> None:
    spent = Runway(ForecastState.READY, 0.0, 0.0, 0.0)
    assert not days_left(spent, timedelta(hours=1)).may_be_used_up
    assert days_left(spent, timedelta(hours=7), outdated=True).may_be_used_up


def test_a_reading_that_is_out_of_date_says_nothing_of_the_coming_days() -> None:
    found = judged(steady(20, 240, opening=7_200))
    assert days_left(found, timedelta(days=3)).spend == found.spend
    old = days_left(found, timedelta(days=3), outdated=True)
    assert (old.spend, old.is_outdated, old.burn_per_day) == ((), True, found.burn_per_day)


def test_a_forecast_of_an_old_reading_looks_less_far_from_now() -> None:
    plenty = Runway(ForecastState.READY, 20.0)
    assert [days_left(plenty, timedelta(days=days), outdated=True).horizon_days for days in (10, 90)] == [50.0, 0.0]
    assert days_left(plenty, timedelta(hours=5)).horizon_days == HORIZON_DAYS
    lapsed = [days_left(plenty, timedelta(days=days), outdated=True).has_lapsed for days in (10, 90)]
    assert lapsed == [False, True]


def test_the_expected_balance_falls_by_the_burn_rate_and_not_under_zero() -> None:
    found = judged(steady(30, 240, opening=20_000))
    left = expected_balance(found, usd(100), at(0), at(5))
    assert left is not None and float(left.amount) == pytest.approx(50, abs=2)
    assert expected_balance(found, usd(100), at(0), at(50)) == usd(0)
    assert expected_balance(found, usd(-3), at(0), at(50)) == usd(-3)
    assert expected_balance(found, usd(100), at(5), at(0)) == usd(100)


def test_the_expected_balance_is_unknown_without_a_burn_rate_and_unchanged_without_spend() -> None:
    assert expected_balance(Runway(ForecastState.NO_DATA), usd(100), at(0), at(5)) is None
    assert expected_balance(Runway(ForecastState.NO_SPEND_SEEN), usd(100), at(0), at(5)) == usd(100)
    assert expected_balance(judged(steady(1, 240)), Money(Decimal(5), "EUR"), at(0), at(5)) is None
