"""Money that is on its way: the owner said "I have paid", and it is expected to arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """A top-up that the owner says was sent. While it is under way its account's shortage is quiet."""

    said_at: datetime
    due_at: datetime
    """By the account's lead time it should have arrived by then."""
    arrived_at: datetime | None = None
    """A credit that is taken for a top-up was seen."""

    @property
    def is_under_way(self) -> bool:
        """Not seen yet, be it late or not."""
        return self.arrived_at is None
