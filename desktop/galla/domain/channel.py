"""The values of delivering: channels, what is owed to each, and what came of it. All immutable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from galla.domain.alert_settings import DESKTOP as DESKTOP  # noqa: PLC0414  part of this model for everybody else
from galla.domain.alert_settings import Channel as Channel  # noqa: PLC0414
from galla.domain.notice import Episode, Notice, Superseded


class SendFailure(StrEnum):
    """Why a channel did not take a message."""

    NOBODY_THERE = "nobody_there"
    """No notification server answers; only of the desktop."""
    NO_ADDRESS = "no_address"
    """The keyring holds none for this channel."""
    KEYRING = "keyring"
    """The keyring could not be read."""
    BAD_ADDRESS = "bad_address"
    """Nothing that Apprise understands."""
    INSECURE = "insecure"
    """The address would send unencrypted to another machine, or without checking certificates."""
    TOO_MANY = "too_many"
    """The address names more than `MOST_RECIPIENTS`."""
    REFUSED = "refused"
    """The service knows neither key nor recipient (401, 403, 404, 410)."""
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    SERVICE_FAILING = "service_failing"
    """429 and 5xx."""
    UNKNOWN = "unknown"
    """It failed and did not say why."""
    CHANNEL_GONE = "channel_gone"
    """The settings no longer name this channel."""


MOST_RECIPIENTS = 20
"""Of one channel. They are told one after another: with more of them an attempt would be ended before the last one's
turn, and each repetition would begin with the first."""
HOPELESS = frozenset(
    {
        SendFailure.BAD_ADDRESS,
        SendFailure.INSECURE,
        SendFailure.TOO_MANY,
        SendFailure.REFUSED,
        SendFailure.CHANNEL_GONE,
    }
)
"""Trying again helps nothing until the owner has changed something."""


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """What came of one attempt; delivered where there is no failure."""

    failure: SendFailure | None = None
    detail: str = ""
    """Such as an HTTP status; short, and never a secret."""

    @property
    def delivered(self) -> bool:
        """Whether the service took the message."""
        return self.failure is None


DELIVERED = SendOutcome()


@dataclass(frozen=True, slots=True)
class CheckedAddress:
    """What is known of an address without sending anything."""

    failure: SendFailure | None = None
    """Why it cannot be used."""
    service: str = ""
    """The plain name of its service, such as "Telegram": safe to show. Empty where Apprise knows none."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one channel is owed of one notice, and what became of it: written with the notice."""

    notice_id: str
    channel_id: str
    not_before: datetime
    """When it was written, or when quiet hours end."""
    deadline: datetime
    """Retried until then."""
    held: bool = False
    """Quiet hours hold it back; what was held for one channel is told in one summary."""
    attempts: int = 0
    attempted_at: datetime | None = None
    next_attempt_at: datetime | None = None
    """After an attempt that failed; None before the first."""
    delivered_at: datetime | None = None
    failed_at: datetime | None = None
    """Given up."""
    outcome: SendOutcome | None = None
    """Of the last attempt."""

    @property
    def due_at(self) -> datetime:
        """When it is to be tried."""
        return self.not_before if self.next_attempt_at is None else max(self.not_before, self.next_attempt_at)

    @property
    def is_owed(self) -> bool:
        """Neither delivered nor given up."""
        return self.delivered_at is None and self.failed_at is None


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery that is owed, with what it tells and the episode as it is now."""

    notice: Notice
    delivery: Delivery
    episode: Episode


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """How delivering to one channel went, tests included."""

    channel_id: str
    delivered_at: datetime | None = None
    """The last success."""
    failed_at: datetime | None = None
    """When it was last given up on."""
    outcome: SendOutcome | None = None
    """Of that failure."""

    @property
    def fails(self) -> bool:
        """Whether the last word is that it failed for good."""
        return self.failed_at is not None and (self.delivered_at is None or self.delivered_at < self.failed_at)


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """One episode with all that was told of it, and where it was delivered: a line of the alert history."""

    episode: Episode
    notices: tuple[Notice, ...]
    """Oldest first."""
    deliveries: tuple[Delivery, ...]
    """Of all its notices, oldest first."""
    superseded: tuple[Superseded, ...] = ()
    """Where another notice spoke for it, oldest first."""
    spoken: tuple[Notice, ...] = ()
    """Those notices, of other episodes."""

    @property
    def moments(self) -> tuple[Notice, ...]:
        """All of which figures are kept, told or not, oldest first."""
        found = (*self.notices, *(item.figures for item in self.superseded))
        return tuple(sorted(found, key=lambda notice: notice.created_at))

    def spoken_by(self, item: Superseded) -> Notice | None:
        """The notice that spoke then; None where none did, or it is not known any more."""
        return next((notice for notice in self.spoken if notice.id == item.told_by), None)
