"""Edits of the text of `settings.toml`: all lines that are not the edited account's stay as they are."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Table

from galla.adapters.toml_layout import Segment, TomlLayout
from galla.domain.setting_values import WEEKDAYS
from galla.domain.settings import Account, Polling, Thresholds

_ALWAYS = ("id", "name", "profile", "base_url", "currency", "timezone")
"""Written even where they are the default, so that the owner sees them in the file."""


def account_fields(account: Account) -> dict[str, Any]:
    """The account as the tables of the file: what the owner should see, and what is not the default."""
    default = Account(id="", name="", base_url="")
    values: dict[str, Any] = {
        "id": account.id,
        "name": account.name,
        "profile": account.profile,
        "base_url": account.base_url,
        "currency": account.currency,
        "environment": account.environment,
        "timezone": account.timezone,
        "day_start": account.day_start,
        "reserve": account.reserve,
        "paused": account.paused,
    }
    fields = {
        name: _plain(value)
        for name, value in values.items()
        if value is not None and (name in _ALWAYS or value != getattr(default, name))
    }
    for name, table in (("thresholds", _thresholds(account.thresholds)), ("polling", _polling(account.polling))):
        if table:
            fields[name] = table
    return fields


def with_account(text: str, fields: dict[str, Any]) -> str:
    """`text` with the account after the last one, or at the end."""
    if not text.strip():
        text = "version = 1\n"
    layout = TomlLayout(text)
    ours = [segment for segment in layout.segments if segment.path[:1] == ("accounts",)]
    if not ours and layout.line_of(("accounts",)) is not None:
        return _with_inline_account(text, fields)
    lines = _lines(text)
    after = max((segment.last for segment in ours), default=len(lines))
    ending = "\r\n" if "\r\n" in text else "\n"
    block = _rendered(fields).replace("\n", ending)
    head = "".join(lines[:after])
    if not head.endswith("\n"):
        head += ending
    return head + ending + block + "".join(lines[after:])


def without_account(text: str, index: int) -> str:
    """`text` without the account of that index; comments before and after its table stay."""
    ours = [segment for segment in TomlLayout(text).segments if segment.path[:2] == ("accounts", index)]
    if not ours:
        return _without_inline_account(text, index)
    lines = _lines(text)
    return "".join(line for number, line in enumerate(lines, start=1) if not _within(number, ours))


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one, whatever Unicode says."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _within(number: int, segments: list[Segment]) -> bool:
    return any(segment.first <= number <= segment.last for segment in segments)


def _rendered(fields: dict[str, Any]) -> str:
    document = tomlkit.document()
    accounts = tomlkit.aot()
    accounts.append(_table(fields))
    document["accounts"] = accounts
    return tomlkit.dumps(document)


def _table(fields: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for name, value in fields.items():
        table[name] = _table(value) if isinstance(value, dict) else value
    return table


def _with_inline_account(text: str, fields: dict[str, Any]) -> str:
    document = tomlkit.parse(text)
    account = tomlkit.inline_table()
    account.update(fields)
    _accounts(document).append(account)
    return tomlkit.dumps(document)


def _without_inline_account(text: str, index: int) -> str:
    document = tomlkit.parse(text)
    del _accounts(document)[index]
    return tomlkit.dumps(document)


def _accounts(document: tomlkit.TOMLDocument) -> Array | AoT:
    accounts = document["accounts"]
    assert isinstance(accounts, Array | AoT)
    return accounts


def _thresholds(thresholds: Thresholds) -> dict[str, Any]:
    default, fields = Thresholds(), {}
    if thresholds.balance is not None:
        fields["balance"] = _plain(thresholds.balance)
    elif thresholds.balance_hours is not None:
        fields["balance"] = f"{thresholds.balance_hours}h"
    if thresholds.runway_days != default.runway_days:
        fields["runway_days"] = _plain(thresholds.runway_days)
    return fields


def _polling(polling: Polling) -> dict[str, Any]:
    default = Polling()
    fields: dict[str, Any] = {}
    if polling.business_hours != default.business_hours:
        hours = polling.business_hours
        fields["business_hours"] = f"{_plain(hours.start)}-{_plain(hours.end)}"
    if polling.closed_weekdays:
        fields["closed_weekdays"] = [WEEKDAYS[day - 1] for day in sorted(polling.closed_weekdays)]
    for name in ("business_interval_min", "night_interval_min"):
        if getattr(polling, name) != getattr(default, name):
            fields[name] = getattr(polling, name)
    return fields


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.strftime("%H:%M") if isinstance(value, time) else value
