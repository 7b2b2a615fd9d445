"""What is proposed to be paid in, when, and how it is rounded: design section 7."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import MONDAY_NOON, usd
from galla.domain.model import ForecastState, Runway
from galla.domain.money import Money
from galla.domain.topup import Proposal, proposal, rounded_up
from histories import QUICK

SHORT = Runway(ForecastState.READY, 1.5, 2.4, 4.0, burn_per_day=usd("48.90"), history_days=16)


def proposed(
    runway: Runway = SHORT, available: str | None = "117.36", reserve: str | None = "0", **more: float
) -> Proposal | None:
    funds = None if available is None else usd(available)
    return proposal(runway, funds, None if reserve is None else usd(reserve), MONDAY_NOON, **more)  # type: ignore[arg-type]


def test_seven_days_of_spend_are_proposed_by_the_cautious_end() -> None:
    assert proposed() == Proposal(usd("350"), 7, MONDAY_NOON + timedelta(days=1.5))


def test_with_three_days_left_there_is_time() -> None:
    assert proposed(replace(SHORT, p50_days=3.0)) is None
    assert proposed(replace(SHORT, p50_days=2.99)) is not None
    assert proposed(replace(SHORT, p10_days=None, p50_days=None)) is None


def test_the_owner_may_want_more_time() -> None:
    assert proposed(replace(SHORT, p50_days=4.0), start_below_days=5.0) is not None


def test_a_proposal_comes_with_the_alert_by_the_same_quantile() -> None:
    assert proposed(replace(SHORT, p50_days=3.3, alarm_days=2.99)) is not None
    assert proposed(replace(SHORT, p50_days=3.3, alarm_days=3.0)) is None


def test_a_near_deadline_is_a_reason_whatever_the_middle_says() -> None:
    assert proposed(replace(SHORT, p10_days=0.9, p50_days=3.5)) is not None
    assert proposed(replace(SHORT, p10_days=0.9, p50_days=None)) is not None


@pytest.mark.parametrize("state", [ForecastState.NO_DATA, ForecastState.NO_SPEND_SEEN])
def test_where_spend_is_not_known_nothing_is_proposed(state: ForecastState) -> None:
    assert proposed(replace(SHORT, state=state, p10_days=0.0, p50_days=0.0)) is None
    assert proposed(replace(SHORT, burn_per_day=None)) is None
    assert proposed(available=None) is None


def test_amounts_of_another_currency_are_never_mixed() -> None:
    assert proposed(replace(SHORT, burn_per_day=Money(Decimal(9), "EUR"))) is None
    assert proposal(SHORT, usd("10"), Money(Decimal(5), "EUR"), MONDAY_NOON) is None


def test_a_proposal_from_little_history_says_so() -> None:
    learning = proposed(replace(SHORT, state=ForecastState.LEARNING))
    assert learning is not None
    assert learning.learning


def test_nothing_is_proposed_by_what_a_few_hours_say() -> None:
    hours = replace(SHORT, state=ForecastState.LEARNING, p10_days=0.1, p50_days=0.3, p90_days=0.8, history_days=0.999)
    assert proposed(hours) is None
    assert proposed(replace(hours, history_days=1.0)) is not None


def test_an_account_that_is_empty_on_its_first_day_gets_no_amount() -> None:
    empty = replace(SHORT, p10_days=0.0, p50_days=0.0, p90_days=0.0, state=ForecastState.LEARNING, history_days=0.3)
    assert proposed(empty, available="0") is None


def test_an_empty_account_is_to_be_paid_at_once() -> None:
    empty = proposed(replace(SHORT, p10_days=0.0, p50_days=0.0, p90_days=0.0), available="0")
    assert empty == Proposal(usd("350"), 7, MONDAY_NOON)


def test_what_is_missing_to_the_reserve_is_paid_on_top() -> None:
    owing = proposed(replace(SHORT, p10_days=0.0, p50_days=0.0, p90_days=0.0), available="-20", reserve="50")
    assert owing == Proposal(usd("420"), 7, MONDAY_NOON, shortfall=usd("70"))


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("342.30", "USD", "350"),
        ("350", "USD", "350"),
        ("350.01", "USD", "360"),
        ("99.5", "USD", "100"),
        ("87.2", "USD", "88"),
        ("5.31", "USD", "5.4"),
        ("0.001", "USD", "0.01"),
        ("7.2", "JPY", "8"),
        ("1234567", "INR", "1300000"),
        ("0.01234567", "BTC", "0.013"),
        ("9223372036854.775807", "USD", "9300000000000"),
    ],
)
def test_an_amount_is_rounded_up_to_two_digits_or_the_smallest_coin(amount: str, currency: str, rounded: str) -> None:
    result = rounded_up(Money(Decimal(amount), currency))
    assert result == Money(Decimal(rounded), currency)
    assert "E" not in str(result.amount)


@QUICK
@given(st.decimals(Decimal("0.000001"), 10**12, places=6), st.sampled_from(["USD", "JPY", "KWD", "BTC"]))
def test_a_rounded_amount_covers_what_is_needed_and_hardly_more(amount: Decimal, currency: str) -> None:
    result = rounded_up(Money(amount, currency)).amount
    coin = {"USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001"), "BTC": Decimal("1E-8")}[currency]
    assert amount <= result < amount + max(amount / 10, coin)
