"""A forecast's course as an owner would see one: nothing is sold at night, little on Sundays."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

from galla.domain.runway import SpendPoint

NIGHT = range(1, 8)
"""Hours of the clock in which nothing is sold."""


def course(
    funds: float, quantiles: tuple[float, float, float], since: datetime, zone: str = "Asia/Kolkata", step_h: float = 1
) -> tuple[SpendPoint, ...]:
    """Every `step_h` hours from `since`: `funds` are spent after these days (p10, p50, p90), as the last hours say."""
    p10, p50, p90 = (_busy(since, days * 24, zone) for days in quantiles)
    points = [SpendPoint(0.0, 0.0, 0.0, 0.0)]
    hours, spent = 0.0, 0.0
    while hours / 24 < 1.5 * quantiles[2]:
        spent += _busy(since + timedelta(hours=hours), step_h, zone)
        hours += step_h
        points.append(SpendPoint(hours / 24, funds * spent / p90, funds * spent / p50, funds * spent / p10))
    return tuple(points)


def _busy(since: datetime, hours: float, zone: str) -> float:
    """How many usual hours' worth is sold in the `hours` from `since` on."""
    steps = max(round(hours * 4), 1)
    return sum(_rate(since + timedelta(hours=hours * step / steps), zone) for step in range(steps)) * hours / steps


def _rate(at: datetime, zone: str) -> float:
    local = at.astimezone(ZoneInfo(zone))
    if local.hour in NIGHT:
        return 0.0
    return (0.3 + 1.7 * exp(-(((local.hour - 16) / 4.5) ** 2))) * (0.35 if local.isoweekday() == 7 else 1.0)
