"""How a day's deviation from its usual spend carries on: learned from this account's own past, by ridge regression.

A day stands above or below its weekday's usual for reasons that last (a campaign, a sales channel that died), that
alternate (a promotion every other week) or that are gone tomorrow. Which of them, the past tells: today's deviation is
regressed on those of 7 and 14 days before and on the mean of the last days. Without evidence all three coefficients
are zero, and the level alone remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

LAGS = (7, 14)
FIRST = 21
"""The first day with all that it is regressed on."""
LEAST_DAYS = 35
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


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What the deviations say of the days ahead."""

    ahead: tuple[float, ...]
    """Spend of each day ahead, relative to the level: its weekday factor and what is carried over."""
    unexplained: float
    """The share of the deviations' variance that the regression leaves, at most 1."""


def carry_over(past: Deviations, level: float, ahead: Sequence[float]) -> CarriedOver:
    """The days ahead, whose weekday factors are `ahead`, at `level`."""
    count = len(past.deviation)
    if count < LEAST_DAYS:
        return CarriedOver(tuple(ahead), 1.0)
    rows = _rows(past)
    targets, weights = past.deviation[FIRST:], past.weights[FIRST:]
    coefficients = _ridge(rows, targets, weights)
    left = sum(
        weight * (target - sum(map(mul, coefficients, row))) ** 2
        for row, target, weight in zip(rows, targets, weights, strict=True)
    )
    whole = sum(weight * target * target for target, weight in zip(targets, weights, strict=True))
    return CarriedOver(_path(past, level, ahead, coefficients), min(left / whole, 1.0) if whole > 0 else 1.0)


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
        found = min(max(found, (LEAST_LEFT - 1) * factor), HIGHEST * max(factor, 0.3))
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
    return min(max(deviation, LOWEST), HIGHEST * max(factor, 0.3))
