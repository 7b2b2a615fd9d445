"""The outline of each level: told apart without colour, and wide enough in the middle for three characters."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from galla.domain.level import Level


def level_shape(level: Level, box: QRectF) -> QPainterPath:
    """The closed outline of `level` filling `box`."""
    return _SHAPES[level](box)


def text_centre(level: Level, box: QRectF) -> QPointF:
    """Where characters stand in the shape: its middle, except where the shape is lopsided."""
    return QPointF(box.center().x(), box.top() + box.height() * _TEXT_HEIGHT.get(level, 0.5))


def _polygon(box: QRectF, corners: list[tuple[float, float]]) -> QPainterPath:
    path = QPainterPath()
    points = [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in corners]
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _disc(box: QRectF) -> QPainterPath:
    """A circle a little squared, so that two digits and a letter fit."""
    path = QPainterPath()
    path.addRoundedRect(box, box.width() * 0.37, box.height() * 0.37)
    return path


def _ring(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(box)
    return path


def _square(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    inset = box.height() * 0.06
    radius = box.width() * 0.1
    path.addRoundedRect(box.adjusted(0, inset, 0, -inset), radius, radius)
    return path


def _shield(box: QRectF) -> QPainterPath:
    """Flat on top and pointed below: it is running down."""
    return _polygon(box, [(0, 0), (1, 0), (1, 0.66), (0.5, 1), (0, 0.66)])


def _burst(box: QRectF) -> QPainterPath:
    """Teeth above and below: an alarm."""
    teeth = 3
    corners: list[tuple[float, float]] = []
    for step in range(teeth * 2 + 1):
        corners.append((step / (teeth * 2), 0.18 if step % 2 == 0 else 0.0))
    for step in range(teeth * 2, -1, -1):
        corners.append((step / (teeth * 2), 0.82 if step % 2 == 0 else 1.0))
    return _polygon(box, corners)


def _triangle(box: QRectF) -> QPainterPath:
    return _polygon(box, [(0.5, 0.0), (1, 0.96), (0, 0.96)])


def _bar(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    bar = box.adjusted(0, box.height() * 0.24, 0, -box.height() * 0.24)
    path.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    return path


_SHAPES: dict[Level, Callable[[QRectF], QPainterPath]] = {
    Level.HEALTHY: _disc,
    Level.WATCH: _square,
    Level.LOW: _shield,
    Level.CRITICAL: _burst,
    Level.EMPTY: _triangle,
    Level.UNKNOWN: _ring,
    Level.PAUSED: _bar,
}
_TEXT_HEIGHT = {Level.LOW: 0.42, Level.EMPTY: 0.62}
