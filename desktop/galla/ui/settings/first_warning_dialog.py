"""What follows a new account: when to warn of it, and whether Galla starts by itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from galla.domain.money import Money
from galla.domain.settings import Account
from galla.domain.threshold_suggestion import suggested_threshold
from galla.ui.settings.dialog import FittingDialog
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.rows import Card, sentence_label
from galla.ui.settings.start_section import StartRow
from galla.ui.settings.threshold_row import ThresholdRow

translate = QCoreApplication.translate


class FirstWarningDialog(FittingDialog):
    """The account is kept and watched already: whoever closes this has lost nothing."""

    start_at_login_changed = Signal(bool)

    def __init__(self, editor: SettingsEditor, account: Account, balance: Money | None, parent: QWidget) -> None:
        """`balance` is what the supplier answered."""
        super().__init__(translate("Settings", "{account} is watched now").format(account=account.name), 580, parent)
        self._editor, self._account_id = editor, account.id
        self._currency = account.currency if balance is None else balance.currency
        self._outcome = sentence_label()
        self.threshold = ThresholdRow(editor)
        self.start = StartRow()
        self.start.switch.switched.connect(self.start_at_login_changed)
        card = Card()
        card.add(self.threshold, self.start)
        self.done_button = QPushButton(translate("Settings", "Done", "a button"))
        self.done_button.setObjectName("primary")
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self.accept)
        self.column.addWidget(self._outcome)
        self.column.addWidget(card)
        self.add_buttons(self.done_button)
        editor.shown_again.connect(self._show_account)
        self._show_account()
        self._propose(account, balance)
        self.done_button.setFocus()

    def show_outcome(self, sentence: str, starts_at_login: bool | None) -> None:
        """Says what the supplier answered; asks for the start only where it is off and can be switched on."""
        self._outcome.setText(sentence)
        self.start.setVisible(starts_at_login is False)

    def show_start(self, starts_at_login: bool | None) -> None:
        """Shows what came of the switch."""
        self.start.switch.show_value(bool(starts_at_login))

    def accept(self) -> None:
        """Stays where the threshold cannot be."""
        if self.threshold.finish():
            super().accept()

    def _show_account(self) -> None:
        account = self._editor.account(self._account_id)
        if account is not None:
            self.threshold.show_account(account, self._currency)

    def _propose(self, account: Account, balance: Money | None) -> None:
        """Only where nothing would warn before a day of spend was seen."""
        suggested = None if balance is None else suggested_threshold(balance)
        is_set = account.thresholds.balance is not None or account.thresholds.balance_hours is not None
        if suggested is not None and not is_set and self.threshold.has_no_usual_amount:
            self.threshold.propose(suggested)
