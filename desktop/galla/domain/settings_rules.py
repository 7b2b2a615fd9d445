"""What each setting may be: the tables of a TOML file become typed `Settings`, or one error names field and line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal

from galla.domain import alert_settings_rules
from galla.domain.errors import SettingsReason
from galla.domain.setting_values import (
    Place,
    check_amount,
    check_base_url,
    check_currency,
    check_field,
    check_name,
    check_slug,
    check_timezone,
    parse_amount,
    parse_hours,
    parse_threshold,
    parse_time,
    parse_weekdays,
)
from galla.domain.settings import (
    Account,
    General,
    Language,
    Polling,
    Settings,
    Theme,
    Thresholds,
)
from galla.domain.settings_table import Locate, SettingsTable, as_text

VERSION = 1
"""The newest form of `settings.toml` that this program understands."""

INTERVAL_MIN = (1, 1440)
"""Minutes between two polls: never faster than one a minute, at least one a day."""


def parse_settings(
    table: Mapping[str, object], locate: Locate, *, known_profiles: Collection[str] | None = None
) -> Settings:
    """The settings in `table`, which is as tomllib gives it; unknown fields become warnings.

    `locate` gives the line of a path such as `("accounts", 0, "thresholds", "balance")`. Without `known_profiles`
    any well-formed profile name is taken. Raises SettingsError with facts `field`, `line`, `allowed` and `found`.
    """
    root = SettingsTable(table, (), locate, [])
    version = root.integer("version", VERSION, (1, 10**6))
    if version > VERSION:
        place = root.place("version")
        raise place.error(SettingsReason.NEWER_VERSION, found=str(version), allowed=str(VERSION))
    general = _general(root.table("general"))
    alerts = alert_settings_rules.parse_alerts(root)
    accounts: list[Account] = []
    for entry in root.tables("accounts"):
        account = _account(entry, known_profiles)
        if any(other.id == account.id for other in accounts):
            raise entry.place("id").error(SettingsReason.DUPLICATE_ACCOUNT, account=account.id)
        accounts.append(account)
    root.warn_unknown()
    return Settings(general, tuple(accounts), alerts, warnings=tuple(root.warnings))


def check_account(account: Account, *, known_profiles: Collection[str] | None = None) -> Account:
    """`account` as the settings file would give it back: checked, its address and currency in their standard form.

    Raises SettingsError like `parse_settings`, without lines.
    """
    thresholds, polling = account.thresholds, account.polling
    if thresholds.balance is not None:
        check_amount(thresholds.balance, _named("thresholds.balance"))
    check_amount(thresholds.runway_days, _named("thresholds.runway_days"), positive=True)
    check_amount(account.reserve, _named("reserve"))
    low, high = INTERVAL_MIN
    for name in ("business_interval_min", "night_interval_min"):
        value: int = getattr(polling, name)
        if not low <= value <= high:
            raise _named(f"polling.{name}").error(SettingsReason.BAD_VALUE, found=str(value), allowed=f"{low}-{high}")
    return replace(
        account,
        id=check_slug(account.id, _named("id")),
        name=check_name(account.name, _named("name")),
        profile=_known_profile(account.profile, _named("profile"), known_profiles),
        base_url=check_base_url(account.base_url, _named("base_url")),
        currency=None if account.currency is None else check_currency(account.currency, _named("currency")),
        fields=tuple((name, check_field(name, value, _named(f"fields.{name}"))) for name, value in account.fields),
        environment=check_slug(account.environment, _named("environment")),
        timezone=check_timezone(account.timezone, _named("timezone")),
        top_up=alert_settings_rules.check_top_up(account.top_up),
    )


def _named(field: str) -> Place:
    return Place(field, lambda: None)


def _general(table: SettingsTable) -> General:
    default = General()
    general = General(
        language=table.choice("language", Language, default.language),
        theme=table.choice("theme", Theme, default.theme),
    )
    table.warn_unknown()
    return general


def _account(table: SettingsTable, known_profiles: Collection[str] | None) -> Account:
    account_id = check_slug(table.required_text("id"), table.place("id"))
    table.account = account_id
    account = Account(
        id=account_id,
        name=check_name(table.text("name", account_id), table.place("name")),
        base_url=check_base_url(table.required_text("base_url"), table.place("base_url")),
        profile=_known_profile(table.text("profile", "generic-bearer"), table.place("profile"), known_profiles),
        currency=table.parsed("currency", lambda value, place: check_currency(as_text(value, place), place), None),
        fields=_fields(table.table("fields")),
        environment=check_slug(table.text("environment", "live"), table.place("environment")),
        timezone=check_timezone(table.text("timezone", "UTC"), table.place("timezone")),
        day_start=table.parsed("day_start", parse_time, time(0, 0)),
        reserve=table.parsed("reserve", parse_amount, Decimal(0)),
        paused=table.boolean("paused", False),
        thresholds=_thresholds(table.table("thresholds")),
        polling=_polling(table.table("polling")),
        top_up=alert_settings_rules.parse_top_up(table.table("top_up")),
    )
    table.warn_unknown()
    return account


def _fields(table: SettingsTable) -> tuple[tuple[str, str], ...]:
    return tuple((name, check_field(name, value, table.place(name))) for name, value in table.free_texts())


def _thresholds(table: SettingsTable) -> Thresholds:
    default = Thresholds()
    amount, hours = table.parsed("balance", parse_threshold, (default.balance, default.balance_hours))
    thresholds = Thresholds(
        balance=amount,
        balance_hours=hours,
        runway_days=table.parsed(
            "runway_days", lambda value, place: parse_amount(value, place, positive=True), default.runway_days
        ),
    )
    table.warn_unknown()
    return thresholds


def _polling(table: SettingsTable) -> Polling:
    default = Polling()
    polling = Polling(
        business_hours=table.parsed("business_hours", parse_hours, default.business_hours),
        closed_weekdays=table.parsed("closed_weekdays", parse_weekdays, default.closed_weekdays),
        business_interval_min=table.integer("business_interval_min", default.business_interval_min, INTERVAL_MIN),
        night_interval_min=table.integer("night_interval_min", default.night_interval_min, INTERVAL_MIN),
    )
    table.warn_unknown()
    return polling


def _known_profile(name: str, place: Place, known: Collection[str] | None) -> str:
    check_slug(name, place, longest=64)
    if known is not None and name not in known:
        raise place.error(SettingsReason.UNKNOWN_PROFILE, found=name, allowed=", ".join(sorted(known)))
    return name
