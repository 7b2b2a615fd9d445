"""Which account needs its owner first."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from galla.domain.model import WORST_LAST, Runway, Snapshot


def by_urgency(snapshots: Iterable[Snapshot]) -> tuple[Snapshot, ...]:
    """The worst level first, of one level the shortest runway; else in the order given."""
    return tuple(sorted(snapshots, key=lambda one: (-WORST_LAST.index(one.level), _days_left(one.runway))))


def _days_left(runway: Runway) -> float:
    """Infinite where nobody can say, so that an account whose days are known is shown before it."""
    if not runway.is_usable:
        return inf
    return runway.horizon_days if runway.p50_days is None else runway.p50_days
