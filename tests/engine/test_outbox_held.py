"""What quiet hours hold back comes as one summary in the morning, whatever was done to the clock."""

from __future__ import annotations

from datetime import timedelta

from fakes import MONDAY_NOON, quiet
from galla.domain.channel import DESKTOP, SendFailure, SendOutcome
from outbox_rig import CRITICAL, HOUR, INFO, MINUTE, PHONE, SECOND, Post, notice

MORNING = MONDAY_NOON + 9 * HOUR
UNREACHABLE = SendOutcome(SendFailure.UNREACHABLE)


def held(*names: str, channels: tuple[str, ...] = (PHONE,)) -> Post:
    """A post with these held back until the morning."""
    post = Post()
    for name in names:
        post.owe(notice(name), *channels, held_until=MORNING)
    return post


async def test_nothing_that_is_held_is_sent_before_the_quiet_hours_end() -> None:
    post = held("a", "b", channels=(PHONE, DESKTOP))
    async with post.running():
        await post.wait(9 * HOUR - SECOND)
        assert post.tried() == []
        assert post.shown == []
        assert post.ledger.reads <= 2 * 9 + 2


async def test_what_was_held_for_one_channel_comes_as_one_summary() -> None:
    post = held("a", "b", channels=(PHONE, DESKTOP))
    async with post.running():
        await post.wait(9 * HOUR)
    assert post.sent() == ["held: a.1 b.1"]
    assert post.shown == ["held: a.1 b.1"]
    assert post.ledger.undelivered == []


async def test_a_summary_is_recorded_in_one_transaction() -> None:
    post = held("a", "b", "c")
    marked: list[list[str]] = []
    mark = post.ledger.mark_delivered

    async def noted(deliveries: object, at: object) -> None:
        marked.append([item.notice_id for item in deliveries])  # type: ignore[attr-defined]
        await mark(deliveries, at)  # type: ignore[arg-type]

    post.ledger.mark_delivered = noted  # type: ignore[method-assign]
    async with post.running():
        await post.wait(9 * HOUR)
    assert marked == [["a.1", "b.1", "c.1"]]


async def test_one_that_was_held_alone_comes_as_itself() -> None:
    post = held("a")
    async with post.running():
        await post.wait(9 * HOUR)
    assert post.sent() == ["a.1"]


async def test_a_critical_one_does_not_wait_for_those_that_are_held() -> None:
    post = held("a", "b")
    async with post.running():
        await post.wait(HOUR)
        post.owe(notice("empty", CRITICAL))
        await quiet()
        assert post.sent() == ["empty.1"]
        await post.wait(8 * HOUR)
    assert post.sent() == ["empty.1", "held: a.1 b.1"]


async def test_the_quiet_hours_of_two_channels_may_end_at_different_times() -> None:
    post = held("a", "b")
    for name in ("a", "b"):
        post.owe(notice(name), DESKTOP, held_until=MONDAY_NOON + HOUR)
    async with post.running():
        await post.wait(HOUR)
        assert post.shown == ["held: a.1 b.1"]
        assert post.sent() == []


async def test_a_summary_that_fails_is_tried_again_with_all_that_came_meanwhile() -> None:
    post = held("a", "b")
    post.fails(PHONE, UNREACHABLE)
    async with post.running():
        await post.wait(9 * HOUR + 10 * SECOND)
        post.owe(notice("c"))
        await quiet()
        assert post.delivery("c").attempts == 0
        post.fails(PHONE, None)
        await post.wait(20 * SECOND)
    assert post.sent() == ["late: a.1 b.1 c.1"]


async def test_what_is_held_survives_a_restart() -> None:
    post = held("a", "b")
    async with post.running():
        await post.wait(HOUR)
    async with post.restarted():
        await post.wait(8 * HOUR - SECOND)
        assert post.sent() == []
        await post.wait(SECOND)
    assert post.sent() == ["held: a.1 b.1"]


async def test_a_clock_set_forward_past_the_deadline_loses_nothing() -> None:
    post = held("a", "b")
    async with post.running():
        post.clock.suspend(timedelta(days=2))
        await post.wait(HOUR)
    assert post.sent() == ["held: a.1 b.1"]


async def test_a_clock_set_back_by_hours_holds_for_those_hours_longer() -> None:
    post = held("a", "b")
    async with post.running():
        post.clock.suspend(-3 * HOUR)
        await post.wait(12 * HOUR)
    assert post.sent() == ["held: a.1 b.1"]


async def test_a_clock_set_back_by_days_holds_nothing_for_days() -> None:
    post = held("a", "b")
    async with post.running():
        post.clock.suspend(-timedelta(days=400))
        await post.wait(HOUR)
    assert post.sent() == ["held: a.1 b.1"]


async def test_what_is_not_held_waits_for_no_clock() -> None:
    post = Post()
    post.owe(notice("a"))
    post.clock.suspend(-5 * HOUR)
    async with post.running():
        assert post.sent() == ["a.1"]


async def test_a_clock_set_back_while_a_channel_fails_does_not_stop_the_attempts() -> None:
    post = Post()
    post.fails(PHONE, UNREACHABLE)
    post.owe(notice("a"))
    async with post.running():
        await post.wait(HOUR)
        post.clock.suspend(-timedelta(days=400))
        post.fails(PHONE, None)
        await post.wait(HOUR)
    assert post.sent() == ["a.1"]


async def test_a_laptop_that_was_closed_until_after_the_deadline_still_tells() -> None:
    post = Post()
    post.owe(notice("a", INFO), DESKTOP, PHONE, held_until=MORNING, deadline=MORNING + 6 * HOUR)
    async with post.running():
        await post.wait(MINUTE)
        post.clock.suspend(20 * HOUR)
        await post.wait(HOUR)
    assert post.shown == ["a.1"]
    assert post.sent() == ["a.1"]
