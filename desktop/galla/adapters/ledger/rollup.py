"""Hours of a series, derived from its readings, so that a year is drawn without reading every minute of it.

Hours before `series.rolled_hour` are in the table and final; later ones are computed from readings when asked for.
Everything here can be thrown away and computed again: the readings are the record.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from galla.domain.gross_hours import LONGEST_SPREAD_HOURS
from galla.domain.money import MAX_UNITS

HOUR_US = 3_600_000_000
LAST_US = 2**63 - 1
"""Later than any instant."""
GAP_US = 9 * HOUR_US // 4
"""No reading for over 2 h 15 min is a gap: more than two polls at the slowest cadence, and some jitter."""


@dataclass(slots=True)
class Hour:
    """One hour: the outline of its balance, as (microseconds, units), and what was spent and credited, in units."""

    first: tuple[int, int] | None = None
    low: tuple[int, int] | None = None
    high: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    spend: int = 0
    credit: int = 0
    polled: bool = False

    def add(self, us: int, units: int) -> None:
        """Takes in one point; they come in order."""
        point = (us, units)
        self.polled = True
        self.first = self.first or point
        self.last = point
        if self.low is None or units < self.low[1]:
            self.low = point
        if self.high is None or units > self.high[1]:
            self.high = point

    def add_spend(self, units: int) -> None:
        """Counts spend; no more than the column holds."""
        self.spend = min(self.spend + units, MAX_UNITS)

    def add_credit(self, units: int) -> None:
        """Counts a credit; no more than the column holds."""
        self.credit = min(self.credit + units, MAX_UNITS)

    def row(self) -> tuple[int | None, ...]:
        """The columns of `hours` after its key."""
        outline = (self.first, self.low, self.high, self.last)
        points = [part for point in outline for part in (point or (None, None))]
        return (*points, self.spend, self.credit, int(self.polled))


@dataclass(slots=True)
class Outline:
    """Hours, rises and gaps of consecutive accepted readings; what belongs to hours before `floor` is left out."""

    floor: int
    hours: dict[int, Hour] = field(default_factory=dict)
    rises: list[tuple[int, int]] = field(default_factory=list)
    """(microseconds, units)"""
    gaps: list[tuple[int, int]] = field(default_factory=list)
    """(from, to) in microseconds"""
    _before: tuple[int, int] | None = None

    def feed(self, first_us: int, last_us: int, units: int) -> None:
        """Takes in one row of readings; they come in order."""
        if self._before is not None:
            self._change(*self._before, first_us, units)
        first_hour, last_hour = first_us // HOUR_US, last_us // HOUR_US
        if first_hour >= self.floor:
            self._hour(first_hour).add(first_us, units)
        if last_us > first_us:
            for hour in range(max(first_hour + 1, self.floor), last_hour):
                self._hour(hour).polled = True
            if last_hour >= self.floor:
                self._hour(last_hour).add(last_us, units)
        self._before = (last_us, units)

    def _change(self, before_us: int, before_units: int, us: int, units: int) -> None:
        hour = us // HOUR_US
        if hour < self.floor:
            return
        if us - before_us > GAP_US:
            self.gaps.append((before_us, us))
        if units > before_units:
            rise = min(units - before_units, MAX_UNITS)
            self.rises.append((us, rise))
            self._hour(hour).add_credit(rise)
        self._spread(max(before_units - units, 0), before_us, us)

    def _spread(self, spent: int, from_us: int, to_us: int) -> None:
        """Shares `spent` among the hours of the interval, by time; the parts add up exactly."""
        first, last = from_us // HOUR_US, to_us // HOUR_US
        if last == first or last - first > LONGEST_SPREAD_HOURS:
            self._hour(last).add_spend(spent)
            return
        shared = 0
        for hour in range(first, last + 1):
            until = min((hour + 1) * HOUR_US, to_us)
            upto = spent * (until - from_us) // (to_us - from_us)
            if hour >= self.floor:
                self._hour(hour).add_spend(upto - shared)
            shared = upto

    def _hour(self, number: int) -> Hour:
        hour = self.hours.get(number)
        if hour is None:
            hour = self.hours[number] = Hour()
        return hour


def outline_since(connection: sqlite3.Connection, series_id: int, floor: int, until_us: int | None = None) -> Outline:
    """The outline of hours from `floor` on, computed from accepted readings that begin up to `until_us`."""
    outline = Outline(floor)
    for row in _accepted_from(connection, series_id, floor, until_us):
        outline.feed(*row)
    return outline


def rolled_hour(connection: sqlite3.Connection, series_id: int) -> int | None:
    """Hours before this one are in the table; None where none is."""
    row = connection.execute("SELECT rolled_hour FROM series WHERE id = ?", (series_id,)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def roll_up(connection: sqlite3.Connection, series_id: int) -> None:
    """Writes the hours that no later reading can change, inside the caller's transaction.

    That is up to the hour in which the last accepted row ends that no suspect precedes.
    """
    (suspect_us,) = connection.execute(
        "SELECT min(first_us) FROM readings INDEXED BY suspect_readings WHERE series_id = ? AND state = 1", (series_id,)
    ).fetchone()
    limit_us = _accepted_end(connection, series_id, LAST_US if suspect_us is None else suspect_us)
    if limit_us is None:
        return
    floor, ceiling = rolled_hour(connection, series_id), limit_us // HOUR_US
    if floor is None:
        (first_us,) = connection.execute(
            "SELECT min(first_us) FROM readings WHERE series_id = ? AND state = 0", (series_id,)
        ).fetchone()
        floor = first_us // HOUR_US
    if ceiling <= floor:
        return
    _store(connection, series_id, outline_since(connection, series_id, floor), ceiling)


def unroll(connection: sqlite3.Connection, series_id: int, from_us: int) -> int | None:
    """Forgets the hours that readings at or after `from_us` took part in; they are about to change.

    Gives the first hour forgotten; None where there was none.
    """
    before_us = _accepted_end(connection, series_id, from_us)
    hour = min(from_us if before_us is None else before_us, from_us) // HOUR_US
    rolled = rolled_hour(connection, series_id)
    if rolled is None or rolled <= hour:
        return None
    connection.execute("DELETE FROM hours WHERE series_id = ? AND hour >= ?", (series_id, hour))
    connection.execute("DELETE FROM rises WHERE series_id = ? AND at_us >= ?", (series_id, hour * HOUR_US))
    connection.execute("DELETE FROM gaps WHERE series_id = ? AND to_us >= ?", (series_id, hour * HOUR_US))
    connection.execute("UPDATE series SET rolled_hour = ? WHERE id = ?", (hour, series_id))
    return hour


def _accepted_end(connection: sqlite3.Connection, series_id: int, before_us: int) -> int | None:
    """The end of the last accepted row that begins before `before_us`."""
    row = connection.execute(
        "SELECT last_us FROM readings WHERE series_id = ? AND state = 0 AND first_us < ?"
        " ORDER BY first_us DESC LIMIT 1",
        (series_id, before_us),
    ).fetchone()
    return None if row is None else int(row[0])


def _store(connection: sqlite3.Connection, series_id: int, outline: Outline, ceiling: int) -> None:
    limit_us = ceiling * HOUR_US
    connection.executemany(
        "INSERT INTO hours VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((series_id, number, *hour.row()) for number, hour in outline.hours.items() if number < ceiling),
    )
    connection.executemany(
        "INSERT INTO rises VALUES (?, ?, ?)", ((series_id, *rise) for rise in outline.rises if rise[0] < limit_us)
    )
    connection.executemany(
        "INSERT INTO gaps (series_id, from_us, to_us) VALUES (?, ?, ?)",
        ((series_id, *gap) for gap in outline.gaps if gap[1] < limit_us),
    )
    connection.execute("UPDATE series SET rolled_hour = ? WHERE id = ?", (ceiling, series_id))


def _accepted_from(
    connection: sqlite3.Connection, series_id: int, floor: int, until_us: int | None
) -> Iterable[tuple[int, int, int]]:
    """(first, last, units) of accepted rows, beginning with the last one that began before the hour `floor`."""
    query = (
        "SELECT first_us, last_us, units FROM readings WHERE series_id = :series AND state = 0"
        " AND first_us >= coalesce((SELECT max(first_us) FROM readings"
        " WHERE series_id = :series AND state = 0 AND first_us < :floor), :floor)"
        " AND first_us <= :limit ORDER BY first_us"
    )
    limit = LAST_US if until_us is None else until_us
    return connection.execute(query, {"series": series_id, "floor": floor * HOUR_US, "limit": limit})
