"""What the settings window shows besides the settings themselves. All immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from galla.domain.channel import ChannelHealth
from galla.domain.model import Snapshot
from galla.domain.profiles.model import Profile
from galla.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What is known of one channel, or of the heartbeat, outside the settings file."""

    channel_id: str
    service: str = ""
    """Such as "Telegram"; empty where nobody knows."""
    has_address: bool = True
    """Whether the keyring holds its address; True as long as nobody looked."""
    health: ChannelHealth | None = None
    """How delivering went; None before the first attempt."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is known of one account outside the settings file."""

    currency: str | None = None
    """As the supplier answered; None before the first answer."""
    top_up_page: str | None = None
    """The page that the supplier profile names."""
    profile: Profile | None = None
    """How the supplier is asked; None where the profile cannot be read, or not yet."""
    snapshot: Snapshot | None = None
    """What was read last; None before the account was looked at."""


NO_FACTS = AccountFacts()


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """What is of this computer, and in no settings file."""

    starts_at_login: bool | None = None
    """None where nobody knows, or it cannot be."""
    data_folder: str = ""
    """Empty where there are no data of the owner's, as in the demo."""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """All that a page shows, at one moment."""

    settings: Settings
    now: datetime
    zone: ZoneInfo
    """The machine's, in which quiet hours and deliveries are told."""
    channels: Mapping[str, ChannelState] = field(default_factory=dict)
    heartbeat: ChannelState | None = None
    facts: Mapping[str, AccountFacts] = field(default_factory=dict)
    machine: MachineFacts = MachineFacts()

    def currency(self, account_id: str) -> str | None:
        """The account's currency, as the owner set it or else as the supplier answered."""
        account = self.settings.account(account_id)
        chosen = None if account is None else account.currency
        return chosen or self.facts.get(account_id, NO_FACTS).currency

    def channel(self, channel_id: str) -> ChannelState:
        """What is known of the channel."""
        return self.channels.get(channel_id, ChannelState(channel_id))
