"""What each setting of alerts, channels and top-ups may be; a wrong one raises SettingsError."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from galla.domain.alert_settings import (
    ALWAYS_ON,
    DEFAULT_ALERTS,
    DEFAULT_TOP_UP,
    DESKTOP,
    AlertSettings,
    Channel,
    Heartbeat,
    LeadTime,
    Quiet,
    TopUp,
)
from galla.domain.errors import SettingsReason
from galla.domain.notice import Rule, Severity
from galla.domain.setting_values import Place, check_name, check_page, check_slug, parse_hours, parse_weekdays
from galla.domain.settings_table import SettingsTable

REPEAT_HOURS = (0, 168)
NO_READING_MIN = (15, 1440)
CLOSE_NOTICE_MIN = (0, 1440)
HEARTBEAT_MIN = (1, 60)
LEAD_HOURS = (0, 720)
LEAD_DAYS = (0, 30)
MOST_CHANNELS = 50

NEVER = "never"
"""Instead of quiet hours: nothing is ever held back."""

_LEAD_TIME = re.compile(r"([0-9]{1,3})h(?:\s*\+\s*([0-9]{1,2})wd)?|([0-9]{1,2})wd", re.ASCII)
_LEAD_TIME_ALLOWED = "2h, 2wd, 4h+1wd"


class SeverityName(StrEnum):
    """A severity as the file names it."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def severity(self) -> Severity:
        """The severity that is meant."""
        return Severity[self.name]


def name_of(severity: Severity) -> SeverityName:
    """How the file names the severity."""
    return SeverityName[severity.name]


def parse_alerts(root: SettingsTable) -> AlertSettings:
    """The settings in the tables `alerts`, `channels` and `heartbeat` of the file. Raises SettingsError."""
    table, default = root.table("alerts"), DEFAULT_ALERTS
    alerts = AlertSettings(
        off=_off(table.table("rules")),
        repeat_hours=table.integer("repeat_hours", default.repeat_hours, REPEAT_HOURS),
        no_reading_min=table.integer("no_reading_min", default.no_reading_min, NO_READING_MIN),
        close_notice_min=table.integer("close_notice_min", default.close_notice_min, CLOSE_NOTICE_MIN),
        quiet=table.parsed("quiet_hours", parse_quiet, default.quiet),
        desktop=_desktop(table.table("desktop")),
        channels=_channels(root),
        heartbeat=_heartbeat(root.table("heartbeat")),
    )
    table.warn_unknown()
    return alerts


def parse_top_up(table: SettingsTable) -> TopUp:
    """The settings in an account's table `top_up`. Raises SettingsError."""
    top_up = TopUp(
        lead_time=table.parsed("lead_time", _parse_lead_time, DEFAULT_TOP_UP.lead_time),
        bank_weekend=table.parsed("bank_weekend", parse_weekdays, DEFAULT_TOP_UP.bank_weekend),
        page=table.parsed("page", _parse_page, DEFAULT_TOP_UP.page),
    )
    table.warn_unknown()
    return top_up


def check_alerts(alerts: AlertSettings) -> AlertSettings:
    """`alerts` as the settings file would give them back. Raises SettingsError like `parse_alerts`, without lines."""
    for field, value, bounds in (
        ("alerts.repeat_hours", alerts.repeat_hours, REPEAT_HOURS),
        ("alerts.no_reading_min", alerts.no_reading_min, NO_READING_MIN),
        ("alerts.close_notice_min", alerts.close_notice_min, CLOSE_NOTICE_MIN),
        ("heartbeat.interval_min", alerts.heartbeat.interval_min, HEARTBEAT_MIN),
    ):
        _check_bounds(value, bounds, _named(field))
    for rule in sorted(alerts.off & ALWAYS_ON):
        raise _named(f"alerts.rules.{rule}").error(SettingsReason.BAD_VALUE, found="false", allowed="true")
    if len(alerts.channels) > MOST_CHANNELS:
        raise _named("channels").error(SettingsReason.BAD_VALUE, allowed=f"0-{MOST_CHANNELS}")
    seen: set[str] = set()
    channels = tuple(
        replace(
            channel,
            id=_check_channel_id(channel.id, seen, _named("channels.id")),
            name=check_name(channel.name or channel.id, _named("channels.name")),
        )
        for channel in alerts.channels
    )
    return replace(alerts, desktop=replace(alerts.desktop, id=DESKTOP, name=""), channels=channels)


def check_top_up(top_up: TopUp) -> TopUp:
    """`top_up` as the settings file would give it back. Raises SettingsError like `parse_top_up`, without lines."""
    lead = top_up.lead_time
    _check_bounds(lead.hours, LEAD_HOURS, _named("top_up.lead_time"))
    _check_bounds(lead.working_days, LEAD_DAYS, _named("top_up.lead_time"))
    page = None if top_up.page is None else check_page(top_up.page, _named("top_up.page"))
    return replace(top_up, page=page)


def parse_quiet(value: object, place: Place) -> Quiet:
    """Quiet hours from `"22:00-08:00"` or `"never"`. Raises SettingsError."""
    if isinstance(value, str) and value.strip().lower() == NEVER:
        return Quiet()
    return Quiet(parse_hours(value, place))


def lead_time_text(lead: LeadTime) -> str:
    """How the file says it: `2h`, `2wd`, `4h+1wd`."""
    parts = [f"{lead.hours}h"] if lead.hours or not lead.working_days else []
    return "+".join(parts + ([f"{lead.working_days}wd"] if lead.working_days else []))


def quiet_text(quiet: Quiet) -> str:
    """How the file says it: `22:00-08:00`, `never`."""
    hours = quiet.hours
    return NEVER if hours is None else f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def _off(table: SettingsTable) -> frozenset[Rule]:
    off = set[Rule]()
    for rule in Rule:
        is_on = table.boolean(rule.value, rule not in DEFAULT_ALERTS.off)
        if not is_on and rule in ALWAYS_ON:
            raise table.place(rule.value).error(SettingsReason.BAD_VALUE, found="false", allowed="true")
        if not is_on:
            off.add(rule)
    table.warn_unknown()
    return frozenset(off)


def _desktop(table: SettingsTable) -> Channel:
    default = DEFAULT_ALERTS.desktop
    channel = Channel(
        id=DESKTOP,
        least_severity=_severity(table, default.least_severity),
        quiet=table.parsed("quiet_hours", parse_quiet, default.quiet),
        enabled=table.boolean("enabled", default.enabled),
    )
    table.warn_unknown()
    return channel


def _channels(root: SettingsTable) -> tuple[Channel, ...]:
    entries = root.tables("channels")
    if len(entries) > MOST_CHANNELS:
        raise root.place("channels").error(SettingsReason.BAD_VALUE, allowed=f"0-{MOST_CHANNELS}")
    seen: set[str] = set()
    return tuple(_channel(entry, seen) for entry in entries)


def _channel(table: SettingsTable, seen: set[str]) -> Channel:
    channel_id = _check_channel_id(table.required_text("id"), seen, table.place("id"))
    default = Channel(channel_id)
    channel = Channel(
        id=channel_id,
        name=check_name(table.text("name", channel_id), table.place("name")),
        least_severity=_severity(table, default.least_severity),
        quiet=table.parsed("quiet_hours", parse_quiet, default.quiet),
        enabled=table.boolean("enabled", default.enabled),
    )
    table.warn_unknown()
    return channel


def _heartbeat(table: SettingsTable) -> Heartbeat:
    default = DEFAULT_ALERTS.heartbeat
    heartbeat = Heartbeat(
        enabled=table.boolean("enabled", default.enabled),
        interval_min=table.integer("interval_min", default.interval_min, HEARTBEAT_MIN),
    )
    table.warn_unknown()
    return heartbeat


def _check_channel_id(channel_id: str, seen: set[str], place: Place) -> str:
    check_slug(channel_id, place)
    if channel_id == DESKTOP or channel_id in seen:
        raise place.error(SettingsReason.DUPLICATE_CHANNEL, channel=channel_id)
    seen.add(channel_id)
    return channel_id


def _severity(table: SettingsTable, default: Severity) -> Severity:
    return table.choice("least_severity", SeverityName, name_of(default)).severity


def _parse_lead_time(value: object, place: Place) -> LeadTime:
    if not isinstance(value, str):
        raise place.wrong_type(value, "string")
    found = _LEAD_TIME.fullmatch(value.strip())
    if found is None:
        raise place.error(SettingsReason.BAD_VALUE, found=value, allowed=_LEAD_TIME_ALLOWED)
    lead = LeadTime(int(found[1] or 0), int(found[2] or found[3] or 0))
    _check_bounds(lead.hours, LEAD_HOURS, place)
    _check_bounds(lead.working_days, LEAD_DAYS, place)
    return lead


def _parse_page(value: object, place: Place) -> str:
    if not isinstance(value, str):
        raise place.wrong_type(value, "string")
    return check_page(value, place)


def _check_bounds(value: int, bounds: tuple[int, int], place: Place) -> None:
    if not bounds[0] <= value <= bounds[1]:
        raise place.error(SettingsReason.BAD_VALUE, found=str(value), allowed=f"{bounds[0]}-{bounds[1]}")


def _named(field: str) -> Place:
    return Place(field, lambda: None)
