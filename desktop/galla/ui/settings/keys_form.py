"""Where the owner enters what a supplier's profile asks for: keys, hidden, and what is no secret."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from galla.domain.model import Secret
from galla.domain.profiles.model import Field
from galla.texts import profile_words
from galla.ui.settings.address_entry import AddressEntry
from galla.ui.settings.entries import TextEntry
from galla.ui.settings.rows import Card, FieldRow

translate = QCoreApplication.translate


class KeysForm(Card):
    """A row for each field; an empty one is refused beside itself."""

    def __init__(self, fields: Iterable[Field]) -> None:
        super().__init__()
        self._fields = tuple(fields)
        self.rows: dict[str, FieldRow] = {}
        self._keys: dict[str, AddressEntry] = {}
        self._texts: dict[str, TextEntry] = {}
        for field in self._fields:
            self.rows[field.name] = self._row(field)
            self.add(self.rows[field.name])

    @property
    def secrets(self) -> dict[str, Secret]:
        """The keys that were entered, by name."""
        return {name: entry.secret() for name, entry in self._keys.items()}

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """What was entered that is no secret, by name; what was left to its default is not in it."""
        entered = ((name, entry.text().strip()) for name, entry in self._texts.items())
        return tuple((name, text) for name, text in entered if text)

    def focus_order(self) -> tuple[QWidget, ...]:
        """Where something is entered, from top to bottom."""
        return tuple(self.entry(field.name) for field in self._fields)

    def entry(self, name: str) -> QWidget:
        """Where that field is entered."""
        return self._keys[name].line if name in self._keys else self._texts[name]

    def check(self) -> bool:
        """Whether all that is needed is there; says beside each field what is not."""
        good = True
        for field in reversed(self._fields):
            row, entry = self.rows[field.name], self.entry(field.name)
            missing = self._keys[field.name].is_empty if field.name in self._keys else not self._has_text(field)
            if missing:
                row.refuse(translate("Settings", "Enter it."))
                entry.setFocus()
                good = False
            else:
                row.clear_refusal()
        return good

    def wipe(self) -> None:
        """Forgets the keys."""
        for entry in self._keys.values():
            entry.wipe()

    def _has_text(self, field: Field) -> bool:
        return bool(self._texts[field.name].text().strip() or field.default)

    def _row(self, field: Field) -> FieldRow:
        label, where = profile_words.field_label(field), profile_words.chosen(field.where)
        if not field.is_secret:
            text = self._texts[field.name] = TextEntry()
            text.setPlaceholderText(field.default or field.example)
            return FieldRow(f"fields.{field.name}", label, text, where, below=True)
        key = self._keys[field.name] = AddressEntry()
        row = FieldRow(f"fields.{field.name}", label, key, where, below=True)
        row.name_entries(key.line)
        return row
