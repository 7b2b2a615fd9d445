from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from galla.domain.coalesce import Order, extends, order
from galla.domain.model import Reading, ReadingState, StoredReading
from galla.domain.money import Money

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def row(amount: str = "100", state: ReadingState = ReadingState.ACCEPTED) -> StoredReading:
    return StoredReading(Money(Decimal(amount), "USD"), NOON - timedelta(hours=1), NOON, state=state)


def joins(
    last: StoredReading | None,
    amount: str = "100",
    *,
    minutes: float = 15,
    state: ReadingState = ReadingState.ACCEPTED,
    failed_between: bool = False,
    currency: str = "USD",
) -> bool:
    answer = Reading(Money(Decimal(amount), currency), NOON + timedelta(minutes=minutes))
    return extends(last, answer, state, within=HALF_AN_HOUR, failed_between=failed_between)


def test_an_equal_answer_within_two_cadences_extends_the_row() -> None:
    assert joins(row())
    assert joins(row(), minutes=30)


@pytest.mark.parametrize("amount", ["99.99", "100.01", "100.000001"])
def test_another_amount_begins_a_row(amount: str) -> None:
    assert not joins(row(), amount)


def test_amounts_are_compared_as_they_are_stored() -> None:
    assert joins(row(), "100.0000004")


def test_an_equal_answer_after_a_longer_silence_begins_a_row() -> None:
    assert not joins(row(), minutes=30.1)


def test_a_failed_poll_in_between_begins_a_row() -> None:
    assert not joins(row(), failed_between=True)


@pytest.mark.parametrize("state", [ReadingState.SUSPECT, ReadingState.ANNULLED])
def test_only_believed_readings_are_joined(state: ReadingState) -> None:
    assert not joins(row(state=state))
    assert not joins(row(), state=state)


def test_the_first_reading_and_another_currency_begin_a_row() -> None:
    assert not joins(None)
    assert not joins(row(), currency="EUR")


def test_a_reading_later_than_the_last_row_comes_next() -> None:
    assert order(NOON, None, None) is Order.NEXT
    assert order(NOON, NOON - timedelta(microseconds=1), None) is Order.NEXT


def test_a_clock_set_back_a_little_puts_the_reading_just_after_the_last_row() -> None:
    assert order(NOON, NOON, NOON) is Order.JUST_AFTER
    assert order(NOON - timedelta(minutes=10), NOON, NOON - timedelta(days=9)) is Order.JUST_AFTER


def test_rows_of_a_clock_that_ran_ahead_for_hours_give_way_however_far_ahead_it_was() -> None:
    a_year_on = NOON + timedelta(days=365)
    assert order(NOON, a_year_on, a_year_on - timedelta(hours=3)) is Order.ROWS_RAN_AHEAD


def test_a_long_stretch_of_later_history_is_not_given_up_for_one_reading() -> None:
    assert order(NOON, NOON + timedelta(days=30), NOON - timedelta(hours=1)) is Order.NEW_SERIES
