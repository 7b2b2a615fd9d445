"""A dialog whose answer the supplier gives: what was entered is tried, and kept only if a balance comes back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from galla.ui.settings.dialog import FittingDialog
from galla.ui.settings.notes import Note, Tone

translate = QCoreApplication.translate


class AskingDialog(FittingDialog):
    """Stays until what came of it is good."""

    def __init__(self, title: str, submit: str, parent: QWidget) -> None:
        super().__init__(title, 580, parent)
        self._label = submit
        self._asks = False
        self._entered_last: QWidget | None = None
        self.note = Note()
        self.submit = QPushButton(submit)
        self.submit.setObjectName("primary")
        self.submit.setDefault(True)
        self.submit.clicked.connect(self._on_submit)
        self.cancel = QPushButton()
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)

    @property
    def is_asking(self) -> bool:
        """Whether the supplier is being asked."""
        return self._asks

    def show_outcome(self, sentence: str, *, done: bool) -> None:
        """Closes where all of it is kept, else says why nothing is."""
        self._set_asking(False)
        if done:
            self.accept()
        else:
            self.note.say(sentence, Tone.ALARM)
            self._go_back()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forgets the keys, however the dialog is closed."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.wipe()

    def check(self) -> bool:
        """Whether what was entered can be tried."""
        raise NotImplementedError

    def tell(self) -> None:
        """Tells what was entered."""
        raise NotImplementedError

    def wipe(self) -> None:
        """Forgets the keys that were entered."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Lets nothing be changed while it is being tried."""
        raise NotImplementedError

    @property
    def first_key(self) -> QWidget | None:
        """Where the first key is entered: of what is refused it is the likeliest."""
        raise NotImplementedError

    def finish(self) -> None:
        """Puts the note and the buttons below what was added."""
        self.column.addWidget(self.note)
        self.add_buttons(self.cancel, self.submit)
        self._set_asking(False)

    def _on_submit(self) -> None:
        if not self._asks and self.check():
            self._set_asking(True)
            self.tell()

    def _go_back(self) -> None:
        """What is locked loses the keyboard's focus; it gets it back, ready to be typed over."""
        entry = self._entered_last if isinstance(self._entered_last, QLineEdit) else self.first_key
        if entry is not None:
            entry.setFocus()
        if isinstance(entry, QLineEdit):
            entry.selectAll()

    def _set_asking(self, asking: bool) -> None:
        self._asks = asking
        if asking:
            self._entered_last = self.focusWidget()
        self.lock(asking)
        self.submit.setText(translate("Settings", "Asking…", "the supplier") if asking else self._label)
        self.cancel.setText(translate("Settings", "Close") if asking else translate("Settings", "Cancel", "a button"))
        self.note.say(
            translate("Settings", "The supplier is being asked. If you close this, it is kept as soon as it answers.")
            if asking
            else ""
        )
