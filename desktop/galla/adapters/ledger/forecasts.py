"""Kept forecasts and the owner's corrections: written with a step, read for the memory and to be scored."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from galla.adapters.ledger import rows
from galla.adapters.ledger.past_hours import hours_between
from galla.adapters.ledger.rollup import HOUR_US, outline_since, rolled_hour
from galla.adapters.ledger.series import SeriesRow, latest_read, latest_series
from galla.domain.model import SeriesKey, Step
from galla.domain.money import AmountOutOfRange
from galla.domain.past import Correction, CreditKind, ForecastLog, KeptForecast

SCORED_SPAN = timedelta(days=400)
"""Forecasts of more than a year ago say nothing about the method of today."""
SEEN_BEFORE = timedelta(days=7)
"""Hours before the first forecast, to see what it was made from."""


def write(connection: sqlite3.Connection, step: Step) -> None:
    """Writes what the step keeps for `step.series`, inside the caller's transaction.

    A forecast stays as it was made: a second one for the same instant changes nothing. A correction is replaced.
    """
    if step.forecast is None and not step.corrections:
        return
    series = latest_series(connection, step.account_id)
    if series is None or series.key != step.series:
        return
    connection.executemany(
        "INSERT OR REPLACE INTO corrections (series_id, at_us, kind) VALUES (?, ?, ?)",
        ((series.id, rows.to_us(item.at), item.kind.value) for item in step.corrections),
    )
    if step.forecast is not None:
        with suppress(AmountOutOfRange):  # funds that no ledger holds are nothing to be scored by, nor worth the step
            connection.execute(
                "INSERT OR IGNORE INTO forecasts (series_id, at_us, funds_units, p10_days, p50_days, p90_days,"
                " horizon_days, history_days, spend) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (series.id, *rows.forecast_row(step.forecast)),
            )


def forget(connection: sqlite3.Connection, series_id: int, from_us: int) -> None:
    """Forgets what was said of readings at or after `from_us`: their clock ran ahead, they are annulled."""
    connection.execute("DELETE FROM corrections WHERE series_id = ? AND at_us >= ?", (series_id, from_us))
    connection.execute("DELETE FROM forecasts WHERE series_id = ? AND at_us >= ?", (series_id, from_us))


def corrections_of(connection: sqlite3.Connection, series: SeriesRow) -> tuple[Correction, ...]:
    """The owner's word on credits of the series, oldest first."""
    found = connection.execute("SELECT at_us, kind FROM corrections WHERE series_id = ? ORDER BY at_us", (series.id,))
    return tuple(Correction(rows.from_us(at_us), CreditKind(kind)) for at_us, kind in found)


def last_kept_at(connection: sqlite3.Connection, series: SeriesRow) -> datetime | None:
    """The moment of the last kept forecast of the series."""
    (at_us,) = connection.execute("SELECT max(at_us) FROM forecasts WHERE series_id = ?", (series.id,)).fetchone()
    return rows.optional_instant(at_us)


def forecast_log(
    connection: sqlite3.Connection, account_id: str, is_wanted: Callable[[SeriesKey], bool] | None = None
) -> ForecastLog | None:
    """What the account's latest series has to score its forecasts by, inside the caller's transaction.

    None where there is no accepted reading, or the series is not wanted.
    """
    found = latest_read(connection, account_id, is_wanted)
    if found is None:
        return None
    series, first_us, last_us = found
    until = rows.from_us(last_us)
    kept = _kept_since(connection, series, until - SCORED_SPAN)
    start = min([until - SCORED_SPAN, *(item.at - SEEN_BEFORE for item in kept[:1])])
    rolled = rolled_hour(connection, series.id)
    fresh = outline_since(connection, series.id, first_us // HOUR_US if rolled is None else rolled)
    first_hour = max(rows.to_us(start), first_us) // HOUR_US
    hours = hours_between(connection, series, first_hour, last_us // HOUR_US + 1, fresh)
    return ForecastLog(kept, hours, corrections_of(connection, series), until)


def _kept_since(connection: sqlite3.Connection, series: SeriesRow, since: datetime) -> tuple[KeptForecast, ...]:
    found = connection.execute(
        "SELECT * FROM forecasts WHERE series_id = ? AND at_us >= ? ORDER BY at_us", (series.id, rows.to_us(since))
    )
    return tuple(rows.forecast_of(row, series.key.currency) for row in found)
