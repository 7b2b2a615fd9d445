"""Hourly spend cut into days that end now, and the days that follow: what the forecast is fitted to.

A window reaches from one wall-clock time to the same time of the next day in the account's zone, so it has 23 or 25
hours where the clocks change. Cutting at the present hour instead of midnight leaves no part of today over, and the
same place in the week is always a whole number of sevens back. What is left at the beginning is a day of which only a
part is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, compress, pairwise
from operator import mul
from zoneinfo import ZoneInfo

MOST_DAYS = 180
HOURS = 24
BUSINESS_HOURS = range(9, 21)
BUSINESS_WEIGHT = 3.0
"""Before a whole day was seen, an hour of business is taken to see so many times the spend of one at night."""
FIRST_BURST = 0.8
"""A forecast begins with the first spend that is seen, so few bursts in few hours came early by luck: of what a single
one seems to say so much is left out, less of many, and nothing after a whole day."""

_ROUNDED_H = 6
"""Decimals of an hour: two parts of an hour are one."""
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


def is_part_of_a_day(count: int, first_h: float) -> bool:
    """Whether so many hours, of the first of which `first_h` was seen, are less than a day."""
    return count < HOURS or (count == HOURS and first_h < 1.0)


def day_windows(  # noqa: PLR0917 - as in SpendHours
    spend: tuple[float, ...],
    known: tuple[bool, ...],
    part: tuple[float, float],
    end: datetime,
    zone: ZoneInfo,
    first_h: float = 1.0,
) -> DayWindows:
    """The whole days, up to 180, among the hours that end at `end`, `spend` and `known` of each as in SpendHours.

    Less than a day (`is_part_of_a_day`), with `part` (hours, spend) of an hour after it, counts as the known part of
    one.
    """
    count = len(spend)
    if is_part_of_a_day(count, first_h):
        return _part_of_a_day(spend, known, (first_h, *part), end.astimezone(zone))
    edges = _edges(count, end.astimezone(zone))
    spent = list(accumulate(spend, initial=0.0))
    seen = list(accumulate(known, initial=0))
    whole = DayWindows(
        spend=tuple(max(spent[end] - spent[start], 0.0) for start, end in pairwise(edges)),
        known=tuple((seen[end] - seen[start]) / (end - start) for start, end in pairwise(edges)),
        by_hour=tuple(_of_a_day(spend[start:end]) for start, end in pairwise(edges)),
        bursts=_bursts(spend[edges[0] :]),
    )
    if edges[0] == 0 or len(whole.spend) >= MOST_DAYS:
        return whole
    return _with_first_part(whole, spend[: edges[0]], known[: edges[0]], _bursts(spend))


def _with_first_part(whole: DayWindows, spend: tuple[float, ...], known: tuple[bool, ...], bursts: float) -> DayWindows:
    """`whole` after the day that ends with the hours of `spend`; its hours before them are taken as those of the rest.

    Without it a first day of history would count for nothing from the moment that it is followed by a whole one.
    """
    spend, known = spend[-HOURS:], known[-HOURS:]
    missing = HOURS - len(spend)
    weight = max(whole.days, 1e-9)
    usual = [sum(map(mul, whole.known, day)) / weight for day in zip(*whole.by_hour, strict=True)]
    by_hour = (*usual[:missing], *spend)
    return DayWindows(
        spend=(sum(by_hour), *whole.spend),
        known=(sum(known) / HOURS, *whole.known),
        by_hour=(by_hour, *whole.by_hour),
        bursts=bursts,
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
        if edge < edges[-1]:  # not where a zone left out a date
            edges.append(edge)
    return edges[::-1] if len(edges) > 1 else [count - HOURS, count]


def _of_a_day(spend: tuple[float, ...]) -> tuple[float, ...]:
    if len(spend) == HOURS:
        return spend
    whole = spend[: HOURS - 1] + (0.0,) * (HOURS - 1 - len(spend))
    return (*whole, sum(spend[HOURS - 1 :]))


def _part_of_a_day(
    spend: tuple[float, ...], known: tuple[bool, ...], part: tuple[float, float, float], end: datetime
) -> DayWindows:
    """What there is, made a day by what its hours (before `end` in the account's zone) usually are of one.

    `part`: how much of the first hour was seen, how much of the one after the last, and what was spent in that.
    """
    first_h, part_h, part_spend = part
    seen = [float(flag) for flag in known]
    seen[:1] = [first_h * flag for flag in seen[:1]]
    seen_h = round(sum(seen) + part_h, _ROUNDED_H)
    weights = [BUSINESS_WEIGHT if hour in BUSINESS_HOURS else 1.0 for hour in range(HOURS)]
    begin = end.hour - len(spend)
    business = [weights[(begin + index) % HOURS] for index in range(len(seen))]
    share = (sum(map(mul, seen, business)) + part_h * weights[end.hour]) / sum(weights)
    total = sum(compress(spend, known)) + part_spend
    bursts = _bursts((*spend, part_spend))
    waited = FIRST_BURST * max(1 - seen_h / HOURS, 0.0) / max(bursts, 1.0)
    a_day = total / share * (1 - waited) if share else 0.0
    return DayWindows((a_day,), (min(seen_h / HOURS, 1.0),), ((a_day / HOURS,) * HOURS,), bursts)


def _bursts(spend: tuple[float, ...]) -> float:
    squares = sum(map(float.__mul__, spend, spend))
    return sum(spend) ** 2 / squares if squares > 0 else 0.0
