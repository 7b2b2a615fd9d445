from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from galla.domain.sparkline import WEEK, week_points
from histories import QUICK, anything, at, history, orderly, reading, steady


def test_a_flat_stretch_has_both_its_ends() -> None:
    points = week_points((reading(0, 100, until=5), reading(6, 80)), at(6))
    assert [(point.at, point.balance) for point in points] == [(at(0), 100.0), (at(5), 100.0), (at(6), 80.0)]


def test_the_line_that_crosses_a_gap_is_estimated() -> None:
    points = week_points(history((0, 100), (1, 90), (4, 60), (5, 50)), at(5))
    assert [point.estimated for point in points] == [False, False, True, False]


def test_the_line_enters_the_week_between_two_readings() -> None:
    points = week_points(history((0, 100), (10, 80), (170, 70)), at(173))
    assert (points[0].at, points[0].balance, points[0].estimated) == (at(5), 90.0, True)


def test_there_is_no_line_without_a_reading_in_the_week() -> None:
    assert week_points(history((0, 100), (10, 80)), at(10 + 169)) == ()
    assert week_points((), at(0)) == ()


def test_thinning_keeps_the_first_the_last_the_lowest_and_the_highest() -> None:
    rows = (*steady(6, 240, every_hours=0.25), reading(145, 1), reading(145.25, 20_000), reading(146, 19_000))
    points = week_points(rows, at(146), max_points=40)
    balances = [point.balance for point in points]
    assert len(points) <= 40
    assert (balances[0], balances[-1], min(balances), max(balances)) == (10_000.0, 19_000.0, 1.0, 20_000.0)


def test_a_gap_is_still_marked_after_thinning() -> None:
    rows = (*steady(3, 240, every_hours=0.25), *(reading(96 + index / 4, 9_000 - index) for index in range(200)))
    points = week_points(rows, at(147), max_points=40)
    estimated = [point.at for point in points if point.estimated]
    assert len(estimated) == 1
    assert at(96) <= estimated[0] <= at(100)


@QUICK
@given(st.one_of(orderly(), anything()), st.integers(-400, 400), st.integers(4, 30))
def test_any_week_is_in_order_within_the_week_and_not_too_long(rows: tuple, hours: int, most: int) -> None:
    now = at(hours)
    points = week_points(rows, now, most)
    assert len(points) <= most
    assert all(now - WEEK <= point.at <= now for point in points)
    assert all(right.at - left.at >= timedelta(0) for left, right in pairwise(points))
