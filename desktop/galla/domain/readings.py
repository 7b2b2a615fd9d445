"""What a successful poll gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from galla.domain.money import Money
from galla.domain.profiles.model import UNNAMED, Words


@dataclass(frozen=True, slots=True)
class NamedBalance:
    """A further balance of an account, by the name that its profile gives it: `held`, `credit_limit`."""

    name: str
    balance: Money
    label: Words = UNNAMED
    """What the profile calls it; empty where its name is one that everybody knows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer of the supplier."""

    balance: Money
    observed_at: datetime
    """Our clock, when the answer was complete."""
    reported_at: datetime | None = None
    """The supplier's own time stamp, if it gives one."""
    secondary: tuple[NamedBalance, ...] = ()
    """What the supplier says besides, such as money that is held; only what the answer has."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a successful poll gives: the reading, and when the supplier allows the next request, if it said."""

    reading: Reading
    next_allowed_at: datetime | None = None
