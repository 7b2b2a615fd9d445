"""Which channel is owed what, from when on and until when: decided once, when a notice is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.alert_settings import DEFAULT_ALERTS, DESKTOP, AlertSettings, Channel
from galla.domain.channel import Delivery
from galla.domain.notice import Notice, Rule, Severity
from galla.domain.quiet import quiet_until

TRIED_FOR = {
    Severity.INFO: timedelta(hours=6),
    Severity.WARNING: timedelta(hours=12),
    Severity.CRITICAL: timedelta(hours=24),
}
"""So long a delivery is retried. Later than that the news is old, and newer ones tell what is the case."""


@dataclass(frozen=True, slots=True)
class AlertPlan:
    """Where notices go: the settings, and the zone in which quiet hours are meant (the machine's)."""

    settings: AlertSettings
    zone: ZoneInfo


PLAIN = AlertPlan(DEFAULT_ALERTS, ZoneInfo("UTC"))
"""The desktop alone, and no quiet hours."""


def deliveries(plan: AlertPlan, notices: Iterable[Notice], now: datetime) -> tuple[Delivery, ...]:
    """What each channel is owed of `notices`, at `now`.

    A channel gets what reaches its least severity. Quiet hours hold back all but what is critical. A channel that
    fails is told of on the desktop alone, whatever else is set: the news must not go the way that is blocked.
    """
    return tuple(
        _delivery(plan, notice, channel, now)
        for notice in notices
        for channel in plan.settings.all_channels
        if _is_owed(notice, channel)
    )


def _is_owed(notice: Notice, channel: Channel) -> bool:
    if notice.rule is Rule.CHANNEL_FAILED:
        return channel.id == DESKTOP
    return channel.enabled and notice.reach >= channel.least_severity


def _delivery(plan: AlertPlan, notice: Notice, channel: Channel, now: datetime) -> Delivery:
    held_until = None
    if notice.severity < Severity.CRITICAL:
        quiet = plan.settings.quiet if channel.quiet is None else channel.quiet
        held_until = quiet_until(quiet.hours, plan.zone, now)
    not_before = held_until or now
    return Delivery(
        notice_id=notice.id,
        channel_id=channel.id,
        not_before=not_before,
        deadline=not_before + TRIED_FOR[notice.severity],
        held=held_until is not None,
    )
