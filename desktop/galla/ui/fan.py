"""The forecast as a fan: between which balances the account will be, and which is likely. Light: for the panel too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush

from galla.domain.model import Snapshot
from galla.domain.runway import SpendPoint

EDGE_POINTS = 96
"""Of each edge: the outline stays under 200 points, however fine the course is."""
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A balance over time that never rises: POSIX seconds, not falling, and as many balances."""

    times_s: tuple[float, ...]
    balances: tuple[float, ...]

    @property
    def end_s(self) -> float:
        """The last instant."""
        return self.times_s[-1]

    def at(self, at_s: float) -> float:
        """The balance at that instant, between two points by a straight line; before and after, that of the end."""
        after = bisect_right(self.times_s, at_s)
        if after == 0:
            return self.balances[0]
        if after == len(self.times_s):
            return self.balances[-1]
        since, until = self.times_s[after - 1], self.times_s[after]
        share = (at_s - since) / (until - since)
        return self.balances[after - 1] + share * (self.balances[after] - self.balances[after - 1])


@dataclass(frozen=True, slots=True)
class Expected:
    """What the forecast says of one instant; `likely` is None where it is not known."""

    low: float
    likely: float | None
    high: float


@dataclass(frozen=True, slots=True)
class Fan:
    """From the last balance to the reserve: the cautious edge, the likely course and the hopeful edge."""

    reserve: float
    low: Edge
    likely: Edge | None
    high: Edge

    @property
    def start_s(self) -> float:
        """The last reading."""
        return self.high.times_s[0]

    @property
    def end_s(self) -> float:
        """Where even the hopeful edge is at the reserve, or the forecast ends."""
        return self.high.end_s

    @property
    def balance(self) -> float:
        """The last balance."""
        return self.high.balances[0]

    def lowest_at(self, at_s: float) -> float:
        """The cautious end of the forecast at that instant."""
        return self.low.at(at_s)

    def expected_at(self, at_s: float) -> Expected | None:
        """What is expected at that instant; None where the fan does not reach."""
        if not self.start_s <= at_s <= self.end_s:
            return None
        likely = None if self.likely is None else self.likely.at(at_s)
        return Expected(self.low.at(at_s), likely, self.high.at(at_s))

    def outline(self) -> list[tuple[float, float]]:
        """Its corners, as instants (POSIX seconds) and balances: along the hopeful edge, back along the cautious."""
        corners = list(zip(self.high.times_s, self.high.balances, strict=True))
        if self.low.end_s < self.end_s:
            corners.append((self.end_s, self.low.balances[-1]))
        corners.extend(zip(reversed(self.low.times_s), reversed(self.low.balances), strict=True))
        return corners


def make_fan(snapshot: Snapshot) -> Fan | None:
    """The forecast of `snapshot`; None where nobody can say, also while less than a day was seen, or nothing is left.

    It follows the forecast's course. Where there is none it is straight from the last balance to the reserve at each
    quantile; one beyond the horizon is drawn to the horizon, which is the least that it says.
    """
    balance, reserve, runway = snapshot.balance, snapshot.reserve, snapshot.runway
    if balance is None or reserve is None or balance <= reserve or runway.is_of_a_first_day:
        return None
    start_s = (snapshot.observed_at or snapshot.at).timestamp()
    top, bottom = float(balance.amount), float(reserve.amount)
    if runway.course and runway.course[-1].days > 0:
        course = _knees(_until_spent(runway.course, top - bottom))
        days = [point.days for point in course]
        low, likely, high = (
            _falling(start_s, top, bottom, days, spends)
            for spends in (
                [point.high for point in course],
                [point.likely for point in course],
                [point.low for point in course],
            )
        )
        return Fan(bottom, low, likely, high)
    if runway.p10_days is None:
        return None
    late_days = runway.horizon_days if runway.p90_days is None else runway.p90_days
    low, high = (
        Edge((start_s, (snapshot.at + timedelta(days=days)).timestamp()), (top, bottom))
        for days in (runway.p10_days, late_days)
    )
    if runway.p50_days is None:
        return Fan(bottom, low, None, high)
    likely_s = (snapshot.at + timedelta(days=runway.p50_days)).timestamp()
    return Fan(bottom, low, Edge((start_s, likely_s), (top, bottom)), high)


def _falling(start_s: float, top: float, bottom: float, days: Sequence[float], spends: Sequence[float]) -> Edge:
    """From `top` down by `spends`, cut where it meets `bottom`."""
    times_s, balances = [start_s], [top]
    for after, spent in zip(days, spends, strict=True):
        at_s, balance = start_s + after * _DAY_S, top - spent
        if at_s <= times_s[-1]:
            continue
        if balance <= bottom:
            share = (balances[-1] - bottom) / (balances[-1] - balance)
            times_s.append(times_s[-1] + share * (at_s - times_s[-1]))
            balances.append(bottom)
            break
        times_s.append(at_s)
        balances.append(balance)
    return Edge(tuple(times_s), tuple(balances))


def _until_spent(course: Sequence[SpendPoint], funds: float) -> Sequence[SpendPoint]:
    """The course up to where even the least spend has used up `funds`."""
    return course[: next((index for index, point in enumerate(course) if point.low >= funds), len(course)) + 1]


def _knees(course: Sequence[SpendPoint]) -> Sequence[SpendPoint]:
    """At most `EDGE_POINTS` − 1 of the course: its ends, then always the point that lies farthest from the line so far
    (Douglas and Peucker's, best first), so that nights keep their corners."""
    if len(course) < EDGE_POINTS:
        return course
    # One line stands for the three quantiles, which have their nights in common.
    spends = [point.low + point.likely + point.high for point in course]
    days = [point.days for point in course]
    kept = [0, len(course) - 1]
    stretches = [_farthest(days, spends, 0, len(course) - 1)]
    while stretches and len(kept) < EDGE_POINTS - 1:
        _, first, index, last = heappop(stretches)
        kept.append(index)
        for begin, end in ((first, index), (index, last)):
            if end - begin > 1:
                heappush(stretches, _farthest(days, spends, begin, end))
    return [course[index] for index in sorted(kept)]


def _farthest(days: Sequence[float], spends: Sequence[float], first: int, last: int) -> tuple[float, int, int, int]:
    """How far (negative, for the heap) the farthest point within a stretch is from its line; the stretch around it."""
    start, rate = spends[first], (spends[last] - spends[first]) / ((days[last] - days[first]) or 1.0)
    since = days[first]
    distance, index = max(
        (abs(spends[index] - start - rate * (days[index] - since)), index) for index in range(first + 1, last)
    )
    return -distance, first, index, last
