"""A week of balance with the forecast after it, in the size of a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from galla.domain.model import Snapshot, SparkPoint
from galla.texts import locale_format, thresholds
from galla.ui.fan import Fan, make_fan
from galla.ui.label_place import label_place
from galla.ui.theme import Tones, tones

PAST = timedelta(days=7)
FUTURE = timedelta(days=3)
HEIGHT = 104
_TOP = 6.0
_SIDE = 2.0


@dataclass(frozen=True, slots=True)
class _Scale:
    """Instants and balances to pixels."""

    plot: QRectF
    start: datetime
    highest: float
    zone: ZoneInfo

    def point(self, at: datetime, balance: float) -> QPointF:
        return self.spot(at.timestamp(), balance)

    def spot(self, at_s: float, balance: float) -> QPointF:
        share = (at_s - self.start.timestamp()) / (PAST + FUTURE).total_seconds()
        return QPointF(
            self.plot.left() + share * self.plot.width(),
            self.plot.bottom() - balance / self.highest * self.plot.height(),
        )


class Sparkline(QWidget):
    """Renders one snapshot's week: solid where it was read, dashed where estimated, a fan where forecast."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._fan: Fan | None = None
        self._now: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def render_snapshot(self, snapshot: Snapshot, now: datetime) -> None:
        """Shows `snapshot` as of `now`."""
        if snapshot != self._snapshot:
            self._fan = make_fan(snapshot)
        if snapshot != self._snapshot or now != self._now:
            self._snapshot, self._now = snapshot, now
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, and one height."""
        return QSize(300, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The same height at any width."""
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints days, threshold, forecast and week, in this order."""
        if self._snapshot is None or self._now is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.8)
        painter.setFont(font)
        label_height = painter.fontMetrics().height() + 2
        plot = QRectF(_SIDE, _TOP, self.width() - 2 * _SIDE, self.height() - _TOP - label_height)
        week = _drawable(self._snapshot.week, self._now - PAST)
        zone = ZoneInfo(self._snapshot.timezone)
        scale = _Scale(plot, self._now - PAST, _highest(week, self._snapshot), zone)
        colours = tones()
        _paint_days(painter, scale, self._now, label_height, colours)
        _paint_threshold(painter, scale, self._snapshot, colours, _free_of(scale, week, self._fan))
        if self._fan is not None:
            _paint_forecast(painter, scale, self._fan, colours)
        _paint_week(painter, scale, week, colours)
        painter.end()


def _drawable(week: Sequence[SparkPoint], since: datetime) -> Sequence[SparkPoint]:
    return [point for point in week if point.at >= since]


def _highest(week: Sequence[SparkPoint], snapshot: Snapshot) -> float:
    """The top of the scale, which begins at zero: how empty it is must be seen. Some air above the highest."""
    values = [point.balance for point in week]
    values += [float(money.amount) for money in (snapshot.balance, snapshot.threshold) if money is not None]
    return max([*values, 0.0]) * 1.08 or 1.0


def _paint_days(painter: QPainter, scale: _Scale, now: datetime, label_height: int, colours: Tones) -> None:
    plot, zone = scale.plot, scale.zone
    painter.setPen(QPen(QColor(colours.border), 1))
    painter.drawLine(plot.bottomLeft(), plot.bottomRight())
    day = (scale.start.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    end = now + FUTURE
    while day < end:
        x = scale.point(day, 0).x()
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3))
        following = day + timedelta(days=1)
        right = min(scale.point(following, 0).x(), plot.right())
        text = locale_format.short_weekday(day, zone)
        if painter.fontMetrics().horizontalAdvance(text) <= right - x:
            today = day.date() == now.astimezone(zone).date()
            painter.setPen(QColor(colours.text if today else colours.muted))
            box = QRectF(x, plot.bottom() + 2, right - x, label_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        day = following


def _paint_threshold(
    painter: QPainter, scale: _Scale, snapshot: Snapshot, colours: Tones, is_free: Callable[[QRectF], bool]
) -> None:
    """The line and its amount, which stands where it covers nothing: above the line from the left, else below it."""
    if snapshot.threshold is None:
        return
    y = scale.point(scale.start, float(snapshot.threshold.amount)).y()
    painter.setPen(QPen(QColor(colours.danger), 1, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(scale.plot.left(), y), QPointF(scale.plot.right(), y))
    text = thresholds.amount(snapshot.threshold, snapshot.threshold_hours)
    width, height = painter.fontMetrics().horizontalAdvance(text) + 4, painter.fontMetrics().height()
    place = label_place(scale.plot, y, QSizeF(width, height), is_free)
    if place is not None:
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)


def _free_of(scale: _Scale, week: Sequence[SparkPoint], fan: Fan | None) -> Callable[[QRectF], bool]:
    """Whether neither the week's line nor the forecast comes near a place."""
    ends = pairwise(scale.point(point.at, point.balance) for point in week)
    lines = [QRectF(start, end).normalized().adjusted(-4, 0, 4, 2) for start, end in ends]
    area = QPolygonF([scale.spot(at_s, balance) for at_s, balance in fan.outline()] if fan is not None else [])

    def is_free(place: QRectF) -> bool:
        return not any(place.intersects(line) for line in lines) and not area.intersects(QPolygonF(place))

    return is_free


def _paint_forecast(painter: QPainter, scale: _Scale, fan: Fan, colours: Tones) -> None:
    """From the last balance to the reserve: the area between the edges, and the likely course."""
    painter.save()
    painter.setClipRect(scale.plot.adjusted(0, -_TOP, 0, 1))
    tint = QColor(colours.accent)
    tint.setAlphaF(0.24)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawPolygon(QPolygonF([scale.spot(at_s, balance) for at_s, balance in fan.outline()]))
    if fan.likely is not None:
        painter.setPen(QPen(QColor(colours.accent), 1.5, Qt.PenStyle.DotLine))
        course = zip(fan.likely.times_s, fan.likely.balances, strict=True)
        painter.drawPolyline(QPolygonF([scale.spot(at_s, balance) for at_s, balance in course]))
    painter.restore()


def _paint_week(painter: QPainter, scale: _Scale, week: Sequence[SparkPoint], colours: Tones) -> None:
    if not week:
        return
    points = [scale.point(point.at, point.balance) for point in week]
    area = QPainterPath(QPointF(points[0].x(), scale.plot.bottom()))
    for point in points:
        area.lineTo(point)
    area.lineTo(QPointF(points[-1].x(), scale.plot.bottom()))
    tint = QColor(colours.accent)
    tint.setAlphaF(0.10)
    painter.fillPath(area, tint)
    read, estimated = QPainterPath(), QPainterPath()
    for (_, start), (after, end) in pairwise(zip(week, points, strict=True)):
        path = estimated if after.estimated else read
        if path.currentPosition() != start:  # dashes that began anew at every hour would touch each other
            path.moveTo(start)
        path.lineTo(end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.accent), 1.8))
    painter.drawPath(read)
    painter.setPen(QPen(QColor(colours.accent), 1.4, Qt.PenStyle.DashLine))
    painter.drawPath(estimated)
    painter.setPen(QPen(QColor(colours.window), 1.5))
    painter.setBrush(QColor(colours.accent))
    painter.drawEllipse(points[-1], 4, 4)
