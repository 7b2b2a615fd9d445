"""How unlikely a gamma distributed amount is to be as large as it was."""

from __future__ import annotations

from math import lgamma, log

_STEPS = 200
_PRECISION = 1e-6
_TINY = 1e-300


def surprise(amount: float, mean: float, variance: float) -> float:
    """-ln P(X >= `amount`) of a gamma distributed X, at least 0; 0 for what is no larger than usual.

    `mean` and `variance` are above zero, in the units of `amount` and their square. Exact to about 1e-5 where the
    amount is above the mean by a variance over the mean; whatever is less than that surprises nobody.
    """
    shape, at = mean * mean / variance, amount * mean / variance
    if at <= shape + min(shape, 1.0):
        return 0.0
    return max(at - shape * log(at) + lgamma(shape) - log(_fraction(shape, at)), 0.0)


def _fraction(shape: float, at: float) -> float:
    """The continued fraction of the incomplete gamma function (Abramowitz and Stegun 6.5.31), by Lentz's method."""
    denominator = at + 1.0 - shape
    c, d = 1.0 / _TINY, 1.0 / denominator
    found = d
    for step in range(1, _STEPS):
        numerator = step * (shape - step)
        denominator += 2.0
        d = numerator * d + denominator
        c = denominator + numerator / c
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = c if abs(c) > _TINY else _TINY
        change = c * d
        found *= change
        if abs(change - 1.0) < _PRECISION:
            break
    return found
