"""What `galla doctor` found out about one thing."""

from __future__ import annotations

from dataclasses import dataclass

from galla.domain.errors import ProblemKind
from galla.texts.commands import Health


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer."""

    health: Health
    sentence: str
    problem_kind: ProblemKind | None = None
    """Decides the exit code, where something fails."""
