"""A field to choose from, with an arrow of our own: a style sheet takes the platform's away."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from galla.ui.labels import paint_chevron
from galla.ui.theme import Tones, tones

_ARROW = 26
"""Pixels at the end of the field that its arrow has for itself."""

_MOST_IN_SIGHT = 16
_LIST_AIR = 12
_WIDEST_LIST = 360
"""Pixels; longer names are cut."""


class Chooser(QComboBox):
    """A combo box that may be narrower than its longest entry."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is read aloud before what is chosen."""
        super().__init__(parent)
        self.setObjectName("chooser")
        self.setItemDelegate(QStyledItemDelegate(self))  # the list's own takes no padding from a style sheet
        self.setMaxVisibleItems(_MOST_IN_SIGHT)
        self.setAccessibleName(name)

    def showPopup(self) -> None:
        """Opens the list, wide enough for its entries."""
        view = self.view()
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + _LIST_AIR, _WIDEST_LIST))
        super().showPopup()

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
        "#chooser { combobox-popup: 0; } #chooser QFrame { border: none; }"
        f"#chooser::drop-down {{ border: none; width: {_ARROW}px; }} #chooser::down-arrow {{ image: none; }}"
        f"#chooser:hover {{ background: {colours.hover}; }} #chooser:focus {{ border-color: {colours.accent}; }}"
        f"#chooser QAbstractItemView {{ color: {colours.text}; background: {colours.card};"
        f" border: 1px solid {colours.border}; outline: none; padding: 3px 0; selection-color: {colours.text};"
        f" selection-background-color: {colours.info}; }}"
        "#chooser QAbstractItemView::item { padding: 4px 6px; border: none; }"
        f"#chooser QAbstractItemView::item:selected {{ background: {colours.info}; color: {colours.text}; }}"
    )
