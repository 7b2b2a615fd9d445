"""The page of accounts: which suppliers are watched, and how."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from galla.ui.in_turns import InTurns
from galla.ui.settings.account_card import AccountCard
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.page import SettingsPage
from galla.ui.settings.rows import Section, sentence_label
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate

NAME = "accounts"
SHOWN_AT_ONCE = 6
"""As many brief cards are in sight; the others follow when the screen has been painted."""
SHOWN_A_TURN = 4
SHOWN_IN_FULL = 3
"""Of more accounts only what they are called and how they are, until one is looked into."""


class AccountsPage(SettingsPage):
    """A card for each account."""

    test_requested = Signal(str)
    keys_wanted = Signal(str)
    removal_wanted = Signal(str)
    addition_wanted = Signal()

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(NAME, translate("Settings", "Accounts", "a page of settings"), (self._build_list,))
        self._editor = editor
        self._list: AccountListSection | None = None

    def card(self, account_id: str) -> AccountCard | None:
        """The card of the account, or None."""
        return None if self._list is None else self._list.card(account_id)

    def go_to(self, account_id: str) -> None:
        """Scrolls to the account and gives it the focus, once a new one has got its place."""
        QTimer.singleShot(0, self, lambda: self._go_to(account_id))

    def _go_to(self, account_id: str) -> None:
        card = self.card(account_id)
        if card is not None:
            card.take_focus()
            self.ensureWidgetVisible(card)

    def _build_list(self) -> Section:
        self._list = AccountListSection(self._editor)
        self._list.card_built.connect(self._connect_card)
        self._list.addition_wanted.connect(self.addition_wanted)
        return self._list

    def _connect_card(self, card: AccountCard) -> None:
        card.test_requested.connect(self.test_requested)
        card.keys_wanted.connect(self.keys_wanted)
        card.removal_wanted.connect(self.removal_wanted)


class AccountListSection(Section):
    """All accounts, in the order of the file; their cards are built one after the other."""

    card_built = Signal(object)
    """An AccountCard."""
    addition_wanted = Signal()

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            translate("Settings", "Suppliers", "heading of settings: the accounts at suppliers"),
            translate("Settings", "Each is asked on its own; the icon shows the one that needs you first."),
        )
        self._editor = editor
        self._cards: dict[str, AccountCard] = {}
        self._view: SettingsView | None = None
        self._out_of_sight = InTurns(self, SHOWN_A_TURN, self._show_more)
        self._built: AccountCard | None = None
        """The card that was built last."""
        self._add = QPushButton(translate("Settings", "Add an account…"))
        self._add.clicked.connect(self.addition_wanted)
        self._none = sentence_label(
            translate("Settings", "No account yet. Add one: you need the key of your supplier's interface."), "empty"
        )
        self._list = QWidget()
        self._column_of_cards = QVBoxLayout(self._list)
        self._column_of_cards.setContentsMargins(0, 0, 0, 0)
        self._column_of_cards.setSpacing(12)
        self.add_to_heading(self._add)
        self.add(self._none)
        self.add(self._list)

    @property
    def is_complete(self) -> bool:
        """Whether every account has its card."""
        return all(account.id in self._cards for account in self._editor.accounts)

    def build_next(self) -> None:
        """Builds the card of one account more."""
        accounts = self._editor.accounts
        for place, account in enumerate(accounts):
            if account.id not in self._cards:
                card = AccountCard(account.id, self._editor, brief=len(accounts) > SHOWN_IN_FULL)
                self._cards[account.id] = self._built = card
                self._column_of_cards.insertWidget(place, card)
                self.card_built.emit(card)
                return

    def show_step(self, view: SettingsView) -> None:
        """Only the card that was built: all of fifty, fifty times, would take seconds."""
        account = None if self._built is None else self._editor.account(self._built.account_id)
        if self._built is not None and account is not None:
            self._built.show_account(account, view)

    def show_view(self, view: SettingsView) -> None:
        """Shows the accounts as they are set; new ones are still to be built."""
        accounts = self._editor.accounts
        for gone in self._cards.keys() - {account.id for account in accounts}:
            card = self._cards.pop(gone)
            self._column_of_cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, account in enumerate(account for account in accounts if account.id in self._cards):
            card = self._cards[account.id]
            card.set_brief(len(accounts) > SHOWN_IN_FULL)
            if self._column_of_cards.indexOf(card) != place:
                self._column_of_cards.insertWidget(place, card)
            if place < SHOWN_AT_ONCE:
                card.show_account(account, view)
        self._view = view
        self._out_of_sight.start([account.id for account in accounts if account.id in self._cards][SHOWN_AT_ONCE:])
        self._none.setVisible(not accounts)
        self._list.setVisible(bool(accounts))

    def _show_more(self, account_ids: Sequence[str]) -> None:
        for account_id in account_ids:
            card, account = self._cards.get(account_id), self._editor.account(account_id)
            if card is not None and account is not None and self._view is not None:
                card.show_account(account, self._view)

    def card(self, account_id: str) -> AccountCard | None:
        """The card of the account, or None."""
        return self._cards.get(account_id)
