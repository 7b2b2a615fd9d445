"""A field to choose from, with an arrow of our own: a style sheet takes the platform's away."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from galla.ui.labels import paint_chevron
from galla.ui.theme import Tones, tones

_ARROW = 26
"""Pixels at the end of the field that its arrow has for itself."""


class Chooser(QComboBox):
    """A combo box that may be narrower than its longest entry."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is read aloud before what is chosen."""
        super().__init__(parent)
        self.setObjectName("chooser")
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the arrow over the field."""
        super().paintEvent(event)
        painter = QPainter(self)
        paint_chevron(painter, QPointF(self.width() - _ARROW / 2, self.height() / 2), tones().muted)
        painter.end()


def chooser_style(colours: Tones) -> str:
    """The style sheet of all choosers in a window."""
    return (
        f"#chooser {{ color: {colours.text}; background: {colours.card}; border: 1px solid {colours.border};"
        " border-radius: 6px; padding: 5px 9px; }"
        f"#chooser::drop-down {{ border: none; width: {_ARROW}px; }} #chooser::down-arrow {{ image: none; }}"
        f"#chooser:hover {{ background: {colours.hover}; }} #chooser:focus {{ border-color: {colours.accent}; }}"
        f"#chooser QAbstractItemView {{ color: {colours.text}; background: {colours.card};"
        f" border: 1px solid {colours.border}; outline: none; selection-color: {colours.text};"
        f" selection-background-color: {colours.info}; }}"
    )
