"""Each notice reaches the owner at least once, in order, and is repeated only where that cannot be avoided."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from fakes import MONDAY_NOON, FakeClock, FakeLedger, FakeNotifier, quiet
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.notice import NativeMessage, Notice, NoticeKind, Rule, Severity
from galla.engine.outbox import Outbox
from rig import compose


def notice(number: int) -> Notice:
    return Notice(
        id=f"main.{number}",
        episode_id="main",
        account_id="main",
        rule=Rule.EMPTY,
        kind=NoticeKind.RAISED,
        severity=Severity.CRITICAL,
        created_at=MONDAY_NOON + timedelta(minutes=number),
    )


class UnwritableLedger(FakeLedger):
    """A ledger whose disk is full when deliveries are to be recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.full = False

    async def mark_delivered(self, notice_id: str, at: datetime) -> None:
        if self.full:
            raise LedgerError(LedgerReason.FULL)
        await super().mark_delivered(notice_id, at)


def raises(error: Exception) -> Callable[[], Awaitable[tuple[Notice, ...]]]:
    async def undelivered() -> tuple[Notice, ...]:
        raise error

    return undelivered


class Delivery:
    """An outbox with everything around it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.ledger = UnwritableLedger()
        self.notifier = FakeNotifier()
        self.fallen_back: list[str] = []
        self.tray_answers = False
        self.unspeakable: set[str] = set()
        self.outbox = self.build()

    def build(self) -> Outbox:
        return Outbox(self.ledger, self.notifier, self.clock, self._compose, self._fall_back)

    def write(self, *numbers: int) -> None:
        self.ledger.notices.update({f"main.{number}": notice(number) for number in numbers})

    @property
    def shown(self) -> list[str]:
        return [message.notice_id for message in self.notifier.shown]

    @property
    def undelivered(self) -> list[str]:
        return [item.id for item in self.ledger.notices.values() if item.delivered_at is None]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self.outbox.run())
        await quiet()
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _compose(self, item: Notice) -> NativeMessage:
        if item.id in self.unspeakable:
            raise ValueError(item.id)
        return compose(item)

    def _fall_back(self, message: NativeMessage) -> bool:
        if self.tray_answers:
            self.fallen_back.append(message.notice_id)
        return self.tray_answers


async def test_what_is_undelivered_at_start_is_delivered_in_order() -> None:
    box = Delivery()
    box.write(1, 2, 3)
    async with box.running():
        assert box.shown == ["main.1", "main.2", "main.3"]
    assert box.undelivered == []


async def test_a_notice_is_shown_as_soon_as_the_outbox_is_woken() -> None:
    box = Delivery()
    async with box.running():
        box.write(1)
        box.outbox.wake()
        await quiet()
        assert box.shown == ["main.1"]


async def test_a_delivered_notice_is_never_shown_again() -> None:
    box = Delivery()
    box.write(1)
    async with box.running():
        box.outbox.wake()
        await box.clock.advance(timedelta(days=3))
    box.outbox = box.build()
    async with box.running():
        await box.clock.advance(timedelta(days=1))
    assert box.shown == ["main.1"]


async def test_a_silent_server_is_asked_again_with_backoff_up_to_15_minutes() -> None:
    box = Delivery()
    box.notifier.answers = False
    box.write(1)
    async with box.running():
        attempts = []
        for minutes in (0, 0.5, 1.5, 3.5, 7.5, 15.5, 30.5, 45.5):
            await box.clock.advance(MONDAY_NOON + timedelta(minutes=minutes) - box.clock.now())
            attempts.append(box.ledger.notices["main.1"].attempts)
        assert attempts == [1, 2, 3, 4, 5, 6, 7, 8]
        box.notifier.answers = True
        await box.clock.advance(timedelta(minutes=15))
        assert box.shown == ["main.1"]


async def test_while_nobody_can_be_told_later_news_does_not_overtake_earlier() -> None:
    box = Delivery()
    box.notifier.answers = False
    box.write(1, 2)
    async with box.running():
        box.notifier.answers = True
        await box.clock.advance(timedelta(minutes=1))
    assert box.shown == ["main.1", "main.2"]


async def test_the_trays_own_message_counts_where_there_is_no_server() -> None:
    box = Delivery()
    box.notifier.answers = False
    box.tray_answers = True
    box.write(1)
    async with box.running():
        assert box.fallen_back == ["main.1"]
    assert box.undelivered == []


async def test_one_notice_that_cannot_be_shown_does_not_hold_back_the_others() -> None:
    box = Delivery()
    box.unspeakable = {"main.1"}
    box.write(1, 2)
    async with box.running():
        assert box.shown == ["main.2"]
        assert box.undelivered == ["main.1"]
        box.unspeakable = set()
        await box.clock.advance(timedelta(minutes=1))
        assert box.shown == ["main.2", "main.1"]


async def test_a_ledger_that_cannot_be_read_for_whatever_reason_is_read_again() -> None:
    box = Delivery()
    box.write(1)
    read, box.ledger.undelivered = box.ledger.undelivered, raises(ValueError("no such rule"))  # type: ignore[method-assign]
    async with box.running():
        await box.clock.advance(timedelta(minutes=1))
        assert box.shown == []
        box.ledger.undelivered = read  # type: ignore[method-assign]
        await box.clock.advance(timedelta(minutes=15))
        assert box.shown == ["main.1"]


async def test_a_ledger_that_cannot_record_the_delivery_does_not_repeat_the_notice() -> None:
    box = Delivery()
    box.ledger.full = True
    box.write(1)
    async with box.running():
        await box.clock.advance(timedelta(hours=6))
        assert box.shown == ["main.1"]
        box.ledger.full = False
        await box.clock.advance(timedelta(minutes=15))
        assert box.undelivered == []
    assert box.shown == ["main.1"]


async def test_a_notice_is_repeated_only_if_the_crash_fell_between_showing_and_recording() -> None:
    box = Delivery()
    box.ledger.full = True
    box.write(1)
    async with box.running():
        pass
    box.ledger.full = False
    box.outbox = box.build()
    async with box.running():
        pass
    assert box.shown == ["main.1", "main.1"]
    assert box.undelivered == []


class SlowNotifier(FakeNotifier):
    """A notification server that answers when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    async def show(self, message: NativeMessage) -> bool:
        self.asked.set()
        await self.answer.wait()
        return await super().show(message)


async def test_stopping_while_a_notice_is_shown_still_records_it() -> None:
    delivery = Delivery()
    delivery.notifier = notifier = SlowNotifier()
    delivery.write(1)
    outbox = delivery.build()
    running = asyncio.ensure_future(outbox.run())
    await notifier.asked.wait()

    outbox.stop()
    notifier.answer.set()
    await running

    assert delivery.ledger.notices["main.1"].delivered_at is not None
