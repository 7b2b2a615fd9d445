"""The other accounts at the foot of the glance panel, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from galla.domain.model import Snapshot
from galla.ui.panel_parts import AccountRow

ROWS_SHOWN = 4
"""More accounts than these are scrolled."""
WIDEST_COLUMN = 80
"""A runway with the age of an old balance may be wider; the other rows need not follow it."""


class AccountRows(QScrollArea):
    """Renders any number of accounts; hidden where there are none."""

    chosen = Signal(str)
    """The account to be shown in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AccountRow] = []
        self._box = QWidget(self)
        self._column = QVBoxLayout(self._box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.setWidget(self._box)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def focus_order(self) -> tuple[QWidget, ...]:
        """The rows from top to bottom."""
        return tuple(self._rows)

    def render_snapshots(self, snapshots: Sequence[Snapshot], now: datetime) -> None:
        """Shows `snapshots` as of `now`, in their order."""
        self._keep(len(snapshots))
        for row, snapshot in zip(self._rows, snapshots, strict=True):
            row.setProperty("account_id", snapshot.account_id)
            row.render_snapshot(snapshot, now)
        widths = [row.runway_width for row in self._rows]
        for row in self._rows:
            row.keep_for_runway(max(width for width in widths if width <= WIDEST_COLUMN or width == min(widths)))
        self.setVisible(bool(snapshots))
        if self._rows:
            self.setFixedHeight(min(len(self._rows), ROWS_SHOWN) * (self._rows[0].sizeHint().height() + 1))

    def _keep(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.deleteLater()
        while len(self._rows) < count:
            row = AccountRow(self._box)
            row.clicked.connect(self._on_row_clicked)
            self._column.addWidget(row)
            self._rows.append(row)

    def _on_row_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.chosen.emit(str(sender.property("account_id")))
