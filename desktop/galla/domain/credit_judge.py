"""Takes rises of a balance one after another, says what each was, and takes refunds and reversals from spend."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate

from galla.domain.chart import CreditMark
from galla.domain.gross_hours import GrossHours, hour_of
from galla.domain.past import CreditKind
from galla.domain.usual_hours import LONG_SILENCE_HOURS

REVERSAL_HOURS = 48
"""A fall is taken back within so long, or it was one."""
TOLERANCE = 0.05
"""By so much of the fall a reversal may differ from it, beside what is usually spent in between."""
UNUSUAL_TIMES_LARGEST = 1.25
"""An unusual fall is so much larger than any hour of the weeks before, and larger than a usual day."""
USUAL_HOURS = 28 * 24
"""What is usual is the mean of the four weeks before, so that it follows change."""
REFUND_HOURS = 7 * 24
"""How far back from its hour a refund is taken from spend."""
RECURRING = 3
RECURRING_SHARE = 0.1
"""So many equal rises within four weeks, that are a tenth of what was spent in them, are money paid in bit by bit,
unless each may give back an order of the week before it: where one price is sold, one price is refunded."""
MOST_REFUNDED_SHARE = 0.3
"""Of no shop is so much refunded, whatever was ordered before."""

_DAY_HOURS = 24


class Judge:
    """Spend by the hour, from which credits are taken one after another."""

    def __init__(self, hours: GrossHours, gaps: Sequence[tuple[int, int]], called_top_up: frozenset[Decimal]) -> None:
        """`called_top_up`: amounts of the owner's word."""
        self.spend: list[float] = []
        self.kinds: list[CreditKind] = []
        self.top_ups: list[datetime] = []
        self._called_top_up = called_top_up
        self._gross_sums = [0.0]
        self._taken_at: list[int] = []
        self._taken_sums = [0.0]
        self._rises: dict[Decimal, list[int]] = {}
        self._look_at(hours, gaps)

    def copy(self, hours: GrossHours, gaps: Sequence[tuple[int, int]]) -> Judge:
        """Another that has taken in the same credits and goes on with `hours`, which begin with those of this one."""
        other = copy.copy(self)
        other.spend, other.kinds, other.top_ups = self.spend.copy(), self.kinds.copy(), self.top_ups.copy()
        other._gross_sums = self._gross_sums.copy()
        other._taken_at, other._taken_sums = self._taken_at.copy(), self._taken_sums.copy()
        other._rises = {amount: seen.copy() for amount, seen in self._rises.items()}
        other._look_at(hours, gaps)
        return other

    def _look_at(self, hours: GrossHours, gaps: Sequence[tuple[int, int]]) -> None:
        later = hours.spend[len(self.spend) :]
        self.spend += later
        self._gross_sums += list(accumulate(later, initial=self._gross_sums[-1]))[1:]
        self._fallen_by_hour = hours.spend
        self._polled = hours.polled
        self._gap_by_end = {end: start for start, end in gaps}
        self._begun = [0, *(end + 1 for start, end in gaps if start == 0 or end - start > LONG_SILENCE_HOURS)]
        self._midnight = hours.first_hour % _DAY_HOURS
        self._day = (-1, -1)
        self._usual_of_day: float | None = None

    def ends_in_a_first_day(self) -> bool:
        """Whether there is less than a day since the beginning, or since the last long silence."""
        return self._begun[-1] + _DAY_HOURS > len(self.spend)

    def take_all(self, credits: Sequence[CreditMark], first_hour: int, said: Mapping[datetime, CreditKind]) -> None:
        """Takes in the credits, which come in order."""
        for mark in credits:
            index, amount = hour_of(mark.at) - first_hour, float(mark.amount.amount)
            kind = said.get(mark.at) or self._known(index, mark.amount.amount)
            if kind is None and self._take_small(index, amount):
                self.kinds.append(CreditKind.REFUND)
                continue
            kind = self._take_in(index, amount, kind)
            self.kinds.append(kind)
            if kind is CreditKind.TOP_UP:
                self.top_ups.append(mark.at)

    def _known(self, index: int, amount: Decimal) -> CreditKind | None:
        """A top-up, if equal rises are known to be or come again and again."""
        same = self._rises.setdefault(amount, [])
        same.append(index)
        lately = len(same) - bisect_left(same, index - USUAL_HOURS)
        spent = self._fallen(max(index - USUAL_HOURS, 0), index + 1)
        share = lately * float(amount) / spent if spent > 0 else 1.0
        recurs = lately >= RECURRING and (
            share >= MOST_REFUNDED_SHARE
            or (
                share >= RECURRING_SHARE and not all(self._may_be_refund(at, float(amount)) for at in same[-RECURRING:])
            )
        )
        return CreditKind.TOP_UP if recurs or amount in self._called_top_up else None

    def _may_be_refund(self, index: int, amount: float) -> bool:
        """Whether a fall by so much, or more, came in the week before."""
        least = amount / (1 + TOLERANCE)
        return any(self._fallen(start, end) >= least for start, end in self._falls(max(index - REFUND_HOURS, 0), index))

    def _take_small(self, index: int, amount: float) -> bool:
        """Whether the rise is a refund beyond doubt and less than its hour's spend, and then takes it."""
        left = self.spend[index] - amount
        if left < 0 or index == 0 or not self._polled[index - 1]:
            return False
        usual = self._usual_on(index)
        if usual is None or amount > usual * _DAY_HOURS / 2:
            return False
        self.spend[index] = left
        self._taken_at.append(index)
        self._taken_sums.append(self._taken_sums[-1] + amount)
        return True

    def _take_in(self, index: int, amount: float, said: CreditKind | None) -> CreditKind:
        """Judges the rise in the hour at `index`, unless the owner said what it is, and takes it from spend."""
        usual = self._usual_on(index)
        fall = None
        if said is CreditKind.REVERSAL or (said is None and usual is not None and amount > usual * _DAY_HOURS / 2):
            fall = self._fall_taken_back(index, amount, certain=said is not None)
        kind = said or self._guess(index, amount, usual, fall)
        if kind is not CreditKind.TOP_UP:
            self._take_back(amount, index, fall)
            self._taken_at.append(index)
            self._taken_sums.append(self._taken_sums[-1] + amount)
            self._day = (-1, -1)  # what is usual in a first day has changed
        return kind

    def _guess(self, index: int, amount: float, usual: float | None, fall: tuple[int, int] | None) -> CreditKind:
        if fall is not None:
            return CreditKind.REVERSAL
        if usual is None or amount + usual * self._silent_before(index) > usual * _DAY_HOURS:
            return CreditKind.TOP_UP
        return CreditKind.REFUND

    def _silent_before(self, index: int) -> int:
        """Hours of the silence that a rise in the hour at `index` ended; what was spent in it is hidden by the rise."""
        start = self._gap_by_end.get(index, index)
        return 0 if start == index or self._fallen(start, index) else index - start

    def _usual_on(self, index: int) -> float | None:
        """Usual net spend per hour of the day (in UTC) that has the hour at `index`."""
        begun = 0 if len(self._begun) == 1 else self._begun[bisect_left(self._begun, index + 1) - 1]
        day = (index + self._midnight) // _DAY_HOURS
        if (day, begun) != self._day:
            self._day = (day, begun)
            self._usual_of_day = self._usual(begun, max(day * _DAY_HOURS - self._midnight, begun))
        return self._usual_of_day

    def _usual(self, begun: int, end: int, without: tuple[int, int] = (0, 0)) -> float | None:
        """Net spend per hour in up to four weeks before `end`, not counting the fall in the hours `without`.

        In the first day from `begun` on that of all of that day; None as long as there is less.
        """
        start = max(begun, end - USUAL_HOURS)
        if end - start < _DAY_HOURS:
            end = start + _DAY_HOURS
            if end > len(self.spend):
                return None
        left_out = (max(without[0], start), min(without[1], end))
        net = self._fallen(start, end) - self._taken(start, end)
        net -= self._fallen(*left_out) if left_out[0] < left_out[1] else 0.0
        return max(net, 0.0) / (end - start)

    def _fallen(self, start: int, end: int) -> float:
        return self._gross_sums[end] - self._gross_sums[start]

    def _taken(self, start: int, end: int) -> float:
        """By how much refunds and reversals judged so far, that were seen in these hours, made spend less."""
        return self._taken_sums[bisect_left(self._taken_at, end)] - self._taken_sums[bisect_left(self._taken_at, start)]

    def _fall_taken_back(self, index: int, amount: float, *, certain: bool) -> tuple[int, int] | None:
        """The hours of the fall that a rise by `amount` gives back: of those that agree the one that does best."""
        first = max(index - REVERSAL_HOURS, 0)
        if self._fallen(first, index + 1) * (1 + TOLERANCE) < amount:
            return None
        if all(self._polled[first : index + 1]) and 2 * max(self.spend[first : index + 1]) * (1 + TOLERANCE) < amount:
            return None  # as most top-ups: no hour, nor two of them, had a fall like that
        best, least = None, float("inf")
        for start, end in self._falls(first, index):
            fallen = sum(self.spend[start:end])
            if abs(fallen - amount) < least and self._agrees(start, end, index, amount, certain=certain):
                best, least = (start, end), abs(fallen - amount)
        return best

    def _falls(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Where a fall can lie, latest first: in an hour, across its beginning, in a silence with the hours around."""
        for index in range(last, first - 1, -1):
            if self._polled[index]:
                yield index, index + 1
                if index > 0:
                    yield max(self._gap_by_end.get(index, index) - 1, 0), index + 1

    def _agrees(self, start: int, end: int, index: int, amount: float, *, certain: bool) -> bool:
        fallen = sum(self.spend[start:end])
        if not amount / (1 + TOLERANCE) <= fallen <= 2 * amount:
            return False
        begun = self._begun[bisect_left(self._begun, start + 1) - 1]
        usual = self._usual(begun, start, without=(start, end))
        if usual is None:
            if not certain:
                return False
            usual = 0.0
        hidden = max(usual * (index - end + 2) - self._fallen(end, max(index + 1, end)), 0.0)
        if amount < fallen * (1 - TOLERANCE) - hidden:
            return False
        return certain or self._is_unusual(start, end, fallen, usual)

    def _is_unusual(self, start: int, end: int, fallen: float, usual: float) -> bool:
        # Falls that were taken back are compared with as well: what comes again and again is how this owner pays in.
        largest = max(self._fallen_by_hour[max(start - USUAL_HOURS, 0) : start], default=0.0)
        return fallen > usual * (_DAY_HOURS + end - start) and fallen > largest * UNUSUAL_TIMES_LARGEST

    def _take_back(self, amount: float, index: int, fall: tuple[int, int] | None) -> None:
        latest = index
        if fall is not None:
            start, end = fall
            fallen = sum(self.spend[start:end])
            share = max(1 - amount / fallen, 0.0) if fallen > 0 else 0.0
            self.spend[start:end] = [spent * share for spent in self.spend[start:end]]
            amount -= fallen
            latest = start - 1
        spend, earliest = self.spend, max(index - REFUND_HOURS, 0)
        while amount > 0 and latest >= earliest:
            had = spend[latest]
            spend[latest] = max(had - amount, 0.0)
            amount -= had
            latest -= 1
