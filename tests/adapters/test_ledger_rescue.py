"""Corrupt files are moved aside, the newest good backup is restored, and it is said."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.ledger_child import MAIN, NOON, SINCE, FixedClock, fail, read, reading
from galla.adapters.ledger import disk, rows, schema
from galla.adapters.ledger.backups import Interrupted, backup_path, backups, check, make_backup
from galla.adapters.ledger.disk import FILE_NAME
from galla.adapters.ledger.ledger import SqliteLedger
from galla.adapters.ledger.rollup import roll_up
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, StorageState
from galla.domain.money import to_units


class ClockAt(FixedClock):
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


async def filled(folder: Path, *, backup: bool = True) -> AccountMemory:
    """A ledger with one reading, backed up, and with a second reading after the backup."""
    ledger = await SqliteLedger.open(folder, FixedClock())
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    if backup:
        assert await ledger.backup_if_due(NOON)
    await ledger.commit(read(memory, 90, 1), SINCE)
    await ledger.close()
    return memory


def overwrite(path: Path, offset: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"garbage " * 600)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def vanish(path: Path) -> None:
    path.unlink()


def another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE of_somebody_else (x)")


def write_silences(file: sqlite3.Connection) -> None:
    """Four readings of `MAIN`, five hours apart, as an early version wrote them."""
    file.execute(
        "INSERT INTO series (id, account_id, profile, base_url, environment, currency, begun_us)"
        " VALUES (1, ?, ?, ?, ?, ?, ?)",
        (*astuple(MAIN)[:5], rows.to_us(NOON)),
    )
    file.executemany(
        "INSERT INTO readings VALUES (1, :at, :at, :units, NULL, 1, 0, 0)",
        (
            {"at": rows.to_us(each.observed_at), "units": to_units(each.balance).units}
            for each in (reading(100 - number, number * 300) for number in range(4))
        ),
    )
    file.execute("INSERT INTO account_state (account_id, version, level, failures) VALUES ('main', 1, 'unknown', 0)")
    roll_up(file, 1)


def aside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.corrupt-*.sqlite3"))


def partial_files(folder: Path) -> list[Path]:
    return list(folder.glob("*.partial"))


@pytest.mark.parametrize("damage", [overwrite, empty, cut, vanish, another_database])
async def test_a_corrupt_file_gives_way_to_its_backup(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    memory = await filled(tmp_path)
    damage(tmp_path / FILE_NAME)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert await ledger.load("main", MAIN, SINCE) == memory
    assert ledger.storage is StorageState.RESTORED
    await ledger.close()
    assert aside(tmp_path) == ["ledger.corrupt-20261123T120000Z.sqlite3"]


async def test_without_a_backup_a_corrupt_file_gives_way_to_a_new_one(tmp_path: Path) -> None:
    await filled(tmp_path, backup=False)
    overwrite(tmp_path / FILE_NAME)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.STARTED_NEW
    assert await ledger.load("main", MAIN, SINCE) == AccountMemory("main")
    await ledger.close()
    assert len(aside(tmp_path)) == 1


async def test_a_backup_that_is_damaged_too_is_passed_over_for_an_older_one(tmp_path: Path) -> None:
    memory = await filled(tmp_path)
    backup_path(tmp_path / FILE_NAME, NOON + timedelta(days=1)).write_bytes(b"no database")
    overwrite(tmp_path / FILE_NAME)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.RESTORED
    assert await ledger.load("main", MAIN, SINCE) == memory
    await ledger.close()


async def test_every_start_within_a_day_says_what_happened(tmp_path: Path) -> None:
    await filled(tmp_path)
    overwrite(tmp_path / FILE_NAME)
    said = []
    for hours in (0, 23, 25):
        ledger = await SqliteLedger.open(tmp_path, ClockAt(NOON + timedelta(hours=hours)))
        said.append(ledger.storage)
        await ledger.close()
    assert said == [StorageState.RESTORED, StorageState.RESTORED, StorageState.DURABLE]


async def test_damage_found_in_use_is_mended_and_the_step_is_computed_again(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    assert await ledger.backup_if_due(NOON)
    await ledger.import_history(MAIN, [reading(100 - number, 1 + number) for number in range(3000)])
    await ledger._do(lambda: ledger._store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    for page in range(1, (tmp_path / FILE_NAME).stat().st_size // 4096):
        overwrite(tmp_path / FILE_NAME, page * 4096)
    await ledger._do(lambda: ledger._store._connection.execute("PRAGMA shrink_memory").fetchall())
    assert (await ledger.load("main", MAIN, SINCE)).version == memory.version
    assert ledger.storage is StorageState.RESTORED
    after = await ledger.commit(fail(memory, 5), SINCE)
    assert after.history == memory.history
    await ledger.close()
    assert len(aside(tmp_path)) == 1


async def test_a_process_beside_goes_on_with_the_restored_file(tmp_path: Path) -> None:
    memory = await filled(tmp_path)
    beside = await SqliteLedger.open(tmp_path, FixedClock())
    await beside.load("main", MAIN, SINCE)
    overwrite(tmp_path / FILE_NAME)
    (tmp_path / f"{FILE_NAME}-wal").unlink(missing_ok=True)
    mender = await SqliteLedger.open(tmp_path, FixedClock())
    assert mender.storage is StorageState.RESTORED
    assert await beside.load("main", MAIN, SINCE) == memory
    assert beside.storage is StorageState.RESTORED
    after = await beside.commit(read(memory, 80, 2), SINCE)
    assert await mender.load("main", MAIN, SINCE) == after
    await beside.close()
    await mender.close()
    assert len(aside(tmp_path)) == 1


async def test_damage_that_a_crash_left_behind_is_found_after_the_start(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    assert await ledger.backup_if_due(NOON)
    await ledger.import_history(MAIN, [reading(100 - number, 1 + number) for number in range(3000)])
    await ledger._do(lambda: ledger._store._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())
    for name in (FILE_NAME, f"{FILE_NAME}-wal"):  # as a crash leaves them
        (tmp_path / "crashed").mkdir(exist_ok=True)
        (tmp_path / "crashed" / name).write_bytes((tmp_path / name).read_bytes())
    await ledger.close()
    crashed = tmp_path / "crashed"
    backup_path(tmp_path / FILE_NAME, NOON).rename(backup_path(crashed / FILE_NAME, NOON))
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'open_episodes'").fetchone()
    os.truncate(crashed / f"{FILE_NAME}-wal", 100)
    overwrite(crashed / FILE_NAME, (page - 1) * 4096)
    started = await SqliteLedger.open(crashed, FixedClock())
    assert started.storage is StorageState.DURABLE
    await asyncio.wrap_future(started._helper.submit(lambda: None))
    await started._do(lambda: None)
    assert started.storage is StorageState.RESTORED
    await started.close()


async def test_three_daily_backups_are_kept_and_one_a_day_is_made(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    made = [await ledger.backup_if_due(NOON + timedelta(hours=12 * number)) for number in range(10)]
    assert made == [True, *[True, False] * 4, True]
    await ledger.close()
    assert [path.name for path in backups(tmp_path / FILE_NAME)] == [
        f"ledger.backup-2026-11-{day}.sqlite3" for day in (28, 27, 26)
    ]
    assert not partial_files(tmp_path)


async def test_a_backup_holds_commits_made_before_it_and_delays_none(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    await ledger.import_history(MAIN, [reading(number % 1000, number) for number in range(8_000)])
    memory = await ledger.load("main", MAIN, SINCE)
    copying = asyncio.ensure_future(ledger.backup_if_due(NOON))
    commits = 0
    while not copying.done():
        memory = await ledger.commit(read(memory, 5000 + commits, 30_000 + commits), SINCE)
        commits += 1
    assert await copying
    assert commits > 0
    await ledger.close()
    with closing(sqlite3.connect(backup_path(tmp_path / FILE_NAME, NOON))) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM readings").fetchone()[0] >= 8_000


async def test_a_damaged_ledger_is_not_copied_over_good_backups(tmp_path: Path) -> None:
    memory = await filled(tmp_path)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    await ledger.load("main", MAIN, SINCE)
    await ledger._do(lambda: ledger._store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'open_episodes'").fetchone()
    overwrite(tmp_path / FILE_NAME, (page - 1) * 4096)
    assert not await ledger.backup_if_due(NOON + timedelta(days=1))
    assert ledger.storage is StorageState.RESTORED
    assert await ledger.load("main", MAIN, SINCE) == memory
    await ledger.close()
    assert [path.name for path in backups(tmp_path / FILE_NAME)] == ["ledger.backup-2026-11-23.sqlite3"]


async def test_a_backup_that_cannot_be_written_is_an_error_that_stops_nothing(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    (tmp_path / "ledger.backup-2026-11-23.partial").mkdir()
    with pytest.raises(LedgerError) as refused:
        await ledger.backup_if_due(NOON)
    assert refused.value.problem.reason == LedgerReason.READ_ONLY
    assert (await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)).version == 1
    await ledger.close()


async def test_a_backup_under_way_is_given_up_when_the_ledger_closes(tmp_path: Path) -> None:
    await filled(tmp_path, backup=False)
    with pytest.raises(Interrupted):
        make_backup(tmp_path / FILE_NAME, NOON, lambda: True)
    assert backups(tmp_path / FILE_NAME) == partial_files(tmp_path) == []


async def test_a_ledger_deleted_under_a_running_program_comes_back_from_its_backup(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    assert await ledger.backup_if_due(NOON)
    for path in (tmp_path / FILE_NAME, tmp_path / f"{FILE_NAME}-wal", tmp_path / f"{FILE_NAME}-shm"):
        path.unlink()
    assert (await ledger.commit(read(memory, 90, 1), SINCE)).version == 2
    assert ledger.storage is StorageState.RESTORED
    await ledger.close()


async def test_a_file_that_cannot_be_moved_aside_leaves_a_ledger_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(tmp_path)
    overwrite(tmp_path / FILE_NAME)

    def refuse(path: Path, target: Path) -> Path:
        raise PermissionError(13, "another process has it open", str(path))

    monkeypatch.setattr(Path, "rename", refuse)  # as Windows does
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.MEMORY_ONLY
    assert (await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)).version == 1
    await ledger.close()


@pytest.mark.parametrize("version", [2, 3])
async def test_a_silence_in_the_history_is_not_taken_for_damage(
    tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some releases of SQLite find NULL in the gaps of a file of version 2."""
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:version])
        patched.setattr(schema, "CURRENT_VERSION", version)
        with closing(disk.connect(tmp_path / FILE_NAME, 1.0)) as file:
            schema.migrate(file)
            write_silences(file)
            assert file.execute("SELECT count(*) FROM gaps").fetchone()[0] == 2
            make_backup(tmp_path / FILE_NAME, NOON, lambda: False)
            check(backup_path(tmp_path / FILE_NAME, NOON))
    overwrite(tmp_path / FILE_NAME)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.RESTORED
    assert len((await ledger.load("main", MAIN, SINCE)).history) == 4
    ledger._check()
    await ledger._do(ledger._store.mend)
    assert len(aside(tmp_path)) == 1
    assert len((await ledger.load("main", MAIN, SINCE)).history) == 4
    await ledger.close()
