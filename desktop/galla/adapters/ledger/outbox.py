"""Notices that wait to be delivered."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from galla.adapters.ledger import rows
from galla.domain.notice import Notice


def undelivered(connection: sqlite3.Connection) -> tuple[Notice, ...]:
    """Notices that nobody has been shown yet, oldest first."""
    found = connection.execute("SELECT * FROM notices WHERE delivered_us IS NULL ORDER BY created_us, id")
    return tuple(rows.notice_of(row) for row in found)


def mark_delivered(connection: sqlite3.Connection, notice_id: str, at: datetime) -> None:
    """Records that the notice was shown; the first time counts."""
    connection.execute(
        "UPDATE notices SET delivered_us = coalesce(delivered_us, :at), attempts = attempts + 1, attempted_us = :at"
        " WHERE id = :notice",
        {"notice": notice_id, "at": rows.to_us(at)},
    )


def mark_attempted(connection: sqlite3.Connection, notice_id: str, at: datetime) -> None:
    """Records one delivery that failed."""
    connection.execute(
        "UPDATE notices SET attempts = attempts + 1, attempted_us = ? WHERE id = ?", (rows.to_us(at), notice_id)
    )
