"""All accounts together: starts their loops, keeps their latest snapshots, passes on news of the machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Set
from datetime import datetime

from galla.domain import schedule
from galla.domain.errors import GallaError
from galla.domain.model import Snapshot
from galla.domain.notice import SnoozeFor
from galla.domain.past import Correction
from galla.domain.watched import Watched
from galla.engine.account_loop import AccountLoop, Tools
from galla.engine.credentials import Credentials
from galla.engine.waiting import GAP_CHECK_S, watch_for_gaps

log = logging.getLogger(__name__)

SPREAD_S = 2.0
"""Accounts start this far apart, so that they do not ask at the same instant."""
SPREAD_CAP_S = 60.0


class Monitor:
    """Watches all accounts until cancelled."""

    def __init__(self, watched: Iterable[Watched], credentials: Credentials, tools: Tools) -> None:
        self._credentials = credentials
        self._tools = tools
        self._loops: dict[str, AccountLoop] = {}
        self._network_up = True
        self._resumed_at_s: float | None = None
        for index, item in enumerate(watched):
            offset_s = min(index * SPREAD_S, SPREAD_CAP_S)
            self._loops[item.account.id] = AccountLoop(item, tools, offset_s)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every account as it is at this moment, in the order of the settings."""
        return tuple(loop.snapshot() for loop in self._loops.values())

    async def restore(self) -> None:
        """Announces the last reading of every account, from the ledger."""
        for loop in self._loops.values():
            await loop.restore()

    async def run(self) -> None:
        """Polls until cancelled."""
        try:
            await self._credentials.preload([loop.watched.account for loop in self._loops.values()])
        except GallaError as error:
            log.warning("secrets could not be read at start: %s", error)  # each account's poll says it again
        async with asyncio.TaskGroup() as group:
            group.create_task(watch_for_gaps(self._tools.clock, self._gap_seen))
            for loop in self._loops.values():
                group.create_task(loop.run())

    def refresh(self, account_id: str | None = None) -> dict[str, schedule.Refusal | None]:
        """Asks for a poll now of one account or of all; says for each why not, if not."""
        return {key: loop.refresh() for key, loop in self._loops.items() if account_id in {None, key}}

    def ask_soon(self, account_ids: Set[str]) -> None:
        """As `AccountLoop.ask_soon`, of these."""
        for account_id in account_ids & self._loops.keys():
            self._loops[account_id].ask_soon()

    def owed(self) -> dict[str, datetime]:
        """As `AccountLoop.owed_at`, of those accounts that owe one."""
        owed = {account_id: loop.owed_at for account_id, loop in self._loops.items()}
        return {account_id: at for account_id, at in owed.items() if at is not None}

    def take_over(self, owed: Mapping[str, datetime]) -> None:
        """Asks what a monitor before this one had still to ask."""
        for account_id in owed.keys() & self._loops.keys():
            self._loops[account_id].take_over(owed[account_id])

    def forget(self) -> None:
        """Lets go of what the accounts remember, once nothing is watched: whoever still holds this holds little."""
        for loop in self._loops.values():
            loop.forget()

    async def reload(self) -> None:
        """Takes up what a command has written to the ledger meanwhile."""
        for loop in self._loops.values():
            await loop.reload()

    async def snooze(self, episode_id: str, how: SnoozeFor = SnoozeFor.HOUR) -> None:
        """Makes the episode quiet for so long. Raises LedgerError."""
        await self._quiet(episode_id, how)

    async def acknowledge(self, episode_id: str) -> None:
        """Makes the episode quiet until it has recovered. Raises LedgerError."""
        await self._quiet(episode_id, None)

    async def pay(self, account_id: str) -> None:
        """Keeps the owner's "I have paid" for the account, if there is such an account. Raises LedgerError."""
        if account_id in self._loops:
            await self._loops[account_id].pay()

    def works(self, now: datetime) -> bool:
        """Whether the watch does what it is for: every account is polled when it is due, and one at least is read.

        What a dead man's switch is told by; with nothing to watch it is False.
        """
        loops = [loop for loop in self._loops.values() if not loop.watched.account.paused]
        return all(loop.is_on_time(now) for loop in loops) and any(loop.is_read(now) for loop in loops)

    async def correct(self, account_id: str, correction: Correction) -> None:
        """Takes the owner's word on a credit of the account, if there is such an account. Raises LedgerError."""
        if account_id in self._loops:
            await self._loops[account_id].correct(correction)

    def resumed(self) -> None:
        """The machine woke up: settle, then poll."""
        self._resumed_at_s = self._tools.clock.monotonic()
        for loop in self._loops.values():
            loop.settle()

    def network_changed(self, up: bool) -> None:
        """The machine's own network came or went."""
        came_back = up and not self._network_up
        self._network_up = up
        self._tools.poller.network_changed(up)
        if came_back:
            self.resumed()

    def _gap_seen(self) -> None:
        """A resume that the machine told of is not one more when its gap is noticed a little later."""
        told_at_s = self._resumed_at_s
        if told_at_s is None or self._tools.clock.monotonic() - told_at_s > GAP_CHECK_S:
            self.resumed()

    async def _quiet(self, episode_id: str, how: SnoozeFor | None) -> None:
        for loop in self._loops.values():
            if any(episode.id == episode_id for episode in loop.memory.episodes):
                await loop.quiet(episode_id, how)
