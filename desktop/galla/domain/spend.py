"""What a history of readings says about money going out and coming in.

A balance that fell is spend, one that rose is a credit; what it was a credit for, `credits` judges. Spend that a credit
hides in its interval is not known, so it is never stated here; the forecast estimates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from galla.domain.chart import CreditMark, HourSpend
from galla.domain.currencies import storage_decimals
from galla.domain.model import StoredReading
from galla.domain.money import Money
from galla.domain.timeline import LONG_GAP, UNKNOWABLE_GAP, Course, believed

_HOUR = timedelta(hours=1)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """What changed between the end of one reading and the start of the next; one of the two amounts is zero."""

    start: datetime
    end: datetime
    spend: Money
    credit: Money


def movements(history: tuple[StoredReading, ...]) -> tuple[Movement, ...]:
    """Every fall and rise between consecutive believed readings, oldest first; pairs that are equal are left out."""
    return tuple(_moves(believed(history)))


def _moves(rows: Sequence[StoredReading]) -> Iterator[Movement]:
    for before, after in pairwise(rows):
        fall = before.balance - after.balance
        if fall.amount:
            nothing = Money(_NOTHING, fall.currency)
            spend, credit = (fall, nothing) if fall.amount > 0 else (nothing, -fall)
            yield Movement(before.last_at, after.first_at, spend, credit)


def credits(history: tuple[StoredReading, ...]) -> tuple[CreditMark, ...]:
    """Every rise of the balance, marked at the reading that showed it, oldest first."""
    return tuple(CreditMark(move.end, move.credit) for move in movements(history) if move.credit.amount)


def hourly(history: tuple[StoredReading, ...]) -> tuple[HourSpend, ...]:
    """Spend and credits of every hour (UTC) from the first to the last reading, oldest first; sums are exact.

    An interval that spans several hours is shared out in proportion to time; where it is longer than two hours its
    hours are marked as estimated.
    """
    rows = believed(history)
    if not rows:
        return ()
    course = Course(rows)
    silences = course.silences(LONG_GAP)
    unit = Decimal(1).scaleb(-storage_decimals(course.currency))
    hours: list[HourSpend] = []
    start = course.start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    before = course.at(start)
    while not hours or start < course.end:
        while silences and silences[0][1] <= start:
            silences.pop(0)
        end = start + _HOUR
        estimated = bool(silences) and silences[0][0] < end
        if estimated and silences[0][0] <= start and silences[0][1] - silences[0][0] > UNKNOWABLE_GAP:
            start = silences[0][1].astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            end, before = start + _HOUR, course.at(start)
        after = course.at(end)
        hours.append(
            HourSpend(start, (after.spend - before.spend) * unit, (after.credit - before.credit) * unit, estimated)
        )
        start, before = end, after
    return tuple(hours)
