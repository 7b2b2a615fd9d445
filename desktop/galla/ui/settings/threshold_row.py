"""Under which balance an account is worth a warning: an amount, hours of usual spend, or the currency's default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from galla.domain.health import DEFAULT_HOURS, default_threshold_amount
from galla.domain.money import Money
from galla.domain.settings import Account, Thresholds
from galla.texts import locale_format as fmt
from galla.ui.settings import checks
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Choice
from galla.ui.settings.parts import UnitEntry
from galla.ui.settings.rows import FieldRow, beside

translate = QCoreApplication.translate

_FIELD = "thresholds.balance"


class Measure(StrEnum):
    """What a threshold is given in."""

    DEFAULT = "default"
    AMOUNT = "amount"
    HOURS = "hours"


class ThresholdRow(FieldRow):
    """The money threshold of one account."""

    def __init__(self, editor: SettingsEditor) -> None:
        measure: Choice[Measure] = Choice([(measure, measure_name(measure)) for measure in Measure])
        number = UnitEntry(characters=9)
        super().__init__(_FIELD, translate("Settings", "Warn when the balance is under"), beside(measure, number))
        self._editor = editor
        self._account_id = ""
        self._currency: str | None = None
        self._awaits_amount = False
        self._measure, self._number = measure, number
        self.name_entries(
            (measure, translate("Settings", "given as", "read aloud: a threshold, given as an amount or hours")),
            (number.entry, translate("Settings", "number", "read aloud")),
        )
        measure.chosen.connect(self._on_measure)
        self.bind(number.entry, self._on_number)
        number.entry.taken_back.connect(self._on_taken_back)

    def show_account(self, account: Account, currency: str | None) -> None:
        """Shows the threshold of `account`, whose balance is in `currency` (None: not known yet)."""
        if account.id != self._account_id:
            self._awaits_amount = False
        self._account_id, self._currency = account.id, currency
        measure = Measure.AMOUNT if self._awaits_amount else _measure_of(account.thresholds)
        self._measure.show_value(measure)
        self._number.setVisible(measure is not Measure.DEFAULT)
        self._number.set_unit(
            translate("Settings", "h", "hours, behind a number") if measure is Measure.HOURS else currency or ""
        )
        self._number.entry.show_value("" if self._awaits_amount else self._shown(account.thresholds))
        if not self._number.entry.isModified():
            self.set_hint(_hint(measure, currency))

    @property
    def has_no_usual_amount(self) -> bool:
        """Whether nothing is compared until an amount is set, or a day of spend was seen."""
        return self._currency is None or default_threshold_amount(self._currency) is None

    def propose(self, amount: Money) -> None:
        """Writes `amount` for the owner where nothing else is set; it counts once he accepts it."""
        self._awaits_amount = True
        self._show_again()
        self._number.entry.propose(fmt.amount(amount))
        self.set_hint(translate("Settings", "A suggestion, by what is there now."))

    def finish(self) -> bool:
        """Accepts what is written; False where it is refused."""
        self._number.entry.finish()
        return not self.refusal

    def _shown(self, thresholds: Thresholds) -> str:
        if thresholds.balance is not None:
            if self._currency is None:
                return f"{thresholds.balance:f}"
            return fmt.amount(Money(thresholds.balance, self._currency))
        return "" if thresholds.balance_hours is None else str(thresholds.balance_hours)

    def _on_measure(self, measure: Measure) -> None:
        self._number.entry.forget()
        self.clear_refusal()
        default = None if self._currency is None else default_threshold_amount(self._currency)
        self._awaits_amount = measure is Measure.AMOUNT and default is None
        if self._awaits_amount:
            self._show_again()
            self._number.entry.setFocus()
        elif measure is Measure.AMOUNT:
            self._set(lambda: (default, None))
        else:
            self._set(lambda: (None, DEFAULT_HOURS if measure is Measure.HOURS else None))

    def _on_number(self, text: str) -> bool:
        if self._measure.value is Measure.HOURS:
            return self._set(lambda: (None, checks.hours_of_spend(text, _FIELD)))
        return self._set(lambda: (checks.amount(text, _FIELD), None))

    def _set(self, make: Callable[[], tuple[Decimal | None, int | None]]) -> bool:
        """Sets amount and hours as `make` gives them; False where they were refused."""

        def change(account: Account) -> Account:
            balance, hours = make()
            self._awaits_amount = False
            return replace(account, thresholds=replace(account.thresholds, balance=balance, balance_hours=hours))

        return self._editor.change_account(self, self._account_id, change)

    def _on_taken_back(self) -> None:
        self._awaits_amount = False
        self._show_again()

    def _show_again(self) -> None:
        account = self._editor.account(self._account_id)
        if account is not None:
            self.show_account(account, self._currency)


def measure_name(measure: Measure) -> str:
    """What a threshold is given in, in words."""
    match measure:
        case Measure.DEFAULT:
            return translate("Settings", "the usual amount", "of a threshold: Galla's own choice")
        case Measure.AMOUNT:
            return translate("Settings", "an amount", "of a threshold")
        case Measure.HOURS:
            return translate("Settings", "hours of usual spend", "of a threshold")


def _measure_of(thresholds: Thresholds) -> Measure:
    if thresholds.balance is not None:
        return Measure.AMOUNT
    return Measure.DEFAULT if thresholds.balance_hours is None else Measure.HOURS


def _hint(measure: Measure, currency: str | None) -> str:
    match measure:
        case Measure.AMOUNT:
            return ""
        case Measure.HOURS:
            return translate("Settings", "What is usually spent in so many hours: it follows your trade.")
        case Measure.DEFAULT:
            default = None if currency is None else default_threshold_amount(currency)
            if currency is None or default is None:
                return translate("Settings", "{duration} of usual spend, once Galla has seen a day of it.").format(
                    duration=fmt.duration(timedelta(hours=DEFAULT_HOURS))
                )
            return translate("Settings", "{amount}, unless you choose something else.").format(
                amount=fmt.money(Money(default, currency))
            )
