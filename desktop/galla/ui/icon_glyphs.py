"""Characters for the tray icon, drawn as strokes that fall on whole pixels.

A font at 16 px gives grey smears and depends on what is installed; these are sharp at every size, and the same on
every machine and in every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

Stroke = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Glyph:
    """Strokes over a unit box (0, 0 top left; 1, 1 bottom right of the pen's centre); `width` relative to a digit."""

    strokes: tuple[Stroke, ...]
    width: float = 1.0
    stems: int = 1
    """Three upright strokes need their own least width, or the character fills in."""


@dataclass(frozen=True, slots=True)
class GlyphSize:
    """How large characters are, in device pixels."""

    width: int
    height: int
    pen: int
    gap: int


SMALLEST = GlyphSize(width=3, height=6, pen=1, gap=1)
ROUNDED_FROM_WIDTH = 8
"""Smaller characters keep square corners: a rounded one would be a grey pixel."""
CORNER = 0.3
_MIDDLE = 0.5
_GLYPHS: dict[str, Glyph] = {
    "0": Glyph((((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),)),
    "1": Glyph((((0, 0.22), (0.55, 0), (0.55, 1)), ((0, 1), (1, 1))), 0.8),
    "2": Glyph((((0, 0), (1, 0), (1, _MIDDLE), (0, _MIDDLE), (0, 1)), ((0, 1), (1, 1)))),
    "3": Glyph((((0, 0), (1, 0), (1, 1), (0, 1)), ((0.25, _MIDDLE), (1, _MIDDLE)))),
    "4": Glyph((((0, 0), (0, 0.62)), ((0, 0.62), (1, 0.62)), ((1, 0), (1, 1)))),
    "5": Glyph((((1, 0), (0, 0)), ((0, 0), (0, _MIDDLE)), ((0, _MIDDLE), (1, _MIDDLE), (1, 1), (0, 1)))),
    "6": Glyph((((0.9, 0), (0, 0), (0, 1), (1, 1), (1, _MIDDLE), (0, _MIDDLE)),)),
    "7": Glyph((((0, 0), (1, 0)), ((1, 0), (0.4, 1)))),
    "8": Glyph((((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)), ((0, _MIDDLE), (1, _MIDDLE)))),
    "9": Glyph((((1, _MIDDLE), (0, _MIDDLE), (0, 0), (1, 0), (1, 1), (0.1, 1)),)),
    "d": Glyph((((1, 0), (1, 1), (0, 1), (0, 0.4), (1, 0.4)),)),
    "h": Glyph((((0, 0), (0, 1)), ((0, 0.4), (1, 0.4), (1, 1)))),
    "m": Glyph((((0, 1), (0, 0.4), (1, 0.4), (1, 1)), ((0.5, 0.4), (0.5, 1))), 1.3, 3),
    "w": Glyph((((0, 0.4), (0, 1), (1, 1), (1, 0.4)), ((0.5, 0.4), (0.5, 1))), 1.3, 3),
    "+": Glyph((((0, 0.6), (1, 0.6)), ((0.5, 0.3), (0.5, 0.9)))),
    "–": Glyph((((0, _MIDDLE), (1, _MIDDLE)),)),
    "!": Glyph((((0.5, 0), (0.5, 0.62)), ((0.5, 1), (0.5, 1))), 0.0),
    "?": Glyph((((0, 0.12), (0, 0), (1, 0), (1, 0.45), (0.5, 0.45), (0.5, 0.68)), ((0.5, 1), (0.5, 1)))),
    "<": Glyph((((1, 0.2), (0, 0.55), (1, 0.9)),), 0.8),
    ">": Glyph((((0, 0.2), (1, 0.55), (0, 0.9)),), 0.8),
}
_UNKNOWN = _GLYPHS["?"]


def text_width(text: str, size: GlyphSize) -> int:
    """Width of `text` in device pixels."""
    return sum(_width(char, size) for char in text) + size.gap * max(0, len(text) - 1)


def fitting_size(text: str, room: QRectF, sizes: Iterable[GlyphSize]) -> GlyphSize:
    """The first of `sizes` in which `text` fits into `room`; the smallest of all where none does."""
    for size in sizes:
        if text_width(text, size) <= room.width() and size.height <= room.height():
            return size
    return SMALLEST


def text_path(text: str, centre: QPointF, size: GlyphSize) -> QPainterPath:
    """The pen's way through `text`, centred on `centre`, to be stroked `size.pen` wide."""
    path = QPainterPath()
    left = round(centre.x() - text_width(text, size) / 2)
    top = round(centre.y() - size.height / 2)
    half = size.pen / 2
    radius = (size.width - size.pen) * CORNER if size.width >= ROUNDED_FROM_WIDTH else 0.0
    for char in text:
        width = _width(char, size)
        box = QRectF(left + half, top + half, width - size.pen, size.height - size.pen)
        for stroke in _GLYPHS.get(char, _UNKNOWN).strokes:
            _add_stroke(path, stroke, box, radius)
        left += width + size.gap
    return path


def _width(char: str, size: GlyphSize) -> int:
    glyph = _GLYPHS.get(char, _UNKNOWN)
    return max(glyph.stems * size.pen + glyph.stems - 1, round(glyph.width * size.width))


def _add_stroke(path: QPainterPath, stroke: Stroke, box: QRectF, radius: float) -> None:
    """Whole offsets keep horizontal and vertical strokes on the pixel grid, whatever the pen's width."""
    points = [QPointF(box.left() + round(x * box.width()), box.top() + round(y * box.height())) for x, y in stroke]
    if len(points) == 2 and points[0] == points[1]:
        # A stroke without length is a dot; it needs a hair's breadth to be drawn at all.
        points[1] += QPointF(0, 0.01)
    if radius == 0:
        # Each side for itself, with its square ends: that fills the corners without a mitre.
        for start, end in pairwise(points):
            path.moveTo(start)
            path.lineTo(end)
        return
    if len(points) > 2 and points[0] == points[-1]:
        # A closed stroke begins in the middle of a side, so that all its corners are alike.
        middle = (points[0] + points[1]) / 2
        points = [middle, *points[1:], middle]
    path.moveTo(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before, radius))
        path.quadTo(corner, _towards(corner, after, radius))
    path.lineTo(points[-1])


def _towards(start: QPointF, end: QPointF, distance: float) -> QPointF:
    """The point `distance` from `start` on the way to `end`, at most half way."""
    way = end - start
    length = hypot(way.x(), way.y())
    return start if length == 0 else start + way * min(0.5, distance / length)
