"""A table of a profile, read key by key: each mistake is a SettingsError that names file, key and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.json_pointer import Pointer
from galla.domain.profiles.template import Template

Choice = TypeVar("Choice", bound=StrEnum)
_PLAIN_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)


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

    def tables(self, key: str) -> tuple[CheckedTable, ...]:
        """The tables of the array under `key`, or the one table that stands there; none where it is absent."""
        value = self._value(key, [])
        if isinstance(value, Mapping):
            return (CheckedTable(value, self._source, self.field(key)),)
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.refuse(key, "[[table]]", SettingsReason.WRONG_TYPE)
        return tuple(
            CheckedTable(item, self._source, f"{self.field(key)}[{number}]") for number, item in enumerate(value, 1)
        )

    def value(self, key: str) -> object:
        """Whatever TOML has under `key`; None where it is absent."""
        return self._value(key, None)

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            self.refuse(key, "true, false", SettingsReason.WRONG_TYPE)
        return value

    def optional_boolean(self, key: str) -> bool | None:
        """True or false, or None where it is absent."""
        return None if self._value(key, None) is None else self.boolean(key, False)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is absent."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse(key, '["…"]', SettingsReason.WRONG_TYPE)
        return tuple(value)

    def decimal(self, key: str, default: Decimal, *, or_else: str) -> Decimal:
        """A number above zero, given as a number or as text. `or_else` is the word that is allowed too."""
        allowed = f'"0.01" | "{or_else}"'
        value = self._value(key, None)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self.refuse(key, allowed, SettingsReason.WRONG_TYPE)
        text = str(value).strip()
        if not _PLAIN_NUMBER.fullmatch(text) or not Decimal(text):
            self.refuse(key, allowed)
        return Decimal(text)

    def pattern(self, key: str, groups: Collection[str] = ()) -> str | None:
        """The regular expression under `key`, which must have these named groups; None where it is absent."""
        text = self.optional_text(key)
        if text is None:
            return None
        try:
            found = re.compile(text, re.ASCII)
        except (re.error, RecursionError, OverflowError):
            self.refuse(key, "regular expression")
        if not set(groups) <= found.groupindex.keys():
            self.refuse(key, ", ".join(f"(?P<{name}>…)" for name in groups))
        return text

    def template(self, key: str, names: Collection[str] | None = None) -> Template | None:
        """The text with placeholders under `key`, or None; of `names` where they are given."""
        text = self.optional_text(key)
        return None if text is None else self.as_template(key, text, names)

    def needed_template(self, key: str) -> Template:
        """The text with placeholders under `key`, which must be there."""
        return self.as_template(key, self.text(key))

    def as_template(self, key: str, text: str, names: Collection[str] | None = None) -> Template:
        """`text`, which stands under `key`, as a template."""
        try:
            template = Template.parse(text)
        except ValueError:
            self.refuse(key, "{name}, {{, }}")
        if names is not None and not set(template.names) <= set(names):
            self.refuse(key, ", ".join(f"{{{name}}}" for name in sorted(names)) or "…")
        return template

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
                self.refuse(key, ", ".join(dict.fromkeys(self._asked)) or "–")

    def _value(self, key: str, default: object) -> object:
        self._asked.append(key)
        return self._table.get(key, default)
