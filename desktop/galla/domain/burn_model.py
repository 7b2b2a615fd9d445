"""What the spend of the coming days is expected to be, and how far it may differ: fitted to days that end now.

docs/forecast.md says why each part is there and what it is worth. In short, for the day `h` days ahead:

    mean = level · weekday factor · (1 + deviation), where the deviation follows what was seen 7 and 14 days before
    that day and over the last week, as far as such deviations carried on in this account's own past.

Everything is linear in the number of days and needs no library: a tray application runs it after every reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

from galla.domain.carry_over import HALF_LIFE_DAYS, Deviations, carry_over
from galla.domain.day_windows import HOURS, DayWindows
from galla.domain.runway import HORIZON_DAYS

WEEK = 7
PRIOR_WEEKS = 0.5
"""A weekday is trusted as if half a week of it had been seen at the mean before: two Sundays without spend make a
Sunday of a fifth of a usual day, five one of a tenth."""
MOST_TIMES_MEAN = 4.0
"""What goes beyond it makes no weekday: one bulk order is no Tuesday."""
WEEKDAYS_FROM, WEEKDAYS_FULLY = 7, 14
"""Days: weekdays come to count little by little between these, so that no single hour of history changes much."""
PRIOR_SHAPE_DAYS = 4.0
"""The hours of one weekday are taken from all days until it has been seen that often."""
EVEN_SHARE = 0.03
"""Some spend is possible at any hour, also one that has never seen any."""

PRIOR_DAYS = 3.0
"""Until days tell how much they vary, they are taken to vary as below."""
PRIOR_VARIANCE = 0.36
"""Of a day relative to its square mean."""
VARIANCE_PER_BURST = 2.5
"""And in addition by how few bursts the spend was made of: their sizes vary as well as their number."""
DAYS_FOR_VARIANCE = 90
SKEW = (-2.0, 6.0)
LEVEL_DAYS = 14.0
"""A level is at most as certain as the mean of that many days: it moves on after them."""
DRIFT_DAYS = 14
PRIOR_DRIFT = 0.01
"""Variance of the level over two weeks, relative; as if seen over `PRIOR_DRIFT_SPANS` such spans."""
PRIOR_DRIFT_SPANS = 6.0
MOST_DRIFT = 0.36
PRIOR_ORDER_DAYS = 0.5
"""An order is taken for half a day's spend at first, as if one day of such orders had been seen."""
LEAST_SPEND = 1e-12
"""Below any unit of money: what refunds and rounding leave of an hour."""
LEAST_SHIFTED = 0.5
"""A shift of the level that has just been seen may be over tomorrow, or only the beginning: its deviation is its size,
relative to the level that it led to, which is taken for half of the former one at least."""
COLD_VARIANCE = 0.05
"""One day is no random sample of days: this much more variance of the level with one day, half with two."""
FIRST_VARIANCE = 1.0
"""Nor are a few hours one of hours: this much more, times one less than the square of how often they go into a day."""


@dataclass(frozen=True, slots=True)
class BurnModel:
    """Expected spend of the next 60 days and the parameters of its spread. Spend in currency units."""

    mean: tuple[float, ...]
    """Of each day ahead, counted from now."""
    factor: tuple[float, ...]
    """Of each day ahead: how much of a usual day it is, by its weekday; the mean over a week is 1."""
    shape: tuple[tuple[float, ...], ...]
    """For the seven days of a week ahead: the share of each of the day's 24 hours; each sums to 1."""
    variance: float
    """Of one day's spend around what was expected, relative to the square of a usual day."""
    skew: float
    """Of the same."""
    level_variance: float
    """Of the level, relative to its square: what all days ahead have in common."""
    level_bias: float
    """By how much of itself the mean of the days seen is probably too low."""
    days: float
    """How many days it is based on."""
    order: float
    """The size of an order, each counted by its own size, in currency units. Above zero."""

    @property
    def by_hour(self) -> tuple[float, ...]:
        """Mean spend of each hour of the next seven days."""
        scale = 1 + self.level_bias
        days = zip(self.mean[:WEEK], self.shape, strict=True)
        return tuple(scale * mean * share for mean, shape in days for share in shape)


def fit(windows: DayWindows) -> BurnModel | None:
    """The model of what follows `windows`; None where nothing was spent or nothing is known."""
    days = windows.days
    weights = [0.5 ** ((len(windows.spend) - 1 - index) / HALF_LIFE_DAYS) for index in range(len(windows.spend))]
    weights = list(map(mul, weights, windows.known))
    if days <= 0 or sum(map(mul, weights, windows.spend)) < LEAST_SPEND:
        return None
    factors, fitted = _weekday_factors(windows, weights)
    past = [factors[(index - len(windows.spend)) % WEEK] for index in range(len(windows.spend))]
    level = sum(map(mul, weights, windows.spend)) / sum(map(mul, weights, past))
    deviations = Deviations.of(windows.spend, past, weights)
    ahead = [factors[day % WEEK] for day in range(HORIZON_DAYS)]
    carried = carry_over(deviations, level, ahead)
    variance, skew = _variance_and_skew(windows, past, fitted, carried.unexplained)
    drift = _drift(windows, deviations, past, variance)
    shapes = _shapes(windows, weights)
    if windows.bursts > 0:
        variance += VARIANCE_PER_BURST * days / max(windows.bursts, 1.0) * PRIOR_DAYS / (days + PRIOR_DAYS)
    shifted = (carried.shift / max(1 + carried.shift, LEAST_SHIFTED)) ** 2
    first = FIRST_VARIANCE * max(1 / (days * days) - 1, 0.0)
    return BurnModel(
        mean=tuple(level * max(value, 0.0) for value in carried.ahead),
        factor=tuple(ahead),
        shape=shapes,
        variance=variance,
        skew=skew,
        level_variance=variance / min(days, LEVEL_DAYS) + drift + COLD_VARIANCE / days + first + shifted,
        # Few skewed days have a mean that is more often too low than too high. Of a level that is gamma distributed,
        # given the mean of n days of variance v, the median is about 1 + v / 3n times that mean.
        level_bias=min((variance + COLD_VARIANCE) / days, 1.0) / 3,
        days=days,
        order=_order(windows, past, shapes, level),
    )


def _weekday_factors(windows: DayWindows, weights: Sequence[float]) -> tuple[list[float], float]:
    """For the place in the week of the window that follows next, and of the six after it; their mean is 1.

    And how many parameters they are: six freely fitted ones, or less as far as they lean on 1.
    """
    count = len(windows.spend)
    trust = min(max((windows.days - WEEKDAYS_FROM) / (WEEKDAYS_FULLY - WEEKDAYS_FROM), 0.0), 1.0)
    if trust == 0.0:
        return [1.0] * WEEK, 0.0
    most = MOST_TIMES_MEAN * sum(map(mul, weights, windows.spend)) / sum(weights)
    weighted = [weight * min(spend, most) for weight, spend in zip(weights, windows.spend, strict=True)]
    mean = sum(weighted) / sum(weights)
    factors = []
    for day in range(WEEK):
        first = (count + day) % WEEK
        seen = sum(weights[first::WEEK])
        found = (sum(weighted[first::WEEK]) / mean + PRIOR_WEEKS) / (seen + PRIOR_WEEKS)
        factors.append(1 + trust * (found - 1))
    scale = WEEK / sum(factors)
    weeks = windows.days / WEEK
    return [factor * scale for factor in factors], trust * (WEEK - 1) * weeks / (weeks + PRIOR_WEEKS)


def _shapes(windows: DayWindows, weights: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    """Shares of the 24 hours of the next seven days: of the same weekday, leaning on all days."""
    count = len(windows.by_hour)
    by_weekday = []
    for day in range(WEEK):
        first = (count + day) % WEEK
        hours = zip(*windows.by_hour[first::WEEK], strict=True)
        sums = [sum(map(mul, weights[first::WEEK], spends)) for spends in hours]
        by_weekday.append(sums or [0.0] * HOURS)
    overall = [sum(hour) for hour in zip(*by_weekday, strict=True)]
    total = sum(overall)
    usual = [(1 - EVEN_SHARE) * spend / total + EVEN_SHARE / HOURS for spend in overall]
    day_spend = total / sum(weights)
    shapes = []
    for sums in by_weekday:
        blended = [spend + PRIOR_SHAPE_DAYS * day_spend * share for spend, share in zip(sums, usual, strict=True)]
        scale = 1 / sum(blended)
        shapes.append(tuple(spend * scale for spend in blended))
    return tuple(shapes)


def _order(windows: DayWindows, factors: Sequence[float], shapes: Sequence[Sequence[float]], level: float) -> float:
    """Variance of the hours around what is usual for them over their mean.

    Where orders come independently of each other, that is the mean of their squares over their mean: the size of an
    order, each counted by its own size.
    """
    count = len(windows.spend)
    squares, spent = PRIOR_ORDER_DAYS, 1.0  # in days of spend
    for index in range(max(count - DAYS_FOR_VARIANCE, 0), count):
        day, known = factors[index], windows.known[index]
        shape, hours = shapes[(index - count) % WEEK], windows.by_hour[index]
        squares += known * sum([(hour / level - day * share) ** 2 for hour, share in zip(hours, shape, strict=True)])
        spent += known * windows.spend[index] / level
    return max(level * squares / spent, LEAST_SPEND)


def _variance_and_skew(
    windows: DayWindows, past: Sequence[float], fitted: float, unexplained: float
) -> tuple[float, float]:
    """Of a day's spend around its weekday's mean, both leaning on a gamma distribution while days are few.

    `fitted`: how many parameters the means have beside the level. `unexplained` is the share of the variance that the
    deviations carried over do not explain.
    """
    spend, factors = windows.spend[-DAYS_FOR_VARIANCE:], past[-DAYS_FOR_VARIANCE:]
    known = windows.known[-DAYS_FOR_VARIANCE:]
    count = sum(known)
    mean = sum(map(mul, known, spend)) / max(sum(map(mul, known, factors)), 1e-9)
    if mean <= 0:
        return PRIOR_VARIANCE, 2 * PRIOR_VARIANCE**0.5
    errors = [value / mean - factor for value, factor in zip(spend, factors, strict=True)]
    squares = [weight * error * error for weight, error in zip(known, errors, strict=True)]
    usual = max(sum(map(mul, known, map(mul, factors, factors))), 1e-9)
    square = sum(squares) / usual * count / max(count - 1 - fitted, 1.0)
    cube = sum(map(mul, squares, errors)) / usual * count / max(count - 2, 1.0)
    variance = (square * count + PRIOR_VARIANCE * PRIOR_DAYS) / (count + PRIOR_DAYS)
    third = (cube * count + 2 * variance * variance * PRIOR_DAYS) / (count + PRIOR_DAYS)
    skew = min(max(third / variance**1.5, SKEW[0]), SKEW[1])
    return max(variance * unexplained, 1e-6), skew


def _drift(windows: DayWindows, deviations: Deviations, past: Sequence[float], variance: float) -> float:
    """Variance of the level over two weeks: how far past forecasts of two weeks were off beyond what days vary."""
    count, span = len(past), DRIFT_DAYS
    if count < 3 * span:
        return PRIOR_DRIFT
    spent = list(accumulate(windows.spend, initial=0.0))
    factor = list(accumulate(past, initial=0.0))
    square = list(accumulate(map(mul, past, past), initial=0.0))
    seen = 0.0
    starts = range(span, count - span + 1)
    for start in starts:
        whole = max(factor[start + span] - factor[start], 1e-9)
        error = (spent[start + span] - spent[start]) / (deviations.level_before[start] * whole) - 1
        seen += min(error * error, 1.0) - variance * (square[start + span] - square[start]) / (whole * whole)
    found = min(max(seen / len(starts), 0.0), MOST_DRIFT)
    spans = (count - 3 * span) / span  # so that the day of the first one changes nothing
    return (found * spans + PRIOR_DRIFT * PRIOR_DRIFT_SPANS) / (spans + PRIOR_DRIFT_SPANS)
