"""The chart window's keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from galla.ui.chart.ranges import ChartRange

if TYPE_CHECKING:
    from galla.ui.chart.window import ChartWindow

_PAN_SHARE = 0.15
_ZOOM_FACTOR = 1.4


def add_keys(window: ChartWindow) -> None:
    """1 to 6 choose a range, arrows pan, + and - zoom, Home goes back to now, Escape closes."""
    keys: dict[str, Callable[[], object]] = {
        str(number): partial(window.choose_range, chosen) for number, chosen in enumerate(ChartRange, start=1)
    }
    keys |= {
        "Left": lambda: window.pan(-_PAN_SHARE),
        "Right": lambda: window.pan(_PAN_SHARE),
        "+": lambda: window.zoom(1 / _ZOOM_FACTOR),
        "=": lambda: window.zoom(1 / _ZOOM_FACTOR),
        "-": lambda: window.zoom(_ZOOM_FACTOR),
        "Home": window.show_range_again,
        "Escape": window.close,
    }
    for key, act in keys.items():
        QShortcut(QKeySequence(key), window).activated.connect(act)
