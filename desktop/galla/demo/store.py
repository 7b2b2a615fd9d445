"""A shop that never was: thirty days of trade behind it, and a lively minute ahead. Deterministic."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from itertools import pairwise

from galla.domain.model import Reading
from galla.domain.money import Money

CURRENCY = "USD"
THRESHOLD = Money(Decimal("100.00"), CURRENCY)
TOP_UP = Money(Decimal("500.00"), CURRENCY)
HISTORY = timedelta(days=30)
TOP_UP_AT_S = 80.0
"""When the live phase's top-up arrives, in seconds from its start."""

_OPENING = Decimal("128.40")
"""What is left when the live phase begins."""
_REFUND = Decimal("8.50")
"""Of the dearest order: less than a day's spend, so that it is taken for what it is."""
_REFUND_AGE = timedelta(days=5)
_BEFORE_TOP_UP = Decimal("60.00")
_ORDERS_PER_DAY = 6.0
_PRICES = tuple(Decimal(price) for price in "0.85 1.70 2.40 2.55 4.25 8.50".split())
_LIVE_PRICES = tuple(Decimal(price) for price in "0.85 1.70 2.40 2.55".split())
_FIRST_ORDER_AT_S = 3.0
_WELL_BELOW = Decimal("93.00")
_LEAST_LEFT = Decimal("20.00")

_OPENS, _CLOSES = 9, 21
_OWNER_LEAVES = 18
# Share of a day's orders in each hour: little at night, a rise at lunch, the peak after work.
_HOURS = (1, 1, 0.5, 0.5, 0.5, 0.5, 1, 2, 3, 5, 6, 7, 8, 8, 7, 6, 6, 7, 9, 10, 9, 6, 3, 2)
# Monday to Sunday, as a multiple of the average: gift cards are bought towards the weekend.
_WEEKDAYS = (0.8, 0.8, 0.9, 1.0, 1.2, 1.3, 1.0)


@dataclass(frozen=True, slots=True)
class _Entry:
    """The balance from one moment of the live phase on."""

    at_s: float
    balance: Decimal


class DemoStore:
    """The shop's balance at its supplier: `history` until the live phase, `balance_at` from then on.

    The same `seed` and instant give the same figures.
    """

    def __init__(self, seed: int = 7, zone: tzinfo = UTC) -> None:
        self._seed = seed
        self._zone = zone
        self._live = self._live_entries()
        self._entries = [next(self._live)]

    def history(self, now: datetime) -> tuple[Reading, ...]:
        """Readings of the 30 days before `now`, oldest first: each quarter of an hour from 9 to 21, else hourly.

        The last one is what the live phase begins with.
        """
        rng = self._random("history")
        times = list(self._sample_times(now))
        refund_at = now - _REFUND_AGE
        balance = _OPENING
        backwards = [_reading(balance, times[-1])]
        # From the known end back to the beginning, so that a top-up can stand where the money would have run out.
        for later, earlier in pairwise(reversed(times)):
            balance += self._spend(rng, earlier, later)
            if earlier <= refund_at < later:
                balance -= _REFUND
            if (
                balance > _BEFORE_TOP_UP + TOP_UP.amount
                and _OPENS < earlier.astimezone(self._zone).hour < _OWNER_LEAVES
            ):
                balance -= TOP_UP.amount
            backwards.append(_reading(balance, earlier))
        return tuple(reversed(backwards))

    def balance_at(self, elapsed_s: float) -> Money:
        """The balance `elapsed_s` seconds into the live phase."""
        while self._entries[-1].at_s <= elapsed_s:
            self._entries.append(next(self._live))
        index = bisect_right(self._entries, elapsed_s, key=lambda entry: entry.at_s) - 1
        return Money(self._entries[max(index, 0)].balance, CURRENCY)

    @property
    def crosses_threshold_at_s(self) -> float:
        """When the live phase first goes under the threshold, in seconds from its start."""
        self.balance_at(TOP_UP_AT_S)
        return next(entry.at_s for entry in self._entries if entry.balance < THRESHOLD.amount)

    def _random(self, purpose: str) -> random.Random:
        return random.Random(f"{self._seed}:{purpose}")  # noqa: S311 - prices, not secrets

    def _sample_times(self, now: datetime) -> Iterator[datetime]:
        step = timedelta(minutes=15)
        quarter_s = step.total_seconds()
        last = datetime.fromtimestamp(now.timestamp() // quarter_s * quarter_s, UTC)
        moment = last - HISTORY
        while moment < last:
            local = moment.astimezone(self._zone)
            if local.minute == 0 or _OPENS <= local.hour < _CLOSES:
                yield moment
            moment += step
        yield last

    def _spend(self, rng: random.Random, start: datetime, end: datetime) -> Decimal:
        """What the orders between `start` and `end`, at most an hour apart, cost."""
        local = start.astimezone(self._zone)
        share = _HOURS[local.hour] / sum(_HOURS) * _WEEKDAYS[local.weekday()]
        expected = _ORDERS_PER_DAY * share * (end - start) / timedelta(hours=1)
        return sum((rng.choice(_PRICES) for _ in range(_poisson(rng, expected))), Decimal(0))

    def _live_entries(self) -> Iterator[_Entry]:
        """Orders in quick succession through the threshold, a pause, the top-up, and then a quiet shop for ever."""
        rng = self._random("live")
        balance, at_s = _OPENING, 0.0
        yield _Entry(at_s, balance)
        at_s = _FIRST_ORDER_AT_S
        while at_s < TOP_UP_AT_S:
            balance -= rng.choice(_LIVE_PRICES)
            yield _Entry(at_s, balance)
            at_s += rng.uniform(1.2, 2.6) if balance > _WELL_BELOW else rng.uniform(8.0, 12.0)
        balance += TOP_UP.amount
        yield _Entry(TOP_UP_AT_S, balance)
        at_s = TOP_UP_AT_S
        while True:
            at_s += rng.uniform(60.0, 180.0)
            price = rng.choice(_LIVE_PRICES)
            if balance - price >= _LEAST_LEFT:
                balance -= price
            yield _Entry(at_s, balance)


def _reading(amount: Decimal, at: datetime) -> Reading:
    return Reading(Money(amount, CURRENCY), at, at)


def _poisson(rng: random.Random, expected: float) -> int:
    """A random count with that mean (Knuth, The Art of Computer Programming 3.4.1, algorithm Q)."""
    limit, product, count = math.exp(-expected), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
