"""The colours of a level, shared by the tray icon and the windows, and whether what is around them is dark."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QPalette

from galla.domain.level import Level


@dataclass(frozen=True, slots=True)
class LevelColours:
    """One level's colours as `#rrggbb`.

    `ink` on `fill` has a contrast of at least 4.5:1. `edge` has at least 3:1 against light and dark panels alike,
    because what is behind a tray icon cannot be asked on most desktops.
    """

    fill: str
    edge: str
    ink: str


_COLOURS: dict[Level, LevelColours] = {
    Level.HEALTHY: LevelColours("#12683c", "#2c945d", "#ffffff"),
    Level.WATCH: LevelColours("#ffd54a", "#a87b00", "#2a1d00"),
    Level.LOW: LevelColours("#ff9233", "#cf5f00", "#241000"),
    Level.CRITICAL: LevelColours("#b01620", "#ea4a4f", "#ffffff"),
    Level.EMPTY: LevelColours("#ffffff", "#e0383e", "#a80f18"),
    Level.UNKNOWN: LevelColours("#f3f4f6", "#7c8490", "#31363f"),
    Level.PAUSED: LevelColours("#535a66", "#7c8490", "#ffffff"),
}

STALE = LevelColours("#ffffff", "#7b8491", "#31363f")
"""The badge of a number that is old."""


def level_colours(level: Level) -> LevelColours:
    """The colours of `level`."""
    return _COLOURS[level]


def is_dark() -> bool:
    """Whether desktop and windows are dark now, as the palette says; what colour the panel has cannot be asked.

    It stands here because the first icon needs it: `theme` would bring the settings with it.
    """
    palette = QGuiApplication.palette()
    window = palette.color(QPalette.ColorRole.Window).lightness()
    return window < palette.color(QPalette.ColorRole.WindowText).lightness()
