"""The dialogs of channels and of the heartbeat: add one, enter another address, remove one."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from galla.domain.alert_settings import Channel
from galla.domain.errors import SettingsError
from galla.texts import problems
from galla.ui.settings import checks
from galla.ui.settings.address_dialog import AddressDialog, DialogWords
from galla.ui.settings.address_examples import channel_examples, heartbeat_examples
from galla.ui.settings.channel_ids import channel_id
from galla.ui.settings.channel_rows import severity_choice
from galla.ui.settings.dialog import Question
from galla.ui.settings.entries import TextEntry
from galla.ui.settings.rows import FieldRow

translate = QCoreApplication.translate


class AddChannelDialog(AddressDialog):
    """Asks for a channel's name, what it is told, and its address."""

    channel_submitted = Signal(object, object)
    """A Channel and a Secret."""

    def __init__(self, taken: Collection[str], parent: QWidget) -> None:
        """`taken` are the ids of the channels that exist."""
        words = DialogWords(
            translate("Settings", "Add a channel"),
            translate("Settings", "Alerts then also go to a phone, a chat or a mailbox."),
            translate("Settings", "Test and add"),
            translate(
                "Settings", "A test is on its way. If you close this, the channel is added as soon as the test arrives."
            ),
        )
        super().__init__(words, channel_examples(), parent)
        self._taken = frozenset(taken)
        self._severity = severity_choice()
        self._severity.show_value(Channel("").least_severity)
        self.name = TextEntry()
        self.name.setMinimumWidth(260)
        self.name.setPlaceholderText(translate("Settings", "Phone", "an example of a channel's name"))
        self.name_row = FieldRow("name", translate("Settings", "Name", "of a channel"), self.name)
        self._severity_row = FieldRow(
            "least_severity", translate("Settings", "Tell of", "followed by: critical alerts only"), self._severity
        )
        self.card.add_first(self.name_row, self._severity_row)
        self.setTabOrder(self.name, self._severity)
        self.setTabOrder(self._severity, self.address.line)
        self.name.setFocus()

    def check(self) -> bool:
        """Whether name and address can be tried."""
        is_good = super().check()
        refusal = self._refusal_of_name()
        if refusal:
            self.name_row.refuse(refusal)
            self.name.setFocus()
            return False
        self.name_row.clear_refusal()
        return is_good

    def submit(self) -> None:
        """Tells the channel and its address."""
        name = self.name.text().strip()
        severity = self._severity.value
        assert severity is not None
        channel = Channel(channel_id(name, self._taken), name, severity)
        self.channel_submitted.emit(channel, self.address.secret())

    def _refusal_of_name(self) -> str:
        if not self.name.text().strip():
            return translate("Settings", "Enter a name.")
        try:
            checks.channel_name(self.name.text(), self.name_row.field)
        except SettingsError as error:
            return problems.sentence(error.problem)
        return ""


def change_address_dialog(name: str, parent: QWidget) -> AddressDialog:
    """Asks for another address of the channel called `name`."""
    words = DialogWords(
        translate("Settings", "Address of {channel}").format(channel=name),
        translate("Settings", "The new address replaces the old one once a test has arrived."),
        translate("Settings", "Test and save"),
        translate(
            "Settings", "A test is on its way. If you close this, the address is saved as soon as the test arrives."
        ),
    )
    return AddressDialog(words, channel_examples(), parent)


def heartbeat_dialog(parent: QWidget) -> AddressDialog:
    """Asks for the address that the heartbeat calls."""
    words = DialogWords(
        translate("Settings", "Address of the heartbeat"),
        translate("Settings", "Galla calls it once to see whether it answers, and then keeps it."),
        translate("Settings", "Test and save"),
        translate("Settings", "The address is being called. If you close this, it is saved as soon as it answers."),
    )
    return AddressDialog(words, heartbeat_examples(), parent)


def removal_question(name: str, parent: QWidget) -> Question:
    """Asks whether the channel called `name` is to go; accepted only by the button that says so."""
    return Question(
        translate("Settings", "Remove “{channel}”?").format(channel=name),
        translate("Settings", "Alerts no longer go there, and its address is deleted from the keyring."),
        translate("Settings", "Remove", "a button"),
        parent,
    )


def heartbeat_removal_question(parent: QWidget) -> Question:
    """Asks whether the heartbeat's address is to go."""
    return Question(
        translate("Settings", "Remove the address of the heartbeat?"),
        translate("Settings", "It is deleted from the keyring. The service behind it will raise its alarm."),
        translate("Settings", "Remove", "a button"),
        parent,
    )
