"""What the owner may set of alerts: rules, quiet hours, channels, lead time of a top-up. One default each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from galla.domain.hours import Hours
from galla.domain.notice import Rule, Severity

DESKTOP = "desktop"
"""The channel of native notifications; every other channel has an Apprise address in the keyring."""

ALWAYS_ON = frozenset({Rule.EMPTY, Rule.ACCESS, Rule.CHANNEL_FAILED})
"""Without these the program would look well while nothing works."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """When warnings are held back: a daily span, or never."""

    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach somebody."""

    id: str
    """A slug. `DESKTOP` is the native notification; the others have their address in the keyring."""
    name: str = ""
    least_severity: Severity = Severity.WARNING
    quiet: Quiet | None = None
    """Its own quiet hours; None: those of `AlertSettings`."""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Pings a Healthchecks-style address, which is in the keyring, while monitoring works."""

    enabled: bool = False
    interval_min: int = 5


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Settings of all alert rules but the thresholds, which each account has for itself."""

    off: frozenset[Rule] = frozenset({Rule.DAILY_CLOSE})
    """Rules that are switched off; none of `ALWAYS_ON`."""
    repeat_hours: int = 4
    """An episode that lasts is told again after so long; 0 is never."""
    no_reading_min: int = 120
    """Nothing read for so long is worth a warning."""
    close_notice_min: int = 1440
    """So long before business close the night ahead is looked at; a day, which is from opening on, because a payment
    takes hours. In simulated shops more of what is told then comes true than of what is told in the last hour."""
    quiet: Quiet = Quiet()
    desktop: Channel = Channel(DESKTOP, least_severity=Severity.INFO)
    channels: tuple[Channel, ...] = ()
    """Besides the desktop."""
    heartbeat: Heartbeat = Heartbeat()

    @property
    def all_channels(self) -> tuple[Channel, ...]:
        """The desktop first."""
        return (self.desktop, *self.channels)

    def with_channel(self, channel: Channel) -> AlertSettings:
        """These with `channel` after the others, unchecked."""
        return replace(self, channels=(*self.channels, channel))

    def without_channel(self, channel_id: str) -> AlertSettings:
        """These without the channel of that id."""
        return replace(self, channels=tuple(item for item in self.channels if item.id != channel_id))

    def channel(self, channel_id: str) -> Channel | None:
        """The channel of that id, or None."""
        return next((item for item in self.all_channels if item.id == channel_id), None)


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long a payment takes to arrive: hours on the clock, and then so many of the bank's working days."""

    hours: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class TopUp:
    """How money reaches this supplier."""

    lead_time: LeadTime = LeadTime(hours=2)
    bank_weekend: frozenset[int] = frozenset({6, 7})
    """ISO weekdays on which a bank moves no money; only of a lead time in working days."""
    page: str | None = None
    """The supplier's page for topping up; None: the profile's, if it names one."""


DEFAULT_ALERTS = AlertSettings()
DEFAULT_TOP_UP = TopUp()
