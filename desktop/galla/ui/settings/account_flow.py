"""The ways in which accounts come, change and go: which dialog is open, and what is told when it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from galla.domain.money import Money
from galla.domain.profiles.model import Profile
from galla.domain.settings import Account
from galla.ui.settings.account_dialogs import AddAccountDialog, KeysDialog, RemoveAccountQuestion
from galla.ui.settings.accounts_page import AccountsPage
from galla.ui.settings.asking_dialog import AskingDialog
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.first_warning_dialog import FirstWarningDialog
from galla.ui.settings.other_dialog import OtherSupplierDialog
from galla.ui.settings.state import NO_FACTS, AccountFacts


@dataclass(frozen=True, slots=True)
class _Answered:
    """The account to go to and what to say there, once it is on the page."""

    account_id: str
    sentence: str
    balance: Money | None
    is_new: bool


class AccountFlow(QObject):
    """Opens the dialogs of the page of accounts, one at a time, and gives them their answers."""

    add_requested = Signal(object, object)
    other_requested = Signal(object, object, object)
    keys_changed = Signal(str, object)
    remove_requested = Signal(str, bool)
    start_at_login_changed = Signal(bool)
    failed = Signal(str)
    """A sentence, where the dialog that asked is closed already."""

    def __init__(self, window: QWidget, page: AccountsPage, editor: SettingsEditor) -> None:
        super().__init__(window)
        self._window, self._page, self._editor = window, page, editor
        self._profiles: Mapping[str, Profile] = {}
        self._facts: Mapping[str, AccountFacts] = {}
        self._dialog: QDialog | None = None
        self._starts_at_login: bool | None = None
        self._answered: _Answered | None = None
        page.addition_wanted.connect(self.add)
        page.keys_wanted.connect(self._on_keys)
        page.removal_wanted.connect(self._on_removal)

    def offer(self, profiles: Mapping[str, Profile]) -> None:
        """The suppliers that can be chosen, by id."""
        self._profiles = profiles

    def know(self, facts: Mapping[str, AccountFacts], starts_at_login: bool | None) -> None:
        """What is known of the accounts, and whether Galla starts by itself."""
        self._facts, self._starts_at_login = facts, starts_at_login
        if isinstance(self._dialog, FirstWarningDialog):
            self._dialog.show_start(starts_at_login)

    def add(self) -> None:
        """Asks for a further account; what was entered already stays."""
        if isinstance(self._dialog, AddAccountDialog):
            self._dialog.raise_()
            self._dialog.activateWindow()
            return
        dialog = AddAccountDialog(self._profiles, {account.id for account in self._editor.accounts}, self._window)
        dialog.submitted.connect(self.add_requested)
        dialog.other_wanted.connect(self._on_other)
        self._open(dialog)

    def _on_other(self) -> None:
        taken = {account.id for account in self._editor.accounts}
        dialog = OtherSupplierDialog(taken, self._profiles.keys(), self._window)
        dialog.submitted.connect(self.other_requested)
        self._open(dialog)

    def show_answer(self, account_id: str, sentence: str, *, done: bool, balance: Money | None) -> None:
        """What came of adding an account, or of its new keys."""
        dialog = self._dialog
        is_new = isinstance(dialog, AddAccountDialog | OtherSupplierDialog)
        if isinstance(dialog, AskingDialog) and dialog.is_asking:
            dialog.show_outcome(sentence, done=done)
        elif not done:
            self.failed.emit(sentence)
        if done:
            self._answered = _Answered(account_id, sentence, balance, is_new)
            self.show_fresh()

    def show_fresh(self) -> None:
        """Goes to an account that has just answered, once it is on the page; asks of a new one when to warn."""
        answered = self._answered
        if answered is None:
            return
        card, account = self._page.card(answered.account_id), self._editor.account(answered.account_id)
        if card is not None and account is not None:
            self._answered = None
            self._page.go_to(account.id)
            card.show_outcome(answered.sentence, good=True)
            if answered.is_new:
                self._ask_when_to_warn(account, answered)

    def _ask_when_to_warn(self, account: Account, answered: _Answered) -> None:
        dialog = FirstWarningDialog(self._editor, account, answered.balance, self._window)
        dialog.show_outcome(answered.sentence, self._starts_at_login)
        dialog.start_at_login_changed.connect(self.start_at_login_changed)
        self._open(dialog)

    def close(self) -> None:
        """Closes what is open; keys that were entered are forgotten."""
        self._answered = None
        self._close_dialog()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _on_keys(self, account_id: str) -> None:
        account, profile = self._editor.account(account_id), self._facts.get(account_id, NO_FACTS).profile
        if account is None or profile is None:
            return
        dialog = KeysDialog(account.name, profile, self._window)
        dialog.submitted.connect(lambda secrets: self.keys_changed.emit(account_id, secrets))
        self._open(dialog)

    def _on_removal(self, account_id: str) -> None:
        account: Account | None = self._editor.account(account_id)
        if account is not None:
            question = RemoveAccountQuestion(account.name, self._window)
            question.accepted.connect(lambda: self.remove_requested.emit(account_id, question.with_history))
            self._open(question)

    def _open(self, dialog: QDialog) -> None:
        self._close_dialog()
        self._dialog = dialog
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_finished(self) -> None:
        self._dialog = None
