"""What the ledger promises the engine."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.ledger_alerts import spell
from adapters.ledger_child import DOWN, MAIN, NOON, SINCE, FixedClock, at, fail, read, reading
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, Level, Reading, ReadingState, StorageState
from galla.domain.money import Money
from galla.domain.ports import StaleStep


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(tmp_path, FixedClock())
    yield opened
    await opened.close()


async def reopened(ledger: SqliteLedger, folder: Path) -> AccountMemory:
    """What another start of the program would load."""
    await ledger.close()
    again = await SqliteLedger.open(folder, FixedClock())
    memory = await again.load("main", MAIN, SINCE)
    await again.close()
    return memory


def rows_of(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as connection:
        return connection.execute(query).fetchall()


async def test_an_account_that_was_never_polled_remembers_nothing(ledger: SqliteLedger) -> None:
    assert await ledger.load("main", MAIN, SINCE) == AccountMemory("main")
    assert await ledger.history("main") == ()
    assert await ledger.owed() == await ledger.channel_health() == await ledger.alert_history() == ()
    assert ledger.storage is StorageState.DURABLE


async def test_what_was_committed_is_there_after_a_restart(ledger: SqliteLedger, tmp_path: Path) -> None:
    step = read(
        AccountMemory("main"),
        "1234.567891",
        1,
        reading=Reading(Money(Decimal("1234.567891"), "USD"), at(1), at(-5)),
        level=Level.LOW,
        better_level_since=at(0),
        next_allowed_at=at(30),
        episodes=(spell(snoozed_until=at(60), stage=2, good_readings=1, clear_reading_seen=True, eased_readings=2),),
    )
    after = await ledger.commit(step, SINCE)
    assert after.version == 1
    assert after.series == MAIN
    assert after.history[0].balance == Money(Decimal("1234.567891"), "USD")
    assert after.history[0].reported_at == at(-5)
    assert (after.level, after.better_level_since, after.next_allowed_at) == (Level.LOW, at(0), at(30))
    assert after.last_poll_at == at(1)
    assert after.episodes == step.episodes
    assert await reopened(ledger, tmp_path) == after


async def test_a_step_from_an_older_version_is_refused_and_changes_nothing(ledger: SqliteLedger) -> None:
    first = await ledger.commit(read(AccountMemory("main"), 100, 1), SINCE)
    with pytest.raises(StaleStep):
        await ledger.commit(read(AccountMemory("main"), 90, 2), SINCE)
    assert await ledger.load("main", MAIN, SINCE) == first


async def test_equal_answers_become_one_row_that_counts_its_polls(ledger: SqliteLedger) -> None:
    memory = AccountMemory("main")
    for minutes in (0, 15, 30):
        memory = await ledger.commit(read(memory, 100, minutes), SINCE)
    (row,) = memory.history
    assert (row.first_at, row.last_at, row.polls) == (at(0), at(30), 3)


async def test_a_failed_poll_between_equal_answers_keeps_their_rows_apart(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(fail(memory, 5), SINCE)
    memory = await ledger.commit(read(memory, 100, 10), SINCE)
    assert [row.polls for row in memory.history] == [1, 1]


async def test_failures_are_kept_and_equal_ones_counted(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    for minutes in (1, 2):
        memory = await ledger.commit(fail(memory, minutes, replace(DOWN, retry_at=at(minutes + 5))), SINCE)
    assert (memory.failures, memory.failing_since, memory.problem) == (2, at(1), replace(DOWN, retry_at=at(7)))
    memory = await ledger.commit(read(memory, 100, 3), SINCE)
    assert (memory.failures, memory.failing_since, memory.problem) == (0, None, None)
    await ledger.commit(fail(memory, 4), SINCE)
    assert rows_of(tmp_path, "SELECT polls FROM failures ORDER BY id") == [(2,), (1,)]


async def test_time_passing_is_no_poll(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(fail(memory, 1), SINCE)
    passed = replace(fail(memory, 9), polled=False, failures=memory.failures, problem=memory.problem)
    after = await ledger.commit(passed, SINCE)
    assert (after.last_poll_at, after.failures) == (at(1), 1)
    assert rows_of(tmp_path, "SELECT sum(polls) FROM failures") == [(1,)]


async def test_a_suspect_that_is_annulled_leaves_history_but_not_the_file(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(read(memory, 0, 1, reading_state=ReadingState.SUSPECT), SINCE)
    assert memory.suspect is not None
    memory = await ledger.commit(read(memory, 100, 2, settle_suspects=ReadingState.ANNULLED), SINCE)
    assert [(row.balance.amount, row.polls) for row in memory.history] == [(100, 1), (100, 1)]
    assert rows_of(tmp_path, "SELECT count(*) FROM readings") == [(3,)]
    assert memory == await reopened(ledger, tmp_path)


async def test_a_suspect_that_is_confirmed_becomes_history(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(read(memory, 5, 1, reading_state=ReadingState.SUSPECT), SINCE)
    memory = await ledger.commit(read(memory, 5, 2, settle_suspects=ReadingState.ACCEPTED), SINCE)
    assert [(row.balance.amount, row.polls) for row in memory.history] == [(100, 1), (5, 2)]
    assert memory == await reopened(ledger, tmp_path)


@pytest.mark.parametrize(
    "other",
    [
        replace(MAIN, environment="sandbox"),
        replace(MAIN, asked_for="wallet=18"),
        replace(MAIN, base_url="https://other.example.com"),
        replace(MAIN, profile="other"),
    ],
)
async def test_a_changed_source_begins_a_new_series_and_so_does_coming_back(
    ledger: SqliteLedger, tmp_path: Path, other: object
) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0, level=Level.LOW), SINCE)
    memory = await ledger.commit(read(memory, 9999, 1, series=other), SINCE)
    assert [row.balance.amount for row in memory.history] == [9999]
    stranger = await ledger.load("main", MAIN, SINCE)
    assert (stranger.series, stranger.history, stranger.level) == (None, (), Level.UNKNOWN)
    memory = await ledger.commit(read(memory, 90, 2), SINCE)
    assert [row.balance.amount for row in memory.history] == [90]
    assert rows_of(tmp_path, "SELECT count(*) FROM series") == [(3,)]
    assert (await ledger.load("main", None, SINCE)).history == memory.history


@pytest.mark.parametrize(("currency", "amount"), [("USD", "0.123456"), ("BTC", "0.12345678"), ("INR", "100000.5")])
async def test_amounts_are_exact_in_the_scale_of_their_currency(
    ledger: SqliteLedger, tmp_path: Path, currency: str, amount: str
) -> None:
    step = read(
        AccountMemory("main"), 1, 0, series=replace(MAIN, currency=currency), reading=reading(amount, 0, currency)
    )
    memory = await ledger.commit(step, SINCE)
    assert memory.history[0].balance == Money(Decimal(amount), currency)
    assert rows_of(tmp_path, "SELECT truncated FROM readings") == [(0,)]


async def test_a_finer_amount_is_rounded_down_and_that_is_noted(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), "1.9999999", 0), SINCE)
    assert memory.history[0].balance.amount == Decimal("1.999999")
    assert rows_of(tmp_path, "SELECT truncated FROM readings") == [(1,)]


async def test_the_last_reading_is_remembered_however_old_it_is(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    await ledger.commit(read(memory, 90, 1), SINCE)
    later = await ledger.load("main", MAIN, NOON + timedelta(days=90))
    assert [row.balance.amount for row in later.history] == [90]


async def test_history_reaches_back_as_far_as_asked_and_to_the_reading_before(ledger: SqliteLedger) -> None:
    memory = AccountMemory("main")
    for minutes in range(5):
        memory = await ledger.commit(read(memory, 100 - minutes, minutes), SINCE)
    assert [row.balance.amount for row in (await ledger.load("main", MAIN, at(3))).history] == [98, 97, 96]
    assert [row.balance.amount for row in await ledger.history("main", at(2))] == [98, 97, 96]
    assert len(await ledger.history("main")) == 5


async def test_a_clock_set_back_a_little_keeps_the_order_of_arrival(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 10), SINCE)
    memory = await ledger.commit(read(memory, 90, 8), SINCE)
    memory = await ledger.commit(read(memory, 90, 9), SINCE)
    assert [row.balance.amount for row in memory.history] == [100, 90]
    assert memory.history[1].first_at > memory.history[0].last_at == at(10)
    assert memory == await reopened(ledger, tmp_path)


async def test_readings_of_a_clock_that_ran_ahead_are_annulled_and_kept(ledger: SqliteLedger, tmp_path: Path) -> None:
    a_year = 365 * 24 * 60.0
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(read(memory, 95, a_year), SINCE)
    memory = await ledger.commit(read(memory, 94, a_year + 90), SINCE)
    memory = await ledger.commit(read(memory, 93, 120), SINCE)
    assert [(row.balance.amount, row.last_at) for row in memory.history] == [(100, at(0)), (93, at(120))]
    assert rows_of(tmp_path, "SELECT count(*) FROM readings") == [(4,)]
    assert memory == await reopened(ledger, tmp_path)


async def test_a_month_of_history_is_not_given_up_for_a_clock_set_back(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = AccountMemory("main")
    for day in range(0, 30, 10):
        memory = await ledger.commit(read(memory, 100 - day, day * 1440.0), SINCE)
    memory = await ledger.commit(read(memory, 60, -1440.0), SINCE)
    assert [row.balance.amount for row in memory.history] == [60]
    assert rows_of(tmp_path, "SELECT count(*) FROM readings WHERE state = 0") == [(4,)]


async def test_accounts_do_not_touch_each_other(ledger: SqliteLedger) -> None:
    first = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    other = replace(MAIN, account_id="other")
    await ledger.commit(read(AccountMemory("other"), 7, 0, series=other, episodes=(spell(account_id="other"),)), SINCE)
    assert await ledger.load("main", MAIN, SINCE) == first
    assert [row.balance.amount for row in await ledger.history("other")] == [7]


async def test_incremental_memory_is_what_a_restart_loads(ledger: SqliteLedger, tmp_path: Path) -> None:
    memory = AccountMemory("main")
    await ledger.load("main", MAIN, SINCE)
    for number in range(40):
        minutes = number * 20.0
        suspect = number % 7 == 3
        step = fail(memory, minutes) if number % 5 == 4 else read(memory, 100 - number // 3, minutes)
        if step.reading is not None:
            settled = None if memory.suspect is None else list(ReadingState)[number % 2 * 2]
            state = ReadingState.SUSPECT if suspect else ReadingState.ACCEPTED
            step = replace(step, reading_state=state, settle_suspects=settled)
        memory = await ledger.commit(step, at(minutes - 300))
    since = at(39 * 20.0 - 300)
    memory = await ledger.load("main", MAIN, since)
    assert len(memory.history) > 5
    await ledger.close()
    again = await SqliteLedger.open(tmp_path, FixedClock())
    assert await again.load("main", MAIN, since) == memory
    await again.close()


async def test_sqlite_is_used_on_one_thread_of_its_own(ledger: SqliteLedger) -> None:
    before = set(threading.enumerate())
    await asyncio.gather(*(ledger.load("main", MAIN, SINCE) for _ in range(20)))
    assert set(threading.enumerate()) == before
    assert sum(thread.name.startswith("ledger") for thread in before) == 1


async def test_closing_finishes_what_is_under_way(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    commit = asyncio.ensure_future(ledger.commit(read(AccountMemory("main"), 100, 0), SINCE))
    await asyncio.sleep(0)
    await ledger.close()
    assert (await commit).version == 1
    await ledger.close()
    with pytest.raises(LedgerError) as refused:
        await ledger.load("main", MAIN, SINCE)
    assert refused.value.problem.reason == LedgerReason.FAILED
    assert rows_of(tmp_path, "SELECT count(*) FROM readings") == [(1,)]


async def test_an_imported_history_is_what_polls_would_have_left(ledger: SqliteLedger, tmp_path: Path) -> None:
    polls = [reading(100 - number // 4, number * 15) for number in range(20)]
    await ledger.import_history(MAIN, polls)
    memory = await ledger.load("main", MAIN, SINCE)
    assert [row.polls for row in memory.history] == [4] * 5
    await ledger.import_history(MAIN, [reading(96, 20 * 15)])
    longer = await ledger.load("main", MAIN, SINCE)
    assert [row.polls for row in longer.history] == [4, 4, 4, 4, 5]
    assert longer.last_poll_at == at(300)
    with pytest.raises(ValueError, match="not later"):
        await ledger.import_history(MAIN, [reading(5, 10)])
    assert await reopened(ledger, tmp_path) == longer


async def test_a_commit_costs_the_same_however_long_the_history_is(ledger: SqliteLedger) -> None:
    connection = ledger._store._connection
    costs = []
    for length in (1000, 20_000):
        start = at(-60.0 * 24 * 400) if not costs else at(-60.0 * 24 * 300)
        await ledger.import_history(
            MAIN,
            [Reading(Money(Decimal(number), "USD"), start + timedelta(minutes=number)) for number in range(length)],
        )
        memory = await ledger.load("main", MAIN, start + timedelta(minutes=length - 10))
        ticks: list[int] = []
        await ledger._do(lambda counted=ticks: connection.set_progress_handler(lambda: counted.append(1), 10))
        later = start + timedelta(minutes=length + 200)
        step = replace(read(memory, 1, 0), at=later, reading=Reading(Money(Decimal(-1), "USD"), later))
        await ledger.commit(step, later)
        await ledger._do(lambda: connection.set_progress_handler(None, 0))
        costs.append(len(ticks))
    assert 0 < costs[1] < 2 * costs[0]
