"""What is rarely changed of an account: its address, currency, time zone, and what counts as empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, Qt, QTimeZone
from PySide6.QtWidgets import QCompleter

from galla.domain.errors import SettingsReason
from galla.domain.money import Money
from galla.domain.profiles.model import Field, Profile
from galla.domain.profiles.requests import BUILT_IN
from galla.domain.setting_values import Place
from galla.domain.settings import Account
from galla.texts import locale_format as fmt
from galla.texts import profile_words
from galla.ui.settings import checks
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import ClockEntry, TextEntry
from galla.ui.settings.parts import UnitEntry
from galla.ui.settings.rows import FieldRow, RowColumn
from galla.ui.settings.state import NO_FACTS, SettingsView

translate = QCoreApplication.translate


class AccountDetails(RowColumn):
    """Rows of a card; built when they are first asked for."""

    def __init__(self, account_id: str, profile: Profile | None, editor: SettingsEditor) -> None:
        super().__init__()
        self._account_id, self.profile, self._editor = account_id, profile, editor
        fields = () if profile is None else profile.fields
        known = {field.name: field for field in fields}
        self.address, self.currency, self.zone = TextEntry(), TextEntry(), TextEntry()
        self.reserve, self.day_start = UnitEntry(characters=9), ClockEntry()
        self.texts: dict[str, TextEntry] = {}
        self._add_address(known.get("base_url", Field("base_url", is_secret=False)))
        self._add_currency(known.get("currency", Field("currency", is_secret=False)))
        for field in fields:
            if not field.is_secret and field.name not in BUILT_IN:
                self._add_text(field)
        self._add_clock()
        self._add_reserve()

    def show_account(self, account: Account, view: SettingsView) -> None:
        """Shows `account` as it is set."""
        currency = account.currency or view.currency(account.id)  # what was just typed is not in the view yet
        entered = dict(account.fields)
        self.address.show_value(account.base_url)
        self.currency.show_value(account.currency or "")
        self.currency.setPlaceholderText(view.facts.get(account.id, NO_FACTS).currency or "")
        for name, entry in self.texts.items():
            entry.show_value(entered.get(name, ""))
        self.zone.show_value(account.timezone)
        self.day_start.show_value(account.day_start)
        reserve = account.reserve
        self.reserve.entry.show_value(f"{reserve:f}" if currency is None else fmt.amount(Money(reserve, currency)))
        self.reserve.set_unit(currency or "")

    def _add_address(self, field: Field) -> None:
        row = FieldRow(
            "base_url",
            profile_words.field_label(field),
            self.address,
            translate("Settings", "Another address, or another account there, begins a new history."),
            below=True,
        )
        row.bind(self.address, self._taker(row, lambda text: lambda account: replace(account, base_url=text)))
        self.add(row)

    def _add_currency(self, field: Field) -> None:
        self.currency.setMaximumWidth(self.currency.fontMetrics().averageCharWidth() * 8 + 26)
        needed = self.profile is not None and self.profile.needs_currency
        hint = (
            translate("Settings", "Of the balance, such as USD: the supplier does not say it.")
            if needed
            else translate("Settings", "The supplier says it; enter one only to be sure that it stays the same.")
        )
        row = FieldRow("currency", profile_words.field_label(field), self.currency, hint)

        def take(text: str) -> bool:
            def change(account: Account) -> Account:
                if needed and not text:
                    raise _of("currency").error(SettingsReason.CURRENCY_REQUIRED)
                return replace(account, currency=text or None)

            return self._editor.change_account(row, self._account_id, change)

        row.bind(self.currency, lambda text: take(text.strip()))
        self.add(row)

    def _add_text(self, field: Field) -> None:
        entry = self.texts[field.name] = TextEntry()
        entry.setPlaceholderText(field.default or field.example)
        name = f"fields.{field.name}"
        row = FieldRow(name, profile_words.field_label(field), entry, profile_words.chosen(field.where), below=True)

        def take(text: str) -> bool:
            def change(account: Account) -> Account:
                if not text and not field.default:
                    raise _of(name).error(SettingsReason.MISSING_FIELD)
                others = tuple((key, value) for key, value in account.fields if key != field.name)
                return replace(account, fields=(*others, (field.name, text)) if text else others)

            return self._editor.change_account(row, self._account_id, change)

        row.bind(entry, lambda text: take(text.strip()))
        self.add(row)

    def _add_clock(self) -> None:
        completer = QCompleter(list(_zones()), self.zone)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.setCompleter(completer)
        self.zone.setMinimumWidth(220)
        zone = FieldRow(
            "timezone",
            translate("Settings", "Time zone"),
            self.zone,
            translate("Settings", "Of business hours, days, and of times that the supplier gives without one."),
        )
        zone.bind(self.zone, self._taker(zone, lambda text: lambda account: replace(account, timezone=text)))
        self.day_start.setFixedWidth(self.day_start.fontMetrics().horizontalAdvance("00:00") + 26)
        self._day_row = FieldRow(
            "day_start",
            translate("Settings", "A day begins at", "followed by a time of day"),
            self.day_start,
            translate("Settings", "For what was spent in a day, and the daily close."),
        )
        self.day_start.entered.connect(self._on_day_start)
        self.add(zone)
        self.add(self._day_row)

    def _add_reserve(self) -> None:
        row = FieldRow(
            "reserve",
            translate("Settings", "Empty at", "followed by an amount of money"),
            self.reserve,
            translate("Settings", "What the supplier keeps back, such as a deposit: orders fail when only it is left."),
        )
        row.name_entries(self.reserve.entry)
        row.bind(
            self.reserve.entry,
            self._taker(row, lambda text: lambda account: replace(account, reserve=checks.amount(text, "reserve"))),
        )
        self.add(row)

    def _taker(self, row: FieldRow, make: Callable[[str], Callable[[Account], Account]]) -> Callable[[str], bool]:
        return lambda text: self._editor.change_account(row, self._account_id, make(text.strip()))

    def _on_day_start(self, at: time) -> None:
        self._editor.change_account(self._day_row, self._account_id, lambda account: replace(account, day_start=at))


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    """Qt's own list: the standard library's takes 90 ms."""
    names = (bytes(name.data()).decode() for name in QTimeZone.availableTimeZoneIds())
    return tuple(name for name in names if "/" in name or name == "UTC")


def _of(field: str) -> Place:
    return Place(field, lambda: None)
