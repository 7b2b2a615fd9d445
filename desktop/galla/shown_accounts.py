"""The accounts as they were told to the screen last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from galla.domain.model import Snapshot
    from galla.watch_parts import Face


class ShownAccounts:
    """Tells all of them at once. While a new monitor looks up one after the other, what was told before stands: an
    account that is not looked up yet is not gone."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._told: dict[str, Snapshot] = {}
        self._awaited: set[str] = set()
        self._spell = 0

    @property
    def all(self) -> tuple[Snapshot, ...]:
        """As they were told last."""
        return tuple(self._told.values())

    def begin(self, account_ids: Collection[str]) -> Callable[[Snapshot], bool]:
        """These are watched from now on, in this order; gives what takes up news of one of them.

        It tells all, unless some are still to be looked up; and nothing, and says so, once there is a new beginning: a
        monitor that was replaced may still be at work.
        """
        self._spell += 1
        spell = self._spell
        self._awaited = set(account_ids) if self._told.keys() & set(account_ids) else set()
        self._told = {key: self._told[key] for key in account_ids if key in self._told}
        if not account_ids:
            self._face.render(())

        def announce(snapshot: Snapshot) -> bool:
            if spell != self._spell:
                return False
            self._told[snapshot.account_id] = snapshot
            self._awaited.discard(snapshot.account_id)
            if not self._awaited:
                self._face.render(self.all)
            return True

        return announce
