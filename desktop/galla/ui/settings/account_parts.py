"""The parts of an account's card: its head with what was read last, and its buttons."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from galla.domain.model import Snapshot
from galla.domain.settings import Account
from galla.texts import locale_format, problems, snapshots
from galla.ui.labels import ElidedLabel
from galla.ui.panel_parts import scaled_font
from galla.ui.settings.entries import Switch
from galla.ui.settings.notes import Note, Tone
from galla.ui.settings.rows import sentence_label
from galla.ui.settings.state import NO_FACTS, SettingsView

translate = QCoreApplication.translate


class AccountHead(QWidget):
    """Name, supplier, whether it is watched, and what was read last."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ElidedLabel()
        self.name.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._supplier = word("")
        self._state = sentence_label(name="hint")
        self.switch = Switch()
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self.name)
        names.addWidget(self._supplier)
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

    def show_account(self, account: Account, view: SettingsView) -> None:
        """Shows what is known of `account`."""
        facts = view.facts.get(account.id, NO_FACTS)
        self.name.set_whole_text(account.name)
        supplier = "" if facts.profile is None or facts.profile.name == account.name else facts.profile.name
        self._supplier.setText(supplier)
        self._supplier.setVisible(bool(supplier))
        self.switch.show_value(not account.paused)
        self.switch.setAccessibleName(
            translate("Settings", "Watch {account}", "a switch, read aloud").format(account=account.name)
        )
        paused = translate("Settings", "Paused: it is not asked for, and nobody is warned.", "of an account")
        sentence = "" if facts.snapshot is None else _state_of(facts.snapshot, view.now)
        text = paused if account.paused else sentence
        self._state.setText(text)
        self._state.setVisible(bool(text))
        is_failing = facts.snapshot is not None and facts.snapshot.problem is not None
        name = "refusal" if is_failing and not account.paused else "hint"
        if self._state.objectName() != name:
            self._state.setObjectName(name)
            self._state.style().polish(self._state)


class AccountActions(QWidget):
    """The buttons of an account, and what came of asking its supplier."""

    def __init__(self) -> None:
        super().__init__()
        self.test = QPushButton()
        self.keys = QPushButton(translate("Settings", "Enter new keys…"))
        self.more = QPushButton()
        self.more.setCheckable(True)
        self.more.toggled.connect(self._on_more)
        self.remove = QPushButton(translate("Settings", "Remove…", "an account"))
        self.remove.setObjectName("danger")
        self.is_asking = False
        self._note = Note()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.test)
        buttons.addWidget(self.keys)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        buttons.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(buttons)
        column.addWidget(self._note)
        self._set_asking(False)
        self._on_more(False)

    @property
    def sentence(self) -> str:
        """What it says of the test."""
        return self._note.sentence

    def show_asking(self) -> None:
        """The supplier is being asked; the button keeps the keyboard's focus, and does nothing meanwhile."""
        self._set_asking(True)
        self._note.say("")

    def show_outcome(self, sentence: str, tone: Tone) -> None:
        """Says what came of it."""
        self._set_asking(False)
        self._note.say(sentence, tone)

    def _on_more(self, shown: bool) -> None:
        self.more.setText(
            translate("Settings", "Less", "hides some settings of an account")
            if shown
            else translate("Settings", "More…", "shows some settings of an account")
        )

    def _set_asking(self, asking: bool) -> None:
        self.is_asking = asking
        busy = translate("Settings", "Asking…", "the supplier")
        self.test.setText(busy if asking else translate("Settings", "Ask the supplier now"))


def _state_of(snapshot: Snapshot, now: datetime) -> str:
    """“$84.20. Read 4 min ago.”, or what is wrong."""
    if snapshot.problem is not None:
        return problems.sentence(snapshot.problem, zone=ZoneInfo(snapshot.timezone))
    if snapshot.balance is None:
        return snapshots.age_sentence(snapshot, now)
    return translate("Settings", "{amount}. {age}", "a balance, and the sentence of how old it is").format(
        amount=locale_format.money(snapshot.balance), age=snapshots.age_sentence(snapshot, now)
    )


def word(text: str) -> QLabel:
    """A word between or behind entries."""
    label = QLabel(text)
    label.setObjectName("unit")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
