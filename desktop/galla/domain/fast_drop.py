"""Whether the balance falls faster than this account's hours of the week allow (section 6).

docs/fast-drop.md says why each part is there and what was measured.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from galla.domain.currencies import storage_decimals
from galla.domain.figures import Drop
from galla.domain.gross_hours import hour_of, start_of
from galla.domain.hour_of_week import LocalWeek
from galla.domain.model import StoredReading
from galla.domain.money import Money
from galla.domain.spend_dispersion import REFERENCE_H, REFERENCE_UP_TO_H, STRETCHES_H, Dispersion
from galla.domain.spend_hours import SpendHours
from galla.domain.spend_past import settled
from galla.domain.timeline import believed, clamped

LONGEST_H = 14 * 24.0
"""A silence that is longer says nothing of how fast the balance fell."""
LARGEST_TIMES = 3.0
"""One order may be so many times the largest that was seen."""
REST_SCORE = 5.0
"""And without it the spend is to score at most so much less than an alarm."""
FROZEN_ORDERS = 4.0
"""That none comes where so many are usual (each counted by its size) is a late answer rather than chance."""
USUAL_AGAIN_H = (1, 2, 4)
"""Spend is as usual again if it is in each of these last hours,"""
USUAL_SCORE = 3.0
"""that is, if one in twenty such stretches spends as much,"""
CALM = 0.6
"""and no stretch scores so much of an alarm: with one that does, the alarm may be back in an hour."""

_HOUR = timedelta(hours=1)
_HOUR_S = 3600.0
_LOOK_BACK = timedelta(hours=24 + REFERENCE_H + 2)
_ROWS_BEFORE = 8


def find(history: Sequence[StoredReading], hours: SpendHours | None, zone: ZoneInfo) -> tuple[Drop | None, bool]:
    """The stretch up to the last reading whose spend is least credible, if it is beyond belief; and whether the spend
    of the last hours is as usual.

    `hours` are those at the last reading of `history`, as `spend_hours` gives them. Only falls count: what is paid in
    or refunded neither hides a drop nor makes one.
    """
    known = settled(hours, zone) if hours is not None and history else None
    if hours is None or known is None:
        return None, True
    rows = believed(_last(history))
    if len(rows) < 2 or rows[-1].balance.currency != hours.currency:
        return None, True
    found = known.dispersion
    falls = _Falls(rows, known.week, zone, FROZEN_ORDERS * found.order)
    today = [_judged(falls, start, found) for start in falls.starts(STRETCHES_H)]
    weeks = [_judged(falls, start, found, from_today=False) for start in falls.starts(USUAL_AGAIN_H)]
    worst = max(today, key=_score, default=None)
    drop = worst.drop(hours.currency) if worst is not None and worst.score > found.alarm else None
    calm = worst is None or worst.score < CALM * found.alarm
    return drop, calm and all(judged.score < USUAL_SCORE for judged in weeks)


def _last(history: Sequence[StoredReading]) -> Sequence[StoredReading]:
    """The last rows, from some before the last that ended long enough ago."""
    begin = history[-1].last_at - _LOOK_BACK
    for index in range(len(history) - 1, -1, -1):
        if history[index].last_at < begin:
            return history[max(index - _ROWS_BEFORE, 0) :]
    return history


@dataclass(frozen=True, slots=True)
class _Judged:
    """A stretch up to the last reading."""

    since: datetime
    spent: float
    expected: float
    score: float

    def drop(self, currency: str) -> Drop:
        return Drop(self.since, _money(self.spent, currency), _money(self.expected, currency), self.score)


def _score(judged: _Judged) -> float:
    return judged.score


def _judged(falls: _Falls, start: datetime, found: Dispersion, *, from_today: bool = True) -> _Judged:
    hours = (falls.end - start) / _HOUR
    spent, usual = falls.spent_since(start), falls.usual(start, falls.end)
    reference = start - REFERENCE_H * _HOUR
    if from_today and hours <= REFERENCE_UP_TO_H and reference >= falls.begin:
        level = found.level_after(falls.spent_since(reference) - spent, falls.usual(reference, start))
    else:
        level = found.level_after(0.0, 0.0)
    expected = usual * level.mean
    if usual <= 0 or hours > LONGEST_H or spent <= expected:
        return _Judged(start, spent, expected, 0.0)
    score = found.score(spent, usual, level, hours)
    fall, its_usual = falls.largest_since(start)
    if fall - its_usual * level.mean <= LARGEST_TIMES * found.largest:
        # It may be a single order, which says nothing of the others.
        score = min(score, found.score(spent - fall, usual - its_usual, level, hours) + REST_SCORE)
    return _Judged(start, spent, expected, score)


class _Falls:
    """What was spent and what is usual along believed readings, at least two."""

    def __init__(self, rows: Sequence[StoredReading], week: Sequence[float], zone: ZoneInfo, frozen: float) -> None:
        """A balance that stands still while more than `frozen` is usually spent is a late one."""
        self._frozen = frozen
        self.begin, self.end = rows[0].first_at, rows[-1].last_at
        self._starts = [row.first_at for row in rows]
        self._ends = [row.last_at for row in rows]
        amounts = [float(row.balance.amount) for row in rows]
        self._spent = list(accumulate((max(left - right, 0.0) for left, right in pairwise(amounts)), initial=0.0))
        first = hour_of(self.begin)
        self._first_at = start_of(first)
        self._by_hour = LocalWeek.of(first, hour_of(self.end) - first + 2, zone).along(week)
        self._usual = list(accumulate(self._by_hour, initial=0.0))

    def starts(self, stretches_h: Sequence[float]) -> list[datetime]:
        """Readings so long before the last one, or the last before that; each once.

        Where the balance stood still although orders must have come, the supplier's figure was late: what fell after
        that was spent from its beginning on.
        """
        return sorted({self._start_before(hours) for hours in stretches_h if self.end - hours * _HOUR >= self.begin})

    def _start_before(self, hours: float) -> datetime:
        wanted = self.end - hours * _HOUR
        row = max(bisect_right(self._starts, wanted) - 1, 0)
        start, seen = self._starts[row], max(min(self._ends[row], wanted), self._starts[row])
        return start if self.usual(start, seen) > self._frozen else seen

    def usual(self, start: datetime, end: datetime) -> float:
        return max(self._usual_until(end) - self._usual_until(start), 0.0)

    def _usual_until(self, instant: datetime) -> float:
        hours = max((instant - self._first_at).total_seconds() / _HOUR_S, 0.0)
        whole = int(hours)
        return self._usual[whole] + self._by_hour[whole] * (hours - whole)

    def largest_since(self, instant: datetime) -> tuple[float, float]:
        """The largest fall between two readings after `instant`, and what is usual between them."""
        first = max(bisect_right(self._starts, instant) - 1, 0)
        falls = [right - left for left, right in pairwise(self._spent[first:])]
        row = first + max(range(len(falls)), key=falls.__getitem__)
        return falls[row - first], self.usual(max(self._ends[row], instant), self._starts[row + 1])

    def spent_since(self, instant: datetime) -> float:
        """All falls after `instant`; what fell in the silence it lies in is shared out by what is usual."""
        row = max(bisect_right(self._starts, instant) - 1, 0)
        before = self._spent[row]
        if instant > self._ends[row] and row + 1 < len(self._starts):
            whole = self.usual(self._ends[row], self._starts[row + 1])
            part = self.usual(self._ends[row], instant) / whole if whole > 0 else 1.0
            before += part * (self._spent[row + 1] - self._spent[row])
        return self._spent[-1] - before


def _money(amount: float, currency: str) -> Money:
    unit = Decimal(1).scaleb(-storage_decimals(currency))
    return Money(clamped(Decimal(amount)).quantize(unit), currency)
