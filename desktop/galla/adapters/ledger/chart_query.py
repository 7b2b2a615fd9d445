"""What the chart window draws, read from hours for long spans and from readings for short ones."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from galla.adapters.ledger import rows
from galla.adapters.ledger.rollup import HOUR_US, Hour, Outline, outline_since, rolled_hour
from galla.adapters.ledger.series import SeriesRow, latest_read
from galla.domain.chart import ChartData, ChartRequest, CreditMark, HourSpend
from galla.domain.currencies import storage_decimals
from galla.domain.model import SeriesKey
from galla.domain.money import from_units

RAW_SPAN = timedelta(days=7)
"""Up to this span the line is drawn from every reading."""
MOST_CREDITS = 2000
"""More marks than that cannot be told apart; the largest are given."""

Point = tuple[int, int]
"""(microseconds, units)"""


def chart(
    connection: sqlite3.Connection, request: ChartRequest, is_wanted: Callable[[SeriesKey], bool] | None = None
) -> ChartData | None:
    """The answer to `request` for the account's latest series, inside the caller's transaction.

    Annulled and suspect readings are left out. None where there is no reading, or the series is not wanted.
    """
    found = latest_read(connection, request.account_id, is_wanted)
    if found is None:
        return None
    series, first_us, latest_us = found
    start_us = first_us if request.start is None else max(rows.to_us(request.start), first_us)
    end_us = min(rows.to_us(request.end), latest_us)
    hours_us = start_us if request.hours_from is None else max(rows.to_us(request.hours_from), first_us)
    rolled = rolled_hour(connection, series.id)
    tail = outline_since(connection, series.id, first_us // HOUR_US if rolled is None else rolled, end_us)
    if end_us - start_us <= RAW_SPAN // timedelta(microseconds=1):
        points = _raw_points(connection, series, start_us, end_us)
    else:
        points = _hour_points(connection, series, tail, start_us, end_us)
    times_s, balances = _thinned(points, start_us, end_us, request.max_points, storage_decimals(series.key.currency))
    return ChartData(
        request=request,
        currency=series.key.currency,
        times_s=times_s,
        balances=balances,
        gaps=_gaps(connection, series, tail, start_us, end_us),
        credits=_credits(connection, series, tail, start_us, end_us),
        hours=tuple(_hours(connection, series, tail, min(hours_us, start_us), end_us)),
    )


def _raw_points(connection: sqlite3.Connection, series: SeriesRow, start_us: int, end_us: int) -> Iterator[Point]:
    """Both ends of each row, cut to the span: between them the balance did not move."""
    found = connection.execute(
        "SELECT max(first_us, :start), min(last_us, :end), units FROM readings WHERE series_id = :series AND state = 0"
        " AND first_us <= :end AND last_us >= :start AND first_us >= coalesce((SELECT max(first_us) FROM readings"
        " WHERE series_id = :series AND state = 0 AND first_us < :start), :start) ORDER BY first_us",
        {"series": series.id, "start": start_us, "end": end_us},
    )
    for first_us, last_us, units in found:
        yield first_us, units
        if last_us > first_us:
            yield last_us, units


def _hour_points(
    connection: sqlite3.Connection, series: SeriesRow, tail: Outline, start_us: int, end_us: int
) -> Iterator[Point]:
    """First, lowest, highest and last of each hour, in order."""
    found = connection.execute(
        "SELECT first_us, first_units, low_us, low_units, high_us, high_units, last_us, last_units FROM hours"
        " WHERE series_id = ? AND hour BETWEEN ? AND ? AND first_us IS NOT NULL ORDER BY hour",
        (series.id, start_us // HOUR_US, end_us // HOUR_US),
    )
    for first_us, first, low_us, low, high_us, high, last_us, last in found:
        if first_us == last_us:
            yield first_us, first
        elif low_us < high_us:
            yield from ((first_us, first), (low_us, low), (high_us, high), (last_us, last))
        else:
            yield from ((first_us, first), (high_us, high), (low_us, low), (last_us, last))
    for number in sorted(tail.hours):
        hour = tail.hours[number]
        yield from sorted(point for point in {hour.first, hour.low, hour.high, hour.last} if point is not None)


def _thinned(
    points: Iterable[Point], start_us: int, end_us: int, max_points: int, decimals: int
) -> tuple[array[float], array[float]]:
    """About `max_points` of the points within the span: of each bucket of time the lowest and the highest.

    The first and the last point are always among them.
    """
    width_us = max((end_us - start_us) // max(max_points // 2, 1), 1)
    times_s, balances, scale = array("d"), array("d"), 10**decimals

    def put(point: Point) -> None:
        time_s = point[0] / 1e6
        if not times_s or time_s > times_s[-1]:
            times_s.append(time_s)
            balances.append(point[1] / scale)

    bucket, low, high, last = -1, None, None, None
    for point in points:
        us, units = point
        if not start_us <= us <= end_us:
            continue
        if last is None:
            put(point)
        number = (us - start_us) // width_us
        if number != bucket:
            _put_both(put, low, high)
            bucket, low, high = number, point, point
        elif low is not None and units < low[1]:
            low = point
        elif high is not None and units > high[1]:
            high = point
        last = point
    _put_both(put, low, high)
    if last is not None:
        put(last)
    return times_s, balances


def _put_both(put: Callable[[Point], None], low: Point | None, high: Point | None) -> None:
    if low is not None and high is not None:
        put(min(low, high))
        put(max(low, high))


def _gaps(
    connection: sqlite3.Connection, series: SeriesRow, tail: Outline, start_us: int, end_us: int
) -> tuple[tuple[datetime, datetime], ...]:
    stored = connection.execute(
        "SELECT from_us, to_us FROM gaps WHERE series_id = ? AND to_us > ? AND from_us < ? ORDER BY to_us",
        (series.id, start_us, end_us),
    )
    fresh = ((begin, end) for begin, end in tail.gaps if end > start_us and begin < end_us)
    return tuple((rows.from_us(begin), rows.from_us(end)) for begin, end in (*stored, *fresh))


def _credits(
    connection: sqlite3.Connection, series: SeriesRow, tail: Outline, start_us: int, end_us: int
) -> tuple[CreditMark, ...]:
    stored = connection.execute(
        "SELECT at_us, units FROM rises WHERE series_id = ? AND at_us BETWEEN ? AND ? ORDER BY units DESC LIMIT ?",
        (series.id, start_us, end_us, MOST_CREDITS),
    )
    fresh = (rise for rise in tail.rises if start_us <= rise[0] <= end_us)
    currency = series.key.currency
    return tuple(
        CreditMark(rows.from_us(at_us), from_units(units, currency))
        for at_us, units in sorted((*map(tuple, stored), *fresh))
    )


def _hours(
    connection: sqlite3.Connection, series: SeriesRow, tail: Outline, start_us: int, end_us: int
) -> Iterator[HourSpend]:
    first, last = start_us // HOUR_US, end_us // HOUR_US
    decimals = storage_decimals(series.key.currency)
    stored = connection.execute(
        "SELECT hour, spend, credit, polled FROM hours WHERE series_id = ? AND hour BETWEEN ? AND ? ORDER BY hour",
        (series.id, first, last),
    )
    for number, spend, credit, polled in stored:
        yield _hour_spend(number, spend, credit, bool(polled), decimals)
    for number in sorted(tail.hours):
        if first <= number <= last:
            hour: Hour = tail.hours[number]
            yield _hour_spend(number, hour.spend, hour.credit, hour.polled, decimals)


def _hour_spend(number: int, spend: int, credit: int, polled: bool, decimals: int) -> HourSpend:
    return HourSpend(
        rows.from_us(number * HOUR_US),
        Decimal(spend).scaleb(-decimals),
        Decimal(credit).scaleb(-decimals),
        estimated=not polled,
    )
