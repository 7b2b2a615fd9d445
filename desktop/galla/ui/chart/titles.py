"""The line above a plot: what it shows, what its colours mean, and the values under the crosshair."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsWidget, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from galla.ui.chart.colours import ChartColours

_SWATCH = 10.0
_SPACE = 16.0


class Swatch(Enum):
    """How something looks in the plot."""

    LINE = auto()
    DASHES = auto()
    BLOCK = auto()
    STEP = auto()
    ARROW = auto()
    HOLLOW_ARROW = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the legend."""

    swatch: Swatch
    colour: str
    text: str
    edge: str = ""


class PlotTitle(QGraphicsWidget):
    """Title and legend on the left, values on the right; the legend gives way where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._keys: tuple[Key, ...] = ()
        self._reading = ""
        self._colours: ChartColours | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def reading(self) -> str:
        """The values that stand on the right."""
        return self._reading

    def set_style(self, colours: ChartColours, font: QFont) -> None:
        """Paints with these from now on."""
        self._colours = colours
        self.setFont(font)
        self.setMinimumHeight(QFontMetricsF(font).height() + 6)
        self.setMaximumHeight(QFontMetricsF(font).height() + 6)
        self.update()

    def set_title(self, title: str, keys: tuple[Key, ...]) -> None:
        """Says `title`, and what its colours mean."""
        self._title, self._keys = title, keys
        self.update()

    def set_reading(self, text: str) -> None:
        """Says `text` on the right; empty for nothing."""
        if text != self._reading:
            self._reading = text
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paints with the colours it was given; nothing before it has any."""
        colours = self._colours
        if colours is None:
            return
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        area = self.rect().adjusted(8, 0, 0, 0)
        painter.setFont(bold)
        painter.setPen(QColor(colours.tones.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self._title)
        left = area.left() + QFontMetricsF(bold).horizontalAdvance(self._title) + _SPACE + 4
        right = area.right()
        if self._reading:
            right -= QFontMetricsF(bold).horizontalAdvance(self._reading)
            painter.drawText(
                QRectF(max(left, right), 0, area.right() - left, area.height()), self._align(), self._reading
            )
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        for key in self._keys:
            width = _SWATCH + 6 + metrics.horizontalAdvance(key.text)
            if left + width > right - _SPACE:
                break
            _paint_swatch(painter, QRectF(left, area.center().y() - _SWATCH / 2, _SWATCH, _SWATCH), key)
            painter.setPen(QColor(colours.tones.muted))
            painter.drawText(QRectF(left + _SWATCH + 6, 0, width, area.height()), self._align(), key.text)
            left += width + _SPACE

    @staticmethod
    def _align() -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _paint_swatch(painter: QPainter, box: QRectF, key: Key) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    colour = QColor(key.colour)
    middle = round(box.center().y())
    match key.swatch:
        case Swatch.BLOCK:
            painter.fillRect(box, colour)
        case Swatch.STEP:
            painter.fillRect(box, colour)
            painter.setPen(QPen(QColor(key.edge), 1))
            painter.drawLine(box.topLeft(), box.topRight())
        case Swatch.LINE:
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
        case Swatch.ARROW | Swatch.HOLLOW_ARROW:
            _paint_arrow(painter, box, colour, hollow=key.swatch is Swatch.HOLLOW_ARROW)
        case Swatch.DASHES:
            pen = QPen(colour, 1)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right() + 2, middle))


def _paint_arrow(painter: QPainter, box: QRectF, colour: QColor, *, hollow: bool) -> None:
    half, middle = (3.5 if hollow else 5.0), box.center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.3) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    tip, right, left = QPointF(0, -half), QPointF(half, half * 0.9), QPointF(-half, half * 0.9)
    painter.drawPolygon(QPolygonF([middle + tip, middle + right, middle + left]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
