"""All accounts together: spread, kept apart, and told of the machine's news."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes import MONDAY_NOON, quiet, usd, watched
from galla.domain.alert_settings import DEFAULT_ALERTS
from galla.domain.errors import (
    KeyRejected,
    KeyringError,
    KeyringReason,
    RateLimited,
    SupplierFailing,
    Unreachable,
    UnreachableReason,
)
from galla.domain.notice import ALL_ACCOUNTS
from galla.domain.watched import Watched
from rig import Rig

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def accounts(count: int) -> list[Watched]:
    return [watched(id=f"a{number}") for number in range(count)]


def polls_of(rig: Rig, account_id: str) -> list[float]:
    """Seconds from Monday noon to each request for that account."""
    pairs = zip(rig.source.asked_of, rig.source.asked_at, strict=True)
    return [(at - MONDAY_NOON).total_seconds() for asked, at in pairs if asked == account_id]


# --- several accounts


async def test_accounts_start_spread_out() -> None:
    rig = Rig(*accounts(4))
    async with rig.running():
        await rig.clock.advance(10 * SECOND)
    assert [polls_of(rig, f"a{number}") for number in range(4)] == [[0], [2], [4], [6]]


async def test_accounts_stay_spread_out_at_opening() -> None:
    rig = Rig(*accounts(3))
    async with rig.running():
        await rig.clock.advance(timedelta(days=1))
    nine = 21 * 3600.0
    morning = [[at for at in polls_of(rig, f"a{number}") if nine <= at < nine + 60] for number in range(3)]
    assert morning == [[nine], [nine + 2], [nine + 4]]


async def test_the_spread_of_many_accounts_is_capped_at_a_minute() -> None:
    rig = Rig(*accounts(40))
    async with rig.running():
        await rig.clock.advance(MINUTE)
    assert len(set(rig.source.asked_of)) == 40


@pytest.mark.parametrize(
    "fault",
    [
        SupplierFailing(),
        KeyRejected(),
        RateLimited(retry_at=MONDAY_NOON + 6 * HOUR),
        Unreachable(UnreachableReason.DNS),
        RuntimeError("nobody foresaw this"),
    ],
)
async def test_a_fault_of_one_account_never_touches_another(fault: Exception) -> None:
    rig = Rig(*accounts(2))
    rig.source.answer_of["a0"] = fault
    async with rig.running():
        await rig.clock.advance(HOUR)
        shown = {snapshot.account_id: snapshot for snapshot in rig.monitor.snapshots}
    assert polls_of(rig, "a1") == [2 + 900 * count for count in range(4)]
    assert (shown["a1"].balance, shown["a1"].problem) == (usd("500"), None)
    assert shown["a0"].balance is None


async def test_an_account_that_hangs_does_not_hold_up_another() -> None:
    rig = Rig(*accounts(2))
    async with rig.running():
        await rig.clock.advance(10 * SECOND)
        rig.source.gate = asyncio.Event()
        await rig.clock.advance(15 * MINUTE - 10 * SECOND)
        rig.source.gate = None
        await rig.clock.advance(2 * SECOND)
    assert len(polls_of(rig, "a0")) == 2
    assert len(polls_of(rig, "a1")) == 2


async def test_one_account_that_cannot_be_drawn_does_not_stop_the_others() -> None:
    rig = Rig(*accounts(2))
    announced = rig.announced.append

    def announce(snapshot) -> None:  # type: ignore[no-untyped-def]
        if snapshot.account_id == "a0":
            raise RuntimeError("nobody foresaw this")
        announced(snapshot)

    rig.announce = announce  # type: ignore[method-assign]
    rig.build()
    async with rig.running():
        await rig.clock.advance(HOUR)
    assert polls_of(rig, "a0") == [0, 900, 1800, 2700, 3600]
    assert polls_of(rig, "a1") == [2, 902, 1802, 2702]


async def test_episodes_of_two_accounts_are_two() -> None:
    rig = Rig(*accounts(2), balance="50")
    async with rig.running():
        await rig.clock.advance(HOUR)
    assert rig.shown == ["balance_below raised"] * 2


async def test_a_refresh_may_be_of_one_account_or_of_all() -> None:
    rig = Rig(*accounts(2))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        assert rig.monitor.refresh("a1") == {"a1": None}
        await quiet()
        assert [len(polls_of(rig, key)) for key in ("a0", "a1")] == [1, 2]
        await rig.clock.advance(10 * SECOND)
        assert rig.monitor.refresh() == {"a0": None, "a1": None}
        await quiet()
        assert [len(polls_of(rig, key)) for key in ("a0", "a1")] == [2, 3]


async def test_snapshots_come_in_the_order_of_the_settings() -> None:
    rig = Rig(*accounts(3))
    assert [snapshot.account_id for snapshot in rig.monitor.snapshots] == ["a0", "a1", "a2"]


# --- secrets


async def test_one_read_of_the_keyring_serves_all_accounts_at_start() -> None:
    rig = Rig(*accounts(3))
    async with rig.running():
        await rig.clock.advance(HOUR)
    assert rig.secrets.reads == 1


async def test_a_locked_keyring_at_start_is_no_end_and_no_alert() -> None:
    rig = Rig()
    rig.secrets.error = KeyringError(KeyringReason.LOCKED)
    async with rig.running():
        assert rig.last.problem == KeyringError(KeyringReason.LOCKED).problem
        rig.secrets.error = None
        await rig.clock.advance(15 * MINUTE)
        assert rig.last.balance == usd("500")
    assert rig.shown == []


# --- what the owner has changed


@pytest.mark.parametrize("wish", ["ask_soon", "resumed"])
async def test_a_paused_account_is_asked_for_no_reason(wish: str) -> None:
    paused = watched()
    rig = Rig(replace(paused, account=replace(paused.account, paused=True)))
    async with rig.running():
        if wish == "resumed":
            rig.monitor.resumed()
        else:
            rig.monitor.ask_soon({"main"})
        assert rig.monitor.owed() == {}
        await rig.clock.advance(timedelta(hours=3))
    assert rig.source.asked_at == []


async def test_new_keys_are_tried_a_little_later() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.ask_soon({"main"})
        await rig.clock.advance(MINUTE)
    assert polls_of(rig, "main") == [0, 65]


async def test_new_keys_are_tried_as_soon_as_the_supplier_allows_it() -> None:
    rig = Rig(replace(watched(), min_interval_s=300))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.ask_soon({"main"})
        assert rig.monitor.owed().keys() == {"main"}
        await rig.clock.advance(10 * MINUTE)
        assert rig.monitor.owed() == {}
    assert polls_of(rig, "main") == [0, 360]


async def test_news_of_the_machine_do_not_make_new_keys_wait_longer_than_the_supplier_wants() -> None:
    rig = Rig(replace(watched(), min_interval_s=300))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.ask_soon({"main"})
        await rig.clock.advance(MINUTE)
        rig.monitor.resumed()
        await rig.clock.advance(10 * MINUTE)
    assert polls_of(rig, "main") == [0, 360]


# --- resume and network


async def test_after_resume_it_settles_5_seconds_and_then_polls() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.resumed()
        await rig.clock.advance(5 * SECOND - timedelta(milliseconds=1))
        assert polls_of(rig, "main") == [0]
        await rig.clock.advance(timedelta(milliseconds=1))
    assert polls_of(rig, "main") == [0, 65]


async def test_after_resume_accounts_are_spread_out_too() -> None:
    rig = Rig(*accounts(3))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.resumed()
        await rig.clock.advance(MINUTE)
    assert [polls_of(rig, f"a{number}")[1] for number in range(3)] == [65, 67, 69]


async def test_when_our_network_comes_back_it_settles_5_seconds_and_then_polls() -> None:
    rig = Rig()
    async with rig.running():
        rig.monitor.network_changed(False)
        rig.source.answer = Unreachable(UnreachableReason.DNS)
        await rig.clock.advance(15 * MINUTE)
        assert rig.last.problem == Unreachable(UnreachableReason.OFFLINE).problem
        rig.source.answer = "500"
        before = len(rig.source.asked_at)
        rig.monitor.network_changed(True)
        await rig.clock.advance(5 * SECOND)
        assert len(rig.source.asked_at) == before + 1
        assert rig.last.problem is None


async def test_a_network_that_stays_up_causes_no_poll() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.network_changed(True)
        await rig.clock.advance(MINUTE)
    assert polls_of(rig, "main") == [0]


async def test_loss_of_our_own_network_is_one_message_for_all_accounts_and_one_when_it_is_over() -> None:
    rig = Rig(*accounts(3))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.monitor.network_changed(False)
        rig.source.answer = Unreachable(UnreachableReason.DNS)
        await rig.clock.advance(timedelta(hours=2) - 2 * MINUTE)
        assert rig.shown == []
        await rig.clock.advance(3 * HOUR)
        assert rig.shown == ["no_reading raised"]
        assert [episode.account_id for episode in rig.common[-1]] == [ALL_ACCOUNTS]
        rig.source.answer = "500"
        rig.monitor.network_changed(True)
        await rig.clock.advance(MINUTE)
    assert rig.shown == ["no_reading raised", "no_reading recovered"]
    assert rig.common[-1] == ()


async def test_a_supplier_that_is_down_is_each_accounts_own_alert() -> None:
    rig = Rig(*accounts(2))
    async with rig.running():
        rig.source.answer_of["a1"] = SupplierFailing()
        await rig.clock.advance(timedelta(hours=3))
    assert rig.shown == ["no_reading raised"]
    assert rig.common == []


async def test_a_gap_of_the_wall_clock_is_taken_for_a_resume() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE + SECOND)
        rig.clock.suspend(8 * HOUR)
        await rig.clock.advance(59 * SECOND)
        assert len(rig.source.asked_at) == 1
        await rig.clock.advance(5 * SECOND)
        assert len(rig.source.asked_at) == 2


async def test_a_resume_that_was_told_is_not_found_again_by_its_gap() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE + SECOND)
        rig.clock.suspend(8 * HOUR)
        rig.monitor.resumed()
        await rig.clock.advance(3 * MINUTE)
    assert len(rig.source.asked_at) == 2


async def test_a_busy_machine_is_no_gap() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE + SECOND)
        rig.clock.suspend(40 * SECOND)
        await rig.clock.advance(5 * MINUTE)
    assert len(rig.source.asked_at) == 1


async def test_a_clock_set_back_by_a_day_does_not_stop_polling_for_a_day() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(MINUTE + SECOND)
        rig.clock.suspend(-timedelta(days=1))
        await rig.clock.advance(20 * MINUTE)
        assert len(rig.source.asked_at) >= 2


async def test_what_was_due_while_the_machine_slept_is_asked_once() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(10 * MINUTE)
        rig.clock.suspend(timedelta(days=2))
        await rig.clock.advance(10 * MINUTE)
    assert len(rig.source.asked_at) == 2


async def test_a_night_of_chance_never_asks_faster_than_every_60_seconds() -> None:
    chance = random.Random(7)
    rig = Rig()
    rig.clock.suspend(15 * HOUR)
    rig.source.answer = lambda now: chance.choice(["5000", "4990", "40", "4800"])
    async with rig.running():
        await rig.clock.advance(12 * HOUR)
    assert min(rig.asked_after_s) >= 60


async def test_what_is_open_of_an_account_that_was_removed_ends_without_a_word() -> None:
    rig = Rig(*accounts(2), balance="50")
    async with rig.running():
        await rig.clock.advance(MINUTE)
        assert len(rig.shown) == 2
        rig.house.watches(["a1"])
        await quiet()
    assert rig.ledger.memories["a0"].episodes == ()
    assert len(rig.ledger.memories["a1"].episodes) == 1


async def test_the_watch_works_while_accounts_are_polled_in_time_and_one_is_read() -> None:
    rig = Rig(*accounts(2))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        assert rig.monitor.works(rig.clock.now())
        rig.source.answer_of["a0"] = SupplierFailing()
        await rig.clock.advance(5 * HOUR)
        assert rig.monitor.works(rig.clock.now())
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(3 * HOUR)
        assert not rig.monitor.works(rig.clock.now())


async def test_a_night_with_a_reading_each_hour_is_no_reason_to_think_that_the_watch_is_dead() -> None:
    impatient = replace(watched(), alerts=replace(DEFAULT_ALERTS, no_reading_min=15))
    rig = Rig(impatient)
    async with rig.running():
        for _ in range(24 * 6):
            await rig.clock.advance(10 * MINUTE)
            assert rig.monitor.works(rig.clock.now())


async def test_a_watch_over_nothing_does_not_work() -> None:
    rig = Rig(watched(paused=True))
    async with rig.running():
        await rig.clock.advance(HOUR)
        assert not rig.monitor.works(rig.clock.now())
