"""An alert that is no single account's, ready to be shown: our own network is lost, a channel fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from galla.domain.notice import Episode


@dataclass(frozen=True, slots=True)
class CommonAlert:
    """An open episode of all accounts, and what is said of it: whoever composes the program knows both."""

    episode: Episode
    sentence: str
