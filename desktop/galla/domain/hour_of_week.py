"""What is usual for each hour of the week on the account's clock, from consecutive hours in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

WEEK_HOURS = 168
SHRINK_HOURS = 2.0
"""An hour of the week leans on the same hour of all days, and that on the mean of all hours, as on so many more
observations: seen once it is half of what it was, never seen it is what is usual at that time of day."""

LEAST_MEASURED_HOURS = 24
"""Less says nothing about the shape of a day."""

Number = TypeVar("Number", int, float)

_HOUR_S = 3600
_MONDAY = 72
"""1970 began on a Thursday."""


@dataclass(frozen=True, slots=True)
class LocalWeek:
    """Which hour of the local week (0: Monday, midnight to one) each of consecutive UTC hours begins in."""

    stretches: tuple[tuple[int, int, int], ...]
    """(index of its first hour, index after its last, hour of the week of its first), one for each UTC offset."""

    @classmethod
    def of(cls, first_hour: int, count: int, zone: ZoneInfo) -> LocalWeek:
        """That of `count` hours (at least one) from `first_hour`, counted since 1970.

        Offsets are compared from week to week and the change is searched in between.
        """
        starts = [(0, _offset_h(first_hour, zone))]
        seen = 0
        while seen < count - 1:
            ahead = min(seen + WEEK_HOURS, count - 1)
            offset_h = _offset_h(first_hour + ahead, zone)
            if offset_h != starts[-1][1]:
                low, high = seen, ahead
                while high - low > 1:
                    middle = (low + high) // 2
                    if _offset_h(first_hour + middle, zone) == starts[-1][1]:
                        low = middle
                    else:
                        high = middle
                starts.append((high, offset_h))
            seen = ahead
        ends = (*[start for start, _ in starts[1:]], count)
        return cls(
            tuple(
                (start, end, (first_hour + start + offset_h + _MONDAY) % WEEK_HOURS)
                for (start, offset_h), end in zip(starts, ends, strict=True)
            )
        )

    @classmethod
    def joined(cls, weeks: Sequence[LocalWeek]) -> LocalWeek:
        """That of the hours of all `weeks` one after another, whatever lies between them."""
        stretches: list[tuple[int, int, int]] = []
        for week in weeks:
            begin = stretches[-1][1] if stretches else 0
            stretches += [(begin + start, begin + end, slot) for start, end, slot in week.stretches]
        return cls(tuple(stretches))

    def profile(
        self, measured_spend: Sequence[float], measured: bytes, seen_spend: Sequence[float], seen: bytes
    ) -> list[float]:
        """Usual spend of each of the 168 hours of the week; all zero where nothing was spent.

        From hours that were `measured` (1, else 0); where these are few also from those whose total was only
        `seen`. The two amounts are zero where their flags are. Even as long as less than a day was measured.
        """
        mean = sum(seen_spend) / max(seen.count(1), 1)
        if measured.count(1) < LEAST_MEASURED_HOURS:
            return [mean] * WEEK_HOURS
        all_spend, all_seen = self._aligned(seen_spend), self._aligned_flags(seen)
        own_spend, own_seen = self._aligned(measured_spend), self._aligned_flags(measured)
        days = [
            (sum(all_spend[hour::24]) + SHRINK_HOURS * mean) / (all_seen[hour::24].count(1) + SHRINK_HOURS)
            for hour in range(24)
        ]
        return [
            (sum(own_spend[hour::WEEK_HOURS]) + SHRINK_HOURS * day)
            / (own_seen[hour::WEEK_HOURS].count(1) + SHRINK_HOURS)
            for hour, day in enumerate(days * 7)
        ]

    def along(self, profile: Sequence[Number]) -> list[Number]:
        """`profile` as it goes along the hours."""
        result: list[Number] = []
        for start, end, slot in self.stretches:
            weeks = (end - start) // WEEK_HOURS + 2
            result += (list(profile) * weeks)[slot : slot + end - start]
        return result

    def _aligned(self, values: Sequence[float]) -> list[float]:
        """`values` with zeros between, so that the position modulo 168 is the hour of the week."""
        result: list[float] = []
        for start, end, slot in self.stretches:
            result += [0.0] * ((slot - len(result)) % WEEK_HOURS)
            result += values[start:end]
        return result

    def _aligned_flags(self, flags: bytes) -> bytes:
        result = bytearray()
        for start, end, slot in self.stretches:
            result += bytes((slot - len(result)) % WEEK_HOURS)
            result += flags[start:end]
        return bytes(result)


def _offset_h(hour: int, zone: ZoneInfo) -> int:
    """Whole hours by which local time is ahead of UTC when that hour since 1970 begins, rounded down."""
    offset = datetime.fromtimestamp(hour * _HOUR_S, zone).utcoffset()
    return 0 if offset is None else offset // timedelta(hours=1)
