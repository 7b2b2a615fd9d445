"""Where the owner enters the address of a channel or of the heartbeat. It is tried before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget

from galla.ui.settings.address_entry import AddressEntry
from galla.ui.settings.address_examples import AddressExample, AddressExamples
from galla.ui.settings.dialog import FittingDialog
from galla.ui.settings.notes import Note, Tone
from galla.ui.settings.rows import Card, FieldRow, sentence_label

translate = QCoreApplication.translate

ADDRESS = "address"
"""What the field is called in a refusal; it stands in no file."""


@dataclass(frozen=True, slots=True)
class DialogWords:
    """What the dialog says."""

    title: str
    explanation: str
    submit: str
    """Label of the button that tries the address."""
    while_sending: str
    """What closing means while it is being tried."""


class AddressDialog(FittingDialog):
    """Tells a Secret, and stays until what came of it is good."""

    submitted = Signal(object)
    """A Secret."""

    def __init__(self, words: DialogWords, examples: Sequence[AddressExample], parent: QWidget) -> None:
        super().__init__(words.title, 560, parent)
        self._words = words
        self._sends = False
        self.card = Card()
        self.address = AddressEntry()
        self.address_row = FieldRow(
            ADDRESS,
            translate("Settings", "Address"),
            self.address,
            translate("Settings", "Kept in the keyring of this computer. It is not shown again."),
            below=True,
        )
        self.address_row.name_entries(self.address.line)
        self._examples = AddressExamples(examples)
        self._note = Note()
        self._submit = QPushButton(words.submit)
        self._submit.setObjectName("primary")
        self._submit.setDefault(True)
        self._submit.clicked.connect(self._on_submit)
        self._cancel = QPushButton()
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self._lay_out()
        self._set_sending(False)

    @property
    def sentence(self) -> str:
        """What it says of the address."""
        return self._note.sentence

    @property
    def is_sending(self) -> bool:
        """Whether the address is being tried."""
        return self._sends

    def show_outcome(self, sentence: str, *, done: bool) -> None:
        """Closes where the address is kept, else says why it is not."""
        self._set_sending(False)
        if done:
            self.accept()
            return
        self._note.say(sentence, Tone.ALARM)
        self.address.line.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forgets the address, however the dialog is closed."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.address.wipe()

    def submit(self) -> None:
        """Tells what was entered."""
        self.submitted.emit(self.address.secret())

    def check(self) -> bool:
        """Whether what was entered can be tried; says so beside the field where it cannot."""
        if self.address.is_empty:
            self.address_row.refuse(translate("Settings", "Enter the address."))
            self.address.line.setFocus()
            return False
        self.address_row.clear_refusal()
        return True

    def _on_submit(self) -> None:
        if not self._sends and self.check():
            self._set_sending(True)
            self.submit()

    def _set_sending(self, sending: bool) -> None:
        self._sends = sending
        self.card.setEnabled(not sending)
        self._submit.setText(translate("Settings", "Sending…") if sending else self._words.submit)
        self._cancel.setText(translate("Settings", "Close") if sending else translate("Settings", "Cancel", "a button"))
        self._note.say(self._words.while_sending if sending else "")

    def _lay_out(self) -> None:
        self.card.add(self.address_row)
        for widget in (sentence_label(self._words.explanation, "hint"), self.card, self._examples, self._note):
            self.column.addWidget(widget)
        self.add_buttons(self._cancel, self._submit)
