"""The ledger for asyncio: every method is done by one worker thread, in the order of the calls."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from galla.adapters.ledger import (
    alert_query,
    backups,
    channel_health,
    chart_query,
    forecasts,
    forgetting,
    imports,
    outbox,
    rows,
)
from galla.adapters.ledger.disk import BUSY_TIMEOUT_S
from galla.adapters.ledger.faults import Corrupt, as_ledger_error
from galla.adapters.ledger.memory import read_history
from galla.adapters.ledger.series import latest_series
from galla.adapters.ledger.steps import write_step
from galla.adapters.ledger.store import Store
from galla.domain.channel import AlertRecord, ChannelHealth, Delivery, Owed, SendOutcome
from galla.domain.chart import ChartData, ChartRequest
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, Reading, SeriesKey, Step, StorageState, StoredReading
from galla.domain.past import ForecastLog
from galla.domain.ports import Clock

Result = TypeVar("Result")
_BEGINNING = rows.from_us(0)


class SqliteLedger:
    """`ports.Ledger` over SQLite. Made by `open`.

    A call that is cancelled may still be carried out. Copies and checks of the whole file run on a second thread,
    so that no commit waits for them.
    """

    def __init__(self, worker: ThreadPoolExecutor, store: Store, closing: threading.Event) -> None:
        self._worker = worker
        self._store = store
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="ledger-copy")
        self._closing = closing

    @classmethod
    async def open(cls, folder: Path, clock: Clock, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> SqliteLedger:
        """The ledger in `folder`, made, migrated or mended as needed; in memory where it cannot be written.

        Raises LedgerError(NEWER_VERSION) for a file that a newer Galla wrote, LedgerError(LOCKED) where another
        process holds it for too long.
        """
        worker = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        closing = threading.Event()
        opening = worker.submit(Store, folder, clock, busy_timeout_s, closing.is_set)
        try:
            store = await asyncio.wrap_future(opening)
        except BaseException:
            closing.set()
            worker.submit(_let_go, opening)
            worker.shutdown(wait=False)
            raise
        ledger = cls(worker, store, closing)
        if store.unclean and not store.in_memory:
            ledger._helper.submit(ledger._check)
        return ledger

    @property
    def storage(self) -> StorageState:
        """Whether what is written now is durable."""
        return self._store.storage

    async def load(self, account_id: str, series: SeriesKey | None, since: datetime) -> AccountMemory:
        """What the account remembers; the last accepted reading is in it however old it is."""
        store = self._store
        return await self._do(
            lambda: store.read(lambda connection: store.memories.load(connection, account_id, series, since))
        )

    async def commit(self, step: Step, since: datetime) -> AccountMemory:
        """Writes `step` durably and gives the memory after it. Raises StaleStep, LedgerError."""

        def work(connection: sqlite3.Connection) -> AccountMemory:
            changed_from = write_step(connection, step)
            return self._store.memories.load(connection, step.account_id, step.series, since, changed_from)

        return await self._do(lambda: self._store.write(work))

    async def history(self, account_id: str, since: datetime | None = None) -> tuple[StoredReading, ...]:
        """Readings of the account's latest series from `since` on, oldest first, annulled ones left out."""

        def work(connection: sqlite3.Connection) -> tuple[StoredReading, ...]:
            series = latest_series(connection, account_id)
            return () if series is None else read_history(connection, series, since or _BEGINNING)

        return await self._do(lambda: self._store.read(work))

    async def chart(
        self, request: ChartRequest, is_wanted: Callable[[SeriesKey], bool] | None = None
    ) -> ChartData | None:
        """What the chart window draws of the account's latest series.

        None where there is no reading, or where `is_wanted` says no: history of another source is not shown.
        """
        query = partial(chart_query.chart, request=request, is_wanted=is_wanted)
        return await self._do(lambda: self._store.read(query))

    async def forecast_log(
        self, account_id: str, is_wanted: Callable[[SeriesKey], bool] | None = None
    ) -> ForecastLog | None:
        """What is needed to score the forecasts of the account's latest series; None as for `chart`."""
        query = partial(forecasts.forecast_log, account_id=account_id, is_wanted=is_wanted)
        return await self._do(lambda: self._store.read(query))

    async def owed(self) -> tuple[Owed, ...]:
        """What is owed to all channels, in the order in which the notices were written; held ones too."""
        return await self._do(lambda: self._store.read(outbox.owed))

    async def mark_delivered(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        """Records, in one transaction, that they were delivered; the first time counts."""
        await self._write(partial(outbox.mark_delivered, deliveries=tuple(deliveries), at=at))

    async def mark_attempted(
        self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome, next_attempt_at: datetime
    ) -> None:
        """Records one attempt for all of them that failed, and when the next is made."""
        marked = tuple(deliveries)
        await self._write(
            partial(outbox.mark_attempted, deliveries=marked, at=at, outcome=outcome, next_attempt_at=next_attempt_at)
        )

    async def mark_failed(self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome) -> None:
        """Records that they are given up on, with an attempt that was the last."""
        await self._write(partial(outbox.mark_failed, deliveries=tuple(deliveries), at=at, outcome=outcome))

    async def mark_tested(self, channel_id: str, at: datetime, outcome: SendOutcome) -> None:
        """Records what came of a test of the channel."""
        await self._write(partial(channel_health.mark_tested, channel_id=channel_id, at=at, outcome=outcome))

    async def channel_health(self) -> tuple[ChannelHealth, ...]:
        """How delivering went, for each channel that ever was owed or tested."""
        return await self._do(lambda: self._store.read(channel_health.channel_health))

    async def alert_history(self, since: datetime | None = None) -> tuple[AlertRecord, ...]:
        """Episodes raised at or after `since` (None: all) and those still open, newest first, with what was told."""
        return await self._do(lambda: self._store.read(partial(alert_query.alert_history, since=since)))

    async def forget(self, account_id: str) -> None:
        """Deletes all that is kept of the account. Raises LedgerError."""
        store = self._store

        def work(connection: sqlite3.Connection) -> None:
            forgetting.forget(connection, account_id)
            store.memories.forget()

        await self._write(work)

    async def import_history(self, series: SeriesKey, readings: Iterable[Reading]) -> None:
        """Appends a whole history, oldest first, in one transaction; for the demo and for benchmarks.

        Raises ValueError where a reading is not later than the one before it; LedgerError.
        """
        await self._do(lambda: self._store.write_once(partial(imports.import_readings, key=series, readings=readings)))

    async def backup_if_due(self, now: datetime) -> bool:
        """True when today's copy (UTC) was made now; False when there is one, or nothing on disk to copy.

        A ledger that proves to be damaged is mended. Raises LedgerError where the copy cannot be written.
        """
        if self._store.in_memory or backups.backup_path(self._store.path, now).exists():
            return False
        try:
            await asyncio.get_running_loop().run_in_executor(
                self._helper, partial(backups.make_backup, self._store.path, now, self._closing.is_set)
            )
        except backups.Interrupted:
            return False
        except Corrupt:
            await self._do(self._store.mend)
            return False
        except (sqlite3.Error, OSError) as error:
            raise as_ledger_error(error) from error
        return True

    async def close(self) -> None:
        """Finishes what is under way and lets go of the file; a copy under way is given up."""
        if self._closing.is_set():
            return
        self._closing.set()
        await asyncio.get_running_loop().run_in_executor(self._worker, self._finish)
        self._worker.shutdown(wait=False)

    def _finish(self) -> None:
        self._helper.shutdown()
        self._store.close()

    async def _write(self, work: Callable[[sqlite3.Connection], None]) -> None:
        await self._do(lambda: self._store.write(work))

    async def _do(self, work: Callable[[], Result]) -> Result:
        if self._closing.is_set():
            raise LedgerError(LedgerReason.FAILED)
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _check(self) -> None:
        """Looks for damage after an end that was not clean; runs beside the work."""
        path = self._store.path
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                connection.set_progress_handler(self._closing.is_set, 100_000)
                backups.quick_check(connection)
        except (sqlite3.DatabaseError, Corrupt) as error:
            if not self._closing.is_set() and as_ledger_error(error).problem.reason == LedgerReason.CORRUPT:
                self._worker.submit(self._store.mend)


def _let_go(opening: Future[Store]) -> None:
    """Closes what was opened for nobody."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
