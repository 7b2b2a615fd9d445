"""Writing one step of an account, inside one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta

from galla.adapters.ledger import alerts, forecasts, rows
from galla.adapters.ledger.rollup import HOUR_US, LAST_US, roll_up, rolled_hour, unroll
from galla.adapters.ledger.series import SeriesRow, latest_series
from galla.domain.coalesce import Order, extends, order
from galla.domain.model import Reading, ReadingState, SeriesKey, Step, StoredReading
from galla.domain.money import to_units
from galla.domain.ports import StaleStep

NOTHING_CHANGED = datetime.max.replace(tzinfo=UTC)
"""The instant from which readings changed, where none did."""
_MICROSECOND = timedelta(microseconds=1)


def write_step(connection: sqlite3.Connection, step: Step) -> datetime:
    """Writes `step`; gives the instant from which readings of its series, or hours made of them, changed.

    Raises StaleStep if the account has moved on since the step was computed.
    """
    state = connection.execute(
        "SELECT version, failures, last_poll_us FROM account_state WHERE account_id = ?", (step.account_id,)
    ).fetchone()
    version, failures, polled_us = state or (0, 0, None)
    if version != step.expected_version:
        raise StaleStep(step.account_id)
    changed_from = _settle(connection, step)
    if step.reading is not None and step.series is not None:
        first_at = _add_reading(connection, step.series, step, step.reading, failed_between=failures > 0)
        changed_from = min(changed_from, first_at)
        polled_us = rows.to_us(step.at or step.reading.observed_at)
    elif step.polled and step.at is not None:
        _add_failure(connection, step, step.at, goes_on=failures > 0)
        polled_us = rows.to_us(step.at)
    _write_state(connection, step, polled_us)
    alerts.write(connection, step)
    forecasts.write(connection, step)
    return changed_from


def series_for(connection: sqlite3.Connection, key: SeriesKey, begun_at: datetime) -> SeriesRow:
    """The account's latest series if it is of that key, else a new one."""
    latest = latest_series(connection, key.account_id)
    return latest if latest is not None and latest.key == key else begin_series(connection, key, begun_at)


def begin_series(connection: sqlite3.Connection, key: SeriesKey, begun_at: datetime) -> SeriesRow:
    """A new series, from now on the account's latest."""
    cursor = connection.execute(
        "INSERT INTO series (account_id, profile, base_url, environment, currency, asked_for, begun_us)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*astuple(key), rows.to_us(begun_at)),
    )
    return SeriesRow(int(cursor.lastrowid or 0), key)


def last_row(connection: sqlite3.Connection, series: SeriesRow, until: datetime | None = None) -> StoredReading | None:
    """The last row of the series in any state, of those that begin up to `until`."""
    row = connection.execute(
        "SELECT first_us, last_us, units, reported_us, polls, state FROM readings WHERE series_id = ? AND first_us <= ?"
        " ORDER BY first_us DESC LIMIT 1",
        (series.id, 2**63 - 1 if until is None else rows.to_us(until)),
    ).fetchone()
    return None if row is None else rows.reading_of(tuple(row), series.key.currency)


def _settle(connection: sqlite3.Connection, step: Step) -> datetime:
    series = latest_series(connection, step.account_id)
    if step.settle_suspects is None or series is None:
        return NOTHING_CHANGED
    (first_us,) = connection.execute(
        "SELECT min(first_us) FROM readings INDEXED BY suspect_readings WHERE series_id = ? AND state = 1", (series.id,)
    ).fetchone()
    connection.execute(
        "UPDATE readings SET state = ? WHERE series_id = ? AND state = 1",
        (rows.STATES.index(step.settle_suspects), series.id),
    )
    return NOTHING_CHANGED if first_us is None else rows.from_us(first_us)


def _add_reading(
    connection: sqlite3.Connection, key: SeriesKey, step: Step, reading: Reading, *, failed_between: bool
) -> datetime:
    """Writes the reading; gives the begin of the earliest row that changed."""
    series, earliest = _make_room(connection, series_for(connection, key, reading.observed_at), reading.observed_at)
    previous = _last_believable(connection, series)
    last = last_row(connection, series, max(reading.observed_at, previous.first_at) if previous else None)
    if last is not None and extends(
        last, reading, step.reading_state, within=step.coalesce_within, failed_between=failed_between
    ):
        _extend(connection, series, last, reading)
        return min(earliest, last.first_at)
    at = max(reading.observed_at, previous.last_at + _MICROSECOND) if previous else reading.observed_at
    _insert(connection, series, reading, at, step.reading_state)
    if rolled_hour(connection, series.id) != rows.to_us(at) // HOUR_US:
        roll_up(connection, series.id)
    return min(earliest, at)


def _make_room(connection: sqlite3.Connection, series: SeriesRow, observed_at: datetime) -> tuple[SeriesRow, datetime]:
    """Decides what a clock that was set back means (`coalesce.order`); gives the series to write to and the
    earliest change made."""
    observed_us = rows.to_us(observed_at)
    last_us, ahead_us = connection.execute(
        "SELECT"
        " (SELECT last_us FROM readings WHERE series_id = :series AND state <> 2 ORDER BY first_us DESC LIMIT 1),"
        " (SELECT min(first_us) FROM readings WHERE series_id = :series AND state <> 2 AND last_us >= :at"
        " AND first_us >= coalesce((SELECT max(first_us) FROM readings"
        " WHERE series_id = :series AND state <> 2 AND first_us < :at), :at))",
        {"series": series.id, "at": observed_us},
    ).fetchone()
    decision = order(observed_at, rows.optional_instant(last_us), rows.optional_instant(ahead_us))
    if decision is Order.NEW_SERIES:
        return begin_series(connection, series.key, observed_at), observed_at
    if decision is not Order.ROWS_RAN_AHEAD:
        return series, observed_at
    unrolled_hour = unroll(connection, series.id, observed_us)
    connection.execute("UPDATE readings SET state = 2 WHERE series_id = ? AND first_us >= ?", (series.id, observed_us))
    connection.execute(
        "UPDATE readings SET last_us = :at - 1 WHERE series_id = :series AND last_us >= :at AND first_us ="
        " (SELECT max(first_us) FROM readings WHERE series_id = :series AND state <> 2 AND first_us < :at)",
        {"series": series.id, "at": observed_us},
    )
    forecasts.forget(connection, series.id, observed_us)
    hours_us = LAST_US if unrolled_hour is None else unrolled_hour * HOUR_US
    return series, rows.from_us(min(observed_us, ahead_us, hours_us))


def _last_believable(connection: sqlite3.Connection, series: SeriesRow) -> StoredReading | None:
    """The last row that is not annulled; rows of a clock that ran ahead may stand after it."""
    row = connection.execute(
        "SELECT first_us, last_us, units, reported_us, polls, state FROM readings WHERE series_id = ? AND state <> 2"
        " ORDER BY first_us DESC LIMIT 1",
        (series.id,),
    ).fetchone()
    return None if row is None else rows.reading_of(tuple(row), series.key.currency)


def _extend(connection: sqlite3.Connection, series: SeriesRow, last: StoredReading, reading: Reading) -> None:
    connection.execute(
        "UPDATE readings SET last_us = ?, reported_us = ?, polls = polls + 1, truncated = max(truncated, ?)"
        " WHERE series_id = ? AND first_us = ?",
        (
            rows.to_us(max(last.last_at, reading.observed_at)),
            rows.optional_us(reading.reported_at),
            int(to_units(reading.balance).truncated),
            series.id,
            rows.to_us(last.first_at),
        ),
    )


def _insert(
    connection: sqlite3.Connection, series: SeriesRow, reading: Reading, at: datetime, state: ReadingState
) -> None:
    amount = to_units(reading.balance)
    at_us = rows.to_us(at)
    values = (amount.units, rows.optional_us(reading.reported_at), rows.STATES.index(state), int(amount.truncated))
    connection.execute(
        # An annulled row of a clock that ran ahead may hold the very microsecond; it has had its day.
        "INSERT OR REPLACE INTO readings (series_id, first_us, last_us, polls, units, reported_us, state, truncated)"
        " VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
        (series.id, at_us, at_us, *values),
    )


def _add_failure(connection: sqlite3.Connection, step: Step, at: datetime, *, goes_on: bool) -> None:
    """Records the failed poll; one that repeats the failure just before it is counted there."""
    problem = step.problem and replace(step.problem, retry_at=None)  # differs each time, and is in the account's state
    text, at_us = rows.problem_text(problem) or "null", rows.to_us(at)
    last = connection.execute(
        "SELECT id, problem FROM failures WHERE account_id = ? ORDER BY id DESC LIMIT 1", (step.account_id,)
    ).fetchone()
    if goes_on and last is not None and last["problem"] == text:
        connection.execute(
            "UPDATE failures SET last_us = max(last_us, ?), polls = polls + 1 WHERE id = ?", (at_us, last["id"])
        )
        return
    connection.execute(
        "INSERT INTO failures (account_id, problem, first_us, last_us, polls) VALUES (?, ?, ?, ?, 1)",
        (step.account_id, text, at_us, at_us),
    )


def _write_state(connection: sqlite3.Connection, step: Step, polled_us: int | None) -> None:
    secondary = None if step.secondary is None else rows.secondary_text(step.secondary)
    if step.secondary is None:
        before = connection.execute(
            "SELECT secondary FROM account_state WHERE account_id = ?", (step.account_id,)
        ).fetchone()
        secondary = None if before is None else before["secondary"]
    connection.execute(
        "INSERT OR REPLACE INTO account_state (account_id, version, level, better_level_since_us, next_allowed_us,"
        " failing_since_us, failures, problem, last_poll_us, trying_since_us, secondary)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            step.account_id,
            step.expected_version + 1,
            step.level.value,
            rows.optional_us(step.better_level_since),
            rows.optional_us(step.next_allowed_at),
            rows.optional_us(step.failing_since),
            step.failures,
            rows.problem_text(step.problem),
            polled_us,
            rows.optional_us(step.trying_since),
            secondary,
        ),
    )
