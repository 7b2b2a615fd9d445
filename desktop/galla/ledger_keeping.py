"""Opening the ledger as soon as it can be used, and its daily backup."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.errors import LedgerError, Problem
from galla.domain.ports import Clock, Ledger
from galla.domain.settings import Settings
from galla.tasks import cancelled, first_of
from galla.watch_parts import Parts

log = logging.getLogger(__name__)

BACKUP_CHECK_S = 3600.0
LEDGER_RETRY_S = 30.0
"""A ledger that another program holds, or a newer Galla has written, is tried again after this long."""


async def open_ledger(
    parts: Parts, stop: asyncio.Event, reload: asyncio.Event, tell: Callable[[Problem], Awaitable[None]]
) -> SqliteLedger | None:
    """The ledger, as soon as it can be used; None when stopped before that.

    `tell` says why it cannot: once for each reason, and again when `reload` is set, for what else it shows is old then.
    """
    opening, stopping = asyncio.ensure_future(_opened(parts, reload, tell)), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait([opening, stopping], return_when=asyncio.FIRST_COMPLETED)
        return opening.result() if opening.done() else None
    finally:
        await cancelled([opening, stopping])


async def keep_backups(ledger: SqliteLedger, clock: Clock) -> None:
    """Copies the ledger once a day, until cancelled."""
    while True:
        try:
            await ledger.backup_if_due(clock.now())
        except LedgerError as error:
            log.warning("backup: %s", error)
        await clock.sleep(BACKUP_CHECK_S)


class Forgetting:
    """Deletes the history of removed accounts while nothing is watched: nobody writes anything of them any more."""

    def __init__(self) -> None:
        self.account_ids: set[str] = set()
        """Those whose history is to go, once the settings no longer name them."""

    async def carry_out(self, ledger: Ledger, settings: Settings) -> None:
        """Raises LedgerError; what could not be deleted stays to be deleted."""
        for account_id in [key for key in self.account_ids if settings.account(key) is None]:
            await ledger.forget(account_id)
            self.account_ids.discard(account_id)


async def _opened(parts: Parts, reload: asyncio.Event, tell: Callable[[Problem], Awaitable[None]]) -> SqliteLedger:
    told: Problem | None = None
    while True:
        try:
            return await SqliteLedger.open(parts.paths.ledger_folder, parts.clock)
        except LedgerError as error:
            if error.problem != told:
                told = error.problem
                await tell(told)
            log.warning("the ledger cannot be used: %s", error)
        await first_of(parts.clock.sleep(LEDGER_RETRY_S), reload.wait())
        if reload.is_set():
            reload.clear()
            told = None
