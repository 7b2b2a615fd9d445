"""What happened after a forecast was made: the net spend from any instant on, and when it reached an amount."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from math import floor, inf
from zoneinfo import ZoneInfo

from galla.domain.chart import CreditMark
from galla.domain.credits import net_hours
from galla.domain.gross_hours import GrossHours, hour_of, silences
from galla.domain.past import CreditKind, ForecastLog, PastHours
from galla.domain.timeline import LARGEST
from galla.domain.usual_hours import untold, usual_hours

_HOUR_S = 3600.0
_DAY_H = 24.0
_LARGEST = float(LARGEST)


class Outcome:
    """Net spend along consecutive hours; within an hour it is shared out by time."""

    def __init__(self, first_hour: int, spend: Sequence[float], known: Sequence[bool], until: datetime | None) -> None:
        """`first_hour`: whole hours since 1970; `until`: the last reading, in the last hour or at its end.

        `known` is False for an hour whose spend is a guess. With `until` None nothing is known at all.
        """
        self._first_h = float(first_hour)
        self._until_h = -inf if until is None else until.timestamp() / _HOUR_S
        self._sums = list(accumulate(spend, initial=0.0))
        self._guessed = list(accumulate((float(not was_known) for was_known in known), initial=0.0))
        self._whole = max(len(spend) - 1, 0)
        """Hours before the last one, which may be a part."""
        self._part_h = min(max(self._until_h - self._first_h - self._whole, 0.0), 1.0) if spend else 0.0

    def days_known_since(self, at: datetime) -> float:
        """How many days after `at` the last reading was; minus infinity where there is none."""
        return (self._until_h - at.timestamp() / _HOUR_S) / _DAY_H

    def unknown_share(self, at: datetime, days: float) -> float:
        """Which share of the `days` from `at` on is guessed, or outside of the hours: from 0 to 1."""
        start, length = self._place(at), days * _DAY_H
        if length <= 0:
            return 0.0
        first, last = max(start, 0.0), min(start + length, self._whole + self._part_h)
        if last <= first:
            return 1.0
        seen = (last - first) - (self._along(self._guessed, last) - self._along(self._guessed, first))
        return min(max(1 - seen / length, 0.0), 1.0)

    def spent(self, at: datetime, days: float) -> float:
        """Net spend in the `days` from `at` on, in currency units."""
        start = self._place(at)
        return max(self._along(self._sums, start + days * _DAY_H) - self._along(self._sums, start), 0.0)

    def days_until_spent(self, at: datetime, amount: float) -> float | None:
        """How many days after `at` the net spend since then reached `amount`, above 0; None where it has not yet."""
        start = self._place(at)
        goal = self._along(self._sums, start) + amount
        index = bisect_left(self._sums, goal)
        if index == len(self._sums):
            return None
        before, after = self._sums[index - 1], self._sums[index]
        length = self._part_h if index - 1 == self._whole else 1.0
        reached = index - 1 + (goal - before) / (after - before) * length
        return max(reached - start, 0.0) / _DAY_H

    def _place(self, at: datetime) -> float:
        """Hours from the beginning of the first hour."""
        return at.timestamp() / _HOUR_S - self._first_h

    def _along(self, sums: Sequence[float], place: float) -> float:
        """The sum up to a place: within an hour by a straight line, the last one being as short as it is."""
        if place <= 0:
            return 0.0
        if place > self._whole:
            place = self._whole + ((place - self._whole) / self._part_h if self._part_h > 0 else 1.0)
        index = floor(min(place, len(sums) - 1))
        if index + 1 >= len(sums):
            return sums[-1]
        return sums[index] + (place - index) * (sums[index + 1] - sums[index])


def outcome_of(log: ForecastLog, zone: ZoneInfo) -> Outcome:
    """What happened by the hours of `log`: spend less refunds and reversals; what was paid in is not deducted.

    A guess is an hour of a silence over 14 days long, whose total is shared out by time, or of one in which a top-up
    hid what was spent, or seems to have: there what is usual by the hours of the week in `zone` stands instead.
    """
    hours = log.hours
    known = [0 <= amount <= _LARGEST for amount in hours.spend]
    spend = [amount if is_known else 0.0 for amount, is_known in zip(hours.spend, known, strict=True)]
    if log.until is None or not spend or not log.kept:
        return Outcome(hours.first_hour, spend, known, log.until)
    currency = log.kept[0].funds.currency
    credits = tuple(sorted((mark for mark in hours.credits if _is_within(mark, hours, currency)), key=_at))
    gross = GrossHours(currency, hours.first_hour, tuple(spend), hours.polled, credits, log.until)
    polled = bytes(hours.polled)
    gaps = silences(polled)
    net = net_hours(gross, gaps, log.corrections)
    risen = zip(credits, net.kinds, strict=True)
    paid = {hour_of(mark.at) - hours.first_hour for mark, kind in risen if kind is CreditKind.TOP_UP}
    long, hidden = untold(gaps, spend, paid)
    senseless = [(index, index + 1) for index, is_known in enumerate(known) if not is_known]
    unknown = [*long, *hidden, *senseless]
    usual, doubted = usual_hours(hours.first_hour, net.spend, polled, silences=gaps, unknown=unknown, zone=zone)
    for start, end in (*hidden, *senseless, *doubted):
        net.spend[start:end] = usual.expected(start, end)
    for start, end in long:
        net.spend[start:end] = [sum(net.spend[start:end]) / (end - start)] * (end - start)
    for start, end in (*unknown, *doubted):
        known[start:end] = [False] * (end - start)
    return Outcome(hours.first_hour, net.spend, known, log.until)


def _is_within(mark: CreditMark, hours: PastHours, currency: str) -> bool:
    """Whether the rise is one that hours of this currency can show."""
    amount = mark.amount
    sane = amount.currency == currency and 0 < amount.amount <= LARGEST
    return sane and hours.first_hour <= hour_of(mark.at) < hours.end_hour


def _at(mark: CreditMark) -> datetime:
    return mark.at
