"""The hours of a history as the ledger keeps them, made by the ledger's own roll-up, and its credits, judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from galla.adapters.ledger.rollup import HOUR_US, Outline
from galla.domain.chart import CreditMark
from galla.domain.credits import judge
from galla.domain.currencies import storage_decimals
from galla.domain.gross_hours import gross_hours
from galla.domain.model import StoredReading
from galla.domain.money import from_units, to_units
from galla.domain.past import Correction, JudgedCredit, PastHours
from galla.domain.timeline import believed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def past_of(history: tuple[StoredReading, ...], leave_h: int = 0) -> PastHours | None:
    """The final hours of `history`, without the last `leave_h` of them; None where none would be left."""
    rows = believed(history)
    if not rows:
        return None
    outline = Outline(_us(rows[0].first_at) // HOUR_US)
    for row in rows:
        outline.feed(_us(row.first_at), _us(row.last_at), to_units(row.balance).units)
    end = _us(rows[-1].last_at) // HOUR_US - leave_h
    numbers = range(outline.floor, end)
    if not numbers:
        return None
    currency = rows[-1].balance.currency
    scale = 10 ** storage_decimals(currency)
    hours = [outline.hours.get(number) for number in numbers]
    return PastHours(
        outline.floor,
        tuple(hour.spend / scale if hour else 0.0 for hour in hours),
        tuple(bool(hour and hour.polled) for hour in hours),
        tuple(
            CreditMark(EPOCH + timedelta(microseconds=at_us), from_units(units, currency))
            for at_us, units in outline.rises
            if at_us // HOUR_US < end
        ),
    )


def judged(
    past: PastHours | None, history: tuple[StoredReading, ...], corrections: tuple[Correction, ...], now: datetime
) -> tuple[JudgedCredit, ...]:
    """Every rise of the last half year up to `now` and what it is taken for, oldest first."""
    hours = gross_hours(past, history, now)
    return () if hours is None else judge(hours, corrections)


def _us(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
