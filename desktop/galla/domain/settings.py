"""The owner's settings as typed values: each field once, with its one default.

Reading, checking and writing `settings.toml` is the settings adapter's work; the rules of what a value may be are
in `settings_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum

from galla.domain.alert_settings import DEFAULT_ALERTS, DEFAULT_TOP_UP, AlertSettings, TopUp
from galla.domain.hours import BUSINESS_HOURS
from galla.domain.hours import Hours as Hours  # noqa: PLC0414  part of the settings for everybody else


class Language(StrEnum):
    """The language of windows, notifications and commands."""

    SYSTEM = "system"
    ENGLISH = "en"
    HINDI = "hi"


class Theme(StrEnum):
    """Light or dark windows; the system's choice unless set."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an account is worth a warning.

    `balance` is an amount in the account's currency; when it is None, `balance_hours` hours of usual spend are
    meant; when both are None, the default for the currency (`health.default_threshold`).
    """

    balance: Decimal | None = None
    balance_hours: int | None = None
    runway_days: Decimal = Decimal(3)


@dataclass(frozen=True, slots=True)
class Polling:
    """How often the supplier is asked (section 4)."""

    business_hours: Hours = BUSINESS_HOURS
    closed_weekdays: frozenset[int] = frozenset()
    """ISO weekdays (1 Monday … 7 Sunday) on which the shop is closed."""
    business_interval_min: int = 15
    night_interval_min: int = 60


DEFAULT_POLLING = Polling()


@dataclass(frozen=True, slots=True)
class Account:
    """One balance at one supplier. Its secrets are in the keyring, under `<id>/<secret name>`."""

    id: str
    name: str
    base_url: str
    profile: str = "generic-bearer"
    currency: str | None = None
    """Required where the profile cannot read it; otherwise what the supplier's answer must say, if set."""
    fields: tuple[tuple[str, str], ...] = ()
    """What the profile asks for that is no secret, by name: an account number, a host."""
    environment: str = "live"
    timezone: str = "UTC"
    day_start: time = time(0, 0)
    reserve: Decimal = Decimal(0)
    paused: bool = False
    thresholds: Thresholds = Thresholds()
    polling: Polling = Polling()
    top_up: TopUp = DEFAULT_TOP_UP

    def asks_as(self, other: Account) -> bool:
        """Whether the same is asked for in the same way as for `other`, so that what is known of it is of this too."""
        mine, its = ((one.profile, one.base_url, one.environment, one.fields, one.currency) for one in (self, other))
        return mine == its


@dataclass(frozen=True, slots=True)
class General:
    """Settings that are no account's."""

    language: Language = Language.SYSTEM
    theme: Theme = Theme.SYSTEM


@dataclass(frozen=True, slots=True)
class SettingsWarning:
    """A field that this version does not know: kept in the file, and told."""

    field: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `settings.toml`."""

    general: General = General()
    accounts: tuple[Account, ...] = ()
    alerts: AlertSettings = DEFAULT_ALERTS
    warnings: tuple[SettingsWarning, ...] = field(default=(), compare=False)

    def account(self, account_id: str) -> Account | None:
        """The account of that id, or None."""
        return next((account for account in self.accounts if account.id == account_id), None)
