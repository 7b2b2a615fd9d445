"""The time between business close and the next opening, in which nobody tops up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.schedule import is_open, next_opening
from galla.domain.settings import Polling

_DAY = timedelta(days=1)
_LONGEST_OPEN_DAYS = 8


@dataclass(frozen=True, slots=True)
class Night:
    """A spell in which the shop is closed; before a closed weekday it is as long as the whole weekend."""

    closes_at: datetime
    opens_at: datetime


def night_ahead(polling: Polling, zone: ZoneInfo, at: datetime, notice: timedelta) -> Night | None:
    """The night that has begun at `at` or begins within `notice`; None in between, and where the shop never closes."""
    if is_open(polling, zone, at):
        closes_at = _next_close(polling, zone, at)
        if closes_at is None or closes_at - at > notice:
            return None
    else:
        closes_at = at
    opens_at = next_opening(polling, zone, closes_at - timedelta(microseconds=1))
    return None if opens_at is None or opens_at <= closes_at else Night(closes_at, opens_at)


def seen_from(polling: Polling, zone: ZoneInfo, at: datetime, notice: timedelta) -> datetime | None:
    """The first instant after `at` from which on `night_ahead` sees a night that it does not see at `at`.

    None where it sees none, or where the shop never closes.
    """
    opens_at = at if is_open(polling, zone, at) else next_opening(polling, zone, at)
    closes_at = None if opens_at is None else _next_close(polling, zone, opens_at)
    if opens_at is None or closes_at is None:
        return None
    seen_at = max(opens_at, closes_at - notice)
    return seen_at if seen_at > at else None


def _next_close(polling: Polling, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The first end of business hours after `at` at which the shop is not open again at once."""
    day = at.astimezone(zone).date() - _DAY
    for _ in range(_LONGEST_OPEN_DAYS + 2):
        end = datetime.combine(day, polling.business_hours.end, zone).astimezone(UTC)
        if end > at and not is_open(polling, zone, end):
            return end
        day += _DAY
    return None
