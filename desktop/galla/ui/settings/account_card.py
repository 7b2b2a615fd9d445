"""One account: what it is called, whether and how often it is asked, its keys, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from galla.domain.hours import Hours
from galla.domain.settings import Account, Polling
from galla.domain.settings_rules import INTERVAL_MIN
from galla.ui.settings import checks
from galla.ui.settings.account_details import AccountDetails
from galla.ui.settings.account_parts import AccountActions, AccountHead, word
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import TextEntry
from galla.ui.settings.notes import Tone
from galla.ui.settings.parts import HoursEntry, UnitEntry, WeekdaysEntry
from galla.ui.settings.rows import Card, FieldRow, beside
from galla.ui.settings.state import NO_FACTS, SettingsView

translate = QCoreApplication.translate


class AccountCard(Card):
    """What is changed here applies to the next request."""

    test_requested = Signal(str)
    keys_wanted = Signal(str)
    removal_wanted = Signal(str)

    def __init__(self, account_id: str, editor: SettingsEditor) -> None:
        super().__init__()
        self.account_id = account_id
        self._editor = editor
        self._head = AccountHead()
        self._head.switch.switched.connect(self._on_switched)
        self._name = TextEntry()
        self._name.setMinimumWidth(220)
        self._name_row = FieldRow("name", translate("Settings", "Name", "of an account"), self._name)
        self._name_row.bind(self._name, self._on_name)
        minutes = translate("Settings", "min", "minutes, behind a number")
        self._open, self._closed = UnitEntry(minutes), UnitEntry(minutes)
        self._hours, self._days = HoursEntry(), WeekdaysEntry()
        self._actions = AccountActions()
        self._actions.test.clicked.connect(self._on_test)
        self._actions.keys.clicked.connect(lambda: self.keys_wanted.emit(account_id))
        self._actions.remove.clicked.connect(lambda: self.removal_wanted.emit(account_id))
        self._actions.more.toggled.connect(self._on_more)
        self._shown: tuple[Account, SettingsView] | None = None
        self._details: AccountDetails | None = None
        self._place_of_details = QWidget()
        within = QVBoxLayout(self._place_of_details)
        within.setContentsMargins(0, 0, 0, 0)
        self.add(self._head, self._name_row, *self._build_polling(), self._place_of_details, self._actions)
        self.show_row(self._place_of_details, False)

    def show_account(self, account: Account, view: SettingsView) -> None:
        """Shows `account` as it is set, and what is known of it."""
        polling = account.polling
        self._shown = (account, view)
        if self._details is not None:
            self._details.show_account(account, view)
        self._head.show_account(account, view)
        self._name.show_value(account.name)
        self._open.entry.show_value(str(polling.business_interval_min))
        self._closed.entry.show_value(str(polling.night_interval_min))
        self._hours.show_value(polling.business_hours)
        self._days.show_value(polling.closed_weekdays)

    def show_outcome(self, sentence: str, *, good: bool) -> None:
        """Says what came of asking the supplier."""
        self._actions.show_outcome(sentence, Tone.INFO if good else Tone.ALARM)

    @property
    def details(self) -> AccountDetails | None:
        """What is rarely changed; None until it was asked for."""
        return self._details

    def _on_more(self, shown: bool) -> None:
        layout = self._place_of_details.layout()
        if shown and self._details is None and self._shown is not None and layout is not None:
            account, view = self._shown
            self._details = AccountDetails(self.account_id, view.facts.get(account.id, NO_FACTS).profile, self._editor)
            self._details.show_account(account, view)
            layout.addWidget(self._details)
        self.show_row(self._place_of_details, shown)

    def take_focus(self) -> None:
        """Goes to the account."""
        self._name.setFocus()

    def _build_polling(self) -> tuple[FieldRow, ...]:
        self._hours_row = FieldRow(
            "polling.business_hours",
            translate("Settings", "Open", "business hours, followed by a span of time"),
            self._hours,
            translate("Settings", "By the clock of the account's time zone. Equal times: all day."),
        )
        self._hours_row.name_entries(*self._hours.named())
        self._days_row = FieldRow(
            "polling.closed_weekdays", translate("Settings", "Closed on", "followed by weekdays"), self._days
        )
        self._days_row.name_entries(*self._days.named())
        self._open_row = FieldRow(
            "polling.business_interval_min",
            translate("Settings", "Ask for the balance", "followed by: open, every n min; else every n min"),
            beside(
                word(translate("Settings", "open, every", "followed by minutes")),
                self._open,
                word(translate("Settings", "else every", "followed by minutes")),
                self._closed,
            ),
            translate("Settings", "More often when the money runs short, but never against the supplier's limit."),
        )
        self._open_row.name_entries(
            (self._open.entry, translate("Settings", "while open", "an interval, read aloud")),
            (self._closed.entry, translate("Settings", "while closed", "an interval, read aloud")),
        )
        self._open_row.bind(self._open.entry, self._on_open)
        self._open_row.bind(self._closed.entry, self._on_closed)
        self._hours.entered.connect(self._on_hours)
        self._days.entered.connect(self._on_days)
        return (self._hours_row, self._days_row, self._open_row)

    def _on_switched(self, on: bool) -> None:
        if not self._change(self._name_row, lambda account: replace(account, paused=not on)):
            self._head.switch.show_value(not on)

    def _on_name(self, text: str) -> bool:
        return self._change(self._name_row, lambda account: replace(account, name=text.strip()))

    def _on_open(self, text: str) -> bool:
        field = "polling.business_interval_min"
        return self._change_polling(
            self._open_row,
            lambda polling: replace(polling, business_interval_min=checks.whole_number(text, field, INTERVAL_MIN)),
        )

    def _on_closed(self, text: str) -> bool:
        field = "polling.night_interval_min"
        return self._change_polling(
            self._open_row,
            lambda polling: replace(polling, night_interval_min=checks.whole_number(text, field, INTERVAL_MIN)),
        )

    def _on_hours(self, hours: Hours) -> None:
        self._change_polling(self._hours_row, lambda polling: replace(polling, business_hours=hours))

    def _on_days(self, days: frozenset[int]) -> None:
        self._change_polling(self._days_row, lambda polling: replace(polling, closed_weekdays=days))

    def _change_polling(self, row: FieldRow, change: Callable[[Polling], Polling]) -> bool:
        return self._change(row, lambda account: replace(account, polling=change(account.polling)))

    def _change(self, row: FieldRow, change: Callable[[Account], Account]) -> bool:
        return self._editor.change_account(row, self.account_id, change)

    def _on_test(self) -> None:
        if not self._actions.is_asking:
            self._actions.show_asking()
            self.test_requested.emit(self.account_id)
