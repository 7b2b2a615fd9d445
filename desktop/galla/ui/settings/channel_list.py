"""The sections of channels: the desktop, and all others in a list that grows and shrinks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from galla.domain.alert_settings import DESKTOP
from galla.ui.settings.channel_card import ChannelCard
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.rows import Section, sentence_label
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate


class DesktopSection(Section):
    """Native notifications."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(translate("Settings", "Notifications", "heading of settings: those of the desktop"))
        self._editor = editor
        self.card = ChannelCard(DESKTOP, editor)
        self.add(self.card)

    def show_view(self, view: SettingsView) -> None:
        """Shows how the desktop is told."""
        self.card.show_channel(self._editor.alerts.desktop, view)


class ChannelListSection(Section):
    """All channels besides the desktop."""

    card_built = Signal(object)
    """A ChannelCard."""
    addition_wanted = Signal()

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            translate("Settings", "Phone, chat and mail", "heading of settings: channels other than the desktop"),
            translate("Settings", "So that an alert reaches you where this computer is not."),
        )
        self._editor = editor
        self._cards: dict[str, ChannelCard] = {}
        self._add = QPushButton(translate("Settings", "Add a channel…"))
        self._add.clicked.connect(self.addition_wanted)
        self._none = sentence_label(
            translate("Settings", "No channel yet: alerts appear on this desktop only."), "empty"
        )
        self._list = QWidget()
        self._cards_column = QVBoxLayout(self._list)
        self._cards_column.setContentsMargins(0, 0, 0, 0)
        self._cards_column.setSpacing(12)
        self.add_to_heading(self._add)
        self.add(self._none)
        self.add(self._list)

    @property
    def is_complete(self) -> bool:
        """Whether every channel has its card."""
        return all(channel.id in self._cards for channel in self._editor.alerts.channels)

    def build_next(self) -> None:
        """Builds the card of one channel more."""
        for place, channel in enumerate(self._editor.alerts.channels):
            if channel.id not in self._cards:
                card = self._cards[channel.id] = ChannelCard(channel.id, self._editor)
                self._cards_column.insertWidget(place, card)
                self.card_built.emit(card)
                return

    def show_view(self, view: SettingsView) -> None:
        """Shows the channels as they are set, and how delivering goes; new ones are still to be built."""
        channels = self._editor.alerts.channels
        self._drop_cards_but({channel.id for channel in channels})
        for place, channel in enumerate(channel for channel in channels if channel.id in self._cards):
            card = self._cards[channel.id]
            if self._cards_column.indexOf(card) != place:
                self._cards_column.insertWidget(place, card)
            card.show_channel(channel, view)
        self._none.setVisible(not channels)
        self._list.setVisible(bool(channels))

    def card(self, channel_id: str) -> ChannelCard | None:
        """The card of the channel, or None."""
        return self._cards.get(channel_id)

    def _drop_cards_but(self, kept: set[str]) -> None:
        for gone in self._cards.keys() - kept:
            card = self._cards.pop(gone)
            self._cards_column.removeWidget(card)
            card.hide()
            card.deleteLater()
