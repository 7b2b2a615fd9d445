"""Which series an account's readings go to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from galla.domain.model import SeriesKey


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series as the file has it."""

    id: int
    key: SeriesKey


def latest_series(connection: sqlite3.Connection, account_id: str) -> SeriesRow | None:
    """The series that the account's last reading belongs to."""
    row = connection.execute(
        "SELECT id, account_id, profile, base_url, environment, currency FROM series WHERE account_id = ?"
        " ORDER BY id DESC LIMIT 1",
        (account_id,),
    ).fetchone()
    return None if row is None else SeriesRow(row[0], SeriesKey(*row[1:]))
