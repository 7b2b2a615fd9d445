"""A fall that this account's hours of the week do not allow is found soon, and ordinary trade is left alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from galla.domain import fast_drop
from galla.domain.figures import Drop
from galla.domain.gamma_tail import surprise
from galla.domain.model import StoredReading
from galla.domain.money import Money
from galla.domain.spend_hours import spend_hours
from shops import OPENED, Kind, Shop

UTC_ZONE = ZoneInfo("UTC")
BUSY = Kind(250, 12, lambda rng: rng.expovariate(1))
LUMPY = Kind(1, 0.05, lambda rng: rng.expovariate(1))
DAYS = 22
Orders = Sequence[tuple[float, float]]


def at(day: int, hour: float) -> float:
    """Hours after the shop was opened."""
    return 24 * day + hour


def dollars(amount: float | Decimal) -> Money:
    return Money(round(Decimal(amount), 2), "USD")


def readings(
    orders: Orders, until_h: float, *, asleep: tuple[float, float] = (0, 0), every_h: float = 0.25
) -> list[StoredReading]:
    """Polls up to `until_h`, none while asleep. A negative cost is a rise."""
    rows, spent = [], 0.0
    coming = iter([*sorted(orders), (float("inf"), 0.0)])
    at_h, cost = next(coming)
    for index in range(int(until_h / every_h) + 1):
        poll = index * every_h
        while at_h <= poll:
            spent += cost
            at_h, cost = next(coming)
        if not asleep[0] < poll < asleep[1]:
            instant = OPENED + timedelta(hours=poll)
            rows.append(StoredReading(dollars(100_000 - spent), instant, instant))
    return rows


def judged(rows: Sequence[StoredReading], zone: ZoneInfo = UTC_ZONE) -> tuple[Drop | None, bool]:
    """What is found at the last of `rows`."""
    now = rows[-1].last_at
    hours = spend_hours(None, tuple(rows), (), zone, now)
    return fast_drop.find(rows, hours, zone)


@pytest.fixture(scope="module")
def busy() -> Orders:
    return Shop(BUSY, DAYS, seed=1).orders


def between(orders: Orders, start_h: float, end_h: float) -> list[tuple[float, float]]:
    return [(when, cost) for when, cost in orders if start_h <= when < end_h]


def drain(start_h: float, end_h: float, per_h: float) -> list[tuple[float, float]]:
    return [(start_h + index / 20, per_h / 20) for index in range(int((end_h - start_h) * 20))]


def test_every_order_twice_is_found_within_two_hours_in_a_busy_shop(busy: Orders) -> None:
    orders = [*busy, *between(busy, at(18, 13), at(18, 15))]
    drop, over = judged(readings(orders, at(18, 15)))
    assert drop is not None
    assert not over
    assert drop.since >= OPENED + timedelta(hours=at(18, 11))
    assert drop.spent.amount > Decimal("1.5") * drop.expected.amount > 0
    assert drop.spent.currency == drop.expected.currency == "USD"
    assert drop.score > 10


def test_a_steady_drain_at_night_is_found_within_two_hours(busy: Orders) -> None:
    drop, over = judged(readings([*busy, *drain(at(18, 1), at(18, 3), 150)], at(18, 3)))
    assert drop is not None
    assert not over


def test_a_campaign_is_found_before_noon(busy: Orders) -> None:
    day = between(busy, at(18, 0), at(18, 24))
    drop, _ = judged(readings([*busy, *day, *day], at(18, 12)))
    assert drop is not None


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_ordinary_trade_is_no_drop(busy: Orders, hour: int) -> None:
    assert judged(readings(busy, at(18, hour)))[0] is None


def test_a_single_large_order_is_no_drop_where_orders_are_large() -> None:
    orders = Shop(LUMPY, DAYS, seed=2).orders
    assert judged(readings([*orders, (at(18, 12), 3.0)], at(18, 13)))[0] is None


def test_spend_is_as_usual_again_some_hours_after_the_drain_has_ended(busy: Orders) -> None:
    orders = [*busy, *drain(at(18, 1), at(18, 4), 150)]
    assert judged(readings(orders, at(18, 4)))[1] is False
    assert judged(readings(orders, at(18, 6)))[1] is False
    assert judged(readings(orders, at(18, 12))) == (None, True)


def test_a_drop_is_found_once_and_not_again_before_it_is_over(busy: Orders) -> None:
    orders = [*busy, *drain(at(18, 1), at(18, 4), 150)]
    rows = readings(orders, at(19, 12))
    begun, open_ = 0, False
    for count in range(int(at(18, 0)) * 4, len(rows) + 1):
        drop, over = judged(rows[:count])
        begun += drop is not None and not open_
        open_ = drop is not None or (open_ and not over)
    assert (begun, open_) == (1, False)


def test_a_late_answer_of_the_supplier_is_no_drop(busy: Orders) -> None:
    rows = readings(busy, at(18, 13.5))
    first, last = rows.index(rows[-1]) - 9, len(rows) - 3  # the balance of 11:15 is shown until 12:45
    held = replace(rows[first], last_at=rows[last - 1].last_at)
    assert judged([*rows[:first], held, *rows[last:]])[0] is None


def test_a_single_fall_larger_than_any_order_is_a_drop_also_where_orders_are_few() -> None:
    orders = Shop(LUMPY, DAYS, seed=2).orders
    assert judged(readings([*orders, (at(18, 12.1), 100.0)], at(18, 13)))[0] is not None


def test_what_was_spent_while_the_laptop_slept_is_compared_with_that_whole_time(busy: Orders) -> None:
    asleep = (at(18, 9.5), at(18, 17))
    assert judged(readings(busy, at(18, 17), asleep=asleep))[0] is None
    twice = [*busy, *between(busy, *asleep), *between(busy, *asleep)]
    drop, _ = judged(readings(twice, at(18, 17), asleep=asleep))
    assert drop is not None
    assert drop.since <= OPENED + timedelta(hours=asleep[0])


def test_a_silence_of_more_than_two_weeks_says_nothing(busy: Orders) -> None:
    rows = readings(busy, at(18, 12))
    late = rows[-1].last_at + timedelta(days=15)
    assert judged([*rows, StoredReading(dollars(10), late, late)]) == (None, True)


def test_a_top_up_hides_no_drop(busy: Orders) -> None:
    orders = [*busy, *drain(at(18, 1), at(18, 4), 150), (at(18, 2.6), -5_000.0)]
    assert judged(readings(orders, at(18, 4)))[0] is not None


def test_a_top_up_and_a_refund_are_no_drop(busy: Orders) -> None:
    orders = [*busy, (at(18, 12.1), -5_000.0), (at(18, 12.6), -20.0)]
    assert judged(readings(orders, at(18, 13)))[0] is None


def test_nothing_is_said_in_the_first_days(busy: Orders) -> None:
    assert judged(readings([*busy, *drain(at(3, 1), at(3, 3), 200)], at(3, 3))) == (None, True)


def test_nothing_is_said_without_spend_or_history() -> None:
    rows = readings([], at(9, 0))
    assert judged(rows) == (None, True)
    assert judged(rows[:1]) == (None, True)


def test_nothing_is_said_of_another_currency(busy: Orders) -> None:
    rows = readings([*busy, *drain(at(18, 1), at(18, 3), 150)], at(18, 3))
    now = rows[-1].last_at
    hours = spend_hours(None, tuple(rows), (), UTC_ZONE, now)
    euros = [replace(row, balance=Money(row.balance.amount, "EUR")) for row in rows]
    assert fast_drop.find(euros, hours, UTC_ZONE) == (None, True)


def test_opening_hours_keep_their_place_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rng, orders = random.Random(3), []
    for day in range(35):  # from 2 March: summer time begins on the 29th
        for _ in range(600):
            local = datetime(2026, 3, 2, tzinfo=berlin) + timedelta(days=day, hours=9 + 12 * rng.random())
            orders.append(((local - OPENED) / timedelta(hours=1), rng.expovariate(1)))
    for day in (28, 29):
        for hour in (7.5, 8, 9, 19):
            assert judged(readings(orders, at(day, hour)), berlin)[0] is None


@pytest.mark.parametrize(
    ("amount", "mean", "variance", "expected"),
    [(10, 1, 1, 10.0), (100, 50, 100, 10.2731), (5, 1, 4, 3.0525), (1, 0.001, 0.001, 8.4237)],
)
def test_the_tail_of_a_gamma_distribution(amount: float, mean: float, variance: float, expected: float) -> None:
    assert surprise(amount, mean, variance) == pytest.approx(expected, abs=1e-3)


def test_the_tail_is_finite_and_rises() -> None:
    scores = [surprise(amount, 1e-9, 1e-6) for amount in (1e-3, 1.0, 1e6, 1e12)]
    assert scores == sorted(scores)
    assert scores[0] >= 0
    assert scores[-1] < float("inf")
