"""Work for many rows, a few in each turn of the event loop, so that no frame waits for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

Item = TypeVar("Item")


class InTurns(Generic[Item]):
    """Hands `work` a few items at a time until none waits."""

    def __init__(self, parent: QObject, a_turn: int, work: Callable[[Sequence[Item]], None]) -> None:
        """`parent` owns the timer: with it ends what still waits."""
        self._a_turn, self._work = a_turn, work
        self._waiting: tuple[Item, ...] = ()
        self._later = QTimer(parent, singleShot=True, interval=0)
        self._later.timeout.connect(self._on_later)

    @property
    def is_done(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def start(self, items: Sequence[Item]) -> None:
        """Begins anew with `items`; what waited is given up."""
        self._waiting = tuple(items)
        if self._waiting:
            self._later.start()
        else:
            self._later.stop()

    def _on_later(self) -> None:
        turn, self._waiting = self._waiting[: self._a_turn], self._waiting[self._a_turn :]
        if self._waiting:
            self._later.start()
        self._work(turn)
