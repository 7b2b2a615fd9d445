"""One strange reading is not news: what is read again, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fakes import usd
from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.money import Money
from galla.domain.strange import is_strange, settle
from galla.domain.usual_spend import UsualSpend

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
NOON, NIGHT = 12.0, 2.0
DAY = (*[0.1] * 9, *[10.0] * 12, *[0.1] * 3)
USUAL = UsualSpend(MONDAY, DAY * 7, order=2.0)
"""A shop that is open from nine to nine, spends ten dollars an hour then, and next to nothing at night."""


def at(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


def stored(amount: str, hour: float = NOON) -> StoredReading:
    return StoredReading(usd(amount), at(hour), at(hour))


def reading(amount: str, minutes: float = 15, hour: float = NOON) -> Reading:
    return Reading(usd(amount), at(hour) + timedelta(minutes=minutes))


def strange(
    before: str,
    after: str,
    *,
    minutes: float = 15,
    hour: float = NOON,
    usual: UsualSpend | None = USUAL,
    reserve: str = "0",
) -> bool:
    return is_strange(stored(before, hour), reading(after, minutes, hour), reserve=usd(reserve), usual=usual)


def test_a_drop_to_the_reserve_is_strange_however_small() -> None:
    assert strange("5", "0")
    assert strange("30", "25", reserve="25")
    assert not strange("30", "26", reserve="25")


def test_a_balance_that_already_was_at_the_reserve_is_not_strange_there() -> None:
    assert not strange("0", "-1")


def test_losing_all_but_a_tenth_of_what_is_above_the_reserve_is_strange_however_small() -> None:
    assert strange("10", "1")
    assert not strange("10", "1.01")
    assert strange("30", "25.5", reserve="25")


def test_a_drop_far_beyond_what_is_usual_is_strange() -> None:
    assert not strange("500", "485")
    assert strange("500", "470")


def test_what_is_trade_by_day_is_strange_at_night() -> None:
    assert not strange("500", "470", minutes=60)
    assert strange("500", "470", minutes=60, hour=NIGHT)


def test_an_order_of_ordinary_size_is_not_strange_even_at_night() -> None:
    assert not strange("500", "496", minutes=60, hour=NIGHT)
    assert not strange("500", "496", hour=NIGHT)


def test_where_orders_are_few_and_large_one_of_them_is_not_strange_at_any_hour() -> None:
    few = replace(USUAL, order=120.0)
    assert not strange("900", "700", usual=few)
    assert not strange("900", "700", usual=few, hour=NIGHT)
    assert strange("900", "400", usual=few, hour=NIGHT)


def test_a_long_pause_allows_a_larger_drop_by_the_hours_it_covers() -> None:
    assert not strange("500", "350", minutes=6 * 60)
    assert strange("500", "470", minutes=6 * 60, hour=NIGHT)
    assert not strange("5000", "2600", minutes=7 * 24 * 60)
    assert strange("5000", "2300", minutes=7 * 24 * 60)


def test_an_order_right_after_the_last_reading_is_no_stranger_than_a_quarter_of_an_hour_later() -> None:
    assert not strange("500", "485", minutes=1)
    assert strange("500", "470", minutes=1)


def test_where_the_clock_went_back_a_drop_is_judged_as_if_a_quarter_of_an_hour_had_passed() -> None:
    assert not strange("500", "485", minutes=-(10**7))
    assert strange("500", "470", minutes=-(10**7))


def test_while_usual_spend_is_unknown_losing_more_than_half_is_strange() -> None:
    assert strange("500", "249", usual=None)
    assert not strange("500", "250", usual=None)


def test_a_rise_is_never_strange() -> None:
    assert not strange("100", "5000")
    assert not strange("100", "100")


def test_the_first_reading_of_all_is_not_strange() -> None:
    assert not is_strange(None, reading("0"), reserve=usd("0"), usual=None)


def test_a_reading_in_another_currency_is_compared_with_nothing() -> None:
    rupees = Reading(Money(Decimal(1), "INR"), at(NOON))
    assert not is_strange(stored("500"), rupees, reserve=Money(Decimal(0), "INR"), usual=USUAL)


@pytest.mark.parametrize("usual", [USUAL, None])
@pytest.mark.parametrize(("before", "after"), [("1E+999999", "5"), ("5", "-1E+999999"), ("1E+999999", "-1E+999999")])
def test_an_absurd_drop_is_strange(before: str, after: str, usual: UsualSpend | None) -> None:
    assert strange(before, after, usual=usual)


@pytest.mark.parametrize("amount", ["0", "10", "249"])
def test_a_drop_that_the_next_reading_repeats_was_real(amount: str) -> None:
    suspect = replace(stored("0"), state=ReadingState.SUSPECT)
    assert settle(stored("500"), suspect, reading(amount)) is ReadingState.ACCEPTED


@pytest.mark.parametrize("amount", ["500", "480", "251", "900"])
def test_a_down_and_up_pair_is_annulled(amount: str) -> None:
    suspect = replace(stored("0"), state=ReadingState.SUSPECT)
    assert settle(stored("500"), suspect, reading(amount)) is ReadingState.ANNULLED
