from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from galla.domain.timeline import Course, believed
from histories import QUICK, anything, at, history, orderly, reading


def test_suspect_readings_are_not_believed() -> None:
    rows = (reading(0, 100), reading(1, 0, suspect=True), reading(2, 90))
    assert [str(row.balance.amount) for row in believed(rows)] == ["100", "90"]


def test_a_change_of_currency_ends_the_history_before_it() -> None:
    rows = (reading(0, 100), reading(1, 90, currency="EUR"), reading(2, 80), reading(3, 70))
    assert believed(rows) == [rows[2], rows[3]]


def test_a_reading_that_a_wrong_clock_put_into_the_future_is_left_out() -> None:
    rows = history((0, 100), (1, 90), (9_000, 85), (2, 80), (3, 70))
    assert believed(rows) == [rows[0], rows[1], rows[3], rows[4]]


def test_a_reading_that_a_dead_clock_put_into_the_past_is_left_out() -> None:
    rows = history((0, 100), (1, 90), (-400_000, 85), (2, 80))
    assert believed(rows) == [rows[0], rows[1], rows[3]]


def test_the_latest_reading_stays_when_the_clock_was_set_back() -> None:
    rows = history((5, 100), (6, 90), (7, 80), (0, 70))
    assert believed(rows) == [rows[3]]


def test_a_balance_that_no_ledger_holds_is_not_believed() -> None:
    rows = history((0, 100), (1, "1E+40"), (2, 90))
    assert believed(rows) == [rows[0], rows[2]]


@QUICK
@given(anything())
def test_believed_readings_are_in_order_of_time_and_of_one_currency(rows: tuple) -> None:
    kept = believed(rows)
    assert all(row.first_at <= row.last_at for row in kept)
    assert all(left.last_at <= right.first_at for left, right in pairwise(kept))
    assert len({row.balance.currency for row in kept}) <= 1


def test_between_readings_the_balance_is_in_proportion_to_time() -> None:
    standing = Course(history((0, 100), (4, 80))).at(at(1))
    assert (standing.balance, standing.spend, standing.interpolated) == (95_000_000, 5_000_000, True)


def test_a_flat_stretch_is_read_and_not_interpolated() -> None:
    standing = Course((reading(0, 100, until=3), reading(4, 80))).at(at(2))
    assert (standing.balance, standing.interpolated) == (100_000_000, False)


@QUICK
@given(orderly(), st.lists(st.integers(-100_000, 7_000_000), min_size=1, max_size=10))
def test_balance_is_first_balance_less_spend_plus_credit_at_every_instant(rows: tuple, seconds: list[int]) -> None:
    course = Course(rows)
    first = course.at(course.start - timedelta(days=1)).balance
    for standing in (course.at(rows[0].first_at + timedelta(seconds=offset)) for offset in seconds):
        assert standing.balance == first - standing.spend + standing.credit
