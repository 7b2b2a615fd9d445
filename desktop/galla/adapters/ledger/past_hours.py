"""The hours of a series as the forecast and its judges read them: one number for each, without holes."""

from __future__ import annotations

import sqlite3

from galla.adapters.ledger import rows
from galla.adapters.ledger.rollup import HOUR_US, Outline, rolled_hour
from galla.adapters.ledger.series import SeriesRow
from galla.domain.chart import CreditMark
from galla.domain.currencies import storage_decimals
from galla.domain.gross_hours import LOOK_BACK_HOURS
from galla.domain.money import from_units
from galla.domain.past import PastHours


def read_past(connection: sqlite3.Connection, series: SeriesRow, known: PastHours | None = None) -> PastHours | None:
    """The final hours of the series, up to `LOOK_BACK_HOURS` of them; None where there is none yet.

    `known`: what this gave before; of its hours none may have changed since, and only later ones are read.
    """
    end = rolled_hour(connection, series.id)
    if end is None:
        return None
    if known is None or known.end_hour > end:
        (first,) = connection.execute("SELECT min(hour) FROM hours WHERE series_id = ?", (series.id,)).fetchone()
        return None if first is None else hours_between(connection, series, max(first, end - LOOK_BACK_HOURS), end)
    if known.end_hour == end:
        return known
    return _last_hours(known, hours_between(connection, series, known.end_hour, end))


def hours_between(
    connection: sqlite3.Connection, series: SeriesRow, start: int, end: int, fresh: Outline | None = None
) -> PastHours:
    """Every hour from `start` up to, not including, `end`; `fresh` has those that are not in the table yet.

    An hour that is in neither, as of a silence of more than a month, was not polled and shows no spend.
    """
    found: list[tuple[int, int, int]] = connection.execute(
        "SELECT hour, spend, polled FROM hours WHERE series_id = ? AND hour >= ? AND hour < ?", (series.id, start, end)
    ).fetchall()
    rises: list[tuple[int, int]] = connection.execute(
        "SELECT at_us, units FROM rises WHERE series_id = ? AND at_us >= ? AND at_us < ? ORDER BY at_us",
        (series.id, start * HOUR_US, end * HOUR_US),
    ).fetchall()
    if fresh is not None:
        found += [(number, hour.spend, hour.polled) for number, hour in fresh.hours.items() if start <= number < end]
        rises += [rise for rise in fresh.rises if start * HOUR_US <= rise[0] < end * HOUR_US]
    currency = series.key.currency
    scale = 10 ** storage_decimals(currency)
    spend, polled = [0.0] * (end - start), [False] * (end - start)
    for number, units, was_polled in found:
        spend[number - start] = units / scale
        polled[number - start] = bool(was_polled)
    credits = tuple(CreditMark(rows.from_us(at_us), from_units(units, currency)) for at_us, units in rises)
    return PastHours(start, tuple(spend), tuple(polled), credits)


def _last_hours(known: PastHours, later: PastHours) -> PastHours:
    """Both together, without what is older than `LOOK_BACK_HOURS`."""
    first = max(known.first_hour, later.end_hour - LOOK_BACK_HOURS)
    left_out = first - known.first_hour
    begin = rows.from_us(first * HOUR_US)
    credits = (*known.credits, *later.credits)
    if left_out:
        credits = tuple(mark for mark in credits if mark.at >= begin)
    return PastHours(first, (known.spend + later.spend)[left_out:], (known.polled + later.polled)[left_out:], credits)
