"""Each channel is delivered to at least once, in order, whatever another channel does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes import MONDAY_NOON, quiet
from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.channel import DESKTOP, HOPELESS, Owed, SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret
from galla.domain.notice import NoticeKind
from outbox_rig import CRITICAL, HOUR, INFO, MINUTE, PHONE, SECOND, TEAM, WARNING, Post, notice

UNREACHABLE = SendOutcome(SendFailure.UNREACHABLE)
REFUSED = SendOutcome(SendFailure.REFUSED, "403")
UNKNOWN = SendOutcome(SendFailure.UNKNOWN)


async def test_every_channel_gets_what_it_is_owed() -> None:
    post = Post()
    post.owe(notice("a"), DESKTOP, PHONE, TEAM)
    post.owe(notice("b"), TEAM)
    async with post.running():
        assert post.shown == ["a.1"]
        assert post.sent(PHONE) == ["a.1"]
        assert post.sent(TEAM) == ["a.1", "b.1"]
    assert post.ledger.undelivered == []


async def test_a_channel_that_hangs_holds_back_no_other() -> None:
    post = Post()
    post.sender.hanging = {PHONE}
    post.owe(notice("a"), PHONE, DESKTOP, TEAM)
    async with post.running():
        post.owe(notice("b"), PHONE, DESKTOP, TEAM)
        await quiet()
        assert post.clock.now() == MONDAY_NOON
        assert post.shown == ["a.1", "b.1"]
        assert post.sent(TEAM) == ["a.1", "b.1"]


async def test_a_channel_that_fails_holds_back_no_other() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"), PHONE, DESKTOP, TEAM)
    async with post.running():
        post.owe(notice("b"), PHONE, DESKTOP, TEAM)
        await quiet()
        assert post.shown == ["a.1", "b.1"]
        assert post.sent(TEAM) == ["a.1", "b.1"]


async def test_an_attempt_that_never_ends_is_ended_and_counts_as_failed() -> None:
    post = Post()
    post.sender.hanging = {PHONE}
    post.owe(notice("a"))
    async with post.running():
        await post.wait(5 * MINUTE)
        assert post.delivery("a").outcome == SendOutcome(SendFailure.TIMEOUT)
        post.sender.hanging = set()
        await post.wait(MINUTE)
    assert post.sent() == ["a.1"]


async def test_a_channel_that_fails_is_tried_again_with_backoff_up_to_15_minutes() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        attempts = []
        for minutes in (0, 0.5, 1.5, 3.5, 7.5, 15.5, 30.5, 45.5):
            await post.wait(MONDAY_NOON + timedelta(minutes=minutes) - post.clock.now())
            attempts.append(post.delivery("a").attempts)
        assert attempts == [1, 2, 3, 4, 5, 6, 7, 8]
        assert post.delivery("a").outcome == UNREACHABLE
        post.fails(PHONE, None)
        await post.wait(15 * MINUTE)
    assert post.sent() == ["a.1"]
    assert post.delivery("a").delivered_at == post.delivery("a").attempted_at


async def test_a_restart_does_not_shorten_the_backoff_of_a_channel() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(8 * MINUTE)
    assert post.delivery("a").attempts == 5
    async with post.restarted():
        await post.wait(7 * MINUTE)
        assert post.delivery("a").attempts == 5
        await post.wait(MINUTE)
        assert post.delivery("a").attempts == 6


async def test_while_a_delivery_backs_off_later_ones_wait_behind_it() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(10 * SECOND)
        post.owe(notice("b"))
        await post.wait(10 * SECOND)
        assert post.tried() == ["a.1"]
        post.fails(PHONE, None)
        await post.wait(10 * SECOND)
    assert post.sent() == ["a.1", "b.1"]


async def test_a_critical_one_is_tried_at_once_while_others_back_off() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(HOUR)
        post.fails(PHONE, None)
        post.owe(notice("empty", CRITICAL))
        await quiet()
        assert post.sent() == ["empty.1", "a.1"]


async def test_a_critical_one_backs_off_by_its_own_attempts() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(HOUR + MINUTE)
        post.owe(notice("empty", CRITICAL))
        await post.wait(30 * SECOND)
        assert post.delivery("empty").attempts == 2


async def test_a_critical_one_does_not_overtake_what_its_own_episode_told_before() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("low", WARNING, "low"))
    async with post.running():
        await post.wait(HOUR)
        post.fails(PHONE, None)
        post.owe(notice("empty", CRITICAL, "low", kind=NoticeKind.ESCALATED))
        await quiet()
    assert post.sent() == ["late: low.1 empty.1"]


async def test_a_channel_that_works_again_gets_one_summary_of_three_or_more() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        post.owe(notice("b"))
        post.owe(notice("c"))
        await post.wait(HOUR)
        post.fails(PHONE, None)
        await post.wait(15 * MINUTE)
    assert post.sent() == ["late: a.1 b.1 c.1"]
    assert post.ledger.undelivered == []


async def test_a_channel_that_works_gets_three_at_once_as_three_and_more_as_one() -> None:
    post = Post()
    for name in "abc":
        post.owe(notice(name), PHONE)
    for name in "defg":
        post.owe(notice(name), TEAM)
    async with post.running():
        await post.wait()
    assert post.sent(PHONE) == ["a.1", "b.1", "c.1"]
    assert post.sent(TEAM) == ["late: d.1 e.1 f.1 g.1"]


async def test_a_summary_that_fails_without_a_reason_is_tried_one_by_one() -> None:
    post = Post()
    post.fails(PHONE, UNKNOWN)
    for name in "abcd":
        post.owe(notice(name))
    async with post.running():
        await post.wait()
        post.fails(PHONE, None)
        await post.wait(MINUTE)
    assert post.tried()[0] == "late: a.1 b.1 c.1 d.1"
    assert post.sent() == ["a.1", "b.1", "c.1", "d.1"]


@pytest.mark.parametrize("failure", sorted(HOPELESS - {SendFailure.REFUSED}))
async def test_where_trying_again_helps_nothing_it_is_given_up_at_once(failure: SendFailure) -> None:
    post = Post()
    post.fails(PHONE, SendOutcome(failure, "403"))
    post.owe(notice("a"))
    post.owe(notice("b"))
    async with post.running():
        await post.wait()
    assert post.tried() == ["a.1"]
    for name in "ab":
        assert post.delivery(name).failed_at == MONDAY_NOON
        assert post.delivery(name).outcome == SendOutcome(failure, "403")
    assert post.changes == [MONDAY_NOON]


async def test_a_refused_message_is_given_up_and_what_waits_behind_it_is_tried_on_its_own() -> None:
    post = Post()
    post.fails(PHONE, REFUSED)
    post.owe(notice("a"))
    post.owe(notice("b"))
    async with post.running():
        await post.wait()
        assert post.tried() == ["a.1", "b.1"]
        assert post.delivery("b").outcome == REFUSED


async def test_a_refused_summary_is_told_one_by_one_before_anything_is_given_up() -> None:
    post = Post()
    post.fails(PHONE, REFUSED)
    for name in "abcdefghij":
        post.owe(notice(name))
    async with post.running():
        await post.wait()
        post.fails(PHONE, None)
        await post.wait(HOUR)
    assert post.sent() == [f"{name}.1" for name in "abcdefghij"]


async def test_a_network_that_comes_and_goes_excuses_no_deadline() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        for _ in range(3 * 14):
            await post.wait(20 * MINUTE)
            post.outbox.try_again()
    assert post.delivery("a").failed_at is not None


async def test_what_comes_after_a_refusal_is_tried_again_with_the_address_that_is_in_the_keyring_then() -> None:
    post = Post()
    post.fails(PHONE, REFUSED)
    post.owe(notice("a"))
    async with post.running():
        await post.wait()
        post.secrets.secrets[address_of(PHONE)] = Secret("new phone")
        post.owe(notice("b"))
        await post.wait()
    assert post.sent("new phone") == ["b.1"]


async def test_an_address_that_was_changed_meanwhile_is_used_before_anything_is_given_up() -> None:
    post = Post()
    post.owe(notice("a"))
    async with post.running():
        post.secrets.secrets[address_of(PHONE)] = Secret("new phone")
        post.fails(PHONE, REFUSED)
        post.owe(notice("b"))
        await post.wait()
    assert post.sent("new phone") == ["b.1"]
    assert post.delivery("b").failed_at is None


async def test_after_its_deadline_a_delivery_is_given_up() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(12 * HOUR - MINUTE)
        assert post.delivery("a").is_owed
        assert post.changes == []
        await post.wait(16 * MINUTE)
        assert post.delivery("a").failed_at is not None
        assert post.delivery("a").outcome == UNREACHABLE
        assert len(post.changes) == 1
        tried = len(post.tried())
        await post.wait(HOUR)
        assert len(post.tried()) == tried


async def test_what_waits_behind_another_is_given_up_after_its_own_deadline() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"), deadline=MONDAY_NOON + 24 * HOUR)
    post.owe(notice("b"), deadline=MONDAY_NOON + 6 * HOUR)
    async with post.running():
        await post.wait(6 * HOUR + 15 * MINUTE)
        assert post.delivery("b").failed_at is not None
        assert post.delivery("a").is_owed


async def test_who_will_be_told_that_an_episode_began_will_also_be_told_that_it_is_over() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("empty", CRITICAL, "empty"), deadline=MONDAY_NOON + 24 * HOUR)
    post.owe(notice("full", INFO, "empty", kind=NoticeKind.RECOVERED), deadline=MONDAY_NOON + 6 * HOUR)
    async with post.running():
        await post.wait(9 * HOUR)
        post.fails(PHONE, None)
        await post.wait(15 * MINUTE)
    assert post.sent() == ["empty.1", "full.1"]


async def test_a_machine_that_slept_past_a_deadline_has_time_to_find_its_network() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(2 * MINUTE)
        post.clock.suspend(timedelta(days=2))
        post.outbox.try_again()
        await post.wait(MINUTE)
        assert post.delivery("a").is_owed
        post.fails(PHONE, None)
        await post.wait(15 * MINUTE)
    assert post.sent() == ["a.1"]


async def test_a_program_that_was_not_running_at_the_deadline_still_tries() -> None:
    post = Post()
    post.owe(notice("a"))
    post.clock.suspend(timedelta(days=2))
    async with post.running():
        assert post.sent() == ["a.1"]


async def test_a_program_that_starts_after_the_deadline_gives_up_once_it_has_tried_for_a_while() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    post.clock.suspend(timedelta(days=2))
    async with post.running():
        await post.wait(9 * MINUTE)
        assert post.delivery("a").is_owed
        await post.wait(40 * MINUTE)
        assert post.delivery("a").failed_at is not None


async def test_when_the_network_comes_up_whoever_backs_off_is_tried_at_once() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    post.owe(notice("b"))
    async with post.running():
        await post.wait(HOUR)
        post.fails(PHONE, None)
        post.outbox.try_again()
        await post.wait()
        assert post.sent() == ["a.1", "b.1"]


async def test_a_crash_between_sending_and_recording_sends_again_after_the_restart() -> None:
    post = Post()
    post.ledger.full = True
    post.owe(notice("a"))
    async with post.running():
        await post.wait(HOUR)
        assert post.sent() == ["a.1"]
    post.ledger.full = False
    async with post.restarted():
        await post.wait(MINUTE)
    assert post.sent() == ["a.1", "a.1"]
    assert post.ledger.undelivered == []


async def test_what_was_sent_but_not_recorded_is_recorded_later_and_not_sent_again() -> None:
    post = Post()
    post.ledger.full = True
    for name in "abcde":
        post.owe(notice(name))
    async with post.running():
        await post.wait(HOUR)
        post.ledger.full = False
        await post.wait(MINUTE)
    assert post.sent() == ["late: a.1 b.1 c.1 d.1 e.1"]
    assert post.ledger.undelivered == []


@pytest.mark.parametrize("left", [(), (Channel(PHONE, enabled=False),)])
async def test_what_is_owed_to_a_channel_that_is_gone_or_switched_off_is_given_up_without_alarm(
    left: tuple[Channel, ...],
) -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    post.owe(notice("held"), held_until=MONDAY_NOON + 9 * HOUR)
    async with post.running():
        post.settings = AlertSettings(channels=left)
        post.outbox.wake()
        await quiet()
    for name in ("a", "held"):
        assert post.delivery(name).failed_at == MONDAY_NOON
        assert post.delivery(name).outcome == SendOutcome(SendFailure.CHANNEL_GONE)
    assert post.changes == []
    assert not any(health.fails for health in await post.ledger.channel_health())


async def test_a_channel_that_appears_while_running_is_delivered_to() -> None:
    post = Post()
    post.secrets.secrets[address_of("mail")] = Secret("mail")
    async with post.running():
        post.settings = replace(post.settings, channels=(*post.settings.channels, Channel("mail")))
        post.owe(notice("a"), "mail")
        await quiet()
    assert post.sent("mail") == ["a.1"]


async def test_a_channel_without_an_address_is_tried_again_and_works_once_it_has_one() -> None:
    post = Post()
    address = post.secrets.secrets.pop(address_of(PHONE))
    post.owe(notice("a"))
    async with post.running():
        await post.wait(MINUTE)
        assert post.delivery("a").outcome == SendOutcome(SendFailure.NO_ADDRESS)
        post.secrets.secrets[address_of(PHONE)] = address
        await post.wait(MINUTE)
    assert post.sent() == ["a.1"]


async def test_a_locked_keyring_holds_back_what_needs_it_and_nothing_else() -> None:
    post = Post()
    post.secrets.error = KeyringError(KeyringReason.LOCKED)
    post.owe(notice("a"), DESKTOP, PHONE)
    async with post.running():
        assert post.shown == ["a.1"]
        assert post.delivery("a").outcome == SendOutcome(SendFailure.KEYRING, "locked")
        post.secrets.error = None
        await post.wait(MINUTE)
    assert post.sent() == ["a.1"]


async def test_the_first_success_and_one_after_giving_up_are_told_to_whoever_judges_the_channels() -> None:
    post = Post()
    post.owe(notice("a"))
    async with post.running():
        assert len(post.changes) == 1
        post.owe(notice("b"))
        await quiet()
        assert len(post.changes) == 1
        post.fails(PHONE, REFUSED)
        post.owe(notice("c"))
        await quiet()
        assert len(post.changes) == 2
        post.fails(PHONE, None)
        post.owe(notice("d"))
        await quiet()
        assert len(post.changes) == 3


async def test_what_a_sender_raises_against_its_promise_sets_that_notice_aside_and_stays_out_of_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    post = Post()
    words = "slack://token-a/token-b"
    send = post.sender.send

    async def raise_for_one(address: Secret, message: object) -> SendOutcome:
        if getattr(message, "title", "") == "a.1":
            raise ValueError(words)
        return await send(address, message)  # type: ignore[arg-type]

    post.sender.send = raise_for_one  # type: ignore[method-assign]
    post.owe(notice("a"))
    post.owe(notice("b"))
    async with post.running():
        assert post.sent() == ["b.1"]
        assert post.delivery("a").outcome == SendOutcome(SendFailure.UNKNOWN, "ValueError")
        await post.wait(13 * HOUR)
    assert post.delivery("a").failed_at is not None
    assert "token-a" not in caplog.text
    assert "raise_for_one" in caplog.text


async def test_a_send_that_is_cancelled_from_within_counts_as_failed() -> None:
    post = Post()

    async def cancelled(address: Secret, message: object) -> SendOutcome:
        raise asyncio.CancelledError

    post.sender.send = cancelled  # type: ignore[method-assign]
    post.owe(notice("a"))
    async with post.running():
        await post.wait(SECOND)
        assert post.delivery("a").attempts == 1
        assert post.delivery("a").outcome == UNKNOWN


async def test_after_going_one_by_one_many_are_one_summary_again() -> None:
    post = Post()
    post.fails(PHONE, UNKNOWN)
    for name in "abcd":
        post.owe(notice(name))
    async with post.running():
        post.fails(PHONE, None)
        await post.wait(MINUTE)
        for name in "efgh":
            post.owe(notice(name))
        await quiet()
    assert post.sent()[-1] == "late: e.1 f.1 g.1 h.1"


async def test_a_critical_one_in_a_summary_that_fails_is_tried_again_soon() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    post.owe(notice("b"))
    async with post.running():
        await post.wait(HOUR + MINUTE)
        post.owe(notice("empty", CRITICAL))
        await quiet()
        assert post.tried()[-1] == "late: a.1 b.1 empty.1"
        post.fails(PHONE, None)
        await post.wait(30 * SECOND)
    assert post.sent() == ["late: a.1 b.1 empty.1"]


async def test_a_channel_that_failed_before_the_machine_slept_has_time_again_after_it() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(HOUR)
        post.clock.suspend(timedelta(days=2))
        await post.wait(20 * MINUTE)  # nobody tells the outbox that the machine resumed
        assert post.delivery("a").attempts > 8
        assert post.delivery("a").is_owed
        post.fails(PHONE, None)
        await post.wait(15 * MINUTE)
    assert post.sent() == ["a.1"]


async def test_what_the_ledger_said_before_an_attempt_ended_starts_no_second_one() -> None:
    post = Post()
    post.sender.gate = asyncio.Event()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    reading = asyncio.Event()
    async with post.running():
        owed = post.ledger.owed

        async def slow() -> tuple[Owed, ...]:
            found = await owed()
            await reading.wait()
            return found

        post.ledger.owed = slow  # type: ignore[method-assign]
        post.outbox.wake()
        await quiet()
        post.sender.gate.set()
        await quiet()
        reading.set()
        await quiet()
        assert post.delivery("a").attempts == 1


async def test_a_channel_that_is_removed_while_a_message_is_sent_is_not_given_up_before_that_ends() -> None:
    post = Post()
    post.sender.gate = asyncio.Event()
    post.owe(notice("a"))
    async with post.running():
        post.settings = AlertSettings()
        post.outbox.wake()
        await quiet()
        assert post.delivery("a").is_owed
        post.sender.gate.set()
        await quiet()
    assert post.delivery("a").attempts == 1
    assert post.delivery("a").delivered_at is not None
