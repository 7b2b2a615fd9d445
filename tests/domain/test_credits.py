"""What a rise of the balance is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.model import StoredReading
from galla.domain.past import Correction, CreditKind, JudgedCredit
from histories import QUICK, anything, at, history, orderly, reading, steady
from pasts import judged, past_of

TOP_UP, REFUND, REVERSAL = CreditKind.TOP_UP, CreditKind.REFUND, CreditKind.REVERSAL
Rows = tuple[StoredReading, ...]


def kinds(*rows: StoredReading, said: tuple[Correction, ...] = ()) -> list[CreditKind]:
    return [credit.kind for credit in judged(None, rows, said, rows[-1].last_at)]


def after_ten_days(*points: tuple[float, str | int]) -> Rows:
    """Ten days of 240 each, from 10,000 down to 7,600, and then `points` (hours later, balance)."""
    return (*steady(10, 240), *(reading(240 + hours, amount) for hours, amount in points))


def test_a_rise_above_a_day_of_usual_spend_is_a_top_up_and_a_smaller_one_a_refund() -> None:
    assert kinds(*after_ten_days((1, 7_841))) == [TOP_UP]
    assert kinds(*after_ten_days((1, 7_839))) == [REFUND]


def test_a_rise_is_a_top_up_as_long_as_nothing_usual_is_known() -> None:
    assert kinds(*history((0, 100), (1, 90), (2, 91))) == [TOP_UP]


def test_rises_of_the_first_day_are_judged_by_that_day_once_it_has_passed() -> None:
    rows = (*history((0, 1_000), (1, 990), (2, 991), (3, 980)), *(reading(4 + hour, 970 - hour) for hour in range(40)))
    assert kinds(*rows) == [REFUND]


def test_each_rise_is_told_with_the_reading_that_showed_it() -> None:
    rows = after_ten_days((1, 7_640), (2, 12_640))
    first, second = judged(None, rows, (Correction(at(241), TOP_UP),), at(242))
    assert (first.at, first.kind, first.by_owner) == (at(241), TOP_UP, True)
    assert (second.at, second.kind, second.by_owner) == (at(242), TOP_UP, False)
    assert str(first.amount.amount) == "40"
    assert isinstance(second, JudgedCredit)


@pytest.mark.parametrize("kind", list(CreditKind))
def test_the_owner_s_word_wins(kind: CreditKind) -> None:
    assert kinds(*after_ten_days((1, 12_600)), said=(Correction(at(241), kind),)) == [kind]


def test_a_small_rise_after_a_weekend_of_silence_was_a_top_up() -> None:
    """Two days of spend, 480, went unseen in it: what was paid in is more than a day of spend."""
    assert kinds(*after_ten_days((48, 7_650))) == [TOP_UP]
    assert kinds(*after_ten_days((1, 7_650))) == [REFUND]


@pytest.mark.parametrize("hours", [0.5, 3, 20, 46])
def test_a_glitch_that_ends_within_two_days_is_reversed(hours: float) -> None:
    back = 7_600 - int(10 * hours)
    assert kinds(*after_ten_days((0.5, 0), (0.5 + hours, back), (60, back - 100))) == [REVERSAL]


def test_what_comes_after_two_days_is_a_top_up() -> None:
    assert kinds(*after_ten_days((0.5, 0), (50, 7_100))) == [TOP_UP]


def test_a_rise_that_differs_from_the_fall_is_a_top_up() -> None:
    assert kinds(*after_ten_days((0.5, 6_000), (2, 8_000))) == [TOP_UP]
    assert kinds(*after_ten_days((0.5, 6_000), (2, 7_300))) == [TOP_UP]
    assert kinds(*after_ten_days((0.5, 6_000), (2, 7_550))) == [REVERSAL]


def test_a_glitch_across_the_full_hour_is_reversed() -> None:
    assert kinds(*after_ten_days((0.9, 7_591), (1.1, 100), (1.9, 7_580), (3, 7_570))) == [REVERSAL]


def test_a_fall_found_after_a_silent_night_is_reversed() -> None:
    assert kinds(*after_ten_days((9.5, 4_500), (10.5, 4_490), (20, 7_400), (21, 7_390))) == [REVERSAL]


def test_one_fall_is_reversed_once() -> None:
    assert kinds(*after_ten_days((0.5, 6_000), (1.5, 7_590), (3.5, 9_100), (4, 9_090))) == [REVERSAL, TOP_UP]


def test_refilling_what_big_orders_cost_is_a_top_up_once_they_are_usual() -> None:
    """A shop that buys for 1,000 every third day and pays in the same amount some hours later."""
    points: list[tuple[float, int]] = [(0, 5_000)]
    for day in range(0, 18, 3):
        points += [(24 * day + 10, 5_000), (24 * day + 11, 4_000), (24 * day + 20, 5_000)]
    points += [(24 * 18, 5_000)]
    assert kinds(*history(*points))[1:] == [TOP_UP] * 5


def test_a_glitch_does_not_make_a_day_look_dear() -> None:
    glitch = after_ten_days((0.5, 0), (1.5, 7_580), (20, 7_400))
    assert kinds(*glitch, reading(261, 7_640), reading(262, 7_630)) == [REVERSAL, REFUND]
    assert kinds(*glitch, reading(261, 7_680), reading(262, 7_670)) == [REVERSAL, TOP_UP]


def test_many_days_without_spend_keep_a_usual_day_small() -> None:
    rows = tuple(reading(24 * day, 1_000 - 50 * (day // 7)) for day in range(28))
    assert kinds(*rows, reading(24 * 27 + 30, 900)) == [TOP_UP]


def test_growth_does_not_turn_earlier_top_ups_into_refunds() -> None:
    small = [reading(hour, 1_000 - hour + (200 if hour >= 200 else 0)) for hour in range(400)]
    big = [reading(400 + hour, 100_000 - 100 * hour) for hour in range(1, 600)]
    assert kinds(*small, *big) == [TOP_UP, TOP_UP]


def paid_in_bit_by_bit(amount: int, every_h: int, days: int = 20) -> Rows:
    """240 a day, and `amount` comes in every so many hours."""
    rows = []
    for hour in range(days * 24 + 1):
        paid = sum(amount for at_h in range(24, hour + 1, every_h) if at_h)
        rows.append(reading(hour, 10_000 - 10 * hour + paid))
    return tuple(rows)


@pytest.mark.parametrize(("amount", "every_h"), [(120, 24), (110, 12), (80, 72)])
def test_equal_rises_that_come_again_and_again_are_paid_in_bit_by_bit(amount: int, every_h: int) -> None:
    found = kinds(*paid_in_bit_by_bit(amount, every_h))
    assert found == [REFUND] * 2 + [TOP_UP] * (len(found) - 2), "two alone may be refunds"


def test_equal_refunds_of_a_small_share_of_the_spend_stay_refunds() -> None:
    found = kinds(*paid_in_bit_by_bit(20, 24))
    assert found == [REFUND] * len(found)


def sold_and_refunded(refunds: int, orders: int = 20, price: int = 50, polls_an_hour: int = 4) -> Rows:
    """Two weeks of a card sold again and again, of which the last few are refunded four hours later."""
    sold = [6 + 16 * number + 0.1 for number in range(orders)]
    back = [at_h + 4 for at_h in sold[-2 * refunds :: 2]]
    polls = [quarter / polls_an_hour for quarter in range(int(sold[-1] + 20) * polls_an_hour)]
    return history(
        *(
            (hour, 5_000 + price * (sum(at_h <= hour for at_h in back) - sum(at_h <= hour for at_h in sold)))
            for hour in polls
        )
    )


@pytest.mark.parametrize("polls_an_hour", [1, 4, 7])
def test_a_few_refunds_of_one_card_price_stay_refunds(polls_an_hour: int) -> None:
    """Three of 20 orders are 15 % of the spend; each gives back an order that came before it."""
    assert kinds(*sold_and_refunded(3, polls_an_hour=polls_an_hour)) == [REFUND] * 3


def test_equal_rises_beyond_what_any_shop_refunds_are_paid_in_whatever_was_ordered() -> None:
    """Orders of 150 come as well, larger than the 100 paid in every ten hours."""
    rows, balance = [], 5_000
    for hour in range(20 * 24):
        balance += 100 * (hour % 10 == 9) - 150 * (hour % 15 == 4)
        rows.append(reading(hour, balance))
    found = kinds(*rows)
    assert found[3:] == [TOP_UP] * (len(found) - 3)


def test_rises_by_an_amount_that_the_owner_called_a_top_up_are_top_ups_too() -> None:
    rows = after_ten_days((1, 7_640), (2, 7_630), (3, 7_670), (4, 7_660), (5, 7_700), (6, 7_690))
    amounts = [credit.amount.amount for credit in judged(None, rows, (), at(246))]
    assert [str(amount) for amount in amounts] == ["40", "40", "40"]
    assert kinds(*rows[:-2]) == [REFUND, REFUND]
    assert kinds(*rows[:-2], said=(Correction(at(243), TOP_UP),)) == [TOP_UP, TOP_UP]
    said = (Correction(at(243), TOP_UP), Correction(at(241), REFUND))
    assert kinds(*rows, said=said) == [REFUND, TOP_UP, TOP_UP]


@QUICK
@given(orderly(), st.integers(0, 30), st.sampled_from([None, TOP_UP, REFUND]))
def test_a_rise_is_judged_alike_wherever_the_ledger_s_hours_end(rows: Rows, leave_h: int, kind: CreditKind) -> None:
    now = rows[-1].last_at
    alone = judged(None, rows, (), now)
    said = tuple(Correction(credit.at, kind) for credit in alone[-1:] if kind)
    alone = judged(None, rows, said, now)
    assert judged(past_of(rows, leave_h), rows, said, now) == alone


@QUICK
@given(st.one_of(orderly(), anything()), st.sampled_from([None, *CreditKind]))
def test_any_rise_is_judged_and_the_owner_s_word_is_kept(rows: Rows, kind: CreditKind | None) -> None:
    if not rows:
        return
    now = rows[-1].last_at
    found = judged(None, rows, (), now)
    said = () if kind is None else tuple(Correction(credit.at, kind) for credit in found)
    again = judged(None, rows, said, now)
    assert [(credit.at, credit.amount) for credit in again] == [(credit.at, credit.amount) for credit in found]
    assert all(credit.by_owner is (kind is not None) for credit in again)
    assert kind is None or {credit.kind for credit in again} <= {kind}
