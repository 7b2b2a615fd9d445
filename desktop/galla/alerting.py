"""All that tells the owner of alerts, composed: the outbox, the alerts common to all accounts, the heartbeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from galla.domain import reminders
from galla.domain.errors import KeyringError
from galla.domain.routing import AlertPlan
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.heartbeat import HeartbeatLoop
from galla.engine.house import House
from galla.engine.outbox import Outbox
from galla.tasks import cancelled

if TYPE_CHECKING:
    from galla.domain.channel import ChannelHealth, SendOutcome
    from galla.domain.model import Snapshot
    from galla.domain.notice import SnoozeFor
    from galla.domain.ports import Ledger
    from galla.domain.settings import Settings
    from galla.watch_parts import Face, Parts

log = logging.getLogger(__name__)

LEAVING_S = 1.0
"""Quitting waits this long for a notice that is being delivered."""


class Alerting:
    """Delivers, judges what is common, and pings, from `run` until `stop`."""

    def __init__(
        self,
        parts: Parts,
        face: Face,
        ledger: Ledger,
        *,
        settings: Callable[[], Settings],
        snapshots: Callable[[], tuple[Snapshot, ...]],
        works: Callable[[], bool],
    ) -> None:
        """`settings()` and `snapshots()` are those of the moment; `works()` says whether the accounts are watched."""
        self._parts = parts
        self._settings = settings
        self._addresses = ChannelAddresses(parts.secrets, parts.secret_seen)
        self.house = House(ledger, parts.clock, self.plan, snapshots, face.common_alerts, self.wake)
        self.outbox = Outbox(
            ledger,
            parts.notifier,
            parts.sender,
            self._addresses,
            parts.clock,
            plan=lambda: settings().alerts,
            wording=face.wording(),
            fall_back=face.fall_back,
            on_channel_changed=self.house.channels_changed,
        )
        self._heartbeat = HeartbeatLoop(
            parts.pinger, self._addresses, parts.clock, plan=lambda: settings().alerts, works=works
        )
        self._tasks: list[asyncio.Task[None]] = []
        parts.notifier.watch_server(self.outbox.try_desktop_again)

    @property
    def heartbeat_health(self) -> ChannelHealth | None:
        """How calling the heartbeat's address went in this run; None before the first call."""
        return self._heartbeat.health

    def plan(self) -> AlertPlan:
        """Where notices go, by the settings of the moment and the zone in which the owner is now."""
        return AlertPlan(self._settings().alerts, self._parts.zone())

    def start(self) -> None:
        """Begins; the accounts should be on screen, because a notice from before the start needs their names."""
        if not self._tasks:
            works = (self._preload(), self.outbox.run(), self.house.run(), self._heartbeat.run())
            self._tasks = [asyncio.ensure_future(work) for work in works]

    async def stop(self) -> None:
        """Ends, after the notice that is being delivered if that takes no longer than a second."""
        self.outbox.stop()
        if self._tasks:
            await asyncio.wait([self._tasks[1]], timeout=LEAVING_S)
        await cancelled(self._tasks)
        await self._parts.sender.close()
        await self._parts.pinger.close()

    def wake(self) -> None:
        """Notices may have been written."""
        self.outbox.wake()

    def settings_changed(self) -> None:
        """Channels, their addresses or the heartbeat may be others now."""
        for channel in self._settings().alerts.channels:
            self._addresses.forget(channel.id)
        self._addresses.forget_heartbeat()
        self.house.channels_changed()
        self.outbox.wake()
        self._heartbeat.settings_changed()

    def network_is_back(self) -> None:
        """Whoever could not be reached is tried at once."""
        self.outbox.try_again()
        self._heartbeat.wake()

    async def answer_common(self, episode_id: str, how: SnoozeFor | None) -> bool:
        """Snoozes a common episode for so long, or acknowledges it where that is None; False if there is none."""
        if not any(episode.id == episode_id for episode in self.house.episodes):
            return False
        now, zone, hours = self._parts.clock.now(), self._parts.zone(), reminders.MORNING
        return await self.house.change_episode(
            episode_id, lambda episode: reminders.answered(episode, how, now, zone, hours)
        )

    async def send_test(self, channel_id: str) -> SendOutcome:
        """What came of a test message to the channel."""
        self._addresses.forget(channel_id)
        return await self.outbox.send_test(channel_id)

    async def _preload(self) -> None:
        """Reads all addresses with one look into the keyring, if there are any."""
        alerts = self._settings().alerts
        names = [channel.id for channel in alerts.channels if channel.enabled]
        if not names and not alerts.heartbeat.enabled:
            return
        try:
            await self._addresses.preload(names, alerts.heartbeat.enabled)
        except KeyringError as error:
            log.warning("addresses could not be read at start: %s", error)  # each delivery says it again
