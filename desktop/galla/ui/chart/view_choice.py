"""What the owner looks at: a range up to now or a view of their own, and bars per hour, day or week. No widget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from galla.domain.chart import ChartData, ChartRequest
from galla.domain.chart_bars import BarUnit
from galla.domain.model import Runway
from galla.ui.chart.ranges import (
    ChartRange,
    View,
    points_around,
    request_for,
    span_of,
    units_for,
    usual_unit,
    view_of,
    wants_other_points,
)

_SPAN_UNSEEN = timedelta(days=365)
"""Bars are offered as for a year while nothing is drawn."""


class ViewChoice:
    """Holds the choice and says what it asks for; a week to begin with."""

    def __init__(self) -> None:
        self.range: ChartRange | None = ChartRange.WEEK
        """None once the owner moved the view."""
        self.view: View | None = None
        """None before anything is drawn."""
        self._unit: BarUnit | None = None

    @property
    def unit(self) -> BarUnit:
        """The bars to draw: those chosen where they fit the view, else those that do."""
        return self._unit if self._unit in self.units else usual_unit(self._span)

    @property
    def units(self) -> tuple[BarUnit, ...]:
        """The bars to choose from."""
        return units_for(self._span)

    def choose_range(self, chosen: ChartRange) -> None:
        """Looks at `chosen`."""
        self.range = chosen

    def choose_unit(self, unit: BarUnit | None) -> None:
        """Wants bars per `unit` where they fit the view; None for those that fit it best."""
        self._unit = unit

    def fit(self, first: datetime, now: datetime, runway: Runway) -> None:
        """Where a range is chosen, looks at all of it in a history that begins at `first`."""
        if self.range is not None:
            self.view = view_of(self.range, first, now, runway)

    def move(self, start_s: float, end_s: float) -> None:
        """Looks at the time between two instants (POSIX seconds)."""
        self.view = View(datetime.fromtimestamp(start_s, UTC), datetime.fromtimestamp(end_s, UTC))
        self.range = None

    def panned(self, share: float) -> tuple[float, float] | None:
        """The edges (POSIX seconds) after a move by this share of the span; negative to the past."""
        if self.view is None:
            return None
        by = self.view.span * share
        return (self.view.start + by).timestamp(), (self.view.end + by).timestamp()

    def zoomed(self, factor: float) -> tuple[float, float] | None:
        """The edges (POSIX seconds) of this many times as much around the middle; under 1 for a closer look."""
        if self.view is None:
            return None
        middle, half = self.view.start + self.view.span / 2, self.view.span / 2 * factor
        return (middle - half).timestamp(), (middle + half).timestamp()

    def request(self, account_id: str, chosen: ChartRange, now: datetime) -> ChartRequest:
        """What to ask for to draw `chosen` up to `now`."""
        span = span_of(chosen)
        return request_for(account_id, None if span is None else now - span, now)

    def other_request(self, account_id: str, data: ChartData, now: datetime) -> ChartRequest | None:
        """What to ask for where `data` does not reach, or is not fine enough, for the view; None where it is."""
        if self.view is None or not wants_other_points(data.request, len(data.times_s), self.view, now):
            return None
        return request_for(account_id, *points_around(self.view, now))

    @property
    def _span(self) -> timedelta:
        return _SPAN_UNSEEN if self.view is None else self.view.span
