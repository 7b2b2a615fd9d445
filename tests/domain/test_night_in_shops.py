"""Whether looking at the night all day cries wolf: simulated shops whose money runs out, looked at hour by hour."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate
from zoneinfo import ZoneInfo

from fakes import usd
from galla.domain import forecast
from shops import USUAL, Shop

OPENS, CLOSES, LEAD_H = 9, 21, 2
DAYS_OF_MONEY = 3.5


def needed_until(hour: int) -> int:
    """The hour at which what is paid in after the coming or lasting night has arrived."""
    day, of_day = divmod(hour, 24)
    return 24 * (day if of_day < OPENS else day + 1) + OPENS + LEAD_H


def falling_balances(seed: int) -> Iterator[tuple[int, list[tuple[int, float | None]]]]:
    """The hour at which each is used up, and the early end in hours from each hour before it."""
    shop = Shop(USUAL, 75, seed)
    sums = list(accumulate(shop.by_hour, initial=0.0))
    for begin in range(24 * 28, 24 * 66, 24 * 3):
        funds = DAYS_OF_MONEY * (sums[begin] - sums[begin - 24 * 14]) / 14
        ends = next((hour for hour in range(begin, 24 * 75) if sums[hour] - sums[begin] >= funds), None)
        if ends is None:
            continue
        seen = list[tuple[int, float | None]]()
        for hour in range(begin, ends):
            left = Decimal(f"{funds - (sums[hour] - sums[begin]):.4f}")
            runway = forecast.runway(shop.hours_until(float(hour)), usd(str(left)), None, ZoneInfo("UTC"))
            seen.append((hour, None if runway.p10_days is None else 24 * runway.p10_days))
        yield ends, seen


def told_of(seen: list[tuple[int, float | None]], notice_h: int) -> set[int]:
    """The nights that are told of, by when their money is needed until."""
    return {
        needed_until(hour)
        for hour, early_h in seen
        if (hour % 24 >= CLOSES - notice_h or hour % 24 < OPENS)
        and early_h is not None
        and hour + early_h < needed_until(hour)
    }


def test_of_the_nights_that_are_told_of_from_opening_on_more_come_true_than_of_those_told_in_the_last_hour() -> None:
    balances = [item for seed in range(3) for item in falling_balances(seed)]
    true_share = {}
    for notice_h in (1, 12):
        came_true = [ends < night for ends, seen in balances for night in told_of(seen, notice_h)]
        true_share[notice_h] = sum(came_true) / len(came_true)
    assert len(balances) > 30
    assert true_share[12] > true_share[1] + 0.1
    assert true_share[12] > 0.5
