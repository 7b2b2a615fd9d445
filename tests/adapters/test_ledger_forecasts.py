"""Kept forecasts and the owner's corrections: written with their step, and read again to be scored."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.ledger_child import MAIN, NOON, SINCE, FixedClock, at, fail, read, reading
from galla.adapters.ledger import rows
from galla.adapters.ledger.ledger import SqliteLedger
from galla.adapters.ledger.rollup import HOUR_US
from galla.domain.model import AccountMemory, ReadingState, Step
from galla.domain.money import Money
from galla.domain.past import Correction, CreditKind, KeptForecast
from galla.domain.ports import StaleStep
from galla.domain.runway import ExpectedSpend

NOON_HOUR = rows.to_us(NOON) // HOUR_US
DAY = 1440.0


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(tmp_path, FixedClock())
    yield opened
    await opened.close()


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


def kept(minutes: float, **changes: object) -> KeptForecast:
    spend = (ExpectedSpend(1, usd("0.1"), usd("12.3456789"), usd("1E+3")), ExpectedSpend(7, usd(1), usd(2), usd(3)))
    made = KeptForecast(at(minutes), usd("87.654321"), 1.25, 1 / 3, None, 60.0, 16.5, spend)
    return replace(made, **changes)  # type: ignore[arg-type]


def correcting(memory: AccountMemory, *corrections: Correction) -> Step:
    return Step(memory.account_id, memory.version, memory.series, at(999), corrections=corrections)


async def reopened(ledger: SqliteLedger, folder: Path) -> SqliteLedger:
    await ledger.close()
    return await SqliteLedger.open(folder, FixedClock())


async def test_a_forecast_comes_back_as_it_was_kept(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0, forecast=kept(0)), SINCE)
    assert memory.last_kept_at == at(0)
    memory = await ledger.commit(read(memory, 90, 15), SINCE)
    assert memory.last_kept_at == at(0)
    memory = await ledger.commit(read(memory, 80, DAY, forecast=kept(DAY, p10_days=None, spend=())), SINCE)
    assert memory.last_kept_at == at(DAY)
    ledger = await reopened(ledger, tmp_path)
    log = await ledger.forecast_log("main")
    assert log is not None
    assert log.kept == (kept(0), kept(DAY, p10_days=None, spend=()))
    assert await ledger.load("main", MAIN, SINCE) == memory
    await ledger.close()


async def test_a_second_forecast_for_the_same_instant_does_not_change_the_first(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0, forecast=kept(0)), SINCE)
    await ledger.commit(read(memory, 90, 15, forecast=kept(0, p50_days=9.0)), SINCE)
    log = await ledger.forecast_log("main")
    assert log is not None
    assert log.kept == (kept(0),)


async def test_funds_that_no_ledger_holds_do_not_cost_the_step(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0, forecast=kept(0, funds=usd("1E+40"))), SINCE)
    assert (memory.version, memory.last_kept_at) == (1, None)


async def test_the_owners_word_is_kept_and_a_later_one_replaces_it(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(read(memory, 150, 15), SINCE)
    memory = await ledger.commit(read(memory, 160, 30), SINCE)
    memory = await ledger.commit(correcting(memory, Correction(at(30), CreditKind.REVERSAL)), SINCE)
    memory = await ledger.commit(correcting(memory, Correction(at(15), CreditKind.REFUND)), SINCE)
    memory = await ledger.commit(correcting(memory, Correction(at(15), CreditKind.TOP_UP)), SINCE)
    said = (Correction(at(15), CreditKind.TOP_UP), Correction(at(30), CreditKind.REVERSAL))
    assert memory.corrections == said
    assert [row.balance.amount for row in memory.history] == [100, 150, 160]
    ledger = await reopened(ledger, tmp_path)
    assert (await ledger.load("main", MAIN, SINCE)).corrections == said
    log = await ledger.forecast_log("main")
    assert log is not None
    assert log.corrections == said
    await ledger.close()


async def test_a_stale_step_keeps_neither_forecast_nor_correction(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    stale = replace(correcting(memory, Correction(at(0), CreditKind.REFUND)), expected_version=7, forecast=kept(0))
    with pytest.raises(StaleStep):
        await ledger.commit(stale, SINCE)
    assert await ledger.load("main", MAIN, SINCE) == memory


async def test_each_series_has_forecasts_and_corrections_of_its_own(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0, forecast=kept(0)), SINCE)
    memory = await ledger.commit(correcting(memory, Correction(at(0), CreditKind.REFUND)), SINCE)
    memory = await ledger.commit(read(memory, 7, 15, series=replace(MAIN, environment="sandbox")), SINCE)
    assert (memory.corrections, memory.last_kept_at) == ((), None)
    log = await ledger.forecast_log("main")
    assert log is not None
    assert (log.kept, log.corrections) == ((), ())
    stranger = await ledger.load("main", MAIN, SINCE)
    assert (stranger.corrections, stranger.last_kept_at) == ((), None)


async def test_what_was_said_of_readings_of_a_clock_that_ran_ahead_goes_with_them(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0, forecast=kept(0)), SINCE)
    memory = await ledger.commit(read(memory, 200, 9 * DAY, forecast=kept(9 * DAY)), SINCE)
    memory = await ledger.commit(read(memory, 190, 9 * DAY + 90), SINCE)
    memory = await ledger.commit(correcting(memory, Correction(at(9 * DAY), CreditKind.REFUND)), SINCE)
    memory = await ledger.commit(read(memory, 90, 60), SINCE)
    assert (memory.corrections, memory.last_kept_at) == ((), at(0))


async def test_without_a_reading_or_of_an_unwanted_source_there_is_no_log(ledger: SqliteLedger) -> None:
    assert await ledger.forecast_log("main") is None
    memory = await ledger.commit(fail(AccountMemory("main"), 0), SINCE)
    assert await ledger.forecast_log("main") is None
    await ledger.commit(read(memory, 100, 1), SINCE)
    assert await ledger.forecast_log("main", lambda series: series != MAIN) is None
    assert await ledger.forecast_log("main", lambda series: series == MAIN) is not None


async def test_the_log_has_all_hours_up_to_the_last_reading(ledger: SqliteLedger) -> None:
    memory = AccountMemory("main")
    for minutes, amount in ((0, 100), (30, 90), (75, 190), (130, 170), (150, 165)):
        memory = await ledger.commit(read(memory, amount, minutes), SINCE)
    memory = await ledger.commit(read(memory, 0, 185, reading_state=ReadingState.SUSPECT), SINCE)
    log = await ledger.forecast_log("main")
    assert log is not None
    assert log.until == at(150)
    assert (log.hours.first_hour, log.hours.end_hour) == (NOON_HOUR, NOON_HOUR + 3)
    assert sum(log.hours.spend) == pytest.approx(35.0)
    assert log.hours.spend[0] == 10.0
    assert log.hours.polled == (True, True, True)
    assert [(mark.at, mark.amount) for mark in log.hours.credits] == [(at(75), usd(100))]


async def test_hours_and_readings_say_the_same_of_the_log(ledger: SqliteLedger, tmp_path: Path) -> None:
    await ledger.import_history(MAIN, [reading(5000 - number % 700, number * 50) for number in range(900)])
    before = await ledger.forecast_log("main")
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite3", isolation_level=None)) as file:
        file.executescript("DELETE FROM hours; DELETE FROM rises; UPDATE series SET rolled_hour = NULL")
    assert await ledger.forecast_log("main") == before
    assert before is not None
    assert len(before.hours.credits) == 1


async def test_the_log_reaches_back_400_days_or_to_a_week_before_its_first_forecast(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(5000 - day, day * DAY) for day in range(500)])
    memory = await ledger.load("main", MAIN, SINCE)
    log = await ledger.forecast_log("main")
    assert log is not None
    assert log.hours.first_hour == NOON_HOUR + 99 * 24
    memory = await ledger.commit(read(memory, 1, 500 * DAY, forecast=kept(99 * DAY)), SINCE)
    memory = await ledger.commit(read(memory, 1, 500 * DAY + 1, forecast=kept(101 * DAY)), SINCE)
    log = await ledger.forecast_log("main")
    assert log is not None
    assert [item.at for item in log.kept] == [at(101 * DAY)]
    assert log.hours.first_hour == NOON_HOUR + 94 * 24
    assert log.hours.end_hour == NOON_HOUR + 500 * 24 + 1
    assert at(101 * DAY) - timedelta(days=7) == at(94 * DAY)
