"""On the desktop each notice is shown once, in order, and is repeated only where that cannot be avoided."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from fakes import MONDAY_NOON, FakeNotifier, quiet
from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.channel import DESKTOP, SendFailure
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.notice import NativeMessage, NoticeKind, Rule
from outbox_rig import CRITICAL, HOUR, INFO, MINUTE, SECOND, WARNING, Post, notice


def desktop(*names: str, **terms: object) -> Post:
    """A post with these owed to the desktop."""
    post = Post()
    for name in names:
        post.owe(notice(name), DESKTOP, **terms)
    return post


async def test_what_is_owed_at_start_is_shown_in_order() -> None:
    post = desktop("a", "b", "c")
    async with post.running():
        assert post.shown == ["a.1", "b.1", "c.1"]
    assert post.ledger.undelivered == []


async def test_a_notice_is_shown_as_soon_as_the_outbox_is_woken() -> None:
    post = desktop()
    async with post.running():
        post.owe(notice("a"), DESKTOP)
        await quiet()
        assert post.shown == ["a.1"]


async def test_a_delivered_notice_is_never_shown_again() -> None:
    post = desktop("a")
    async with post.running():
        post.outbox.wake()
        await post.wait(timedelta(days=3))
    async with post.restarted():
        await post.wait(timedelta(days=1))
    assert post.shown == ["a.1"]


async def test_a_silent_server_is_asked_again_with_backoff_up_to_15_minutes() -> None:
    post = desktop("a")
    post.notifier.answers = False
    async with post.running():
        attempts = []
        for minutes in (0, 0.5, 1.5, 3.5, 7.5, 15.5, 30.5, 45.5):
            await post.wait(MONDAY_NOON + timedelta(minutes=minutes) - post.clock.now())
            attempts.append(post.delivery("a", DESKTOP).attempts)
        assert attempts == [1, 2, 3, 4, 5, 6, 7, 8]
        assert post.delivery("a", DESKTOP).outcome.failure is SendFailure.NOBODY_THERE
        post.notifier.answers = True
        await post.wait(15 * MINUTE)
        assert post.shown == ["a.1"]


async def test_waking_the_outbox_does_not_ask_a_silent_server_sooner() -> None:
    post = desktop("a")
    post.notifier.answers = False
    async with post.running():
        for _ in range(10):
            post.outbox.wake()
            await post.wait(SECOND)
    assert post.delivery("a", DESKTOP).attempts == 1


async def test_whoever_starts_the_program_is_told_at_once_even_if_the_last_attempt_was_just_before() -> None:
    post = desktop("a")
    post.notifier.answers = False
    async with post.running():
        await post.wait(HOUR)
    post.notifier.answers = True
    async with post.restarted():
        assert post.shown == ["a.1"]


async def test_while_nobody_can_be_told_later_news_does_not_overtake_earlier() -> None:
    post = desktop("a", "b")
    post.notifier.answers = False
    async with post.running():
        post.notifier.answers = True
        await post.wait(MINUTE)
    assert post.shown == ["a.1", "b.1"]


async def test_the_trays_own_message_counts_where_there_is_no_server() -> None:
    post = desktop("a")
    post.notifier.answers = False
    post.tray_answers = True
    async with post.running():
        assert post.fallen_back == ["a.1"]
    assert post.ledger.undelivered == []


async def test_one_notice_that_cannot_be_shown_does_not_hold_back_the_others() -> None:
    post = desktop("a", "b")
    post.unspeakable = {"a.1"}
    async with post.running():
        assert post.shown == ["b.1"]
        assert post.ledger.undelivered == ["a.1"]
        post.unspeakable = set()
        await post.wait(MINUTE)
        assert post.shown == ["b.1", "a.1"]


async def test_one_notice_that_cannot_be_shown_does_not_spoil_the_summary_of_many() -> None:
    post = desktop("a", "b", "c", "d", "e")
    post.unspeakable = {"c.1"}
    async with post.running():
        await post.wait(SECOND)
    assert post.shown == ["a.1", "b.1", "d.1", "e.1"]


@pytest.mark.parametrize("error", [ValueError("no such rule"), LedgerError(LedgerReason.LOCKED)])
async def test_a_ledger_that_cannot_be_read_for_whatever_reason_is_read_again(error: Exception) -> None:
    post = desktop("a")
    post.ledger.broken = error
    async with post.running():
        await post.wait(MINUTE)
        assert post.shown == []
        assert post.ledger.reads == 2
        post.ledger.broken = None
        await post.wait(15 * MINUTE)
        assert post.shown == ["a.1"]


async def test_a_ledger_that_cannot_record_the_delivery_does_not_repeat_the_notice() -> None:
    post = desktop("a")
    post.ledger.full = True
    async with post.running():
        await post.wait(6 * HOUR)
        assert post.shown == ["a.1"]
        post.ledger.full = False
        await post.wait(15 * MINUTE)
        assert post.ledger.undelivered == []
    assert post.shown == ["a.1"]


async def test_a_ledger_that_records_nothing_does_not_keep_later_news_from_being_told() -> None:
    post = desktop("a", "b")
    post.ledger.full = True
    async with post.running():
        await post.wait(5 * MINUTE)
        assert post.shown == ["a.1", "b.1"]


async def test_a_server_that_is_silent_while_the_ledger_records_nothing_is_not_asked_all_the_time() -> None:
    post = desktop("a")
    post.ledger.full = True
    asked = 0

    class Silent(FakeNotifier):
        async def show(self, message: NativeMessage) -> bool:
            nonlocal asked
            asked += 1
            return False

    post.notifier = Silent()
    async with post.restarted():
        await post.wait(HOUR)
    assert 4 <= asked <= 61


async def test_a_notice_is_repeated_only_if_the_crash_fell_between_showing_and_recording() -> None:
    post = desktop("a")
    post.ledger.full = True
    async with post.running():
        pass
    post.ledger.full = False
    async with post.restarted():
        pass
    assert post.shown == ["a.1", "a.1"]
    assert post.ledger.undelivered == []


async def test_a_notification_server_that_starts_is_asked_at_once() -> None:
    post = desktop("a")
    post.notifier.answers = False
    async with post.running():
        await post.wait(HOUR)
        post.notifier.answers = True
        post.outbox.try_desktop_again()
        await post.wait()
        assert post.shown == ["a.1"]


async def test_a_notification_server_that_starts_during_an_attempt_that_fails_is_asked_at_once() -> None:
    post = desktop("a")
    post.notifier = notifier = SlowNotifier()
    post.build()
    async with post.running():
        notifier.answers = False
        post.outbox.try_desktop_again()
        notifier.answer.set()
        await quiet()
        assert post.delivery("a", DESKTOP).attempts == 2
        await post.wait(29 * SECOND)
        assert post.delivery("a", DESKTOP).attempts == 2


async def test_a_notification_server_that_dies_whenever_it_is_called_is_not_called_without_a_pause() -> None:
    post = desktop("a")

    class Dying(FakeNotifier):
        async def show(self, message: NativeMessage) -> bool:
            post.outbox.try_desktop_again()  # our call started it
            return False

    post.notifier = Dying()
    post.build()
    async with post.running():
        await post.wait(HOUR)
    assert 2 <= post.delivery("a", DESKTOP).attempts <= 30


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


async def test_stopping_while_a_notice_is_shown_still_records_it_and_shows_no_other() -> None:
    post = desktop("a", "b")
    post.notifier = notifier = SlowNotifier()
    post.build()
    running = asyncio.ensure_future(post.outbox.run())
    await notifier.asked.wait()

    post.outbox.stop()
    notifier.answer.set()
    await running

    assert post.delivery("a", DESKTOP).delivered_at is not None
    assert post.shown == ["a.1"]


async def test_after_days_of_downtime_one_summary_tells_of_more_than_three() -> None:
    post = desktop("a", "b", "c", "d")
    post.clock.suspend(timedelta(days=3))
    async with post.running():
        assert post.shown == ["late: a.1 b.1 c.1 d.1"]
    assert post.ledger.undelivered == []


async def test_what_is_no_warning_is_given_up_after_its_deadline_where_nobody_is_there() -> None:
    post = Post()
    post.notifier.answers = False
    post.owe(notice("a", INFO), DESKTOP, deadline=MONDAY_NOON + HOUR)
    async with post.running():
        await post.wait(HOUR - MINUTE)
        assert post.delivery("a", DESKTOP).is_owed
        await post.wait(20 * MINUTE)
    assert post.delivery("a", DESKTOP).failed_at is not None


async def test_a_warning_is_kept_for_whoever_comes_unless_later_news_of_its_episode_is_owed() -> None:
    post = Post()
    post.notifier.answers = False
    post.owe(notice("low", WARNING, "low"), DESKTOP)
    post.owe(notice("low-again", WARNING, "low", kind=NoticeKind.REMINDER), DESKTOP)
    post.owe(notice("other", WARNING), DESKTOP)
    async with post.running():
        await post.wait(timedelta(days=2))
        assert post.delivery("low", DESKTOP).failed_at is not None
        post.notifier.answers = True
        await post.wait(15 * MINUTE)
    assert post.shown == ["low-again.1", "other.1"]


async def test_a_critical_notice_is_shown_however_late_and_with_it_that_it_is_over() -> None:
    post = Post()
    post.notifier.answers = False
    post.owe(notice("empty", CRITICAL, "empty"), DESKTOP)
    post.owe(notice("full", INFO, "empty", kind=NoticeKind.RECOVERED), DESKTOP)
    post.owe(notice("paid", INFO), DESKTOP)
    async with post.running():
        await post.wait(timedelta(days=9))
        post.notifier.answers = True
        await post.wait(15 * MINUTE)
    assert post.shown == ["empty.1", "full.1"]


async def test_a_desktop_that_is_switched_off_still_says_that_a_channel_fails() -> None:
    post = desktop("a")
    post.settings = AlertSettings(desktop=Channel(DESKTOP, enabled=False))
    post.owe(notice("phone-fails", rule=Rule.CHANNEL_FAILED), DESKTOP)
    async with post.running():
        assert post.shown == ["phone-fails.1"]
    assert post.delivery("a", DESKTOP).outcome.failure is SendFailure.CHANNEL_GONE


async def test_nothing_owed_sets_no_short_timer() -> None:
    post = desktop()
    slept: list[float] = []
    sleep = post.clock.sleep

    async def noted(delay_s: float) -> None:
        slept.append(delay_s)
        await sleep(delay_s)

    post.clock.sleep = noted  # type: ignore[method-assign]
    async with post.running():
        await post.wait(timedelta(days=1))
    assert min(slept) >= 30
    assert post.ledger.reads <= 26
