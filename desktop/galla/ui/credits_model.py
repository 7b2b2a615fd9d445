"""The rows of the credits' table: when, how much, what it is taken for and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from galla.domain.past import Correction, JudgedCredit
from galla.texts import locale_format as fmt
from galla.ui.credit_names import credit_name

SHOWN = timedelta(days=90)
"""What is older matters to no forecast and is not listed."""

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    WHEN = 0
    AMOUNT = 1
    KIND = 2
    SAID_BY = 3


class CreditsModel(QAbstractTableModel):
    """The credits of the last 90 days, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[JudgedCredit, ...] = ()
        self._zone = ZoneInfo("UTC")
        self._now: datetime | None = None

    def render(self, judged: Sequence[JudgedCredit], zone: ZoneInfo, now: datetime) -> None:
        """Lists `judged`. Rows stay where they are as long as their instants are the same."""
        rows = tuple(
            sorted(
                (credit for credit in judged if credit.at >= now - SHOWN), key=lambda credit: credit.at, reverse=True
            )
        )
        same = zone == self._zone and [row.at for row in rows] == [row.at for row in self._rows]
        if same:
            self._rows, self._now = rows, now
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))
            return
        self.beginResetModel()
        self._rows, self._zone, self._now = rows, zone, now
        self.endResetModel()

    def credit(self, row: int) -> JudgedCredit:
        """The credit of that row."""
        return self._rows[row]

    def row_of(self, at: datetime) -> int | None:
        """The row of the credit that the reading at `at` showed."""
        return next((row for row, credit in enumerate(self._rows) if credit.at == at), None)

    def take(self, correction: Correction) -> None:
        """Shows the owner's word at once; what is worked out from it comes with the next `render`."""
        row = self.row_of(correction.at)
        if row is None:
            return
        changed = replace(self._rows[row], kind=correction.kind, by_owner=True)
        self._rows = (*self._rows[:row], changed, *self._rows[row + 1 :])
        self.dataChanged.emit(self.index(row, Column.KIND), self.index(row, Column.SAID_BY))

    def rowCount(self, parent: Index | None = None) -> int:
        """How many credits there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What stands in a cell, how it is aligned, and how it is read aloud."""
        credit, column = self._rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(credit, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column is Column.AMOUNT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(credit, column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.AMOUNT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self._title(Column(section)) if role == Qt.ItemDataRole.DisplayRole else None

    def _title(self, column: Column) -> str:
        match column:
            case Column.WHEN:
                return self.tr("When", "title of a column: the time of a credit")
            case Column.AMOUNT:
                return self.tr("Amount", "title of a column")
            case Column.KIND:
                return self.tr("Taken for", "title of a column: top-up, refund or correction")
            case Column.SAID_BY:
                return self.tr("According to", "title of a column: who says so, Galla or the owner")

    def _text(self, credit: JudgedCredit, column: Column) -> str:
        match column:
            case Column.WHEN:
                return fmt.instant(credit.at, self._zone, self._now or credit.at)
            case Column.AMOUNT:
                return self.tr("+{amount}", "money that came in").format(amount=fmt.money(credit.amount))
            case Column.KIND:
                return credit_name(credit.kind)
            case Column.SAID_BY:
                if credit.by_owner:
                    return self.tr("You", "who says what a credit was")
                return self.tr("Galla's guess", "who says what a credit was")

    def _spoken(self, credit: JudgedCredit, column: Column) -> str:
        text = self._text(credit, column)
        if column is Column.KIND:
            return self.tr("{kind}. Press Enter to change.", "read aloud by a screen reader").format(kind=text)
        return text
