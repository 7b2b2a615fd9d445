from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fakes import usd
from galla.domain import trading_day
from galla.domain.model import StoredReading
from galla.domain.money import to_units
from histories import QUICK, anything, at, history, orderly, reading, steady

UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
MIDNIGHT = time(0, 0)
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Kolkata", "Europe/Berlin", "Pacific/Apia")])
DAY_STARTS = st.sampled_from([MIDNIGHT, time(2, 30), time(4, 0), time(23, 59)])


def test_a_day_opens_and_closes_between_readings_by_interpolation_and_says_so() -> None:
    (first, second) = trading_day.trading_days(history((12, 100), (36, 76)), UTC_ZONE, MIDNIGHT, at(36))
    assert (first.opening, first.spend, first.credits, first.closing) == (usd(100), usd(12), usd(0), usd(88))
    assert (first.opening_interpolated, first.closing_interpolated) == (False, True)
    assert (second.opening, second.closing, second.opening_interpolated) == (usd(88), usd(76), True)


def test_a_day_that_readings_cover_in_part_is_not_whole() -> None:
    days = trading_day.trading_days(steady(2.5, 240), UTC_ZONE, MIDNIGHT, at(60))
    assert [day.whole for day in days] == [True, True, False]


def test_credits_are_told_beside_spend() -> None:
    (day,) = trading_day.trading_days(history((1, 100), (2, 60), (3, 560), (4, 550)), UTC_ZONE, MIDNIGHT, at(5))
    assert (day.opening, day.spend, day.credits, day.closing) == (usd(100), usd(50), usd(500), usd(550))


def test_readings_at_the_first_instant_of_a_day_lose_no_spend() -> None:
    (day,) = trading_day.trading_days(history((0, 100), (0, 90), (1, 80)), UTC_ZONE, MIDNIGHT, at(1))
    assert (day.opening, day.spend, day.closing) == (usd(100), usd(20), usd(80))


def test_the_day_begins_at_the_accounts_day_start() -> None:
    days = trading_day.trading_days(steady(2, 240), ZoneInfo("Asia/Kolkata"), time(4, 0), at(48))
    assert [day.date for day in days] == [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)]
    assert days[1].start == datetime(2026, 11, 2, 22, 30, tzinfo=UTC)


def test_a_day_has_23_or_25_hours_where_the_clocks_change() -> None:
    def hours(day: date) -> timedelta:
        start, end = trading_day.day_bounds(day, BERLIN, MIDNIGHT)
        return end - start

    assert hours(date(2026, 3, 29)) == timedelta(hours=23)
    assert hours(date(2026, 10, 25)) == timedelta(hours=25)
    assert hours(date(2026, 10, 26)) == timedelta(hours=24)


def test_a_date_that_a_zone_skips_has_no_day() -> None:
    rows = tuple(
        StoredReading(usd(amount), instant, instant)
        for amount, instant in (
            (90, datetime(2011, 12, 29, 20, tzinfo=UTC)),
            (80, datetime(2012, 1, 1, 20, tzinfo=UTC)),
        )
    )
    days = trading_day.trading_days(rows, ZoneInfo("Pacific/Apia"), MIDNIGHT, rows[-1].last_at)
    assert date(2011, 12, 30) not in [day.date for day in days]
    assert len(days) == 4


def test_days_within_years_of_silence_are_left_out() -> None:
    days = trading_day.trading_days(history((1, 100), (100_001, 50)), UTC_ZONE, MIDNIGHT, at(100_001))
    assert [day.date for day in days] == [at(0).date(), at(100_001).date()]


@QUICK
@given(orderly(), ZONES, DAY_STARTS)
def test_opening_and_credits_less_spend_are_closing_to_the_last_unit(rows: tuple, zone: ZoneInfo, start: time) -> None:
    days = trading_day.trading_days(rows, zone, start, rows[-1].last_at)
    assert to_units(days[0].opening) == to_units(rows[0].balance)
    assert to_units(days[-1].closing) == to_units(rows[-1].balance)
    for day in days:
        assert day.opening + day.credits - day.spend == day.closing
    for before, after in pairwise(days):
        assert before.end == after.start
        assert before.closing == after.opening


@QUICK
@given(anything(), ZONES, DAY_STARTS, st.integers(-(10**6), 10**6))
def test_any_history_gives_days_that_add_up(rows: tuple, zone: ZoneInfo, start: time, hours: int) -> None:
    now = at(hours)
    for day in trading_day.trading_days(rows, zone, start, now):
        assert day.opening + day.credits - day.spend == day.closing
        assert day.start <= now
    for money in (
        trading_day.spend_today(rows, zone, start, now),
        trading_day.usual_by_now(rows, zone, start, now),
    ):
        assert money is None or money.amount >= 0


def test_spend_today_counts_from_the_start_of_the_trading_day() -> None:
    rows = steady(2.5, 240)
    assert trading_day.spend_today(rows, UTC_ZONE, MIDNIGHT, at(60)) == usd(120)
    assert trading_day.spend_today(rows, UTC_ZONE, time(4, 0), at(60)) == usd(80)


def test_spend_today_is_unknown_without_a_reading_today() -> None:
    assert trading_day.spend_today(steady(1, 240)[:-1], UTC_ZONE, MIDNIGHT, at(30)) is None
    assert trading_day.spend_today((), UTC_ZONE, MIDNIGHT, at(30)) is None


def test_spend_today_is_unknown_with_a_single_reading_ever() -> None:
    assert trading_day.spend_today(history((5, 100)), UTC_ZONE, MIDNIGHT, at(6)) is None


def test_nothing_spent_since_the_first_reading_is_zero_and_not_unknown() -> None:
    assert trading_day.spend_today((reading(5, 100, until=8),), UTC_ZONE, MIDNIGHT, at(8)) == usd(0)


def test_usual_by_now_is_the_mean_of_whole_days_until_this_time() -> None:
    # 10 an hour on the first day, 20 on the second, until noon of the third
    rows = history((0, 1000), (24, 760), (48, 280), (60, 220))
    assert trading_day.usual_by_now(rows, UTC_ZONE, MIDNIGHT, at(54)) == usd(90)


def test_usual_by_now_is_unknown_before_a_whole_day_has_passed() -> None:
    assert trading_day.usual_by_now(history((1, 100), (26, 90), (30, 80)), UTC_ZONE, MIDNIGHT, at(30)) is None
    assert trading_day.usual_by_now((), UTC_ZONE, MIDNIGHT, at(30)) is None


def test_usual_by_now_looks_back_on_fourteen_days() -> None:
    rows = (*history((0, 100_000)), *history((24, 50_000)), *(reading(24 * day, 50_000 - day) for day in range(2, 20)))
    assert trading_day.usual_by_now(rows, UTC_ZONE, MIDNIGHT, at(24 * 19 - 1)) == usd("0.958333")


def test_a_day_without_a_reading_is_not_compared_with() -> None:
    # 10 in the first hour of the first day and 1 in that of the fourth; the two days between were not read
    rows = history((0, 1000), (20, 800), (75, 745), (96, 745), (100, 745))
    assert trading_day.usual_by_now(rows, UTC_ZONE, MIDNIGHT, at(97)) == usd("5.5")


def test_usual_by_now_keeps_to_the_clock_when_the_clocks_change() -> None:
    start = datetime(2026, 10, 23, 22, 0, tzinfo=UTC)  # midnight in Berlin, two days before winter time
    rows = tuple(
        StoredReading(usd(5_000 - hour), start + timedelta(hours=hour), start + timedelta(hours=hour))
        for hour in range(24 * 3)
    )
    now = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)  # nine in the morning
    assert trading_day.usual_by_now(rows, BERLIN, MIDNIGHT, now) == usd("9.5")
