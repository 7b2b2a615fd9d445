"""The balance of the last seven days as a few points, for the panel's sparkline."""

from __future__ import annotations

from datetime import datetime, timedelta

from galla.domain.model import SparkPoint, StoredReading
from galla.domain.timeline import LONG_GAP, believed, reaching_back_to

WEEK = timedelta(days=7)


def week_points(history: tuple[StoredReading, ...], now: datetime, max_points: int = 160) -> tuple[SparkPoint, ...]:
    """The balance over the seven days before `now` as at most `max_points` (at least 4) points, oldest first.

    A point is estimated where the line that leads to it crosses more than two hours without a reading. Thinning
    keeps the lowest and the highest of each stretch. Empty without a reading in that time.
    """
    since = now - WEEK
    rows = [row for row in reaching_back_to(believed(history), since) if row.first_at <= now]
    if not rows or rows[-1].last_at < since:
        return ()
    return _thinned(_points(rows, since, now), max_points)


def _points(rows: list[StoredReading], since: datetime, now: datetime) -> list[SparkPoint]:
    """Both ends of every flat stretch; the line enters the week where it crosses its beginning."""
    points: list[SparkPoint] = []
    previous: StoredReading | None = None
    for row in rows:
        gap = previous is not None and row.first_at - previous.last_at > LONG_GAP
        if previous is not None and previous.last_at < since < row.first_at:
            points.append(_entry(previous, row, since, gap))
        start, end = max(row.first_at, since), min(row.last_at, now)
        if end >= since:
            balance = float(row.balance.amount)
            points.append(SparkPoint(start, balance, estimated=gap and start == row.first_at))
            if end > start:
                points.append(SparkPoint(end, balance))
        previous = row
    return points


def _entry(before: StoredReading, after: StoredReading, at: datetime, estimated: bool) -> SparkPoint:
    share = (at - before.last_at) / (after.first_at - before.last_at)
    start, end = float(before.balance.amount), float(after.balance.amount)
    return SparkPoint(at, start + (end - start) * share, estimated=estimated)


def _thinned(points: list[SparkPoint], max_points: int) -> tuple[SparkPoint, ...]:
    if len(points) <= max_points:
        return tuple(points)
    first, last = points[0], points[-1]
    stretches = max((max_points - 2) // 2, 1)
    width = (last.at - first.at) / stretches
    inner: dict[int, list[SparkPoint]] = {}
    for point in points[1:-1]:
        inner.setdefault(min((point.at - first.at) // width, stretches - 1) if width else 0, []).append(point)
    kept = [first]
    for stretch in inner.values():
        kept += _extremes(stretch)
    return (*kept, last)


def _extremes(stretch: list[SparkPoint]) -> list[SparkPoint]:
    """The lowest and the highest point in order of time; an estimate within the stretch marks the first of them."""
    lowest = min(stretch, key=lambda point: point.balance)
    highest = max(stretch, key=lambda point: point.balance)
    ends = sorted({lowest, highest}, key=lambda point: point.at)
    if any(point.estimated for point in stretch):
        ends[0] = SparkPoint(ends[0].at, ends[0].balance, estimated=True)
    return ends
