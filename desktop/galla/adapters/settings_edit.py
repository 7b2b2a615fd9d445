"""Accounts and alert settings as fields of `settings.toml`, and what a change of them changes there.

A field keeps its line, with its new value, also where that is the default. One that the file does not have is added
only where it is not the default; one is taken out only where the file can say the new value in no other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from galla.adapters.settings_draft import SettingsDraft
from galla.adapters.toml_edit import Value
from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.alert_settings_rules import lead_time_text, name_of, quiet_text
from galla.domain.hours import Hours
from galla.domain.notice import Rule
from galla.domain.setting_values import WEEKDAYS
from galla.domain.settings import Account, General, Thresholds

Values = dict[tuple[str, ...], Value | None]
"""What the file says, by path; None where it says nothing."""

_ALWAYS = frozenset({"id", "name", "profile", "base_url", "currency", "timezone", "least_severity"})
"""Written into a new entry also where they are the default, so that the owner sees them in the file."""

ACCOUNTS, CHANNELS = "accounts", "channels"


def add_account(draft: SettingsDraft, account: Account) -> None:
    """Puts `account` after the others."""
    fields = _new_entry(_account_values(account), _account_values(Account(id="", name="", base_url="")))
    draft.add(ACCOUNTS, fields, len(draft.tables.get(ACCOUNTS, [])))


def change_account(draft: SettingsDraft, index: int, before: Account, after: Account) -> None:
    """Writes what differs."""
    _write(draft, (ACCOUNTS, index), _account_values(before), _account_values(after))


def change_general(draft: SettingsDraft, before: General, after: General) -> None:
    """Writes what differs."""
    _write(draft, (), _general_values(before), _general_values(after))


def change_alerts(draft: SettingsDraft, before: AlertSettings, after: AlertSettings) -> None:
    """Writes what differs, channels among it."""
    _write(draft, (), _alert_values(before), _alert_values(after))
    known = {channel.id: channel for channel in before.channels}
    _sort_channels(draft, [channel.id for channel in before.channels], after.channels)
    for index, channel in enumerate(after.channels):
        if channel.id in known:
            _write(draft, (CHANNELS, index), _channel_values(known[channel.id]), _channel_values(channel))


def _sort_channels(draft: SettingsDraft, ids: list[str], after: Sequence[Channel]) -> None:
    """Lets the file have the channels of `after`, in their order; those that stay are left as they are."""
    wanted = [channel.id for channel in after]
    for index in reversed(range(len(ids))):
        if ids[index] not in wanted:
            draft.remove(CHANNELS, index)
            del ids[index]
    draft.reorder(CHANNELS, [ids.index(channel_id) for channel_id in wanted if channel_id in ids])
    for index, channel in enumerate(after):
        if channel.id not in ids:
            fields = _new_entry(_channel_values(channel), _channel_values(Channel(channel.id)))
            draft.add(CHANNELS, fields, index)


def _write(draft: SettingsDraft, root: tuple[str | int, ...], before: Values, after: Values) -> None:
    for path in dict.fromkeys((*before, *after)):
        value = after.get(path)
        if value != before.get(path):
            draft.put((*root, *path), value)


def _new_entry(values: Values, default: Values) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for path, value in values.items():
        if value is not None and (path[0] in _ALWAYS or value != default.get(path)):
            table = fields if len(path) == 1 else fields.setdefault(path[0], {})
            table[path[-1]] = value
    return fields


def _general_values(general: General) -> Values:
    return {("general", "language"): general.language.value, ("general", "theme"): general.theme.value}


def _account_values(account: Account) -> Values:
    polling, top_up = account.polling, account.top_up
    return {
        ("id",): account.id,
        ("name",): account.name,
        ("profile",): account.profile,
        ("base_url",): account.base_url,
        ("currency",): account.currency,
        **{("fields", name): value for name, value in account.fields},
        ("environment",): account.environment,
        ("timezone",): account.timezone,
        ("day_start",): _clock(account.day_start),
        ("reserve",): _amount(account.reserve),
        ("paused",): account.paused,
        ("thresholds", "balance"): _threshold(account.thresholds),
        ("thresholds", "runway_days"): _days(account.thresholds.runway_days),
        ("polling", "business_hours"): _span(polling.business_hours),
        ("polling", "closed_weekdays"): _weekdays(polling.closed_weekdays),
        ("polling", "business_interval_min"): polling.business_interval_min,
        ("polling", "night_interval_min"): polling.night_interval_min,
        ("top_up", "lead_time"): lead_time_text(top_up.lead_time),
        ("top_up", "bank_weekend"): _weekdays(top_up.bank_weekend),
        ("top_up", "page"): top_up.page,
    }


def _alert_values(alerts: AlertSettings) -> Values:
    desktop, heartbeat = _channel_values(alerts.desktop), alerts.heartbeat
    values: Values = {
        ("alerts", "quiet_hours"): quiet_text(alerts.quiet),
        ("alerts", "repeat_hours"): alerts.repeat_hours,
        ("alerts", "no_reading_min"): alerts.no_reading_min,
        ("alerts", "close_notice_min"): alerts.close_notice_min,
    }
    values |= {("alerts", "rules", rule.value): rule not in alerts.off for rule in Rule}
    values |= {
        ("alerts", "desktop", *path): value for path, value in desktop.items() if path not in {("id",), ("name",)}
    }
    return values | {
        ("heartbeat", "enabled"): heartbeat.enabled,
        ("heartbeat", "interval_min"): heartbeat.interval_min,
    }


def _channel_values(channel: Channel) -> Values:
    return {
        ("id",): channel.id,
        ("name",): channel.name,
        ("least_severity",): name_of(channel.least_severity).value,
        ("quiet_hours",): None if channel.quiet is None else quiet_text(channel.quiet),
        ("enabled",): channel.enabled,
    }


def _threshold(thresholds: Thresholds) -> str | None:
    if thresholds.balance is not None:
        return _amount(thresholds.balance)
    return None if thresholds.balance_hours is None else f"{thresholds.balance_hours}h"


def _amount(amount: Decimal) -> str:
    return f"{amount:f}"


def _days(days: Decimal) -> Value:
    return int(days) if days == int(days) else f"{days:f}"


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def _span(hours: Hours) -> str:
    return f"{_clock(hours.start)}-{_clock(hours.end)}"


def _weekdays(days: frozenset[int]) -> list[str]:
    return [WEEKDAYS[day - 1] for day in sorted(days)]
