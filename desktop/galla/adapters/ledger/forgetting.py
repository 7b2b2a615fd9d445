"""Deletes all that the ledger has of one account, for an owner who removes it with its history."""

from __future__ import annotations

import sqlite3

_OF_SERIES = ("readings", "hours", "rises", "gaps", "corrections", "forecasts")
_OF_ACCOUNT = ("failures", "account_state", "superseded", "episodes", "payments", "told_closes", "series")
"""After what refers to them."""


def forget(connection: sqlite3.Connection, account_id: str) -> None:
    """Inside the caller's transaction; nothing of any other account is touched."""
    for table in _OF_SERIES:
        connection.execute(
            f"DELETE FROM {table} WHERE series_id IN (SELECT id FROM series WHERE account_id = ?)",  # noqa: S608
            (account_id,),
        )
    connection.execute(
        "DELETE FROM deliveries WHERE notice_id IN (SELECT id FROM notices WHERE account_id = ?)", (account_id,)
    )
    connection.execute("DELETE FROM notices WHERE account_id = ?", (account_id,))
    for table in _OF_ACCOUNT:
        connection.execute(f"DELETE FROM {table} WHERE account_id = ?", (account_id,))  # noqa: S608
