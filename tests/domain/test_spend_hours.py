"""Net spend by the hour, from the ledger's hours and the readings after them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fakes import usd
from galla.domain import spend
from galla.domain.gross_hours import hour_of, start_of
from galla.domain.model import StoredReading
from galla.domain.past import Correction, CreditKind
from galla.domain.spend_hours import MOST_HOURS, SpendHours, spend_hours
from histories import QUICK, anything, at, history, orderly, reading, steady
from pasts import judged, past_of

UTC_ZONE = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Asia/Kolkata", "Europe/Berlin", "Pacific/Apia")])
Rows = tuple[StoredReading, ...]


def hours_of(
    rows: Rows, *corrections: Correction, zone: ZoneInfo = UTC_ZONE, now: datetime | None = None
) -> SpendHours:
    found = spend_hours(None, rows, corrections, zone, now or rows[-1].last_at)
    assert found is not None
    return found


def whole(found: SpendHours) -> float:
    return math.fsum(found.spend) + found.partial_spend


def shop(days: int, *, open_from: int = 9, until: int = 21, an_hour: int = 10, opening: int = 50_000) -> list[tuple]:
    """Hourly points of a shop that sells in its opening hours (UTC) only."""
    points, balance = [(0, opening)], opening
    for hour in range(days * 24):
        balance -= an_hour if open_from <= hour % 24 < until else 0
        points.append((hour + 1, balance))
    return points


def test_each_hour_has_its_spend_and_the_last_one_is_a_part() -> None:
    found = hours_of(history((0.5, 100), (1.5, 90), (2.25, 81), (2.75, 80)))
    assert found == SpendHours("USD", at(2), (5.0, 11.0), (True, True), (True, True), 0.75, 4.0, 0.5)


def test_of_hours_longer_than_a_day_the_first_counts_as_whole() -> None:
    """Told or not, it would change nothing; and it is not always known."""
    assert hours_of(history((9.7, 100), (33.9, 90))).first_h == pytest.approx(0.3)
    assert hours_of(history((9.7, 100), (34.1, 90))).first_h == 1.0


def test_nothing_is_known_without_two_polls() -> None:
    assert spend_hours(None, (), (), UTC_ZONE, at(0)) is None
    assert spend_hours(None, history((0, 100)), (), UTC_ZONE, at(1)) is None
    assert spend_hours(None, (*history((0, 100)), reading(1, 90, currency="EUR")), (), UTC_ZONE, at(1)) is None
    assert spend_hours(None, (reading(0, 100), reading(1, 0, suspect=True)), (), UTC_ZONE, at(1)) is None


def test_repeated_polls_of_one_balance_are_hours_without_spend() -> None:
    found = hours_of((reading(0.5, 100, until=4.5),))
    assert (found.spend, found.measured, found.partial_h, found.partial_spend) == ((0.0,) * 4, (True,) * 4, 0.5, 0.0)


def test_readings_later_than_now_are_not_looked_at() -> None:
    rows = (*history((0, 100), (1, 90)), reading(2, 80, until=6), reading(7, 10))
    found = hours_of(rows, now=at(4))
    assert (found.end, found.spend, found.partial_h) == (at(4), (10.0, 10.0, 0.0, 0.0), 0.0)


def test_a_refund_is_deducted_from_its_hour_and_from_those_before() -> None:
    found = hours_of((*steady(2, 240), reading(48.25, 9_515), reading(48.5, 9_540), reading(49.5, 9_530)))
    assert found.spend[44:] == pytest.approx([10, 10, 5, 0, 0])
    assert whole(found) == pytest.approx(470)


def test_a_refund_is_not_taken_from_more_than_seven_days_back() -> None:
    rows = (*steady(8, 240), reading(192, 8080, until=192 + 200), reading(393, 8180))
    assert whole(hours_of(rows)) == pytest.approx(1920)


def test_a_top_up_is_no_spend_and_its_hour_has_at_least_what_is_usual() -> None:
    rows = (*steady(3, 240), reading(72.5, 19_280), reading(73, 19_280), reading(74, 19_270))
    found = hours_of(rows)
    assert found.spend[72] == pytest.approx(10, rel=0.02)
    assert found.known[72]


def test_a_believed_glitch_is_taken_back_from_the_hour_of_its_fall() -> None:
    rows = (*steady(5, 240), reading(120.5, 0), reading(126, 8_740), reading(127, 8_730), reading(128, 8_720))
    found = hours_of(rows)
    assert [credit.kind for credit in judged(None, rows, (), at(128))] == [CreditKind.REVERSAL]
    assert max(found.spend) <= 70
    assert whole(found) == pytest.approx(10_000 - 8_720)


def test_a_big_hold_that_is_released_is_no_spend() -> None:
    sold = [reading(120 + hour, 8_200 - 10 * hour) for hour in range(1, 30)]
    rows = (*steady(5, 240), *sold, reading(150, 8_490), reading(151, 8_480))
    assert whole(hours_of(rows)) == pytest.approx(10_000 - 8_480)
    assert max(hours_of(rows).spend) < 31


def test_the_owner_s_word_counts_for_spend() -> None:
    rows = (*steady(3, 240), reading(73, 9_680), reading(74, 9_670))
    guessed = hours_of(rows)
    said = hours_of(rows, Correction(at(73), CreditKind.REFUND))
    assert whole(guessed) == pytest.approx(720 + 10 + 10, rel=0.01)
    assert whole(said) == pytest.approx(720 - 400 + 10)


def test_a_night_that_the_laptop_slept_through_has_the_usual_shape_and_its_total() -> None:
    awake = shop(14)
    slept = [point for point in awake if not (13 * 24 + 6) < point[0] < (13 * 24 + 14)]
    found = hours_of(history(*slept))
    night = slice(13 * 24 + 7, 13 * 24 + 13)
    assert found.measured[night] == (False,) * 6
    assert all(found.known)
    assert found.spend[night][0] < 1
    assert found.spend[night][-1] > 8
    assert whole(found) == pytest.approx(14 * 120)


def test_a_weekend_that_the_laptop_slept_through_has_the_usual_shape_and_its_total() -> None:
    friday = 18 * 24 + 20  # of the third week
    monday = friday + 61
    found = hours_of(history(*[point for point in shop(28) if not friday < point[0] < monday]))
    nights = [found.spend[hour] for hour in range(friday + 1, monday - 1) if hour % 24 < 8]
    days = [found.spend[hour] for hour in range(friday + 1, monday - 1) if 9 <= hour % 24 < 21]
    assert max(nights) < 1
    assert min(days) > 8
    assert whole(found) == pytest.approx(28 * 120)


def test_a_top_up_in_a_silence_hides_what_was_spent_and_the_usual_stands_for_it() -> None:
    points = [point for point in shop(28) if not 20 * 24 < point[0] < 21 * 24]
    rows = history(*[(hour, balance + 5_000 * (hour >= 21 * 24)) for hour, balance in points])
    found = hours_of(rows)
    hidden = slice(20 * 24 + 1, 21 * 24)
    assert found.known[hidden] == (False,) * 23
    assert found.measured[hidden] == (False,) * 23
    assert math.fsum(found.spend[hidden]) == pytest.approx(120, rel=0.05)
    assert found.known.count(False) == 23


def test_a_silence_that_shows_hardly_any_spend_of_a_busy_shop_is_a_guess() -> None:
    """Ten days away; 1,200 were spent and somebody paid in 1,160."""
    points = [point for point in shop(40) if not 20 * 24 < point[0] < 30 * 24]
    found = hours_of(history(*[(hour, balance + 1_160 * (hour >= 30 * 24)) for hour, balance in points]))
    assert found.known.count(False) == 10 * 24 - 1
    assert whole(found) == pytest.approx(40 * 120, rel=0.01)


def test_a_silence_that_shows_a_third_of_what_is_usual_is_believed() -> None:
    points = [point for point in shop(40) if not 20 * 24 < point[0] < 30 * 24]
    found = hours_of(history(*[(hour, balance + 800 * (hour >= 30 * 24)) for hour, balance in points]))
    assert all(found.known)
    assert whole(found) == pytest.approx(40 * 120 - 800)


def test_a_quiet_silence_of_a_shop_that_is_often_quiet_is_believed() -> None:
    """It buys for 600 every fifth day; no day of a week away was one of them."""
    points = [(hour, 20_000 - 600 * (hour // 120)) for hour in range(24 * 41)]
    found = hours_of(history(*[point for point in points if not 20 * 24 + 30 < point[0] < 20 * 24 + 110]))
    assert all(found.known)
    assert whole(found) == pytest.approx(8 * 600)


def test_a_silence_of_more_than_two_weeks_is_a_guess_and_a_longer_one_too() -> None:
    for days in (15, 40):
        rows = (*steady(10, 240), *(reading(24 * (10 + days) + hour, 100 - hour) for hour in range(48)))
        found = hours_of(rows)
        assert found.known.count(False) >= days * 24 - 1
        assert max(found.spend) <= 20


def test_hours_older_than_half_a_year_are_left_out() -> None:
    rows = tuple(reading(24 * day, 10_000 - day) for day in range(200))
    found = hours_of(rows)
    assert len(found.spend) == MOST_HOURS
    assert found.end == at(199 * 24)


def test_a_change_of_currency_begins_anew() -> None:
    past = past_of(steady(3, 240))
    rows = (*steady(3, 240), reading(73, 500, currency="EUR"), reading(75, 480, currency="EUR"))
    found = spend_hours(past, rows, (), UTC_ZONE, at(75))
    assert found is not None
    assert (found.currency, whole(found)) == ("EUR", 20)


def test_a_clock_that_was_set_back_leaves_the_hours_that_still_hold() -> None:
    rows = (*steady(3, 240), reading(9_000, 9_270), reading(73, 9_270), reading(74, 9_260))
    assert whole(hours_of(rows)) == pytest.approx(740)
    ahead = past_of(history((5_000, 100), (5_010, 90)))
    assert spend_hours(ahead, rows, (), UTC_ZONE, at(74)) == hours_of(rows)


@pytest.mark.parametrize(
    ("night", "hours"), [(datetime(2026, 3, 29, tzinfo=UTC), 23), (datetime(2026, 10, 25, tzinfo=UTC), 25)]
)
def test_the_shape_keeps_to_the_clock_when_the_clocks_change(night: datetime, hours: int) -> None:
    """Sold is at eight in the morning in Berlin; the day after the change was not read before noon."""
    begin, balance, rows = night - timedelta(days=21), Decimal(10_000), []
    for hour in range(24 * 24):
        instant = begin + timedelta(hours=hour)
        balance -= 50 if (instant - timedelta(hours=1)).astimezone(BERLIN).hour == 8 else 0
        if not night + timedelta(hours=0) < instant < night + timedelta(hours=11):
            rows.append(StoredReading(usd(str(balance)), instant, instant))
    found = hours_of(tuple(rows), zone=BERLIN)
    index = int((night - begin) / timedelta(hours=1))
    eight = int((datetime(night.year, night.month, night.day, 8, tzinfo=BERLIN) - begin) / timedelta(hours=1))
    assert hours == (25 if eight - index == 7 else 23)
    morning = found.spend[index + 1 : index + 11]
    assert max(morning) == found.spend[eight] > 40


def test_half_an_hour_between_zones_moves_the_shape_by_less_than_an_hour() -> None:
    slept = [point for point in shop(21) if not 20 * 24 + 2 < point[0] < 20 * 24 + 20]
    india, utc = hours_of(history(*slept), zone=KOLKATA), hours_of(history(*slept))
    assert india.spend == pytest.approx(utc.spend)


def test_small_recalculations_up_and_down_leave_the_net() -> None:
    rows = []
    for quarter in range(4 * 24 * 6):
        jitter = Decimal("0.4") if quarter % 2 else Decimal("-0.4")
        rows.append(reading(quarter / 4, str(Decimal(10_000) - quarter + jitter)))
    found = hours_of(tuple(rows))
    assert all(credit.kind is CreditKind.REFUND for credit in judged(None, tuple(rows), (), at(150)))
    assert found.spend[24:100] == pytest.approx([4.0] * 76, abs=1.7)
    assert whole(found) == pytest.approx(float(rows[0].balance.amount - rows[-1].balance.amount))


def troubled() -> list[StoredReading]:
    """Four weeks of a shop, with a night, a weekend with a top-up and a small refund, up to an hour that has begun."""
    away = [(24 * day + 1, 24 * day + 7) for day in (3, 9)] + [(12 * 24 + 20, 15 * 24 + 8)]
    paid, back = 13 * 24, 20 * 24 + 12.5
    return [
        reading(hour, balance + 900 * (hour >= paid) + 4 * (hour >= back))
        for hour, balance in [*shop(28), (28 * 24 + 0.2, 50_000 - 28 * 120 - 3)]
        if not any(start < hour < end for start, end in away)
    ]


def test_a_reading_changes_nothing_in_the_hours_before_its_own() -> None:
    """However silences and top-ups were filled: half a year of hours is fitted once an hour, not with each reading."""
    rows = tuple(troubled())
    before, after = hours_of(rows), hours_of((*rows, reading(28 * 24 + 0.4, 40_000)))
    assert (after.spend, after.measured, after.known) == (before.spend, before.measured, before.known)
    assert before.partial_spend < after.partial_spend
    assert not all(before.measured) and not all(before.known), "there was something to fill"


@QUICK
@given(orderly(), ZONES, st.floats(0.01, 0.99))
def test_a_fall_in_the_hour_that_has_begun_changes_no_hour_before(rows: Rows, zone: ZoneInfo, share: float) -> None:
    last = rows[-1]
    next_hour = start_of(hour_of(last.last_at) + 1)
    later = last.last_at + share * (next_hour - last.last_at)
    more = (*rows, StoredReading(usd(str(last.balance.amount - 50)), later, later))
    before, after = (spend_hours(None, found, (), zone, found[-1].last_at) for found in (rows, more))
    credits = judged(None, more, (), later)
    assume(before is not None and judged(None, rows, (), last.last_at) == credits)
    assume(not credits or hour_of(credits[-1].at) < hour_of(later))
    assert before is not None and after is not None
    assert (after.spend, after.measured, after.known) == (before.spend, before.measured, before.known)


@QUICK
@given(orderly(), ZONES)
def test_hours_hold_all_spend_less_what_is_taken_back(rows: Rows, zone: ZoneInfo) -> None:
    """Where every credit is said to be a refund and no silence is long; a refund may find nothing to be taken from."""
    said = tuple(Correction(mark.at, CreditKind.REFUND) for mark in spend.credits(rows))
    found = spend_hours(None, rows, said, zone, rows[-1].last_at)
    if found is not None:
        net = float(rows[0].balance.amount - rows[-1].balance.amount)
        gross = math.fsum(float(move.spend.amount) for move in spend.movements(rows))
        assert max(net, 0) - 1e-6 <= whole(found)
        assert whole(found) <= gross + 1e-6 or not all(found.known)
        assert whole(found) == pytest.approx(net) or whole(found) > net


@QUICK
@given(orderly(), ZONES)
def test_without_credits_hours_hold_all_spend(rows: Rows, zone: ZoneInfo) -> None:
    falling = sorted((row.balance.amount for row in rows), reverse=True)
    rows = tuple(replace(row, balance=usd(str(amount))) for row, amount in zip(rows, falling, strict=True))
    found = spend_hours(None, rows, (), zone, rows[-1].last_at)
    if found is not None:
        total = float(falling[0] - falling[-1])
        assert whole(found) == pytest.approx(total) if all(found.known) else whole(found) > total


@QUICK
@given(st.one_of(orderly(), anything()), ZONES, st.integers(-(10**5), 10**5))
def test_any_history_gives_finite_hours_that_are_never_negative(rows: Rows, zone: ZoneInfo, ago: int) -> None:
    now = (rows[-1].last_at if rows else at(0)) + timedelta(seconds=ago)
    found = spend_hours(None, rows, (), zone, now)
    if found is not None:
        assert all(math.isfinite(amount) and amount >= 0 for amount in (*found.spend, found.partial_spend))
        assert len(found.spend) == len(found.measured) == len(found.known) <= MOST_HOURS
        assert 0 <= found.partial_h < 1
        assert found.end <= now


@QUICK
@given(orderly(), ZONES, st.integers(0, 100))
def test_hours_from_the_ledger_and_hours_from_readings_are_the_same(rows: Rows, zone: ZoneInfo, leave_h: int) -> None:
    past, now = past_of(rows, leave_h), rows[-1].last_at
    assert spend_hours(past, rows, (), zone, now) == spend_hours(None, rows, (), zone, now)
    assert judged(past, rows, (), now) == judged(None, rows, (), now)


@QUICK
@given(anything(), orderly(), ZONES, st.integers(-(10**5), 10**5))
def test_a_past_that_does_not_fit_never_breaks_anything(rows: Rows, other: Rows, zone: ZoneInfo, ago: int) -> None:
    now = (rows[-1].last_at if rows else at(0)) + timedelta(seconds=ago)
    found = spend_hours(past_of(other), rows, (), zone, now)
    assert found is None or all(math.isfinite(amount) and amount >= 0 for amount in (*found.spend, found.partial_spend))
