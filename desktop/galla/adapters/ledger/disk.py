"""Opening the ledger's file: created, migrated, or rescued when it is corrupt, by one process at a time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from galla.adapters.ledger import rows
from galla.adapters.ledger.backups import backups, check, quick_check, sync, whole_check
from galla.adapters.ledger.faults import Corrupt, reason_of, transaction
from galla.adapters.ledger.schema import CURRENT_VERSION, migrate, version_of
from galla.domain.errors import LedgerReason
from galla.domain.model import StorageState

FILE_NAME = "ledger.sqlite3"
LOCK_NAME = "ledger.lock"
BUSY_TIMEOUT_S = 5.0
OPENING_TIMEOUT_S = 30.0
"""Another process may be migrating or restoring."""
LONGEST_WAIT_S = 1.0
"""SQLite waits for others at most this long at a time: a wait that the owner's quitting ends must end soon."""
RESCUE_SAID_FOR = timedelta(days=1)
"""Every start within a day says that the ledger was restored or begun anew, whichever process did it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open ledger file."""

    connection: sqlite3.Connection
    storage: StorageState
    unclean: bool
    """It was left with work in its log: another process has it open, or the last one did not end well."""


def open_file(
    folder: Path,
    now: datetime,
    busy_timeout_s: float = BUSY_TIMEOUT_S,
    given_up: Callable[[], bool] = lambda: False,
) -> Opened:
    """The ledger in `folder`, made or mended as needed; it stops waiting for another process when it is given up.

    Raises LedgerError(NEWER_VERSION); sqlite3.Error and OSError where it cannot be opened for writing.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with opening_lock(folder, given_up):
        unclean = _has_log(path)
        try:
            connection = _prepared(path, busy_timeout_s)
        except (Corrupt, sqlite3.DatabaseError) as error:
            if reason_of(error) is not LedgerReason.CORRUPT:
                raise
            rescue(path, now)
            connection = _prepared(path, busy_timeout_s)
        return Opened(connection, _storage(connection, now), unclean)


def rescue_if_corrupt(folder: Path, now: datetime, given_up: Callable[[], bool] = lambda: False) -> None:
    """Moves the file aside and restores the newest good backup, unless another process has done so already."""
    path = folder / FILE_NAME
    with opening_lock(folder, given_up):
        try:
            with closing(connect(path, BUSY_TIMEOUT_S)) as connection:
                whole_check(connection)
                if version_of(connection):
                    return
        except (Corrupt, sqlite3.DatabaseError) as error:
            if reason_of(error) is not LedgerReason.CORRUPT:
                raise
        rescue(path, now)


def rescue(path: Path, now: datetime) -> None:
    """Moves a corrupt file aside, restores the newest good backup or leaves a new ledger, and records which.

    The caller holds the opening lock. Raises OSError where the file cannot be moved (another process has it open
    on Windows).
    """
    aside = _free_name(path, now)
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    outcome = StorageState.RESTORED if _restore(path) else StorageState.STARTED_NEW
    with closing(_prepared(path, BUSY_TIMEOUT_S, created=True)) as connection, transaction(connection):
        connection.execute(
            "INSERT INTO rescues (at_us, outcome, moved_to) VALUES (?, ?, ?)",
            (rows.to_us(now), outcome.value, aside.name),
        )


def open_in_memory(folder: Path | None) -> sqlite3.Connection:
    """A ledger in memory, with what can still be read of the file in `folder`."""
    path = None if folder is None else folder / FILE_NAME
    connection = (_copied_to_memory(path) if path is not None and path.is_file() else None) or memory()
    migrate(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def memory() -> sqlite3.Connection:
    """An empty database in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _copied_to_memory(path: Path) -> sqlite3.Connection | None:
    for query in ("mode=ro", "mode=ro&immutable=1"):  # the second needs no log file, and misses what is only there
        copy = memory()
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True)) as source:
                source.backup(copy)
            quick_check(copy)
            if version_of(copy):
                return copy
        except (sqlite3.Error, Corrupt):
            pass
        copy.close()
    return None


@contextmanager
def opening_lock(folder: Path, given_up: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Held by one process at a time; SQLite's own lock on a file of its own, so it ends with its holder."""
    lock = sqlite3.connect(folder / LOCK_NAME, timeout=LONGEST_WAIT_S, isolation_level=None)
    try:
        with transaction(lock, "EXCLUSIVE", OPENING_TIMEOUT_S, given_up):
            yield
    finally:
        lock.close()


def connect(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """A connection with nothing set that would change the file."""
    connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


def _prepared(path: Path, busy_timeout_s: float, *, created: bool = False) -> sqlite3.Connection:
    """A connection to the current schema, durable, and known to be writable."""
    connection = connect(path, busy_timeout_s)
    try:
        version = version_of(connection)
        if version == 0 and backups(path) and not created:
            raise Corrupt("emptied, or gone")
        _set_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: its fsync alone stops at the drive's cache
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection, path.with_name(f"{path.stem}.before-version-{CURRENT_VERSION}{path.suffix}"))
        _probe(connection, busy_timeout_s)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_wal(connection: sqlite3.Connection) -> None:
    """Turns WAL on. SQLite does not wait here for a reader that has the file open, so we do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if reason_of(error) is not LedgerReason.LOCKED or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _probe(connection: sqlite3.Connection, busy_timeout_s: float) -> None:
    """Reads what every use reads, and finds out whether the file can be written."""
    connection.execute("SELECT * FROM account_state").fetchall()
    connection.execute("PRAGMA busy_timeout = 0")  # a writer at work proves that it can be written
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if reason_of(error) is not LedgerReason.LOCKED:
            raise
    connection.execute(f"PRAGMA busy_timeout = {round(busy_timeout_s * 1000)}")


def _storage(connection: sqlite3.Connection, now: datetime) -> StorageState:
    row = connection.execute(
        "SELECT outcome FROM rescues WHERE at_us > ? ORDER BY at_us DESC LIMIT 1", (rows.to_us(now - RESCUE_SAID_FOR),)
    ).fetchone()
    return StorageState.DURABLE if row is None else StorageState(row["outcome"])


def _restore(path: Path) -> bool:
    import shutil  # brings compression libraries that nothing else needs

    for backup in backups(path):
        try:
            check(backup)
        except Corrupt:
            continue
        copy = path.with_suffix(".partial")
        shutil.copyfile(backup, copy)
        sync(copy)
        copy.replace(path)
        sync(path.parent)
        return True
    return False


def _free_name(path: Path, now: datetime) -> Path:
    stamp = now
    while True:
        aside = path.with_name(f"{path.stem}.corrupt-{stamp:%Y%m%dT%H%M%SZ}{path.suffix}")
        if not aside.exists():
            return aside
        stamp += timedelta(seconds=1)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0
