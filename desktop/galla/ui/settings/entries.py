"""Where the owner enters a value. Each tells only what he did himself, once he is done, and never acts on a wheel
that turns while the page scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTime, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QTimeEdit, QWidget

from galla.ui.labels import paint_chevron
from galla.ui.theme import tones

CHOICE_ARROW = 26
"""Pixels at the end of a choice that its arrow has for itself."""

_Value = TypeVar("_Value")


class TextEntry(QLineEdit):
    """A line of text. What the owner typed stays until it is accepted, or until he takes it back (Escape)."""

    entered = Signal(str)
    taken_back = Signal()
    """It says again what is set."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self.editingFinished.connect(self._on_finished)

    def show_value(self, text: str) -> None:
        """Shows `text`, unless the owner has typed something else that is not accepted yet."""
        self._shown = text
        if not self.isModified():
            self._put(text)

    def accept_value(self) -> None:
        """What was typed is set now; `show_value` follows."""
        self.setModified(False)

    def keep_value(self) -> None:
        """What was typed is not accepted, and stays to be mended."""
        self.setModified(True)

    def propose(self, text: str) -> None:
        """Writes `text` for the owner: set once it is accepted like something typed."""
        self._put(text)
        self.setModified(True)

    def finish(self) -> None:
        """Enters what is not accepted yet, as leaving the entry would."""
        self._on_finished()

    def forget(self) -> None:
        """Shows again what is set."""
        self._put(self._shown)

    def event(self, event: QEvent) -> bool:
        """Keeps Escape for itself while there is something to take back: else it would close the window."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_escape(event) and self.isModified():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._take_back()
        else:
            super().keyPressEvent(event)

    def _on_finished(self) -> None:
        if not self.isModified():
            return
        if self.text() == self._shown:
            self._take_back()
        else:
            self.entered.emit(self.text())

    def _take_back(self) -> None:
        self._put(self._shown)
        self.taken_back.emit()

    def _put(self, text: str) -> None:
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)


class Choice(QComboBox, Generic[_Value]):
    """One of several values."""

    chosen = Signal(object)

    def __init__(self, offered: Sequence[tuple[_Value, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[_Value] = []  # not as item data: Qt would make plain numbers of enumerations
        self.setObjectName("choice")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._on_activated)
        self.offer(offered)

    def offer(self, offered: Sequence[tuple[_Value, str]]) -> None:
        """Offers these values with their names; the one that was chosen stays chosen if it still is among them."""
        names = [name for _, name in offered]
        values = [value for value, _ in offered]
        if values == self._values and names == [self.itemText(index) for index in range(self.count())]:
            return
        before = self.value
        self.clear()
        self._values = values
        self.addItems(names)
        if before is not None and before in values:
            self.show_value(before)

    def show_value(self, value: _Value) -> None:
        """Shows `value`, one of those offered."""
        self.setCurrentIndex(self._values.index(value))

    @property
    def value(self) -> _Value | None:
        """What is chosen; None where nothing is offered."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the arrow, which a style sheet takes away."""
        super().paintEvent(event)
        painter = QPainter(self)
        place = QPointF(self.width() - CHOICE_ARROW / 2, self.height() / 2)
        paint_chevron(painter, place, tones().muted if self.isEnabled() else tones().border)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the page."""
        event.ignore()

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._values[index])


class ClockEntry(QTimeEdit):
    """A time of day."""

    entered = Signal(object)
    """A `time`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = time(0, 0)
        self.setDisplayFormat("HH:mm")
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setKeyboardTracking(False)
        self.setWrapping(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self._on_finished)

    def show_value(self, value: time) -> None:
        """Shows `value`, unless the owner is changing it."""
        untouched = self.value == self._shown
        self._shown = value
        if untouched or not self.hasFocus():
            self.setTime(QTime(value.hour, value.minute))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leaves the wheel to the page."""
        event.ignore()

    @property
    def value(self) -> time:
        """The time that stands there."""
        return time(self.time().hour(), self.time().minute())

    def _on_finished(self) -> None:
        value = self.value
        if value != self._shown:
            self._shown = value
            self.entered.emit(value)


class Switch(QCheckBox):
    """On or off, as a switch; what it is for stands beside it."""

    switched = Signal(bool)

    _TRACK = QSize(36, 20)
    _RING = 3
    """Pixels around the track for the sign of focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(self.sizeHint())
        self.clicked.connect(self.switched)

    def show_value(self, on: bool) -> None:
        """Shows whether it is on."""
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        """The track and what shows the focus."""
        return self._TRACK + QSize(2 * self._RING, 2 * self._RING)

    def hitButton(self, pos: object) -> bool:
        """The whole of it can be pressed."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints track and knob; which side the knob is on tells it apart without colours."""
        colours, painter = tones(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self._RING, self._RING, self._TRACK.width(), self._TRACK.height())
        if not self.isEnabled():
            painter.setOpacity(0.55)
        if self.hasFocus():
            ring = track.adjusted(-2, -2, 2, 2)
            painter.setPen(QPen(QColor(colours.accent), 1.5))
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        inner = track.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(colours.accent if self.isChecked() else colours.muted), 1))
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.window))
        painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
        knob = track.height() - 8
        left = track.right() - 4 - knob if self.isChecked() else track.left() + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if self.isChecked() else colours.muted))
        painter.drawEllipse(QRectF(left, track.top() + 4, knob, knob))
        painter.end()


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
