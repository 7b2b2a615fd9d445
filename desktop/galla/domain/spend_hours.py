"""Net spend by the hour, as the forecast reads it: half a year of it from the ledger's hours and the last readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.credits import net_hours
from galla.domain.day_windows import HOURS, MOST_DAYS
from galla.domain.gross_hours import GrossHours, gross_hours, hour_of, silences, start_of
from galla.domain.model import StoredReading
from galla.domain.past import Correction, PastHours
from galla.domain.timeline import believed
from galla.domain.usual_hours import untold, usual_hours

MOST_HOURS = MOST_DAYS * HOURS
"""The forecast looks back on half a year."""

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
    first_h: float = 1.0
    """How much of the first hour was seen, where there is hardly more than a day of them."""


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
    `zone`. Where a top-up hid what was spent, or seems to have (`usual_hours`), or a silence is over 14 days long,
    the usual spend stands instead.
    """
    gross = gross_hours(past, history, now)
    if gross is None:
        return None
    polled = bytes(gross.polled)
    gaps = silences(polled)
    net = net_hours(gross, gaps, corrections)
    estimate = _Estimate(gross, polled, gaps, net.spend, _seen_of_the_first_hour(gross, history))
    estimate.hide(net.top_ups)
    if gaps or net.top_ups:
        estimate.fill(zone)
    return estimate.result(now)


def _seen_of_the_first_hour(gross: GrossHours, history: Sequence[StoredReading]) -> float:
    """How much of it, in hours; of more than a day one hour does not matter."""
    if len(gross.spend) > HOURS + 1:
        return 1.0
    begin = start_of(gross.first_hour)
    first_at = next((row.first_at for row in believed(history) if row.last_at >= begin), begin)
    return 1.0 - max((first_at - begin).total_seconds(), 0.0) / _HOUR_S


class _Estimate:
    """Net spend by the hour, in which silences are filled."""

    def __init__(
        self, gross: GrossHours, polled: bytes, gaps: list[tuple[int, int]], spend: list[float], first_h: float
    ) -> None:
        self._gross = gross
        self._first_h = first_h
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
        long, hidden = untold(self._gaps, self._gross.spend, paid)
        self._unknown = [*long, *hidden]
        self._at_least.update(start - 1 for start, _ in hidden)
        self._at_least = {hour for hour in self._at_least if hour >= 0 and self._polled[hour]}

    def fill(self, zone: ZoneInfo) -> None:
        """Shares silences out by what is usual, and puts that where nothing is known and where top-ups hid spend.

        The last hour has no part in what is usual: it goes on, and each reading in it would change hours long past.
        """
        if not self._last:
            return
        spend = self._spend
        floors = {hour: spend[hour] for hour in self._at_least}
        unknown = [*self._unknown, *((hour, hour + 1) for hour in floors)]
        goes_on = (self._last, self._last + 1)
        usual, doubted = usual_hours(
            self._gross.first_hour, spend, self._polled, silences=self._gaps, unknown=[*unknown, goes_on], zone=zone
        )
        self._unknown += doubted
        unknown += doubted
        for start, end in self._gaps:
            self._share_out(start, end, usual.profile)
        for start, end in unknown:
            spend[start:end] = usual.expected(start, end)
        if any(start <= self._last < end for start, end in unknown):
            spend[self._last] *= self._part_h
        for hour, least in floors.items():
            spend[hour] = max(spend[hour], least)

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
            first_h=self._first_h,
        )
