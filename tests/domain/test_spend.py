from __future__ import annotations

from decimal import Decimal

from hypothesis import given

from fakes import usd
from galla.domain import spend
from galla.domain.spend import Movement
from histories import QUICK, anything, at, history, orderly, reading


def test_a_fall_is_spend_and_a_rise_is_credit() -> None:
    rows = (reading(0, 100, until=1), reading(2, 70), reading(3, 70), reading(4, 120))
    assert spend.movements(rows) == (
        Movement(at(1), at(2), spend=usd(30), credit=usd(0)),
        Movement(at(3), at(4), spend=usd(0), credit=usd(50)),
    )


def test_a_suspect_reading_makes_no_spend_and_no_credit() -> None:
    rows = (reading(0, 100), reading(1, 0, suspect=True), reading(2, 100))
    assert spend.movements(rows) == ()


def test_a_rise_is_marked_at_the_reading_that_showed_it() -> None:
    marks = spend.credits(history((0, 100), (1, 90), (2, 590)))
    assert [(mark.at, mark.amount) for mark in marks] == [(at(2), usd(500))]


def test_each_hour_gets_its_spend() -> None:
    hours = spend.hourly(history((0.5, 100), (1.5, 90), (2.25, 81)))
    assert [(hour.start, hour.spend, hour.estimated) for hour in hours] == [
        (at(0), Decimal(5), False),
        (at(1), Decimal(11), False),
        (at(2), Decimal(3), False),
    ]


def test_hours_of_a_long_interval_are_marked_as_estimated() -> None:
    hours = spend.hourly(history((0, 100), (1, 90), (4.5, 55), (5, 50)))
    assert [hour.estimated for hour in hours] == [False, True, True, True, True]
    assert [hour.spend for hour in hours] == [10, 10, 10, 10, 10]


def test_a_flat_stretch_is_known_to_be_without_spend() -> None:
    hours = spend.hourly((reading(0, 100, until=5),))
    assert [(hour.spend, hour.estimated) for hour in hours] == [(0, False)] * 5


def test_hours_within_years_of_silence_are_left_out_and_their_neighbours_kept() -> None:
    hours = spend.hourly(history((0, 100), (1.5, 90), (50_000.5, 80), (50_001, 75)))
    assert [hour.start for hour in hours] == [at(0), at(1), at(50_000)]


def test_readings_at_one_instant_lose_no_spend() -> None:
    assert sum(hour.spend for hour in spend.hourly(history((0, 100), (0, 90)))) == 10
    assert sum(hour.spend for hour in spend.hourly(history((0, 100), (1, 100), (1, 90)))) == 10


@QUICK
@given(orderly())
def test_hours_add_up_to_all_spend_and_all_credits(rows: tuple) -> None:
    hours, moves = spend.hourly(rows), spend.movements(rows)
    assert sum(hour.spend for hour in hours) == sum(move.spend.amount for move in moves)
    assert sum(hour.credit for hour in hours) == sum(move.credit.amount for move in moves)


@QUICK
@given(anything())
def test_any_history_gives_spend_that_is_never_negative(rows: tuple) -> None:
    assert all(hour.spend >= 0 and hour.credit >= 0 for hour in spend.hourly(rows))
    assert all(move.spend.amount >= 0 and move.credit.amount >= 0 for move in spend.movements(rows))
