"""What each setting may be: the tables of a TOML file become typed `Settings`, or one error names field and line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from galla.domain.errors import SettingsReason
from galla.domain.setting_values import (
    Place,
    check_amount,
    check_base_url,
    check_currency,
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
    SettingsWarning,
    Theme,
    Thresholds,
)

VERSION = 1
"""The newest form of `settings.toml` that this program understands."""

INTERVAL_MIN = (1, 1440)
"""Minutes between two polls: never faster than one a minute, at least one a day."""

Path = tuple[str | int, ...]
Locate = Callable[[Path], int | None]

_Choice = TypeVar("_Choice", bound=StrEnum)


def parse_settings(
    table: Mapping[str, object], locate: Locate, *, known_profiles: Collection[str] | None = None
) -> Settings:
    """The settings in `table`, which is as tomllib gives it; unknown fields become warnings.

    `locate` gives the line of a path such as `("accounts", 0, "thresholds", "balance")`. Without `known_profiles`
    any well-formed profile name is taken. Raises SettingsError with facts `field`, `line`, `allowed` and `found`.
    """
    root = _Table(table, (), locate, [])
    version = root.integer("version", VERSION, (1, 10**6))
    if version > VERSION:
        place = root.place("version")
        raise place.error(SettingsReason.NEWER_VERSION, found=str(version), allowed=str(VERSION))
    general = _general(root.table("general"))
    accounts: list[Account] = []
    for entry in root.tables("accounts"):
        account = _account(entry, known_profiles)
        if any(other.id == account.id for other in accounts):
            raise entry.place("id").error(SettingsReason.DUPLICATE_ACCOUNT, account=account.id)
        accounts.append(account)
    root.warn_unknown()
    return Settings(general, tuple(accounts), tuple(root.warnings))


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
        environment=check_slug(account.environment, _named("environment")),
        timezone=check_timezone(account.timezone, _named("timezone")),
    )


def _named(field: str) -> Place:
    return Place(field, lambda: None)


def _general(table: _Table) -> General:
    default = General()
    general = General(
        language=table.choice("language", Language, default.language),
        theme=table.choice("theme", Theme, default.theme),
    )
    table.warn_unknown()
    return general


def _account(table: _Table, known_profiles: Collection[str] | None) -> Account:
    account_id = check_slug(table.required_text("id"), table.place("id"))
    table.account = account_id
    account = Account(
        id=account_id,
        name=check_name(table.text("name", account_id), table.place("name")),
        base_url=check_base_url(table.required_text("base_url"), table.place("base_url")),
        profile=_known_profile(table.text("profile", "generic-bearer"), table.place("profile"), known_profiles),
        currency=table.parsed("currency", lambda value, place: check_currency(_text(value, place), place), None),
        environment=check_slug(table.text("environment", "live"), table.place("environment")),
        timezone=check_timezone(table.text("timezone", "UTC"), table.place("timezone")),
        day_start=table.parsed("day_start", parse_time, time(0, 0)),
        reserve=table.parsed("reserve", parse_amount, Decimal(0)),
        paused=table.boolean("paused", False),
        thresholds=_thresholds(table.table("thresholds")),
        polling=_polling(table.table("polling")),
    )
    table.warn_unknown()
    return account


def _thresholds(table: _Table) -> Thresholds:
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


def _polling(table: _Table) -> Polling:
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


def _text(value: object, place: Place) -> str:
    if not isinstance(value, str):
        raise place.wrong_type(value, "string")
    return value


_Value = TypeVar("_Value")


class _Table:
    """One table of the file; remembers which of its fields were asked for, so that the others can be warned of."""

    def __init__(
        self, values: Mapping[str, object], path: Path, locate: Locate, warnings: list[SettingsWarning]
    ) -> None:
        self.warnings = warnings
        self.account: str | None = None
        self._values = values
        self._path = path
        self._locate = locate
        self._known: set[str] = set()

    def place(self, name: str) -> Place:
        """Where the field `name` is, for errors."""
        path = (*self._path, name)
        return Place(_dotted(path), lambda: self._locate(path), self.account)

    def parsed(self, name: str, parse: Callable[[object, Place], _Value], default: _Value) -> _Value:
        """What `parse` makes of the field, or `default` where the file has none."""
        self._known.add(name)
        return parse(self._values[name], self.place(name)) if name in self._values else default

    def text(self, name: str, default: str) -> str:
        """A string field."""
        return self.parsed(name, _text, default)

    def required_text(self, name: str) -> str:
        """A string field that has no default."""
        if name not in self._values:
            raise self.place(name).error(SettingsReason.MISSING_FIELD)
        return self.text(name, "")

    def choice(self, name: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """A string field that is one of an enumeration."""
        text = self.text(name, default.value)
        if text not in {choice.value for choice in choices}:
            allowed = ", ".join(choice.value for choice in choices)
            raise self.place(name).error(SettingsReason.BAD_VALUE, found=text, allowed=allowed)
        return choices(text)

    def integer(self, name: str, default: int, bounds: tuple[int, int]) -> int:
        """A whole number within `bounds`, both included."""

        def parse(value: object, place: Place) -> int:
            if not isinstance(value, int) or isinstance(value, bool):
                raise place.wrong_type(value, "integer")
            if not bounds[0] <= value <= bounds[1]:
                raise place.error(SettingsReason.BAD_VALUE, found=str(value), allowed=f"{bounds[0]}-{bounds[1]}")
            return value

        return self.parsed(name, parse, default)

    def boolean(self, name: str, default: bool) -> bool:
        """True or false."""

        def parse(value: object, place: Place) -> bool:
            if not isinstance(value, bool):
                raise place.wrong_type(value, "boolean")
            return value

        return self.parsed(name, parse, default)

    def table(self, name: str) -> _Table:
        """A table within this one; an empty one where the file has none."""

        def parse(value: object, place: Place) -> Mapping[str, object]:
            if not isinstance(value, Mapping):
                raise place.wrong_type(value, "table")
            return value

        return self._child(self.parsed(name, parse, {}), (*self._path, name))

    def tables(self, name: str) -> list[_Table]:
        """The tables of an array of tables."""

        def parse(value: object, place: Place) -> list[Mapping[str, object]]:
            if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
                raise place.wrong_type(value, "array of tables")
            return value

        none: list[Mapping[str, object]] = []
        entries = self.parsed(name, parse, none)
        return [self._child(entry, (*self._path, name, index)) for index, entry in enumerate(entries)]

    def warn_unknown(self) -> None:
        """Notes each field that nobody asked for."""
        for name in self._values:
            if name not in self._known:
                path = (*self._path, name)
                self.warnings.append(SettingsWarning(_dotted(path), self._locate(path)))

    def _child(self, values: Mapping[str, object], path: Path) -> _Table:
        child = _Table(values, path, self._locate, self.warnings)
        child.account = self.account
        return child


def _dotted(path: Path) -> str:
    """The field as its table header names it: `accounts.thresholds.balance`."""
    return ".".join(part for part in path if isinstance(part, str))
