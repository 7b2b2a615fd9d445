"""The values of alerts: episodes, the notices that tell of them, and their words for the desktop. All immutable."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from galla.domain.errors import Problem
from galla.domain.money import Money

if TYPE_CHECKING:
    from datetime import datetime

    from galla.domain.runway import Runway


class Rule(StrEnum):
    """Which alert rule (section 6)."""

    EMPTY = "empty"
    BALANCE_BELOW = "balance_below"
    ACCESS = "access"
    RUNWAY_BELOW = "runway_below"


class Severity(IntEnum):
    """How loudly an alert speaks."""

    INFO = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Episode:
    """One continuous spell of one rule on one account."""

    id: str
    account_id: str
    rule: Rule
    severity: Severity
    raised_at: datetime
    stage: int = 1
    """How many times the owner has been (or is to be) told; each stage is notified once."""
    good_readings: int = 0
    """Consecutive readings that speak for recovery."""
    clear_reading_seen: bool = False
    """One of them was above 110 % of the threshold; only of the rules on a balance."""
    snoozed_until: datetime | None = None
    acknowledged_at: datetime | None = None
    recovered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the spell still lasts."""
        return self.recovered_at is None


class NoticeKind(StrEnum):
    """What a notice tells of its episode."""

    RAISED = "raised"
    ESCALATED = "escalated"
    """It was raised before and has become more severe."""
    REMINDER = "reminder"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to the owner, written with its episode and then delivered: the outbox's row.

    The figures are those of the moment, so that a message delivered late still says what it is about.
    """

    id: str
    """`<episode id>.<stage>` or `<episode id>.recovered`: stable, so that a repeat is recognisable."""
    episode_id: str
    account_id: str
    rule: Rule
    kind: NoticeKind
    severity: Severity
    created_at: datetime
    balance: Money | None = None
    threshold: Money | None = None
    threshold_hours: int | None = None
    """Of so many hours of usual spend is the threshold made; None where it is an amount that somebody chose."""
    runway: Runway | None = None
    observed_at: datetime | None = None
    problem: Problem | None = None
    delivered_at: datetime | None = None
    attempts: int = 0


class NoticeAction(StrEnum):
    """What the owner can do from a notification; OPEN is a click on its body."""

    OPEN = "open"
    SHOW_CHART = "show_chart"
    SNOOZE = "snooze"


@dataclass(frozen=True, slots=True)
class NativeMessage:
    """A notice in words, ready to be shown by the desktop."""

    notice_id: str
    title: str
    body: str
    """Plain text: whoever shows it escapes it where the server reads markup."""
    severity: Severity
    actions: tuple[tuple[NoticeAction, str], ...] = ()
    """Buttons with their labels."""
