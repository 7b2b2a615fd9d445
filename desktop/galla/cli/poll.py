"""`galla poll`: one reading of each account, recorded as the tray records it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from galla.cli import report, status
from galla.cli.context import Context, snapshot
from galla.domain.errors import GallaError
from galla.domain.model import AccountMemory, ForecastState, Level, Runway, Snapshot
from galla.domain.ports import Ledger
from galla.domain.watched import Watched
from galla.engine.poll import Polled, Poller


def run(here: Context, *, only: str | None, as_json: bool) -> int:
    """Polls and prints; a failed poll gives no amount, and its exit code. A paused account is asked only where it is
    named by `only`."""
    snapshots = asyncio.run(_poll(here, only))
    status.show(here, snapshots, as_json=as_json)
    return report.exit_code(taken for taken in snapshots if only or taken.level is not Level.PAUSED)


async def _poll(here: Context, only: str | None) -> tuple[Snapshot, ...]:
    watched = [here.watched(account) for account in here.accounts(only)]
    async with here.ledger() as ledger, here.source() as source:
        poller = here.poller(source, ledger)
        asked = [_poll_one(here, poller, ledger, item) for item in watched if only or not item.account.paused]
        found = {taken.account_id: taken for taken in await asyncio.gather(*asked)}
        for item in watched:
            if item.account.id not in found:
                found[item.account.id] = await status.last_known(here, ledger, item)
    await here.tell_tray("polled")
    return tuple(found[item.account.id] for item in watched)


async def _poll_one(here: Context, poller: Poller, ledger: Ledger, watched: Watched) -> Snapshot:
    try:
        polled = await poller.poll(watched)
    except GallaError as error:  # of this account: its profile, or a ledger that is held for too long
        polled = Polled(AccountMemory(watched.account.id), error.problem)
    taken = snapshot(polled.memory, watched, ledger.storage, here.clock.now(), polled.problem)
    return taken if polled.problem is None else _without_amount(taken)


def _without_amount(taken: Snapshot) -> Snapshot:
    """This poll gave no balance, so none is reported: `galla status` has the last good one."""
    return replace(
        taken,
        balance=None,
        available=None,
        secondary=(),
        observed_at=None,
        reported_at=None,
        age_base=None,
        stale=False,
        runway=Runway(ForecastState.NO_DATA),
    )
