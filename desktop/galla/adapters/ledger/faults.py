"""What an exception of SQLite or of the file system means for the ledger."""

from __future__ import annotations

import errno
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from galla.domain.errors import LedgerError, LedgerReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in the lowest byte."""

_REASONS = {
    sqlite3.SQLITE_CORRUPT: LedgerReason.CORRUPT,
    sqlite3.SQLITE_NOTADB: LedgerReason.CORRUPT,
    sqlite3.SQLITE_FULL: LedgerReason.FULL,
    sqlite3.SQLITE_READONLY: LedgerReason.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: LedgerReason.READ_ONLY,
    sqlite3.SQLITE_PERM: LedgerReason.READ_ONLY,
    sqlite3.SQLITE_BUSY: LedgerReason.LOCKED,
    sqlite3.SQLITE_LOCKED: LedgerReason.LOCKED,
}

_UNWRITABLE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)


class Corrupt(Exception):
    """The file is no ledger that can be trusted; for the rescue, never for callers."""


def reason_of(error: BaseException) -> LedgerReason:
    """Why it failed, from SQLite's own code; FAILED where it means nothing to the owner."""
    if isinstance(error, Corrupt):
        return LedgerReason.CORRUPT
    if isinstance(error, OSError):
        return LedgerReason.FULL if error.errno in {errno.ENOSPC, errno.EDQUOT} else LedgerReason.READ_ONLY
    return _REASONS.get(_code(error), LedgerReason.FAILED)


def forbids_writing(error: BaseException) -> bool:
    """Whether a write failed because of the disk, so that it is better to go on in memory."""
    return isinstance(error, OSError) or _code(error) in _UNWRITABLE


def _code(error: BaseException) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY_CODE


def as_ledger_error(error: BaseException) -> LedgerError:
    """`error` as callers may see it: its reason alone, without SQL or paths."""
    return error if isinstance(error, LedgerError) else LedgerError(reason_of(error))


def begin(connection: sqlite3.Connection, mode: str, timeout_s: float, given_up: Callable[[], bool]) -> None:
    """Begins a transaction as soon as others let it, within `timeout_s`; the wait also ends soon after it is given up.

    SQLite's own wait cannot be interrupted, so the connection's busy timeout is to be short.
    """
    deadline_s = time.monotonic() + timeout_s
    while True:
        try:
            connection.execute(f"BEGIN {mode}")
        except sqlite3.OperationalError as error:
            if reason_of(error) is not LedgerReason.LOCKED or given_up() or time.monotonic() >= deadline_s:
                raise
        else:
            return


@contextmanager
def transaction(
    connection: sqlite3.Connection,
    mode: str = "IMMEDIATE",
    timeout_s: float = 0.0,
    given_up: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """One transaction: committed at the end of the block, rolled back if anything is raised.

    It waits for others as long as the connection's busy timeout, or `timeout_s` where that is longer.
    """
    begin(connection, mode, timeout_s, given_up)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has rolled back by itself after a full disk
            connection.execute("ROLLBACK")
        raise
