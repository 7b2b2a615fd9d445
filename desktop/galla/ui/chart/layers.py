"""What is painted in a plot besides the balance line: grid, forecast, thresholds, credits and bars.

Each layer lies in a view box in its pixels, so that lines are crisp and words never stretch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pyqtgraph import ViewBox
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from galla.ui.chart.figure import Floats
from galla.ui.fan import Fan
from galla.ui.label_place import label_place

_EDGE = 4.0
"""Pixels between words and the edge of the plot."""
_BESIDE = 10.0
"""Pixels from the middle of an arrow to words beside it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Times and amounts to pixels of a view box."""

    left_s: float
    right_s: float
    low: float
    high: float
    width: float
    height: float

    def x(self, at_s: float) -> float:
        """Pixels from the left."""
        return (at_s - self.left_s) / (self.right_s - self.left_s) * self.width

    def y(self, amount: float) -> float:
        """Pixels from the top."""
        return (self.high - amount) / (self.high - self.low) * self.height

    def at_s(self, x: float) -> float:
        """The instant that many pixels from the left."""
        return self.left_s + x / self.width * (self.right_s - self.left_s)

    def xs(self, at_s: Floats) -> Floats:
        """Pixels from the left, of many."""
        return (at_s - self.left_s) / (self.right_s - self.left_s) * self.width


def scale_of(box: ViewBox) -> Scale | None:
    """The scale of `box` now; None while it has no extent."""
    (left_s, right_s), (low, high) = box.viewRange()
    rect = box.rect()
    if right_s <= left_s or high <= low or rect.width() < 1 or rect.height() < 1:
        return None
    return Scale(left_s, right_s, low, high, rect.width(), rect.height())


Paint = Callable[[QPainter, Scale], None]


class Layer(QGraphicsObject):
    """Covers its view box and paints with `paint_with`; repaints when the view changes."""

    def __init__(self, box: ViewBox, z: float, paint_with: Paint) -> None:
        super().__init__(box)
        self._box = box
        self._paint_with = paint_with
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigResized.connect(self._on_view_changed)
        box.sigRangeChanged.connect(self._on_view_changed)

    def boundingRect(self) -> QRectF:
        """What is painted, in pixels of the view box."""
        return self._box.rect()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paints with the colours it was given; nothing before it has any."""
        scale = scale_of(self._box)
        if scale is not None:
            painter.save()
            self._paint_with(painter, scale)
            painter.restore()

    def _on_view_changed(self, *_: object) -> None:
        self.prepareGeometryChange()
        self.update()


def paint_grid(painter: QPainter, scale: Scale, times_s: list[float], amounts: list[float], colour: str) -> None:
    """Hairlines at the ticks."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(colour), 1))
    for at_s in times_s:
        x = round(scale.x(at_s))
        painter.drawLine(QPointF(x, 0), QPointF(x, scale.height))
    for amount in amounts:
        y = round(scale.y(amount))
        painter.drawLine(QPointF(0, y), QPointF(scale.width, y))


def paint_level(painter: QPainter, scale: Scale, amount: float, colour: str, style: Qt.PenStyle) -> None:
    """A line across at `amount`."""
    y = round(scale.y(amount))
    if 0 <= y <= scale.height:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(colour), 1, style))
        painter.drawLine(QPointF(0, y), QPointF(scale.width, y))


def paint_fan(painter: QPainter, scale: Scale, fan: Fan, colour: str) -> None:
    """The forecast's area between its cautious and its hopeful edge, and its likely course."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tint = QColor(colour)
    tint.setAlphaF(0.24)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawPolygon(QPolygonF([QPointF(scale.x(at_s), scale.y(balance)) for at_s, balance in fan.outline()]))
    if fan.likely is not None:
        painter.setPen(QPen(QColor(colour), 1.4, Qt.PenStyle.DotLine))
        course = zip(fan.likely.times_s, fan.likely.balances, strict=True)
        painter.drawPolyline(QPolygonF([QPointF(scale.x(at_s), scale.y(balance)) for at_s, balance in course]))


def paint_bars(painter: QPainter, scale: Scale, bars: BarPixels, look: BarLook) -> None:
    """What was usual as a wide step behind, spend as a bar before it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    zero = round(scale.y(0.0))
    painter.setPen(Qt.PenStyle.NoPen)
    for left, right, top in zip(bars.lefts, bars.rights, bars.usual_tops, strict=True):
        if np.isfinite(top):
            painter.fillRect(QRectF(left, top, right - left, zero - top), look.usual)
    for left, right, top, is_estimated in zip(bars.lefts, bars.rights, bars.tops, bars.estimated, strict=True):
        inset = 0.0 if right - left < 3 else max(1.0, round((right - left) * 0.18))
        bar = QRectF(left + inset, top, max(right - left - 2 * inset, 1.0), zero - top)
        if bar.height() > 0:
            painter.fillRect(bar, look.estimated if is_estimated else look.spend)
    painter.setPen(QPen(look.usual_edge, 1))
    for left, right, top in zip(bars.lefts, bars.rights, bars.usual_tops, strict=True):
        if np.isfinite(top):
            painter.drawLine(QPointF(left, top), QPointF(right - 1, top))


@dataclass(frozen=True, slots=True)
class BarPixels:
    """Bars in whole pixels."""

    lefts: list[float]
    rights: list[float]
    tops: list[float]
    usual_tops: list[float]
    estimated: list[bool]


@dataclass(frozen=True, slots=True)
class BarLook:
    """What bars are filled with."""

    spend: QColor
    estimated: QColor
    usual: QColor
    usual_edge: QColor


def paint_dot(painter: QPainter, at: QPointF, colour: str, ground: str, radius: float = 4.0) -> None:
    """A dot with a rim of the ground's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ground), 1.5))
    painter.setBrush(QColor(colour))
    painter.drawEllipse(at, radius, radius)


def paint_arrow_up(painter: QPainter, middle: QPointF, colour: str, ground: str) -> None:
    """A small triangle that points up: a shape of its own, not only a colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(ground), 1.2))
    painter.setBrush(QColor(colour))
    painter.drawPolygon(QPolygonF([middle + QPointF(0, -5), middle + QPointF(5, 4), middle + QPointF(-5, 4)]))


def paint_hollow_arrow(painter: QPainter, middle: QPointF, colour: str, ground: str) -> None:
    """A smaller triangle, of its edges alone."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.3))
    painter.setBrush(QColor(ground))
    painter.drawPolygon(QPolygonF([middle + QPointF(0, -3.5), middle + QPointF(3.5, 3), middle + QPointF(-3.5, 3)]))


class Words:
    """Paints words over a plot, each with a ground of its own, and leaves out what would cover another."""

    def __init__(self, painter: QPainter, scale: Scale, font: QFont, ground: str) -> None:
        self._painter = painter
        self._scale = scale
        self._metrics = QFontMetricsF(font)
        self._ground = QColor(ground)
        self._ground.setAlphaF(0.82)
        self._taken: list[QRectF] = []
        painter.setFont(font)

    def centred(self, text: str, x: float, bottom: float, colour: str) -> bool:
        """`text` with its middle at `x`, above `bottom`; False where there was no room."""
        return self._place(text, x - self._metrics.horizontalAdvance(text) / 2, bottom, colour)

    def beside(self, text: str, at: QPointF, colour: str) -> bool:
        """`text` to the left of what is painted at `at`, or to its right at the plot's edge; False without room."""
        width = self._metrics.horizontalAdvance(text)
        before = at.x() - _BESIDE - width
        x = before if before >= _EDGE else at.x() + _BESIDE
        return self._place(text, x, at.y() + self._metrics.height() / 2, colour)

    def has_room_above(self, bottom: float) -> bool:
        """Whether words above `bottom` are within the plot."""
        return bottom - self._metrics.height() >= 0.0

    def along(
        self, text: str, y: float, colour: str, is_free: Callable[[QRectF], bool], other_lines: Sequence[float] = ()
    ) -> bool:
        """`text` about the line across at `y`, where it covers nothing if there is such a place; False without room.

        It never stands on one of `other_lines`, whose it would seem to be.
        """

        def is_clear(place: QRectF) -> bool:
            return self._is_left(place) and not any(place.top() < line < place.bottom() for line in other_lines)

        plot = QRectF(0, 0, self._scale.width, self._scale.height)
        size = QSizeF(self._metrics.horizontalAdvance(text) + 6, self._metrics.height())
        box = label_place(plot, y - 2, size, lambda place: is_clear(place) and is_free(place))
        return box is not None and is_clear(box) and self._paint(text, box, colour)

    def _place(self, text: str, x: float, bottom: float, colour: str) -> bool:
        width, height = self._metrics.horizontalAdvance(text), self._metrics.height()
        x = min(max(x, _EDGE), self._scale.width - width - _EDGE)
        return self._paint(text, QRectF(x - 3, max(bottom - height, 2.0), width + 6, height), colour)

    def _is_left(self, box: QRectF) -> bool:
        return not any(box.adjusted(-3, -1, 3, 1).intersects(other) for other in self._taken)

    def _paint(self, text: str, box: QRectF, colour: str) -> bool:
        if not self._is_left(box):
            return False
        self._taken.append(box)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._ground)
        self._painter.drawRoundedRect(box, 3, 3)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return True
