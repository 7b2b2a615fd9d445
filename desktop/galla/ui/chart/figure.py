"""What is drawn, as arrays: made once for each answer, so that panning and zooming only look things up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from galla.domain.chart import ChartData, CreditMark
from galla.domain.chart_bars import Bar, BarUnit, bars

Floats = NDArray[np.float64]

MARKED_CREDITS = 250
"""More marks than this are a smear: the largest are drawn."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One account's history, ready to be drawn. Times are POSIX seconds."""

    currency: str
    zone: ZoneInfo
    unit: BarUnit
    times_s: Floats
    balances: Floats
    read: NDArray[np.int32]
    """1 where the line from this point to the next was read, 0 where it is an estimate."""
    credits: tuple[CreditMark, ...]
    bars: tuple[Bar, ...]
    bar_starts_s: Floats
    bar_ends_s: Floats
    spends: Floats
    usuals: Floats
    """NaN where nothing is usual yet."""

    @property
    def has_spend(self) -> bool:
        """Whether any spend was seen or estimated."""
        return bool(np.any(self.spends > 0))

    def balance_at(self, at_s: float) -> float | None:
        """The balance at that instant, between two readings by a straight line; None outside of what is known."""
        if not len(self.times_s) or not self.times_s[0] <= at_s <= self.times_s[-1]:
            return None
        return float(np.interp(at_s, self.times_s, self.balances))

    def is_estimated_at(self, at_s: float) -> bool:
        """Whether the line is an estimate at that instant."""
        index = int(np.searchsorted(self.times_s, at_s, side="right")) - 1
        return 0 <= index < len(self.read) - 1 and not self.read[index]

    def has_estimate_between(self, start_s: float, end_s: float) -> bool:
        """Whether any of the line between two instants is an estimate."""
        first = max(int(np.searchsorted(self.times_s, start_s, side="right")) - 1, 0)
        return not self.read[first : int(np.searchsorted(self.times_s, end_s))].all()

    def bar_at(self, at_s: float) -> Bar | None:
        """The bar that the instant falls into."""
        index = int(np.searchsorted(self.bar_starts_s, at_s, side="right")) - 1
        if index < 0 or at_s >= self.bar_ends_s[index]:
            return None
        return self.bars[index]

    def seen_between(self, start_s: float, end_s: float) -> Floats:
        """The balances between two instants, with those on the edges."""
        first, last = np.searchsorted(self.times_s, (start_s, end_s))
        edges = [value for value in (self.balance_at(start_s), self.balance_at(end_s)) if value is not None]
        return np.concatenate((self.balances[first:last], np.array(edges, dtype=float)))

    def bars_between(self, start_s: float, end_s: float) -> slice:
        """Which bars touch the span between two instants."""
        first = int(np.searchsorted(self.bar_ends_s, start_s, side="right"))
        return slice(first, int(np.searchsorted(self.bar_starts_s, end_s, side="left")))


def make_figure(data: ChartData, unit: BarUnit, zone: ZoneInfo, day_start: time) -> Figure:
    """The figure of `data` with bars per `unit`."""
    times_s, balances, read = _without_flats(
        np.asarray(data.times_s, dtype=np.float64), np.asarray(data.balances, dtype=np.float64), data.gaps
    )
    slots = bars(data.hours, unit, zone, day_start)
    return Figure(
        currency=data.currency,
        zone=zone,
        unit=unit,
        times_s=times_s,
        balances=balances,
        read=read,
        credits=_largest(data.credits),
        bars=slots,
        bar_starts_s=np.array([bar.start.timestamp() for bar in slots], dtype=np.float64),
        bar_ends_s=np.array([bar.end.timestamp() for bar in slots], dtype=np.float64),
        spends=np.array([float(bar.spend) for bar in slots], dtype=np.float64),
        usuals=np.array([np.nan if bar.usual is None else float(bar.usual) for bar in slots], dtype=np.float64),
    )


def _without_flats(
    times_s: Floats, balances: Floats, gaps: Sequence[tuple[datetime, datetime]]
) -> tuple[Floats, Floats, NDArray[np.int32]]:
    """The same line without the points inside its flat stretches, and where it was read."""
    read = _read(times_s, gaps)
    if len(times_s) < 3:
        return times_s, balances, read
    inner = (balances[1:-1] == balances[:-2]) & (balances[1:-1] == balances[2:]) & (read[1:-1] == read[:-2])
    kept = np.concatenate(([True], ~inner, [True]))
    return times_s[kept], balances[kept], read[kept]


def _read(times_s: Floats, gaps: Sequence[tuple[datetime, datetime]]) -> NDArray[np.int32]:
    """For each point, whether the line to the next was read: at least half of it lies in no gap."""
    read = np.ones(len(times_s), dtype=np.int32)
    for begin, finish in gaps:
        begin_s, finish_s = begin.timestamp(), finish.timestamp()
        first = max(int(np.searchsorted(times_s, begin_s, side="right")) - 1, 0)
        last = int(np.searchsorted(times_s, finish_s, side="left"))
        starts, ends = times_s[first:last], times_s[first + 1 : last + 1]
        starts = starts[: len(ends)]
        inside = np.minimum(ends, finish_s) - np.maximum(starts, begin_s)
        read[first : first + len(starts)][inside > (ends - starts) / 2] = 0
    return read


def _largest(credits: Sequence[CreditMark]) -> tuple[CreditMark, ...]:
    if len(credits) <= MARKED_CREDITS:
        return tuple(credits)
    kept = sorted(credits, key=lambda mark: mark.amount.amount, reverse=True)[:MARKED_CREDITS]
    return tuple(sorted(kept, key=lambda mark: mark.at))
