"""Shops that trade at random, by the hour or by the order, as readings would see them. Deterministic."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from galla.domain.spend_hours import SpendHours

OPENED = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
_OPENS, _CLOSES = 9, 21
_PER_HOUR = 0.5 ** (1 / 3)
_WEEKDAYS = (0.9, 0.9, 1.0, 1.0, 1.3, 1.2, 0.6)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a shop trades: orders an hour while it is open and at night, and what each costs."""

    by_day: float
    by_night: float
    cost: Callable[[random.Random], float]
    restless: float = 0.0
    """Standard deviation of the level (of its logarithm) within a day: it wanders, half of it within three hours."""


SMOOTH = Kind(10, 0, lambda rng: rng.expovariate(1))
USUAL = Kind(2, 0.05, lambda rng: rng.lognormvariate(-0.5, 1))
ALWAYS_OPEN = Kind(4, 1.5, lambda rng: rng.lognormvariate(-0.5, 1))
LUMPY = Kind(0.12, 0.005, lambda rng: rng.expovariate(1))
LUMPIER = Kind(0.07, 0.02, lambda rng: rng.lognormvariate(-1, 1.4))


@dataclass(frozen=True, slots=True)
class Fall:
    """What was spent between two polls, in hours after OPENED."""

    start_h: float
    end_h: float
    spent: float

    @property
    def by_night(self) -> bool:
        """The shop was closed all the time."""
        return not _OPENS - 1 < self.start_h % 24 < _CLOSES


class Shop:
    """One shop, from its first day on."""

    def __init__(self, kind: Kind, days: int, seed: int) -> None:
        rng = random.Random(seed)
        self._orders = list(_orders(kind, days, rng))
        self._by_hour = [0.0] * (24 * days)
        for at_h, cost in self._orders:
            self._by_hour[int(at_h)] += cost
        self.days = days

    @property
    def by_hour(self) -> tuple[float, ...]:
        """Spend of each hour since OPENED."""
        return tuple(self._by_hour)

    @property
    def orders(self) -> tuple[tuple[float, float], ...]:
        """(hours after OPENED, cost) of each, in order of time."""
        return tuple(self._orders)

    def falls(self) -> Iterator[Fall]:
        """Between polls every quarter of an hour by day, every hour at night."""
        orders, start = iter([*self._orders, (float("inf"), 0.0)]), 0.0
        at_h, cost = next(orders)
        while start < 24 * self.days - 1:
            end = start + (0.25 if _OPENS <= start % 24 < _CLOSES else 1.0)
            spent = 0.0
            while at_h <= end:
                spent += cost
                at_h, cost = next(orders)
            yield Fall(start, end, spent)
            start = end

    def hours_until(self, at_h: float) -> SpendHours:
        """What the forecast has at a reading then: all whole hours before it."""
        whole = int(at_h)
        spend = tuple(self._by_hour[:whole])
        seen = (True,) * whole
        return SpendHours("USD", OPENED + timedelta(hours=whole), spend, seen, seen, at_h - whole)


def _orders(kind: Kind, days: int, rng: random.Random) -> Iterator[tuple[float, float]]:
    """(hour, cost) of each, in order of time."""
    wandered = 0.0
    for day in range(days):
        level = _WEEKDAYS[day % 7] * rng.lognormvariate(0, 0.2)
        for hour in range(24):
            rate = kind.by_day * level if _OPENS <= hour < _CLOSES else kind.by_night
            if kind.restless:
                wandered = _PER_HOUR * wandered + kind.restless * (1 - _PER_HOUR**2) ** 0.5 * rng.gauss(0, 1)
                rate *= math.exp(wandered)
            passed = rng.expovariate(rate) if rate else 1.0
            while passed < 1:
                yield 24 * day + hour + passed, kind.cost(rng)
                passed += rng.expovariate(rate)
