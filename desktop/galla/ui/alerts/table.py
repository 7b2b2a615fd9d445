"""The table of the alert history: rows of one height, marks painted, nothing built for a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from galla.domain.channel import AlertRecord
from galla.domain.notice import Rule
from galla.texts import locale_format as fmt
from galla.texts import notices
from galla.ui.alerts import wording
from galla.ui.alerts.alert_filter import is_open
from galla.ui.alerts.model import AlertsModel, Column
from galla.ui.severity_mark import paint_severity

_MARK = 16
_AIR = 20
_LETTERS = 13
"""An account's name begins with room for so many."""
_WIDEST_RULE = 172
"""Pixels for a rule's name at most; the last column takes what all others leave."""


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
        columns.setMinimumSectionSize(_MARK + _AIR - 2)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _widths(metrics).items():
            self.setColumnWidth(column, width + _AIR)
        self.setColumnWidth(Column.MARK, _MARK + _AIR - 2)
        columns.setSectionResizeMode(Column.MARK, QHeaderView.ResizeMode.Fixed)
        columns.setStretchLastSection(True)

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.record_chosen.emit(self._model.record(current.row()) if current.isValid() else None)


def _widths(metrics: QFontMetrics) -> dict[Column, int]:
    """What columns begin with, in pixels, by what they often say in the owner's language."""
    often = datetime(2026, 11, 18, 22, 22, tzinfo=UTC)
    yesterday = fmt.instant(often - timedelta(days=1), ZoneInfo("UTC"), often)
    rules = (metrics.horizontalAdvance(notices.rule_name(rule)) for rule in Rule)
    return {
        Column.RAISED: metrics.horizontalAdvance(yesterday),
        Column.ACCOUNT: metrics.averageCharWidth() * _LETTERS,
        Column.ALERT: min(max(rules), _WIDEST_RULE),
        Column.STATE: metrics.horizontalAdvance(wording.recovered(yesterday)),
    }


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
