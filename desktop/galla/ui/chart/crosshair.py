"""The line that follows the pointer."""

from __future__ import annotations

from pyqtgraph import ViewBox
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from galla.ui.chart.colours import ChartColours
from galla.ui.chart.layers import scale_of

_REACH = 7.0


class Crosshair(QGraphicsObject):
    """A hairline down one view box, with a dot on the balance. Narrow, so that little is painted again as it moves."""

    def __init__(self, box: ViewBox) -> None:
        super().__init__(box)
        self._box = box
        self._colours: ChartColours | None = None
        self._dot_y: float | None = None
        self.setZValue(50)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setVisible(False)

    def set_colours(self, colours: ChartColours) -> None:
        """Paints with `colours` from now on."""
        self._colours = colours
        self.update()

    def show_at(self, at_s: float, balance: float | None = None) -> None:
        """Stands at that instant, with the dot at `balance` where there is one."""
        scale = scale_of(self._box)
        if scale is None:
            return
        self._dot_y = None if balance is None else scale.y(balance)
        self.setPos(QPointF(round(scale.x(at_s)), 0))
        self.setVisible(True)
        self.update()

    def boundingRect(self) -> QRectF:
        """What is painted, in pixels of the view box."""
        return QRectF(-_REACH, 0, 2 * _REACH, self._box.rect().height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paints with the colours it was given; nothing before it has any."""
        if self._colours is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(self._colours.tones.muted), 1))
        painter.drawLine(QPointF(0, 0), QPointF(0, self._box.rect().height()))
        if self._dot_y is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._colours.tones.window), 1.5))
            painter.setBrush(QColor(self._colours.tones.accent))
            painter.drawEllipse(QPointF(0, self._dot_y), 4.5, 4.5)
