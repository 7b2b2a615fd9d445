"""The other accounts at the foot of the glance panel, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from galla.domain.model import Snapshot
from galla.ui.in_turns import InTurns
from galla.ui.panel_parts import AccountRow

ROWS_SHOWN = 4
"""More accounts than these are scrolled."""
ROWS_A_TURN = 3
"""Of those out of sight; all of fifty at once would hold up the frames of the opening panel."""
WIDEST_COLUMN = 80
"""A runway with the age of an old balance may be wider; the other rows need not follow it."""


class AccountRows(QScrollArea):
    """Renders any number of accounts; hidden where there are none."""

    chosen = Signal(str)
    """The account to be shown in full."""
    completed = Signal()
    """Rows out of sight are there now too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[AccountRow] = []
        self._snapshots: tuple[Snapshot, ...] = ()
        self._now: datetime | None = None
        self._pressed = ""
        self._out_of_sight = InTurns(self, ROWS_A_TURN, self._render_more)
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
        """Shows `snapshots` as of `now`, in their order; those out of sight a little later."""
        self._snapshots, self._now = tuple(snapshots), now
        while len(self._rows) > len(snapshots):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.deleteLater()
        first = self._first_in_sight()
        in_sight = range(first, min(first + ROWS_SHOWN + 2, len(snapshots)))
        self._build_up_to(in_sight.stop)
        if sum(self._render(index) for index in in_sight):
            self._align()
        self._out_of_sight.start([index for index in range(len(snapshots)) if index not in in_sight])
        self.setVisible(bool(snapshots))
        if self._rows:
            self.setFixedHeight(min(len(snapshots), ROWS_SHOWN) * (self._rows[0].sizeHint().height() + 1))

    def _render_more(self, indices: Sequence[int]) -> None:
        self._build_up_to(max(indices) + 1)
        for index in indices:
            self._render(index)
        if self._out_of_sight.is_done:
            self._align()
            self.completed.emit()

    def _first_in_sight(self) -> int:
        if not self._rows or not self.isVisible():
            return 0
        height = self._rows[0].height() + self._column.spacing()
        return min(self.verticalScrollBar().value() // max(1, height), len(self._rows) - 1)

    def _render(self, index: int) -> bool:
        """Whether there was anything to do."""
        assert self._now is not None
        snapshot = self._snapshots[index]
        self._rows[index].setProperty("account_id", snapshot.account_id)
        return self._rows[index].render_snapshot(snapshot, self._now)

    def _align(self) -> None:
        widths = [row.runway_width for row in self._rows]
        least = min(widths, default=0)
        column = max((width for width in widths if width <= WIDEST_COLUMN or width == least), default=0)
        for row in self._rows:
            row.keep_for_runway(column)

    def _build_up_to(self, count: int) -> None:
        while len(self._rows) < count:
            row = AccountRow(self._box)
            row.pressed.connect(self._on_row_pressed)
            row.clicked.connect(self._on_row_clicked)
            self._column.addWidget(row)
            self._rows.append(row)

    def _on_row_pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._pressed = str(sender.property("account_id"))

    def _on_row_clicked(self) -> None:
        """What the row was when it was pressed: meanwhile another account may have taken its place."""
        self.chosen.emit(self._pressed)
