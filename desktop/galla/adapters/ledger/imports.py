"""Writing a whole history at once, for the demo and for benchmarks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from galla.adapters.ledger import rows
from galla.adapters.ledger.rollup import roll_up
from galla.adapters.ledger.steps import last_row, series_for
from galla.domain.coalesce import extends
from galla.domain.model import Level, Reading, ReadingState, SeriesKey, StoredReading
from galla.domain.money import to_units

COALESCE_WITHIN = timedelta(hours=2)


def import_readings(connection: sqlite3.Connection, key: SeriesKey, readings: Iterable[Reading]) -> None:
    """Appends `readings`, oldest first, to the account's series of that key, as if each had been polled.

    Equal ones at most two hours apart become one row. Raises ValueError where one is not later than the one before.
    """
    source = iter(readings)
    first = next(source, None)
    if first is None:
        return
    series = series_for(connection, key, first.observed_at)
    joined = _joined(last_row(connection, series), first, source)
    connection.executemany(
        "INSERT OR REPLACE INTO readings (series_id, first_us, last_us, units, reported_us, polls, state, truncated)"
        " VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        ((series.id, *_columns(row)) for row in joined),
    )
    roll_up(connection, series.id)
    (last_us,) = connection.execute("SELECT max(last_us) FROM readings WHERE series_id = ?", (series.id,)).fetchone()
    connection.execute(
        "INSERT INTO account_state (account_id, version, level, failures, last_poll_us) VALUES (?, 1, ?, 0, ?)"
        " ON CONFLICT (account_id) DO UPDATE SET version = version + 1, last_poll_us = excluded.last_poll_us",
        (key.account_id, Level.UNKNOWN.value, last_us),
    )


def _joined(last: StoredReading | None, first: Reading, others: Iterator[Reading]) -> Iterator[StoredReading]:
    """Rows as the polls would have left them; the series' own last row comes again if it was extended."""
    row = _row(first)
    if last is not None:
        row = _extended(last, first) or _later(last, row)
    for reading in others:
        longer = _extended(row, reading)
        if longer is None:
            yield row
            longer = _later(row, _row(reading))
        row = longer
    yield row


def _row(reading: Reading) -> StoredReading:
    return StoredReading(reading.balance, reading.observed_at, reading.observed_at, reading.reported_at)


def _extended(row: StoredReading, reading: Reading) -> StoredReading | None:
    if not extends(row, reading, ReadingState.ACCEPTED, within=COALESCE_WITHIN, failed_between=False):
        return None
    return replace(row, last_at=reading.observed_at, reported_at=reading.reported_at, polls=row.polls + 1)


def _later(before: StoredReading, row: StoredReading) -> StoredReading:
    if row.first_at <= before.last_at:
        raise ValueError(f"{row.first_at} is not later than {before.last_at}")
    return row


def _columns(row: StoredReading) -> tuple[int | None, ...]:
    amount = to_units(row.balance)
    return (
        rows.to_us(row.first_at),
        rows.to_us(row.last_at),
        amount.units,
        rows.optional_us(row.reported_at),
        row.polls,
        int(amount.truncated),
    )
