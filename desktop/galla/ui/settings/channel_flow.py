"""The ways in which channels come, change and go: which dialog is open, and what is told when it is answered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from galla.domain.alert_settings import Channel
from galla.domain.channel import SendOutcome
from galla.domain.model import Secret
from galla.texts.deliveries import outcome_sentence
from galla.ui.settings.address_dialog import AddressDialog
from galla.ui.settings.channel_dialogs import (
    AddChannelDialog,
    change_address_dialog,
    heartbeat_dialog,
    heartbeat_removal_question,
    removal_question,
)
from galla.ui.settings.channel_words import heartbeat_outcome, name_of
from galla.ui.settings.channels_page import ChannelsPage
from galla.ui.settings.dialog import Question
from galla.ui.settings.editor import SettingsEditor


class ChannelFlow(QObject):
    """Opens the dialogs of the page of channels, one at a time, and gives them their answers."""

    add_requested = Signal(object, object)
    address_changed = Signal(str, object)
    remove_requested = Signal(str)
    heartbeat_address_changed = Signal(object)
    failed = Signal(str)
    """A sentence, where the dialog that asked is closed already."""

    def __init__(self, window: QWidget, page: ChannelsPage, editor: SettingsEditor) -> None:
        super().__init__(window)
        self._window, self._page, self._editor = window, page, editor
        self._dialog: AddressDialog | None = None
        self._question: Question | None = None
        self._asked: Channel | None = None
        """To be added; the answer is awaited."""
        self._added: tuple[str, SendOutcome] | None = None
        """Added, and to be shown as soon as it is on the page."""
        self._switches_on = False
        """The heartbeat gets its first address: then it is wanted."""
        page.addition_wanted.connect(self._on_addition)
        page.address_wanted.connect(self._on_address)
        page.removal_wanted.connect(self._on_removal)
        page.heartbeat_address_wanted.connect(self._on_heartbeat_address)
        page.heartbeat_removal_wanted.connect(self._on_heartbeat_removal)

    def show_added(self, outcome: SendOutcome) -> None:
        """What came of adding a channel."""
        asked, self._asked = self._asked, None
        if asked is None:
            return
        self._answer(outcome_sentence(outcome, name_of(asked)), done=outcome.delivered)
        if outcome.delivered:
            self._added = (asked.id, outcome)
            self.show_fresh()

    def show_address_changed(self, channel_id: str, outcome: SendOutcome) -> None:
        """What came of another address."""
        channel = self._editor.alerts.channel(channel_id) or Channel(channel_id)
        self._answer(outcome_sentence(outcome, name_of(channel)), done=outcome.delivered)
        card = self._page.card(channel_id)
        if outcome.delivered and card is not None:
            card.show_outcome(outcome)

    def show_heartbeat_address(self, outcome: SendOutcome) -> None:
        """What came of calling the heartbeat's address."""
        self._answer(heartbeat_outcome(outcome), done=outcome.delivered)
        section = self._page.heartbeat
        if outcome.delivered and self._switches_on and section is not None:
            self._switches_on = False
            section.switch_on()

    def show_fresh(self) -> None:
        """Goes to a channel that was just added, once it is on the page."""
        if self._added is None:
            return
        channel_id, outcome = self._added
        card = self._page.card(channel_id)
        if card is not None:
            self._added = None
            self._page.go_to(channel_id)
            card.show_outcome(outcome)

    def refuse(self, sentence: str) -> bool:
        """Tells a dialog that waits why what it asked for cannot be; False where none waits."""
        if self._dialog is None or not self._dialog.is_sending:
            return False
        self._dialog.show_outcome(sentence, done=False)
        self._asked = None
        return True

    def close(self) -> None:
        """Closes what is open; addresses that were entered are forgotten."""
        for dialog in (self._dialog, self._question):
            if dialog is not None:
                dialog.close()

    def _answer(self, sentence: str, *, done: bool) -> None:
        if self._dialog is not None and self._dialog.is_sending:
            self._dialog.show_outcome(sentence, done=done)
        elif not done:
            self.failed.emit(sentence)

    def _on_addition(self) -> None:
        taken = {channel.id for channel in self._editor.alerts.all_channels}
        if self._asked is not None:  # on its way, though its dialog is closed
            taken.add(self._asked.id)
        dialog = AddChannelDialog(taken, self._window)
        dialog.channel_submitted.connect(self._on_channel)
        self._open(dialog)

    def _on_channel(self, channel: Channel, address: Secret) -> None:
        self._asked = channel
        self.add_requested.emit(channel, address)

    def _on_address(self, channel_id: str) -> None:
        channel = self._editor.alerts.channel(channel_id)
        if channel is not None:
            dialog = change_address_dialog(name_of(channel), self._window)
            dialog.submitted.connect(lambda address: self.address_changed.emit(channel_id, address))
            self._open(dialog)

    def _on_heartbeat_address(self) -> None:
        section = self._page.heartbeat
        self._switches_on = section is not None and not section.has_address
        dialog = heartbeat_dialog(self._window)
        dialog.submitted.connect(self.heartbeat_address_changed)
        self._open(dialog)

    def _on_removal(self, channel_id: str) -> None:
        channel = self._editor.alerts.channel(channel_id)
        if channel is not None:
            self._ask(removal_question(name_of(channel), self._window), lambda: self.remove_requested.emit(channel_id))

    def _on_heartbeat_removal(self) -> None:
        self._ask(heartbeat_removal_question(self._window), lambda: self.heartbeat_address_changed.emit(None))

    def _open(self, dialog: AddressDialog) -> None:
        self.close()
        self._dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    def _on_dialog_finished(self) -> None:
        self._dialog = None

    def _ask(self, question: Question, on_yes: Callable[[], None]) -> None:
        self.close()
        self._question = question
        question.accepted.connect(on_yes)
        question.finished.connect(self._on_question_finished)
        question.open()

    def _on_question_finished(self) -> None:
        self._question = None
