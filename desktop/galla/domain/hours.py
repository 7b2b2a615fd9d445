"""A daily span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Hours:
    """A daily span in some zone; `end` at or before `start` means past midnight."""

    start: time = time(9, 0)
    end: time = time(21, 0)


BUSINESS_HOURS = Hours()
"""Unless the owner says otherwise."""
