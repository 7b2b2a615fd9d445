"""Where words about a line across a plot stand: where they cover nothing that is drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF

_STEP = 24
"""Pixels between the places that are tried."""
_INDENT = 3


def label_place(plot: QRectF, y: float, size: QSizeF, is_free: Callable[[QRectF], bool]) -> QRectF | None:
    """Where words about the line at `y` stand within `plot`: the first free place above it, from the left, or below.

    Where none is free it is the first; None where there is no room at all.
    """
    lefts = range(round(plot.left()) + _INDENT, round(plot.right() - size.width()) + 1, _STEP)
    places = [QRectF(QPointF(left, top), size) for top in (y - size.height(), y + 1) for left in lefts]
    inside = [place for place in places if plot.top() < place.top() and place.bottom() <= plot.bottom()]
    return next((place for place in inside if is_free(place)), inside[0] if inside else None)
