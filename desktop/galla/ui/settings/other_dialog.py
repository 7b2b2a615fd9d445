"""A supplier that has no profile: the owner pastes an example answer and clicks the balance in it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from galla.domain.errors import SettingsError, SupplierError
from galla.domain.json_pointer import Pointer
from galla.domain.profiles.document import parse
from galla.domain.profiles.examples import read_answer
from galla.domain.profiles.making import KeyPlace, Pointed, Sketch, base_url_of, guess, is_number, table_of
from galla.domain.profiles.model import Field, Profile
from galla.domain.profiles.parsing import parse_profile
from galla.domain.profiles.requests import AnswerFormat
from galla.domain.readings import Reading
from galla.domain.settings import Account
from galla.domain.settings_rules import check_account
from galla.texts import locale_format, problems
from galla.texts.language import system_timezone
from galla.ui.settings.answer_tree import AnswerTree
from galla.ui.settings.asking_dialog import AskingDialog
from galla.ui.settings.channel_ids import slug_of
from galla.ui.settings.entries import Choice, Switch, TextEntry
from galla.ui.settings.keys_form import KeysForm
from galla.ui.settings.rows import Card, FieldRow, sentence_label

translate = QCoreApplication.translate

_AMOUNT, _CURRENCY = "amount", "currency"
_EXAMPLES = {KeyPlace.HEADER: "X-Api-Key", KeyPlace.QUERY: "api_key"}
_KEYS = {KeyPlace.BASIC: ("username", "password")}


class OtherSupplierDialog(AskingDialog):
    """Left what is asked and how, right what is answered."""

    submitted = Signal(object, object, object)
    """An Account, the profile as a table, and secrets by name."""

    def __init__(self, taken: Collection[str], profiles: Collection[str], parent: QWidget) -> None:
        """`taken` are the ids of accounts, `profiles` those of the profiles that exist."""
        super().__init__(translate("Settings", "Another supplier"), translate("Settings", "Ask and add"), parent)
        self.setMinimumWidth(900)
        self._taken, self._profiles = frozenset(taken), frozenset(profiles)
        self._document: object = None
        self._pointed = Pointed()
        self.name, self.url, self.key_name, self.currency = TextEntry(), TextEntry(), TextEntry(), TextEntry()
        self.url.setPlaceholderText("https://")
        self.key_place: Choice[KeyPlace] = Choice(
            [
                (KeyPlace.BEARER, translate("Settings", "as a bearer token", "how a key is sent")),
                (KeyPlace.HEADER, translate("Settings", "in a header of its own", "how a key is sent")),
                (KeyPlace.QUERY, translate("Settings", "in the address", "how a key is sent")),
                (KeyPlace.BASIC, translate("Settings", "as user name and password", "how a key is sent")),
            ]
        )
        self.key_place.chosen.connect(self._on_key_place)
        self.hundredths = Switch()
        self.hundredths.switched.connect(self._show_reading)
        self.answer = QPlainTextEdit()
        self.answer.setAccessibleName(translate("Settings", "Example answer"))
        self.answer.setPlaceholderText(translate("Settings", "Paste an answer from the supplier's documentation here."))
        self.answer.setFixedHeight(self.fontMetrics().height() * 6)
        self.answer.textChanged.connect(self._on_answer)
        self.tree = AnswerTree()
        self.tree.setFixedHeight(self.fontMetrics().height() * 11)
        self.tree.value_chosen.connect(self._on_value)
        self.meant: Choice[str] = Choice(
            [
                (_AMOUNT, translate("Settings", "is the balance", "what is clicked")),
                (_CURRENCY, translate("Settings", "is the currency", "what is clicked")),
            ]
        )
        self.reads = sentence_label(name="hint")
        self.rows = self._build_rows()
        self.keys = KeysForm([Field("api_key")])
        self._how = Card()
        self._left = QVBoxLayout()
        self._body = QWidget()
        self._lay_out()
        self.finish()
        self.currency.textChanged.connect(self._show_reading)
        self._on_key_place(KeyPlace.BEARER)
        self.name.setFocus()

    def check(self) -> bool:
        """Whether a profile and an account can be made; says beside a field what is wrong."""
        for row in self.rows.values():
            row.clear_refusal()
        if not self.name.text().strip():
            return self._refuse("name", translate("Settings", "Enter it."))
        if self._pointed.amount is None:
            return self._say(translate("Settings", "Paste an example answer and click the balance in it."))
        try:
            profile = self._profile()
            account = self._account()
        except SettingsError as error:
            return self._refuse(error.problem.fact("field"), problems.sentence(error.problem))
        if profile.needs_currency and account.currency is None:
            return self._refuse("currency", translate("Settings", "Enter it."))
        return self.keys.check()

    def tell(self) -> None:
        """Tells account, profile and keys."""
        self.submitted.emit(self._account(), table_of(self._sketch(), self._document), self.keys.secrets)

    def wipe(self) -> None:
        """Forgets the keys."""
        self.keys.wipe()

    def lock(self, locked: bool) -> None:
        """Lets nothing be changed."""
        self._body.setEnabled(not locked)

    @property
    def first_key(self) -> QWidget | None:
        """The first of those that the way to send them needs."""
        return next(iter(self.keys.focus_order()), None)

    def _sketch(self) -> Sketch:
        place = self.key_place.value or KeyPlace.BEARER
        return Sketch(
            name=self.name.text().strip() or "?",
            url=self.url.text().strip(),
            key_place=place,
            key_name=self.key_name.text().strip(),
            pointed=self._pointed,
            in_hundredths=self.hundredths.isChecked(),
        )

    def _profile(self) -> Profile:
        return parse_profile(table_of(self._sketch(), self._document), self.name.text().strip())

    def _account(self) -> Account:
        name, currency = self.name.text().strip(), self.currency.text().strip()
        return check_account(
            Account(
                id=slug_of(name, self._taken, "account"),
                name=name,
                base_url=base_url_of(self.url.text()),
                profile=slug_of(name, self._profiles, "my-supplier"),
                currency=currency or None,
                timezone=system_timezone(),
            )
        )

    def _on_key_place(self, place: KeyPlace) -> None:
        named = place in {KeyPlace.HEADER, KeyPlace.QUERY}
        self._how.show_row(self.rows["key_name"], named)
        self.key_name.setPlaceholderText(_EXAMPLES.get(place, ""))
        at = self._left.indexOf(self.keys)
        self.keys.wipe()
        self._left.removeWidget(self.keys)
        self.keys.hide()
        self.keys.deleteLater()
        self.keys = KeysForm(Field(name) for name in _KEYS.get(place, ("api_key",)))
        self._left.insertWidget(at, self.keys)
        self.keys.show()

    def _on_answer(self) -> None:
        """Shows what was pasted, with the values that are most likely meant."""
        try:
            self._document = parse(self.answer.toPlainText().encode("utf-8", "replace"), AnswerFormat.JSON)
            self._pointed = guess(self._document)
        except SupplierError:
            self._document, self._pointed = None, Pointed()
        self.tree.show_document(self._document if self._document is not None else {})
        self.tree.mark(self._pointed.amount)
        self._show_reading()

    def _on_value(self, pointer: Pointer, value: object) -> None:
        if self.meant.value == _AMOUNT:
            self._pointed = Pointed(pointer if is_number(value) else None, self._pointed.currency)
        else:
            self._pointed = Pointed(self._pointed.amount, pointer if isinstance(value, str) else None)
        self._show_reading()

    def _show_reading(self) -> None:
        """What Galla would read from the example."""
        self.reads.setText(self._reading() or translate("Settings", "Click the number that is your balance."))

    def _reading(self) -> str:
        if self._pointed.amount is None:
            return ""
        try:
            # The address is not looked at: perhaps it is still to be entered.
            sketch = Sketch("?", "https://x.example/", KeyPlace.BEARER, "", self._pointed, self.hundredths.isChecked())
            profile = parse_profile(table_of(sketch, self._document), "?")
        except SettingsError as error:
            return problems.sentence(error.problem)
        body, currency = self.answer.toPlainText().encode("utf-8", "replace"), self._currency_of_example()
        read = read_answer(profile, body, 200, currency)
        if isinstance(read, Reading):
            return translate("Settings", "Galla would read: {amount}").format(amount=locale_format.money(read.balance))
        return problems.sentence(read)

    def _currency_of_example(self) -> str | None:
        """As the answer names it, else as the owner entered it."""
        entered = self.currency.text().strip().upper()
        pointer = self._pointed.currency
        named = None if pointer is None else pointer.find(self._document)
        return str(named).strip().upper() if isinstance(named, str) else entered or None

    def _refuse(self, field: str, sentence: str) -> bool:
        row = self.rows.get({"base_url": "url", "auth.headers": "key_name"}.get(field, field))
        if row is None and field.startswith(("auth.", "request.")):
            row = self.rows["key_name" if field.startswith("auth.") else "url"]
        if row is None:
            return self._say(sentence)
        row.refuse(sentence)
        return False

    def _say(self, sentence: str) -> bool:
        self.note.say(sentence)
        return False

    def _build_rows(self) -> dict[str, FieldRow]:
        self.name.setMinimumWidth(200)
        return {
            "name": FieldRow("name", translate("Settings", "Name", "of an account"), self.name),
            "url": FieldRow(
                "url",
                translate("Settings", "Address of the balance"),
                self.url,
                translate("Settings", "Whole, as the supplier's documentation has it."),
                below=True,
            ),
            "key_place": FieldRow(
                "key_place", translate("Settings", "The key is sent", "followed by how"), self.key_place
            ),
            "key_name": FieldRow("key_name", translate("Settings", "Called", "a header or a parameter"), self.key_name),
            "currency": FieldRow(
                "currency",
                translate("Settings", "Currency"),
                self.currency,
                translate("Settings", "Where the answer does not name it."),
            ),
            "hundredths": FieldRow("hundredths", translate("Settings", "The number is in cents"), self.hundredths),
        }

    def _lay_out(self) -> None:
        self._how.add(*(self.rows[name] for name in ("name", "url", "key_place", "key_name")))
        what = Card()
        what.add(self.rows["currency"], self.rows["hundredths"])
        self._left.setSpacing(10)
        for widget in (self._how, self.keys, what):
            self._left.addWidget(widget)
        self._left.addStretch(1)
        clicked = QHBoxLayout()
        clicked.addWidget(
            sentence_label(translate("Settings", "What I click", "followed by: is the balance"), "hint"), 1
        )
        clicked.addWidget(self.meant)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.answer)
        right.addLayout(clicked)
        right.addWidget(self.tree)
        right.addWidget(self.reads)
        right.addStretch(1)
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(self._left, 1)
        row.addLayout(right, 1)
        self.column.addWidget(self._body)
