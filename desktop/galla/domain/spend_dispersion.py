"""How far an account's spend may stray from what is usual, and how unlikely it is to stray as far as it did."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from galla.domain.gamma_tail import surprise

STRETCHES_H = (1, 2, 4, 8, 16)
"""Hours of the stretches that are judged; each has a variance of its own."""
REFERENCE_H = 6
"""The level of today is told from so many hours before a stretch."""
QUIET_VARIANCE = 0.01
"""Relative to the square mean: so much less is told of the day by quiet hours that usually spend half of what as many
mean ones do, and in proportion to the reciprocal of their spend."""
REFERENCE_UP_TO_H = 8
"""What came before a longer stretch says nothing of it."""


@dataclass(frozen=True, slots=True)
class Level:
    """How the present spend compares with what is usual, and the variance of that figure."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How spend strays from what is usual. Amounts in currency units, variances relative to the square mean."""

    order: float
    """The size of an order, each counted by its own size. Above zero."""
    largest: float
    """By so much the spend of an hour has exceeded three times the usual one, at most."""
    hourly: float
    """Mean spend of an hour."""
    level: float
    """Of the last weeks, as a share of what is usual."""
    day_variance: float
    """Of the level of a day."""
    variances: tuple[float, ...]
    """Of stretches of STRETCHES_H beyond the level of their day and the number of their orders."""
    alarm: float = 0.0
    """The score that ordinary trade hardly ever reaches."""

    def level_after(self, spent: float, usual: float, of_weeks: float | None = None) -> Level:
        """The level, given what the hours before have spent and usually spend.

        It leans on that of the weeks before (this account's present one if None): what was seen counts as far as days
        differ more than such hours do by chance. Hours at night say little of the day.
        """
        weeks = self.level if of_weeks is None else of_weeks
        of_days = self.day_variance * weeks * weeks
        if usual <= 0:
            return Level(weeks, of_days)
        quiet = max(REFERENCE_H * self.hourly / usual - 1.0, 0.0)
        by_chance = self.order * weeks / usual + (self.variances[0] + QUIET_VARIANCE * quiet) * weeks * weeks
        trust = of_days / (of_days + by_chance)
        return Level(max(weeks + trust * (spent / usual - weeks), 0.0), (1 - trust) * of_days)

    def variance(self, usual: float, level: Level, hours: float) -> float:
        """Of the spend of so many hours that usually spend `usual`, in square currency units."""
        beyond = level.variance + self._of_stretch(hours) * level.mean * level.mean
        return usual * level.mean * self.order + usual * usual * beyond

    def score(self, spent: float, usual: float, level: Level, hours: float) -> float:
        """How unlikely it is to have `spent` in so many hours, as -ln p; 0 where it is not more than expected."""
        mean, variance = usual * level.mean, self.variance(usual, level, hours)
        return surprise(spent, mean, variance) if spent > mean > 0 else 0.0

    def _of_stretch(self, hours: float) -> float:
        after = bisect_right(STRETCHES_H, hours)
        if not after or after == len(STRETCHES_H):
            return self.variances[max(after - 1, 0)]
        low, high = STRETCHES_H[after - 1], STRETCHES_H[after]
        part = (hours - low) / (high - low)
        return self.variances[after - 1] * (1 - part) + self.variances[after] * part
