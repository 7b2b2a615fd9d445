"""One channel: what it is called and told, how delivering goes, a test, its address, and its end."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from galla.domain.alert_settings import DESKTOP, Channel
from galla.domain.channel import SendOutcome
from galla.texts.deliveries import outcome_sentence
from galla.ui.labels import ElidedLabel
from galla.ui.panel_parts import scaled_font
from galla.ui.settings.channel_rows import ChannelQuietRow, LeastSeverityRow
from galla.ui.settings.channel_words import name_of, state_sentence, tone_of
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Switch, TextEntry
from galla.ui.settings.notes import Note, Tone
from galla.ui.settings.rows import Card, FieldRow, sentence_label
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate


class ChannelCard(Card):
    """The desktop has neither name nor address, and cannot be removed."""

    test_requested = Signal(str)
    address_wanted = Signal(str)
    removal_wanted = Signal(str)

    def __init__(self, channel_id: str, editor: SettingsEditor) -> None:
        super().__init__()
        self.channel_id = channel_id
        self._editor = editor
        self._channel: Channel | None = None
        self._head = ChannelHead(switchable=channel_id != DESKTOP)
        self._head.switch.switched.connect(self._on_switched)
        self._severity = LeastSeverityRow(channel_id, editor)
        self._quiet = ChannelQuietRow(channel_id, editor)
        self._name = TextEntry()
        self._name_row = FieldRow("name", translate("Settings", "Name", "of a channel"), self._name)
        self._name.setMinimumWidth(220)
        self._name_row.bind(self._name, self._on_name)
        self._actions = ChannelActions(with_address=channel_id != DESKTOP)
        self._actions.test.clicked.connect(self._on_test)
        self._actions.address.clicked.connect(lambda: self.address_wanted.emit(channel_id))
        self._actions.remove.clicked.connect(lambda: self.removal_wanted.emit(channel_id))
        rows: list[QWidget] = [self._head]
        if channel_id != DESKTOP:
            rows.append(self._name_row)
        self.add(*rows, self._severity, self._quiet, self._actions)

    def show_channel(self, channel: Channel, view: SettingsView) -> None:
        """Shows `channel` as it is set, and how delivering to it goes."""
        self._channel = channel
        self._head.show_channel(channel, view)
        self._name.show_value(channel.name)
        self._severity.show_channel(channel)
        self._quiet.show_channel(channel, self._editor.alerts.quiet)

    def show_outcome(self, outcome: SendOutcome) -> None:
        """Says what came of the test."""
        name = self.channel_id if self._channel is None else name_of(self._channel)
        self._actions.show_outcome(outcome_sentence(outcome, name), tone_of(outcome))

    def show_failure(self, sentence: str) -> None:
        """Says why there was no test."""
        self._actions.show_outcome(sentence, Tone.ALARM)

    def take_focus(self) -> None:
        """Goes to the channel."""
        (self._name if self.channel_id != DESKTOP else self._actions.test).setFocus()

    def _on_switched(self, on: bool) -> None:
        if not self._editor.change_channel(
            self._severity, self.channel_id, lambda channel: replace(channel, enabled=on)
        ):
            self._head.switch.show_value(not on)

    def _on_name(self, text: str) -> bool:
        return self._editor.change_channel(
            self._name_row, self.channel_id, lambda channel: replace(channel, name=text.strip())
        )

    def _on_test(self) -> None:
        if not self._actions.is_sending:
            self._actions.show_sending()
            self.test_requested.emit(self.channel_id)


class ChannelHead(QWidget):
    """Name, service, whether it is used, and how delivering goes."""

    def __init__(self, *, switchable: bool) -> None:
        super().__init__()
        self.name = ElidedLabel()
        self.name.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._service = QLabel()
        self._service.setObjectName("unit")
        self._service.setTextFormat(Qt.TextFormat.PlainText)
        self._state = sentence_label(name="hint")
        self.switch = Switch()
        if not switchable:
            self.switch.hide()
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self.name)
        names.addWidget(self._service)
        names.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(names)
        words.addWidget(self._state)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.switch)

    def show_channel(self, channel: Channel, view: SettingsView) -> None:
        """Shows what is known of `channel`."""
        state = view.channel(channel.id)
        name = name_of(channel)
        self.name.set_whole_text(name[:1].upper() + name[1:])
        self._service.setText(state.service)
        self._service.setVisible(bool(state.service))
        self.switch.show_value(channel.enabled)
        self.switch.setAccessibleName(
            translate("Settings", "Use {channel}", "a switch, read aloud").format(channel=name)
        )
        sentence, tone = state_sentence(channel, state, view)
        if not channel.enabled:
            sentence, tone = translate("Settings", "Switched off: nothing is sent.", "of a channel"), Tone.INFO
        self._state.setText(sentence)
        name = "refusal" if tone is Tone.ALARM else "hint"
        if self._state.objectName() != name:
            self._state.setObjectName(name)
            self._state.style().polish(self._state)


class ChannelActions(QWidget):
    """The buttons of a channel, and what came of a test."""

    def __init__(self, *, with_address: bool) -> None:
        super().__init__()
        self.test = QPushButton(translate("Settings", "Send a test"))
        self.address = QPushButton(translate("Settings", "Change address…"))
        self.remove = QPushButton(translate("Settings", "Remove…", "a channel"))
        self.remove.setObjectName("danger")
        self.is_sending = False
        self._note = Note()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.test)
        if with_address:
            buttons.addWidget(self.address)
        buttons.addStretch(1)
        if with_address:
            buttons.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(buttons)
        column.addWidget(self._note)

    @property
    def sentence(self) -> str:
        """What it says of the test."""
        return self._note.sentence

    def show_sending(self) -> None:
        """A test is on its way; the button keeps the keyboard's focus, and does nothing meanwhile."""
        self.is_sending = True
        self.test.setText(translate("Settings", "Sending…"))
        self._note.say("")

    def show_outcome(self, sentence: str, tone: Tone) -> None:
        """Says what came of it; another test can be sent."""
        self.is_sending = False
        self.test.setText(translate("Settings", "Send a test"))
        self._note.say(sentence, tone)
