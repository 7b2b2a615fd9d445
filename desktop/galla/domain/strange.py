"""Whether a reading is so strange that it is read again before anybody is alarmed (section 3).

Suppliers answer nonsense now and then: zero while their database restarts, another customer's cache. One such
answer must neither wake the owner nor enter the history as spend.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.money import Money

ALLOWED_TIMES_USUAL = Decimal(4)
"""A drop of up to four times what is usual in the same time is trade, not a fault."""
SHORTEST_SPAN = timedelta(hours=6)
"""Spend comes in bursts: a drop between two polls is compared with at least a quarter of a day."""
SHARE_WITHOUT_HISTORY = Decimal("0.5")
"""While nothing is known of usual spend, losing more than half at once is strange."""


def is_strange(
    before: StoredReading | None, reading: Reading, *, reserve: Money | None, burn_per_day: Money | None
) -> bool:
    """Whether the fall from `before` to `reading` is a drop to the reserve or far beyond what is usual."""
    if before is None or reading.balance >= before.balance:
        return False
    if reserve is not None and reading.balance <= reserve < before.balance:
        return True
    drop = before.balance - reading.balance
    if burn_per_day is None:
        return drop > before.balance.times(SHARE_WITHOUT_HISTORY)
    span = max(reading.observed_at - before.last_at, SHORTEST_SPAN)
    days = Decimal(int(span.total_seconds())) / Decimal(86_400)
    return drop > burn_per_day.times(ALLOWED_TIMES_USUAL * days)


def settle(before: StoredReading, suspect: StoredReading, reading: Reading) -> ReadingState:
    """What the suspect reading becomes now that `reading` followed it.

    Nearer to the suspect than to what was before it: the drop was real. Otherwise it was a down-and-up pair, which
    is annulled.
    """
    middle = (before.balance + suspect.balance).times(Decimal("0.5"))
    return ReadingState.ACCEPTED if reading.balance <= middle else ReadingState.ANNULLED
