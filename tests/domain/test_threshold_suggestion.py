"""The threshold that the wizard suggests, of one balance and no spend."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.money import Money
from galla.domain.threshold_suggestion import SHARE, suggested_threshold


@pytest.mark.parametrize(
    ("amount", "currency", "suggested"),
    [
        ("84.20", "USD", "100"),
        ("0", "EUR", "100"),
        ("52340.75", "INR", "10000"),
        ("10000", "INR", "2000"),
        ("9999", "INR", "1000"),
        ("5", "KWD", "1"),
        ("28450", "KES", "5000"),
    ],
)
def test_it_is_the_currency_s_default_or_a_round_amount_under_a_fifth(
    amount: str, currency: str, suggested: str
) -> None:
    assert suggested_threshold(Money(Decimal(amount), currency)) == Money(Decimal(suggested), currency)


@pytest.mark.parametrize("amount", ["4.99", "0", "-20"])
def test_of_next_to_nothing_no_amount_is_suggested(amount: str) -> None:
    assert suggested_threshold(Money(Decimal(amount), "INR")) is None


@given(st.decimals("5", "1e15", places=2))
def test_it_is_never_more_than_a_fifth_nor_less_than_a_twelfth_of_what_is_there(amount: Decimal) -> None:
    suggested = suggested_threshold(Money(amount, "INR"))
    assert suggested is not None
    assert amount / 13 < suggested.amount <= amount * SHARE
