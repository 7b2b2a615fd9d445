"""The heartbeat: tells a dead man's switch that monitoring works, so that its silence raises an alarm elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from galla.domain.alert_settings import AlertSettings
from galla.domain.channel import HOPELESS, ChannelHealth, SendFailure, SendOutcome
from galla.domain.model import Secret
from galla.domain.ports import Clock, Pinger
from galla.engine.attempt import described, limited
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.waiting import sleep_or_wake

log = logging.getLogger(__name__)

RETRY = timedelta(seconds=60)
"""After a ping that failed; and so often it is looked at whether monitoring works again."""
RETRY_ADDRESS = timedelta(minutes=15)
"""Where the keyring gave no address: each look there may prompt the owner."""
LOOK_AGAIN = timedelta(minutes=5)
"""The settings and the clock are looked at at least this often."""

_NO_ADDRESS = frozenset({SendFailure.NO_ADDRESS, SendFailure.KEYRING})


class HeartbeatLoop:
    """Pings at the interval of the settings, but not while monitoring does not work: that is its point."""

    def __init__(
        self,
        pinger: Pinger,
        addresses: ChannelAddresses,
        clock: Clock,
        *,
        plan: Callable[[], AlertSettings],
        works: Callable[[], bool],
    ) -> None:
        """`plan()` and `works()` are asked anew each time."""
        self._pinger = pinger
        self._addresses = addresses
        self._clock = clock
        self._plan = plan
        self._works = works
        self._wake = asyncio.Event()
        self._tried_at: datetime | None = None
        self._failure: SendFailure | None = None
        """Of the last ping."""
        self.health: ChannelHealth | None = None
        """How the pings of this run went; None before the first."""

    def wake(self) -> None:
        """The machine resumed, or its network is back."""
        self._wake.set()

    def settings_changed(self) -> None:
        """The settings or the address may be others now: one that was missing is looked for at once."""
        if self._failure in _NO_ADDRESS:
            self._tried_at = None
        self._wake.set()

    async def run(self) -> None:
        """Pings until cancelled; the first time at once."""
        while True:
            try:
                pause = await self._beat()
            except Exception as fault:  # a fault of ours here must not look as if the machine had died
                log.error("heartbeat: unexpected fault: %s", described(fault))  # noqa: TRY400  see `described`
                pause = RETRY
            await sleep_or_wake(self._clock, pause.total_seconds(), self._wake)
            self._wake.clear()

    async def _beat(self) -> timedelta:
        """Pings if it is time to; gives how long to wait until the next look."""
        settings = self._plan().heartbeat
        if not settings.enabled:
            self._tried_at = self._failure = None
            return LOOK_AGAIN
        if not self._works():
            return RETRY
        now = self._clock.now()
        due_at = self._due_at(now, timedelta(minutes=settings.interval_min))
        if due_at <= now:
            self._tried_at = now
            self._judge(await limited(self._clock, self._ping()))
            now = self._clock.now()
            due_at = self._due_at(now, timedelta(minutes=settings.interval_min))
        return min(max(due_at - now, timedelta(seconds=1)), LOOK_AGAIN)

    def _due_at(self, now: datetime, interval: timedelta) -> datetime:
        tried_at = self._tried_at
        if tried_at is None or tried_at > now:  # never, or the clock was set back
            return now
        if self._failure is None:
            return tried_at + interval
        return tried_at + (RETRY_ADDRESS if self._failure in _NO_ADDRESS else RETRY)

    async def _ping(self) -> SendOutcome:
        address = await self._addresses.heartbeat()
        if not isinstance(address, Secret):
            return address
        outcome = await self._pinger.ping(address)
        if outcome.failure in HOPELESS:
            self._addresses.forget_heartbeat()
        return outcome

    def _judge(self, outcome: SendOutcome) -> None:
        """Logs the first failure of a spell and its end; what it means is for whoever misses the pings to say."""
        before, now = self.health or ChannelHealth("heartbeat"), self._clock.now()
        if outcome.failure is None:
            self.health = replace(before, delivered_at=now)
        elif self._failure is None or not before.fails:
            self.health = replace(before, failed_at=now, outcome=outcome)
        if outcome.failure is not None and self._failure is None:
            log.warning("heartbeat: the ping failed: %s %s", outcome.failure, outcome.detail)
        elif outcome.failure is None and self._failure is not None:
            log.info("heartbeat: the ping works again")
        self._failure = outcome.failure
