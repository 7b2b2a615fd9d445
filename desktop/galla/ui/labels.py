"""Small labels that windows share: cut with an ellipsis, broken between clauses, and the shape of a level."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from galla.domain.model import Level
from galla.ui.icon_shapes import level_shape
from galla.ui.level_colours import level_colours


class LineLabel(QLabel):
    """One line that stands by its font alone: words in another script, which need more room, would lift it beside
    its neighbours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the words where the font's own script would stand."""
        painter, metrics, room = QPainter(self), self.fontMetrics(), self.contentsRect()
        painter.setPen(self.palette().color(self.foregroundRole()))
        baseline = room.top() + (room.height() - metrics.height()) / 2 + metrics.ascent()
        painter.drawText(QPointF(room.left(), round(baseline)), self.text())
        painter.end()


class ElidedLabel(QLabel):
    """One line that is cut with an ellipsis where it does not fit, and then tells the whole in its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_whole_text(self, text: str) -> None:
        """Shows `text`, as much of it as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    @property
    def whole_text(self) -> str:
        """The text as it was given."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        """Any width will do: the ellipsis makes it fit."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """As wide as the whole text."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cuts the text anew."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, self.width()))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class ClauseLabel(QLabel):
    """A sentence that, where it needs a second line, breaks after its first clause and not before its last word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def set_whole_text(self, text: str) -> None:
        """Shows `text`, whose clauses are parted by a semicolon."""
        self._whole = text
        self.setAccessibleName(text)
        self._break()

    @property
    def whole_text(self) -> str:
        """The text as it was given."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks the text anew."""
        super().resizeEvent(event)
        self._break()

    def _break(self) -> None:
        fits = self.fontMetrics().horizontalAdvance(self._whole) <= self.width()
        shown = self._whole if fits else self._whole.replace("; ", ";\n", 1)
        if shown != self.text():
            self.setText(shown)


def paint_chevron(painter: QPainter, middle: QPointF, colour: str) -> None:
    """The sign of a choice that opens below."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.6))
    painter.drawPolyline(QPolygonF([middle + QPointF(-4, -2), middle + QPointF(0, 2), middle + QPointF(4, -2)]))


class LevelMark(QWidget):
    """The shape of a level in its colours, as in the tray icon."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = Level.UNKNOWN
        self.setFixedSize(size, size)

    def set_level(self, level: Level) -> None:
        """Shows `level`."""
        if level is not self._level:
            self._level = level
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = level_colours(self._level)
        painter.setPen(QPen(QColor(colours.edge), 1.4))
        painter.setBrush(QColor(colours.fill))
        painter.drawPath(level_shape(self._level, QRectF(self.rect()).adjusted(1, 1, -1, -1)))
        painter.end()
