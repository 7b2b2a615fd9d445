"""The picture of how good the forecasts were: what each said, and how long the money lasted. Needs no pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from galla.domain.score import Verdict
from galla.domain.track_record import ScoredForecast
from galla.texts import locale_format as fmt
from galla.texts import track_records as texts
from galla.ui.chart.colours import ChartColours, chart_colours

translate = QCoreApplication.translate

_TICKS_DAYS = (1, 10, 3, 30, 5, 2, 7, 14, 20, 60, 0.25, 0.5, 1 / 24, 90, 180)
"""Round durations, the ones to be named first in front."""
_SHORTEST_DAYS = 1 / 24
_FURTHEST = 3.0
"""What ended further from all that was said stands at the edge: it would press the rest together."""
_WIDEST_STEP = 26.0
_MARK = 3.4


@dataclass(frozen=True, slots=True)
class LogScale:
    """Days to pixels from the top, by their logarithm: a day more is much of two, and little of thirty."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, days: float) -> float:
        """Pixels from the top; what is beyond the scale stands at its edge."""
        inside = min(max(days, self.low), self.high)
        return self.bottom - log(inside / self.low) / log(self.high / self.low) * (self.bottom - self.top)


def scale_for(points: Sequence[ScoredForecast], top: float, bottom: float) -> LogScale:
    """The scale on which all that `points` said can be seen, and all that happened up to three times as far."""
    said = [days for point in points for days in (point.p10_days, point.p50_days, point.p90_days) if days is not None]
    actual = [point.actual_days for point in points if point.actual_days is not None]
    low, high = min(said, default=1.0), max(said, default=1.0)
    low = min([low, *(max(days, low / _FURTHEST) for days in actual)])
    high = max([high, *(min(days, high * _FURTHEST) for days in actual)])
    low = max(low, _SHORTEST_DAYS) / 1.12
    return LogScale(low, max(high * 1.12, low * 2), top, bottom)


class AccuracyPicture(QWidget):
    """One bar for each forecast from early to late with a tick at what was likely, and a mark where it really ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[ScoredForecast, ...] = ()
        self._zone: ZoneInfo | None = None
        self._colours = chart_colours()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(self, points: tuple[ScoredForecast, ...], zone: ZoneInfo) -> None:
        """Paints `points`, oldest first; dates are those of `zone`."""
        self._points, self._zone = points, zone
        self.update()

    def sizeHint(self) -> QSize:
        """Small beside the plots."""
        return QSize(400, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Two lines of words, and bars that can be told apart."""
        return QSize(240, round(2 * QFontMetricsF(self._small_font()).height()) + 76)

    def point_at(self, x: float) -> ScoredForecast | None:
        """The forecast whose bar is nearest to that pixel; None beside the bars."""
        places = self._places(self._area())
        if not places:
            return None
        index = min(range(len(places)), key=lambda index: abs(places[index] - x))
        return self._points[index] if abs(places[index] - x) <= _WIDEST_STEP / 2 else None

    def event(self, event: QEvent) -> bool:
        """Tells of the forecast under the pointer what it said and what became of it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            point = self.point_at(event.pos().x())
            if point is not None and self._zone is not None:
                QToolTip.showText(event.globalPos(), texts.point(point, self._zone), self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints with the colours that windows have now."""
        if not self._points or self._zone is None:
            return
        self._colours = chart_colours()
        painter = QPainter(self)
        painter.setFont(self._small_font())
        area = self._area()
        scale = scale_for(self._points, area.top(), area.bottom())
        self._paint_axis(painter, area, scale)
        self._paint_dates(painter, area)
        width = min(max(round(self._step(area) * 0.42), 3), 7)
        for x, point in zip(self._places(area), self._points, strict=True):
            _paint_said(painter, (x, width), point, scale, self._colours)
        for x, point in zip(self._places(area), self._points, strict=True):
            _paint_end(painter, x, point, scale, self._colours)
        self._paint_legend(painter)
        painter.end()

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * 0.88, 7.0))
        return font

    def _area(self) -> QRectF:
        """Where the bars are."""
        metrics = QFontMetricsF(self._small_font())
        left = max((metrics.horizontalAdvance(_tick_text(days)) for days in (10, 30)), default=0.0) + 10
        line = metrics.height()
        return QRectF(left, line + 8, max(self.width() - left - 6, 1.0), max(self.height() - 2 * line - 14, 1.0))

    def _step(self, area: QRectF) -> float:
        return min(area.width() / max(len(self._points), 1), _WIDEST_STEP)

    def _places(self, area: QRectF) -> list[float]:
        """The middle of each bar, in pixels from the left."""
        step = self._step(area)
        left = area.left() + min((area.width() - step * len(self._points)) / 2, step)
        return [round(left + step * (index + 0.5)) + 0.5 for index in range(len(self._points))]

    def _paint_axis(self, painter: QPainter, area: QRectF, scale: LogScale) -> None:
        metrics = QFontMetricsF(painter.font())
        taken: list[float] = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for days in _TICKS_DAYS:
            y = round(scale.y(days))
            if not scale.low < days < scale.high or any(abs(y - other) < metrics.height() * 1.15 for other in taken):
                continue
            taken.append(y)
            painter.setPen(QPen(QColor(self._colours.grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(self._colours.tones.muted))
            box = QRectF(0, y - metrics.height() / 2, area.left() - 7, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _tick_text(days))

    def _paint_dates(self, painter: QPainter, area: QRectF) -> None:
        """The day of the first forecast and, where there is room, of the last."""
        metrics = QFontMetricsF(painter.font())
        places = self._places(area)
        painter.setPen(QColor(self._colours.tones.muted))
        free_from = float("-inf")
        for index in dict.fromkeys((0, len(places) - 1)):
            text = fmt.short_date(self._points[index].at, self._zone)
            width = metrics.horizontalAdvance(text)
            left = min(max(places[index] - width / 2, area.left()), self.width() - width)
            if left >= free_from:
                painter.drawText(QPointF(left, self.height() - metrics.descent() - 1), text)
                free_from = left + width + 8

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(painter.font())
        middle = metrics.height() / 2 + 1
        x = self._area().left()
        for key, text in _legend(self._points):
            width = 16 + metrics.horizontalAdvance(text)
            if x + width > self.width():
                return
            _paint_key(painter, QPointF(x + 5.5, round(middle) + 0.5), key, self._colours)
            painter.setPen(QColor(self._colours.tones.muted))
            painter.drawText(QPointF(x + 15, middle + metrics.ascent() / 2 - 1.5), text)
            x += width + 12


def _legend(points: Sequence[ScoredForecast]) -> list[tuple[str, str]]:
    """What is to be seen of `points`, by the names that `_paint_key` knows."""
    keys = [("said", translate("Chart", "forecast", "legend: the area between early and late"))]
    if any(point.p50_days is not None for point in points):
        keys.append(("likely", translate("Chart", "likely", "legend: when the money was likely to end")))
    ended = [point for point in points if point.actual_days is not None]
    if any(point.verdict.inside for point in ended):
        keys.append(("inside", translate("Chart", "came true", "legend: the money lasted as the forecast said")))
    if any(not point.verdict.inside for point in ended):
        keys.append(("outside", translate("Chart", "missed", "legend: the money did not last as the forecast said")))
    if len(ended) < len(points):
        keys.append(("beyond", translate("Chart", "still lasting", "legend: the money is not used up yet")))
    return keys


def _tick_text(days: float) -> str:
    return fmt.whole_days(int(days)) if days >= 1 else fmt.duration(timedelta(days=days, seconds=1))


def _paint_said(
    painter: QPainter, place: tuple[float, int], point: ScoredForecast, scale: LogScale, colours: ChartColours
) -> None:
    """`place`: the middle of the bar and how wide it is."""
    x, width = place
    top = scale.top if point.p90_days is None else scale.y(point.p90_days)
    bottom = scale.y(point.p10_days)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_range_colour(colours))
    painter.drawRoundedRect(QRectF(x - width / 2, top, width, max(bottom - top, 2.0)), width / 2, width / 2)
    if point.p50_days is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(
            QRectF(x - width / 2 - 1, round(scale.y(point.p50_days)) - 1, width + 2, 2), QColor(colours.tones.muted)
        )


def _paint_end(painter: QPainter, x: float, point: ScoredForecast, scale: LogScale, colours: ChartColours) -> None:
    colour = colours.tones.accent if point.verdict.inside else colours.tones.danger
    if point.actual_days is None:
        top = scale.top if point.p90_days is None else scale.y(point.p90_days)
        _paint_arrow(painter, QPointF(x, top - 1), colour, colours)
        return
    at = QPointF(x, scale.y(point.actual_days))
    _paint_mark(painter, at, point.verdict, colours)


def _paint_mark(painter: QPainter, at: QPointF, verdict: Verdict, colours: ChartColours) -> None:
    """A dot for what came true, a diamond for what did not: told apart without colours too."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.tones.window), 1))
    if verdict.inside:
        painter.setBrush(QColor(colours.tones.accent))
        painter.drawEllipse(at, _MARK, _MARK)
        return
    painter.setBrush(QColor(colours.tones.danger))
    reach = _MARK * 1.35
    corners = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))


def _paint_arrow(painter: QPainter, tip: QPointF, colour: str, colours: ChartColours) -> None:
    """A hollow triangle that points up."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.4))
    painter.setBrush(QColor(colours.tones.window))
    painter.drawPolygon(
        QPolygonF([tip + QPointF(0, -_MARK), tip + QPointF(_MARK, _MARK), tip + QPointF(-_MARK, _MARK)])
    )


def _paint_key(painter: QPainter, at: QPointF, key: str, colours: ChartColours) -> None:
    match key:
        case "said":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_range_colour(colours))
            painter.drawRoundedRect(QRectF(at.x() - 2.5, at.y() - 5.5, 5, 11), 2.5, 2.5)
        case "likely":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.fillRect(QRectF(round(at.x()) - 4, round(at.y()) - 1, 8, 2), QColor(colours.tones.muted))
        case "inside":
            _paint_mark(painter, at, Verdict.LATE_HALF, colours)
        case "outside":
            _paint_mark(painter, at, Verdict.AFTER_RANGE, colours)
        case _:
            _paint_arrow(painter, at, colours.tones.muted, colours)


def _range_colour(colours: ChartColours) -> QColor:
    colour = QColor(colours.usual_edge)
    colour.setAlphaF(0.5)
    return colour
