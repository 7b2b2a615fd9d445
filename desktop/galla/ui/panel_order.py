"""In which order the glance panel has the accounts."""

from __future__ import annotations

from collections.abc import Sequence

from galla.domain.level import Level
from galla.domain.model import Snapshot
from galla.domain.urgency import by_urgency


class PanelOrder:
    """By urgency; while the panel is open only another level moves an account. What is under the mouse, and what the
    buttons are about, must not change because one account's hours have become fewer than another's."""

    def __init__(self) -> None:
        self._last: tuple[tuple[str, Level], ...] = ()

    def of(self, snapshots: Sequence[Snapshot], *, is_open: bool) -> tuple[Snapshot, ...]:
        """The accounts, the first of them to be shown in full."""
        if is_open and {one.account_id: one.level for one in snapshots} == dict(self._last):
            places = {account_id: place for place, (account_id, _) in enumerate(self._last)}
            return tuple(sorted(snapshots, key=lambda one: places[one.account_id]))
        ordered = by_urgency(snapshots)
        self._last = tuple((one.account_id, one.level) for one in ordered)
        return ordered
