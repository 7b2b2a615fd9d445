"""What each account has for itself: thresholds, and how a payment reaches its supplier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import LeadTime, TopUp
from galla.domain.alert_settings_rules import LEAD_DAYS, LEAD_HOURS
from galla.domain.settings import Account
from galla.ui.settings import checks
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Choice, TextEntry
from galla.ui.settings.numbers import typed_number
from galla.ui.settings.parts import UnitEntry, WeekdaysEntry
from galla.ui.settings.rows import Card, FieldRow, Section, beside
from galla.ui.settings.state import NO_FACTS, SettingsView
from galla.ui.settings.threshold_row import ThresholdRow

translate = QCoreApplication.translate


class AccountSection(Section):
    """Shows one account; where there are several, which one is to be chosen."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(translate("Settings", "Account", "heading of settings"))
        self._editor = editor
        self._view: SettingsView | None = None
        self._account_id = ""
        self._chooser: Choice[str] = Choice()
        self._chooser.setAccessibleName(translate("Settings", "Account", "which one the settings below are of"))
        self._chooser.setMaximumWidth(320)
        self._chooser.chosen.connect(self.choose_account)
        self.add_to_heading(self._chooser)
        self._threshold = ThresholdRow(editor)
        self._runway = UnitEntry(translate("Settings", "days", "behind a number"))
        self._hours = UnitEntry(translate("Settings", "h", "hours, behind a number"), 4)
        self._working_days = UnitEntry(translate("Settings", "working days", "behind a number"), 4)
        self._weekend = WeekdaysEntry()
        self._page = TextEntry()
        card = Card()
        card.add(self._threshold, *self._build_rows())
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        """Shows the chosen account, or the first one; nothing where there is none."""
        self._view = view
        accounts = self._editor.accounts
        self.setVisible(bool(accounts))
        if not any(account.id == self._account_id for account in accounts):
            self._account_id = accounts[0].id if accounts else ""
        self._chooser.offer([(account.id, account.name) for account in accounts])
        if self._account_id:
            self._chooser.show_value(self._account_id)
        self._chooser.setVisible(len(accounts) > 1)
        account = self._editor.account(self._account_id)
        if account is not None:
            self._show_account(account, view)

    def choose_account(self, account_id: str) -> None:
        """Shows that account; what was typed for another and not accepted is forgotten."""
        self._account_id = account_id
        for row in self.findChildren(FieldRow):
            row.clear_refusal()
        for entry in self.findChildren(TextEntry):
            entry.forget()
        if self._view is not None:
            self.show_view(self._view)

    def _build_rows(self) -> tuple[FieldRow, ...]:
        self._runway_row = FieldRow(
            "thresholds.runway_days",
            translate("Settings", "Warn when the money lasts for less than"),
            self._runway,
            translate("Settings", "Or earlier, when a payment must be sent within a day."),
        )
        self._runway_row.name_entries((self._runway.entry, self._runway.unit))
        self._lead_row = FieldRow(
            "top_up.lead_time",
            translate("Settings", "A payment arrives after"),
            beside(self._hours, self._working_days, spacing=12),
            translate("Settings", "Hours on the clock, and then working days of the bank."),
        )
        self._lead_row.name_entries(
            (self._hours.entry, translate("Settings", "hours", "a unit, read aloud")),
            (self._working_days.entry, self._working_days.unit),
        )
        self._weekend_row = FieldRow(
            "top_up.bank_weekend",
            translate("Settings", "The bank rests on"),
            self._weekend,
            translate("Settings", "Counts where a payment takes working days."),
        )
        self._weekend_row.name_entries(*self._weekend.named())
        self._page_row = FieldRow(
            "top_up.page",
            translate("Settings", "Page for topping up"),
            self._page,
            translate("Settings", "Opened by “Top up”. Empty: the page that the supplier profile names."),
            below=True,
        )
        self._connect()
        return (self._runway_row, self._lead_row, self._weekend_row, self._page_row)

    def _connect(self) -> None:
        self._runway_row.bind(self._runway.entry, self._on_runway)
        self._lead_row.bind(self._hours.entry, self._on_hours)
        self._lead_row.bind(self._working_days.entry, self._on_working_days)
        self._weekend.entered.connect(self._on_weekend)
        self._page_row.bind(self._page, self._on_page)

    def _show_account(self, account: Account, view: SettingsView) -> None:
        top_up = account.top_up
        self._threshold.show_account(account, view.currency(account.id))
        self._runway.entry.show_value(typed_number(account.thresholds.runway_days))
        self._hours.entry.show_value(str(top_up.lead_time.hours))
        self._working_days.entry.show_value(str(top_up.lead_time.working_days))
        self._weekend.show_value(top_up.bank_weekend)
        self._weekend_row.setEnabled(top_up.lead_time.working_days > 0)
        self._page.show_value(top_up.page or "")
        self._page.setPlaceholderText(view.facts.get(account.id, NO_FACTS).top_up_page or "https://")

    def _on_runway(self, text: str) -> bool:
        def change(account: Account) -> Account:
            days = checks.days(text, self._runway_row.field)
            return replace(account, thresholds=replace(account.thresholds, runway_days=days))

        return self._editor.change_account(self._runway_row, self._account_id, change)

    def _on_hours(self, text: str) -> bool:
        return self._change_lead_time(
            lambda lead: replace(lead, hours=checks.whole_number(text, "top_up.lead_time", LEAD_HOURS))
        )

    def _on_working_days(self, text: str) -> bool:
        return self._change_lead_time(
            lambda lead: replace(lead, working_days=checks.whole_number(text, "top_up.lead_time", LEAD_DAYS))
        )

    def _on_weekend(self, days: frozenset[int]) -> None:
        self._change_top_up(self._weekend_row, lambda top_up: replace(top_up, bank_weekend=days))

    def _on_page(self, text: str) -> bool:
        return self._change_top_up(self._page_row, lambda top_up: replace(top_up, page=text.strip() or None))

    def _change_lead_time(self, change: Callable[[LeadTime], LeadTime]) -> bool:
        return self._change_top_up(self._lead_row, lambda top_up: replace(top_up, lead_time=change(top_up.lead_time)))

    def _change_top_up(self, row: FieldRow, change: Callable[[TopUp], TopUp]) -> bool:
        return self._editor.change_account(
            row, self._account_id, lambda account: replace(account, top_up=change(account.top_up))
        )
