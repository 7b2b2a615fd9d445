"""The whole way from polled balances to a runway, and what it costs: the benchmark's second evaluation in small.

tests/benchmarks/bench_balances.py does the same on real series.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import log
from statistics import fmean, median
from zoneinfo import ZoneInfo

import pytest

from galla.domain import forecast
from galla.domain.model import StoredReading
from galla.domain.money import Money
from galla.domain.monitoring import HISTORY_KEPT
from galla.domain.spend_hours import SpendHours, spend_hours
from pasts import past_of
from shops import ALWAYS_OPEN, LUMPY, OPENED, SMOOTH, USUAL, Kind, Shop
from simulated_balances import NONE, Troubles, polled

UTC_ZONE = ZoneInfo("UTC")
ORIGINS_H = [24 * day + 7 * day % 24 for day in range(40, 101, 6)]
"""At every other hour and weekday."""
BALANCES_DAYS = (1.5, 4.0, 9.0)
"""Of spend as in the four weeks before."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was forecast at one origin for one balance, and what happened, in days."""

    from_spend: float
    from_balances: float
    true: float


def compare(kind: Kind, troubles: Troubles, seed: int) -> list[Compared]:
    spend = [100 * amount for amount in Shop(kind, 130, seed).by_hour]
    awake = [OPENED + timedelta(hours=hour) for hour in ORIGINS_H]
    rows = polled(spend, OPENED, troubles, seed, awake_at=awake)
    found = []
    for hour, now in zip(ORIGINS_H, awake, strict=True):
        seen = (True,) * hour
        clean = SpendHours("USD", now, tuple(spend[:hour]), seen, seen, 0.0)
        kept = as_kept(rows, now)
        mean = sum(spend[hour - 28 * 24 : hour]) / 28
        for days in BALANCES_DAYS:
            balance = days * mean
            found.append(Compared(p50(clean, balance), p50(kept, balance), true_days(spend[hour:], balance)))
    return found


def as_kept(rows: list[StoredReading], now: datetime) -> SpendHours | None:
    """From the past hours and the latest readings, as the ledger gives them to the program."""
    known = tuple(replace(row, last_at=min(row.last_at, now)) for row in rows if row.first_at <= now)
    history = tuple(row for row in known if row.last_at >= now - HISTORY_KEPT)
    return spend_hours(past_of(known), history, (), UTC_ZONE, now)


def p50(hours: SpendHours | None, balance: float) -> float:
    funds = Money(Decimal(balance).quantize(Decimal("0.01")), "USD")
    days = forecast.runway(hours, funds, None, UTC_ZONE).p50_days
    assert days is not None
    return days


def true_days(spend: list[float], balance: float) -> float:
    for hour, amount in enumerate(spend):
        if amount >= balance:
            return (hour + balance / amount) / 24
        balance -= amount
    raise AssertionError("the simulated shop is too short")


def apart(compared: list[Compared]) -> float:
    return median(abs(log(one.from_balances / one.from_spend)) for one in compared)


@pytest.mark.parametrize("kind", [SMOOTH, USUAL, ALWAYS_OPEN, LUMPY], ids=["smooth", "usual", "always open", "lumpy"])
def test_an_untroubled_balance_gives_the_forecast_that_spend_itself_gives(kind: Kind) -> None:
    assert apart(compare(kind, NONE, seed=1)) < 0.005


@pytest.mark.parametrize("kind", [SMOOTH, USUAL, ALWAYS_OPEN], ids=["smooth", "usual", "always open"])
def test_troubles_of_a_balance_move_the_runway_of_a_busy_shop_by_a_fiftieth_at_most(kind: Kind) -> None:
    assert apart(compare(kind, Troubles(), seed=1)) < 0.02


def test_the_way_through_a_troubled_balance_adds_less_than_a_twentieth_to_the_error() -> None:
    from_spend, from_balances = [], []
    for kind in (SMOOTH, USUAL, ALWAYS_OPEN, LUMPY):
        for seed in (1, 2):
            compared = compare(kind, Troubles(), seed)
            from_spend.append(median(abs(log(one.from_spend / one.true)) for one in compared))
            from_balances.append(median(abs(log(one.from_balances / one.true)) for one in compared))
    print(f"error {fmean(from_spend):.3f} from spend, {fmean(from_balances):.3f} from balances")
    assert fmean(from_balances) < 1.05 * fmean(from_spend)
