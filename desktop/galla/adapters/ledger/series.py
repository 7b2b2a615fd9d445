"""Which series an account's readings go to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
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
        "SELECT id, account_id, profile, base_url, environment, currency, asked_for FROM series WHERE account_id = ?"
        " ORDER BY id DESC LIMIT 1",
        (account_id,),
    ).fetchone()
    return None if row is None else SeriesRow(row[0], SeriesKey(*row[1:]))


def latest_read(
    connection: sqlite3.Connection, account_id: str, is_wanted: Callable[[SeriesKey], bool] | None = None
) -> tuple[SeriesRow, int, int] | None:
    """The account's latest series with the microseconds of its first and of its last accepted reading.

    None where there is no accepted reading, or the series is not wanted.
    """
    series = latest_series(connection, account_id)
    if series is None or (is_wanted is not None and not is_wanted(series.key)):
        return None
    first_us, last_us = connection.execute(
        "SELECT (SELECT min(first_us) FROM readings WHERE series_id = :series AND state = 0),"
        " (SELECT last_us FROM readings WHERE series_id = :series AND state = 0 ORDER BY first_us DESC LIMIT 1)",
        {"series": series.id},
    ).fetchone()
    return None if first_us is None else (series, first_us, last_us)
