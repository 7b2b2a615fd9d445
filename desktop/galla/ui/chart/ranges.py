"""Which span of time is looked at, and what is asked for to draw it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from galla.domain.chart import ChartRequest
from galla.domain.chart_bars import USUAL_SLOTS, BarUnit
from galla.domain.model import Runway


class ChartRange(StrEnum):
    """The ranges to choose from, in the order of their buttons and keys (1–6)."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "1y"
    ALL = "all"


_SPANS = {
    ChartRange.DAY: timedelta(hours=24),
    ChartRange.WEEK: timedelta(days=7),
    ChartRange.MONTH: timedelta(days=30),
    ChartRange.QUARTER: timedelta(days=90),
    ChartRange.YEAR: timedelta(days=365),
}

_DAY = timedelta(days=1)
SHORTEST_VIEW = timedelta(minutes=20)
_HOURLY_UP_TO = timedelta(days=45)
_WEEKLY_FROM = timedelta(days=20)
_POINTS = 1600
"""Twice the width of a large window: more are painted slowly and not seen."""
_FINER_BELOW = 0.5
"""A view under this share of what was loaded is worth finer points."""


@dataclass(frozen=True, slots=True)
class View:
    """What the time axis shows, from `start` to `end`."""

    start: datetime
    end: datetime

    @property
    def span(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


def span_of(chosen: ChartRange) -> timedelta | None:
    """How far back `chosen` looks; None for all there is."""
    return _SPANS.get(chosen)


def future_of(span: timedelta, runway: Runway) -> timedelta:
    """How much of the time to come is shown beside `span` of history: the forecast, up to a third of the history."""
    latest = runway.p90_days
    if latest is None and runway.course:
        latest = runway.course[-1].days
    if latest is None:
        latest = runway.p50_days
    if latest is None or runway.is_of_a_first_day:  # that draws no forecast
        return span * 0.03
    return min(max(timedelta(days=latest) * 1.12, span * 0.06), span * 0.32)


def view_of(chosen: ChartRange, first: datetime, now: datetime, runway: Runway) -> View:
    """What `chosen` shows of a history that begins at `first`: no empty months before it, the forecast after it."""
    span = span_of(chosen) or max(now - first, _DAY)
    start = max(now - span, min(first, now - min(span, _DAY)))
    return View(start, now + future_of(now - start, runway))


def usual_unit(span: timedelta) -> BarUnit:
    """The bars that fit `span` unless the owner chooses others."""
    if span <= timedelta(days=3):
        return BarUnit.HOUR
    return BarUnit.DAY if span <= timedelta(days=200) else BarUnit.WEEK


def units_for(span: timedelta) -> tuple[BarUnit, ...]:
    """The bars that can be told apart, and are more than a few, in `span`."""
    units = [BarUnit.DAY]
    if span <= _HOURLY_UP_TO:
        units.insert(0, BarUnit.HOUR)
    if span >= _WEEKLY_FROM:
        units.append(BarUnit.WEEK)
    return tuple(units)


def request_for(account_id: str, start: datetime | None, end: datetime) -> ChartRequest:
    """The request for `start` … `end`, with the weeks before it that tell what is usual."""
    if start is None:
        return ChartRequest(account_id, None, end, _POINTS)
    return ChartRequest(account_id, start, end, _POINTS, hours_from=start - timedelta(weeks=USUAL_SLOTS + 1))


def wants_other_points(loaded: ChartRequest, points: int, view: View, now: datetime) -> bool:
    """Whether `view` reaches beyond what was loaded, or could be drawn finer than with the loaded points."""
    if loaded.start is not None and view.start < loaded.start:
        return True
    if min(view.end, now) > loaded.end + view.span * 0.05:
        return True
    if loaded.start is None:
        return False
    thinned = points >= loaded.max_points * 0.4
    return thinned and view.span < (loaded.end - loaded.start) * _FINER_BELOW


def points_around(view: View, now: datetime) -> tuple[datetime, datetime]:
    """What to load for `view`: half of it more on either side, so that a small pan needs no second answer."""
    margin = view.span / 2
    end = min(view.end + margin, now)
    return min(view.start - margin, end - SHORTEST_VIEW), end
