"""A table of a profile, read key by key: each mistake is a SettingsError that names file, key and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.json_pointer import Pointer

Choice = TypeVar("Choice", bound=StrEnum)


class CheckedTable:
    """One table; `finish()` refuses the keys that nobody asked for, so that a misspelt key is not ignored."""

    def __init__(self, table: Mapping[str, object], source: str, path: str = "") -> None:
        self._table = table
        self._source = source
        self._path = path
        self._asked: list[str] = []

    def field(self, key: str) -> str:
        """The key's full name, such as `auth.headers`."""
        return f"{self._path}.{key}" if self._path else key

    def refuse(self, key: str, allowed: str, reason: SettingsReason = SettingsReason.BAD_VALUE) -> NoReturn:
        """Raises the SettingsError of `key`; `allowed` says what may stand there."""
        found = self._table.get(key)
        shown = str(found)[:60] if isinstance(found, str | int | float) else None
        expected = allowed if reason is SettingsReason.WRONG_TYPE else None
        facts = {"field": self.field(key), "allowed": allowed, "expected": expected, "found": shown}
        raise SettingsError(reason, path=self._source, **facts)

    @property
    def is_absent(self) -> bool:
        """Whether there is no such table, or an empty one."""
        return not self._table

    def keys(self) -> tuple[str, ...]:
        """All keys, counted as asked for: for tables whose keys are free."""
        self._asked.extend(self._table)
        return tuple(self._table)

    def table(self, key: str) -> CheckedTable:
        """The table under `key`; an empty one where it is absent."""
        value = self._value(key, {})
        if not isinstance(value, Mapping):
            self.refuse(key, "[table]", SettingsReason.WRONG_TYPE)
        return CheckedTable(value, self._source, self.field(key))

    def text(self, key: str) -> str:
        """The text under `key`, which must be there and not empty."""
        value = self.optional_text(key)
        if value is None:
            self.refuse(key, '"…"', SettingsReason.MISSING_FIELD)
        return value

    def optional_text(self, key: str) -> str | None:
        """The text under `key`, or None where it is absent; an empty one is refused."""
        value = self._value(key, None)
        if value is None:
            return None
        if not isinstance(value, str):
            self.refuse(key, '"…"', SettingsReason.WRONG_TYPE)
        if not value.strip():
            self.refuse(key, '"…"')
        return value

    def whole_number(self, key: str, default: int, smallest: int, largest: int) -> int:
        """The whole number under `key`, between `smallest` and `largest`."""
        value = self._value(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(key, f"{smallest}–{largest}", SettingsReason.WRONG_TYPE)
        if not smallest <= value <= largest:
            self.refuse(key, f"{smallest}–{largest}")
        return value

    def choice(self, key: str, kinds: type[Choice], default: Choice | None = None) -> Choice:
        """The member of `kinds` that `key` names."""
        names = ", ".join(f'"{kind.value}"' for kind in kinds)
        value = self._value(key, default)
        if value is None:
            self.refuse(key, names, SettingsReason.MISSING_FIELD)
        if not isinstance(value, str):
            self.refuse(key, names, SettingsReason.WRONG_TYPE)
        if value not in {kind.value for kind in kinds}:
            self.refuse(key, names)
        return kinds(value)

    def optional_pointer(self, key: str = "pointer") -> Pointer | None:
        """The JSON Pointer under `key`, or None where it is absent."""
        value = self._value(key, None)
        if value is None:
            return None
        if not isinstance(value, str):
            self.refuse(key, '"/a/b"', SettingsReason.WRONG_TYPE)
        try:
            return Pointer.parse(value)
        except ValueError:
            self.refuse(key, '"/a/b"')

    def pointer(self, key: str = "pointer") -> Pointer:
        """The JSON Pointer under `key`, which must be there."""
        pointer = self.optional_pointer(key)
        if pointer is None:
            self.refuse(key, '"/a/b"', SettingsReason.MISSING_FIELD)
        return pointer

    def finish(self) -> None:
        """Refuses the first key that was never asked for."""
        for key in self._table:
            if key not in self._asked:
                self.refuse(key, ", ".join(dict.fromkeys(self._asked)))

    def _value(self, key: str, default: object) -> object:
        self._asked.append(key)
        return self._table.get(key, default)
