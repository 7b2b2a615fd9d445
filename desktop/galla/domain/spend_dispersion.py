"""How far an account's spend of an hour, of some hours and of a day strays from what is usual, by its own past."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate
from math import log
from zoneinfo import ZoneInfo

from galla.domain import forecast
from galla.domain.gamma_tail import surprise
from galla.domain.gross_hours import hour_of, start_of
from galla.domain.hour_of_week import LocalWeek
from galla.domain.spend_hours import SpendHours

DAY_H = 24
KEPT_H = 6
LEARNT_DAYS = 90
"""What is usual is told from so many days."""
PAST_DAYS = 42
"""So far back an account's own past is looked at."""
STRETCHES_H = (1, 2, 4, 8, 16)
"""Hours of the stretches whose variance is told from the past; in between it is interpolated."""
STEPS_H = (1, 1, 2, 4, 4)
"""And so far apart they end in it."""
REFERENCE_UP_TO_H = 8
"""What came before a longer stretch says nothing of it."""
REFERENCE_H = 6
"""The level of today is told from so many hours before a stretch."""
LEVEL_H = 14 * DAY_H
"""And that of these weeks from so many, up to a day before."""

PRIOR_DAYS = 3.0
"""Until the past tells, each variance is taken for the following, as if seen for so many days."""
PRIOR_DAY_VARIANCE = 0.06
PRIOR_VARIANCE = 0.02
LEAST_VARIANCE = 0.002
MOST_VARIANCE = 0.5
"""All relative to the square mean."""

LEAST_SCORE = 10.0
DAYS_BETWEEN_ALARMS = 120
DAYS_PER_PEAK = 8
"""One in so many days is among the peaks that tell how high ordinary trade scores."""
MOST_EXCESS = 4.0

_NIGHT_H = 6
_SHARED_WEEKS = 4.0
_MOST_WEEKS = 12.0


@dataclass(frozen=True, slots=True)
class Level:
    """How the present level of spend compares with what is usual, and the variance of that figure."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How spend strays from what is usual; variances relative to the square mean."""

    order: float
    """The size of an order, each counted by its own size, in currency units."""
    level: float
    """Of the last weeks, as a share of what is usual."""
    day_variance: float
    """Of the level of a day."""
    variances: tuple[float, ...]
    """Of stretches of STRETCHES_H beyond the level of their day and the number of their orders."""
    alarm: float
    """The score that ordinary trade hardly ever reaches."""

    def level_after(self, spent: float, usual: float) -> Level:
        """The level, given what the hours before have spent and usually spend; that of these weeks if 0 and 0."""
        return level_after(self.level, spent, usual, self.order, self.day_variance, self.variances[0])

    def score(self, spent: float, usual: float, level: Level, hours: float) -> float:
        """How unlikely it is to have `spent` in so many hours, as -ln p; 0 where it is not more than expected."""
        mean = usual * level.mean
        if spent <= mean:
            return 0.0
        return surprise(spent, mean, self._variance(usual, level, hours))

    def _variance(self, usual: float, level: Level, hours: float) -> float:
        return _variance(usual, level, self.order, self._of_stretch(hours))

    def _of_stretch(self, hours: float) -> float:
        after = bisect_right(STRETCHES_H, hours)
        if not after or after == len(STRETCHES_H):
            return self.variances[max(after - 1, 0)]
        low, high = STRETCHES_H[after - 1], STRETCHES_H[after]
        part = (hours - low) / (high - low)
        return self.variances[after - 1] * (1 - part) + self.variances[after] * part


def level_after(level: float, spent: float, usual: float, order: float, day_variance: float, variance: float) -> Level:  # noqa: PLR0917
    """Credibility: what was seen counts as far as days differ more than hours of such spend do by chance."""
    of_days = day_variance * level * level
    if usual <= 0:
        return Level(level, of_days)
    by_chance = order * level / usual + variance * level * level
    trust = of_days / (of_days + by_chance)
    return Level(level + trust * (spent / usual - level), (1 - trust) * of_days)


def _variance(usual: float, level: Level, order: float, variance: float) -> float:
    return usual * level.mean * order + usual * usual * (level.variance + variance * level.mean * level.mean)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was usual a day ago and how spend strayed from it: what happens today is not to be taken for usual."""

    week: tuple[float, ...]
    """Mean spend of each hour of the week by the account's clock, in currency units."""
    days: float
    """How many days were seen."""
    dispersion: Dispersion


def settled(hours: SpendHours, zone: ZoneInfo) -> Settled | None:
    """That of the account whose spend `hours` are; None where nothing was spent.

    Kept for up to six hours, as it looks at whole quarters of days.
    """
    last = hour_of(hours.end) - DAY_H
    last -= last % KEPT_H
    end = len(hours.spend) - (hour_of(hours.end) - last)
    if end <= 0:
        return None
    first = max(end - LEARNT_DAYS * DAY_H, 0)
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
    return Settled(week, sum(known) / DAY_H, found)


class _Past:
    """Consecutive hours and what is usual for them."""

    def __init__(self, spend: Sequence[float], known: Sequence[bool], usual: Sequence[float]) -> None:
        self._count = len(spend)
        weeks = min(max(self._count / (7 * DAY_H), 1.0), _MOST_WEEKS)
        own = (1 + _SHARED_WEEKS / (7 * weeks)) / (weeks + _SHARED_WEEKS)
        apart = 1 / (1 - own)
        # What is usual has been told from these very hours, which stray from it less than the next ones will.
        self._spent = list(
            accumulate(
                [max(mean + apart * (amount - mean), 0.0) for amount, mean in zip(spend, usual, strict=True)],
                initial=0.0,
            )
        )
        self._usual = list(accumulate(usual, initial=0.0))
        self._known = list(accumulate(known, initial=0))
        self._days = max(self._count / DAY_H, 1e-9)
        self._mean = self._usual[-1] / max(len(spend), 1)
        by_hour = [sum(usual[hour::DAY_H]) for hour in range(DAY_H)] * 2
        quiet = min(range(DAY_H), key=lambda hour: sum(by_hour[hour : hour + _NIGHT_H]))
        self._day_ends = range(self._count - (self._count - quiet - _NIGHT_H // 2) % DAY_H, DAY_H - 1, -DAY_H)
        """Days are parted where the night is quietest: each has a level of its own."""

    def dispersion(self, order: float) -> Dispersion:
        level = self._level(self._count + DAY_H)
        if self._count < 2 * DAY_H:
            return Dispersion(
                order, level, PRIOR_DAY_VARIANCE, (PRIOR_VARIANCE,) * len(STRETCHES_H), LEAST_SCORE + MOST_EXCESS
            )
        self._order = self._within_days(order)
        self._day_variance = self._of_days()
        self._variances = [PRIOR_VARIANCE]
        cases = [list(self._cases(hours, step)) for hours, step in zip(STRETCHES_H, STEPS_H, strict=True)]
        self._variances = [self._of_stretches(found, hours) for found, hours in zip(cases, STRETCHES_H, strict=True)]
        return Dispersion(self._order, level, self._day_variance, tuple(self._variances), self._alarm(cases))

    def _level(self, end: int) -> float:
        """Of the weeks up to a day before hour `end`."""
        last = max(end - DAY_H, 0)
        first = max(last - LEVEL_H, 0)
        spent, usual = self._spent[last] - self._spent[first], self._usual[last] - self._usual[first]
        lean = self._mean * DAY_H
        return (spent + lean) / (usual + lean) if usual + lean > 0 else 1.0

    def _within_days(self, order: float) -> float:
        """The size of an order, from hours around their day's own level."""
        squares, spends = 0.0, 0.0
        for end in self._day_ends:
            start = end - DAY_H
            if self._known[end] - self._known[start] < DAY_H:
                continue
            spent, usual = self._spent[end] - self._spent[start], self._usual[end] - self._usual[start]
            level = spent / max(usual, 1e-12)
            for hour in range(start, end):
                mean = level * (self._usual[hour + 1] - self._usual[hour])
                squares += (self._spent[hour + 1] - self._spent[hour] - mean) ** 2
            spends += spent
        return squares / spends if squares > 0 and spends > 0 else order

    def _of_days(self) -> float:
        excess, squares, days = 0.0, 0.0, 0
        for end in self._day_ends:
            start = end - DAY_H
            if self._known[end] - self._known[start] < DAY_H:
                continue
            level = self._level(start + DAY_H)
            usual = self._usual[end] - self._usual[start]
            error = self._spent[end] - self._spent[start] - level * usual
            excess += min(error * error, usual * usual) - self._order * level * usual
            squares += (level * usual) ** 2
            days += 1
        return _shrunk(excess, squares, days, PRIOR_DAY_VARIANCE)

    def _cases(self, hours: int, step: int) -> Iterator[tuple[int, float, float, Level]]:
        """(end, spent, usual, level) of the stretches of so many hours."""
        spent, usual, known = self._spent, self._usual, self._known
        for end in range(self._count, max(self._count - PAST_DAYS * DAY_H, hours + REFERENCE_H) - 1, -step):
            start = end - hours
            first = start - REFERENCE_H
            if known[end] - known[first] < hours + REFERENCE_H:
                continue
            seen = (
                (spent[start] - spent[first], usual[start] - usual[first]) if hours <= REFERENCE_UP_TO_H else (0.0, 0.0)
            )
            level = level_after(self._level(end), *seen, self._order, self._day_variance, self._variances[0])
            yield end, spent[end] - spent[start], usual[end] - usual[start], level

    def _of_stretches(self, cases: Sequence[tuple[int, float, float, Level]], hours: int) -> float:
        excess, squares = 0.0, 0.0
        for _, spent, usual, level in cases:
            mean = usual * level.mean
            error = spent - mean
            excess += min(error * error, mean * mean + 9 * self._order * mean) - (
                self._order * mean + level.variance * usual * usual
            )
            squares += mean * mean
        return _shrunk(excess, squares, self._days, PRIOR_VARIANCE)

    def _alarm(self, cases: Sequence[Sequence[tuple[int, float, float, Level]]]) -> float:
        """What is reached once in DAYS_BETWEEN_ALARMS, by the peaks of the days."""
        peaks: dict[int, float] = {}
        for found, variance in zip(cases, self._variances, strict=True):
            for end, spent, usual, level in found:
                mean = usual * level.mean
                spread = _variance(usual, level, self._order, variance)
                if spent > mean and (spent - mean) ** 2 > 4 * spread:
                    day = (self._count - end) // DAY_H
                    peaks[day] = max(peaks.get(day, 0.0), surprise(spent, mean, spread))
        days = min(self._days, PAST_DAYS)
        rank = max(round(days / DAYS_PER_PEAK), 1)
        highest = [*nlargest(rank, peaks.values()), *[0.0] * rank][:rank]
        lowest = highest[-1]
        excess = max(sum(min(peak - lowest, MOST_EXCESS) for peak in highest) / rank, 1.0)
        return max(LEAST_SCORE, lowest + excess * log(rank * DAYS_BETWEEN_ALARMS / max(days, 1.0)))


def _shrunk(excess: float, squares: float, days: float, prior: float) -> float:
    """A variance by its moments, leaning on the prior one."""
    if squares <= 0:
        return prior
    found = (excess / squares * days + prior * PRIOR_DAYS) / (days + PRIOR_DAYS)
    return min(max(found, LEAST_VARIANCE), MOST_VARIANCE)
