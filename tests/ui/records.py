"""Track records as an owner would have them: simulated forecasts, scored by the program's own rules."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import exp
from zoneinfo import ZoneInfo

from galla.domain.money import Money
from galla.domain.past import ForecastLog, KeptForecast, PastHours
from galla.domain.runway import ExpectedSpend
from galla.domain.track_record import TrackRecord, track_record

NOW = datetime(2026, 11, 23, 12, 7, tzinfo=UTC)
Z90 = 1.2816
_PER_HOUR = 3.0


def record(
    forecasts: int, days: float = 4.0, *, spread: float = 0.25, said_by_truth: float = 1.0, hopeful_end: bool = True
) -> TrackRecord:
    """As many forecasts, one a day, the last made today, of money that lasts about `days`.

    `said_by_truth`: above 1 they were too hopeful. Without `hopeful_end` they are open above.
    """
    chance = random.Random(11)
    start = NOW - timedelta(days=forecasts + 3)
    first_hour = int(start.timestamp()) // 3600
    count = int(NOW.timestamp()) // 3600 - first_hour + 1
    kept = []
    for ago in range(forecasts - 1, -1, -1):
        typical = days * exp(0.2 * chance.gauss(0, 1))
        truth = typical * exp(spread * chance.gauss(0, 1))
        said = typical * said_by_truth
        ends = (said * exp(-Z90 * spread), said, said * exp(Z90 * spread) if hopeful_end else None)
        funds = _usd(truth * 24 * _PER_HOUR)
        likely = 24 * 7 * _PER_HOUR * exp(0.15 * chance.gauss(0, 1))
        week = ExpectedSpend(7, _usd(likely * exp(-Z90 * 0.15)), _usd(likely), _usd(likely * exp(Z90 * 0.15)))
        kept.append(KeptForecast(NOW - timedelta(days=ago), funds, *ends, 60.0, 30.0, (week,)))
    hours = PastHours(first_hour, (_PER_HOUR,) * count, (True,) * count)
    return track_record(ForecastLog(tuple(kept), hours, (), NOW), ZoneInfo("Asia/Kolkata"))


def _usd(amount: float) -> Money:
    return Money(Decimal(f"{amount:.6f}"), "USD")
