"""The dialogs of accounts: add one, enter new keys, remove one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from galla.domain.profiles.model import Profile
from galla.texts import profile_words
from galla.ui.settings.account_form import AccountForm
from galla.ui.settings.asking_dialog import AskingDialog
from galla.ui.settings.dialog import Question
from galla.ui.settings.entries import Switch, TextEntry
from galla.ui.settings.keys_form import KeysForm
from galla.ui.settings.rows import Card, FieldRow, sentence_label

translate = QCoreApplication.translate

_ROWS_OF_LIST = 7
_ROWS_ONCE_CHOSEN = 3
"""What is asked for then needs the room."""


class KeysDialog(AskingDialog):
    """Asks for new keys of an account."""

    submitted = Signal(object)
    """Secrets by name."""

    def __init__(self, name: str, profile: Profile, parent: QWidget) -> None:
        super().__init__(
            translate("Settings", "Keys of {account}").format(account=name),
            translate("Settings", "Ask and save"),
            parent,
        )
        explanation = translate("Settings", "The old keys stay until the supplier has answered with the new ones.")
        self.form = KeysForm(field for field in profile.fields if field.is_secret)
        self.column.addWidget(sentence_label(explanation, "hint"))
        self.column.addWidget(self.form)
        self.finish()

    def check(self) -> bool:
        """Whether every key was entered."""
        return self.form.check()

    def tell(self) -> None:
        """Tells the keys."""
        self.submitted.emit(self.form.secrets)

    def wipe(self) -> None:
        """Forgets them."""
        self.form.wipe()

    def lock(self, locked: bool) -> None:
        """Lets nothing be changed."""
        self.form.setEnabled(not locked)

    @property
    def first_key(self) -> QWidget | None:
        """The first that is asked for."""
        return next(iter(self.form.focus_order()), None)


class AddAccountDialog(AskingDialog):
    """First the supplier, then what it asks for."""

    submitted = Signal(object, object)
    """An Account and its secrets by name."""
    other_wanted = Signal()
    """The supplier is not in the list."""

    def __init__(self, profiles: Mapping[str, Profile], taken: Collection[str], parent: QWidget) -> None:
        """`profiles` by id; `taken` are the ids of the accounts that exist."""
        super().__init__(translate("Settings", "Add an account"), translate("Settings", "Ask and add"), parent)
        self._profiles, self._taken = dict(profiles), frozenset(taken)
        self._chosen = ""
        self.search = TextEntry()
        self.search.setPlaceholderText(translate("Settings", "Search a supplier"))
        self.search.setAccessibleName(translate("Settings", "Search a supplier"))
        self.search.textChanged.connect(self._on_search)
        self.suppliers = QListWidget()
        self.suppliers.setObjectName("suppliers")
        self.suppliers.setAccessibleName(
            translate("Settings", "Suppliers", "heading of settings: the accounts at suppliers")
        )
        self.suppliers.currentItemChanged.connect(self._on_supplier)
        self._nothing_found = QListWidgetItem(translate("Settings", "No supplier of that name is in the list."))
        self.other = QPushButton(translate("Settings", "My supplier is not in the list…"))
        self.other.setAutoDefault(False)
        self.other.clicked.connect(self.other_wanted)
        self._verified = sentence_label(name="hint")
        self._form: AccountForm | None = None
        for widget in (self.search, self.suppliers):
            self.column.addWidget(widget)
        self.column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self._verified)
        self._place_of_form = self.column.count()
        self.finish()
        self._fill()
        self._show_rows(_ROWS_OF_LIST)
        self.search.setFocus()

    @property
    def form(self) -> AccountForm | None:
        """What the chosen supplier asks for; None until one is chosen."""
        return self._form

    def choose(self, profile_id: str) -> None:
        """Chooses the supplier."""
        for index in range(self.suppliers.count()):
            item = self.suppliers.item(index)
            if item.data(Qt.ItemDataRole.UserRole) == profile_id:
                self.suppliers.setCurrentItem(item)

    def check(self) -> bool:
        """Whether an account can be made of what was entered."""
        if self._form is None:
            self.note.say(translate("Settings", "Choose a supplier first."))
            self.search.setFocus()
            return False
        return self._form.check()

    def tell(self) -> None:
        """Tells the account and its keys."""
        assert self._form is not None
        self.submitted.emit(self._form.account, self._form.keys.secrets)

    def wipe(self) -> None:
        """Forgets the keys."""
        if self._form is not None:
            self._form.keys.wipe()

    def lock(self, locked: bool) -> None:
        """Lets nothing be changed."""
        for widget in (self.search, self.suppliers, self.other, self._form):
            if widget is not None:
                widget.setEnabled(not locked)

    @property
    def first_key(self) -> QWidget | None:
        """The first that the supplier asks for."""
        return None if self._form is None else next(iter(self._form.keys.focus_order()), None)

    def _fill(self) -> None:
        for profile_id, profile in sorted(self._profiles.items(), key=lambda item: item[1].name.casefold()):
            text = translate("Settings", "{supplier} – {category}", "a supplier and what it sells").format(
                supplier=profile.name, category=profile_words.category(profile.about.category)
            )
            item = QListWidgetItem(text if profile.about.category else profile.name)
            item.setData(Qt.ItemDataRole.UserRole, profile_id)
            self.suppliers.addItem(item)
        self._nothing_found.setFlags(Qt.ItemFlag.NoItemFlags)
        self.suppliers.addItem(self._nothing_found)
        self._nothing_found.setHidden(True)

    def _on_search(self, text: str) -> None:
        words = text.casefold().split()
        shown = []
        for item in map(self.suppliers.item, range(self.suppliers.row(self._nothing_found))):
            found = all(word in item.text().casefold() for word in words)
            item.setHidden(not found)
            if found:
                shown.append(item)
        self._nothing_found.setHidden(bool(shown))
        if len(shown) == 1:
            self.suppliers.setCurrentItem(shown[0])

    def _on_supplier(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        profile_id = str(item.data(Qt.ItemDataRole.UserRole))
        if profile_id == self._chosen:
            return
        self._chosen = profile_id
        profile = self._profiles[profile_id]
        if self._form is not None:
            self._form.keys.wipe()
            self.column.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = AccountForm(profile_id, profile, self._taken)
        self._verified.setText(profile_words.verified(profile.about.verified))
        self._show_rows(_ROWS_ONCE_CHOSEN)
        self.column.insertWidget(self._place_of_form, self._form)
        self._form.show()  # a layout would do so only once the events are through
        self.note.say("")
        order = (self.suppliers, self.other, *self._form.focus_order(), self.cancel, self.submit)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.suppliers.scrollToItem(item)

    def _show_rows(self, count: int) -> None:
        """Whole rows: half of one looks like a fault."""
        self.suppliers.ensurePolished()  # the style sheet has its say on how high a row is
        self.suppliers.setFixedHeight(self.suppliers.sizeHintForRow(0) * count + 2 * self.suppliers.frameWidth())


class RemoveAccountQuestion(Question):
    """Asks whether the account is to go, and whether with its history."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(
            translate("Settings", "Remove “{account}”?").format(account=name),
            translate("Settings", "It is no longer asked for, and its keys are deleted from the keyring."),
            translate("Settings", "Remove", "a button"),
            parent,
        )
        self._switch = Switch()
        row = FieldRow(
            "history",
            translate("Settings", "Delete its history too"),
            self._switch,
            translate(
                "Settings", "Readings, spend and alerts. That cannot be undone; daily copies keep it for some days."
            ),
        )
        card = Card()
        card.add(row)
        self.column.insertWidget(self.column.count() - 2, card)

    @property
    def with_history(self) -> bool:
        """Whether the owner wants its history deleted."""
        return self._switch.isChecked()
