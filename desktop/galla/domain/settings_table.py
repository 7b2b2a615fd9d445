"""One table of `settings.toml`, read field by field: a wrong one is an error with its line, an unknown one is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from galla.domain.errors import SettingsReason
from galla.domain.setting_values import Place
from galla.domain.settings import SettingsWarning

Path = tuple[str | int, ...]
Locate = Callable[[Path], int | None]

_Choice = TypeVar("_Choice", bound=StrEnum)
_Value = TypeVar("_Value")


class SettingsTable:
    """One table of the file; remembers which of its fields were asked for, so that the others can be warned of."""

    def __init__(
        self, values: Mapping[str, object], path: Path, locate: Locate, warnings: list[SettingsWarning]
    ) -> None:
        self.warnings = warnings
        self.account: str | None = None
        self._values = values
        self._path = path
        self._locate = locate
        self._known: set[str] = set()

    def place(self, name: str) -> Place:
        """Where the field `name` is, for errors."""
        path = (*self._path, name)
        return Place(_dotted(path), lambda: self._locate(path), self.account)

    def parsed(self, name: str, parse: Callable[[object, Place], _Value], default: _Value) -> _Value:
        """What `parse` makes of the field, or `default` where the file has none."""
        self._known.add(name)
        return parse(self._values[name], self.place(name)) if name in self._values else default

    def text(self, name: str, default: str) -> str:
        """A string field."""
        return self.parsed(name, as_text, default)

    def required_text(self, name: str) -> str:
        """A string field that has no default."""
        if name not in self._values:
            raise self.place(name).error(SettingsReason.MISSING_FIELD)
        return self.text(name, "")

    def choice(self, name: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """A string field that is one of an enumeration."""
        text = self.text(name, default.value)
        if text not in {choice.value for choice in choices}:
            allowed = ", ".join(choice.value for choice in choices)
            raise self.place(name).error(SettingsReason.BAD_VALUE, found=text, allowed=allowed)
        return choices(text)

    def integer(self, name: str, default: int, bounds: tuple[int, int]) -> int:
        """A whole number within `bounds`, both included."""

        def parse(value: object, place: Place) -> int:
            if not isinstance(value, int) or isinstance(value, bool):
                raise place.wrong_type(value, "integer")
            if not bounds[0] <= value <= bounds[1]:
                raise place.error(SettingsReason.BAD_VALUE, found=str(value), allowed=f"{bounds[0]}-{bounds[1]}")
            return value

        return self.parsed(name, parse, default)

    def boolean(self, name: str, default: bool) -> bool:
        """True or false."""

        def parse(value: object, place: Place) -> bool:
            if not isinstance(value, bool):
                raise place.wrong_type(value, "boolean")
            return value

        return self.parsed(name, parse, default)

    def table(self, name: str) -> SettingsTable:
        """A table within this one; an empty one where the file has none."""

        def parse(value: object, place: Place) -> Mapping[str, object]:
            if not isinstance(value, Mapping):
                raise place.wrong_type(value, "table")
            return value

        return self._child(self.parsed(name, parse, {}), (*self._path, name))

    def tables(self, name: str) -> list[SettingsTable]:
        """The tables of an array of tables."""

        def parse(value: object, place: Place) -> list[Mapping[str, object]]:
            if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
                raise place.wrong_type(value, "array of tables")
            return value

        none: list[Mapping[str, object]] = []
        entries = self.parsed(name, parse, none)
        return [self._child(entry, (*self._path, name, index)) for index, entry in enumerate(entries)]

    def free_texts(self) -> tuple[tuple[str, str], ...]:
        """All fields, whose names are free and whose values are strings, in the order of the file."""
        return tuple((name, self.required_text(name)) for name in self._values)

    def warn_unknown(self) -> None:
        """Notes each field that nobody asked for."""
        for name in self._values:
            if name not in self._known:
                path = (*self._path, name)
                self.warnings.append(SettingsWarning(_dotted(path), self._locate(path)))

    def _child(self, values: Mapping[str, object], path: Path) -> SettingsTable:
        child = SettingsTable(values, path, self._locate, self.warnings)
        child.account = self.account
        return child


def as_text(value: object, place: Place) -> str:
    """`value`, if it is a string."""
    if not isinstance(value, str):
        raise place.wrong_type(value, "string")
    return value


def _dotted(path: Path) -> str:
    """The field as its table header names it: `accounts.thresholds.balance`."""
    return ".".join(part for part in path if isinstance(part, str))
