"""The values of alerts: episodes, the notices that tell of them, and their words. All immutable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from hashlib import blake2s
from typing import TYPE_CHECKING

from galla.domain.errors import Problem
from galla.domain.money import Money

if TYPE_CHECKING:
    from galla.domain.runway import Runway

ALL_ACCOUNTS = ""
"""The account id of what is no single account's: our own network is lost, a channel fails."""


class Rule(StrEnum):
    """Which alert rule (section 6)."""

    EMPTY = "empty"
    BUSINESS_CLOSE = "business_close"
    """The money may end before anybody can have topped up after the shop opens again."""
    BALANCE_BELOW = "balance_below"
    RUNWAY_BELOW = "runway_below"
    """The money lasts for few days, or the deadline for a top-up is near."""
    FAST_DROP = "fast_drop"
    """Spent much faster than is usual at these hours of the week."""
    UNEXPLAINED_DROP = "unexplained_drop"
    """More is gone than the committed orders cost."""
    ACCESS = "access"
    NO_READING = "no_reading"
    TOP_UP_OVERDUE = "top_up_overdue"
    CHANNEL_FAILED = "channel_failed"
    CREDIT = "credit"
    DAILY_CLOSE = "daily_close"


EVENTS = frozenset({Rule.CREDIT, Rule.DAILY_CLOSE})
"""These tell of something that happened, once; there is nothing to recover from."""


READINGS_TO_EASE = 2
"""Like a recovery: one reading may be strange."""


class Severity(IntEnum):
    """How loudly an alert speaks."""

    INFO = 0
    WARNING = 1
    CRITICAL = 2


class AnswerKind(StrEnum):
    """What the owner answered to an alert."""

    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """One answer of the owner to an episode, kept also when it no longer holds."""

    at: datetime
    kind: AnswerKind
    until: datetime | None = None
    """SNOOZED: until then, None until money arrives; PAID: when the money is expected."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One continuous spell of one rule on one account."""

    id: str
    account_id: str
    """`ALL_ACCOUNTS` for what is no single account's."""
    rule: Rule
    severity: Severity
    raised_at: datetime
    stage: int = 1
    """How many times the owner has been (or is to be) told; each stage is notified once.

    0: it began while a payment was awaited, and waits until that is late; see `told_at`.
    """
    good_readings: int = 0
    """Consecutive readings that speak for recovery."""
    clear_reading_seen: bool = False
    """One of them was above 110 % of the threshold; only of the rules on a balance."""
    snoozed_until: datetime | None = None
    acknowledged_at: datetime | None = None
    recovered_at: datetime | None = None
    told_at: datetime | None = None
    """When the owner was last told, by a notice of its own or by a stronger one that names it; None: what it has become
    is still to be told, because a payment is awaited that may make it needless."""
    until_top_up: bool = False
    """Snoozed until money arrives."""
    subject: str = ""
    """Which of several that one rule may speak of at once: the channel that fails; else empty."""
    eased_readings: int = 0
    """Consecutive readings that were clearly better than critical, though no recovery; see `has_eased`."""
    answers: tuple[OwnerAnswer, ...] = ()
    """All that the owner answered, oldest first: what gets worse breaks an answer, but does not make it unsaid."""

    @property
    def is_open(self) -> bool:
        """Whether the spell still lasts."""
        return self.recovered_at is None

    @property
    def has_eased(self) -> bool:
        """It was critical and is no more, so that getting critical again is news; `severity` stays the highest."""
        return self.eased_readings >= READINGS_TO_EASE

    @property
    def short_id(self) -> str:
        """See `short_id`."""
        return short_id(self.id)


def short_id(episode_id: str) -> str:
    """Six letters and digits that stand for the episode in texts and commands, the same on every machine."""
    number = int.from_bytes(blake2s(episode_id.encode(), digest_size=4).digest(), "big")
    return "".join(_LEGIBLE[(number >> shift) & 31] for shift in range(25, -1, -5))


_LEGIBLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is taken for something else when read aloud."""


class NoticeKind(StrEnum):
    """What a notice tells of its episode."""

    RAISED = "raised"
    ESCALATED = "escalated"
    """It was raised before and has become more severe."""
    REMINDER = "reminder"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule looked at beside balance, threshold and runway; what it does not look at is None or empty."""

    expected: Money | None = None
    """NO_READING: what the balance has probably become."""
    limit_passed_at: datetime | None = None
    """NO_READING: when it has probably passed the threshold, or will."""
    spent: Money | None = None
    """FAST_DROP, UNEXPLAINED_DROP: since `since`; DAILY_CLOSE: of the day."""
    usual: Money | None = None
    """FAST_DROP: what is usual from `since` on; UNEXPLAINED_DROP: what the orders cost."""
    since: datetime | None = None
    """FAST_DROP, UNEXPLAINED_DROP: begin of the stretch; NO_READING: since when polls fail; TOP_UP_OVERDUE: when the
    owner said "I have paid"."""
    next_opening: datetime | None = None
    """BUSINESS_CLOSE: when the shop opens again."""
    deadline: datetime | None = None
    """RUNWAY_BELOW, BUSINESS_CLOSE: by when a payment must be sent; TOP_UP_OVERDUE: when it should have arrived."""
    day: date | None = None
    """DAILY_CLOSE: the trading day."""
    opening: Money | None = None
    credits: Money | None = None
    """DAILY_CLOSE: of the day; CREDIT: what was received."""
    closing: Money | None = None
    estimated: bool = False
    """DAILY_CLOSE: opening or closing lie between readings."""
    channel: str = ""
    """CHANNEL_FAILED: the channel's name."""
    failure: str = ""
    """CHANNEL_FAILED: a `channel.SendFailure`."""
    detail: str = ""
    """CHANNEL_FAILED: such as an HTTP status; never a secret."""
    accounts: tuple[str, ...] = ()
    """NO_READING of several: the accounts that are not read."""
    also: tuple[Rule, ...] = ()
    """What else began with the same evaluation, or is to be reminded of, and is told by this notice alone."""
    over: tuple[Rule, ...] = ()
    """What else ended with it."""


NO_EVIDENCE = Evidence()


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
    """INFO where it tells of a recovery."""
    created_at: datetime
    balance: Money | None = None
    threshold: Money | None = None
    threshold_hours: int | None = None
    """Of so many hours of usual spend is the threshold made; None where it is an amount that somebody chose."""
    runway: Runway | None = None
    observed_at: datetime | None = None
    problem: Problem | None = None
    evidence: Evidence = NO_EVIDENCE
    episode_severity: Severity | None = None
    """How severe its episode is or was: whoever was told of it is told that it is over. None: as `severity`."""

    @property
    def reach(self) -> Severity:
        """The severity by which channels are chosen."""
        return self.severity if self.episode_severity is None else self.episode_severity

    @property
    def alert_id(self) -> str:
        """Stands in every message, so that a repeat is recognisable: `K7M2QP`, for a later stage `K7M2QP-2`."""
        stage = self.id.rsplit(".", 1)[-1]
        return short_id(self.episode_id) + ("" if stage in {"1", "recovered"} else f"-{stage}")


KEPT_BACK = "payment"
"""Stands for the id of a notice where none spoke because the owner had said that he had paid."""


def notice_id_of(episode_id: str, part: object) -> str:
    """The id of a notice: `part` is the stage that it tells of, or a word where it is none of the stages."""
    return f"{episode_id}.{part}"


def episode_id_of(notice_id: str) -> str:
    """The episode that the notice of that id is of."""
    return notice_id.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Superseded:
    """An episode that began or got worse without a notice of its own, because another one spoke for it; or that began
    while a payment was awaited, and waits."""

    figures: Notice
    """As its own notice would have been; delivered to nobody."""
    told_by: str = ""
    """The id of the notice that spoke for it; `KEPT_BACK`; or empty, where nobody knows of one."""


class NoticeAction(StrEnum):
    """What the owner can do from a notification; OPEN is a click on its body."""

    OPEN = "open"
    TOP_UP = "top_up"
    SHOW_CHART = "show_chart"
    SNOOZE = "snooze"
    ACKNOWLEDGE = "acknowledge"


class SnoozeFor(StrEnum):
    """For how long an episode is to be quiet."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    """Until the shop opens on the next day."""
    TOP_UP = "top_up"


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


@dataclass(frozen=True, slots=True)
class RemoteMessage:
    """One notice, or several in one summary, in words, ready to be sent to a channel. Plain text."""

    title: str
    body: str
    severity: Severity
