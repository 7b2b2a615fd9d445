"""Whether a reading is so strange that it is read again before anybody is alarmed (section 3).

Suppliers answer nonsense now and then: zero while their database restarts, another customer's cache, cents for
dollars. One such answer must neither wake the owner nor enter the history as spend. But to read again costs a request,
and a minute in which the number is old: ordinary trade should hardly ever look strange, also where orders are few and
large.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from math import log1p

from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.money import Money
from galla.domain.timeline import clamped
from galla.domain.usual_spend import UsualSpend

TIMES_USUAL = 3.0
"""Three times what these hours of the week usually spend is trade, not a fault: a campaign, a busy day."""
LEAST_ORDERS = 2.0
"""And so are two orders at an hour that has hardly ever seen any."""
SELDOM = 0.001
"""And so is a fall that comes about once in a thousand such readings."""
ORDERS_PER_FOLD = 0.75
"""Among e times as many orders the largest is larger by so many orders: by half a one if their sizes are spread
exponentially (an order being the mean counted by size, twice the plain one), by more if they are spread wider."""
SHORTEST_SPAN = timedelta(minutes=15)
"""An order that comes between two readings a minute apart is no stranger than between two polls."""
LEFT_OVER = Decimal("0.1")
"""Losing all but a tenth at once is as strange as losing all: the wrong unit, if not the wrong account."""
SHARE_WITHOUT_HISTORY = Decimal("0.5")
"""While nothing is known of usual spend, losing more than half at once is strange."""


def is_strange(before: StoredReading | None, reading: Reading, *, reserve: Money, usual: UsualSpend | None) -> bool:
    """Whether the fall from `before` to `reading` is a drop to the reserve or far beyond what is usual.

    `usual` is in the same currency. A reading in another currency than the one before it is compared with nothing.
    """
    if before is None or reading.balance.currency != before.balance.currency or reading.balance >= before.balance:
        return False
    had, has, least = map(clamped, (before.balance.amount, reading.balance.amount, reserve.amount))
    if has <= least < had:
        return True
    if usual is None:
        return had - has > had * SHARE_WITHOUT_HISTORY
    if 0 < has - least <= (had - least) * LEFT_OVER:
        return True
    return float(had - has) > allowed(before, reading, usual)


def allowed(before: StoredReading, reading: Reading, usual: UsualSpend) -> float:
    """How far the balance may fall from `before` to `reading` in the ordinary course of trade, in currency units."""
    start = before.last_at
    expected = usual.between(start, max(reading.observed_at, start + SHORTEST_SPAN))
    orders = max(LEAST_ORDERS, ORDERS_PER_FOLD * log1p(expected / (usual.order * SELDOM)))
    return TIMES_USUAL * expected + orders * usual.order


def settle(before: StoredReading, suspect: StoredReading, reading: Reading) -> ReadingState:
    """What the suspect reading becomes now that `reading` followed it.

    Nearer to the suspect than to what was before it: the drop was real. Otherwise it was a down-and-up pair, which
    is annulled; so is one in another currency than either, which cannot be compared.
    """
    if len({item.balance.currency for item in (before, suspect, reading)}) > 1:
        return ReadingState.ANNULLED
    had, fell, has = (clamped(item.balance.amount) for item in (before, suspect, reading))
    return ReadingState.ACCEPTED if 2 * has <= had + fell else ReadingState.ANNULLED
