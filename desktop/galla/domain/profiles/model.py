"""A whole profile: its parts, what the owner enters for it, and what people should know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from galla.domain.json_pointer import Pointer
from galla.domain.profiles.answers import (
    ASKED,
    USUAL_ERRORS,
    AmountRule,
    Condition,
    CurrencyRule,
    ErrorRules,
    ReportedAtRule,
)
from galla.domain.profiles.requests import Auth, Request, asked_templates

DEFAULT_SETTLE_DELAY_S = 120


class Verified(StrEnum):
    """What a profile was checked against."""

    DOCUMENTATION = "documentation"
    """The supplier's own documentation."""
    SDK = "sdk"
    """The supplier's own client library or API specification."""
    CLIENT = "client"
    """Other people's client code, or the answers of one account."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the profile for people, by language; empty where there is none."""

    en: str = ""
    hi: str = ""


UNNAMED = Words()


@dataclass(frozen=True, slots=True)
class SecondaryRule:
    """A further balance that is shown beside the primary one, such as money that is held."""

    name: str
    pointer: Pointer
    label: Words = UNNAMED


@dataclass(frozen=True, slots=True)
class Field:
    """A value that the owner enters for an account: a secret, or a setting such as an account number."""

    name: str
    is_secret: bool = True
    label: Words = UNNAMED
    where: Words = UNNAMED
    """Where the supplier shows it."""
    example: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What people should know of a profile."""

    category: str = ""
    verified: Verified = Verified.NOTHING
    verified_on: str = ""
    """The day of the check, as ISO 8601."""
    sources: tuple[str, ...] = ()
    notes: Words = UNNAMED


@dataclass(frozen=True, slots=True)
class Example:
    """A recorded answer, and what is to be read from it: amounts as text, or the kind of the error."""

    answer: str
    status: int = 200
    currency: str | None = None
    """The account's."""
    amount: str | None = None
    reads_currency: str | None = None
    reported_at: str | None = None
    secondary: tuple[tuple[str, str], ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One supplier's balance API."""

    name: str
    request: Request
    auth: Auth
    amount: AmountRule
    currency: CurrencyRule = ASKED
    reported_at: ReportedAtRule | None = None
    success: tuple[Condition, ...] = ()
    """All must hold."""
    errors: ErrorRules = USUAL_ERRORS
    secondary: tuple[SecondaryRule, ...] = ()
    fields: tuple[Field, ...] = ()
    """All that the owner enters, those that the file does not describe among them."""
    base_url: str | None = None
    """The supplier's address; None where each customer has another."""
    sandbox_base_url: str | None = None
    min_interval_s: int = 0
    """The supplier wants no two requests within this time."""
    settle_delay_s: int = DEFAULT_SETTLE_DELAY_S
    """How long after an order the balance may not show it yet."""
    top_up_page: str | None = None
    """The supplier's page for paying in."""
    needs_currency: bool = False
    """The account must name its currency: the answer does not, or the request has to."""
    about: About = About()
    examples: tuple[Example, ...] = ()

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The secrets that an account of this supplier has in the keyring."""
        return tuple(field.name for field in self.fields if field.is_secret)

    def asked_for(self, entered: Mapping[str, str]) -> str:
        """Of what the owner entered, by name, that which says whose balance is asked for: `wallet=17 region=eu`.

        What only shows who asks is not in it: another client's id leaves the wallet the same.
        """
        names = {name for template in asked_templates(self.request) for name in template.names}
        fields = (field for field in self.setting_fields if field.name in names)
        values = {field.name: entered.get(field.name, "") or field.default for field in fields}
        return " ".join(f"{name}={value}" for name, value in values.items() if value)

    @property
    def setting_fields(self) -> tuple[Field, ...]:
        """What the owner enters that is no secret."""
        return tuple(field for field in self.fields if not field.is_secret)
