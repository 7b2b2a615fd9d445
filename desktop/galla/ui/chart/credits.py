"""What the chart window knows of credits, and the dialog about them while it is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from galla.domain.model import Snapshot
from galla.domain.past import Correction, JudgedCredit

if TYPE_CHECKING:
    from galla.ui.credits_dialog import CreditsDialog


class ChartCredits(QObject):
    """Opens the dialog over its window and keeps it in step; at most one is open."""

    correction_requested = Signal(str, object)
    """The account's id and a Correction."""

    def __init__(self, window: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window = window
        self._now = now
        self._snapshot: Snapshot | None = None
        self._judged: tuple[JudgedCredit, ...] = ()
        self._dialog: CreditsDialog | None = None

    @property
    def judged(self) -> tuple[JudgedCredit, ...]:
        """The credits of the account that is shown, oldest first."""
        return self._judged

    def render(self, snapshot: Snapshot, judged: Sequence[JudgedCredit]) -> None:
        """Takes what is known of an account's credits; a dialog about another account is closed."""
        if self._snapshot is not None and self._snapshot.account_id != snapshot.account_id:
            self.forget()
        self._snapshot, self._judged = snapshot, tuple(judged)
        if self._dialog is not None:
            self._dialog.render(self._judged, ZoneInfo(snapshot.timezone), self._now())

    def open(self, at: datetime | None = None) -> None:
        """Opens the dialog, at the credit of that instant where one is given; nothing before there is an account."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        if self._dialog is None:
            from galla.ui.credits_dialog import CreditsDialog

            self._dialog = CreditsDialog(snapshot.account_name, self._window)
            self._dialog.correction_chosen.connect(self._on_chosen)
            self._dialog.finished.connect(self._on_finished)
            self._dialog.render(self._judged, ZoneInfo(snapshot.timezone), self._now())
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._dialog.select(at)

    def close(self) -> None:
        """Closes the dialog, if it is open."""
        if self._dialog is not None:
            self._dialog.close()

    def forget(self) -> None:
        """Closes the dialog and forgets the credits: another account is shown."""
        self.close()
        self._snapshot, self._judged = None, ()

    def _on_chosen(self, correction: Correction) -> None:
        if self._snapshot is not None:
            self.correction_requested.emit(self._snapshot.account_id, correction)

    def _on_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
