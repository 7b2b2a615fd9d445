"""What the mouse does over the plots, apart from panning and zooming."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


class Pointer(QObject):
    """Watches a widget and takes nothing from it."""

    moved = Signal(QPoint)
    left = Signal()
    clicked = Signal(QPoint)
    """Pressed and released at about the same place: not a drag."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._pressed_at = QPoint()
        watched.setMouseTracking(True)
        watched.installEventFilter(self)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Tells what happens; the event goes on its way."""
        if isinstance(event, QMouseEvent):
            at = event.position().toPoint()
            if event.type() == QEvent.Type.MouseMove:
                self.moved.emit(at)
            elif event.type() == QEvent.Type.MouseButtonPress:
                self._pressed_at = at
            elif event.type() == QEvent.Type.MouseButtonRelease and self._is_click(at):
                self.clicked.emit(at)
        elif event.type() == QEvent.Type.Leave:
            self.left.emit()
        return False

    def _is_click(self, at: QPoint) -> bool:
        return (at - self._pressed_at).manhattanLength() < QApplication.startDragDistance()
