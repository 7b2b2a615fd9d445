"""Money that is on its way: the owner said "I have paid", and it is expected to arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CLOCK_SLACK = timedelta(hours=1)
"""Said or told later than that from now: the clock has been set back since."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A top-up that the owner says was sent. While it is under way its account's shortage is quiet."""

    said_at: datetime
    due_at: datetime
    """By the account's lead time it should have arrived by then."""
    arrived_at: datetime | None = None
    """A credit that is taken for a top-up was seen."""

    def is_under_way(self, now: datetime) -> bool:
        """Not seen yet, be it late or not.

        What was said under a clock that ran ahead counts as never said: by when it is due, nobody can tell.
        """
        return self.arrived_at is None and self.said_at - now <= CLOCK_SLACK

    def is_awaited(self, now: datetime) -> bool:
        """Under way and not late: there is nothing to do but to wait."""
        return self.is_under_way(now) and now <= self.due_at

    def is_late(self, now: datetime) -> bool:
        """Under way, and it should have arrived."""
        return self.is_under_way(now) and now > self.due_at
