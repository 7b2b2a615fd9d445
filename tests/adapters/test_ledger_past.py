"""The hours that an account remembers of its past: what the readings say, read once and then only what is new."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.ledger_child import MAIN, NOON, SINCE, FixedClock, at, fail, read, reading
from galla.adapters.ledger import past_hours, rows
from galla.adapters.ledger.ledger import SqliteLedger
from galla.adapters.ledger.rollup import HOUR_US
from galla.domain.chart import CreditMark
from galla.domain.model import AccountMemory, ReadingState, SeriesKey
from galla.domain.money import Money
from galla.domain.past import PastHours

NOON_HOUR = rows.to_us(NOON) // HOUR_US


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(tmp_path, FixedClock())
    yield opened
    await opened.close()


async def after_a_restart(folder: Path) -> AccountMemory:
    again = await SqliteLedger.open(folder, FixedClock())
    memory = await again.load("main", MAIN, SINCE)
    await again.close()
    return memory


async def played(ledger: SqliteLedger, *polls: tuple[float, int | str]) -> AccountMemory:
    """The memory after these polls, as (minutes, amount)."""
    memory = await ledger.load("main", MAIN, SINCE)
    for minutes, amount in polls:
        memory = await ledger.commit(read(memory, amount, minutes), SINCE)
    return memory


async def test_before_the_first_whole_hour_there_is_no_past(ledger: SqliteLedger) -> None:
    assert (await ledger.load("main", MAIN, SINCE)).past is None
    assert (await played(ledger, (0, 100), (30, 90))).past is None


async def test_the_past_has_spend_and_credits_of_the_hours_that_are_final(ledger: SqliteLedger) -> None:
    memory = await played(ledger, (0, 100), (30, 90), (60, 90), (75, 190), (90, 180), (130, 170))
    assert memory.past == PastHours(
        NOON_HOUR,
        (10.0, 17.5),
        (True, True),
        (CreditMark(at(75), Money(reading(100, 0).balance.amount, "USD")),),
    )
    assert memory.past.end_hour == NOON_HOUR + 2


async def test_a_silence_is_shared_among_its_hours_which_were_not_polled(ledger: SqliteLedger) -> None:
    memory = await played(ledger, (30, 100), (270, 60))
    assert memory.past is not None
    assert memory.past.spend == (5.0, 10.0, 10.0, 10.0)
    assert memory.past.polled == (True, False, False, False)


async def test_hours_of_a_silence_over_a_month_are_there_without_spend_and_not_polled(ledger: SqliteLedger) -> None:
    days = 40
    memory = await played(ledger, (0, 100), (30, 90), (days * 1440.0, 60), (days * 1440.0 + 70, 50))
    assert memory.past is not None
    assert len(memory.past.spend) == days * 24 + 1
    assert sum(memory.past.polled) == 2
    assert memory.past.spend[0] == 10.0
    assert set(memory.past.spend[1:-1]) == {0.0}


async def test_the_past_reaches_190_days_back(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(5000 - day, day * 1440) for day in range(250)])
    memory = await ledger.load("main", MAIN, SINCE)
    assert memory.past is not None
    assert len(memory.past.spend) == 190 * 24
    assert memory.past.end_hour == NOON_HOUR + 249 * 24
    later = await played(ledger, (250 * 1440.0, 4000))
    assert later.past is not None
    assert (len(later.past.spend), later.past.end_hour) == (190 * 24, NOON_HOUR + 250 * 24)


async def test_credits_older_than_the_hours_are_let_go(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_hours, "LOOK_BACK_HOURS", 5)
    memory = await ledger.load("main", MAIN, SINCE)
    for hour in range(12):
        memory = await played(ledger, (hour * 60.0, 100 * hour))
    assert memory.past is not None
    assert [mark.at for mark in memory.past.credits] == [at(hour * 60) for hour in range(6, 11)]
    assert memory == await after_a_restart(tmp_path)


async def test_a_commit_within_the_hour_gives_the_same_past_and_one_beyond_it_a_longer_one(
    ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await played(ledger, (0, 100), (70, 90), (80, 80))
    asked: list[tuple[int, int]] = []
    original = past_hours.hours_between

    def counted(connection: object, series: object, start: int, end: int) -> PastHours:
        asked.append((start, end))
        return original(connection, series, start, end)  # type: ignore[arg-type]

    monkeypatch.setattr(past_hours, "hours_between", counted)
    within = await played(ledger, (90, 70))
    failed = await ledger.commit(fail(within, 95), SINCE)
    assert before.past is not None
    assert within.past is before.past
    assert failed.past is before.past
    assert asked == []
    beyond = await played(ledger, (185, 60))
    assert beyond.past is not None
    assert asked == [(NOON_HOUR + 1, NOON_HOUR + 3)]
    assert (beyond.past.first_hour, beyond.past.end_hour) == (NOON_HOUR, NOON_HOUR + 3)


async def test_a_clock_that_ran_ahead_leaves_no_trace_in_the_past(ledger: SqliteLedger, tmp_path: Path) -> None:
    """The hour it ends at stays the same, what is in the hours does not."""
    ahead = await played(ledger, (0, 100), (10, 90), (175, 30), (179, 20))
    back = await played(ledger, (121, 85))
    assert ahead.past is not None
    assert back.past is not None
    assert back.past.end_hour == ahead.past.end_hour == NOON_HOUR + 2
    assert sum(back.past.spend) == pytest.approx(10 + 5 * 110 / 111)
    assert back == await after_a_restart(tmp_path)


async def test_a_suspect_holds_the_past_back_until_it_is_settled(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await played(ledger, (0, 100), (50, 90))
    memory = await ledger.commit(read(memory, 0, 130, reading_state=ReadingState.SUSPECT), SINCE)
    assert memory.past is None
    memory = await ledger.commit(read(memory, 88, 200, settle_suspects=ReadingState.ANNULLED), SINCE)
    assert memory.past is not None
    assert sum(memory.past.spend) < 12
    assert memory == await after_a_restart(tmp_path)


async def test_what_another_process_wrote_is_read_anew(ledger: SqliteLedger, tmp_path: Path) -> None:
    await played(ledger, (0, 100), (70, 90))
    other = await SqliteLedger.open(tmp_path, FixedClock())
    await played(other, (175, 80), (190, 70))
    await other.close()
    memory = await ledger.load("main", MAIN, SINCE)
    assert memory.past is not None
    assert memory.past.end_hour == NOON_HOUR + 3
    assert memory == await after_a_restart(tmp_path)


@pytest.mark.parametrize("other", [replace(MAIN, currency="EUR"), replace(MAIN, environment="sandbox")])
async def test_the_past_of_another_series_is_not_shown(ledger: SqliteLedger, other: SeriesKey) -> None:
    await played(ledger, (0, 100), (70, 90))
    assert (await ledger.load("main", other, SINCE)).past is None
    assert (await ledger.load("main", MAIN, SINCE)).past is not None


async def test_the_past_kept_from_step_to_step_is_what_a_restart_loads(ledger: SqliteLedger, tmp_path: Path) -> None:
    chance, memory, minutes, balance = random.Random(2), AccountMemory("main"), 0.0, 5000
    for number in range(120):
        minutes += chance.choice([15, 15, 15, 60, 200, 1500, -20, -70, 9000])
        balance += chance.choice([-3, -3, -8, 0, 0, 40, 900])
        settled = chance.choice([ReadingState.ACCEPTED, ReadingState.ANNULLED]) if memory.suspect else None
        state = ReadingState.SUSPECT if chance.random() < 0.1 and memory.history else ReadingState.ACCEPTED
        step = read(memory, balance, minutes, reading_state=state, settle_suspects=settled)
        memory = await ledger.commit(step, SINCE)
        if number % 6 == 5:
            assert memory == await after_a_restart(tmp_path)
    assert memory.past is not None


async def test_what_no_column_holds_in_an_hour_or_a_rise_is_kept_as_the_most_that_it_holds(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    most = "9223372036854.775807"
    polls = [(minutes, amount) for minutes, amount in enumerate([0, most, 0, most, 0, f"-{most}", most], start=1)]
    memory = await played(ledger, *polls, (70, 1), (130, 1))
    assert memory.past is not None
    assert max(memory.past.spend) == float(most)
    assert {mark.amount for mark in memory.past.credits} == {Money(Decimal(most), "USD")}
    assert (await after_a_restart(tmp_path)).past == memory.past
