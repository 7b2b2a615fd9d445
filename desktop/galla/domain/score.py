"""Scores of forecasts: how many came true within their range, by how much they were off, and to which side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, log
from statistics import median

FEWEST_SCORED = 8
"""Of fewer forecasts no share is claimed, only counts."""
FEWEST_APART = 2
"""Nor of forecasts among which there are not two that speak of different times."""
LATELY = 20
"""To which side forecasts lean is judged by the last so many."""
LEANS_FROM_FACTOR = 1.1
"""Closer than this to what was said, by the median, is no leaning."""
LEANS_FROM_SHARE = 2 / 3
"""Nor is it one unless so many of them lie on that side."""

_MEANT_SHARE = 0.8
_MEANT_SHARE_OPEN = 0.9
"""A range without an upper end leaves out its lower tenth only."""
_DAY_S = 86_400.0


class Verdict(StrEnum):
    """Where in its range a forecast ended; the middle of the range is what was called likely."""

    BEFORE_RANGE = "before_range"
    EARLY_HALF = "early_half"
    LATE_HALF = "late_half"
    AFTER_RANGE = "after_range"

    @property
    def inside(self) -> bool:
        """Whether it came true within its range."""
        return self in {Verdict.EARLY_HALF, Verdict.LATE_HALF}


class Lean(StrEnum):
    """How what happened differs from what was said, by and large."""

    MORE = "more"
    """The money lasted longer than said, or more was spent."""
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Score:
    """What became of all forecasts of one kind."""

    scored: int = 0
    pending: int = 0
    """The time they speak of is not over."""
    left_out: int = 0
    """Too much of that time is not known."""
    apart: int = 0
    """How many of the scored ones speak of times that do not overlap."""
    verdicts: tuple[int, int, int, int] = (0, 0, 0, 0)
    """How many ended before their range, in its early half, in its late half and after it; meant: 10, 40, 40, 10 %."""
    meant_share: float = _MEANT_SHARE
    """What share of the scored ones was meant to come true within the range."""
    typical_factor: float | None = None
    """Half of them were off by less than this factor (1 or more), up or down; None where nothing can be compared."""
    lean: Lean | None = None
    """To which side the last ones were off; None where there are too few to judge."""
    lean_factor: float = 1.0
    """What happened as a multiple of what was said, by the median of the last ones."""
    next_at: datetime | None = None
    """When the time of the first pending one is over."""

    @property
    def inside(self) -> int:
        """How many came true within their range."""
        return self.verdicts[1] + self.verdicts[2]

    @property
    def share_inside(self) -> float | None:
        """Which share came true within the range; None of nothing."""
        return self.inside / self.scored if self.scored else None

    @property
    def is_judged(self) -> bool:
        """Whether there are enough of them to speak of shares: eight, and not all about the same time.

        Even so they overlap and are correlated: the share of 23 forecasts is less certain than that of 23 dice.
        """
        return self.scored >= FEWEST_SCORED and self.apart >= FEWEST_APART


NOTHING_SCORED = Score()
"""No forecast was ever kept."""


def verdict_on(actual: float, low: float, middle: float, high: float | None) -> Verdict:
    """Where `actual` lies in a range; `high` None is a range without an upper end."""
    if actual < low:
        return Verdict.BEFORE_RANGE
    if high is not None and actual > high:
        return Verdict.AFTER_RANGE
    return Verdict.EARLY_HALF if actual <= middle else Verdict.LATE_HALF


class Tally:
    """Counts the forecasts of one kind, oldest first."""

    def __init__(self) -> None:
        self._pending: list[tuple[datetime, float]] = []
        self._left_out = self._open = 0
        self._verdicts: list[Verdict] = []
        self._log_ratios: list[float] = []
        self._spans: list[tuple[float, float]] = []

    def add_pending(self, at: datetime, days: float) -> None:
        """Counts one that was made at `at` and is not over before so many days."""
        self._pending.append((at, days))

    def leave_out(self) -> None:
        """Counts one of whose time too much is not known."""
        self._left_out += 1

    def add(self, at: datetime, days: float, verdict: Verdict, ratio: float | None, *, is_open: bool = False) -> None:
        """Counts one whose time is over; `ratio`: what happened as a multiple of what was called likely, above 0.

        `is_open`: its range had no upper end.
        """
        start_s = at.timestamp()
        self._spans.append((start_s, start_s + days * _DAY_S))
        self._verdicts.append(verdict)
        self._open += is_open
        if ratio is not None:
            self._log_ratios.append(log(ratio))

    def score(self) -> Score:
        """All that was counted."""
        scored = len(self._verdicts)
        open_share = self._open / scored if scored else 0.0
        before, early, late, after = (self._verdicts.count(verdict) for verdict in Verdict)
        score = Score(
            scored=scored,
            pending=len(self._pending),
            left_out=self._left_out,
            apart=_apart(self._spans),
            verdicts=(before, early, late, after),
            meant_share=_MEANT_SHARE + (_MEANT_SHARE_OPEN - _MEANT_SHARE) * open_share,
            typical_factor=exp(median(map(abs, self._log_ratios))) if self._log_ratios else None,
            next_at=_first_over(self._pending),
        )
        if not score.is_judged or len(self._log_ratios) < FEWEST_SCORED:
            return score
        lean, factor = _leaning(self._log_ratios[-LATELY:])
        return replace(score, lean=lean, lean_factor=factor)


def _leaning(log_ratios: Sequence[float]) -> tuple[Lean, float]:
    middle = median(log_ratios)
    on_that_side = sum(ratio * middle > 0 for ratio in log_ratios)
    if abs(middle) < log(LEANS_FROM_FACTOR) or on_that_side < LEANS_FROM_SHARE * len(log_ratios):
        return Lean.NEITHER, exp(middle)
    return (Lean.MORE if middle > 0 else Lean.LESS), exp(middle)


def _apart(spans: Iterable[tuple[float, float]]) -> int:
    """The largest number of spans of which no two overlap: always the one that ends first, and on from there."""
    count, free_from = 0, float("-inf")
    for start, end in sorted(spans, key=lambda span: span[1]):
        if start >= free_from:
            count, free_from = count + 1, end
    return count


def _first_over(pending: Iterable[tuple[datetime, float]]) -> datetime | None:
    first = min(pending, key=lambda item: item[0].timestamp() + item[1] * _DAY_S, default=None)
    if first is None:
        return None
    try:
        return first[0] + timedelta(days=first[1])
    except OverflowError:  # after the year 9999
        return None
