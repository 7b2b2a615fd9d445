"""The daily copies of the ledger: made beside the work, checked, three kept. The file names are the bookkeeping."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from galla.adapters.ledger.faults import Corrupt
from galla.adapters.ledger.schema import version_of

KEPT = 3
PAGES_PER_STEP = 2048
"""8 MiB: between steps it is asked whether the ledger is being closed."""

MOST_FAULTS = 1_000_000
"""SQLite stops looking after so many; the first true one is enough."""
FALSE_ALARM = "NULL value in gaps.from_us"
"""SQLite 3.40.0 to 3.41.0 says so of every row of `gaps` as it was up to version 2: with the columns of the key in
another order than in the table, it looks into the wrong one."""


class Interrupted(Exception):
    """The ledger is being closed; the next start makes the copy."""


def backup_path(ledger: Path, day: datetime) -> Path:
    """Where the copy of that day (UTC) is kept."""
    return ledger.with_name(f"{ledger.stem}.backup-{day:%Y-%m-%d}{ledger.suffix}")


def backups(ledger: Path) -> list[Path]:
    """The copies there are, newest first."""
    return sorted(ledger.parent.glob(f"{ledger.stem}.backup-????-??-??{ledger.suffix}"), reverse=True)


def make_backup(ledger: Path, now: datetime, stop: Callable[[], bool]) -> None:
    """Writes the copy of today: whole, checked and on disk before it takes its name; older ones beyond three go.

    Runs on a connection of its own within one read transaction, so commits neither wait for it nor restart it.
    Raises Corrupt if the ledger is damaged (the older copies stay), sqlite3.Error, OSError, Interrupted.
    """
    target = backup_path(ledger, now)
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    try:
        _copy(ledger, partial, stop)
        check(partial)
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    for old in backups(ledger)[KEPT:]:
        old.unlink(missing_ok=True)


def check(database: Path) -> None:
    """Raises Corrupt unless the file is a sound ledger that nobody has open."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            quick_check(connection)
            if version_of(connection) == 0:
                raise Corrupt("empty")
    except sqlite3.DatabaseError as error:
        raise Corrupt(str(error)) from error


def quick_check(connection: sqlite3.Connection) -> None:
    """Raises Corrupt if SQLite finds the database damaged."""
    _raise_first_fault(connection.execute(f"PRAGMA quick_check({MOST_FAULTS})"))


def whole_check(connection: sqlite3.Connection) -> None:
    """As `quick_check`, indexes included."""
    _raise_first_fault(connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})"))


def _raise_first_fault(found: sqlite3.Cursor) -> None:
    fault = next((text for (text,) in found if text not in {"ok", FALSE_ALARM}), None)
    if fault is not None:
        raise Corrupt(fault)


def sync(path: Path) -> None:
    """Waits until the file, or the folder's list of names, is on disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows writes a folder's changes through by itself
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy(ledger: Path, target: Path, stop: Callable[[], bool]) -> None:
    def between_steps(_status: int, _remaining: int, _total: int) -> None:
        if stop():
            raise Interrupted

    with (
        closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True, isolation_level=None)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the transaction begins with its first read
        source.backup(copy, pages=PAGES_PER_STEP, progress=between_steps)
