"""What is computed when: each runway once, beside the loop's thread, and nothing again when only time passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from fakes import MONDAY_NOON
from galla.domain import standing
from galla.domain.errors import SupplierFailing
from galla.domain.model import AccountMemory, Runway
from galla.domain.past import Correction, CreditKind
from galla.domain.schedule import Timing
from galla.domain.watched import Watched
from galla.engine.poll import Poller
from rig import Rig

MINUTE = timedelta(minutes=1)
Result = TypeVar("Result")


class Counted:
    """Runways computed so far."""

    def __init__(self, original: Callable[[AccountMemory, Watched], Runway]) -> None:
        self._original = original
        self.times = 0

    def __call__(self, memory: AccountMemory, watched: Watched) -> Runway:
        self.times += 1
        return self._original(memory, watched)


@pytest.fixture
def runways(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(standing.runway_at_reading)
    monkeypatch.setattr(standing, "runway_at_reading", counted)
    return counted


async def test_a_reading_costs_one_runway_for_its_step_that_serves_the_memory_after_it(runways: Counted) -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "490"
        runways.times = 0
        await rig.clock.advance(15 * MINUTE)
        assert len(rig.source.asked_at) == 2
        assert runways.times == 1


async def test_no_runway_is_computed_when_only_time_passed(runways: Counted) -> None:
    rig = Rig(balance="50")
    async with rig.running():
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(15 * MINUTE)
        await rig.monitor.snooze(rig.last.episodes[0].id)
        runways.times, announced = 0, len(rig.announced)
        await rig.clock.advance(timedelta(hours=5))
        assert rig.shown[-1] == "balance_below reminder"
        assert len(rig.announced) > announced + 10
        assert runways.times == 0


async def test_the_owners_word_on_a_credit_has_the_runway_computed_anew(runways: Counted) -> None:
    rig = Rig()
    async with rig.running():
        runways.times = 0
        await rig.monitor.correct("main", Correction(MONDAY_NOON, CreditKind.REFUND))
        assert runways.times == 2


async def test_steps_and_runways_are_computed_where_the_poller_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = Rig()
    computing: list[bool] = []
    inside = False

    async def compute(work: Callable[[], Result]) -> Result:
        nonlocal inside
        inside = True
        try:
            return work()
        finally:
            inside = False

    original = standing.runway_at_reading

    def watched_runway(memory: AccountMemory, watched: Watched) -> Runway:
        computing.append(inside)
        return original(memory, watched)

    monkeypatch.setattr(standing, "runway_at_reading", watched_runway)
    rig.poller = Poller(rig.source, rig.credentials, rig.ledger, rig.clock, Timing(), compute=compute)
    polled = await rig.poller.poll(rig.watched[0])
    await rig.poller.runway(rig.watched[0], polled.memory)
    assert computing == [True] * 2


async def test_a_changed_reserve_has_the_runway_computed_anew() -> None:
    rig = Rig()
    polled = await rig.poller.poll(rig.watched[0])
    first = await rig.poller.runway(rig.watched[0], polled.memory)
    account = replace(rig.watched[0].account, reserve=Decimal(10_000))
    other = await rig.poller.runway(replace(rig.watched[0], account=account), polled.memory)
    assert first.p50_days != 0.0
    assert other.p50_days == 0.0
