"""How seldom ordinary trade looks strange, and how surely faults do, in shops of many kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from galla.domain import forecast
from galla.domain.model import Reading, StoredReading
from galla.domain.money import Money
from galla.domain.strange import is_strange
from galla.domain.usual_spend import UsualSpend
from shops import ALWAYS_OPEN, LUMPIER, LUMPY, OPENED, SMOOTH, USUAL, Fall, Kind, Shop

LEARNT_DAYS, TRADED_DAYS = 28, 42
NOTHING = Money(Decimal(0), "USD")


@dataclass(frozen=True, slots=True)
class Case:
    """A fall and what was known before it."""

    fall: Fall
    usual: UsualSpend
    day: float
    """Expected spend of a day."""

    def is_strange(self, spent: float, funds_days: float) -> bool:
        """Whether it is strange to have lost `spent` of so many days of funds."""
        balance, start = self.day * funds_days, OPENED + timedelta(hours=self.fall.start_h)
        before = StoredReading(dollars(balance), start, start)
        reading = Reading(dollars(balance - spent), OPENED + timedelta(hours=self.fall.end_h))
        return is_strange(before, reading, reserve=NOTHING, usual=self.usual)


def dollars(amount: float) -> Money:
    return Money(Decimal(amount), "USD")


def spends(kind: Kind, seed: int) -> Iterator[Case]:
    """Every fall of two weeks after four of history."""
    shop = Shop(kind, TRADED_DAYS, seed)
    return (case(shop, fall) for fall in shop.falls() if fall.start_h >= 24 * LEARNT_DAYS and fall.spent)


def some(kind: Kind) -> list[Case]:
    """Every eleventh reading of a week after four of history, whether or not anything was spent."""
    shop = Shop(kind, LEARNT_DAYS + 8, seed=9)
    return [case(shop, fall) for fall in [fall for fall in shop.falls() if fall.start_h >= 24 * LEARNT_DAYS][::11]]


def case(shop: Shop, fall: Fall) -> Case:
    """`fall` with what the forecast knew before it."""
    runway = forecast.runway(shop.hours_until(fall.start_h), dollars(1000), NOTHING, ZoneInfo("UTC"))
    assert runway.usual is not None
    assert runway.burn_per_day is not None
    return Case(fall, runway.usual, float(runway.burn_per_day.amount))


SHOPS = pytest.mark.parametrize(
    ("kind", "seeds"),
    [
        pytest.param(SMOOTH, 1, id="smooth"),
        pytest.param(USUAL, 2, id="usual"),
        pytest.param(ALWAYS_OPEN, 2, id="always open"),
        pytest.param(LUMPY, 5, id="lumpy"),
        pytest.param(LUMPIER, 5, id="lumpier"),
    ],
)


@SHOPS
def test_less_than_one_in_500_ordinary_readings_is_strange(kind: Kind, seeds: int) -> None:
    shops = [Shop(kind, TRADED_DAYS, seed) for seed in range(seeds)]
    readings = sum(fall.start_h >= 24 * LEARNT_DAYS for shop in shops for fall in shop.falls())
    strange = sum(case.is_strange(case.fall.spent, 30) for seed in range(seeds) for case in spends(kind, seed))
    assert strange < readings / 500


@SHOPS
def test_zero_and_cents_for_dollars_are_strange_at_any_hour(kind: Kind, seeds: int) -> None:
    for case in some(kind):
        for funds_days in (0.5, 3, 10):
            assert case.is_strange(case.day * funds_days, funds_days)
            assert case.is_strange(case.day * funds_days * 0.99, funds_days)


@pytest.mark.parametrize("kind", [SMOOTH, USUAL, ALWAYS_OPEN])
def test_another_customers_balance_is_strange_where_orders_are_not_as_large(kind: Kind) -> None:
    """Of ten days of funds two are left, or eight; a shop with orders of days loses as much in its ordinary trade."""
    assert all(case.is_strange(case.day * lost, 10) for case in some(kind) for lost in (2, 8))


@pytest.mark.parametrize(("kind", "times"), [(SMOOTH, 3), (USUAL, 8)], ids=["smooth", "usual"])
def test_a_drain_at_night_is_strange_at_several_times_what_the_shop_spends_by_day(kind: Kind, times: int) -> None:
    nights = [case for case in some(kind) if case.fall.by_night]
    assert nights
    for case in nights:
        open_hour = case.day / 12
        assert case.is_strange(times * open_hour, 10)
        assert not case.is_strange(open_hour / 12, 10)
