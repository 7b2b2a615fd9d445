"""Disks that are full, read-only or not there: monitoring goes on, and says that nothing is kept."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from adapters import ledger_child
from adapters.ledger_child import MAIN, SINCE, FixedClock, fail, read
from galla.adapters.ledger import disk
from galla.adapters.ledger.disk import FILE_NAME
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, StorageState
from galla.domain.ports import StaleStep

SOON_S = 2.0


def run_child(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, ledger_child.__file__, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    return done.stdout.strip()


async def test_a_folder_that_cannot_be_made_leaves_a_ledger_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ledger = await SqliteLedger.open(tmp_path / "file" / "folder", FixedClock())
    assert ledger.storage is StorageState.MEMORY_ONLY
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    assert await ledger.load("main", MAIN, SINCE) == memory
    with pytest.raises(StaleStep):
        await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    assert not await ledger.backup_if_due(FixedClock().now())
    await ledger.close()


async def test_a_file_that_cannot_be_opened_for_writing_is_read_and_continued_in_memory(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    await ledger.close()
    (tmp_path / "ledger.lock").unlink()
    (tmp_path / "ledger.lock").mkdir()  # stands for a folder in which no file can be opened for writing
    before = (tmp_path / FILE_NAME).read_bytes()
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.MEMORY_ONLY
    assert await ledger.load("main", MAIN, SINCE) == memory
    assert (await ledger.commit(read(memory, 90, 1), SINCE)).version == 2
    await ledger.close()
    assert (tmp_path / FILE_NAME).read_bytes() == before
    (tmp_path / "ledger.lock").rmdir()
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.DURABLE  # the next start returns to the disk
    assert await ledger.load("main", MAIN, SINCE) == memory
    await ledger.close()


class ManualClock(FixedClock):
    def __init__(self) -> None:
        self.monotonic_s = 0.0

    def monotonic(self) -> float:
        return self.monotonic_s


async def test_when_the_disk_can_be_written_again_nothing_of_the_meantime_is_missing(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("in the way")
    clock = ManualClock()
    ledger = await SqliteLedger.open(tmp_path / "folder", clock)
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    clock.monotonic_s = 61
    memory = await ledger.commit(fail(memory, 1), SINCE)
    assert ledger.storage is StorageState.MEMORY_ONLY
    (tmp_path / "folder").unlink()
    memory = await ledger.commit(read(memory, 90, 2), SINCE)
    assert ledger.storage is StorageState.MEMORY_ONLY  # it is looked at once a minute
    clock.monotonic_s = 122
    memory = await ledger.commit(read(memory, 80, 3), SINCE)
    assert ledger.storage is StorageState.DURABLE
    assert [row.balance.amount for row in memory.history] == [100, 90, 80]
    await ledger.close()
    again = await SqliteLedger.open(tmp_path / "folder", clock)
    assert await again.load("main", MAIN, SINCE) == memory
    await again.close()


async def test_on_return_to_disk_what_another_process_wrote_wins_for_its_account(tmp_path: Path) -> None:
    clock = ManualClock()
    (tmp_path / "ledger.lock").mkdir()
    ledger = await SqliteLedger.open(tmp_path, clock)
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    other = replace(MAIN, account_id="other")
    await ledger.commit(read(AccountMemory("other"), 7, 0, series=other), SINCE)
    (tmp_path / "ledger.lock").rmdir()
    beside = await SqliteLedger.open(tmp_path, clock)
    written = await beside.commit(read(AccountMemory("main"), 55, 1), SINCE)
    await beside.close()
    clock.monotonic_s = 61
    with pytest.raises(StaleStep):
        await ledger.commit(read(replace(memory, version=2), 90, 2), SINCE)
    assert ledger.storage is StorageState.DURABLE
    assert await ledger.load("main", MAIN, SINCE) == written
    assert (await ledger.load("other", other, SINCE)).version == 1
    await ledger.close()


async def test_a_file_that_takes_no_more_pages_switches_to_memory_within_the_commit(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    connection = ledger._store._connection
    await ledger._do(lambda: connection.execute("PRAGMA max_page_count = 1").fetchall())
    number = 0
    while ledger.storage is StorageState.DURABLE:
        number += 1
        problem = replace(ledger_child.DOWN, reason=f"{number} " * 500)
        memory = await ledger.commit(fail(memory, number, problem), SINCE)
    assert ledger.storage is StorageState.MEMORY_ONLY
    assert memory.failures == number
    assert memory.version == number + 1
    await ledger.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        assert file.execute("SELECT version FROM account_state").fetchall() == [(number,)]


async def test_a_full_disk_loses_nothing_that_was_durable_and_goes_on_in_memory(tmp_path: Path) -> None:
    durable, now, rows, storage = run_child("until_full", str(tmp_path)).split()
    assert storage == StorageState.MEMORY_ONLY
    assert int(now) == int(durable) + 2
    assert int(rows) == int(durable) + 1
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    memory = await ledger.load("main", MAIN, SINCE)
    assert (memory.version, len(memory.history)) == (int(durable), int(durable))
    assert ledger.storage is StorageState.DURABLE
    await ledger.close()


async def test_an_opening_that_is_given_up_while_another_process_opens_ends_soon(tmp_path: Path) -> None:
    with disk.opening_lock(tmp_path):
        opening = asyncio.ensure_future(SqliteLedger.open(tmp_path, FixedClock()))
        await asyncio.sleep(0)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await asyncio.to_thread(wait_for_ledger_threads)
    assert ledger_threads() == []


async def test_a_close_while_another_process_writes_ends_soon(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        commit = asyncio.ensure_future(ledger.commit(read(AccountMemory("main"), 100, 0), SINCE))
        await asyncio.sleep(0)
        async with asyncio.timeout(SOON_S):
            await ledger.close()
    with pytest.raises(LedgerError) as refused:
        await commit
    assert refused.value.problem.reason == LedgerReason.LOCKED


def ledger_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("ledger")]


def wait_for_ledger_threads() -> None:
    for thread in ledger_threads():
        thread.join(SOON_S)


async def test_a_ledger_that_another_process_holds_is_locked_and_stays_on_disk(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock(), busy_timeout_s=0.1)
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError) as refused:
            await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
        assert refused.value.problem.reason == LedgerReason.LOCKED
        assert await ledger.load("main", MAIN, SINCE) == AccountMemory("main")  # reading does not wait
        beside = await SqliteLedger.open(tmp_path, FixedClock())  # nor does opening
        assert beside.storage is StorageState.DURABLE
        await beside.close()
        other.execute("ROLLBACK")
    assert ledger.storage is StorageState.DURABLE
    assert (await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)).version == 1
    await ledger.close()
