"""How a day's deviation from its usual spend carries on: learned from this account's own past, by ridge regression.

A day stands above or below its weekday's usual for reasons that last (a campaign, a sales channel that died), that
alternate (a promotion every other week) or that are gone tomorrow. Which of them, the past tells: today's deviation is
regressed on those of 7 and 14 days before and on the mean of the last days. Without evidence all three coefficients
are zero, and the level alone remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

LAGS = (7, 14)
FIRST = 21
"""The first day with all that it is regressed on."""
LEARNED_FROM, LEARNED_FULLY = 28, 42
"""Days: what is learned comes to count little by little between these."""
MEMORY_DAYS = 7.0
"""Half-life of the mean of the last days."""
SETTLED = 3.0
"""That mean leans on zero as if so many days without deviation had been seen."""
RIDGE = 5.0
"""Times the mean square of each regressor: as if it had been seen for five days without effect."""
USUAL_SQUARES = (1.0, 1.0, 0.1)
"""What those mean squares usually are beside that of the deviations themselves. None is taken for less: a regressor
that hardly ever moved would otherwise get a coefficient beyond reason, and the first campaign ever would run wild."""
HALF_LIFE_DAYS = 60.0
"""Of everything that is learned: a season. Faster change is the business of the deviations."""
START_DAYS = 14
"""The level of the first days is their own mean, with the weight of a week."""
LOWEST, HIGHEST = -3.0, 3.0
"""Deviations beyond (the upper times the weekday's factor) are cut: one bulk order is no trend."""
LEAST_LEFT = 0.1
"""No day is expected under a tenth of its usual."""


@dataclass(frozen=True, slots=True)
class Deviations:
    """Each past day's spend relative to the level before it, less its weekday factor. Sequences of equal length."""

    spend: Sequence[float]
    factors: Sequence[float]
    weights: Sequence[float]
    level_before: list[float]
    deviation: list[float]

    @classmethod
    def of(cls, spend: Sequence[float], factors: Sequence[float], weights: Sequence[float]) -> Deviations:
        """From spend, weekday factor and weight of each day, oldest first; not all spend is zero."""
        keep = 0.5 ** (1 / HALF_LIFE_DAYS)
        start = spend[:START_DAYS]
        spent, passed = sum(start) / len(start) * 7, 7.0
        floor = max(sum(spend) / len(spend) * 1e-9, 1e-12)
        levels, deviations = [], []
        for value, factor in zip(spend, factors, strict=True):
            level = max(spent / passed, floor)
            levels.append(level)
            deviations.append(_cut(value / level - factor, factor))
            spent, passed = spent * keep + value, passed * keep + factor
        return cls(spend, factors, weights, levels, deviations)


SHIFT_DAYS = range(3, 15)
"""A level that has just shifted shows in so many days at least, by their median: one bulk order is no shift."""
SHIFT_EVIDENCE = 5.0
"""How much likelier than none a shift must be (as a logarithm) before any of it is believed."""
SHIFT_BEFORE, PRIOR_SQUARE = 7, 0.36
"""After a week at least; until days tell how much they vary, their square deviation leans on this."""
KNOWN, LEAST_FACTOR = 0.4, 0.3
"""A day of at least that weight and, for what is divided by it, that weekday's factor."""
MEDIAN_EFFICIENCY = 0.64
"""A median is worth so many of its days in a mean."""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What the deviations say of the days ahead."""

    ahead: tuple[float, ...]
    """Spend of each day ahead, relative to the level: its weekday factor and what is carried over."""
    unexplained: float
    """The share of the deviations' variance that the regression leaves, at most 1."""
    shift: float = 0.0
    """By how much of itself the level seems to have shifted in the last two weeks, as contained in `ahead`."""


def carry_over(past: Deviations, level: float, ahead: Sequence[float]) -> CarriedOver:
    """The days ahead, whose weekday factors are `ahead`, at `level`."""
    count = len(past.deviation)
    rows = _rows(past)
    targets, weights = past.deviation[FIRST:], past.weights[FIRST:]
    trust = min(max((count - LEARNED_FROM) / (LEARNED_FULLY - LEARNED_FROM), 0.0), 1.0)
    week, fortnight, last_days = _ridge(rows, targets, weights) if trust else (0.0, 0.0, 0.0)
    coefficients = (trust * week, trust * fortnight, trust * last_days)
    expected = [0.0] * min(FIRST, count) + [sum(map(mul, coefficients, row)) for row in rows]
    errors = [target - value for target, value in zip(past.deviation, expected, strict=True)]
    left = sum(map(mul, weights, map(mul, errors[FIRST:], errors[FIRST:])))
    whole = sum(map(mul, weights, map(mul, targets, targets)))
    shift = _shift(errors, past.factors, past.weights)
    path = _path(past, level, ahead, coefficients) if trust else ahead
    return CarriedOver(
        tuple(max(value + factor * shift, LEAST_LEFT * factor) for value, factor in zip(path, ahead, strict=True)),
        min(left / whole, 1.0) if whole > 0 else 1.0,
        shift,
    )


def _shift(errors: Sequence[float], factors: Sequence[float], weights: Sequence[float]) -> float:
    """How far the level has moved in the last days, beyond what chance and the regression explain; mostly 0.

    The likeliest beginning of a shift is looked for; what is believed of it grows with the evidence. Days that are
    guesses have no say.
    """
    seen = [index for index, weight in enumerate(weights) if weight >= KNOWN]
    squares = list(accumulate(map(mul, weights, map(mul, errors, errors)), initial=0.0))
    totals = list(accumulate(weights, initial=0.0))
    best = shift = 0.0
    for days in SHIFT_DAYS:
        if len(seen) < days + SHIFT_BEFORE:
            break
        start = seen[-days]
        variance = (squares[start] + PRIOR_SQUARE * SHIFT_BEFORE) / (totals[start] + SHIFT_BEFORE)
        found = _median([errors[index] / max(factors[index], LEAST_FACTOR) for index in seen[-days:]])
        evidence = MEDIAN_EFFICIENCY * days * found * found / (2 * variance)
        if evidence > best:
            best, shift = evidence, found
    return shift * (1 - SHIFT_EVIDENCE / best) if best > SHIFT_EVIDENCE else 0.0


def _median(values: Sequence[float]) -> float:
    """Of at least one value; the standard library's module for it would bring five others into the tray."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _rows(past: Deviations) -> list[tuple[float, float, float]]:
    """What each day from `FIRST` on is regressed on."""
    deviation, recent = past.deviation, _Recent()
    rows = []
    for index, factor in enumerate(past.factors):
        if index >= FIRST:
            rows.append((deviation[index - LAGS[0]], deviation[index - LAGS[1]], factor * recent.mean))
        recent.add(deviation[index], factor)
    return rows


def _path(
    past: Deviations, level: float, ahead: Sequence[float], coefficients: tuple[float, float, float]
) -> tuple[float, ...]:
    """Day after day, what is expected becomes what the next one follows."""
    recent, deviation = _Recent(), []
    for value, factor in zip(past.spend, past.factors, strict=True):
        found = _cut(value / level - factor, factor)
        deviation.append(found)
        recent.add(found, factor)
    week, fortnight, last_days = coefficients
    # What is expected may follow from what was seen, but not grow by following itself: a campaign of three days once
    # had a forecast that doubled within a week.
    most = abs(recent.mean)
    result = []
    for factor in ahead:
        lately = min(max(recent.mean, -most), most)
        found = week * deviation[-LAGS[0]] + fortnight * deviation[-LAGS[1]] + last_days * factor * lately
        found = min(max(found, (LEAST_LEFT - 1) * factor), HIGHEST * max(factor, LEAST_FACTOR))
        deviation.append(found)
        recent.add(found, factor)
        result.append(factor + found)
    return tuple(result)


class _Recent:
    """Mean deviation of the last days relative to their factors, exponentially weighted."""

    def __init__(self) -> None:
        self._keep = 0.5 ** (1 / MEMORY_DAYS)
        self._deviation = self._factor = 0.0

    @property
    def mean(self) -> float:
        return self._deviation / (self._factor + SETTLED)

    def add(self, deviation: float, factor: float) -> None:
        self._deviation = self._deviation * self._keep + deviation
        self._factor = self._factor * self._keep + factor


def _ridge(
    rows: Sequence[tuple[float, float, float]], targets: Sequence[float], weights: Sequence[float]
) -> tuple[float, float, float]:
    """Weighted least squares with a penalty on each coefficient; zeros where a regressor never moved."""
    first, second, third = zip(*rows, strict=True)
    columns = (first, second, third)
    weighted = [list(map(mul, weights, column)) for column in columns]
    total = max(sum(weights), 1e-12)
    matrix = [[sum(map(mul, one, other)) for other in columns] for one in weighted]
    square = sum(map(mul, weights, map(mul, targets, targets))) / total
    for index, usual in enumerate(USUAL_SQUARES):
        matrix[index][index] += RIDGE * max(matrix[index][index] / total, usual * square, 1e-9)
    right = [sum(map(mul, one, targets)) for one in weighted]
    return _solved(matrix, right)


def _solved(matrix: list[list[float]], right: list[float]) -> tuple[float, float, float]:
    """By Cramer's rule; the matrix is symmetric and positive definite."""
    (a, b, c), (_, d, e), (_, _, f) = matrix
    x, y, z = right
    minor_a, minor_b, minor_c = d * f - e * e, b * f - c * e, b * e - c * d
    determinant = a * minor_a - b * minor_b + c * minor_c
    if determinant <= 0:
        return 0.0, 0.0, 0.0
    return (
        (x * minor_a - y * minor_b + z * minor_c) / determinant,
        (-x * minor_b + y * (a * f - c * c) - z * (a * e - b * c)) / determinant,
        (x * minor_c - y * (a * e - b * c) + z * (a * d - b * b)) / determinant,
    )


def _cut(deviation: float, factor: float) -> float:
    return min(max(deviation, LOWEST), HIGHEST * max(factor, LEAST_FACTOR))
