"""Net spend by the hour, as the forecast reads it: half a year of it from the ledger's hours and the last readings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from galla.domain.credits import LONG_SILENCE_HOURS, net_hours
from galla.domain.day_windows import MOST_DAYS
from galla.domain.gross_hours import GrossHours, gross_hours, hour_of, silences, start_of
from galla.domain.hour_of_week import LocalWeek
from galla.domain.model import StoredReading
from galla.domain.past import Correction, PastHours

MOST_HOURS = MOST_DAYS * 24
"""The forecast looks back on half a year."""
LEVEL_HOURS = 14 * 24
"""What is guessed for an hour has the level of two weeks before and after it."""

DOUBTED_HOURS = 12
DOUBTED_SHARE = 0.25
SELDOM = 0.05
DAYS_TO_DOUBT = 7
"""A silence of half a day that shows less than a quarter of what is usual in it hides something: a top-up that spend
had nearly used up again, or a shop that was closed as the laptop was. Neither says what is spent on other days. Where
more than one day in twenty is that quiet anyway, nothing follows from it."""

_HOUR_S = 3600
_INSTANT = timedelta(microseconds=1)
_HIDDEN = timedelta(minutes=15)
"""A top-up hides what was spent since the reading before it, so long ago in business hours."""


@dataclass(frozen=True, slots=True)
class SpendHours:
    """Net spend of consecutive hours (UTC, on the hour), oldest first; floats, because it is statistics.

    Refunds and reversals are taken back, silences are shared out by the usual profile, nothing is negative.
    """

    currency: str
    end: datetime
    """When the last whole hour ended."""
    spend: tuple[float, ...]
    """The best estimate of each hour, in currency units."""
    measured: tuple[bool, ...]
    """False where the hour is its share of a silence whose total was seen."""
    known: tuple[bool, ...]
    """False where even the total is a guess: a top-up hid it, or the silence was too long."""
    partial_h: float = 0.0
    """From `end` to the last reading, in hours, less than one."""
    partial_spend: float = 0.0
    """Net spend in that part of an hour."""


def spend_hours(
    past: PastHours | None,
    history: tuple[StoredReading, ...],
    corrections: tuple[Correction, ...],
    zone: ZoneInfo,
    now: datetime,
) -> SpendHours | None:
    """Net spend of every hour of up to half a year before `now`; None without two polls in the latest currency.

    `past` is the ledger's final hours; `history` goes on from there, or stands alone where it does not. What later
    readings say is not looked at. The total of a silence is kept and shared out by the usual hours of the week in
    `zone`. Where a top-up hid what was spent, or seems to have (`DOUBTED_HOURS`), or a silence is over 14 days long,
    the usual spend stands instead.
    """
    gross = gross_hours(past, history, now)
    if gross is None:
        return None
    polled = bytes(gross.polled)
    gaps = silences(polled)
    net = net_hours(gross, gaps, corrections)
    estimate = _Estimate(gross, polled, gaps, net.spend)
    estimate.hide(net.top_ups)
    if gaps or net.top_ups:
        estimate.fill(zone)
    return estimate.result(now)


class _Estimate:
    """Net spend by the hour, in which silences are filled."""

    def __init__(self, gross: GrossHours, polled: bytes, gaps: list[tuple[int, int]], spend: list[float]) -> None:
        self._gross = gross
        self._polled = polled
        self._gaps = gaps
        self._spend = spend
        self._last = len(spend) - 1
        self._part_h = (gross.until - start_of(gross.first_hour + self._last)).total_seconds() / _HOUR_S
        self._unknown: list[tuple[int, int]] = []
        """Stretches whose total is not known."""
        self._at_least: set[int] = set()
        """Polled hours in which a top-up may hide spend."""

    def hide(self, top_ups: Sequence[datetime]) -> None:
        """Finds what is not known, given the readings that showed top-ups."""
        first = self._gross.first_hour
        paid = {hour_of(at) - first for at in top_ups}
        self._at_least = {hour_of(at - ago) - first for at in top_ups for ago in (_INSTANT, _HIDDEN)}
        for start, end in self._gaps:
            if start == 0 or end - start > LONG_SILENCE_HOURS:
                # with the hours around it, which have their share of what it showed, or all of it
                self._unknown.append((max(start - 1, 0), end + 1))
            elif end in paid and not any(self._gross.spend[start:end]):
                self._unknown.append((start, end))
                self._at_least.add(start - 1)
        self._at_least = {hour for hour in self._at_least if hour >= 0 and self._polled[hour]}

    def fill(self, zone: ZoneInfo) -> None:
        """Shares silences out by what is usual, and puts that where nothing is known and where top-ups hid spend."""
        spend = self._spend
        floors = {hour: spend[hour] for hour in self._at_least}
        unknown = [*self._unknown, *((hour, hour + 1) for hour in floors)]
        usual, level = self._usual(unknown, zone)
        doubted = self._doubted(usual, level)
        if doubted:
            self._unknown += doubted
            unknown += doubted
            usual, level = self._usual(unknown, zone)
        for start, end in self._gaps:
            self._share_out(start, end, usual)
        for start, end in unknown:
            factor = level.at(start, end)
            spend[start:end] = [factor * amount for amount in usual[start:end]]
        if any(start <= self._last < end for start, end in unknown):
            spend[self._last] *= self._part_h
        for hour, least in floors.items():
            spend[hour] = max(spend[hour], least)

    def _usual(self, unknown: Sequence[tuple[int, int]], zone: ZoneInfo) -> tuple[list[float], _Level]:
        """What is usual along the hours, and how its level moves, by all but the `unknown` ones, which are cleared."""
        spend, count = self._spend, len(self._spend)
        seen = bytearray(b"\1") * count
        _clear(spend, seen, unknown)
        measured_spend, measured = spend.copy(), bytearray(self._polled)
        _clear(measured_spend, measured, (*self._gaps, *unknown))
        week = LocalWeek.of(self._gross.first_hour, count, zone)
        usual = week.along(week.profile(measured_spend, bytes(measured), spend, bytes(seen)))
        return usual, _Level(spend, bytes(seen))

    def _doubted(self, usual: Sequence[float], level: _Level) -> list[tuple[int, int]]:
        """Silences that show so little of what is usual in them that something must be hidden; see `DOUBTED_HOURS`."""
        found = []
        for start, end in self._gaps:
            if end - start >= DOUBTED_HOURS and level.is_of(start):
                least = DOUBTED_SHARE * sum(usual[start:end]) * level.at(start, end)
                if sum(self._spend[start:end]) < least:
                    found.append((start, end))
        return found if found and self._is_seldom_quiet(usual) else []

    def _is_seldom_quiet(self, usual: Sequence[float]) -> bool:
        """Whether hardly any day, by its hours that were polled, has less than a quarter of what is usual."""
        days = quiet = 0
        whole = sum(usual) / len(usual) * 24
        for start in range(0, len(usual) - 23, 24):
            polled = [hour for hour in range(start, start + 24) if self._polled[hour]]
            expected = sum([usual[hour] for hour in polled])
            if expected * 2 > whole:
                days += 1
                quiet += sum([self._spend[hour] for hour in polled]) < DOUBTED_SHARE * expected
        return days >= DAYS_TO_DOUBT and quiet <= SELDOM * days

    def _share_out(self, start: int, end: int, usual: Sequence[float]) -> None:
        total = sum(self._spend[start:end])
        weights = usual[start:end]
        whole = sum(weights)
        if end - start > 1 and total > 0 and whole > 0:
            factor = total / whole
            self._spend[start:end] = [factor * weight for weight in weights]

    def result(self, now: datetime) -> SpendHours:
        """The hours of the last half year, the last of them apart as it is not whole."""
        first = max(hour_of(now) - MOST_HOURS - self._gross.first_hour, 0)
        known = (True,) * self._last
        for start, end in self._unknown:
            known = known[:start] + (False,) * (min(end, self._last) - start) + known[end:]
        return SpendHours(
            currency=self._gross.currency,
            end=start_of(self._gross.first_hour + self._last),
            spend=tuple(self._spend[first : self._last]),
            measured=self._gross.polled[first : self._last],
            known=known[first:],
            partial_h=self._part_h,
            partial_spend=self._spend[self._last],
        )


def _clear(spend: list[float], flags: bytearray, stretches: Iterable[tuple[int, int]]) -> None:
    """Puts zeros there."""
    for start, end in stretches:
        spend[start:end] = [0.0] * (end - start)
        flags[start:end] = bytes(end - start)


class _Level:
    """How spend around an hour compares with that of all seen hours."""

    def __init__(self, spend: Sequence[float], seen: bytes) -> None:
        self._sums = list(accumulate(spend, initial=0.0))
        self._seen = seen
        self._mean = self._sums[-1] / max(seen.count(1), 1)

    def is_of(self, hour: int) -> bool:
        """Whether the hour has a part in it."""
        return bool(self._seen[hour])

    def at(self, start: int, end: int) -> float:
        """The factor for hours from `start` to `end`; 1 where nothing was seen in the two weeks on either side."""
        begin, stop = max(start - LEVEL_HOURS, 0), min(end + LEVEL_HOURS, len(self._seen))
        count = self._seen[begin:stop].count(1)
        if count == 0 or self._mean <= 0:
            return 1.0
        return max(self._sums[stop] - self._sums[begin], 0.0) / count / self._mean
