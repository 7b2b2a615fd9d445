"""One account's loop and what others do to it: the owner pauses, snoozes and changes keys, a command writes."""

from __future__ import annotations

from datetime import timedelta

from fakes import MONDAY_NOON, quiet, usd, watched
from galla.domain.errors import KeyRejected, RateLimited
from galla.domain.model import Level
from rig import Rig

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


# --- paused, snoozed


async def test_a_paused_account_is_never_polled_and_promises_no_poll() -> None:
    rig = Rig(watched(paused=True))
    async with rig.running():
        rig.monitor.refresh()
        await rig.clock.advance(timedelta(days=3))
        assert (rig.last.level, rig.last.next_poll_at) == (Level.PAUSED, None)
    assert rig.source.asked_at == []


async def test_snoozed_for_an_hour_it_reminds_when_the_hour_is_over_and_only_once() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id)
        assert rig.last.episodes[0].snoozed_until == MONDAY_NOON + HOUR
        await rig.clock.advance(HOUR - seconds(1))
        assert rig.shown == ["balance_below raised"]
        await rig.clock.advance(seconds(1))
        assert rig.shown == ["balance_below raised", "balance_below reminder"]
        await rig.clock.advance(timedelta(days=1))
        assert len(rig.shown) == 2


async def test_a_snooze_ends_on_time_while_the_supplier_wants_silence() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        rig.source.answer = RateLimited(retry_at=MONDAY_NOON + 5 * HOUR)
        await rig.clock.advance(15 * MINUTE)
        await rig.monitor.snooze(rig.last.episodes[0].id)
        await rig.clock.advance(HOUR)
        assert rig.shown[-1] == "balance_below reminder"
        assert len(rig.source.asked_at) == 2


async def test_a_snooze_is_kept_over_a_restart() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id)
    rig.build()
    async with rig.running():
        await rig.clock.advance(HOUR - seconds(1))
        assert len(rig.shown) == 1
        await rig.clock.advance(seconds(1))
        assert rig.shown[1:] == ["balance_below reminder"]


async def test_topped_up_during_the_snooze_it_does_not_say_still_low() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id)
        await rig.clock.advance(50 * MINUTE)
        rig.source.answer = "500"
        rig.monitor.refresh()
        await quiet()
        await rig.clock.advance(30 * MINUTE)
    assert rig.shown[1:] == ["balance_below recovered"]


async def test_acknowledged_it_is_quiet_until_it_recovers() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.acknowledge(rig.last.episodes[0].id)
        await rig.clock.advance(timedelta(days=1))
        assert len(rig.shown) == 1
        rig.source.answer = "500"
        await rig.clock.advance(2 * HOUR)
        assert rig.shown[1:] == ["balance_below recovered"]


# --- another process


async def test_what_a_command_wrote_is_taken_up() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "470"
        await rig.clock.advance(MINUTE)
        await rig.poller.poll(rig.watched[0])
        await rig.monitor.reload()
        assert rig.last.balance == usd("470")
        await quiet()
        assert rig.last.next_poll_at == MONDAY_NOON + 16 * MINUTE


async def test_a_rejected_key_is_told_once_and_recovers_with_the_new_key() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = KeyRejected()
        await rig.clock.advance(2 * HOUR)
        rig.source.answer = "500"
        await rig.clock.advance(15 * MINUTE)
    assert rig.shown == ["access raised", "access recovered"]
