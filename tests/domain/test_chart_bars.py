"""Bars per hour, day and week in the account's zone, beside what was usual."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.chart import HourSpend
from galla.domain.chart_bars import Bar, BarUnit, bars

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def hours(start: datetime, *spends: int, estimated: bool = False) -> tuple[HourSpend, ...]:
    return tuple(
        HourSpend(start + timedelta(hours=index), Decimal(spend), Decimal(0), estimated)
        for index, spend in enumerate(spends)
    )


def test_no_hours_make_no_bars() -> None:
    assert bars((), BarUnit.DAY, BERLIN) == ()


def test_a_day_adds_up_its_hours_and_has_no_usual_before_a_whole_day_was_seen() -> None:
    (bar,) = bars(hours(MONDAY, *[1] * 24), BarUnit.DAY, ZoneInfo("UTC"))
    assert bar == Bar(MONDAY, MONDAY + timedelta(days=1), Decimal(24), Decimal(0), False, None)


def test_the_day_on_which_clocks_go_back_has_25_hours() -> None:
    before = datetime(2026, 10, 24, 22, tzinfo=UTC)
    day, next_day = bars(hours(before, *[1] * 49), BarUnit.DAY, BERLIN)
    assert day.end - day.start == timedelta(hours=25)
    assert (day.spend, next_day.spend) == (Decimal(25), Decimal(24))


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    (day,) = bars(hours(datetime(2026, 3, 28, 23, tzinfo=UTC), *[1] * 23), BarUnit.DAY, BERLIN)
    assert day.end - day.start == timedelta(hours=23)
    assert day.spend == Decimal(23)


def test_an_hour_across_midnight_in_kolkata_is_shared_between_two_days() -> None:
    first, second = bars(hours(datetime(2026, 11, 2, 18, tzinfo=UTC), 10), BarUnit.DAY, KOLKATA)
    assert (first.spend, second.spend) == (Decimal(5), Decimal(5))
    assert first.end == second.start == datetime(2026, 11, 2, 18, 30, tzinfo=UTC)


def test_a_day_begins_at_the_account_s_day_start() -> None:
    at_four = datetime(2026, 11, 2, 3, tzinfo=UTC)
    day, rest = bars(hours(at_four, *[1] * 25), BarUnit.DAY, BERLIN, time(4, 0))
    assert (day.start, day.spend, rest.spend) == (at_four, Decimal(24), Decimal(1))


def test_usual_of_an_hour_is_the_mean_of_that_hour_of_the_week_before() -> None:
    week = [0] * 168
    week[10] = 4
    other = [0] * 168
    other[10] = 8
    result = bars(hours(MONDAY, *week, *other, *[0] * 11), BarUnit.HOUR, ZoneInfo("UTC"))
    assert result[10].usual is None
    assert result[168 + 10].usual == Decimal(4)
    assert result[336 + 10].usual == Decimal(6)


def test_usual_of_a_day_leaves_out_the_day_on_which_history_began() -> None:
    began = MONDAY + timedelta(hours=20)
    result = bars(hours(began, *[1] * (4 + 14 * 24 + 1)), BarUnit.DAY, ZoneInfo("UTC"))
    mondays = [bar for bar in result if bar.start.weekday() == 0]
    assert [bar.usual for bar in mondays] == [None, None, Decimal(24)]


def test_usual_of_a_week_is_the_mean_of_the_weeks_before() -> None:
    result = bars(hours(MONDAY, *[1] * 168, *[3] * 168, *[0] * 5), BarUnit.WEEK, ZoneInfo("UTC"))
    assert [bar.usual for bar in result] == [None, Decimal(168), Decimal(336)]


def test_a_bar_is_estimated_when_half_of_its_hours_are_and_then_teaches_nothing() -> None:
    slept = hours(MONDAY, *[5] * 24, estimated=True)
    week_later = hours(MONDAY + timedelta(days=1), *[1] * (24 * 7))
    result = bars(slept + week_later, BarUnit.DAY, ZoneInfo("UTC"))
    assert result[0].estimated
    assert not result[1].estimated
    assert result[7].usual is None


def test_one_estimated_hour_does_not_make_the_whole_day_an_estimate() -> None:
    day = hours(MONDAY, *[1] * 23) + hours(MONDAY + timedelta(hours=23), 1, estimated=True)
    assert not bars(day, BarUnit.DAY, ZoneInfo("UTC"))[0].estimated


@pytest.mark.parametrize("unit", list(BarUnit))
@given(
    spends=st.lists(st.integers(0, 10**6), min_size=1, max_size=400),
    zone=st.sampled_from(["UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]),
    offset_h=st.integers(0, 24 * 365),
    day_start=st.sampled_from([time(0), time(2, 30), time(4)]),
)
def test_bars_meet_and_together_hold_every_cent(
    unit: BarUnit, spends: list[int], zone: str, offset_h: int, day_start: time
) -> None:
    result = bars(hours(MONDAY + timedelta(hours=offset_h), *spends), unit, ZoneInfo(zone), day_start)
    assert all(left.end == right.start for left, right in pairwise(result))
    assert abs(sum(bar.spend for bar in result) - sum(spends)) < Decimal("1e-15")
