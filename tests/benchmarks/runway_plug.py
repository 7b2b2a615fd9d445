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
from galla.domain.spend_hours import MOST_HOURS, SpendHours

UTC_ZONE = ZoneInfo("UTC")
END = datetime(2026, 11, 2, tzinfo=UTC)
"""The forecast looks at distances in time alone, so any Monday does."""
BEYOND_DAYS = 60.0


class Galla:
    """The program's forecast; `as_alarm`: the quantile that warnings go by stands in the place of p50."""

    def __init__(self, name: str, *, as_alarm: bool = False) -> None:
        self.name = name
        self._as_alarm = as_alarm

    def runway(self, timestamps: Sequence[Any], spend: Sequence[float], balance: float) -> tuple[float, float, float]:
        """p10, p50 (or the alarm's quantile) and p90 in days."""
        return quantiles(_hours(timestamps, spend), balance, as_alarm=self._as_alarm)

    def forecast(self, timestamps: Sequence[Any], spend: Sequence[float], horizon_days: int) -> dict[str, list[float]]:
        """Expected cumulative spend after 1 to `horizon_days` days."""
        return expected(_hours(timestamps, spend), horizon_days)


def methods() -> list[Galla]:
    """What the program uses, and the same with the alarm's quantile in the place of p50."""
    return [Galla("z galla"), Galla("z galla alarm", as_alarm=True)]


def quantiles(hours: SpendHours | None, balance: float, *, as_alarm: bool = False) -> tuple[float, float, float]:
    """p10, p50 (or the alarm's quantile) and p90 in days, as the program computes them at a reading."""
    found = forecast.runway(hours, Money(Decimal(balance), "USD"), None, UTC_ZONE)
    middle = found.cautious_days if as_alarm else found.p50_days
    early, likely, late = (BEYOND_DAYS if days is None else days for days in (found.p10_days, middle, found.p90_days))
    return early, likely, late


def expected(hours: SpendHours | None, horizon_days: int) -> dict[str, list[float]]:
    """Cumulative spend after 1 to `horizon_days` days."""
    ahead = None if hours is None else forecast._fitted(hours.spend, hours.known, (0.0, 0.0), hours.end, UTC_ZONE)[1]
    days = range(1, horizon_days + 1)
    return {"cum": [0.0 if ahead is None else ahead.curve.expected(float(day)) for day in days]}


def instant(timestamp: Any) -> datetime:
    """One of the benchmark's time stamps, in UTC."""
    return datetime.fromtimestamp(int(timestamp.astype("datetime64[s]").astype(int)), UTC)


def step_hours(timestamps: Sequence[Any]) -> int:
    """1 for hourly series and 24 for daily ones, also of one day."""
    return HOURS if len(timestamps) < 2 else int((timestamps[1] - timestamps[0]).astype("timedelta64[h]").astype(int))


def _hours(timestamps: Sequence[Any], spend: Sequence[float]) -> SpendHours:
    """Hours that end at a whole hour; a day's spend is shared out evenly."""
    values = [float(value) for value in spend]
    if step_hours(timestamps) == HOURS:
        values = [value / HOURS for value in values for _ in range(HOURS)]
    values = values[-MOST_HOURS:]
    seen = (True,) * len(values)
    return SpendHours("USD", END, tuple(values), seen, seen)
