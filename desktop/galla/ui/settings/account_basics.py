"""What is often changed of an account: its name, when its owner works, and how often it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from galla.domain.hours import Hours
from galla.domain.settings import Account, Polling
from galla.domain.settings_rules import INTERVAL_MIN
from galla.ui.settings import checks
from galla.ui.settings.account_parts import word
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import TextEntry
from galla.ui.settings.parts import HoursEntry, UnitEntry, WeekdaysEntry
from galla.ui.settings.rows import FieldRow, RowColumn, beside

translate = QCoreApplication.translate


class AccountBasics(RowColumn):
    """Rows of a card. What is changed here applies to the next request."""

    def __init__(self, account_id: str, editor: SettingsEditor) -> None:
        super().__init__()
        self._account_id, self._editor = account_id, editor
        self.name = TextEntry()
        self.name.setMinimumWidth(220)
        name_row = FieldRow("name", translate("Settings", "Name", "of an account"), self.name)
        name_row.bind(
            self.name, lambda text: self._change(name_row, lambda account: replace(account, name=text.strip()))
        )
        minutes = translate("Settings", "min", "minutes, behind a number")
        self.while_open, self.while_closed = UnitEntry(minutes), UnitEntry(minutes)
        self.hours, self.days = HoursEntry(), WeekdaysEntry()
        self.add(name_row, *self._build_polling())

    def show_account(self, account: Account) -> None:
        """Shows `account` as it is set."""
        polling = account.polling
        self.name.show_value(account.name)
        self.while_open.entry.show_value(str(polling.business_interval_min))
        self.while_closed.entry.show_value(str(polling.night_interval_min))
        self.hours.show_value(polling.business_hours)
        self.days.show_value(polling.closed_weekdays)

    def _build_polling(self) -> tuple[FieldRow, ...]:
        self._hours_row = FieldRow(
            "polling.business_hours",
            translate("Settings", "Open", "business hours, followed by a span of time"),
            self.hours,
            translate("Settings", "By the clock of the account's time zone. Equal times: all day."),
        )
        self._hours_row.name_entries(*self.hours.named())
        self._days_row = FieldRow(
            "polling.closed_weekdays", translate("Settings", "Closed on", "followed by weekdays"), self.days
        )
        self._days_row.name_entries(*self.days.named())
        self.interval_row = FieldRow(
            "polling.business_interval_min",
            translate("Settings", "Ask for the balance", "followed by: open, every n min; else every n min"),
            beside(
                word(translate("Settings", "open, every", "followed by minutes")),
                self.while_open,
                word(translate("Settings", "else every", "followed by minutes")),
                self.while_closed,
            ),
            translate("Settings", "More often when the money runs short, but never against the supplier's limit."),
        )
        self.interval_row.name_entries(
            (self.while_open.entry, translate("Settings", "while open", "an interval, read aloud")),
            (self.while_closed.entry, translate("Settings", "while closed", "an interval, read aloud")),
        )
        self.interval_row.bind(self.while_open.entry, self._on_open)
        self.interval_row.bind(self.while_closed.entry, self._on_closed)
        self.hours.entered.connect(self._on_hours)
        self.days.entered.connect(self._on_days)
        return (self._hours_row, self._days_row, self.interval_row)

    def _on_open(self, text: str) -> bool:
        field = "polling.business_interval_min"
        return self._change_polling(
            self.interval_row,
            lambda polling: replace(polling, business_interval_min=checks.whole_number(text, field, INTERVAL_MIN)),
        )

    def _on_closed(self, text: str) -> bool:
        field = "polling.night_interval_min"
        return self._change_polling(
            self.interval_row,
            lambda polling: replace(polling, night_interval_min=checks.whole_number(text, field, INTERVAL_MIN)),
        )

    def _on_hours(self, hours: Hours) -> None:
        self._change_polling(self._hours_row, lambda polling: replace(polling, business_hours=hours))

    def _on_days(self, days: frozenset[int]) -> None:
        self._change_polling(self._days_row, lambda polling: replace(polling, closed_weekdays=days))

    def _change_polling(self, row: FieldRow, change: Callable[[Polling], Polling]) -> bool:
        return self._change(row, lambda account: replace(account, polling=change(account.polling)))

    def _change(self, row: FieldRow, change: Callable[[Account], Account]) -> bool:
        return self._editor.change_account(row, self._account_id, change)
