"""The whole engine on fakes, in virtual time: started, stopped and started again on the same ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import pairwise

from fakes import FakeClock, FakeLedger, FakeNotifier, FakeSecrets, FakeSource, quiet
from fakes import watched as default_watched
from galla.domain.model import Snapshot
from galla.domain.notice import NativeMessage, Notice
from galla.domain.schedule import Timing
from galla.domain.watched import Watched
from galla.engine.account_loop import AccountLoop, Tools
from galla.engine.credentials import Credentials
from galla.engine.monitor import Monitor
from galla.engine.outbox import Outbox
from galla.engine.poll import Poller


def key_names(account: object) -> tuple[str, ...]:
    """Every profile needs one secret here."""
    return ("api_key",)


def compose(notice: Notice) -> NativeMessage:
    """The notice's id, for a text."""
    return NativeMessage(notice.id, str(notice.rule), str(notice.kind), notice.severity)


class Rig:
    """What lies outside the engine, kept over restarts of it, and all that it announced."""

    def __init__(self, *accounts: Watched, balance: str = "500") -> None:
        self.watched = accounts or (default_watched(),)
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, balance)
        self.secrets = FakeSecrets(accounts=[item.account.id for item in self.watched], api_key="k-1")
        self.ledger = FakeLedger()
        self.notifier = FakeNotifier()
        self.announced: list[Snapshot] = []
        self.jitter = 0.0
        self.build()

    def build(self) -> None:
        """The engine anew, as a restart of the program builds it."""
        self.credentials = Credentials(self.secrets, key_names)
        self.outbox = Outbox(self.ledger, self.notifier, self.clock, compose, lambda message: False)
        self.poller = Poller(self.source, self.credentials, self.ledger, self.clock, Timing())
        self.tools = Tools(
            poller=self.poller,
            ledger=self.ledger,
            clock=self.clock,
            timing=Timing(),
            random=lambda: self.jitter,
            announce=self.announce,
            notices_written=self.outbox.wake,
        )
        self.monitor = Monitor(self.watched, self.credentials, self.tools)

    def announce(self, snapshot: Snapshot) -> None:
        self.announced.append(snapshot)

    def loop(self, start_offset_s: float = 0.0) -> AccountLoop:
        """The first account's loop alone."""
        return AccountLoop(self.watched[0], self.tools, start_offset_s)

    @property
    def last(self) -> Snapshot:
        return self.announced[-1]

    @property
    def shown(self) -> list[str]:
        """What the owner was told: `rule kind`, in order."""
        return [f"{message.title} {message.body}" for message in self.notifier.shown]

    @property
    def asked_after_s(self) -> list[float]:
        """Seconds between requests."""
        times = self.source.asked_at
        return [(b - a).total_seconds() for a, b in pairwise(times)]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Monitor and outbox at work; both are torn down afterwards, as by the end of the process."""
        await self.monitor.restore()
        tasks = [asyncio.ensure_future(self.monitor.run()), asyncio.ensure_future(self.outbox.run())]
        await quiet()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            await quiet()
