"""What an exception of SQLite or of the file system means for the ledger."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from galla.domain.errors import LedgerError, LedgerReason

if TYPE_CHECKING:
    from collections.abc import Iterator

_PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in the lowest byte."""

_REASONS = {
    sqlite3.SQLITE_CORRUPT: LedgerReason.CORRUPT,
    sqlite3.SQLITE_NOTADB: LedgerReason.CORRUPT,
    sqlite3.SQLITE_FULL: LedgerReason.FULL,
    sqlite3.SQLITE_IOERR: LedgerReason.FULL,
    sqlite3.SQLITE_READONLY: LedgerReason.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: LedgerReason.READ_ONLY,
    sqlite3.SQLITE_PERM: LedgerReason.READ_ONLY,
    sqlite3.SQLITE_BUSY: LedgerReason.LOCKED,
    sqlite3.SQLITE_LOCKED: LedgerReason.LOCKED,
}

UNWRITABLE = frozenset({LedgerReason.FULL, LedgerReason.READ_ONLY})
"""Reasons for going on in memory."""


class Corrupt(Exception):
    """The file is no ledger that can be trusted; for the rescue, never for callers."""


def reason_of(error: BaseException) -> LedgerReason:
    """Why it failed, from SQLite's own code; FAILED where it means nothing to the owner."""
    if isinstance(error, Corrupt):
        return LedgerReason.CORRUPT
    if isinstance(error, OSError):
        return LedgerReason.READ_ONLY
    code = getattr(error, "sqlite_errorcode", None)
    return LedgerReason.FAILED if code is None else _REASONS.get(code & _PRIMARY_CODE, LedgerReason.FAILED)


def as_ledger_error(error: BaseException) -> LedgerError:
    """`error` as callers may see it: its reason alone, without SQL or paths."""
    return error if isinstance(error, LedgerError) else LedgerError(reason_of(error))


@contextmanager
def transaction(connection: sqlite3.Connection, mode: str = "IMMEDIATE") -> Iterator[None]:
    """One transaction: committed at the end of the block, rolled back if anything is raised."""
    connection.execute(f"BEGIN {mode}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has rolled back by itself after a full disk
            connection.execute("ROLLBACK")
        raise
