"""Falls and rises of every hour: the ledger's final hours, continued from the readings that came after them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from galla.domain.chart import CreditMark
from galla.domain.currencies import storage_decimals
from galla.domain.model import ReadingState, StoredReading
from galla.domain.money import from_units
from galla.domain.past import PastHours
from galla.domain.timeline import UNKNOWABLE_GAP, Believed, believed, reaching_back_to

LOOK_BACK_HOURS = 190 * 24
"""Half a year for the forecast, and some days more to see how a silence or a refund at its beginning went on."""
LONGEST_SPREAD_HOURS = UNKNOWABLE_GAP // timedelta(hours=1)
"""What was spent in a longer silence is in the hour in which it came to light."""
LONGEST_HOLE_HOURS = 14 * 24
"""Hours of the past that end longer before the first reading are still of the same account: as after any silence."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_MICROSECOND = timedelta(microseconds=1)
_HOUR_US = 3_600_000_000
_ROWS_BEFORE = 8
"""Looked at before the one that leads to the first hour, so that one with a wrong clock cannot pass for it."""


@dataclass(frozen=True, slots=True)
class GrossHours:
    """Consecutive hours (UTC) up to the one of the last reading, which is a part of an hour.

    `spend` is the sum of all falls in currency units, shared out by time across silences; credits are not deducted.
    """

    currency: str
    first_hour: int
    """Whole hours since 1970."""
    spend: tuple[float, ...]
    polled: tuple[bool, ...]
    """False where the hour is its share of a silence."""
    credits: tuple[CreditMark, ...]
    """Every rise within these hours, at the reading that showed it, oldest first."""
    until: datetime
    """When the balance was last confirmed."""
    past: PastHours | None = None
    """What the hours begin with, for who keeps what follows from it."""
    skipped: int = 0
    """So many hours of `past` are too old and left out."""
    past_credits: int = 0
    """So many of the credits are from `past`."""

    def only_past(self) -> GrossHours:
        """The hours and credits that are from `past`, which is not None."""
        assert self.past is not None
        count = len(self.past.spend) - self.skipped
        return replace(
            self, spend=self.spend[:count], polled=self.polled[:count], credits=self.credits[: self.past_credits]
        )


def hour_of(instant: datetime) -> int:
    """Whole hours from 1970 to `instant`."""
    return (instant - _EPOCH) // _HOUR


def start_of(hour: int) -> datetime:
    """The instant (UTC) at which that hour since 1970 begins."""
    return _EPOCH + hour * _HOUR


def silences(polled: bytes) -> list[tuple[int, int]]:
    """The stretches of zeros in `polled`, as index of the first and of the one after the last, in order."""
    found: list[tuple[int, int]] = []
    start = polled.find(0)
    while start >= 0:
        end = polled.find(1, start)
        end = len(polled) if end < 0 else end
        found.append((start, end))
        start = polled.find(0, end)
    return found


def gross_hours(past: PastHours | None, history: Sequence[StoredReading], now: datetime) -> GrossHours | None:
    """The hours of up to `LOOK_BACK_HOURS` before `now`; None without two polls in the latest currency up to then.

    None also where all polls are older. `past` is used where `history` goes on from it, and all hours come from
    `history` otherwise. Readings later than `now` are not looked at.
    """
    if past is not None:
        rows = _until(believed(_reaching_back(history, past.end_hour)), now)
        if rows and _continues(rows, history, past, now):
            return _joined(past, rows, hour_of(now) - LOOK_BACK_HOURS)
    rows = _until(believed([row for row in history if row.first_at <= now]), now)
    earliest = hour_of(now) - LOOK_BACK_HOURS
    rows = reaching_back_to(rows, start_of(earliest))
    if not rows or rows[0].first_at == rows[-1].last_at or hour_of(rows[-1].last_at) < earliest:
        return None
    tail = _Tail(max(earliest, hour_of(rows[0].first_at)), rows)
    return tail.hours()


def _reaching_back(history: Sequence[StoredReading], hour: int) -> Sequence[StoredReading]:
    """The last rows of `history`, from some before the last that ended before `hour` began."""
    begin = start_of(hour)
    for index in range(len(history) - 1, -1, -1):
        row = history[index]
        if row.last_at < begin and row.state is ReadingState.ACCEPTED:
            return history[max(index - _ROWS_BEFORE, 0) :]
    return history


def _until(rows: list[StoredReading], now: datetime) -> list[StoredReading]:
    if rows and rows[-1].last_at > now:
        rows = Believed([row for row in rows if row.first_at <= now])
        if rows and rows[-1].last_at > now:
            rows[-1] = replace(rows[-1], last_at=now)
    return rows


def _continues(rows: list[StoredReading], history: Sequence[StoredReading], past: PastHours, now: datetime) -> bool:
    """Whether `rows` go on where the hours of `past` end, as they do for all that comes from one ledger."""
    currency = rows[-1].balance.currency
    first, last = hour_of(rows[0].first_at), hour_of(rows[-1].last_at)
    return (
        len(past.spend) == len(past.polled) > 0
        and hour_of(now) - LOOK_BACK_HOURS < past.end_hour <= last
        and (first <= past.end_hour or first - past.end_hour > LONGEST_HOLE_HOURS)
        and (not past.credits or past.credits[-1].amount.currency == currency)
        and all(row.balance.currency == currency for row in _reaching_back(history, past.end_hour))
    )


def _joined(past: PastHours, rows: list[StoredReading], earliest: int) -> GrossHours:
    tail = _Tail(past.end_hour, rows).hours()
    skipped = max(earliest - past.first_hour, 0)
    known = past.credits
    if skipped:
        known = known[bisect_left(known, start_of(earliest), key=_marked_at) :]
    return GrossHours(
        tail.currency,
        past.first_hour + skipped,
        past.spend[skipped:] + tail.spend,
        past.polled[skipped:] + tail.polled,
        known + tail.credits,
        tail.until,
        past,
        skipped,
        len(known),
    )


def _marked_at(mark: CreditMark) -> datetime:
    return mark.at


class _Tail:
    """The hours from `floor` on, from believed readings; in whole storage units, as the ledger counts."""

    def __init__(self, floor: int, rows: list[StoredReading]) -> None:
        self._floor = floor
        self._rows = rows
        self._currency = rows[-1].balance.currency
        count = hour_of(rows[-1].last_at) - floor + 1
        self._spend = [0] * count
        self._polled = [False] * count
        self._credits: list[CreditMark] = []

    def hours(self) -> GrossHours:
        """All of them."""
        decimals = storage_decimals(self._currency)
        units = [math.floor(row.balance.amount.scaleb(decimals)) for row in self._rows]
        floor = self._floor
        firsts = [(row.first_at - _EPOCH) // _MICROSECOND for row in self._rows]
        lasts = [
            first if row.last_at is row.first_at else (row.last_at - _EPOCH) // _MICROSECOND
            for first, row in zip(firsts, self._rows, strict=True)
        ]
        for first_us, last_us in zip(firsts, lasts, strict=True):
            self._mark_polled(first_us // _HOUR_US - floor, last_us // _HOUR_US - floor)
        for index, (had, has) in enumerate(pairwise(units)):
            if had > has:
                self._spread(had - has, lasts[index], firsts[index + 1])
            elif has > had and firsts[index + 1] // _HOUR_US >= floor:
                at = self._rows[index + 1].first_at
                self._credits.append(CreditMark(at, from_units(has - had, self._currency)))
        scale = 10**decimals
        return GrossHours(
            self._currency,
            self._floor,
            tuple([spent / scale for spent in self._spend]),
            tuple(self._polled),
            tuple(self._credits),
            self._rows[-1].last_at,
        )

    def _mark_polled(self, first: int, last: int) -> None:
        if first == last >= 0:
            self._polled[first] = True
        elif last >= 0:
            first = max(first, 0)
            self._polled[first : last + 1] = [True] * (last + 1 - first)

    def _spread(self, spent: int, start_us: int, end_us: int) -> None:
        """Shares `spent` among the hours of the interval by time; the parts add up exactly."""
        first, last = start_us // _HOUR_US, end_us // _HOUR_US
        if last < self._floor:
            return
        if end_us == last * _HOUR_US and last == first + 1:
            last = first  # it ends as the hour does: all of it lay in that hour, and the next gets nothing
        if first == last or last - first > LONGEST_SPREAD_HOURS:
            if last >= self._floor:
                self._spend[last - self._floor] += spent
            return
        shared = 0
        for hour in range(first, last + 1):
            upto = spent * (min((hour + 1) * _HOUR_US, end_us) - start_us) // (end_us - start_us)
            if hour >= self._floor:
                self._spend[hour - self._floor] += upto - shared
            shared = upto
