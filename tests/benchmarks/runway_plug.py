"""Our forecast as a plug for the runway benchmark: `evaluate.py dev --plug tests/benchmarks/runway_plug.py`.

The benchmark is numpy's and knows nothing of Galla; here its series become hours and go through the program's own
`forecast.runway`. Daily series are spread evenly over their hours.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2] / "desktop"))

from galla.domain import forecast
from galla.domain.day_windows import HOURS
from galla.domain.money import Money
from galla.domain.spend_curve import Z90
from galla.domain.spend_hours import MOST_HOURS, SpendHours

UTC_ZONE = ZoneInfo("UTC")
END = datetime(2026, 11, 2, tzinfo=UTC)
"""The forecast looks at distances in time alone, so any Monday does."""
BEYOND_DAYS = 60.0


class Galla:
    """The program's forecast; `alarm_z` is the standard normal's quantile that stands in the place of p50."""

    def __init__(self, name: str, alarm_z: float = 0.0) -> None:
        self.name = name
        self._alarm_z = alarm_z

    def runway(self, timestamps: Sequence[Any], spend: Sequence[float], balance: float) -> tuple[float, float, float]:
        """p10, p50 (or the alarm's quantile) and p90 in days."""
        hours = _hours(timestamps, spend)
        if self._alarm_z == 0.0:
            found = forecast.runway(hours, Money(Decimal(balance), "USD"), None, UTC_ZONE)
            quantiles = (found.p10_days, found.p50_days, found.p90_days)
        else:
            quantiles = _quantiles(hours, balance, (Z90, self._alarm_z, -Z90))
        early, likely, late = (BEYOND_DAYS if days is None else days for days in quantiles)
        return early, likely, late

    def forecast(self, timestamps: Sequence[Any], spend: Sequence[float], horizon_days: int) -> dict[str, list[float]]:
        """Expected cumulative spend after 1 to `horizon_days` days."""
        ahead = _ahead(_hours(timestamps, spend))
        days = range(1, horizon_days + 1)
        return {"cum": [0.0 if ahead is None else ahead.curve.expected(float(day)) for day in days]}


def methods() -> list[Galla]:
    """What the program uses, and the same with the alarm's quantile in the place of p50."""
    return [Galla("z galla"), Galla("z galla alarm", forecast.ALARM_Z)]


def _quantiles(hours: SpendHours, balance: float, zs: tuple[float, ...]) -> tuple[float | None, ...]:
    ahead = _ahead(hours)
    return tuple(None if ahead is None else ahead.curve.reached(balance, z) for z in zs)


def _ahead(hours: SpendHours) -> Any:
    return forecast._fitted(hours.spend, hours.known, (0.0, 0.0), hours.end, UTC_ZONE)[1]


def _hours(timestamps: Sequence[Any], spend: Sequence[float]) -> SpendHours:
    """Hours that end at a whole hour; a day's spend is shared out evenly."""
    values = [float(value) for value in spend]
    is_daily = len(values) < 2 or int((timestamps[1] - timestamps[0]).astype("timedelta64[h]").astype(int)) >= HOURS
    if is_daily:
        values = [value / HOURS for value in values for _ in range(HOURS)]
    values = values[-MOST_HOURS:]
    seen = (True,) * len(values)
    return SpendHours("USD", END, tuple(values), seen, seen)
