"""The tray icon: what it shows as a small key, and that key as pixels.

Up to 16 px: digits on the shape of the level. From 22 px on a gauge of cover stands beside them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap

from galla.domain.level import Level
from galla.ui.icon_glyphs import GlyphSize, fitting_size, text_path
from galla.ui.icon_shapes import level_shape, text_centre
from galla.ui.level_colours import STALE, level_colours

SIZES = (16, 22, 24, 32, 48, 64)
"""Logical sizes in pixels; each is painted for device pixel ratios 1 and 2, never scaled."""
DEVICE_PIXEL_RATIOS = (1, 2)
GAUGE_FROM_SIZE = 22
GAUGE_STEPS = 8
CACHED_ICONS = 8


@dataclass(frozen=True, slots=True)
class IconKey:
    """All that the icon's pixels depend on: equal keys look the same."""

    level: Level
    digits: str
    gauge_step: int | None = None
    """0 (nothing left) to 8 (full); None where there is no forecast to show."""
    stale: bool = False
    dark_panel: bool = False


def paint_icon(key: IconKey) -> QIcon:
    """The icon of `key`, painted for every size and device pixel ratio that a panel asks for."""
    icon = QIcon()
    for ratio in DEVICE_PIXEL_RATIOS:
        for size in SIZES:
            pixmap = QPixmap.fromImage(paint_image(key, size, ratio))
            pixmap.setDevicePixelRatio(ratio)
            icon.addPixmap(pixmap)
    return icon


class IconCache:
    """Paints icons, and keeps the last few: levels come and go, and each icon is twelve pictures."""

    def __init__(self) -> None:
        self._icons: OrderedDict[IconKey, QIcon] = OrderedDict()

    def icon(self, key: IconKey) -> QIcon:
        """The icon of `key`."""
        icon = self._icons.pop(key, None)
        if icon is None:
            icon = paint_icon(key)
        self._icons[key] = icon
        while len(self._icons) > CACHED_ICONS:
            self._icons.popitem(last=False)
        return icon

    def __len__(self) -> int:
        return len(self._icons)


def paint_image(key: IconKey, size: int, ratio: int = 1) -> QImage:
    """One picture of `size * ratio` device pixels square, transparent around the shape."""
    pixels = size * ratio
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.eraseRect(0, 0, pixels, pixels)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    with_gauge = size >= GAUGE_FROM_SIZE and key.gauge_step is not None
    box = _shape_box(pixels, with_gauge)
    _paint_shape(painter, key.level, box, pixels)
    _paint_digits(painter, key, box, pixels)
    if key.stale:
        _paint_stale(painter, box, pixels)
    if with_gauge and key.gauge_step is not None:
        _paint_gauge(painter, key.level, key.gauge_step, pixels)
    painter.end()
    return image


# The first mention of the namespace `Qt` costs 30 ms, a third of what the first icon may cost, and `QBrush(colour)`,
# `QPen(colour, width)`, `QImage.fill` and `setPen` mention it when they look for the overload that fits. So these are
# not used here, and pens keep their defaults: square caps, bevelled joins.


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen()
    pen.setColor(colour)
    pen.setWidthF(width)
    return pen


def _brush(colour: QColor) -> QBrush:
    return _pen(colour, 1).brush()


def _gauge_width(pixels: int) -> int:
    return max(3, round(pixels * 0.14))


def _shape_box(pixels: int, with_gauge: bool) -> QRectF:
    if not with_gauge:
        return QRectF(0, 0, pixels, pixels)
    width = pixels - _gauge_width(pixels) - max(1, pixels // 22)
    height = min(pixels, round(width * 1.12))
    return QRectF(0, (pixels - height) // 2, width, height)


def _edge_width(pixels: int) -> float:
    return max(1.0, pixels / 20)


def _paint_shape(painter: QPainter, level: Level, box: QRectF, pixels: int) -> None:
    colours = level_colours(level)
    edge = _edge_width(pixels)
    if level in {Level.EMPTY, Level.UNKNOWN}:
        edge *= 1.6  # the pale ones live by their outline
    shape = level_shape(level, box.adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2))
    painter.fillPath(shape, _brush(QColor(colours.fill)))
    painter.strokePath(shape, _pen(QColor(colours.edge), edge))


def _paint_digits(painter: QPainter, key: IconKey, box: QRectF, pixels: int) -> None:
    if not key.digits:
        return
    centre = text_centre(key.level, box)
    margin = round(_edge_width(pixels)) + (pixels // 24 if pixels >= 24 else 0)
    room = QRectF(0, 0, box.width() - 2 * margin, box.height() * 0.62)
    if key.stale and key.level is not Level.PAUSED:
        centre.setY(min(centre.y(), box.top() + box.height() * 0.4))
    size = fitting_size(key.digits, room, _glyph_sizes(pixels))
    painter.strokePath(text_path(key.digits, centre, size), _pen(QColor(level_colours(key.level).ink), size.pen))


def _glyph_sizes(pixels: int) -> Iterator[GlyphSize]:
    """From the boldest to the finest that is still open inside."""
    for pen in range(max(2, round(pixels / 8.5)), 0, -1):
        for width in range(max(4, pen * 3), pen * 2 + max(1, pen // 2) - 1, -1):
            # Three strokes lie above each other in a digit; what is between them must stay open.
            height = max(width + 3, round(width * 1.5), round(pen * 4.4))
            yield GlyphSize(width, height, pen, max(1, round(pen * 0.6)))


def _paint_stale(painter: QPainter, box: QRectF, pixels: int) -> None:
    """A small clock in the lower corner, with a gap around it so that it is seen on any shape."""
    radius = pixels * 0.19
    edge = max(1.0, pixels / 20)
    gap = max(1.0, pixels / 24)
    centre = QPointF(box.right() - radius, box.bottom() - radius)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillPath(_disc(centre, radius + gap), _brush(QColor(STALE.fill)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    face = _disc(centre, radius - edge / 2)
    painter.fillPath(face, _brush(QColor(STALE.fill)))
    painter.strokePath(face, _pen(QColor(STALE.edge), edge))
    hand = radius - edge * 1.4
    hands = QPainterPath(centre - QPointF(0, hand))
    hands.lineTo(centre)
    hands.lineTo(centre + QPointF(hand, 0))
    painter.strokePath(hands, _pen(QColor(STALE.ink), edge))


def _disc(centre: QPointF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    return path


def _paint_gauge(painter: QPainter, level: Level, step: int, pixels: int) -> None:
    width = _gauge_width(pixels)
    colour = QColor(level_colours(level).edge)
    track = QColor(colour)
    track.setAlphaF(0.35)
    height = round(pixels * step / GAUGE_STEPS)
    for filled, shade in ((pixels, track), (height, colour)):
        column = QPainterPath()
        column.addRoundedRect(QRectF(pixels - width, pixels - filled, width, filled), width * 0.3, width * 0.3)
        painter.fillPath(column, _brush(shade))
