"""Quantiles of what will have been spent by any time ahead, and when a given amount will have been.

Spend up to a time is the mean times two factors. One is what days have in common, the level: lognormal around 1. The
other is what each day adds by itself: mean 1, variance and skew those of a sum of independent days, its quantiles by
Pearson's type III (a shifted gamma) in the approximation of Wilson and Hilferty (1931, as Kite 1977 has it). Deviations
of the two add up like those of independent things, as roots of squares, each side by itself in logarithms.

Spend never falls, so the time until `funds` are gone is longer than t exactly if the spend by t is less than `funds`:
the p10 of the time is when the p90 of the spend reaches the funds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from math import exp, hypot, log, log1p, sqrt

from galla.domain.burn_model import WEEK, BurnModel
from galla.domain.day_windows import HOURS
from galla.domain.runway import HORIZON_DAYS

Z90 = 1.2815515655446004
"""The standard normal's p90."""
LEAST_SHARE = 1e-4
LEAST_MEDIAN = 0.02
"""No quantile of the days' factor is taken for less, so that logarithms exist."""


_Sums = tuple[float, float, float, float]
"""What accumulates with time: the mean spend, and the sums of the days' factors, their squares and cubes."""


class SpendCurve:
    """The distribution of net spend from the model's moment on."""

    def __init__(self, model: BurnModel) -> None:
        self._model = model
        self._scale = 1.0 + model.level_bias
        self._level_sd = sqrt(log1p(model.level_variance))
        factor = model.factor
        self._days: list[_Sums] = list(
            zip(
                accumulate(model.mean, initial=0.0),
                accumulate(factor, initial=0.0),
                accumulate([f * f for f in factor], initial=0.0),
                accumulate([f * f * f for f in factor], initial=0.0),
                strict=True,
            )
        )
        self._shapes = [tuple(accumulate(shape, initial=0.0)) for shape in model.shape]

    def expected(self, days: float) -> float:
        """Mean spend after `days`."""
        return self._sums(days * HOURS)[0] * self._scale

    def quantiles(self, days: float, *z: float) -> tuple[float, ...]:
        """The quantiles of the spend after `days` that belong to each `z` of the standard normal distribution."""
        return self._at(days * HOURS, z)

    def reached(self, funds: float, z: float) -> float | None:
        """Days until the spend's quantile `z` reaches `funds`; None beyond the horizon. 0 for no funds."""
        if funds <= 0:
            return 0.0

        def after(hours: int) -> float:
            return self._at(float(hours), (z,))[0]

        day = bisect_left(range(HORIZON_DAYS + 1), funds, key=lambda day: after(day * HOURS))
        if day > HORIZON_DAYS:
            return None
        begin = (day - 1) * HOURS
        hour = begin + bisect_left(range(1, HOURS + 1), funds, key=lambda hour: after(begin + hour))
        low, high = after(hour), after(hour + 1)
        within = (funds - low) / (high - low) if high > low else 1.0
        return (hour + min(max(within, 0.0), 1.0)) / HOURS

    def _sums(self, hours: float) -> _Sums:
        if hours >= HORIZON_DAYS * HOURS:
            return self._days[HORIZON_DAYS]
        day = int(hours) // HOURS
        hour = hours - day * HOURS
        before = self._days[day]
        if hour <= 0:
            return before
        shape, whole = self._shapes[day % WEEK], int(hour)
        share = shape[whole] + (shape[whole + 1] - shape[whole]) * (hour - whole)
        mean, first, second, third = before
        mean_after, first_after, second_after, third_after = self._days[day + 1]
        return (
            mean + (mean_after - mean) * share,
            first + (first_after - first) * share,
            second + (second_after - second) * share,
            third + (third_after - third) * share,
        )

    def _at(self, hours: float, zs: Sequence[float]) -> tuple[float, ...]:
        mean, first, second, third = self._sums(hours)
        mean *= self._scale
        if mean <= 0 or first <= 0 or second <= 0:
            return (0.0,) * len(zs)
        model = self._model
        sd = sqrt(model.variance * second) / first
        skew = model.skew * third / second**1.5
        middle = 1.0 + sd * _pearson(skew, 0.0)
        median = middle if middle > LEAST_MEDIAN else LEAST_MEDIAN
        likely = mean * median
        return tuple([likely if z == 0.0 else likely * self._off_median(median, sd, skew, z) for z in zs])

    def _off_median(self, median: float, sd: float, skew: float, z: float) -> float:
        """How many times the median the quantile is: what days add and what the level adds, together."""
        found, level = 1.0 + sd * _pearson(skew, z), self._level_sd * z
        if z > 0.0:
            return exp(hypot(log(found / median), level)) if found > median else exp(level)
        if found >= median:
            return exp(level)
        return exp(-hypot(log((found if found > LEAST_SHARE else LEAST_SHARE) / median), level))


def _pearson(skew: float, z: float) -> float:
    """The standardised quantile of Pearson's type III, by Wilson and Hilferty."""
    if abs(skew) < 1e-3:
        return z
    found = 2 / skew * ((1 + skew * z / 6 - skew * skew / 36) ** 3 - 1)
    bound = -2 / skew
    return max(found, bound) if skew > 0 else min(found, bound)
