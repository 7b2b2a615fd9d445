"""The whole engine on fakes, in virtual time: started, stopped and started again on the same ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import pairwise
from zoneinfo import ZoneInfo

from alert_fakes import FakeSender
from fakes import FakeClock, FakeLedger, FakeNotifier, FakeSecrets, FakeSource, quiet
from fakes import watched as default_watched
from galla.domain.channel import Owed
from galla.domain.model import Snapshot
from galla.domain.notice import Episode, NativeMessage, Notice, RemoteMessage, Severity
from galla.domain.routing import AlertPlan
from galla.domain.schedule import Timing
from galla.domain.watched import Watched
from galla.engine.account_loop import AccountLoop, Tools
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.channel_ways import Wording
from galla.engine.credentials import Credentials
from galla.engine.house import House
from galla.engine.monitor import Monitor
from galla.engine.outbox import Outbox
from galla.engine.poll import Poller


def key_names(account: object) -> tuple[str, ...]:
    """Every profile needs one secret here."""
    return ("api_key",)


def compose(notice: Notice) -> NativeMessage:
    """The notice's rule and kind, for a text."""
    return NativeMessage(notice.id, str(notice.rule), str(notice.kind), notice.severity)


def compose_summary(owed: Sequence[Owed], held: bool) -> NativeMessage:
    """What is told of several notices at once."""
    return NativeMessage(owed[0].notice.id, "summary", " ".join(item.notice.id for item in owed), Severity.INFO)


def in_words(native: NativeMessage) -> RemoteMessage:
    """The same for a channel."""
    return RemoteMessage(native.title, f"{native.body} {native.notice_id}", native.severity)


WORDING = Wording(
    native=compose,
    native_summary=compose_summary,
    native_test=lambda: NativeMessage("test", "test", "", Severity.INFO),
    remote=lambda notice: in_words(compose(notice)),
    remote_summary=lambda owed, held: in_words(compose_summary(owed, held)),
    remote_test=lambda channel: RemoteMessage("test", channel.name, Severity.INFO),
)


class Rig:
    """What lies outside the engine, kept over restarts of it, and all that it announced."""

    def __init__(self, *accounts: Watched, balance: str = "500") -> None:
        self.watched = accounts or (default_watched(),)
        self.clock = FakeClock()
        self.source = FakeSource(self.clock, balance)
        self.secrets = FakeSecrets(accounts=[item.account.id for item in self.watched], api_key="k-1")
        self.ledger = FakeLedger()
        self.notifier = FakeNotifier()
        self.sender = FakeSender()
        self.alerts = self.watched[0].alerts
        self.announced: list[Snapshot] = []
        self._latest: dict[str, Snapshot] = {}
        self.common: list[tuple[Episode, ...]] = []
        """The open common episodes, each time they changed."""
        self.jitter = 0.0
        self.build()

    def build(self) -> None:
        """The engine anew, as a restart of the program builds it."""
        self.credentials = Credentials(self.secrets, key_names)
        self.house = House(self.ledger, self.clock, self.plan, lambda: self.snapshots, self.common.append, self.wake)
        self.outbox = Outbox(
            self.ledger,
            self.notifier,
            self.sender,
            ChannelAddresses(self.secrets),
            self.clock,
            plan=lambda: self.alerts,
            wording=WORDING,
            fall_back=lambda message: False,
            on_channel_changed=self.house.channels_changed,
        )
        self.poller = Poller(self.source, self.credentials, self.ledger, self.clock, Timing(), plan=self.plan())
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
        self._latest[snapshot.account_id] = snapshot
        self.house.accounts_changed()

    def wake(self) -> None:
        self.outbox.wake()

    def plan(self) -> AlertPlan:
        return AlertPlan(self.alerts, ZoneInfo("UTC"))

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The latest of each account."""
        return tuple(self._latest.values())

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
        works = (self.monitor.run(), self.outbox.run(), self.house.run())
        tasks = [asyncio.ensure_future(work) for work in works]
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
