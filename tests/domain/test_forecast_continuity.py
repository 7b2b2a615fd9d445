"""The forecast from one hour to the next, and what a shift or a single bulk order does to it."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from math import log
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from galla.domain import forecast
from galla.domain.money import Money
from galla.domain.runway import Runway
from galla.domain.spend_hours import SpendHours
from shops import LUMPY, OPENED, USUAL, Kind, Shop

UTC_ZONE = ZoneInfo("UTC")


def runway(hours: tuple[float, ...], funds: float) -> Runway:
    seen = (True,) * len(hours)
    found = SpendHours("USD", OPENED + timedelta(hours=len(hours)), hours, seen, seen, 0.0)
    return forecast.runway(found, Money(Decimal(funds).quantize(Decimal("0.01")), "USD"), None, UTC_ZONE)


def days(*spends: float) -> tuple[float, ...]:
    return tuple(spend / 24 for spend in spends for _ in range(24))


def changes_in_an_hour_without_spend(kind: Kind, hours: int) -> list[float]:
    """How far the p50 moves when that many hours of history become one more (as a logarithm), of some shops."""
    found = []
    for seed in range(40):
        spend = tuple(100 * amount for amount in Shop(kind, hours // 24 + 3, seed).by_hour[seed % 24 :])
        if spend[hours] or not any(spend[:hours]):
            continue
        funds = 4 * 24 * sum(spend[:hours]) / hours
        before, after = runway(spend[:hours], funds).p50_days, runway(spend[: hours + 1], funds).p50_days
        if before is not None and after is not None:
            found.append(abs(log(after / before)))
    assert len(found) > 10
    return sorted(found)


@pytest.mark.parametrize("day", [7, 14, 21, 28, 35, 42, 60])
@pytest.mark.parametrize("kind", [USUAL, LUMPY], ids=["usual", "lumpy"])
def test_no_hour_without_spend_turns_the_forecast_over_because_history_got_longer(kind: Kind, day: int) -> None:
    for hours in (24 * day - 1, 24 * day):
        found = changes_in_an_hour_without_spend(kind, hours)
        assert median(found) < 0.03
        assert found[len(found) * 9 // 10] < 0.25


def gamma_days(count: int, mean: float, seed: int) -> list[float]:
    chance = random.Random(seed)
    return [chance.gammavariate(8, mean / 8) for _ in range(count)]


@pytest.mark.parametrize("before", [20, 90])
@pytest.mark.parametrize("times", [0.0, 2.0, 3.0])
def test_about_half_of_a_lasting_shift_at_least_is_believed_after_a_week(before: int, times: float) -> None:
    burns = []
    for seed in range(20):
        hours = days(*gamma_days(before, 100, seed), *(times * spend for spend in gamma_days(7, 100, seed + 1)))
        burn = runway(hours, 1_000).burn_per_day
        assert burn is not None
        burns.append(float(burn.amount) / 100)
    assert abs(median(burns) - times) < 0.55 * abs(1 - times)


def test_a_level_that_has_just_shifted_is_less_certain() -> None:
    steady, shifted = gamma_days(60, 100, 1), [*gamma_days(53, 100, 1), *gamma_days(7, 300, 2)]

    def width(spends: list[float]) -> float:
        found = runway(days(*spends), 5 * spends[-1])
        assert found.p10_days
        assert found.p90_days
        return log(found.p90_days / found.p10_days)

    assert width(shifted) > 1.3 * width(steady)


def test_one_bulk_order_makes_no_weekday() -> None:
    spends = [*gamma_days(90, 100, 3), 20_000.0, *gamma_days(3, 100, 4)]
    by_day = runway(days(*spends), 3_000).usual
    assert by_day is not None
    week = [sum(by_day.by_hour[24 * day : 24 * day + 24]) for day in range(7)]
    assert max(week) < 2 * median(week)
