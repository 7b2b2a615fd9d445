"""A test of a channel says what really came of it."""

from __future__ import annotations

import asyncio

from fakes import MONDAY_NOON, quiet
from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.channel import DELIVERED, DESKTOP, SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.model import Secret
from outbox_rig import HOUR, MINUTE, PHONE, SECOND, Post, notice

REFUSED = SendOutcome(SendFailure.REFUSED, "403")


async def test_a_test_is_sent_recorded_and_told_to_whoever_judges_the_channels() -> None:
    post = Post()
    assert await post.outbox.send_test(PHONE) == DELIVERED
    assert post.sent() == ["test of phone"]
    assert post.ledger.tests[PHONE].delivered_at == MONDAY_NOON
    assert post.changes == [MONDAY_NOON]


async def test_a_test_that_fails_says_why() -> None:
    post = Post()
    post.fails(PHONE, REFUSED)
    assert await post.outbox.send_test(PHONE) == REFUSED
    assert post.ledger.tests[PHONE].outcome == REFUSED
    assert post.changes == [MONDAY_NOON]


async def test_a_test_of_the_desktop_shows_a_notification() -> None:
    post = Post()
    assert await post.outbox.send_test(DESKTOP) == DELIVERED
    assert post.shown == ["test"]


async def test_a_test_of_a_desktop_where_nobody_is_there_says_so() -> None:
    post = Post()
    post.notifier.answers = False
    assert await post.outbox.send_test(DESKTOP) == SendOutcome(SendFailure.NOBODY_THERE)


async def test_a_test_uses_the_address_that_is_in_the_keyring_now() -> None:
    post = Post()
    await post.outbox.send_test(PHONE)
    post.secrets.secrets[address_of(PHONE)] = Secret("new phone")
    await post.outbox.send_test(PHONE)
    assert post.sent("new phone") == ["test of phone"]


async def test_a_channel_without_an_address_is_said_to_have_none() -> None:
    post = Post()
    del post.secrets.secrets[address_of(PHONE)]
    assert await post.outbox.send_test(PHONE) == SendOutcome(SendFailure.NO_ADDRESS)


async def test_a_channel_that_is_switched_off_can_be_tested_and_one_that_is_gone_cannot() -> None:
    post = Post()
    post.settings = AlertSettings(channels=(Channel(PHONE, enabled=False),))
    assert await post.outbox.send_test(PHONE) == DELIVERED
    assert await post.outbox.send_test("gone") == SendOutcome(SendFailure.CHANNEL_GONE)
    assert "gone" not in post.ledger.tests


async def test_a_ledger_that_records_nothing_does_not_hide_the_outcome() -> None:
    post = Post()
    post.ledger.full = True
    assert await post.outbox.send_test(PHONE) == DELIVERED


async def test_a_test_that_never_ends_is_ended() -> None:
    post = Post()
    post.sender.hanging = {PHONE}
    outcomes: list[SendOutcome] = []

    async def test() -> None:
        outcomes.append(await post.outbox.send_test(PHONE))

    async with asyncio.TaskGroup() as group:
        group.create_task(test())
        await post.wait(5 * MINUTE)
    assert outcomes == [SendOutcome(SendFailure.TIMEOUT)]


async def test_a_test_that_succeeds_lets_go_what_backs_off() -> None:
    post = Post()
    post.fails(PHONE, SendOutcome(SendFailure.UNREACHABLE))
    post.owe(notice("a"))
    async with post.running():
        await post.wait(HOUR + SECOND)
        post.fails(PHONE, None)
        await post.outbox.send_test(PHONE)
        await quiet()
        assert post.sent() == ["test of phone", "a.1"]
