"""The accounts as they were told to the screen last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from galla.domain.model import Snapshot
    from galla.watch_parts import Face


class ShownAccounts:
    """Tells all of them at once. While a new monitor looks up one after the other, what was told before stands: an
    account that is not looked up yet is not gone."""

    def __init__(self, face: Face) -> None:
        self._face = face
        self._told: dict[str, Snapshot] = {}
        self._awaited: set[str] = set()

    @property
    def all(self) -> tuple[Snapshot, ...]:
        """As they were told last."""
        return tuple(self._told.values())

    def begin(self, account_ids: Collection[str]) -> None:
        """These are watched from now on, in this order."""
        self._awaited = set(account_ids) if self._told.keys() & set(account_ids) else set()
        self._told = {key: self._told[key] for key in account_ids if key in self._told}
        if not account_ids:
            self._face.render(())

    def announce(self, snapshot: Snapshot) -> None:
        """Takes up news of one account, and tells them unless some are still to be looked up."""
        self._told[snapshot.account_id] = snapshot
        self._awaited.discard(snapshot.account_id)
        if not self._awaited:
            self._face.render(self.all)
