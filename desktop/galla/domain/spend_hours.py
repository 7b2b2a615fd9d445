"""Net spend by the hour, as the forecast reads it: half a year of it from the ledger's hours and the last readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SpendHours:
    """Net spend of consecutive hours (UTC, on the hour), oldest first; floats, because it is statistics.

    Refunds and reversals are taken back, silences are shared out by the usual profile, nothing is negative.
    """

    currency: str
    end: datetime
    """When the last whole hour ended."""
    spend: tuple[float, ...]
    """The best estimate of each hour, in currency units."""
    measured: tuple[bool, ...]
    """False where the hour is its share of a silence whose total was seen."""
    known: tuple[bool, ...]
    """False where even the total is a guess: a top-up hid it, or the silence was too long."""
    partial_h: float = 0.0
    """From `end` to the last reading, in hours, less than one."""
    partial_spend: float = 0.0
    """Net spend in that part of an hour."""
