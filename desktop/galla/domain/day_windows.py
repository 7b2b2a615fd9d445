"""Hourly spend cut into days that end now, and the days that follow: what the forecast is fitted to.

A window reaches from one wall-clock time to the same time of the next day in the account's zone, so it has 23 or 25
hours where the clocks change. Cutting at the present hour instead of midnight leaves no part of a day over, and the
same place in the week is always a whole number of sevens back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, compress, pairwise
from zoneinfo import ZoneInfo

MOST_DAYS = 180
HOURS = 24

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayWindows:
    """The last days, oldest first; the last one ends now. All sequences of equal length, at least one element."""

    spend: tuple[float, ...]
    known: tuple[float, ...]
    """The share of each day that was seen, 0 to 1."""
    by_hour: tuple[tuple[float, ...], ...]
    """Spend of each day's 24 hours from its beginning; where the clocks change, the last one is short or doubled."""
    bursts: float
    """How many equal bursts would vary as the hours do: (sum of spend)² / sum of squares."""

    @property
    def days(self) -> float:
        """How many days were seen in all."""
        return sum(self.known)


def day_windows(
    spend: tuple[float, ...], known: tuple[bool, ...], part: tuple[float, float], end: datetime, zone: ZoneInfo
) -> DayWindows:
    """The whole days, up to 180, among the hours that end at `end`, `spend` and `known` of each as in SpendHours.

    Less than a day, with `part` (hours, spend) of an hour after it, counts as the known part of one.
    """
    count = len(spend)
    if count < HOURS:
        return _part_of_a_day(spend, known, part)
    edges = _edges(count, end.astimezone(zone))
    spent = list(accumulate(spend, initial=0.0))
    seen = list(accumulate(known, initial=0))
    return DayWindows(
        spend=tuple(max(spent[end] - spent[start], 0.0) for start, end in pairwise(edges)),
        known=tuple((seen[end] - seen[start]) / (end - start) for start, end in pairwise(edges)),
        by_hour=tuple(_of_a_day(spend[start:end]) for start, end in pairwise(edges)),
        bursts=_bursts(spend[edges[0] :]),
    )


def _edges(count: int, end: datetime) -> list[int]:
    """Where the days before `end` (in the account's zone) begin among `count` hours, and `count`; rising.

    At least one day, and up to 180. Whole hours: some zones change their clocks by half an hour.
    """
    offset = end.utcoffset()
    edges = [count]
    for ago in range(1, MOST_DAYS + 1):
        edge = count - ago * HOURS
        moved = (end - ago * _DAY).utcoffset()
        if moved != offset and moved is not None and offset is not None:
            edge += round((offset - moved) / _HOUR)
        if edge < 0:
            break
        edges.append(edge)
    return edges[::-1] if len(edges) > 1 else [count - HOURS, count]


def _of_a_day(spend: tuple[float, ...]) -> tuple[float, ...]:
    if len(spend) == HOURS:
        return spend
    whole = spend[: HOURS - 1] + (0.0,) * (HOURS - 1 - len(spend))
    return (*whole, sum(spend[HOURS - 1 :]))


def _part_of_a_day(spend: tuple[float, ...], known: tuple[bool, ...], part: tuple[float, float]) -> DayWindows:
    """What there is, scaled to a day that is known by its share."""
    part_h, part_spend = part
    seen_h = sum(known) + part_h
    total = sum(compress(spend, known)) + part_spend
    a_day = total * HOURS / seen_h if seen_h else 0.0
    return DayWindows((a_day,), (seen_h / HOURS,), ((a_day / HOURS,) * HOURS,), _bursts((*spend, part_spend)))


def _bursts(spend: tuple[float, ...]) -> float:
    squares = sum(map(float.__mul__, spend, spend))
    return sum(spend) ** 2 / squares if squares > 0 else 0.0
