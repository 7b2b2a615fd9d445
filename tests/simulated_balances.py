"""A supplier's balance as polls see it, made from the spend of each hour.

The shop's own spend is kept to the cent; around it come orders that are refunded later, top-ups, a supplier that
recalculates or is late, answers that are nonsense, and a laptop that sleeps. Deterministic for a seed.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from galla.domain.coalesce import extends
from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.money import Money, from_units

CENT = 10_000
"""In units of the ledger: 10⁻⁶ of the currency."""
HOUR_S = 3_600
DAY_S = 24 * HOUR_S
MONTH_H = 28 * 24


@dataclass(frozen=True, slots=True)
class Troubles:
    """What disturbs the figures, and how often. All chances are independent."""

    poll_s: int = 15 * 60
    refund_share: float = 0.03
    """Of the spend; each refunded order comes in addition to the shop's own spend."""
    refund_after_s: tuple[int, int] = (HOUR_S, 3 * DAY_S)
    tops_up: bool = True
    topped_up_for_days: float = 7.0
    top_up_below_days: float = 2.0
    pays_within_s: int = 6 * HOUR_S
    late_polls: float = 1 / 300
    """Share of polls at which the supplier's cache begins to be up to half an hour old."""
    recalculations: float = 1 / 500
    """Share of polls at which a recalculation begins: up to an hour off by up to 2 % of a day's spend, up or down."""
    nonsense: float = 1 / 1_000
    """Share of polls that are answered by zero, once."""
    false_drops: float = 0.0
    """Share of polls at which one to three hours begin in which two days' spend is missing, and is back after them:
    believed, because it is there still when it is read again. `BROKEN` has them."""
    sleeps_at_night: float = 0.7
    """Share of nights (half past eleven to half past seven) in which the laptop sleeps."""
    sleeps_by_day: float = 0.15
    """Share of days with one to six hours of sleep."""
    weekends_away: float = 0.05
    """Share of weekends without the laptop."""
    holidays: float = 1 / 120
    """Chance for each day that five without the laptop begin."""


BROKEN = Troubles(false_drops=1 / 3_000)
"""A supplier that shows a wrong balance for hours, once in six weeks."""
NONE = Troubles(
    refund_share=0,
    tops_up=False,
    late_polls=0,
    recalculations=0,
    nonsense=0,
    false_drops=0,
    sleeps_at_night=0,
    sleeps_by_day=0,
    weekends_away=0,
    holidays=0,
)
"""An untroubled account that was paid in once and for all."""


def polled(
    spend: Sequence[float],
    start: datetime,
    troubles: Troubles,
    seed: int,
    *,
    awake_at: Iterable[datetime] = (),
    moves: Iterable[tuple[float, int]] | None = None,
) -> list[StoredReading]:
    """The rows that a ledger keeps of an account whose shop spends `spend` (of each hour from `start`, a midnight).

    At the instants `awake_at` the laptop is awake and polls, whatever else it does. `moves` (second, units; in
    order of time) are the orders and refunds that make up `spend`: one to four orders an hour if None.
    """
    chance = random.Random(seed)
    day = 24 * sum(spend) / len(spend)
    instants = _polls(len(spend) * HOUR_S, troubles, chance, [(at - start).total_seconds() for at in awake_at])
    orders = list(_orders(spend, troubles, chance) if moves is None else moves)
    opening = _whole(troubles.topped_up_for_days * day if troubles.tops_up else 1.2 * sum(spend))
    top_ups = _top_ups(orders, opening, spend, troubles, chance) if troubles.tops_up else []
    balances = _balances(orders, instants, top_ups, opening)
    return _rows(list(zip(instants, balances, strict=True)), start, day, troubles, chance)


def _orders(spend: Sequence[float], troubles: Troubles, chance: random.Random) -> Iterator[tuple[float, int]]:
    """(second, units) of what leaves the balance, and what comes back as negative units; in order of time."""
    coming: list[tuple[float, int]] = []
    for hour, amount in enumerate(spend):
        begin = hour * HOUR_S
        cents = round(amount * 100)
        if cents > 0:
            count = min(chance.randint(1, 4), cents)
            cuts = sorted(chance.randrange(cents) for _ in range(count - 1))
            for low, high in zip([0, *cuts], [*cuts, cents], strict=True):
                at = begin + chance.random() * HOUR_S
                heapq.heappush(coming, (at, (high - low) * CENT))
                if chance.random() < troubles.refund_share:
                    heapq.heappush(coming, (at + 1, (high - low) * CENT))
                    heapq.heappush(coming, (at + chance.uniform(*troubles.refund_after_s), (low - high) * CENT))
        while coming and coming[0][0] < begin + HOUR_S:
            yield heapq.heappop(coming)


def _balances(
    orders: Sequence[tuple[float, int]], instants: Sequence[float], top_ups: Sequence[tuple[float, int]], opening: int
) -> list[int]:
    """The true balance at each of the instants, in units."""
    moves = heapq.merge(((at, -units) for at, units in orders), top_ups)
    balance, found = opening, []
    for at, units in moves:
        while len(found) < len(instants) and instants[len(found)] < at:
            found.append(balance)
        balance += units
    return found + [balance] * (len(instants) - len(found))


def _top_ups(
    orders: Iterable[tuple[float, int]], opening: int, spend: Sequence[float], troubles: Troubles, chance: random.Random
) -> list[tuple[float, int]]:
    """(second, units) of what the owner pays in: some hours after the balance has run low, or before a large order."""
    sums = list(accumulate(spend, initial=0.0))
    mean = 24 * sums[-1] / len(spend)
    balance, pays_at = opening, float("inf")
    found: list[tuple[float, int]] = []
    for at, units in orders:
        balance -= units
        hour = min(int(at // HOUR_S), len(spend))
        usual = max((sums[hour] - sums[max(hour - MONTH_H, 0)]) / max(min(hour, MONTH_H), 24) * 24, mean / 4)
        if pays_at > at and balance < _whole(troubles.top_up_below_days * usual):
            pays_at = min(pays_at, at + chance.uniform(0, troubles.pays_within_s))
        if balance < 0:
            pays_at = at - chance.uniform(0, troubles.pays_within_s)
        while at >= pays_at:
            paid = _whole(troubles.topped_up_for_days * usual)
            found.append((max(pays_at, 0.0), paid))
            balance += paid
            pays_at = pays_at if balance < 0 else float("inf")
    return sorted(found)


def _whole(amount: float) -> int:
    """`amount` of the currency, rounded up to whole ones, in units."""
    return (int(amount) + 1) * 100 * CENT


def _polls(until_s: int, troubles: Troubles, chance: random.Random, awake_at: Iterable[float]) -> list[float]:
    """The seconds at which the laptop polls."""
    asleep = _sleep(until_s, troubles, chance)
    ends = [end for _, end in asleep]

    def sleeps(at: float) -> bool:
        index = bisect_left(ends, at)
        return index < len(asleep) and asleep[index][0] <= at

    regular = (at + chance.random() for at in range(0, until_s, troubles.poll_s))
    return sorted({0.0, float(until_s), *awake_at, *(at for at in regular if not sleeps(at))})


def _sleep(until_s: int, troubles: Troubles, chance: random.Random) -> list[tuple[float, float]]:
    """(begin, end) in seconds, rising and apart from one another."""
    spans: list[tuple[float, float]] = []
    for day in range(until_s // DAY_S + 1):
        begin = day * DAY_S
        if chance.random() < troubles.sleeps_at_night:
            spans.append((begin + 23.5 * HOUR_S, begin + 31.5 * HOUR_S))
        if chance.random() < troubles.sleeps_by_day:
            from_h = chance.uniform(8, 18)
            spans.append((begin + from_h * HOUR_S, begin + (from_h + chance.uniform(1, 6)) * HOUR_S))
        if day % 7 == 5 and chance.random() < troubles.weekends_away:
            spans.append((begin, begin + 2 * DAY_S))
        if chance.random() < troubles.holidays:
            spans.append((begin + 18 * HOUR_S, begin + 5 * DAY_S))
    joined: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _rows(
    truth: list[tuple[float, int]], start: datetime, day: float, troubles: Troubles, chance: random.Random
) -> list[StoredReading]:
    rows: list[StoredReading] = []
    off, off_until, late = 0, 0.0, (0, 0.0)
    within = timedelta(seconds=2 * troubles.poll_s)
    for index, (at, balance) in enumerate(truth):
        if at >= off_until:
            off = 0
            if chance.random() < troubles.recalculations:
                off = round(chance.uniform(-0.02, 0.02) * day * 100) * CENT
                off_until = at + chance.uniform(1, HOUR_S)
            elif chance.random() < troubles.false_drops:
                off, off_until = -round(2 * day * 100) * CENT, at + chance.uniform(HOUR_S, 3 * HOUR_S)
        if index and at >= late[1] and chance.random() < troubles.late_polls:
            late = (truth[index - 1][1], at + HOUR_S / 2)
        units = (late[0] if at < late[1] else balance) + off
        state = ReadingState.ACCEPTED
        if chance.random() < troubles.nonsense:  # a drop to the reserve is read again, and annulled
            units, state = 0, ReadingState.ANNULLED
        _append(rows, from_units(units, "USD"), start + timedelta(seconds=at), state, within)
    return rows


def _append(rows: list[StoredReading], balance: Money, at: datetime, state: ReadingState, within: timedelta) -> None:
    last = rows[-1] if rows else None
    if last is not None and extends(last, Reading(balance, at), state, within=within, failed_between=False):
        rows[-1] = StoredReading(balance, last.first_at, at)
    else:
        rows.append(StoredReading(balance, at, at, state=state))
