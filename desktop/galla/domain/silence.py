"""A spell without readings, and what the forecast says has happened meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from galla.domain.errors import KeyringReason, Problem, ProblemKind, UnreachableReason
from galla.domain.money import Money

_OUR_NETWORK = frozenset({UnreachableReason.OFFLINE.value, UnreachableReason.CAPTIVE_PORTAL.value})


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is read, and what the forecast says of the meantime."""

    since: datetime
    """The last believed reading, or the first failure where there was none."""
    trying_since: datetime
    """Polls have failed since then without the machine having slept in between; now, where it has just woken up."""
    problem: Problem
    expected: Money | None = None
    """What the balance has probably become by now."""
    limit: Money | None = None
    """What it is feared to pass: the threshold, or the reserve where the balance was under that already."""
    limit_passed_at: datetime | None = None
    """When it has probably passed `limit`, or will: by the likely course (p50), as the level goes by it."""
    failures: int = 1
    """Consecutive failed polls."""

    @property
    def is_ours(self) -> bool:
        """It is our own network or keyring: told once for all accounts."""
        return is_ours(self.problem)


def is_ours(problem: Problem) -> bool:
    """Whether the failure is this machine's, and so the same for every account."""
    if problem.kind is ProblemKind.UNREACHABLE:
        return problem.reason in _OUR_NETWORK
    return problem.kind is ProblemKind.KEYRING and problem.reason != KeyringReason.MISSING.value
