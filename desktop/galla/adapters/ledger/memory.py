"""What an account remembers, read from the file; readings and hours already decoded are not decoded again."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import datetime

from galla.adapters.ledger import alerts, forecasts, rows
from galla.adapters.ledger.past_hours import read_past
from galla.adapters.ledger.rollup import HOUR_US, LAST_US
from galla.adapters.ledger.series import SeriesRow, latest_series
from galla.domain.model import AccountMemory, Level, ReadingState, SeriesKey, StoredReading
from galla.domain.past import PastHours


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Readings and hours of one series as they were at one version of the account."""

    version: int
    series_id: int
    since: datetime
    readings: tuple[StoredReading, ...]
    past: PastHours | None


class Memories:
    """Loads accounts' memories over one connection; keeps the decoded history and past of each until they change.

    Every change of readings raises the account's version, so an equal version means equal readings.
    """

    def __init__(self) -> None:
        self._decoded: dict[str, _Decoded] = {}

    def forget(self) -> None:
        """Nothing decoded so far is trusted any more: a transaction failed, or the file is another one."""
        self._decoded.clear()

    def load(
        self,
        connection: sqlite3.Connection,
        account_id: str,
        key: SeriesKey | None,
        since: datetime,
        changed_from: datetime | None = None,
    ) -> AccountMemory:
        """The memory, inside the caller's transaction.

        `changed_from`: only readings that begin at or after it, and hours from it on, differ from those of the version
        before.
        A series that is not the account's latest has no history, level or age: the next reading begins it anew.
        """
        state = connection.execute("SELECT * FROM account_state WHERE account_id = ?", (account_id,)).fetchone()
        if state is None:
            return AccountMemory(account_id)
        memory = _without_series(connection, account_id, state)
        series = latest_series(connection, account_id)
        if series is None or (key is not None and series.key != key):
            return memory
        decoded = self._decode(connection, series, memory.version, since, changed_from)
        self._decoded[account_id] = decoded
        return replace(
            memory,
            series=series.key,
            history=_from(decoded.readings, _reach(since, decoded.past)),
            past=decoded.past,
            level=Level(state["level"]),
            better_level_since=rows.optional_instant(state["better_level_since_us"]),
            corrections=forecasts.corrections_of(connection, series),
            last_kept_at=forecasts.last_kept_at(connection, series),
        )

    def _decode(
        self,
        connection: sqlite3.Connection,
        series: SeriesRow,
        version: int,
        since: datetime,
        changed_from: datetime | None,
    ) -> _Decoded:
        known = self._decoded.get(series.key.account_id)
        if known is not None and known.series_id == series.id and known.since <= since:
            if known.version == version:
                return known
            if known.version == version - 1 and changed_from is not None:
                return _advanced(connection, series, known, since, changed_from)
        past = read_past(connection, series)
        reach = _reach(since, past)
        readings = _with_the_one_before(connection, series, read_history(connection, series, reach), reach)
        return _Decoded(version, series.id, since, readings, past)


def _without_series(connection: sqlite3.Connection, account_id: str, state: sqlite3.Row) -> AccountMemory:
    """What is remembered of the account whatever series its readings are of."""
    return AccountMemory(
        account_id=account_id,
        version=state["version"],
        episodes=alerts.open_episodes(connection, account_id),
        problem=rows.problem_of(state["problem"]),
        failing_since=rows.optional_instant(state["failing_since_us"]),
        trying_since=rows.optional_instant(state["trying_since_us"]),
        failures=state["failures"],
        last_poll_at=rows.optional_instant(state["last_poll_us"]),
        next_allowed_at=rows.optional_instant(state["next_allowed_us"]),
        payment=alerts.last_payment(connection, account_id),
        last_close=alerts.last_close(connection, account_id),
        secondary=rows.secondary_of(state["secondary"]),
    )


def _advanced(
    connection: sqlite3.Connection, series: SeriesRow, known: _Decoded, since: datetime, changed_from: datetime
) -> _Decoded:
    """What `known` became with the next version: only what changed is read."""
    kept = [item for item in known.readings if item.first_at < changed_from]
    changed = read_history(connection, series, changed_from)
    past = known.past
    if past is not None and rows.to_us(changed_from) < past.end_hour * HOUR_US:
        past = None
    past = read_past(connection, series, past)
    reach = _reach(since, past)
    readings = _from((*kept, *(item for item in changed if item.first_at >= changed_from)), reach)
    readings = _with_the_one_before(connection, series, readings, reach)
    return _Decoded(known.version + 1, series.id, since, readings, past)


def _reach(since: datetime, past: PastHours | None) -> datetime:
    """How far back readings must go: also to where the hours of the past end, however long ago that is."""
    return since if past is None else min(since, rows.from_us(past.end_hour * HOUR_US))


def read_history(connection: sqlite3.Connection, series: SeriesRow, since: datetime) -> tuple[StoredReading, ...]:
    """Readings that ended at or after `since`, oldest first, annulled ones left out."""
    since_us = rows.to_us(since)
    query = (
        "SELECT first_us, last_us, units, reported_us, polls, state FROM readings WHERE series_id = :series"
        " AND state <> 2 AND first_us >= coalesce((SELECT max(first_us) FROM readings"
        " WHERE series_id = :series AND state <> 2 AND first_us < :since), :since)"
        " AND last_us >= :since ORDER BY first_us"
    )
    found = connection.execute(query, {"series": series.id, "since": since_us})
    return tuple(rows.reading_of(tuple(row), series.key.currency) for row in found)


def _with_the_one_before(
    connection: sqlite3.Connection, series: SeriesRow, readings: tuple[StoredReading, ...], since: datetime
) -> tuple[StoredReading, ...]:
    """The last believed reading that ended before `since` is remembered as well, however old it is.

    It leads to those after it; and where there is none, it is what the screen shows, with its age.
    """
    if readings and readings[0].last_at < since:
        return readings
    first_us = rows.to_us(readings[0].first_at) if readings else LAST_US
    row = connection.execute(
        "SELECT first_us, last_us, units, reported_us, polls, state FROM readings WHERE series_id = ? AND state = 0"
        " AND first_us < ? ORDER BY first_us DESC LIMIT 1",
        (series.id, first_us),
    ).fetchone()
    return readings if row is None else (rows.reading_of(tuple(row), series.key.currency), *readings)


def _from(readings: tuple[StoredReading, ...], since: datetime) -> tuple[StoredReading, ...]:
    """The readings that ended at or after `since`, and the last accepted one before them."""
    first = bisect_left(readings, since, key=_ended_at)
    before = next((item for item in reversed(readings[:first]) if item.state is ReadingState.ACCEPTED), None)
    return readings[first:] if before is None else (before, *readings[first:])


def _ended_at(reading: StoredReading) -> datetime:
    return reading.last_at
