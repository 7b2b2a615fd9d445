"""Which readings become one row of the ledger, and where a reading belongs whose clock was set back. Pure rules.

Rows of one series never overlap and never run backwards: each begins after the one before it has ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.money import to_units

SMALL_SET_BACK = timedelta(minutes=10)
"""A corrected clock, or two processes that wrote in the other order."""
RAN_AHEAD_AT_MOST = timedelta(days=1)
"""A wrong clock is usually noticed within a day; more history than that is not given up for one reading."""


class Order(StrEnum):
    """Where a reading belongs among those already written."""

    NEXT = "next"
    """It is later than the last row: nothing to decide."""
    JUST_AFTER = "just_after"
    """It claims to be a little earlier than the last row: it is put right after it."""
    ROWS_RAN_AHEAD = "rows_ran_ahead"
    """The clock ran ahead for less than a day and was set right: the rows that claim to be later are annulled."""
    NEW_SERIES = "new_series"
    """Far earlier than a long stretch of history; nobody can say which clock was wrong, so history begins anew."""


def order(observed_at: datetime, last_at: datetime | None, ahead_since: datetime | None) -> Order:
    """Where a reading observed at `observed_at` belongs.

    `last_at` is the end of the last row that is not annulled, `ahead_since` the begin of the first such row that is
    later than the reading (both None where there is none).
    """
    if last_at is None or observed_at > last_at:
        return Order.NEXT
    if last_at - observed_at <= SMALL_SET_BACK:
        return Order.JUST_AFTER
    if last_at - max(ahead_since or last_at, observed_at) <= RAN_AHEAD_AT_MOST:
        return Order.ROWS_RAN_AHEAD
    return Order.NEW_SERIES


def extends(
    last: StoredReading | None, reading: Reading, state: ReadingState, *, within: timedelta, failed_between: bool
) -> bool:
    """Whether `reading` is one more poll with the same answer as `last`, the row before it.

    Only polls that did happen are joined: the last one at most `within` ago, and none that failed in between.
    Amounts are compared as they are stored. The supplier's own time stamp does not matter, because many suppliers
    renew it with every answer; the row keeps the newest.
    """
    if last is None or failed_between:
        return False
    if state is not ReadingState.ACCEPTED or last.state is not ReadingState.ACCEPTED:
        return False
    if last.balance.currency != reading.balance.currency:
        return False
    if reading.observed_at - last.last_at > within:
        return False
    return to_units(last.balance).units == to_units(reading.balance).units
