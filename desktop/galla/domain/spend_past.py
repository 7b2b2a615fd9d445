"""What an account's own past says of how its spend strays from what is usual.

docs/fast-drop.md says why each part is there and what was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate
from math import log
from zoneinfo import ZoneInfo

from galla.domain import forecast
from galla.domain.gross_hours import hour_of, start_of
from galla.domain.hour_of_week import LocalWeek
from galla.domain.spend_dispersion import REFERENCE_H, REFERENCE_UP_TO_H, STRETCHES_H, Dispersion, Level
from galla.domain.spend_hours import SpendHours

DAY_H = 24
LEAST_DAYS = 7
"""With less known up to a day ago, nothing is usual: there are hours of the week that were never seen."""
KEPT_H = 6
"""What was usual is told anew so often."""
LEARNT_DAYS = 90
"""And from so many days."""
PAST_DAYS = 42
"""How spend strayed from it, from so many."""
STEPS_H = (1, 1, 2, 4, 4)
"""The stretches of STRETCHES_H that are looked at end so far apart."""
LEVEL_H = 14 * DAY_H
"""The level of some weeks is told from so many hours, up to a day before."""

PRIOR_DAYS = 3.0
"""Until the past tells, each variance is taken for the following, as if seen for so many days."""
PRIOR_DAY_VARIANCE = 0.06
PRIOR_VARIANCE = 0.02
LEAST_VARIANCE = 0.002
MOST_VARIANCE = 0.5
"""All relative to the square mean."""
LEAST_BUSY_HOURS = 24
"""Fewer hours in which anything was spent are themselves what is usual, and tell nothing of how hours stray."""
LEAST_ORDER = 0.1
"""At least so much of how far hours stray is taken for the number of orders."""
MOST_WANDER = 0.1
"""And at most such a variance for a level that wanders within the day."""
TIMES_USUAL = 3.0

LEAST_SCORE = 10.0
"""Of an alarm, where a month of the past is known."""
MORE_WHEN_YOUNG = 2.0
"""And so much more where no more than two weeks are."""
YOUNG_DAYS, GROWN_DAYS = 14, 28
DAYS_BETWEEN_ALARMS = 240
DAYS_PER_PEAK = 8
"""One in so many days is among the peaks that tell how high ordinary trade scores."""
MOST_EXCESS = 8.0
"""A peak that is higher above the lowest of them was no ordinary trade."""
FEW_ORDERS = 4.0
"""Where fewer come in a day (each counted by its size) an alarm takes a score as many times higher, up to
MOST_TIMES: how large the largest order of a few may be, their past does not tell."""
MOST_TIMES = 2.0
NOTEWORTHY = 4.0
"""Excess that is less than twice the standard deviation is no peak, in squares."""

_NIGHT_H = 6
_SHARED_WEEKS = 4.0
_MOST_WEEKS = 12.0


@dataclass(frozen=True, slots=True)
class Settled:
    """What was usual a day ago and how spend strayed from it: what happens today is not to be taken for usual."""

    week: tuple[float, ...]
    """Mean spend of each hour of the week by the account's clock, in currency units."""
    dispersion: Dispersion


@dataclass(frozen=True, slots=True)
class _Case:
    """A stretch of the past."""

    end: int
    spent: float
    usual: float
    level: Level


def settled(hours: SpendHours, zone: ZoneInfo) -> Settled | None:
    """That of the account whose spend `hours` are; None where nothing was spent, or less than a week is known.

    Kept for up to six hours, as it looks at whole quarters of days.
    """
    last = hour_of(hours.end) - DAY_H
    last -= last % KEPT_H
    end = len(hours.spend) - (hour_of(hours.end) - last)
    first = max(end - LEARNT_DAYS * DAY_H, 0)
    if end < LEAST_DAYS * DAY_H or sum(hours.known[first:end]) < LEAST_DAYS * DAY_H:
        return None
    return _settled(hours.spend[first:end], hours.known[first:end], last, hours.currency, zone)


@lru_cache(maxsize=16)
def _settled(
    spend: tuple[float, ...], known: tuple[bool, ...], last: int, currency: str, zone: ZoneInfo
) -> Settled | None:
    usual = forecast.usual_spend(SpendHours(currency, start_of(last), spend, known, known), zone)
    if usual is None:
        return None
    week = usual.by_local_hour(zone)
    count = min(len(spend), PAST_DAYS * DAY_H + LEVEL_H + DAY_H)
    expected = LocalWeek.of(last - count, count, zone).along(week)
    found = _Past(spend[-count:], known[-count:], expected).dispersion(usual.order)
    return Settled(week, found)


class _Past:
    """Consecutive hours and what is usual for them."""

    def __init__(self, spend: Sequence[float], known: Sequence[bool], usual: Sequence[float]) -> None:
        self._count = len(spend)
        self._days = min(self._count / DAY_H, PAST_DAYS)
        weeks = min(max(self._count / (7 * DAY_H), 1.0), _MOST_WEEKS)
        own = (1 + _SHARED_WEEKS / (7 * weeks)) / (weeks + _SHARED_WEEKS)
        # What is usual has been told from these very hours, which stray from it less than the next ones will.
        apart = 1 / (1 - own)
        likely = [max(mean + apart * (amount - mean), 0.0) for amount, mean in zip(spend, usual, strict=True)]
        self._spent = list(accumulate(likely, initial=0.0))
        self._usual = list(accumulate(usual, initial=0.0))
        self._known = list(accumulate(known, initial=0))
        self._busy_hours = sum(amount > 0 for amount in spend)
        self._hourly = self._usual[-1] / self._count
        excess = (amount - TIMES_USUAL * mean for amount, mean in zip(spend, usual, strict=True))
        self._largest = max(*excess, 0.0)
        by_hour = [sum(usual[hour::DAY_H]) for hour in range(DAY_H)] * 2
        quiet = min(range(DAY_H), key=lambda hour: sum(by_hour[hour : hour + _NIGHT_H])) + _NIGHT_H // 2
        ends = range(self._count - (self._count - quiet) % DAY_H, DAY_H - 1, -DAY_H)
        self._whole_days = [end for end in ends if self._known[end] - self._known[end - DAY_H] == DAY_H]
        """Where they end: they are parted where the night is quietest, as each has a level of its own."""

    def dispersion(self, order: float) -> Dispersion:
        """`order` stands where the past does not tell the size of one."""
        order = self._order() or order
        found = Dispersion(
            order=order,
            largest=max(2 * order, self._largest),
            hourly=self._hourly,
            level=self._level(self._count + DAY_H),
            day_variance=self._day_variance(order),
            variances=(PRIOR_VARIANCE,) * len(STRETCHES_H),
        )
        cases = [list(self._cases(found, *stretch)) for stretch in zip(STRETCHES_H, STEPS_H, strict=True)]
        found = replace(found, variances=tuple(self._variance(found, stretches) for stretches in cases))
        few = min(max(FEW_ORDERS * order / (DAY_H * self._hourly), 1.0), MOST_TIMES)
        return replace(found, alarm=few * self._alarm(self._peaks(found, cases)))

    def _level(self, end: int) -> float:
        """Of the weeks up to a day before hour `end`, as a share of what is usual."""
        last = max(end - DAY_H, 0)
        first = max(last - LEVEL_H, 0)
        lean = self._hourly * DAY_H
        usual = self._usual[last] - self._usual[first] + lean
        return (self._spent[last] - self._spent[first] + lean) / usual if usual > 0 else 1.0

    def _of(self, start: int, end: int) -> tuple[float, float]:
        """What these hours have spent and usually spend."""
        return self._spent[end] - self._spent[start], self._usual[end] - self._usual[start]

    def _order(self) -> float:
        """The size of an order, from how hours stray from their day's own level: by the number of orders in
        proportion to their spend, by a level that wanders in proportion to its square. 0 where nothing is told.
        """
        first = second = third = error = weighted = 0.0
        for end in self._whole_days:
            spent, usual = self._of(end - DAY_H, end)
            level = spent / usual if usual > 0 else 0.0
            for hour in range(end - DAY_H, end):
                amount, mean = self._of(hour, hour + 1)
                mean *= level
                square = (amount - mean) ** 2
                error += square
                weighted += mean * square
                first += mean
                second += mean * mean
                third += mean * mean * mean
        if first <= 0 or self._busy_hours < LEAST_BUSY_HOURS:
            return 0.0
        most, rest = error / first, first * third - second * second
        if rest <= 1e-9 * first * third:
            return most
        least = max(LEAST_ORDER * most, most - MOST_WANDER * second / first)
        return min(max((error * third - weighted * second) / rest, least), most)

    def _day_variance(self, order: float) -> float:
        """Of the level of a day around that of the weeks before it."""
        excess = squares = 0.0
        for end in self._whole_days:
            spent, usual = self._of(end - DAY_H, end)
            mean = self._level(end) * usual
            excess += min((spent - mean) ** 2, usual * usual) - order * mean
            squares += mean * mean
        return _shrunk(excess, squares, len(self._whole_days), PRIOR_DAY_VARIANCE)

    def _cases(self, found: Dispersion, hours: int, step: int) -> Iterator[_Case]:
        """The stretches of so many hours."""
        known = self._known
        for end in range(self._count, max(self._count - PAST_DAYS * DAY_H, hours + REFERENCE_H) - 1, -step):
            start = end - hours
            first = start - REFERENCE_H
            if known[end] - known[first] == hours + REFERENCE_H:
                seen = self._of(first, start) if hours <= REFERENCE_UP_TO_H else (0.0, 0.0)
                yield _Case(end, *self._of(start, end), found.level_after(*seen, of_weeks=self._level(end)))

    def _variance(self, found: Dispersion, cases: Sequence[_Case]) -> float:
        """Of such stretches, beyond the level of their day and the number of their orders."""
        excess = squares = 0.0
        for case in cases:
            mean = case.usual * case.level.mean
            by_orders = found.order * mean
            square = min((case.spent - mean) ** 2, mean * mean + 9 * by_orders)
            excess += square - by_orders - case.level.variance * case.usual * case.usual
            squares += mean * mean
        return _shrunk(excess, squares, self._days, PRIOR_VARIANCE)

    def _peaks(self, found: Dispersion, cases: Sequence[Sequence[_Case]]) -> Sequence[float]:
        """The highest score of each day that had one worth noting."""
        peaks: dict[int, float] = {}
        for stretches, hours in zip(cases, STRETCHES_H, strict=True):
            for case in stretches:
                beyond = case.spent - case.usual * case.level.mean
                if beyond > 0 and beyond * beyond > NOTEWORTHY * found.variance(case.usual, case.level, hours):
                    day = (self._count - case.end) // DAY_H
                    peaks[day] = max(peaks.get(day, 0.0), found.score(case.spent, case.usual, case.level, hours))
        return list(peaks.values())

    def _alarm(self, peaks: Sequence[float]) -> float:
        """What is reached once in DAYS_BETWEEN_ALARMS, if peaks are spread exponentially."""
        rank = max(round(self._days / DAYS_PER_PEAK), 1)
        highest = [*nlargest(rank, peaks), *[0.0] * rank][:rank]
        lowest = highest[-1]
        excess = max(sum(min(peak - lowest, MOST_EXCESS) for peak in highest) / rank, 1.0)
        young = min(max((GROWN_DAYS - self._days) / (GROWN_DAYS - YOUNG_DAYS), 0.0), 1.0)
        return max(
            LEAST_SCORE + MORE_WHEN_YOUNG * young, lowest + excess * log(rank * DAYS_BETWEEN_ALARMS / self._days)
        )


def _shrunk(excess: float, squares: float, days: float, prior: float) -> float:
    """A variance by its moments, leaning on the prior one."""
    if squares <= 0:
        return prior
    found = (excess / squares * days + prior * PRIOR_DAYS) / (days + PRIOR_DAYS)
    return min(max(found, LEAST_VARIANCE), MOST_VARIANCE)
