"""The page of channels: where alerts go, and the heartbeat that tells when none can."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer, Signal

from galla.domain.alert_settings import DESKTOP
from galla.ui.settings.channel_card import ChannelCard
from galla.ui.settings.channel_list import ChannelListSection, DesktopSection
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.heartbeat_section import HeartbeatSection
from galla.ui.settings.page import SettingsPage
from galla.ui.settings.rows import Section

translate = QCoreApplication.translate

NAME = "channels"


class ChannelsPage(SettingsPage):
    """The desktop, the other channels, the heartbeat."""

    test_requested = Signal(str)
    address_wanted = Signal(str)
    removal_wanted = Signal(str)
    addition_wanted = Signal()
    heartbeat_address_wanted = Signal()
    heartbeat_removal_wanted = Signal()

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            NAME,
            translate("Settings", "Channels", "a page of settings: ways in which alerts go out"),
            (self._build_desktop, self._build_list, self._build_heartbeat),
        )
        self._editor = editor
        self._desktop: DesktopSection | None = None
        self._list: ChannelListSection | None = None
        self._heartbeat: HeartbeatSection | None = None

    @property
    def heartbeat(self) -> HeartbeatSection | None:
        """The section of the heartbeat; None while it is not built."""
        return self._heartbeat

    def card(self, channel_id: str) -> ChannelCard | None:
        """The card of the channel, or None."""
        if channel_id == DESKTOP:
            return None if self._desktop is None else self._desktop.card
        return None if self._list is None else self._list.card(channel_id)

    def go_to(self, channel_id: str) -> None:
        """Scrolls to the channel and gives it the focus, once a new one has got its place."""
        QTimer.singleShot(0, self, lambda: self._go_to(channel_id))

    def _go_to(self, channel_id: str) -> None:
        card = self.card(channel_id)
        if card is not None:
            card.take_focus()
            self.ensureWidgetVisible(card)

    def _build_desktop(self) -> Section:
        self._desktop = DesktopSection(self._editor)
        self._connect_card(self._desktop.card)
        return self._desktop

    def _build_list(self) -> Section:
        self._list = ChannelListSection(self._editor)
        self._list.card_built.connect(self._connect_card)
        self._list.addition_wanted.connect(self.addition_wanted)
        return self._list

    def _build_heartbeat(self) -> Section:
        self._heartbeat = HeartbeatSection(self._editor)
        self._heartbeat.address_wanted.connect(self.heartbeat_address_wanted)
        self._heartbeat.removal_wanted.connect(self.heartbeat_removal_wanted)
        return self._heartbeat

    def _connect_card(self, card: ChannelCard) -> None:
        card.test_requested.connect(self.test_requested)
        card.address_wanted.connect(self.address_wanted)
        card.removal_wanted.connect(self.removal_wanted)
