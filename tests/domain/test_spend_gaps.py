"""What was spent in a silence follows the usual week: in the chart's bars and where a trading day begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import usd
from galla.domain import spend, trading_day
from galla.domain.chart import HourSpend
from galla.domain.chart_bars import BarUnit, bars
from galla.domain.forecast import runway
from galla.domain.gaps import Pace, spread_by_profile
from galla.domain.model import StoredReading
from galla.domain.spend_hours import spend_hours
from galla.domain.timeline import Course
from histories import QUICK, anything, at, history, orderly, reading

UTC_ZONE = ZoneInfo("UTC")
MIDNIGHT = time(0, 0)
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Kolkata", "Europe/Berlin", "Pacific/Apia")])
Rows = tuple[StoredReading, ...]


def sold_by_day(hour: int) -> int:
    """A shop that sells for 10 an hour from 9 to 21."""
    return 10 if 9 <= hour % 24 < 21 else 0


def charted(days: int, is_estimated: Callable[[int], bool], amount: Callable[[int], object]) -> tuple[HourSpend, ...]:
    return tuple(
        HourSpend(at(hour), Decimal(str(amount(hour))), Decimal(hour % 2), is_estimated(hour))
        for hour in range(days * 24)
    )


def rows_of(days: int, unread: Callable[[int], bool]) -> Rows:
    """Hourly readings of that shop, but for the hours at whose beginning nothing was read."""
    balance, found = 100_000, []
    for hour in range(days * 24 + 1):
        if not unread(hour):
            found.append((hour, balance))
        balance -= sold_by_day(hour)
    return history(*found)


def test_hours_of_a_silence_follow_the_usual_week_and_keep_their_sum() -> None:
    silent = range(20 * 24 + 2, 21 * 24 + 2)
    hours = charted(28, silent.__contains__, lambda hour: 5 if hour in silent else sold_by_day(hour))
    found = spread_by_profile(hours, UTC_ZONE)
    assert sum(hour.spend for hour in found[20 * 24 + 2 : 21 * 24 + 2]) == 120
    assert found[20 * 24 + 4].spend < 1
    assert found[20 * 24 + 12].spend > 8
    assert [replaced.credit for replaced in found] == [hour.credit for hour in hours]
    assert [pair for pair in zip(found, hours, strict=True) if not pair[1].estimated and pair[0] != pair[1]] == []


def test_hours_without_a_silence_stay_as_they_are() -> None:
    hours = charted(3, lambda hour: hour == 30, sold_by_day)
    assert spread_by_profile(hours, UTC_ZONE) == hours
    assert spread_by_profile((), UTC_ZONE) == ()


def test_a_silence_goes_evenly_as_long_as_no_day_was_measured() -> None:
    hours = charted(3, lambda hour: hour >= 20, lambda hour: "0.5")
    assert {hour.spend for hour in spread_by_profile(hours, UTC_ZONE)} == {Decimal("0.5")}


def test_what_came_to_light_after_hours_that_were_left_out_is_not_usual() -> None:
    silent = range(7 * 24, 8 * 24)
    before = charted(14, silent.__contains__, lambda hour: 5 if hour in silent else sold_by_day(hour))
    lump = HourSpend(at(2_004), Decimal(100_000), Decimal(0), estimated=False)
    alone, together = spread_by_profile(before, UTC_ZONE), spread_by_profile((*before, lump), UTC_ZONE)
    assert together == (*alone, lump)


def test_bars_of_a_night_without_readings_follow_the_usual_week() -> None:
    silent = range(20 * 24 + 2, 21 * 24 + 2)
    hours = charted(28, silent.__contains__, lambda hour: 5 if hour in silent else sold_by_day(hour))
    by_hour = {bar.start: bar for bar in bars(hours, BarUnit.HOUR, UTC_ZONE)}
    assert by_hour[at(20 * 24 + 4)].spend < 1 < by_hour[at(20 * 24 + 12)].spend
    assert by_hour[at(20 * 24 + 12)].estimated
    assert sum(bar.spend for bar in by_hour.values()) == sum(hour.spend for hour in hours)


def test_a_day_that_begins_in_a_silence_opens_by_the_usual_week() -> None:
    """Not read from 18:00 to noon: of what was spent meanwhile three hours of trade lie on either side of midnight."""
    rows = rows_of(21, lambda hour: 20 * 24 - 6 < hour < 20 * 24 + 12)
    days = trading_day.trading_days(rows, UTC_ZONE, MIDNIGHT, rows[-1].last_at)
    before, after = days[19], days[20]
    assert (before.closing_interpolated, after.opening_interpolated) == (True, True)
    assert abs(before.spend.amount - 120) < 2
    assert abs(after.spend.amount - 120) < 2
    assert before.spend + after.spend == usd(240)


def test_spend_today_goes_by_the_usual_week_where_it_is_told_and_else_by_time() -> None:
    rows = rows_of(21, lambda hour: 20 * 24 - 6 < hour < 20 * 24 + 12)
    now = at(20 * 24 + 12)
    hours = spend_hours(None, rows, (), UTC_ZONE, now)
    pace = Pace.of_usual(runway(hours, rows[-1].balance, None, UTC_ZONE).usual, UTC_ZONE)
    told = trading_day.spend_today(rows, UTC_ZONE, MIDNIGHT, now, pace=pace)
    assert told is not None
    assert abs(told.amount - 30) < 2
    assert trading_day.spend_today(rows, UTC_ZONE, MIDNIGHT, now) == usd(40)


def test_a_pace_of_nothing_and_of_more_than_a_month_is_none() -> None:
    assert Pace.of_usual(None, UTC_ZONE).passed(at(0), at(5)) == 0
    assert Pace.of_readings((), UTC_ZONE).passed(at(0), at(5)) == 0
    some = Pace.of_readings(rows_of(3, lambda hour: False), UTC_ZONE)
    assert some.passed(at(0), at(800)) == 0
    assert some.passed(at(0), at(5)) > 0


@pytest.mark.parametrize("zone", [UTC_ZONE, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")], ids=str)
def test_the_pace_of_the_forecast_is_that_of_the_readings(zone: ZoneInfo) -> None:
    """Trade is from nine to five, Monday to Friday, on the clock of `zone`; what is usual begins on another weekday."""
    local = at(0).astimezone(zone).utcoffset() or timedelta(0)
    amounts, balance = [], 10_000
    for hour in range(24 * 33 + 7):
        clock = at(hour) + local
        balance -= 10 if clock.weekday() < 5 and 9 <= clock.hour < 17 else 0
        amounts.append(reading(hour + 1, balance))
    rows = tuple(amounts)
    hours = spend_hours(None, rows, (), zone, rows[-1].last_at)
    told = Pace.of_usual(runway(hours, rows[-1].balance, None, zone).usual, zone)
    read = Pace.of_readings(rows, zone)
    for pace in (told, read):
        monday = at(0) - local
        day = pace.passed(monday, monday + timedelta(days=1))
        assert pace.passed(monday, monday + timedelta(hours=9)) < 0.15 * day
        assert pace.passed(monday + timedelta(hours=9), monday + timedelta(hours=17)) > 0.8 * day
        assert pace.passed(monday + timedelta(days=5), monday + timedelta(days=6)) < 0.4 * day


@QUICK
@given(orderly(), ZONES, st.lists(st.integers(0, 10**6), min_size=2, max_size=6))
def test_a_pace_adds_up_along_the_way(rows: Rows, zone: ZoneInfo, seconds: list[int]) -> None:
    pace = Pace.of_readings(rows, zone)
    instants = [at(0) + timedelta(seconds=offset) for offset in sorted(seconds)]
    parts = [pace.passed(before, after) for before, after in pairwise(instants)]
    assert min(parts) >= 0
    assert sum(parts) == pace.passed(instants[0], instants[-1])


@QUICK
@given(orderly(), ZONES, st.lists(st.integers(-100_000, 7_000_000), min_size=1, max_size=10))
def test_balance_is_first_balance_less_spend_plus_credit_also_by_the_usual_week(
    rows: Rows, zone: ZoneInfo, seconds: list[int]
) -> None:
    course = Course(rows, Pace.of_readings(rows, zone).passed)
    first = course.at(course.start).balance
    found = [course.at(rows[0].first_at + timedelta(seconds=offset)) for offset in sorted(seconds)]
    assert all(standing.balance == first - standing.spend + standing.credit for standing in found)
    assert all(left.spend <= right.spend and left.credit <= right.credit for left, right in pairwise(found))


@QUICK
@given(st.one_of(orderly(), anything()), ZONES)
def test_spreading_any_hours_keeps_all_spend_to_the_last_unit(rows: Rows, zone: ZoneInfo) -> None:
    hours = spend.hourly(rows)
    found = spread_by_profile(hours, zone)
    assert [(hour.start, hour.credit, hour.estimated) for hour in found] == [
        (hour.start, hour.credit, hour.estimated) for hour in hours
    ]
    assert sum(hour.spend for hour in found) == sum(hour.spend for hour in hours)
    assert all(hour.spend >= 0 for hour in found)


@QUICK
@given(orderly(), ZONES, st.sampled_from(list(BarUnit)))
def test_bars_of_any_readings_hold_all_spend(rows: Rows, zone: ZoneInfo, unit: BarUnit) -> None:
    total = sum(move.spend.amount for move in spend.movements(rows))
    found = sum(bar.spend for bar in bars(spend.hourly(rows), unit, zone))
    assert abs(Decimal(found) - total) < Decimal("1e-12")
