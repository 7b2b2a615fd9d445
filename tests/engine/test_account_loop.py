"""One account's loop in virtual time: design section 4 as it plays out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from fakes import MONDAY_NOON, quiet, usd, watched
from galla.domain.errors import LedgerError, LedgerReason, RateLimited, SupplierFailing
from galla.domain.model import Level, Step
from galla.domain.schedule import Refusal
from galla.domain.settings import Polling
from rig import Rig
from slowness import own_garbage_only, slowness

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


# --- start and announcing


async def test_at_start_the_last_reading_is_announced_before_the_first_request() -> None:
    rig = Rig()
    async with rig.running():
        pass
    rig.build()
    await rig.clock.advance(HOUR)
    await rig.monitor.restore()
    assert len(rig.source.asked_at) == 1  # the request of the run before
    assert rig.last.balance == usd("500")
    assert rig.last.age(rig.clock.now()) == HOUR


async def test_without_any_reading_the_start_announces_unknown() -> None:
    rig = Rig()
    await rig.monitor.restore()
    assert (rig.last.balance, rig.last.level) == (None, Level.UNKNOWN)


async def test_nothing_is_announced_before_it_is_durable() -> None:
    rig = Rig()
    balances_at_commit: list[object] = []

    def note(step: Step) -> None:
        balances_at_commit.append(rig.last.balance)

    async with rig.running():
        rig.source.answer = "480"
        rig.ledger.before_commit = note
        await rig.clock.advance(15 * MINUTE)
        assert balances_at_commit == [usd("500")]
        assert rig.last.balance == usd("480")


async def test_a_reading_that_could_not_be_written_is_not_shown_as_the_balance() -> None:
    rig = Rig()
    async with rig.running():
        rig.ledger.before_commit = fails(LedgerError(LedgerReason.FULL))
        rig.source.answer = "480"
        await rig.clock.advance(15 * MINUTE)
        assert rig.last.balance == usd("500")
        assert rig.last.problem == LedgerError(LedgerReason.FULL).problem


async def test_a_request_under_way_is_announced() -> None:
    rig = Rig()
    rig.source.gate = asyncio.Event()
    async with rig.running():
        assert rig.last.polling
        rig.source.gate.set()
        await quiet()
        assert not rig.last.polling


async def test_the_announcement_says_when_the_next_poll_is() -> None:
    rig = Rig()
    async with rig.running():
        assert rig.last.next_poll_at == MONDAY_NOON + 15 * MINUTE


async def test_between_polls_that_are_far_apart_an_old_number_comes_to_be_shown_as_old() -> None:
    once_a_day = Polling(business_interval_min=1440, night_interval_min=1440)
    rig = Rig(watched(polling=once_a_day))
    async with rig.running():
        assert not rig.last.stale
        await rig.clock.advance(6 * HOUR + 15 * MINUTE)
        assert len(rig.source.asked_at) == 1
        assert rig.last.stale
        assert rig.last.level is Level.UNKNOWN


# --- cadence


async def test_a_restart_does_not_ask_again_before_its_time() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(10 * MINUTE)
    rig.build()
    async with rig.running():
        await rig.clock.advance(5 * MINUTE - seconds(1))
        assert len(rig.source.asked_at) == 1
        await rig.clock.advance(seconds(1))
        assert len(rig.source.asked_at) == 2


async def test_a_day_is_polled_every_15_minutes_from_opening_and_every_60_at_night() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(timedelta(days=1))
    asked = rig.source.asked_at
    night = [at for at in asked if at.hour >= 21 or at.hour < 9]
    assert [at.minute for at in night] == [0] * 12
    assert datetime(2026, 11, 24, 9, 0, tzinfo=UTC) in asked
    assert len(asked) - len(night) == 12 * 4 + 1


async def simulate_a_week() -> tuple[Rig, float]:
    """The engine after a week of a sale every hour, and the seconds of processor time that it took."""
    rig = Rig()
    rig.source.answer = lambda now: f"{5000 - 4 * ((now - MONDAY_NOON) // HOUR)}"
    started = process_time()
    async with rig.running():
        await rig.clock.advance(timedelta(days=7))
    return rig, process_time() - started


async def test_a_simulated_week_takes_well_under_a_second() -> None:
    took_s = []
    for _ in range(3):  # the best of three: the first one also warms up
        before = slowness()
        with own_garbage_only():
            rig, run_s = await simulate_a_week()
        took_s.append(2 * run_s / (before + slowness()))
        assert len(rig.source.asked_at) == 7 * (12 * 4 + 12) + 1
        if took_s[-1] < 1:
            break
    print(f"a week of polling: {min(took_s):.3f} s")
    assert min(took_s) < 1


async def test_a_strange_reading_is_read_again_after_60_seconds() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "0"
        await rig.clock.advance(15 * MINUTE)
        assert rig.shown == []
        assert (rig.last.balance, rig.last.checking_again) == (usd("500"), True)
        await rig.clock.advance(MINUTE)
        assert rig.shown == ["empty raised"]
        assert rig.asked_after_s == [900, 60]


async def test_a_strange_reading_that_was_nonsense_is_told_to_nobody() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "0"
        await rig.clock.advance(15 * MINUTE)
        rig.source.answer = "499"
        await rig.clock.advance(HOUR)
    assert rig.shown == []
    assert all(row.balance > usd("0") for row in rig.ledger.memories["main"].history)


async def test_a_strange_reading_is_read_again_after_a_restart_too() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "0"
        await rig.clock.advance(15 * MINUTE)
    rig.build()
    async with rig.running():
        await rig.clock.advance(MINUTE)
    assert rig.shown == ["empty raised"]
    assert rig.asked_after_s == [900, 60]


async def test_at_the_reserve_the_supplier_is_asked_every_5_minutes() -> None:
    rig = Rig(balance="0")
    async with rig.running():
        await rig.clock.advance(15 * MINUTE)
    assert rig.asked_after_s == [300, 300, 300]


# --- failures and silence


async def test_failures_back_off_and_a_success_ends_it() -> None:
    rig = Rig()
    rig.source.answer = SupplierFailing()
    async with rig.running():
        await rig.clock.advance(seconds(30 + 60 + 120))
        assert rig.asked_after_s == [30, 60, 120]
        rig.source.answer = "500"
        await rig.clock.advance(seconds(240))
        await rig.clock.advance(15 * MINUTE)
    assert rig.asked_after_s == [30, 60, 120, 240, 900]


async def test_the_backoff_carries_jitter() -> None:
    rig = Rig()
    rig.jitter = 0.5
    rig.source.answer = SupplierFailing()
    async with rig.running():
        await rig.clock.advance(seconds(31.5))
    assert rig.asked_after_s == [31.5]


async def test_retry_after_is_honoured_to_the_second() -> None:
    rig = Rig()
    rig.source.answer = RateLimited(retry_at=MONDAY_NOON + seconds(137))
    async with rig.running():
        rig.source.answer = "500"
        await rig.clock.advance(seconds(136))
        assert len(rig.source.asked_at) == 1
        await rig.clock.advance(seconds(1))
    assert rig.asked_after_s == [137]


async def test_a_manual_refresh_and_a_resume_obey_retry_after_and_the_refresh_says_so() -> None:
    rig = Rig()
    rig.source.answer = RateLimited(retry_at=MONDAY_NOON + HOUR)
    async with rig.running():
        rig.source.answer = "500"
        await rig.clock.advance(10 * MINUTE)
        assert rig.monitor.refresh() == {"main": Refusal.SUPPLIER_ASKED_FOR_SILENCE}
        rig.monitor.resumed()
        await rig.clock.advance(50 * MINUTE - seconds(1))
        assert len(rig.source.asked_at) == 1
        await rig.clock.advance(seconds(1))
    assert rig.asked_after_s == [3600]


async def test_a_limit_that_the_supplier_documents_is_kept_by_schedule_refresh_and_restart() -> None:
    rig = Rig(replace(watched(), min_interval_s=1200))
    async with rig.running():
        await rig.clock.advance(MINUTE)
        assert rig.monitor.refresh() == {"main": Refusal.SUPPLIER_ASKED_FOR_SILENCE}
        await rig.clock.advance(timedelta(minutes=18))
    rig.build()
    async with rig.running():
        await rig.clock.advance(timedelta(hours=1))
    assert rig.asked_after_s == [1200.0, 1200.0, 1200.0]


async def test_no_silence_lasts_longer_than_6_hours() -> None:
    rig = Rig()
    rig.source.answer = RateLimited(retry_at=MONDAY_NOON + timedelta(days=2))
    async with rig.running():
        await rig.clock.advance(timedelta(hours=6))
    assert rig.asked_after_s == [6 * 3600]


async def test_a_restart_obeys_retry_after() -> None:
    rig = Rig()
    rig.source.answer = RateLimited(retry_at=MONDAY_NOON + HOUR)
    async with rig.running():
        pass
    rig.build()
    async with rig.running():
        await rig.clock.advance(HOUR)
    assert rig.asked_after_s == [3600]


# --- manual refresh


async def test_a_manual_refresh_polls_at_once() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(seconds(10))
        assert rig.monitor.refresh("main") == {"main": None}
        await quiet()
    assert rig.asked_after_s == [10]


async def test_a_manual_refresh_within_10_seconds_of_a_success_asks_nobody() -> None:
    rig = Rig()
    async with rig.running():
        await rig.clock.advance(seconds(9))
        assert rig.monitor.refresh() == {"main": Refusal.JUST_READ}
        await rig.clock.advance(MINUTE)
    assert len(rig.source.asked_at) == 1


async def test_a_manual_refresh_does_not_wait_for_backoff_or_settling() -> None:
    rig = Rig()
    rig.source.answer = SupplierFailing()
    async with rig.running():
        rig.monitor.refresh()
        await quiet()
        assert len(rig.source.asked_at) == 2
        rig.monitor.resumed()
        rig.monitor.refresh()
        await quiet()
    assert len(rig.source.asked_at) == 3


async def test_a_manual_refresh_while_a_request_is_under_way_is_that_request() -> None:
    rig = Rig()
    rig.source.gate = asyncio.Event()
    async with rig.running():
        assert rig.monitor.refresh() == {"main": None}
        rig.source.gate.set()
        await rig.clock.advance(MINUTE)
    assert len(rig.source.asked_at) == 1


# --- faults of ours


async def test_a_ledger_that_fails_is_tried_again_after_a_minute_and_the_problem_goes() -> None:
    rig = Rig()
    rig.ledger.before_commit = fails(LedgerError(LedgerReason.LOCKED))
    async with rig.running():
        assert rig.last.problem == LedgerError(LedgerReason.LOCKED).problem
        rig.ledger.before_commit = lambda step: None
        await rig.clock.advance(MINUTE)
        assert rig.last.problem is None
        assert rig.last.balance == usd("500")


async def test_a_ledger_problem_stays_on_screen_until_the_ledger_was_written() -> None:
    rig = Rig()
    rig.ledger.before_commit = fails(LedgerError(LedgerReason.LOCKED))
    async with rig.running():
        rig.monitor.resumed()
        await quiet()
        assert rig.last.problem == LedgerError(LedgerReason.LOCKED).problem


@pytest.mark.parametrize("place", ["source", "announce", "load"])
async def test_a_fault_of_ours_does_not_end_the_watch(place: str) -> None:
    rig = Rig()
    break_once(rig, place)
    async with rig.running():
        await rig.clock.advance(2 * MINUTE)
        assert rig.last.balance == usd("500")


async def test_a_manual_refresh_after_a_fault_of_ours_does_not_wait() -> None:
    rig = Rig()
    break_once(rig, "source")
    async with rig.running():
        rig.monitor.refresh()
        await quiet()
        assert rig.last.balance == usd("500")


def fails(error: Exception):  # type: ignore[no-untyped-def]
    def before_commit(step: Step) -> None:
        raise error

    return before_commit


def break_once(rig: Rig, place: str) -> None:
    """Something that nobody foresaw happens once, at that place."""
    if place == "source":
        rig.source.answer = fails_once(lambda now: "500")
    elif place == "announce":
        rig.announce = fails_once(rig.announced.append)  # type: ignore[method-assign]
        rig.build()
    else:
        rig.ledger.load = fails_once(rig.ledger.load)  # type: ignore[method-assign]


def fails_once(function):  # type: ignore[no-untyped-def]
    calls: list[object] = []

    def call(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 1:
            raise RuntimeError("nobody foresaw this")
        return function(*arguments)

    return call
