"""A value between the owner's change and the file: what is shown while it is being written."""

from __future__ import annotations

from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Draft(Generic[_Value]):
    """Keeps changes that follow one another quickly: the second builds on the first, which is not yet written."""

    def __init__(self, stored: _Value) -> None:
        self._stored = stored
        self._awaited: list[_Value] = []

    @property
    def current(self) -> _Value:
        """The newest value: what is shown."""
        return self._awaited[-1] if self._awaited else self._stored

    def change(self, value: _Value) -> None:
        """`value` was handed over to be written."""
        self._awaited.append(value)

    def settle(self, stored: _Value) -> None:
        """`stored` is what the file now says: one of the changes that are awaited, or what somebody else wrote.

        While it says what it said before, all of them are still awaited: not everything that is shown is news of them.
        """
        if stored in self._awaited:
            del self._awaited[: self._awaited.index(stored) + 1]
        elif stored != self._stored:
            self._awaited.clear()
        self._stored = stored

    def refuse(self) -> None:
        """What was handed over could not be written."""
        self._awaited.clear()
