"""`galla status`: the last known balances, from the ledger alone."""

from __future__ import annotations

import asyncio
import sys

from galla.cli import report
from galla.cli.context import Context, snapshot
from galla.domain.model import Snapshot
from galla.domain.monitoring import HISTORY_KEPT
from galla.domain.ports import Ledger
from galla.domain.watched import Watched
from galla.texts import commands as words


def run(here: Context, *, as_json: bool) -> int:
    """Prints every account; the exit code says whether all of them are known."""
    settings = here.settings()
    for warning in settings.warnings:
        print(words.settings_warning(warning), file=sys.stderr)
    snapshots = asyncio.run(_read(here)) if settings.accounts else ()
    if not as_json and not snapshots:
        print(words.no_accounts())
    return show(here, snapshots, as_json=as_json)


def show(here: Context, snapshots: tuple[Snapshot, ...], *, as_json: bool) -> int:
    """Prints the snapshots as JSON or for people, and gives the exit code."""
    now = here.clock.now()
    if as_json:
        currencies = {account.id: here.profiles.currency(account) for account in here.settings().accounts}
        print(report.as_json(snapshots, currencies, now))
        return report.exit_code(snapshots)
    for index, item in enumerate(snapshots):
        if index:
            print()
        print("\n  ".join(words.status_lines(item, now)))
    return report.exit_code(snapshots)


async def _read(here: Context) -> tuple[Snapshot, ...]:
    async with here.ledger() as ledger:
        return tuple([await last_known(here, ledger, here.watched(account)) for account in here.accounts()])


async def last_known(here: Context, ledger: Ledger, watched: Watched) -> Snapshot:
    """The account by what was read last, without asking anybody."""
    now = here.clock.now()
    memory = await ledger.load(watched.account.id, watched.known_series, now - HISTORY_KEPT)
    return snapshot(memory, watched, ledger.storage, now)
