"""What a watch is given: a face that shows what it sees, and the parts in which program and demo differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from galla.domain.schedule import Timing

if TYPE_CHECKING:
    from galla.adapters.paths import Paths
    from galla.adapters.settings_transfer import SettingsTransfer
    from galla.domain.alert_settings import AlertSettings
    from galla.domain.errors import Problem
    from galla.domain.model import Secret, Snapshot
    from galla.domain.notice import Episode, NativeMessage
    from galla.domain.ports import (
        ChannelSender,
        Clock,
        FileNews,
        Notifier,
        Pinger,
        PowerAndNetwork,
        SecretStore,
        StartAtLogin,
    )
    from galla.domain.settings import Account, General, Settings
    from galla.engine.channel_ways import Wording


class Face(Protocol):
    """Who shows what the watch sees, and puts its notices into words."""

    def render(self, snapshots: tuple[Snapshot, ...]) -> None:
        """The accounts as they are now."""

    def settings_changed(self, settings: Settings) -> None:
        """Language, theme and the like."""

    def trouble(self, problem: Problem | None) -> None:
        """Something of the whole program is wrong, such as its settings; None when it is no longer."""

    def fault(self, log_file: str) -> None:
        """A fault of ours stopped the watch for a while; `log_file` has what happened."""

    def wording(self) -> Wording:
        """Who puts notices into words."""

    def common_alerts(self, episodes: tuple[Episode, ...]) -> None:
        """The open episodes that are no single account's, as they are now."""

    def fall_back(self, message: NativeMessage) -> bool:
        """Shows a message that no notification server took; False if that is impossible too."""


@dataclass(frozen=True)
class Parts:
    """What differs between the program and its demo."""

    paths: Paths
    clock: Clock
    load_settings: Callable[[], Settings]
    """Reads the file; called off the loop's thread. Raises SettingsError."""
    change_alerts: Callable[[Callable[[AlertSettings], AlertSettings]], Settings]
    """Writes what the change makes of those in the file, which it gives as it is then; called off the loop's thread.
    Raises SettingsError."""
    change_account: Callable[[str, Callable[[Account], Account]], Settings]
    """The same for the account of that id."""
    change_general: Callable[[Callable[[General], General]], Settings]
    """The same for what is no account's."""
    add_account: Callable[[Account], Settings]
    """Writes one account more."""
    remove_account: Callable[[str], Settings]
    """Takes the account of that id out."""
    secrets: SecretStore
    notifier: Notifier
    sender: ChannelSender
    """Of messages to all other channels."""
    pinger: Pinger
    news: PowerAndNetwork
    zone: Callable[[], ZoneInfo] = lambda: ZoneInfo("UTC")
    """The zone in which the owner is now: quiet hours are meant in it."""
    settings_news: FileNews | None = None
    """Of the settings' file; None where nobody else can change them."""
    start_at_login: StartAtLogin | None = None
    """None where it makes no sense, as in the demo."""
    transfer: SettingsTransfer | None = None
    """None where there is nothing of the owner's, as in the demo."""
    timing: Timing = field(default_factory=Timing)
    secret_seen: Callable[[Secret], None] = lambda secret: None
    """Told each secret that is read, so that the log can black it out."""
