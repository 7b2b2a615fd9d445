"""What is to be asked although no schedule says so, kept over a reload of the settings, which ends one monitor and
begins another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from galla.domain.ports import Clock
    from galla.engine.monitor import Monitor


class AskingAgain:
    """Between two monitors."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._owed: dict[str, datetime] = {}
        """Polls that were asked for and not made yet, and from when on they may be."""
        self._soon: set[str] = set()

    def refresh(self, account_id: str) -> None:
        """The owner wishes for a reading, and there is no monitor that could take it."""
        self._owed[account_id] = self._clock.now()

    def soon(self, account_ids: Iterable[str]) -> None:
        """By what these are asked has changed."""
        self._soon.update(account_ids)

    def leave(self, monitor: Monitor) -> None:
        """Takes what the monitor had still to ask."""
        self._owed = monitor.owed() | self._owed

    def hand_to(self, monitor: Monitor) -> None:
        """Gives all of it to a monitor that is about to run."""
        monitor.take_over(self._owed)
        monitor.ask_soon(self._soon)
        self._owed, self._soon = {}, set()
