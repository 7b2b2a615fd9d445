"""Quiet hours: until when what is no emergency waits, and when the morning is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.hours import Hours

STILL_UP = timedelta(hours=4)
"""Until then a night belongs to the day before."""

_DAY = timedelta(days=1)


def quiet_until(hours: Hours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours that hold at `now` end; None where none do. Equal start and end are the whole day."""
    if hours is None:
        return None
    for day in (now.astimezone(zone).date() - _DAY, now.astimezone(zone).date()):
        start = datetime.combine(day, hours.start, zone).astimezone(UTC)
        last = day if hours.end > hours.start else day + _DAY
        end = datetime.combine(last, hours.end, zone).astimezone(UTC)
        if start <= now < end:
            return end
    return None


def next_morning(hours: Hours, zone: ZoneInfo, now: datetime) -> datetime:
    """When `hours` begin on the next day in `zone`: what "tomorrow morning" means to the owner.

    To somebody who is still up after midnight it is the morning that comes, if it has not begun already.
    """
    day = (now.astimezone(zone) - STILL_UP).date() + _DAY
    morning = datetime.combine(day, hours.start, zone).astimezone(UTC)
    return morning if morning > now else datetime.combine(day + _DAY, hours.start, zone).astimezone(UTC)
