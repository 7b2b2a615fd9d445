"""The level of an account. Alone in its file, because the tray's first icon needs no more of the domain."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """What the icon shows, from least to most urgent."""

    PAUSED = "paused"
    HEALTHY = "healthy"
    WATCH = "watch"
    UNKNOWN = "unknown"
    LOW = "low"
    CRITICAL = "critical"
    EMPTY = "empty"


WORST_LAST: tuple[Level, ...] = tuple(Level)
"""Levels from least to most urgent; the worst account colours the icon."""
