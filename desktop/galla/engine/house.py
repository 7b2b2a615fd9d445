"""Judges what is no single account's: our own network, and the channels by which the owner is reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from galla.domain import common_alerts, monitoring, routing
from galla.domain.common_alerts import CommonFigures
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, Snapshot, Step
from galla.domain.notice import ALL_ACCOUNTS, Episode
from galla.domain.ports import Clock, Ledger, StaleStep
from galla.domain.routing import AlertPlan
from galla.engine.poll import ATTEMPTS
from galla.engine.waiting import until

log = logging.getLogger(__name__)

RETRY_AFTER_FAULT = timedelta(seconds=60)
IDLE = timedelta(hours=1)


class House:
    """Keeps the common episodes, from the accounts' snapshots and the health of the channels, until cancelled."""

    def __init__(  # noqa: PLR0917 - its parts, named by their types
        self,
        ledger: Ledger,
        clock: Clock,
        plan: Callable[[], AlertPlan],
        snapshots: Callable[[], tuple[Snapshot, ...]],
        announce: Callable[[tuple[Episode, ...]], None],
        notices_written: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._plan = plan
        self._snapshots = snapshots
        self._announce = announce
        self._notices_written = notices_written
        self._wake = asyncio.Event()
        self._watched: frozenset[str] | None = None
        """Until what is open of other accounts has ended."""
        self.episodes: tuple[Episode, ...] = ()
        """The open ones."""

    def accounts_changed(self) -> None:
        """A snapshot is new; looked at only where something common is, or may be, the matter."""
        if self.episodes or any(item.silence is not None and item.silence.is_ours for item in self._snapshots()):
            self._wake.set()

    def watches(self, account_ids: Collection[str]) -> None:
        """These accounts are watched from now on; what is open of others ends with the next judgement."""
        self._watched = frozenset(account_ids)
        self._wake.set()

    def channels_changed(self) -> None:
        """A delivery failed for good, or a channel works again."""
        self._wake.set()

    async def run(self) -> None:
        """Judges whenever something changed or time brings something."""
        while True:
            due = self._clock.now() + IDLE
            try:
                await self._end_removed()
                due = min(due, await self._judge() or due)
            except LedgerError as error:
                log.warning("common alerts: %s", error)
                due = self._clock.now() + RETRY_AFTER_FAULT
            except Exception:  # whatever it is, the accounts' own watch goes on, and so must this
                log.exception("common alerts: unexpected fault")
                due = self._clock.now() + RETRY_AFTER_FAULT
            await until(self._clock, due, self._wake)

    async def change_episode(self, episode_id: str, change: Callable[[Episode], Episode]) -> bool:
        """Records what the owner decided about an open common episode; False if there is none of that id."""

        def decided(memory: AccountMemory) -> Step | None:
            episode = next((item for item in memory.episodes if item.id == episode_id), None)
            return None if episode is None else replace(self._same(memory), episodes=(change(episode),))

        changed = await self._commit(decided)
        self._wake.set()
        return changed

    async def _end_removed(self) -> None:
        """Ends the open episodes of accounts that the settings no longer name: nobody would, for nobody reads them."""
        watched, now = self._watched, self._clock.now()
        if watched is None:
            return
        try:
            found = await self._ledger.alert_history(now)
            for account_id in {record.episode.account_id for record in found if record.episode.is_open}:
                if account_id not in {*watched, ALL_ACCOUNTS}:
                    memory = await self._ledger.load(account_id, None, now)
                    await self._ledger.commit(monitoring.unwatched(memory, now), now)
        except (LedgerError, StaleStep) as error:
            log.warning("alerts of removed accounts stay open: %s", error)
            return
        if self._watched == watched:
            self._watched = None

    async def _judge(self) -> datetime | None:
        """Judges once; gives when time will bring something."""
        plan = self._plan()
        figures = CommonFigures(
            self._clock.now(), self._snapshots(), await self._ledger.channel_health(), plan.settings
        )

        def judged(memory: AccountMemory) -> Step | None:
            verdict = common_alerts.evaluate(memory.episodes, figures)
            if not verdict.episodes and not verdict.notices:
                return None
            step = replace(self._same(memory), episodes=verdict.episodes, notices=verdict.notices)
            return replace(step, deliveries=routing.deliveries(plan, step.notices, figures.at))

        if await self._commit(judged):
            self._notices_written()
        return common_alerts.next_change_at(self.episodes, figures)

    async def _commit(self, make_step: Callable[[AccountMemory], Step | None]) -> bool:
        """Whether a step was made and written; computed again where another process was quicker."""
        for _ in range(ATTEMPTS):
            memory = await self._ledger.load(ALL_ACCOUNTS, None, self._clock.now())
            step = make_step(memory)
            if step is not None:
                try:
                    memory = await self._ledger.commit(step, self._clock.now())
                except StaleStep:
                    continue
            self._take_up(memory)
            return step is not None
        raise LedgerError(LedgerReason.LOCKED)

    def _take_up(self, memory: AccountMemory) -> None:
        if memory.episodes != self.episodes:
            self.episodes = memory.episodes
            self._announce(self.episodes)

    def _same(self, memory: AccountMemory) -> Step:
        """A step that changes nothing."""
        return Step(account_id=ALL_ACCOUNTS, expected_version=memory.version, at=self._clock.now())
