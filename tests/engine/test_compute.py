"""What is computed when: each runway once, beside the loop's thread, and nothing again when only time passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from fakes import MONDAY_NOON, usd
from galla.domain import overview, standing
from galla.domain.errors import SupplierFailing
from galla.domain.model import AccountMemory, Runway
from galla.domain.past import Correction, CreditKind
from galla.domain.schedule import Timing
from galla.domain.spend_hours import SpendHours
from galla.domain.watched import Watched
from galla.engine.monitor import Monitor
from galla.engine.poll import Poller
from rig import Rig

MINUTE = timedelta(minutes=1)
Result = TypeVar("Result")


class Counted:
    """Runways computed so far."""

    def __init__(self, original: Callable[[SpendHours | None, AccountMemory, Watched], Runway]) -> None:
        self._original = original
        self.times = 0

    def __call__(self, hours: SpendHours | None, memory: AccountMemory, watched: Watched) -> Runway:
        self.times += 1
        return self._original(hours, memory, watched)


class Beside:
    """Work is done at once, but it is known that it is."""

    def __init__(self) -> None:
        self.at_work = False

    async def __call__(self, work: Callable[[], Result]) -> Result:
        self.at_work = True
        try:
            return work()
        finally:
            self.at_work = False


@pytest.fixture
def runways(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(standing.runway_of)
    monkeypatch.setattr(standing, "runway_of", counted)
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
    beside = Beside()
    original = standing.runway_of

    def watched_runway(hours: SpendHours | None, memory: AccountMemory, watched: Watched) -> Runway:
        computing.append(beside.at_work)
        return original(hours, memory, watched)

    monkeypatch.setattr(standing, "runway_of", watched_runway)
    rig.poller = Poller(rig.source, rig.credentials, rig.ledger, rig.clock, Timing(), compute=beside)
    polled = await rig.poller.poll(rig.watched[0])
    await rig.poller.runway(rig.watched[0], polled.memory)
    assert computing == [True] * 2


async def test_spend_is_looked_up_where_the_poller_is_told_to_and_not_again_to_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = Rig()
    computing: list[bool] = []
    beside = Beside()
    original = overview.spent_lately

    def watched_spend(
        memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway
    ) -> overview.SpentLately:
        computing.append(beside.at_work)
        return original(memory, watched, now, at_reading)

    monkeypatch.setattr(overview, "spent_lately", watched_spend)
    poller = Poller(rig.source, rig.credentials, rig.ledger, rig.clock, Timing(), compute=beside)
    rig.tools = replace(rig.tools, poller=poller)
    rig.monitor = Monitor(rig.watched, rig.credentials, rig.tools)
    async with rig.running():
        computing.clear()
        rig.source.answer = "490"
        await rig.clock.advance(15 * MINUTE)
        assert rig.last.spend_today == usd("10")
        assert computing == [True]


async def test_a_changed_reserve_has_the_runway_computed_anew() -> None:
    rig = Rig()
    polled = await rig.poller.poll(rig.watched[0])
    first = await rig.poller.runway(rig.watched[0], polled.memory)
    account = replace(rig.watched[0].account, reserve=Decimal(10_000))
    other = await rig.poller.runway(replace(rig.watched[0], account=account), polled.memory)
    assert first.p50_days != 0.0
    assert other.p50_days == 0.0
