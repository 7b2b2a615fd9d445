"""The daily log: opening, spend, credits and closing of each trading day, and how today compares.

A trading day is 24 hours (23 or 25 where the clocks change) from the account's day start in its time zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from galla.domain.gaps import Pace
from galla.domain.model import StoredReading
from galla.domain.money import Money, from_units
from galla.domain.sparkline import week_points
from galla.domain.timeline import UNKNOWABLE_GAP, Course, believed, reaching_back_to

DAYS_COMPARED = 14
"""How many whole days "usual by now" looks back on."""

__all__ = ["TradingDay", "day_bounds", "spend_today", "trading_date", "trading_days", "usual_by_now", "week_points"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One day of the log; opening + credits - spend = closing, exactly.

    Where readings cover only a part of the day, opening and closing are those of the part.
    """

    date: date
    start: datetime
    end: datetime
    opening: Money
    spend: Money
    credits: Money
    closing: Money
    opening_interpolated: bool
    closing_interpolated: bool
    whole: bool
    """Readings cover all of the day."""


def day_bounds(day: date, zone: ZoneInfo, day_start: time) -> tuple[datetime, datetime]:
    """Start and end (UTC) of the trading day that begins on `day`."""
    return _instant(day, zone, day_start), _instant(day + _ONE_DAY, zone, day_start)


def trading_date(instant: datetime, zone: ZoneInfo, day_start: time) -> date:
    """The date on which the trading day that contains `instant` began."""
    day = instant.astimezone(zone).date()
    while _instant(day, zone, day_start) > instant:
        day -= _ONE_DAY
    while _instant(day + _ONE_DAY, zone, day_start) <= instant:
        day += _ONE_DAY
    return day


def trading_days(
    history: tuple[StoredReading, ...], zone: ZoneInfo, day_start: time, now: datetime
) -> tuple[TradingDay, ...]:
    """The trading days from the first reading to the last, none that begins after `now`, oldest first.

    Where a day begins in a silence of over two hours, what was spent in it is shared out by the usual hours of the
    week in `zone`. Days that lie wholly in a silence of over a month are left out.
    """
    rows = believed(history)
    if not rows:
        return ()
    course = Course(rows, Pace.of_readings(rows, zone).passed)
    silences = course.silences(UNKNOWABLE_GAP)
    days: list[TradingDay] = []
    day = trading_date(course.start, zone, day_start)
    while True:
        start, end = day_bounds(day, zone, day_start)
        if start > min(course.end, now):
            return tuple(days)
        silence = next((gap for gap in silences if gap[0] <= start and end <= gap[1]), None)
        if silence is not None:
            day = max(trading_date(silence[1], zone, day_start), day + _ONE_DAY)
            continue
        if start < end:  # a zone that moves across the date line skips a date
            days.append(_trading_day(course, day, start, end))
        day += _ONE_DAY


def _trading_day(course: Course, day: date, start: datetime, end: datetime) -> TradingDay:
    opening, closing = course.at(start), course.at(end)
    return TradingDay(
        date=day,
        start=start,
        end=end,
        opening=from_units(opening.balance, course.currency),
        spend=from_units(closing.spend - opening.spend, course.currency),
        credits=from_units(closing.credit - opening.credit, course.currency),
        closing=from_units(closing.balance, course.currency),
        opening_interpolated=opening.interpolated,
        closing_interpolated=closing.interpolated,
        whole=course.covers(start, end),
    )


def spend_today(
    history: Sequence[StoredReading], zone: ZoneInfo, day_start: time, now: datetime, *, pace: Pace | None = None
) -> Money | None:
    """What was seen to be spent since the trading day began; None while unknown.

    Unknown is: no reading today, or a single reading ever, which has nothing to be compared with. Where the day
    began in a silence, what was spent in that is shared out by `pace`, or by time without it.
    """
    start = _instant(trading_date(now, zone, day_start), zone, day_start)
    rows = reaching_back_to(believed(history), start)
    if not rows or rows[-1].last_at < start or rows[0].first_at >= min(rows[-1].last_at, now):
        return None
    course = _course(rows, pace)
    return from_units(course.at(now).spend - course.at(start).spend, course.currency)


def usual_by_now(
    history: Sequence[StoredReading], zone: ZoneInfo, day_start: time, now: datetime, *, pace: Pace | None = None
) -> Money | None:
    """Mean spend until this time of day over the last whole days, up to 14; None while there is none.

    A day without a single reading tells nothing and is passed over. `pace` as in `spend_today`.
    """
    clock = now.astimezone(zone).time()
    today = trading_date(now, zone, day_start)
    days = [today - ago * _ONE_DAY for ago in range(1, DAYS_COMPARED + 1)]
    rows = reaching_back_to(believed(history), _instant(days[-1], zone, day_start))
    if not rows:
        return None
    course = _course(rows, pace)
    spends: list[int] = []
    for day in days:
        start, end = day_bounds(day, zone, day_start)
        if _tells_of(course, start, end):
            until = _instant(day if clock >= day_start else day + _ONE_DAY, zone, clock)
            spends.append(course.at(min(max(until, start), end)).spend - course.at(start).spend)
    return from_units(sum(spends) // len(spends), course.currency) if spends else None


def _course(rows: Sequence[StoredReading], pace: Pace | None) -> Course:
    return Course(rows, None if pace is None else pace.passed)


def _tells_of(course: Course, start: datetime, end: datetime) -> bool:
    """Whether readings cover the whole span, and at least one lies in it."""
    if start >= end or not course.covers(start, end):
        return False
    opening = course.at(start)
    return not opening.interpolated or opening.row != course.at(end).row


@lru_cache(maxsize=256)  # the same few days are asked for with every snapshot
def _instant(day: date, zone: ZoneInfo, clock: time) -> datetime:
    """That wall-clock time of that day, in UTC; a time that the clocks skip is the instant of the change or later."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(UTC)
