"""The table of credits with a chooser in each row, painted as one and opened by click or key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from galla.ui.credits_model import Column, CreditsModel
from galla.ui.labels import paint_chevron
from galla.ui.theme import tones

_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)
_CHEVRON = 26
_AIR = 3


class CreditsTable(QTableView):
    """Shows a CreditsModel; tells for which row the owner wants to choose."""

    chooser_wanted = Signal(int)

    def __init__(self, model: CreditsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegateForColumn(Column.KIND, _Chooser(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Credits of the last 90 days"))
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 20)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(Column.KIND, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._on_clicked)

    def choose_row(self, row: int) -> None:
        """Makes `row` the current one, and brings it in sight."""
        index = self.model().index(row, Column.KIND)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def chooser_rect(self, row: int) -> QRect:
        """Where the chooser of `row` is painted, in pixels of the viewport."""
        return self.visualRect(self.model().index(row, Column.KIND)).adjusted(_AIR, _AIR, -_AIR, -_AIR)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Opens the current row's chooser by Enter, Space or F2."""
        if event.key() in _OPENING_KEYS and self.currentIndex().isValid():
            event.accept()
            self.chooser_wanted.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == Column.KIND:
            self.chooser_wanted.emit(index.row())


class _Chooser(QStyledItemDelegate):
    """Paints what is chosen as a field with a chevron: it can be changed, and it costs no widget in each row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints the ground of the row, the field, its words and the chevron."""
        colours, state = tones(), option.state
        rect: QRect = option.rect
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = selected and bool(state & QStyle.StateFlag.State_Active)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, QColor(colours.info if selected else colours.window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = QRectF(rect).adjusted(_AIR, _AIR, -_AIR, -_AIR)
        painter.setPen(QPen(QColor(colours.accent if focused else colours.border), 1.5 if focused else 1))
        painter.setBrush(QColor(colours.hover if hovered else colours.card))
        painter.drawRoundedRect(field.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(colours.text))
        words = field.adjusted(10, 0, -_CHEVRON, 0)
        text = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, max(0, int(words.width()))
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        middle = QPointF(field.right() - _CHEVRON / 2, field.center().y())
        paint_chevron(painter, middle, colours.muted)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the words, the chevron and the air around them."""
        size = super().sizeHint(option, index)
        return QSize(size.width() + _CHEVRON + 10 + 2 * _AIR, size.height())
