"""The text of `settings.toml` together with what it should say: edited in step, so that a wrong edit is seen."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from galla.adapters import toml_edit, toml_entries
from galla.adapters.toml_edit import Value
from galla.adapters.toml_layout import Path

NEW_FILE = "version = 1\n"


class SettingsDraft:
    """`text` to be written, and `tables` as tomllib should read it."""

    def __init__(self, text: str, tables: dict[str, Any]) -> None:
        self.text = text if text.strip() else NEW_FILE
        self.tables = {"version": 1, **deepcopy(tables)}
        self._text_before = self.text

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing is to be written."""
        return self.text == self._text_before

    def put(self, path: Path, value: Value | None) -> None:
        """Sets the value at `path`; takes it out where it is None."""
        holder: Any = self.tables
        for part in path[:-1]:
            holder = holder.setdefault(part, {}) if isinstance(holder, dict) else holder[part]
        if value is None:
            self.text = toml_edit.without_value(self.text, path)
            del holder[path[-1]]
        else:
            self.text = toml_edit.with_value(self.text, path, value)
            holder[path[-1]] = value

    def add(self, array: str, fields: dict[str, Any], index: int) -> None:
        """Puts a further entry at `index` of the array of tables."""
        self.text = toml_entries.with_entry(self.text, array, fields, index)
        self.tables.setdefault(array, []).insert(index, fields)

    def remove(self, array: str, index: int) -> None:
        """Takes an entry out of the array of tables."""
        self.text = toml_entries.without_entry(self.text, array, index)
        del self.tables[array][index]

    def reorder(self, array: str, order: Sequence[int]) -> None:
        """Lets the entries change places: the first is the one of index `order[0]`."""
        self.text = toml_entries.with_order(self.text, array, order)
        entries = self.tables.get(array, [])
        entries[:] = [entries[index] for index in order]

    def is_said_by(self, tables: dict[str, Any]) -> bool:
        """Whether `tables`, as read from `text`, say what they should; empty tables say nothing."""
        return bool(_pruned({"version": 1, **tables}) == _pruned(self.tables))


def _pruned(value: Any) -> Any:
    if isinstance(value, list):
        return [_pruned(item) for item in value]
    if not isinstance(value, dict):
        return value
    pruned = {name: _pruned(item) for name, item in value.items()}
    return {name: item for name, item in pruned.items() if item not in ({}, [])}
