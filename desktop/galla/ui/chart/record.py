"""When the chart window asks how good the forecasts were, and what it was answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from galla.domain.past import JudgedCredit
    from galla.domain.track_record import TrackRecord

_ASKED_AGAIN_AFTER = timedelta(hours=1)
"""A forecast is kept a day: more often there is nothing new."""


class RecordKeeper(QObject):
    """Holds the record of the account shown."""

    requested = Signal(str)
    """The account whose forecasts are to be compared with what happened."""
    changed = Signal()
    """There is another record, or none any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._account_id = ""
        self._asked_at: datetime | None = None
        self.record: TrackRecord | None = None
        self.judged: tuple[JudgedCredit, ...] = ()
        """Every rise of the balance and what it is taken for, oldest first."""

    def want(self, account_id: str, now: datetime, newest_credit: datetime | None = None) -> None:
        """Asks, unless that was just done; again for a credit that came since, which is not judged yet."""
        if account_id == self._account_id and self._is_fresh(now, newest_credit):
            return
        self._account_id, self._asked_at = account_id, now
        self.requested.emit(account_id)

    def forget(self) -> None:
        """Another account is shown."""
        self._account_id, self._asked_at = "", None
        self._take(None, ())

    def answer(self, account_id: str, record: TrackRecord | None, judged: tuple[JudgedCredit, ...]) -> None:
        """Takes the answer; one for another account than was asked about last is ignored."""
        if account_id == self._account_id:
            self._take(record, judged)

    def _is_fresh(self, now: datetime, newest_credit: datetime | None) -> bool:
        asked_at = self._asked_at
        if asked_at is None or (newest_credit is not None and newest_credit > asked_at):
            return False
        return asked_at <= now < asked_at + _ASKED_AGAIN_AFTER

    def _take(self, record: TrackRecord | None, judged: tuple[JudgedCredit, ...]) -> None:
        self.record, self.judged = record, judged
        self.changed.emit()
