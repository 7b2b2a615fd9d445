"""The watch itself, composed: ledger, supplier client, keyring, monitor, outbox and notifications, without Qt.

`app` gives it a face; the demo gives it an embedded supplier and a ledger of its own.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import random
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from galla.adapters.ledger.ledger import SqliteLedger
from galla.adapters.supplier_client import HttpBalanceSource
from galla.alerting import Alerting
from galla.asking_again import AskingAgain
from galla.domain.errors import GallaError, LedgerError, Problem
from galla.domain.model import Snapshot
from galla.domain.notice import SnoozeFor
from galla.domain.schedule import Refusal, waits_for_the_owner
from galla.engine.account_loop import Tools
from galla.engine.credentials import Credentials
from galla.engine.monitor import Monitor
from galla.engine.poll import Poller
from galla.ledger_keeping import Forgetting, keep_backups, open_ledger
from galla.profile_shelf import ProfileShelf
from galla.settings_keeping import SettingsKeeping
from galla.shown_accounts import ShownAccounts
from galla.tasks import Worker, cancelled, first_of, in_thread
from galla.watch_parts import Face, Parts

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from galla.domain.channel import AlertRecord, ChannelHealth
    from galla.domain.chart import ChartData, ChartRequest
    from galla.domain.past import Correction, ForecastLog
    from galla.domain.ports import BalanceSource
    from galla.domain.profiles.model import Profile
    from galla.domain.settings import Settings
    from galla.domain.watched import Watched

    Wish = Callable[[Monitor], Awaitable[None]]

log = logging.getLogger(__name__)

RETRY_AFTER_FAULT_S = 60.0
"""A watch that a fault of ours has ended begins again after this long."""


class Watch:
    """Watches the accounts of the settings until `stop`."""

    def __init__(self, parts: Parts, face: Face) -> None:
        self._parts = parts
        self._face = face
        self.began = asyncio.Event()
        """Set once the ledger is open."""
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._forecasting = Worker("forecast")
        self._profiles = ProfileShelf(parts.paths.profiles_folder)
        self._settings = SettingsKeeping(parts, face)
        self._wishes: list[Wish] = []
        """What the owner decided while there was no monitor to do it."""
        self._watched: dict[str, Watched] = {}
        self._ledger: SqliteLedger | None = None
        self._monitor: Monitor | None = None
        self._alerting: Alerting | None = None
        self._shown = ShownAccounts(face)
        self._asking = AskingAgain(parts.clock)
        self._network_up = True
        self._forgetting = Forgetting()

    @property
    def ledger(self) -> SqliteLedger:
        """The open ledger."""
        assert self._ledger is not None, "the watch has not begun"
        return self._ledger

    @property
    def alerting(self) -> Alerting | None:
        """What tells the owner of alerts; None until the ledger is open."""
        return self._alerting

    def stop(self) -> None:
        """Lets `run` end."""
        self._stop.set()

    def reload_settings(self, *, to_ask: Iterable[str] = ()) -> None:
        """Takes up changed settings, without a restart, and then asks for those accounts: their keys are new."""
        self._asking.soon(to_ask)
        self._reload.set()

    def try_again(self) -> None:
        """Takes up the keys that a command has changed: asks for the accounts that wait for their owner."""
        self.reload_settings(to_ask=[one.account_id for one in self._shown.all if waits_for_the_owner(one.problem)])

    async def run(self) -> None:
        """Watches until stopped, then lets go of everything in order."""
        async with self._settings.heard(self.reload_settings):
            await self._run()

    async def _run(self) -> None:
        self._ledger = await open_ledger(self._parts, self._stop, self._reload, self._tell_of_ledger)
        if self._ledger is None:
            return
        self.began.set()
        source = self._make_source()
        self._alerting = Alerting(
            self._parts,
            self._face,
            self._ledger,
            settings=lambda: self._settings.current,
            snapshots=lambda: self._shown.all,
            works=self._works,
        )
        self._parts.news.start(self._on_resume, self._on_network)
        keeping = asyncio.ensure_future(keep_backups(self._ledger, self._parts.clock))
        try:
            while not self._stop.is_set():
                await self._watch_or_rest(source)
        finally:
            self._parts.news.stop()
            await self._alerting.stop()
            await cancelled([keeping])
            await self._parts.notifier.close()
            await source.close()
            await self._ledger.close()
            self._forecasting.close()

    # --- what the owner wishes

    async def refresh(self, account_id: str) -> Refusal | None:
        """Polls the account now, or as soon as the settings were read; says why not, if not."""
        if self._monitor is None:
            self._asking.refresh(account_id)
            return None
        return self._monitor.refresh(account_id).get(account_id)

    async def snooze(self, episode_id: str, how: SnoozeFor = SnoozeFor.HOUR) -> None:
        """Makes an episode quiet for so long."""
        if self._alerting is None or not await self._alerting.answer_common(episode_id, how):
            await self._wish(lambda monitor: monitor.snooze(episode_id, how))

    async def acknowledge(self, episode_id: str) -> None:
        """Makes an episode quiet until it has recovered."""
        if self._alerting is None or not await self._alerting.answer_common(episode_id, None):
            await self._wish(lambda monitor: monitor.acknowledge(episode_id))

    async def pay(self, account_id: str) -> None:
        """Keeps the owner's "I have paid". Raises LedgerError."""
        await self._wish(lambda monitor: monitor.pay(account_id))

    async def alert_history(self) -> tuple[AlertRecord, ...]:
        """All episodes with what was told of them, newest first. Raises LedgerError."""
        return await self.ledger.alert_history()

    async def channel_health(self) -> tuple[ChannelHealth, ...]:
        """How delivering went, channel by channel; nothing until the ledger is open. Raises LedgerError."""
        return () if self._ledger is None else await self._ledger.channel_health()

    async def correct(self, account_id: str, correction: Correction) -> None:
        """Takes the owner's word on a credit. Raises LedgerError."""
        await self._wish(lambda monitor: monitor.correct(account_id, correction))

    async def read_again(self) -> None:
        """Takes up what a command wrote to the ledger."""
        self._notices_written()  # first: an account may be waiting for its keyring's prompt
        if self._alerting is not None:
            self._alerting.house.channels_changed()
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

    def forget_history(self, account_id: str) -> None:
        """Deletes all that is kept of an account, once the settings no longer name it."""
        self._forgetting.account_ids.add(account_id)
        self.reload_settings()

    async def _wish(self, wish: Wish) -> None:
        """Carried out by the monitor, or by the next one while the settings are read anew."""
        if self._monitor is None:
            self._wishes.append(wish)
        else:
            await wish(self._monitor)

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
        if self._monitor is not None:
            self._asking.leave(self._monitor)
            self._monitor.forget()
        self._monitor = None
        watching: list[asyncio.Task[None]] = []
        await self._settings.load()
        try:
            await self._forgetting.carry_out(self.ledger, self._settings.current)
            if self._settings.are_known:
                self._monitor = await self._make_monitor(source)
                await self._catch_up(self._monitor)
                watching = [asyncio.ensure_future(self._monitor.run())]
            else:
                self._face.render(())
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

    async def _tell_of_ledger(self, problem: Problem) -> None:
        """The ledger cannot be used yet; said in the language of the settings."""
        await self._settings.load()
        self._face.trouble(problem)

    async def _make_monitor(self, source: BalanceSource) -> Monitor:
        parts, settings = self._parts, self._settings.current
        self._profiles = ProfileShelf(parts.paths.profiles_folder)
        assert self._alerting is not None
        watched = await in_thread(partial(_watched, self._profiles, settings))
        before, self._watched = self._watched, {item.account.id: item for item in watched}
        moved = {key for key, item in self._watched.items() if key in before and not item.asks_as(before[key])}
        credentials = Credentials(parts.secrets, self._profiles.secret_names, parts.secret_seen)
        poller = Poller(
            source,
            credentials,
            self.ledger,
            parts.clock,
            parts.timing,
            compute=self._forecasting,
            plan=self._alerting.plan(),
        )
        tell = self._shown.begin(self._watched)
        tools = Tools(
            poller=poller,
            ledger=self.ledger,
            clock=parts.clock,
            timing=parts.timing,
            random=random.random,
            announce=partial(self._announce, tell),
            notices_written=self._notices_written,
        )
        monitor = Monitor(watched, credentials, tools)
        monitor.network_changed(self._network_up)
        gc.unfreeze()
        gc.disable()
        try:
            await monitor.restore()
        finally:
            gc.freeze()  # weeks of readings of fifty accounts, looked through for cycles, would stop all for 100 ms
            gc.enable()
        self._alerting.house.watches(self._watched)
        self._alerting.start()
        self._alerting.settings_changed()
        self._alerting.wake()  # a poll that a reload cut short may have written a notice and told nobody
        self._asking.soon(moved)
        self._asking.hand_to(monitor)
        return monitor

    def _make_source(self) -> HttpBalanceSource:
        def profile(profile_id: str) -> Profile:
            return self._profiles.get(profile_id)  # looked up anew: a reload puts another shelf there

        return HttpBalanceSource(self._parts.clock, profile)

    def _announce(self, tell: Callable[[Snapshot], bool], snapshot: Snapshot) -> None:
        if tell(snapshot) and self._alerting is not None:
            self._alerting.house.accounts_changed()

    def _notices_written(self) -> None:
        if self._alerting is not None:
            self._alerting.wake()

    def _works(self) -> bool:
        """Whether the accounts are watched, and what is read is kept."""
        return self._monitor is not None and self._monitor.works(self._parts.clock.now())

    def _on_resume(self) -> None:
        if self._monitor is not None:
            self._monitor.resumed()
        if self._alerting is not None:
            self._alerting.network_is_back()

    def _on_network(self, up: bool) -> None:
        self._network_up = up
        if self._monitor is not None:
            self._monitor.network_changed(up)
        if up and self._alerting is not None:
            self._alerting.network_is_back()


def _watched(profiles: ProfileShelf, settings: Settings) -> list[Watched]:
    """Reads the profiles of all accounts."""
    return [profiles.watched(account, settings.alerts) for account in settings.accounts]
