"""The JSON that scripts read: strings for amounts, null for unknown, and never a number that JSON does not know."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from galla.cli.report import as_json
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.money import Money
from galla.domain.readings import NamedBalance
from galla.domain.runway import ExpectedSpend
from galla.domain.topup import Proposal, proposal
from histories import QUICK

NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


SNAPSHOT = Snapshot("main", "FoxReload", "Asia/Kolkata", NOW, Level.LOW, balance=usd("117.36"))


def reported(snapshot: Snapshot) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    (found,) = json.loads(as_json([snapshot], {}, NOW), parse_constant=refuse)
    return found


def test_a_forecast_says_history_burn_and_expected_spend() -> None:
    spend = (ExpectedSpend(1, usd("38.204"), usd("48.905"), usd("61.7")),)
    runway = Runway(
        ForecastState.READY, 1.5, 2.4, 4.0, burn_per_day=usd("48.904761"), history_days=16.23456, spend=spend
    )
    runway = replace(runway, alarm_days=2.1)
    shown = reported(replace(SNAPSHOT, runway=runway))
    assert shown["runway_days"] == {"p10": 1.5, "alarm": 2.1, "p50": 2.4, "p90": 4.0}
    assert shown["forecast_usable"] is True
    assert shown["history_days"] == 16.235
    assert shown["burn_per_day"] == "48.90"
    assert shown["expected_spend"] == [{"days": 1, "low": "38.20", "expected": "48.91", "high": "61.70"}]


def test_a_proposal_says_amount_days_and_deadline() -> None:
    top_up = Proposal(usd("350"), 7, NOW + timedelta(days=1))
    assert reported(replace(SNAPSHOT, top_up=top_up))["top_up_proposal"] == {
        "amount": "350.00",
        "days": 7,
        "before": "2026-11-13T09:02:00Z",
    }


def test_a_first_day_gives_its_figures_with_their_history_and_proposes_nothing() -> None:
    """Scripts see from `forecast_usable` that level and proposal do not go by the days."""
    hours = Runway(ForecastState.LEARNING, 0.1, 0.4, 9.0, burn_per_day=usd("900"), history_days=0.25)
    now = replace(SNAPSHOT, level=Level.UNKNOWN, runway=hours, top_up=proposal(hours, usd("117.36"), None, NOW))
    shown = reported(now)
    assert (shown["forecast_state"], shown["history_days"]) == ("learning", 0.25)
    assert shown["runway_days"] == {"p10": 0.1, "alarm": 0.4, "p50": 0.4, "p90": 9.0}
    assert shown["forecast_usable"] is False
    assert (shown["level"], shown["top_up_proposal"], shown["error"]) == ("unknown", None, None)


def test_further_balances_are_named_and_never_added() -> None:
    held = (NamedBalance("held", usd("1200")), NamedBalance("points", Money(Decimal("5"), "EUR")))
    assert reported(replace(SNAPSHOT, secondary=held))["secondary"] == [
        {"name": "held", "amount": "1200.00", "currency": "USD"},
        {"name": "points", "amount": "5.00", "currency": "EUR"},
    ]
    assert reported(SNAPSHOT)["secondary"] == []


def test_what_nobody_knows_is_null_or_empty() -> None:
    shown = reported(SNAPSHOT)
    assert shown["history_days"] == 0
    assert shown["burn_per_day"] is shown["top_up_proposal"] is None
    assert shown["expected_spend"] == []


DAYS = st.one_of(st.none(), st.floats())
MONEY = st.builds(
    Money,
    st.decimals(Decimal("-9223372036854.775807"), Decimal("9223372036854.775807")),
    st.sampled_from(["USD", "JPY", "BTC"]),
)
RUNWAYS = st.builds(
    Runway,
    st.sampled_from(list(ForecastState)),
    DAYS,
    DAYS,
    DAYS,
    horizon_days=st.floats(),
    burn_per_day=st.none() | MONEY,
    history_days=st.floats(),
    spend=st.lists(st.builds(ExpectedSpend, st.integers(1, 7), MONEY, MONEY, MONEY), max_size=3).map(tuple),
)


@QUICK
@given(RUNWAYS, st.none() | st.builds(Proposal, MONEY, st.just(7), st.just(NOW)))
def test_whatever_a_forecast_holds_the_json_is_valid(runway: Runway, top_up: Proposal | None) -> None:
    shown = reported(replace(SNAPSHOT, runway=runway, top_up=top_up))
    assert shown["forecast_state"] == runway.state.value
    assert len(shown["expected_spend"]) == len(runway.spend)
