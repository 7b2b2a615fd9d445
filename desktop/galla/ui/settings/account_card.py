"""One account: what it is called, whether and how often it is asked, its keys, and its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from galla.domain.settings import Account
from galla.ui.settings.account_basics import AccountBasics
from galla.ui.settings.account_details import AccountDetails
from galla.ui.settings.account_parts import AccountActions, AccountHead
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.notes import Tone
from galla.ui.settings.rows import Card
from galla.ui.settings.state import NO_FACTS, AccountFacts, SettingsView

_AGES_AFTER = timedelta(seconds=20)


class AccountCard(Card):
    """Its fields are built when they are first looked at: fifty accounts have a thousand."""

    test_requested = Signal(str)
    keys_wanted = Signal(str)
    removal_wanted = Signal(str)

    def __init__(self, account_id: str, editor: SettingsEditor, *, brief: bool = False) -> None:
        """`brief`: only the head and the buttons, until more is asked for."""
        super().__init__()
        self.account_id = account_id
        self._editor, self._brief = editor, brief
        self._account: Account | None = None
        self._view: SettingsView | None = None
        self._known: AccountFacts | None = None
        self._said_at: datetime | None = None
        """When it was said last how old the reading is."""
        self._head = AccountHead()
        self._head.switch.switched.connect(self._on_switched)
        self.rows: AccountBasics | None = None
        self.details: AccountDetails | None = None
        self._place_of_rows, self._place_of_details = _place(), _place()
        self._actions = AccountActions()
        self._actions.test.clicked.connect(self._on_test)
        self._actions.keys.clicked.connect(lambda: self.keys_wanted.emit(account_id))
        self._actions.remove.clicked.connect(lambda: self.removal_wanted.emit(account_id))
        self._actions.more.toggled.connect(self._on_more)
        self.add(self._head, self._place_of_rows, self._place_of_details, self._actions)
        self.show_row(self._place_of_rows, not brief)
        self.show_row(self._place_of_details, False)

    def show_account(self, account: Account, view: SettingsView) -> None:
        """Shows `account` as it is set, and what is known of it. News of other accounts cost it nothing."""
        facts = view.facts.get(account.id, NO_FACTS)
        news = account != self._account or facts != self._known or self._view is None
        if news or self._said_at is None or view.now - self._said_at >= _AGES_AFTER:
            self._head.show_account(account, view)
            self._said_at = view.now
        self._head.switch.show_value(not account.paused)  # a change of it may have been refused
        again = view is self._view  # the same once more: the owner has changed something, or it was refused
        self._account, self._view, self._known = account, view, facts
        if self.rows is None and not self._brief:
            self._build_rows()
        elif news or again:
            self._show_fields()
        if self.details is not None and self.details.profile != facts.profile:
            self._build_details()  # it was not known yet, or another is chosen

    def set_brief(self, brief: bool) -> None:
        """Shows no more than the head and the buttons, unless more was asked for or is being changed."""
        focused = QApplication.focusWidget()
        if brief == self._brief or (brief and focused is not None and self.isAncestorOf(focused)):
            return
        self._brief = brief
        if not brief and self.rows is None:
            self._build_rows()
        self.show_row(self._place_of_rows, not brief or self._actions.more.isChecked())

    def show_outcome(self, sentence: str, *, good: bool) -> None:
        """Says what came of asking the supplier."""
        self._actions.show_outcome(sentence, Tone.INFO if good else Tone.ALARM)

    @property
    def outcome(self) -> str:
        """What it says of that."""
        return self._actions.sentence

    def take_focus(self) -> None:
        """Goes to the account."""
        (self._actions.test if self.rows is None else self.rows.name).setFocus()

    def _on_more(self, shown: bool) -> None:
        if shown and self.rows is None:
            self._build_rows()
        if shown and self.details is None:
            self._build_details()
        self.show_row(self._place_of_details, shown)
        self.show_row(self._place_of_rows, shown or not self._brief)

    def _build_details(self) -> None:
        before = self.details
        self.details = AccountDetails(self.account_id, (self._known or NO_FACTS).profile, self._editor)
        _put(self._place_of_details, self.details)
        if before is not None:
            before.hide()
            before.deleteLater()
        self._show_fields()

    def _build_rows(self) -> None:
        self.rows = AccountBasics(self.account_id, self._editor)
        _put(self._place_of_rows, self.rows)
        self._show_fields()

    def _show_fields(self) -> None:
        if self._account is None or self._view is None:
            return
        if self.rows is not None:
            self.rows.show_account(self._account)
        if self.details is not None:
            self.details.show_account(self._account, self._view)

    def _on_switched(self, on: bool) -> None:
        if not self._editor.change_account(None, self.account_id, lambda account: replace(account, paused=not on)):
            self._head.switch.show_value(not on)

    def _on_test(self) -> None:
        if not self._actions.is_asking:
            self._actions.show_asking()
            self.test_requested.emit(self.account_id)


def _place() -> QWidget:
    place = QWidget()
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    return place


def _put(place: QWidget, widget: QWidget) -> None:
    column = place.layout()
    assert column is not None
    column.addWidget(widget)
    widget.show()  # a layout would do so only once the events are through
