"""The watch itself, composed: ledger, supplier client, keyring, monitor, outbox and notifications, without Qt.

`app` gives it a face; the demo gives it an embedded supplier and a ledger of its own.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from galla.adapters.ledger.ledger import SqliteLedger
from galla.adapters.supplier_client import HttpBalanceSource
from galla.domain.errors import GallaError, LedgerError, Problem
from galla.domain.model import Snapshot
from galla.domain.schedule import Refusal
from galla.domain.settings import Settings
from galla.engine.account_loop import Tools
from galla.engine.credentials import Credentials
from galla.engine.monitor import Monitor
from galla.engine.outbox import Outbox
from galla.engine.poll import Poller
from galla.profile_shelf import ProfileShelf
from galla.tasks import Worker, cancelled, first_of
from galla.watch_parts import Face, Parts

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from galla.domain.chart import ChartData, ChartRequest
    from galla.domain.past import Correction, ForecastLog
    from galla.domain.ports import BalanceSource
    from galla.domain.profile import Profile
    from galla.domain.watched import Watched

    Wish = Callable[[Monitor], Awaitable[None]]

log = logging.getLogger(__name__)

BACKUP_CHECK_S = 3600.0
LEDGER_RETRY_S = 30.0
"""A ledger that another program holds, or a newer Galla has written, is tried again after this long."""
RETRY_AFTER_FAULT_S = 60.0
"""A watch that a fault of ours has ended begins again after this long."""
LEAVING_S = 1.0
"""Quitting waits this long for a notice that is being delivered."""


class Watch:
    """Watches the accounts of the settings until `stop`."""

    def __init__(self, parts: Parts, face: Face) -> None:
        self._parts = parts
        self._face = face
        self.began = asyncio.Event()
        """Set once the ledger is open."""
        self._restored = asyncio.Event()
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._forecasting = Worker("forecast")
        self._profiles = ProfileShelf(parts.paths.profiles_folder)
        self._settings = Settings()
        self._wishes: list[Wish] = []
        """What the owner decided while there was no monitor to do it."""
        self._watched: dict[str, Watched] = {}
        self._ledger: SqliteLedger | None = None
        self._monitor: Monitor | None = None
        self._outbox: Outbox | None = None
        self._snapshots: dict[str, Snapshot] = {}
        self._network_up = True

    @property
    def ledger(self) -> SqliteLedger:
        """The open ledger."""
        assert self._ledger is not None, "the watch has not begun"
        return self._ledger

    def stop(self) -> None:
        """Lets `run` end."""
        self._stop.set()

    def reload_settings(self) -> None:
        """Takes up changed settings, without a restart."""
        self._reload.set()

    async def run(self) -> None:
        """Watches until stopped, then lets go of everything in order."""
        self._ledger = await self._open_ledger()
        if self._ledger is None:
            return
        self.began.set()
        source = self._make_source()
        self._outbox = Outbox(
            self._ledger, self._parts.notifier, self._parts.clock, self._face.compose, self._face.fall_back
        )
        self._parts.news.start(self._on_resume, self._on_network)
        delivering = asyncio.ensure_future(self._deliver(self._outbox))
        keeping = asyncio.ensure_future(self._keep_backups())
        try:
            while not self._stop.is_set():
                await self._watch_or_rest(source)
        finally:
            self._parts.news.stop()
            self._outbox.stop()
            if self._restored.is_set():
                await asyncio.wait([delivering], timeout=LEAVING_S)
            await cancelled([delivering, keeping])
            await self._parts.notifier.close()
            await source.close()
            await self._ledger.close()
            self._forecasting.close()

    # --- what the owner wishes

    async def refresh(self, account_id: str) -> Refusal | None:
        """Polls the account now; says why not, if not."""
        return self._monitor.refresh(account_id).get(account_id) if self._monitor else None

    async def snooze(self, episode_id: str) -> None:
        """Makes an episode quiet for an hour."""
        await self._wish(lambda monitor: monitor.snooze(episode_id))

    async def acknowledge(self, episode_id: str) -> None:
        """Makes an episode quiet until it has recovered."""
        await self._wish(lambda monitor: monitor.acknowledge(episode_id))

    async def correct(self, account_id: str, correction: Correction) -> None:
        """Takes the owner's word on a credit. Raises LedgerError."""
        await self._wish(lambda monitor: monitor.correct(account_id, correction))

    async def read_again(self) -> None:
        """Takes up what a command wrote to the ledger."""
        self._wake_outbox()  # first: an account may be waiting for its keyring's prompt
        if self._monitor is not None:
            await self._monitor.reload()

    async def chart(self, request: ChartRequest) -> ChartData | None:
        """What the chart window draws, of the source that the settings name now. Raises LedgerError."""
        watched = self._watched.get(request.account_id)
        return await self.ledger.chart(request, watched.owns) if watched is not None else None

    async def forecast_log(self, account_id: str) -> ForecastLog | None:
        """What forecasts are scored by, of the source that the settings name now. Raises LedgerError."""
        watched = self._watched.get(account_id)
        return await self.ledger.forecast_log(account_id, watched.owns) if watched is not None else None

    async def _wish(self, wish: Wish) -> None:
        """Carried out by the monitor, or by the next one while the settings are read anew."""
        if self._monitor is None:
            self._wishes.append(wish)
        else:
            await wish(self._monitor)

    async def _open_ledger(self) -> SqliteLedger | None:
        """The ledger, as soon as it can be used; None when stopped before that."""
        opening, stopping = asyncio.ensure_future(self._try_ledger()), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait([opening, stopping], return_when=asyncio.FIRST_COMPLETED)
            return opening.result() if opening.done() else None
        finally:
            await cancelled([opening, stopping])

    async def _try_ledger(self) -> SqliteLedger:
        """The ledger, as soon as it can be used; the owner is told why not."""
        told: Problem | None = None
        while True:
            try:
                return await SqliteLedger.open(self._parts.paths.ledger_folder, self._parts.clock)
            except LedgerError as error:
                if told is None:
                    await self._load_settings()  # for the language in which it is told
                if error.problem != told:
                    told = error.problem
                    self._face.trouble(told)
                log.warning("the ledger cannot be used: %s", error)
            await self._parts.clock.sleep(LEDGER_RETRY_S)

    # --- one spell with unchanged settings

    async def _watch_or_rest(self, source: BalanceSource) -> None:
        """One spell; a fault of ours that ends it is told, and the next begins a little later."""
        try:
            await self._watch_settings_once(source)
        except Exception:  # under autostart nobody would see that the icon is gone, nor that nothing is watched
            log.exception("the watch ended unexpectedly")
            self._monitor = None
            self._face.fault(str(self._parts.paths.log_folder / "galla.log"))
            await first_of(self._parts.clock.sleep(RETRY_AFTER_FAULT_S), self._reload.wait(), self._stop.wait())

    async def _watch_settings_once(self, source: BalanceSource) -> None:
        """Watches until the settings change or the watch is stopped."""
        self._reload.clear()
        self._monitor = None
        watching: list[asyncio.Task[None]] = []
        await self._load_settings()
        try:
            self._monitor = await self._make_monitor(source)
            await self._catch_up(self._monitor)
            watching = [asyncio.ensure_future(self._monitor.run())]
        except GallaError as error:
            self._monitor = None
            self._face.trouble(error.problem)
        ends = [asyncio.ensure_future(event.wait()) for event in (self._reload, self._stop)]
        waited: list[asyncio.Task[Any]] = [*watching, *ends]
        try:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            for task in watching:
                if task.done():
                    task.result()  # the monitor never ends by itself: this raises what ended it
        finally:
            await cancelled(waited)

    async def _catch_up(self, monitor: Monitor) -> None:
        """Carries out what was wished while there was no monitor."""
        wishes, self._wishes = self._wishes, []
        for wish in wishes:
            try:
                await wish(monitor)
            except LedgerError as error:
                log.warning("a wish could not be written: %s", error)

    async def _load_settings(self) -> None:
        """Keeps the settings before, where the file is broken; the owner is told, in the language of the settings."""
        problem = None
        try:
            self._settings = await _off_thread(self._parts.load_settings)
        except GallaError as error:
            problem = error.problem
        self._face.settings_changed(self._settings)
        self._face.trouble(problem)

    async def _make_monitor(self, source: BalanceSource) -> Monitor:
        parts = self._parts
        self._profiles = ProfileShelf(parts.paths.profiles_folder)
        watched = [self._profiles.watched(account) for account in self._settings.accounts]
        self._watched = {item.account.id: item for item in watched}
        credentials = Credentials(parts.secrets, self._profiles.secret_names, parts.secret_seen)
        poller = Poller(source, credentials, self.ledger, parts.clock, parts.timing, compute=self._forecasting)
        self._snapshots = {}
        tools = Tools(
            poller=poller,
            ledger=self.ledger,
            clock=parts.clock,
            timing=parts.timing,
            random=random.random,
            announce=self._announce,
            notices_written=self._wake_outbox,
        )
        monitor = Monitor(watched, credentials, tools)
        monitor.network_changed(self._network_up)
        await monitor.restore()
        self._restored.set()
        self._wake_outbox()  # a poll that a reload cut short may have written a notice and told nobody
        if not watched:
            self._face.render(())
        return monitor

    def _make_source(self) -> HttpBalanceSource:
        def profile(profile_id: str) -> Profile:
            return self._profiles.get(profile_id)  # looked up anew: a reload puts another shelf there

        return HttpBalanceSource(self._parts.clock, profile)

    def _announce(self, snapshot: Snapshot) -> None:
        self._snapshots[snapshot.account_id] = snapshot
        self._face.render(tuple(self._snapshots.values()))

    def _wake_outbox(self) -> None:
        if self._outbox is not None:
            self._outbox.wake()

    def _on_resume(self) -> None:
        if self._monitor is not None:
            self._monitor.resumed()

    def _on_network(self, up: bool) -> None:
        self._network_up = up
        if self._monitor is not None:
            self._monitor.network_changed(up)

    async def _deliver(self, outbox: Outbox) -> None:
        """Delivers once the accounts are on screen: a notice from before the start needs their names."""
        await self._restored.wait()
        await outbox.run()

    async def _keep_backups(self) -> None:
        while True:
            try:
                await self.ledger.backup_if_due(self._parts.clock.now())
            except LedgerError as error:
                log.warning("backup: %s", error)
            await self._parts.clock.sleep(BACKUP_CHECK_S)


async def _off_thread(work: Callable[[], Settings]) -> Settings:
    return await asyncio.get_running_loop().run_in_executor(None, work)
