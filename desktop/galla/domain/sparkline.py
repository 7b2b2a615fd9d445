"""The balance of the last seven days as a few points, for the panel's sparkline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from galla.domain.model import SparkPoint, StoredReading
from galla.domain.timeline import LONG_GAP, believed, reaching_back_to

WEEK = timedelta(days=7)


def week_points(history: Sequence[StoredReading], now: datetime, max_points: int = 160) -> tuple[SparkPoint, ...]:
    """The balance over the seven days before `now` as at most `max_points` (at least 4) points, oldest first.

    A point is estimated where the line that leads to it crosses more than two hours without a reading. Thinning
    keeps the lowest and the highest of each stretch. Empty without a reading in that time.
    """
    since = now - WEEK
    rows = [row for row in reaching_back_to(believed(history), since) if row.first_at <= now]
    if not rows or rows[-1].last_at < since:
        return ()
    line = _Line()
    line.enter(rows, since)
    for before, row in zip((None, *rows), rows, strict=False):
        if row.last_at >= since:
            line.follow(before, row, since)
    line.end(min(rows[-1].last_at, now), rows[-1].balance.amount)
    return line.points(max_points)


class _Line:
    """Points as parallel lists: a week may have ten thousand readings, of which a hundred points are kept."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._balances: list[Decimal] = []
        self._estimated: list[bool] = []

    def enter(self, rows: list[StoredReading], since: datetime) -> None:
        """Begins where the line between two readings enters the week."""
        before, *later = rows[:2]
        if later and before.last_at < since < later[0].first_at:
            after = later[0]
            share = (since - before.last_at) / (after.first_at - before.last_at)
            rise = after.balance.amount - before.balance.amount
            gap = after.first_at - before.last_at > LONG_GAP
            self._add(since, before.balance.amount + rise * Decimal(share), gap)

    def follow(self, before: StoredReading | None, row: StoredReading, since: datetime) -> None:
        """Goes on to `row`; a flat stretch gets a second point only where it is long."""
        gap = before is not None and row.first_at - before.last_at > LONG_GAP
        if row.first_at < since:
            self._add(since, row.balance.amount, False)
        else:
            self._add(row.first_at, row.balance.amount, gap)
        if row.last_at is not row.first_at and row.last_at - row.first_at > LONG_GAP:
            self.end(row.last_at, row.balance.amount)

    def end(self, at: datetime, balance: Decimal) -> None:
        """The last confirmation of a flat stretch, which nothing can make an estimate; never beyond `at`."""
        if self._times[-1] > at:
            self._times[-1] = at
        elif self._times[-1] < at:
            self._add(at, balance, False)

    def points(self, max_points: int) -> tuple[SparkPoint, ...]:
        """The line, thinned to `max_points`; a gap that thinning passes over marks the next point."""
        if len(self._times) <= max_points:
            return tuple(map(SparkPoint, self._times, map(float, self._balances), self._estimated))
        kept = self._kept(max_points)
        return tuple(
            SparkPoint(self._times[index], float(self._balances[index]), any(self._estimated[before + 1 : index + 1]))
            for before, index in pairwise((-1, *kept))
        )

    def _kept(self, max_points: int) -> list[int]:
        """First and last point, and between them the lowest and highest of equal stretches of time."""
        count = len(self._times)
        if count <= max_points:
            return list(range(count))
        stretches = max((max_points - 2) // 2, 1)
        width = (self._times[-1] - self._times[0]) / stretches
        kept, begin = [0], 1
        for number in range(1, stretches + 1):
            edge = self._times[0] + number * width
            end = bisect_left(self._times, edge, begin, count - 1) if number < stretches else count - 1
            balances = self._balances[begin:end]
            if balances:
                extremes = {balances.index(min(balances)), balances.index(max(balances))}
                kept += sorted(begin + index for index in extremes)
            begin = end
        return [*kept, count - 1]

    def _add(self, at: datetime, balance: Decimal, estimated: bool) -> None:
        self._times.append(at)
        self._balances.append(balance)
        self._estimated.append(estimated)
