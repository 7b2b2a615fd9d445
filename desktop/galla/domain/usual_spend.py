"""What an account usually spends in each hour of the week, and how large its orders are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.hour_of_week import WEEK_HOURS, LocalWeek

_HOUR = timedelta(hours=1)
_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class UsualSpend:
    """Mean net spend by the hour from `since` on, in currency units; plain numbers, because it is statistics."""

    since: datetime
    by_hour: tuple[float, ...]
    """Of a week of hours; the weeks after it are like it."""
    order: float
    """The size of an order, each counted by its own size: spend comes in steps like this. Above zero."""

    def between(self, start: datetime, end: datetime) -> float:
        """Mean spend from `start` to `end`; nothing before `since`, and where the clock went backwards."""
        return max(self._until(end) - self._until(start), 0.0)

    def by_local_hour(self, zone: ZoneInfo) -> tuple[float, ...]:
        """The same week by the clock in `zone`, from Monday's first hour on: it was so before `since` as well."""
        monday = -LocalWeek.of(int(self.since.timestamp()) // _HOUR_S, 1, zone).stretches[0][2] % WEEK_HOURS
        return (*self.by_hour[monday:], *self.by_hour[:monday])

    def _until(self, instant: datetime) -> float:
        weeks, hours = divmod(max((instant - self.since) / _HOUR, 0.0), WEEK_HOURS)
        whole = int(hours)
        return weeks * sum(self.by_hour) + sum(self.by_hour[:whole]) + self.by_hour[whole] * (hours - whole)
