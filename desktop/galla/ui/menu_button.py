"""A button that opens a menu below itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from galla.ui.labels import paint_chevron
from galla.ui.theme import tones

_ARROW = 13
"""Pixels from the end of the button to the middle of its arrow."""


class MenuButton(QPushButton):
    """Asks for the menu's entries whenever it is pressed, so that they are never of yesterday. Without a text it shows
    three dots.

    `fill` adds them. Qt's own menu button waits in an event loop of its own while the menu is open; this one does not.
    """

    def __init__(self, text: str, fill: Callable[[QMenu], None], parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._fill = fill
        self.setProperty("opens", "menu")
        self.clicked.connect(self._on_clicked)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sign of a menu: the style sheet took the platform's away."""
        super().paintEvent(event)
        painter = QPainter(self)
        middle = QPointF(self.rect().toRectF().center())
        if self.text():
            paint_chevron(painter, QPointF(self.width() - _ARROW, middle.y() + 1), tones().muted)
        else:
            _paint_dots(painter, middle, tones().text)
        painter.end()

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # a second click closes it, and does not open it again
        self._fill(menu)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 3)))
        first = next(iter(menu.actions()), None)
        if first is not None:
            menu.setActiveAction(first)


def _paint_dots(painter: QPainter, middle: QPointF, colour: str) -> None:
    """The sign of further choices."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for step in (-1, 0, 1):
        painter.drawEllipse(middle + QPointF(step * 5, 0), 1.5, 1.5)
