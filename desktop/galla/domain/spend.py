"""What a history of readings says about money going out and coming in.

A balance that fell is spend, one that rose is a credit. A credit is a top-up or a refund (also a released hold);
refunds reduce spend, top-ups do not. Spend that a credit hides in its interval is not known, so it is never stated
here; the forecast estimates it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import sub

from galla.domain.chart import CreditMark, HourSpend
from galla.domain.currencies import storage_decimals
from galla.domain.model import StoredReading
from galla.domain.money import Money, from_units
from galla.domain.timeline import LONG_GAP, UNKNOWABLE_GAP, Course, believed

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
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


def is_top_up(credit: Money, usual_day: Money | None) -> bool:
    """Whether a rise by `credit` is taken for a top-up: it exceeds a day of usual spend, or that is not known yet."""
    return usual_day is None or credit > usual_day


def usual_day(history: tuple[StoredReading, ...]) -> Money | None:
    """Mean spend per day over all of `history`, refunds not deducted; None with less than a day of it."""
    rows = believed(history)
    amount = mean_fall_per_day(rows, rises(rows))
    return None if amount is None else Money(amount, rows[-1].balance.currency)


def rises(rows: Sequence[StoredReading]) -> list[Decimal]:
    """By how much each of the believed `rows` but the first is above the one before it; negative for spend."""
    amounts = [row.balance.amount for row in rows]
    return list(map(sub, amounts[1:], amounts))


def mean_fall_per_day(rows: Sequence[StoredReading], risen: Sequence[Decimal]) -> Decimal | None:
    """The sum of all falls divided by the days that the believed `rows` span; None with less than a day.

    `risen` is `rises(rows)`.
    """
    if not rows or rows[-1].last_at - rows[0].first_at < _DAY:
        return None
    credited = sum([rise for rise in risen if rise > _NOTHING], _NOTHING)
    fallen = rows[0].balance.amount - rows[-1].balance.amount + credited
    return fallen / Decimal((rows[-1].last_at - rows[0].first_at) / _DAY)


def net_spend(history: tuple[StoredReading, ...], start: datetime, end: datetime) -> Money | None:
    """Spend less refunds from `start` to `end`, intervals that reach beyond counted in proportion to time.

    Top-ups are left out. None where readings do not cover the whole span. Negative where refunds outweigh spend.
    """
    rows = believed(history)
    if not rows:
        return None
    course = Course(rows)
    if not course.covers(start, end):
        return None
    first, last = course.at(start), course.at(end)
    usual = usual_day(history)
    topped_up = 0
    for before, after in pairwise(rows):
        rise = after.balance - before.balance
        if rise.amount > 0 and after.first_at > start and before.last_at < end and is_top_up(rise, usual):
            span_start, span_end = max(before.last_at, start), min(after.first_at, end)
            topped_up += course.at(span_end).credit - course.at(span_start).credit
    net = (last.spend - first.spend) - (last.credit - first.credit) + topped_up
    return from_units(net, course.currency)


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
