"""When a payment arrives, and by when it must be sent to arrive in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.alert_settings import TopUp
from galla.domain.runway import Runway

_DAY = timedelta(days=1)
_WEEK = 7


def arrival(sent: datetime, top_up: TopUp, zone: ZoneInfo) -> datetime:
    """When a payment sent at `sent` should have arrived.

    Its hours pass on the clock; then come the bank's working days, which are counted in `zone`: a payment of Saturday
    is taken up on Monday.
    """
    return _moved(sent + timedelta(hours=top_up.lead_time.hours), top_up, zone, _DAY)


def latest_sending(needed_by: datetime, top_up: TopUp, zone: ZoneInfo) -> datetime:
    """The latest moment at which a payment can be sent to have arrived by `needed_by`."""
    return _moved(needed_by, top_up, zone, -_DAY) - timedelta(hours=top_up.lead_time.hours)


def deadline(at: datetime, runway: Runway, top_up: TopUp, zone: ZoneInfo) -> datetime | None:
    """The top-up deadline of a `runway` that counts from `at`: p10 less the lead time. It may have passed.

    None where the forecast is no ground to go by, or sees no end.
    """
    if runway.p10_days is None or not runway.is_usable or runway.is_outdated:
        return None
    return latest_sending(at + timedelta(days=runway.p10_days), top_up, zone)


def _moved(start: datetime, top_up: TopUp, zone: ZoneInfo, step: timedelta) -> datetime:
    """`start` moved by the working days, forward or back by `step`, at the same time of day."""
    left, weekend = top_up.lead_time.working_days, top_up.bank_weekend
    if not left or len(weekend) >= _WEEK:
        return start
    local = start.astimezone(zone)
    while left or local.isoweekday() in weekend:
        if local.isoweekday() not in weekend:
            left -= 1
        local += step
    return local.astimezone(UTC)
