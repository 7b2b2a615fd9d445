"""The mark of an alert: its shape tells the severity, filled while it is open and hollow when it is over."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from galla.domain.level import Level
from galla.domain.notice import Severity
from galla.texts.alert_names import severity_name
from galla.ui.icon_shapes import level_shape
from galla.ui.level_colours import LevelColours, level_colours

_SHAPES = {Severity.CRITICAL: Level.CRITICAL, Severity.WARNING: Level.LOW, Severity.INFO: Level.UNKNOWN}
_COLOURS = {
    Severity.CRITICAL: level_colours(Level.CRITICAL),
    Severity.WARNING: level_colours(Level.LOW),
    Severity.INFO: LevelColours("#2f6fc4", "#5b95e0", "#ffffff"),
}
_SIGN_TOP = {Severity.CRITICAL: 0.26, Severity.WARNING: 0.18, Severity.INFO: 0.24}
"""Where the sign begins, as a share of the height: a shield is lopsided."""
_SIGN_SHARE = 0.5


def paint_severity(painter: QPainter, box: QRectF, severity: Severity, *, is_open: bool) -> None:
    """Paints the mark into `box`: a burst, a shield or a disc, with its sign."""
    colours, room = _COLOURS[severity], box.adjusted(1, 1, -1, -1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours.edge), max(1.2, box.height() / 13)))
    painter.setBrush(QColor(colours.fill) if is_open else Qt.BrushStyle.NoBrush)
    painter.drawPath(level_shape(_SHAPES[severity], room))
    _paint_sign(painter, room, severity, QColor(colours.ink if is_open else colours.edge))
    painter.restore()


def _paint_sign(painter: QPainter, box: QRectF, severity: Severity, ink: QColor) -> None:
    """A stroke with a dot: under it where something is wrong, above it for news."""
    height, width = box.height() * _SIGN_SHARE, box.height() / 8
    top = box.top() + box.height() * _SIGN_TOP[severity]
    middle, dot, gap = box.center().x(), width * 0.62, width * 1.9
    painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    above = severity is Severity.INFO
    begin, end = (top + gap, top + height) if above else (top, top + height - gap)
    painter.drawLine(QPointF(middle, begin), QPointF(middle, end))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(middle, top if above else top + height), dot, dot)


class SeverityMark(QWidget):
    """The mark as a widget of its own."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._severity = Severity.WARNING
        self._is_open = True
        self.setFixedSize(QSize(size, size))

    def show_severity(self, severity: Severity, *, is_open: bool = True) -> None:
        """Shows `severity`, filled or hollow."""
        if (severity, is_open) == (self._severity, self._is_open) and self.accessibleName():
            return
        self._severity, self._is_open = severity, is_open
        self.setAccessibleName(severity_name(severity))
        self.setToolTip(severity_name(severity))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the mark."""
        painter = QPainter(self)
        paint_severity(painter, QRectF(self.rect()), self._severity, is_open=self._is_open)
        painter.end()
