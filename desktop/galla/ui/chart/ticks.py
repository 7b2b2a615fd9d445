"""Where the axes have their ticks and what stands there, in the account's zone and the owner's language."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontMetricsF

from galla.texts import locale_format as fmt

_MINUTE_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAY_STEPS = (1, 2, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_CLOCK_CHANGE = timedelta(hours=1)
_FEWEST_TICKS = 2
_WEEKDAYS_UP_TO = timedelta(days=11)


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick: where, and what it says."""

    value: float
    text: str


def time_ticks(start_s: float, end_s: float, zone: ZoneInfo, at_most: int) -> tuple[Tick, ...]:
    """At most about `at_most` ticks between two instants (POSIX seconds), at round times of the clocks in `zone`."""
    span_s = max(end_s - start_s, 1.0)
    start = datetime.fromtimestamp(start_s, UTC).astimezone(zone)
    end = datetime.fromtimestamp(end_s, UTC).astimezone(zone)
    least_s = span_s / max(at_most, 1)
    for minutes in _MINUTE_STEPS:
        if minutes * 60 >= least_s:
            return _of_clock(start, end, minutes)
    for days in _DAY_STEPS:
        if days * 86_400 >= least_s:
            return _of_days(start, end, days)
    months = next((step for step in _MONTH_STEPS if step * 30.4 * 86_400 >= least_s), _MONTH_STEPS[-1])
    return _of_months(start, end, months)


def time_ticks_within(
    width: float, metrics: QFontMetricsF, start_s: float, end_s: float, zone: ZoneInfo
) -> tuple[Tick, ...]:
    """As many ticks as their words have room for in `width` pixels, with nearly as much space again between them."""
    ticks: tuple[Tick, ...] = ()
    for at_most in range(14, 1, -1):
        ticks = time_ticks(start_s, end_s, zone, at_most)
        widest = max((metrics.horizontalAdvance(tick.text) for tick in ticks), default=0.0)
        if len(ticks) * widest * 1.7 <= width:
            break
    return ticks


def money_ticks(low: float, high: float, at_most: int) -> tuple[Tick, ...]:
    """About `at_most` ticks between two amounts, at multiples of 1, 2 or 5, two at least; without the currency."""
    span = high - low
    if not span > 0:
        return ()
    least = Decimal(repr(span / max(at_most, 1)))
    power = Decimal(1).scaleb(math.floor(math.log10(least)))
    factors = (Decimal("0.1"), Decimal("0.2"), Decimal("0.5"), Decimal(1), Decimal(2), Decimal(5), Decimal(10))
    wide = next(index for index, factor in enumerate(factors) if power * factor >= least)
    steps = [power * factor for factor in reversed(factors[: wide + 1])]
    # A single tick is no scale: how high the bars are could not be told.
    step = next((step for step in steps if _multiples(low, high, step) >= _FEWEST_TICKS), steps[-1])
    exponent = step.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    decimals = 2 if decimals == 1 else decimals
    first = math.ceil(low / float(step))
    last = math.floor(high / float(step))
    return tuple(Tick(float(step * index), fmt.number(step * index, decimals)) for index in range(first, last + 1))


def _multiples(low: float, high: float, step: Decimal) -> int:
    return math.floor(high / float(step)) - math.ceil(low / float(step)) + 1


def _of_clock(start: datetime, end: datetime, minutes: int) -> tuple[Tick, ...]:
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)
    step = timedelta(minutes=minutes)
    # Steps of the clock on the wall; an hour more on either side, because clocks are put forward and back.
    wall = start.replace(tzinfo=None) - _CLOCK_CHANGE
    midnight = datetime.combine(wall.date(), time(0))
    wall = midnight + (wall - midnight) // step * step
    last = end.replace(tzinfo=None) + _CLOCK_CHANGE
    ticks: list[Tick] = []
    while wall <= last:
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        is_skipped = instant.astimezone(zone).replace(tzinfo=None) != wall
        if start <= instant <= end and not is_skipped:
            text = fmt.clock_time(instant, zone) if wall.time() != time(0) else fmt.short_date(instant, zone)
            ticks.append(Tick(instant.timestamp(), text))
        wall += step
    return tuple(ticks)


def _of_days(start: datetime, end: datetime, days: int) -> tuple[Tick, ...]:
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)
    # Days are counted from a Monday, so that weeks begin on one and ticks stay where they are while the view moves.
    first = start.date() - timedelta(days=(start.date().toordinal() - 1) % days)
    names_weekdays = end - start <= _WEEKDAYS_UP_TO
    return tuple(
        Tick(_midnight(day, zone), _weekday_and_date(day) if names_weekdays else fmt.short_date(day))
        for day in _days(first, end.date(), days)
        if start.timestamp() <= _midnight(day, zone) <= end.timestamp()
    )


def _of_months(start: datetime, end: datetime, months: int) -> tuple[Tick, ...]:
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)
    ticks: list[Tick] = []
    index = (start.year * 12 + start.month - 1) // months * months
    while index <= end.year * 12 + end.month - 1:
        day = date(index // 12, index % 12 + 1, 1)
        at_s = _midnight(day, zone)
        if start.timestamp() <= at_s <= end.timestamp():
            ticks.append(Tick(at_s, fmt.date(day) if day.month == 1 else fmt.short_date(day)))
        index += months
    return tuple(ticks)


def _weekday_and_date(day: date) -> str:
    return QCoreApplication.translate("Chart", "{weekday} {date}", "a tick: “Thu 19 Nov”").format(
        weekday=fmt.short_weekday(day), date=fmt.short_date(day)
    )


def _days(first: date, last: date, step: int) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=step)


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
