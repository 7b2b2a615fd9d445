"""The rows of the alert history. Words are made only for what is in sight."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from galla.domain.channel import AlertRecord
from galla.texts import locale_format as fmt
from galla.texts import notices
from galla.ui.alerts import wording
from galla.ui.alerts.alert_filter import is_open
from galla.ui.alerts.naming import Naming
from galla.ui.theme import tones

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    MARK = 0
    RAISED = 1
    ACCOUNT = 2
    ALERT = 3
    STATE = 4
    DELIVERED = 5


class AlertsModel(QAbstractTableModel):
    """Some records, as they are to be listed. Filtering is not done here: a proxy would ask row by row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[AlertRecord, ...] = ()
        self._naming = Naming()
        self._now: datetime | None = None

    def render(self, records: tuple[AlertRecord, ...], naming: Naming, now: datetime) -> bool:
        """Lists `records`; True where the rows are of other alerts than before, so that nothing is current now."""
        same = len(records) == len(self._rows) and all(
            new.episode.id == old.episode.id for new, old in zip(records, self._rows, strict=True)
        )
        if not same:
            self.beginResetModel()
        self._rows, self._naming, self._now = records, naming, now
        if not same:
            self.endResetModel()
        elif records:
            self.dataChanged.emit(self.index(0, 0), self.index(len(records) - 1, len(Column) - 1))
        return not same

    def record(self, row: int) -> AlertRecord:
        """The record of that row."""
        return self._rows[row]

    def row_of(self, episode_id: str) -> int | None:
        """The row of that episode; None where it is not listed."""
        return next((row for row, record in enumerate(self._rows) if record.episode.id == episode_id), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """How many alerts are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What stands in a cell, its colour, and how it is read aloud."""
        record, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "" if column is Column.MARK else self._text(record, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._text(record, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._text(record, column)
            case Qt.ItemDataRole.ForegroundRole:
                return _colour(record, column)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section == Column.MARK else self._title(Column(section))
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._title(Column(section))
        return None

    def _title(self, column: Column) -> str:
        match column:
            case Column.MARK:
                return self.tr("Severity", "title of a column")
            case Column.RAISED:
                return self.tr("Raised", "title of a column: when an alert began")
            case Column.ACCOUNT:
                return self.tr("Account", "title of a column")
            case Column.ALERT:
                return self.tr("Alert", "title of a column: the rule")
            case Column.STATE:
                return self.tr("State", "title of a column: open, acknowledged, recovered")
            case Column.DELIVERED:
                return self.tr("Delivered to", "title of a column: channels")

    def _text(self, record: AlertRecord, column: Column) -> str:
        episode, naming = record.episode, self._naming
        now = self._now or episode.raised_at
        match column:
            case Column.MARK:
                return notices.severity_name(episode.severity)
            case Column.RAISED:
                return fmt.instant(episode.raised_at, naming.zone(episode.account_id), now)
            case Column.ACCOUNT:
                return naming.account(episode.account_id)
            case Column.ALERT:
                return wording.subject(record, naming)
            case Column.STATE:
                return wording.state(record, naming, now)
            case Column.DELIVERED:
                return wording.delivered_text(wording.delivered(record.deliveries), naming)


def _colour(record: AlertRecord, column: Column) -> QColor | None:
    """What is over stands back, a delivery that failed stands out."""
    if column is Column.DELIVERED and wording.delivered(record.deliveries).failed:
        return QColor(tones().danger)
    is_told = column in {Column.ACCOUNT, Column.ALERT}
    return None if is_told or is_open(record) else QColor(tones().muted)
