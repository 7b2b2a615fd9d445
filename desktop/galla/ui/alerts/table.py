"""The table of the alert history: rows of one height, marks painted, nothing built for a row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from galla.domain.channel import AlertRecord
from galla.ui.alerts.alert_filter import is_open
from galla.ui.alerts.model import AlertsModel, Column
from galla.ui.severity_mark import paint_severity

_MARK = 16
_AIR = 16
_LETTERS = {Column.RAISED: 13, Column.ACCOUNT: 14, Column.ALERT: 24, Column.STATE: 19}
"""How many letters a column begins with room for; the last takes what is left."""


class AlertsTable(QTableView):
    """Shows an AlertsModel; tells which alert is looked at."""

    record_chosen = Signal(object)
    """An AlertRecord, or None where there is none."""

    def __init__(self, model: AlertsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegateForColumn(Column.MARK, _Mark(model, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAccessibleName(self.tr("Alerts, the newest first"))
        self._size_rows_and_columns()
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def current_record(self) -> AlertRecord | None:
        """The alert that is looked at."""
        index = self.currentIndex()
        return self._model.record(index.row()) if index.isValid() else None

    def choose_row(self, row: int | None) -> None:
        """Looks at that row; None: at nothing."""
        self.setCurrentIndex(QModelIndex() if row is None else self._model.index(row, Column.RAISED))

    def _size_rows_and_columns(self) -> None:
        """By the font alone: to measure all rows would take long where there are many."""
        rows, columns, metrics = self.verticalHeader(), self.horizontalHeader(), self.fontMetrics()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(metrics.height() + 16)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(_MARK + _AIR)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, letters in _LETTERS.items():
            self.setColumnWidth(column, metrics.averageCharWidth() * letters + _AIR)
        self.setColumnWidth(Column.MARK, _MARK + _AIR + 2)
        columns.setSectionResizeMode(Column.MARK, QHeaderView.ResizeMode.Fixed)
        columns.setStretchLastSection(True)

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.record_chosen.emit(self._model.record(current.row()) if current.isValid() else None)


class _Mark(QStyledItemDelegate):
    """Paints the severity's mark in the middle of its cell."""

    def __init__(self, model: AlertsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints the ground of the row, and the mark."""
        super().paint(painter, option, index)
        record, rect = self._model.record(index.row()), QRect(option.rect)
        box = QRectF(0, 0, _MARK, _MARK)
        box.moveCenter(QRectF(rect).center())
        paint_severity(painter, box, record.episode.severity, is_open=is_open(record))
