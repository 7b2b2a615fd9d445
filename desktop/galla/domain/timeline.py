"""The believed readings of a history in order of time, and spend and credits accumulated along them.

Everything that is derived from readings starts here, so that one rule decides which readings count.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import sub

from galla.domain.currencies import storage_decimals
from galla.domain.model import ReadingState, StoredReading
from galla.domain.money import MAX_UNITS

LONG_GAP = timedelta(hours=2)
"""Spend between readings further apart is spread by estimate, and marked so."""
UNKNOWABLE_GAP = timedelta(days=31)
"""When the spend of a longer silence was, nobody can say: it is shared out among none of its hours, and hours and days
that lie wholly in it are left out."""
LARGEST = Decimal(MAX_UNITS).scaleb(-6)
"""No ledger holds more, so no reading that says more is believed."""

_LEAST = -LARGEST
_MICROSECOND = timedelta(microseconds=1)


def clamped(amount: Decimal) -> Decimal:
    """`amount`, or the nearest that a ledger holds: beyond it arithmetic would overflow."""
    return min(max(amount, _LEAST), LARGEST)


class Believed(list[StoredReading]):
    """Readings that have been through `believed`: whoever derives many things from them has them checked once."""


def believed(history: Sequence[StoredReading]) -> list[StoredReading]:
    """The accepted readings in one currency, the latest's, each beginning no earlier than the one before it ends.

    A change of currency ends a history: what came before is left out. Where the clock jumped and came back, the
    longest run of readings in order of time that ends with the latest one is kept; one that was last confirmed
    before it began is left out.
    """
    return history if isinstance(history, Believed) else Believed(_checked(history))


def _checked(history: Sequence[StoredReading]) -> list[StoredReading]:
    accepted = ReadingState.ACCEPTED
    rows = [
        row
        for row in history
        if row.state is accepted and _LEAST <= row.balance.amount <= LARGEST and row.first_at <= row.last_at
    ]
    if not rows:
        return rows
    if len({row.balance.currency for row in rows}) > 1:
        rows = _latest_currency(rows)
    if all(left.last_at <= right.first_at for left, right in pairwise(rows)):
        return rows
    return _in_order(rows)


def _latest_currency(rows: list[StoredReading]) -> list[StoredReading]:
    currency = rows[-1].balance.currency
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].balance.currency != currency:
            return rows[index + 1 :]
    return rows


def _in_order(rows: list[StoredReading]) -> list[StoredReading]:
    """The longest chain of rows in order of time that ends with the last one.

    Longest increasing subsequence by patience sorting: `ends[k]` is the earliest end of any chain of k + 1 rows.
    """
    ends: list[datetime] = []
    tails: list[int] = []
    before: list[int | None] = []
    for index, row in enumerate(rows):
        length = bisect_right(ends, row.first_at)
        before.append(tails[length - 1] if length else None)
        if length == len(ends):
            ends.append(row.last_at)
            tails.append(index)
        elif row.last_at < ends[length]:
            ends[length], tails[length] = row.last_at, index
    chain: list[StoredReading] = []
    at: int | None = len(rows) - 1
    while at is not None:
        chain.append(rows[at])
        at = before[at]
    return chain[::-1]


def reaching_back_to(rows: list[StoredReading], instant: datetime) -> list[StoredReading]:
    """The believed `rows` that tell about the time from `instant` on: one that ended earlier, and all after it."""
    first = bisect_left(rows, instant, key=_ended_at)
    return rows[max(first - 1, 0) :]


def _ended_at(row: StoredReading) -> datetime:
    return row.last_at


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stood at one instant, in storage units; `spend` and `credit` count from the first reading."""

    balance: int
    spend: int
    credit: int
    interpolated: bool
    """The instant lies between two readings."""
    row: int
    """Index of the last reading that had begun by then."""


class Course:
    """Balance, spend and credits at any instant along believed readings, interpolated between them.

    In whole storage units, so that balance = first balance - spend + credit holds exactly at every instant, and so
    do all sums of differences.
    """

    def __init__(self, rows: Sequence[StoredReading], pace: Callable[[datetime, datetime], int] | None = None) -> None:
        """`rows` as `believed` gives them, at least one.

        `pace` gives what is usually spent from one instant to another (any whole number, adding up exactly): by it
        what moved in a silence of over two hours is shared out, and by time where it gives 0.
        """
        self.currency = rows[0].balance.currency
        scale = Decimal(10) ** storage_decimals(self.currency)
        self.starts = [row.first_at for row in rows]
        self.ends = [row.last_at for row in rows]
        self._pace = pace
        self._units = [math.floor(row.balance.amount * scale) for row in rows]
        falls = map(sub, self._units, self._units[1:])
        self._spend = list(accumulate([fall if fall > 0 else 0 for fall in falls], initial=0))

    @property
    def start(self) -> datetime:
        """When the first reading began."""
        return self.starts[0]

    @property
    def end(self) -> datetime:
        """When the last reading was last confirmed."""
        return self.ends[-1]

    def covers(self, start: datetime, end: datetime) -> bool:
        """Whether there are readings on both sides of the span (or at its ends)."""
        return self.start <= start <= end <= self.end

    def at(self, instant: datetime) -> Standing:
        """The standing at `instant`; up to the first reading as at the first, after the last as at the last.

        Of several readings at one instant the latest counts, except at the very beginning, where the first one does:
        what moved between them is then part of the time after it, and no sum loses it.
        """
        row = bisect_right(self.starts, instant) - 1 if instant > self.start else 0
        balance, spend = self._units[row], self._spend[row]
        credit = balance - self._units[0] + spend
        if instant <= self.ends[row] or row + 1 == len(self.ends):
            return Standing(balance, spend, credit, interpolated=False, row=row)
        passed, whole = self._part(self.ends[row], instant, self.starts[row + 1])
        fall = balance - self._units[row + 1]
        spent, credited = max(fall, 0) * passed // whole, max(-fall, 0) * passed // whole
        return Standing(balance - spent + credited, spend + spent, credit + credited, interpolated=True, row=row)

    def _part(self, start: datetime, instant: datetime, end: datetime) -> tuple[int, int]:
        """How much of the interval has passed, of how much."""
        if self._pace is not None and end - start > LONG_GAP:
            whole = self._pace(start, end)
            if whole > 0:
                return self._pace(start, instant), whole
        return (instant - start) // _MICROSECOND, (end - start) // _MICROSECOND

    def silences(self, longer_than: timedelta) -> list[tuple[datetime, datetime]]:
        """The spans between readings that are longer than that, in order."""
        return [
            (end, start) for end, start in zip(self.ends, self.starts[1:], strict=False) if start - end > longer_than
        ]
