"""What was spent in a silence, shared out by the usual hours of the week; the total of each stays exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise
from operator import and_, sub
from zoneinfo import ZoneInfo

from galla.domain.chart import HourSpend
from galla.domain.gross_hours import gross_hours, hour_of, silences, start_of
from galla.domain.hour_of_week import WEEK_HOURS, LocalWeek
from galla.domain.model import StoredReading
from galla.domain.timeline import UNKNOWABLE_GAP
from galla.domain.usual_spend import UsualSpend

_HOUR = timedelta(hours=1)
_HOUR_US = 3_600_000_000
_MICROSECOND = timedelta(microseconds=1)
_LEAST_DECIMALS = 6
_WEIGHT_ONE = 2**30
"""Weights are whole numbers, so that shares add up exactly."""


def spread_by_profile(hours: Sequence[HourSpend], zone: ZoneInfo) -> tuple[HourSpend, ...]:
    """`hours` (rising, on the hour in UTC) in which each stretch of estimated ones follows the usual week in `zone`.

    The sum of each stretch stays as it is, to the last unit of 10⁻⁶ or of what is finer in it. Credits stay where
    they are.
    """
    measured = bytes([not hour.estimated for hour in hours])
    if all(end - start < 2 for start, end in silences(measured)):
        return tuple(hours)
    result = list(hours)
    pieces = _pieces(hours)
    weights = _along(hours, pieces, measured, zone)
    for first, last in pieces:
        for start, end in silences(measured[first:last]):
            stretch = slice(first + start, first + end)
            result[stretch] = _shared_out(hours[stretch], weights[stretch])
    return tuple(result)


def _pieces(hours: Sequence[HourSpend]) -> list[tuple[int, int]]:
    """Where hours were left out the next piece begins."""
    if hours[-1].start - hours[0].start == (len(hours) - 1) * _HOUR:
        return [(0, len(hours))]
    cuts = [index for index, (left, right) in enumerate(pairwise(hours), 1) if right.start - left.start != _HOUR]
    return list(pairwise((0, *cuts, len(hours))))


def _along(hours: Sequence[HourSpend], pieces: Sequence[tuple[int, int]], measured: bytes, zone: ZoneInfo) -> list[int]:
    """The weight of each of the hours."""
    spend = [float(hour.spend) for hour in hours]
    seen = bytearray(b"\1") * len(hours)
    for first, _ in pieces[1:]:  # may hold what was spent in the hours before it that were left out
        spend[first], seen[first] = 0.0, 0
    weeks = [LocalWeek.of(hour_of(hours[first].start), last - first, zone) for first, last in pieces]
    week = LocalWeek.joined(weeks)
    own = [amount if flag else 0.0 for amount, flag in zip(spend, measured, strict=True)]
    return week.along(_whole(week.profile(own, bytes(map(and_, measured, seen)), spend, bytes(seen))))


def _whole(weights: Sequence[float]) -> list[int]:
    """The weights in whole numbers; all zero where they are."""
    largest = max(weights)
    return [round(weight / largest * _WEIGHT_ONE) for weight in weights] if largest > 0 else [0] * len(weights)


def _shared_out(stretch: Sequence[HourSpend], weights: Sequence[int]) -> list[HourSpend]:
    total = sum((hour.spend for hour in stretch), Decimal(0))
    whole = sum(weights)
    if not total or not whole:
        return list(stretch)
    exponent = total.as_tuple().exponent
    assert isinstance(exponent, int)
    decimals = max(_LEAST_DECIMALS, -exponent)
    units = int(total.scaleb(decimals))
    unit = Decimal(1).scaleb(-decimals)
    upto = [units * weight // whole for weight in accumulate(weights, initial=0)]
    return [
        HourSpend(hour.start, share * unit, hour.credit, hour.estimated)
        for hour, share in zip(stretch, map(sub, upto[1:], upto), strict=True)
    ]


class Pace:
    """How far the spend of a silence has come at an instant in it, by the usual hours of the week."""

    def __init__(self, weights: Callable[[], Sequence[float]], zone: ZoneInfo) -> None:
        """`weights` gives one for each hour of the local week; asked at most once, when a silence needs them."""
        self._asked = weights
        self._zone = zone

    @classmethod
    def of_usual(cls, usual: UsualSpend | None, zone: ZoneInfo) -> Pace:
        """That of the forecast; by time where nothing is usual."""

        def weights() -> Sequence[float]:
            return [0.0] * WEEK_HOURS if usual is None else usual.by_local_hour(zone)

        return cls(weights, zone)

    @classmethod
    def of_readings(cls, rows: Sequence[StoredReading], zone: ZoneInfo) -> Pace:
        """That of the readings alone, up to the last."""

        def weights() -> Sequence[float]:
            found = gross_hours(None, rows, rows[-1].last_at) if rows else None
            if found is None:
                return [0.0] * WEEK_HOURS
            return _profile(found.first_hour, found.spend, bytes(found.polled), b"\1" * len(found.polled), zone)

        return cls(weights, zone)

    def passed(self, start: datetime, end: datetime) -> int:
        """What is usual from `start` to `end`, as a whole number; 0 where nothing is, or over more than a month."""
        if end - start > UNKNOWABLE_GAP or end <= start:
            return 0
        first, last = hour_of(start), hour_of(end)
        hours = LocalWeek.of(first, last - first + 1, self._zone).along(self._weights)
        before = (start - start_of(first)) // _MICROSECOND
        return sum(hours[:-1]) * _HOUR_US - hours[0] * before + hours[-1] * ((end - start_of(last)) // _MICROSECOND)

    @cached_property
    def _weights(self) -> list[int]:
        return _whole(self._asked())


def _profile(first_hour: int, spend: Sequence[float], measured: bytes, seen: bytes, zone: ZoneInfo) -> Sequence[float]:
    if not spend:
        return [0.0] * WEEK_HOURS
    all_spend = [amount if flag else 0.0 for amount, flag in zip(spend, seen, strict=True)]
    own_spend = [amount if flag else 0.0 for amount, flag in zip(spend, measured, strict=True)]
    return LocalWeek.of(first_hour, len(spend), zone).profile(own_spend, measured, all_spend, seen)
