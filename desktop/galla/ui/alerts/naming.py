"""What accounts and channels are called in the alert history, and in whose time it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.notice import ALL_ACCOUNTS
from galla.texts import notices

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Naming:
    """Names by account and by channel id, zones by account id; whatever is not among them goes by its id, in UTC."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)

    def account(self, account_id: str) -> str:
        """The account's name; of what is no single account's, where it happens."""
        if account_id == ALL_ACCOUNTS:
            return translate("AlertHistory", "This computer", "in place of an account: what fails here fails for all")
        return self.accounts.get(account_id) or account_id

    def channel(self, channel_id: str) -> str:
        """The channel's name, as it begins a line."""
        name = notices.channel_name(channel_id, self.channels.get(channel_id, ""))
        return name[:1].upper() + name[1:]

    def zone(self, account_id: str) -> ZoneInfo:
        """The zone of the account's clock."""
        return ZoneInfo(self.zones.get(account_id) or "UTC")
