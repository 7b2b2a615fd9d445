"""An outbox with everything around it on fakes, in virtual time: the desktop and two channels, a phone and a team."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta

from alert_fakes import FakeSender
from fakes import MONDAY_NOON, FakeClock, FakeLedger, FakeNotifier, FakeSecrets, quiet
from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.channel import Delivery, Owed, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import Secret
from galla.domain.notice import NativeMessage, Notice, NoticeKind, RemoteMessage, Rule, Severity
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.channel_ways import Wording
from galla.engine.outbox import Outbox

PHONE, TEAM = "phone", "team"
CRITICAL, WARNING, INFO = Severity.CRITICAL, Severity.WARNING, Severity.INFO

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def notice(name: str, severity: Severity = WARNING, episode: str = "", **changes: object) -> Notice:
    """A notice of an episode of its own, unless one is named."""
    plain = Notice(
        id=f"{name}.1",
        episode_id=episode or name,
        account_id="main",
        rule=Rule.BALANCE_BELOW,
        kind=NoticeKind.RAISED,
        severity=severity,
        created_at=MONDAY_NOON,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


class BadDisk(FakeLedger):
    """A ledger that cannot be written while the disk is full, and not be read while it is broken."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False
        self.broken: Exception | None = None
        self.reads = 0

    async def owed(self) -> tuple[Owed, ...]:
        self.reads += 1
        if self.broken is not None:
            raise self.broken
        return await super().owed()

    async def mark_delivered(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        self._check()
        await super().mark_delivered(deliveries, at)

    async def mark_attempted(
        self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome, next_attempt_at: datetime
    ) -> None:
        self._check()
        await super().mark_attempted(deliveries, at, outcome, next_attempt_at)

    async def mark_failed(self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome) -> None:
        self._check()
        await super().mark_failed(deliveries, at, outcome)

    async def mark_tested(self, channel_id: str, at: datetime, outcome: SendOutcome) -> None:
        self._check()
        await super().mark_tested(channel_id, at, outcome)

    def _check(self) -> None:
        if self.full:
            raise LedgerError(LedgerReason.FULL)


class Services(FakeSender):
    """Services of which single ones hang."""

    def __init__(self) -> None:
        super().__init__()
        self.hanging: set[str] = set()
        """Addresses at which an attempt never ends."""

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        if address.reveal() in self.hanging:
            self.tried.append((address.reveal(), message))
            await asyncio.Event().wait()
        return await super().send(address, message)


class Post:
    """What lies outside the outbox, kept over restarts of it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.ledger = BadDisk()
        self.notifier = FakeNotifier()
        self.sender = Services()
        self.secrets = FakeSecrets(accounts=())
        self.secrets.secrets = {address_of(channel): Secret(channel) for channel in (PHONE, TEAM)}
        self.settings = AlertSettings(channels=(Channel(PHONE), Channel(TEAM)))
        self.fallen_back: list[str] = []
        self.tray_answers = False
        self.unspeakable: set[str] = set()
        """Notices that cannot be put into words."""
        self.changes: list[datetime] = []
        """When `on_channel_changed` was called."""
        self.tried_at: list[tuple[str, datetime]] = []
        self.written = 0
        self.build()

    def build(self) -> None:
        """The outbox anew, as a restart of the program builds it."""
        self.addresses = ChannelAddresses(self.secrets)
        self.outbox = Outbox(
            self.ledger,
            self.notifier,
            self.sender,
            self.addresses,
            self.clock,
            plan=lambda: self.settings,
            wording=Wording(
                native=lambda item: self._native(item.id, item.severity),
                native_summary=lambda owed, held: self._native(self._summary(owed, held), WARNING),
                native_test=lambda: NativeMessage("test", "test", "", INFO),
                remote=lambda item: self._remote(item.id, item.severity),
                remote_summary=lambda owed, held: self._remote(self._summary(owed, held), WARNING),
                remote_test=lambda channel: RemoteMessage(f"test of {channel.id}", "", INFO),
            ),
            fall_back=self._fall_back,
            on_channel_changed=lambda: self.changes.append(self.clock.now()),
        )

    def owe(self, item: Notice, *channels: str, **terms: object) -> None:
        """Writes `item` now, owed to `channels` for twelve hours; `held_until` holds it back."""
        self.written += 1
        now = self.clock.now()
        not_before = terms.pop("held_until", now)
        held = not_before != now
        assert isinstance(not_before, datetime)
        terms = {"not_before": not_before, "deadline": not_before + 12 * HOUR, "held": held} | terms
        for channel in channels or (PHONE,):
            # later by nothing that matters: it keeps the order in which they were written
            written_at = now + timedelta(microseconds=self.written)
            self.ledger.owe(replace(item, created_at=written_at), channel, **terms)
        self.outbox.wake()

    def fails(self, channel: str, outcome: SendOutcome | None) -> None:
        """From now on the channel answers this; None: it takes everything."""
        if outcome is None:
            self.sender.outcome_of.pop(channel, None)
        else:
            self.sender.outcome_of[channel] = outcome

    def sent(self, channel: str = PHONE) -> list[str]:
        """What the channel has taken."""
        return [message.title for address, message in self.sender.sent if address == channel]

    def tried(self, channel: str = PHONE) -> list[str]:
        """What was sent to the channel, taken or not."""
        return [message.title for address, message in self.sender.tried if address == channel]

    @property
    def shown(self) -> list[str]:
        """What the desktop has shown."""
        return [message.title for message in self.notifier.shown]

    def delivery(self, name: str, channel: str = PHONE) -> Delivery:
        """What became of the notice at the channel."""
        return self.ledger.delivery(f"{name}.1", channel)

    async def wait(self, duration: timedelta = timedelta(0)) -> None:
        """Lets that much time pass."""
        await self.clock.advance(duration)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The outbox at work; it is torn down afterwards, as by the end of the process."""
        task = asyncio.ensure_future(self.outbox.run())
        await quiet()
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await quiet()

    @asynccontextmanager
    async def restarted(self) -> AsyncIterator[None]:
        """A new outbox at work on the same ledger."""
        self.build()
        async with self.running():
            yield

    def _native(self, title: str, severity: Severity) -> NativeMessage:
        self._check(title)
        return NativeMessage(title, title, "", severity)

    def _remote(self, title: str, severity: Severity) -> RemoteMessage:
        self._check(title)
        return RemoteMessage(title, "", severity)

    def _check(self, title: str) -> None:
        if any(name in title for name in self.unspeakable):
            raise ValueError(title)

    def _summary(self, owed: Sequence[Owed], held: bool) -> str:
        return ("held: " if held else "late: ") + " ".join(item.notice.id for item in owed)

    def _fall_back(self, message: NativeMessage) -> bool:
        if self.tray_answers:
            self.fallen_back.append(message.title)
        return self.tray_answers
