"""What is usual along consecutive hours, and which silences do not tell what was spent in them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import accumulate
from zoneinfo import ZoneInfo

from galla.domain.hour_of_week import LocalWeek

LONG_SILENCE_HOURS = 14 * 24
"""What happened in a longer one is anybody's guess: what is usual is learned anew after it."""
LEVEL_HOURS = 14 * 24
"""What is guessed for an hour has the level of two weeks before and after it."""

DOUBTED_HOURS = 12
DOUBTED_SHARE = 0.25
SELDOM = 0.05
DAYS_TO_DOUBT = 7
"""A silence of half a day that shows less than a quarter of what is usual in it hides something: a top-up that spend
had nearly used up again, or a shop that was closed as the laptop was. Neither says what is spent on other days. Where
more than one day in twenty is that quiet anyway, nothing follows from it."""

Stretch = tuple[int, int]
"""Index of the first hour and of the one after the last."""


def untold(
    silences: Iterable[Stretch], spend: Sequence[float], paid: Container[int]
) -> tuple[list[Stretch], list[Stretch]]:
    """The silences whose total is not known: those too long for it, and those in which a top-up hid it.

    Too long are also those that began nobody knows when; they come with the hours around them, which have their share
    of what came to light, or all of it. `spend`: falls, credits not deducted; `paid`: hours that showed a top-up.
    """
    long: list[Stretch] = []
    hidden: list[Stretch] = []
    for start, end in silences:
        if start == 0 or end - start > LONG_SILENCE_HOURS:
            long.append((max(start - 1, 0), min(end + 1, len(spend))))
        elif end in paid and not any(spend[start:end]):
            hidden.append((start, end))
    return long, hidden


def usual_hours(
    first_hour: int,
    spend: Sequence[float],
    polled: bytes,
    *,
    silences: Sequence[Stretch],
    unknown: Sequence[Stretch],
    zone: ZoneInfo,
) -> tuple[UsualHours, list[Stretch]]:
    """What is usual along the hours from `first_hour` since 1970 on, at least one, and the silences doubted by it.

    Neither these nor the `unknown` stretches have a part in it.
    """
    usual = UsualHours(first_hour, spend, polled, silences=silences, unknown=unknown, zone=zone)
    doubted = usual.doubted()
    if doubted:
        unknown = (*unknown, *doubted)
        usual = UsualHours(first_hour, spend, polled, silences=silences, unknown=unknown, zone=zone)
    return usual, doubted


class UsualHours:
    """What is usual along consecutive hours, and how its level moves, by all of them but those that tell nothing."""

    def __init__(
        self,
        first_hour: int,
        spend: Sequence[float],
        polled: bytes,
        *,
        silences: Sequence[Stretch],
        unknown: Sequence[Stretch],
        zone: ZoneInfo,
    ) -> None:
        self._silences = silences
        self._spend = list(spend)
        seen = bytearray(b"\1") * len(spend)
        _clear(self._spend, seen, unknown)
        measured_spend, measured = self._spend.copy(), bytearray(polled)
        _clear(measured_spend, measured, (*silences, *unknown))
        week = LocalWeek.of(first_hour, len(spend), zone)
        self.profile = week.along(week.profile(measured_spend, bytes(measured), self._spend, bytes(seen)))
        """Of each hour, at the mean level of all."""
        self._measured = bytes(measured)
        self._seen = bytes(seen)
        self._sums = list(accumulate(self._spend, initial=0.0))
        self._mean = self._sums[-1] / max(seen.count(1), 1)

    def expected(self, start: int, end: int) -> list[float]:
        """What is usual in hours from `start` to `end`, at the level of the weeks around them."""
        factor = self._level(start, end)
        return [factor * amount for amount in self.profile[start:end]]

    def doubted(self) -> list[Stretch]:
        """Silences that show so little of what is usual in them that something must be hidden; see `DOUBTED_HOURS`."""
        found = []
        for start, end in self._silences:
            if end - start >= DOUBTED_HOURS and self._seen[start]:
                least = DOUBTED_SHARE * sum(self.profile[start:end]) * self._level(start, end)
                if sum(self._spend[start:end]) < least:
                    found.append((start, end))
        return found if found and self._is_seldom_quiet() else []

    def _is_seldom_quiet(self) -> bool:
        """Whether hardly any day, by its hours that were measured, has less than a quarter of what is usual."""
        usual = self.profile
        days = quiet = 0
        whole = sum(usual) / len(usual) * 24
        for start in range(0, len(usual) - 23, 24):
            measured = [hour for hour in range(start, start + 24) if self._measured[hour]]
            expected = sum([usual[hour] for hour in measured])
            if expected * 2 > whole:
                days += 1
                quiet += sum([self._spend[hour] for hour in measured]) < DOUBTED_SHARE * expected
        return days >= DAYS_TO_DOUBT and quiet <= SELDOM * days

    def _level(self, start: int, end: int) -> float:
        """How spend around these hours compares with that of all; 1 where nothing was seen within two weeks."""
        begin, stop = max(start - LEVEL_HOURS, 0), min(end + LEVEL_HOURS, len(self._seen))
        count = self._seen[begin:stop].count(1)
        if count == 0 or self._mean <= 0:
            return 1.0
        return max(self._sums[stop] - self._sums[begin], 0.0) / count / self._mean


def _clear(spend: list[float], flags: bytearray, stretches: Iterable[Stretch]) -> None:
    """Puts zeros there."""
    for start, end in stretches:
        spend[start:end] = [0.0] * (end - start)
        flags[start:end] = bytes(end - start)
