"""Spend as bars: per hour, day or week of the account's clock, each beside what was usual before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from galla.domain.chart import HourSpend
from galla.domain.gaps import spread_by_profile

USUAL_SLOTS = 8
"""What is usual is the mean of at most this many earlier slots of the same kind, so that it follows change."""

_HOUR = timedelta(hours=1)
_ZERO = Decimal(0)
_ONE = Decimal(1)


class BarUnit(StrEnum):
    """The length of one bar."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Bar:
    """Spend and credits of one slot, from `start` up to `end` (UTC)."""

    start: datetime
    end: datetime
    spend: Decimal
    credit: Decimal
    estimated: bool
    """At least half of its hours are estimated."""
    usual: Decimal | None
    """Mean spend of the same slot before: hour of the week, weekday, or week. None where there was none."""


def bars(hours: Sequence[HourSpend], unit: BarUnit, zone: ZoneInfo, day_start: time = time(0, 0)) -> tuple[Bar, ...]:
    """The bars of `hours` (rising, on the hour in UTC), oldest first.

    Days begin at `day_start` in `zone`, weeks on Monday then; a day has 23 or 25 hours where the clocks change.
    Hours are those of UTC also where the zone is off by half an hour, so that each bar is a sum that was seen;
    an hour across a day's boundary is shared out by time. Estimated hours follow the usual week.
    """
    if not hours:
        return ()
    hours = spread_by_profile(hours, zone)
    first, last = hours[0].start, hours[-1].start + _HOUR
    earlier: defaultdict[object, deque[Decimal]] = defaultdict(lambda: deque(maxlen=USUAL_SLOTS))
    result: list[Bar] = []
    starts = [hour.start for hour in hours]
    for start, end, kind in _slots(first, last, unit, zone, day_start):
        inside = hours[max(0, bisect_left(starts, start) - 1) : bisect_left(starts, end)]
        spend, credit, estimated = _sum(inside, start, end)
        before = earlier[kind]
        usual = sum(before, _ZERO) / len(before) if before else None
        result.append(Bar(start, end, spend, credit, estimated, usual))
        if first <= start and end <= last and not estimated:
            before.append(spend)
    return tuple(result)


def _slots(
    first: datetime, last: datetime, unit: BarUnit, zone: ZoneInfo, day_start: time
) -> Iterator[tuple[datetime, datetime, object]]:
    """Start, end and kind of every slot that touches `first` … `last`."""
    if unit is BarUnit.HOUR:
        start = first
        while start < last:
            local = start.astimezone(zone)
            yield start, start + _HOUR, (local.weekday(), local.hour)
            start += _HOUR
        return
    day = first.astimezone(zone).date() - timedelta(days=1)
    if unit is BarUnit.WEEK:
        day -= timedelta(days=day.weekday())
    days = timedelta(days=7 if unit is BarUnit.WEEK else 1)
    while (start := _begins(day, zone, day_start)) < last:
        end = _begins(day + days, zone, day_start)
        if end > first:
            yield start, end, day.weekday()
        day += days


def _begins(day: date, zone: ZoneInfo, day_start: time) -> datetime:
    return datetime.combine(day, day_start, zone).astimezone(UTC)


def _sum(hours: Sequence[HourSpend], start: datetime, end: datetime) -> tuple[Decimal, Decimal, bool]:
    """Spend, credit, and whether at least half of the hours between `start` and `end` are estimated."""
    spend, credit = _ZERO, _ZERO
    known, estimated = 0.0, 0.0
    whole = hours
    for edge in (0, -1):  # only the first and the last can lie across a boundary
        if whole and (part := _share(whole[edge].start, start, end)) < 1:
            hour = whole[edge]
            whole = whole[1:] if edge == 0 else whole[:-1]
            spend += hour.spend * part
            credit += hour.credit * part
            known += float(part)
            estimated += float(part) if hour.estimated else 0.0
    spend = sum((hour.spend for hour in whole), spend)
    credit = sum((hour.credit for hour in whole), credit)
    known += len(whole)
    estimated += sum(hour.estimated for hour in whole)
    return spend, credit, known > 0 and estimated >= known / 2


def _share(hour: datetime, start: datetime, end: datetime) -> Decimal:
    """Which part of the hour beginning at `hour` lies between `start` and `end`, from 0 to 1."""
    if start <= hour and hour + _HOUR <= end:
        return _ONE
    share = min(hour + _HOUR, end) - max(hour, start)
    return max(_ZERO, Decimal(share // timedelta(seconds=1)) / 3600)
