"""The tray icon: what it shows as a small key, and that key as pixels.

Up to 16 px: digits on the shape of the level. From 22 px on a gauge of cover stands beside them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap

from galla.domain import health
from galla.domain.model import WORST_LAST, ForecastState, Level, Runway, Snapshot
from galla.ui.icon_glyphs import GlyphSize, fitting_size, text_path
from galla.ui.icon_shapes import level_shape, text_centre
from galla.ui.level_colours import STALE, level_colours

SIZES = (16, 22, 24, 32, 48, 64)
"""Logical sizes in pixels; each is painted for device pixel ratios 1 and 2, never scaled."""
DEVICE_PIXEL_RATIOS = (1, 2)
GAUGE_FROM_SIZE = 22
GAUGE_STEPS = 8
GAUGE_DAYS_PER_STEP = 1.0
"""A full gauge is eight days: past the five that are healthy, with the difference between them visible."""
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


def worst(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    """The account that colours the icon: worst level, then shortest runway; None without accounts."""
    if not snapshots:
        return None
    return max(snapshots, key=lambda one: (WORST_LAST.index(one.level), -_days_left(one.runway)))


def icon_key(snapshots: Sequence[Snapshot], dark_panel: bool) -> IconKey:
    """What the icon shows for `snapshots`; without accounts the level is unknown."""
    snapshot = worst(snapshots)
    if snapshot is None:
        return IconKey(Level.UNKNOWN, "?", dark_panel=dark_panel)
    return IconKey(
        snapshot.level,
        health.icon_digits(snapshot.level, snapshot.runway),
        gauge_step(snapshot.level, snapshot.runway),
        snapshot.stale,
        dark_panel,
    )


def gauge_step(level: Level, runway: Runway) -> int | None:
    """Cover in steps of a day, 0 to 8; None where nothing usable is known of it."""
    if level is Level.EMPTY:
        return 0
    if level in {Level.UNKNOWN, Level.PAUSED} or runway.state is ForecastState.NO_DATA:
        return None
    if runway.p50_days is None:
        # Beyond the horizon, or no spend seen with funds there: either way there is plenty.
        return GAUGE_STEPS
    return max(0, min(GAUGE_STEPS, round(runway.p50_days / GAUGE_DAYS_PER_STEP)))


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
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
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


def _pen(colour: str, width: float, join: Qt.PenJoinStyle = Qt.PenJoinStyle.MiterJoin) -> QPen:
    return QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, join)


def _days_left(runway: Runway) -> float:
    return runway.horizon_days if runway.p50_days is None else runway.p50_days


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
    painter.setPen(_pen(colours.edge, edge, join=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(QColor(colours.fill))
    painter.drawPath(shape)


def _paint_digits(painter: QPainter, key: IconKey, box: QRectF, pixels: int) -> None:
    if not key.digits:
        return
    centre = text_centre(key.level, box)
    margin = round(_edge_width(pixels)) + (pixels // 24 if pixels >= 24 else 0)
    room = QRectF(0, 0, box.width() - 2 * margin, box.height() * 0.62)
    if key.stale and key.level is not Level.PAUSED:
        centre.setY(min(centre.y(), box.top() + box.height() * 0.4))
    size = fitting_size(key.digits, room, _glyph_sizes(pixels))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(level_colours(key.level).ink, size.pen))
    painter.drawPath(text_path(key.digits, centre, size))


def _glyph_sizes(pixels: int) -> tuple[GlyphSize, ...]:
    """From the boldest to the finest that is still open inside."""
    boldest = max(2, round(pixels / 8.5))
    sizes = []
    for pen in range(boldest, 0, -1):
        for width in range(pen * 3, pen * 2 + max(1, pen // 2) - 1, -1):
            # Three strokes lie above each other in a digit; what is between them must stay open.
            height = max(width + 3, round(width * 1.5), round(pen * 4.4))
            sizes.append(GlyphSize(width, height, pen, max(1, round(pen * 0.6))))
    sizes.append(GlyphSize(4, 7, 1, 1))
    return tuple(sorted(sizes, key=lambda one: (one.pen, one.width), reverse=True))


def _paint_stale(painter: QPainter, box: QRectF, pixels: int) -> None:
    """A small clock in the lower corner, with a gap around it so that it is seen on any shape."""
    radius = pixels * 0.19
    centre = QPointF(box.right() - radius, box.bottom() - radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    gap = max(1.0, pixels / 24)
    painter.drawEllipse(centre, radius + gap, radius + gap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    edge = max(1.0, pixels / 20)
    painter.setPen(_pen(STALE.edge, edge))
    painter.setBrush(QColor(STALE.fill))
    painter.drawEllipse(centre, radius - edge / 2, radius - edge / 2)
    hand = radius - edge * 1.4
    painter.setPen(_pen(STALE.ink, edge))
    painter.drawLine(centre, centre - QPointF(0, hand))
    painter.drawLine(centre, centre + QPointF(hand, 0))


def _paint_gauge(painter: QPainter, level: Level, step: int, pixels: int) -> None:
    width = _gauge_width(pixels)
    column = QRectF(pixels - width, 0, width, pixels)
    colour = QColor(level_colours(level).edge)
    painter.setPen(Qt.PenStyle.NoPen)
    track = QColor(colour)
    track.setAlphaF(0.35)
    painter.setBrush(track)
    radius = width * 0.3
    painter.drawRoundedRect(column, radius, radius)
    height = round(pixels * step / GAUGE_STEPS)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(column.left(), pixels - height, width, height), radius, radius)
