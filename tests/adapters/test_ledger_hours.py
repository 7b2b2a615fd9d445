"""What the ledger's hours say of money in and out is what the balances say, to the last unit."""

from __future__ import annotations

import math
from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from galla.adapters.ledger import rows
from galla.adapters.ledger.rollup import HOUR_US, Outline
from galla.domain.gross_hours import gross_hours
from galla.domain.model import StoredReading
from galla.domain.money import to_units
from histories import QUICK, orderly
from pasts import past_of

Fed = list[tuple[int, int, int]]


def fed(readings: tuple[StoredReading, ...]) -> Fed:
    """Rows as the ledger stores them: (first, last, units)."""
    return [(rows.to_us(row.first_at), rows.to_us(row.last_at), to_units(row.balance).units) for row in readings]


def outlined(readings: Fed, floor: int) -> Outline:
    """The hours from `floor` on, from the row that leads to them, as the ledger computes them."""
    outline = Outline(floor)
    leads = max(bisect_left(readings, (floor * HOUR_US,)) - 1, 0)
    for row in readings[leads:]:
        outline.feed(*row)
    return outline


@QUICK
@given(orderly(), st.lists(st.integers(0, 24), max_size=4))
def test_first_balance_and_credits_less_spend_are_the_last_balance(
    readings: tuple[StoredReading, ...], cuts: list[int]
) -> None:
    """In however many steps the hours became final."""
    known = fed(readings)
    spend = credit = rises = 0
    floor = known[0][0] // HOUR_US
    for end in sorted({min(cut, len(known) - 1) for cut in cuts} | {len(known) - 1}):
        upto = known[: end + 1]
        ceiling = upto[-1][1] // HOUR_US + (end == len(known) - 1)
        found = outlined(upto, floor)
        final = [hour for number, hour in found.hours.items() if number < ceiling]
        spend += sum(hour.spend for hour in final)
        credit += sum(hour.credit for hour in final)
        rises += sum(units for at_us, units in found.rises if at_us // HOUR_US < ceiling)
        floor = max(floor, ceiling)
    assert known[0][2] + rises - spend == known[-1][2]
    assert credit == rises


@QUICK
@given(orderly(), st.integers(0, 100))
def test_so_it_is_with_the_hours_that_the_forecast_reads(readings: tuple[StoredReading, ...], leave_h: int) -> None:
    found = gross_hours(past_of(readings, leave_h), readings, readings[-1].last_at)
    if found is not None:
        spent = round(math.fsum(found.spend) * 10**6)
        credited = sum(to_units(mark.amount).units for mark in found.credits)
        assert to_units(readings[0].balance).units + credited - spent == to_units(readings[-1].balance).units
