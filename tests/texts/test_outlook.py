"""What is said of the time ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain import topup
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.money import Money
from galla.domain.runway import ExpectedSpend
from galla.domain.topup import Proposal
from galla.texts import commands, next_steps, outlook, snapshots
from histories import QUICK

NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata
KOLKATA = ZoneInfo("Asia/Kolkata")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


SPEND = (
    ExpectedSpend(1, usd("38.2"), usd("50"), usd("61.7")),
    ExpectedSpend(3, usd("118.12"), usd("150"), usd("183.90")),
    ExpectedSpend(7, usd("284"), usd("350"), usd("1423.5")),
)
READY = Runway(ForecastState.READY, 3.1, 4.2, 5.5, history_days=16.9, spend=SPEND)
SNAPSHOT = Snapshot(
    account_id="main",
    account_name="FoxReload",
    timezone="Asia/Kolkata",
    at=NOW,
    level=Level.WATCH,
    balance=usd("412.5"),
    available=usd("412.5"),
    observed_at=NOW - timedelta(minutes=4),
    age_base=NOW - timedelta(minutes=4),
    runway=READY,
)
PROPOSAL = Proposal(usd("350"), 7, NOW + timedelta(days=3.1))


def with_runway(state: ForecastState, *days: float | None) -> Snapshot:
    return replace(SNAPSHOT, runway=Runway(state, *days))


@pytest.mark.parametrize(
    ("snapshot", "sentence"),
    [
        (SNAPSHOT, "Lasts until about Monday evening; could be Sunday."),
        (with_runway(ForecastState.READY, 0.2, 0.2, 0.3), "Lasts until about this evening."),
        (with_runway(ForecastState.READY, 0.3, 0.4, 0.6), "Lasts until some time tonight."),
        (with_runway(ForecastState.READY, 0.1, 0.4, 0.6), "Lasts until some time tonight; could be this afternoon."),
        (with_runway(ForecastState.READY, 0.1, 0.2, 0.3), "Lasts until about this evening; could be this afternoon."),
        (with_runway(ForecastState.READY, 0.2, 1.2, 1.4), "Lasts until about tomorrow evening; could be this evening."),
        (
            with_runway(ForecastState.READY, 1.0, 1.2, 1.4),
            "Lasts until about tomorrow evening; could be that afternoon.",
        ),
        (with_runway(ForecastState.READY, 1.0, 3.2, 4.4), "Lasts until about Sunday evening; could be tomorrow."),
        (with_runway(ForecastState.READY, 4.0, 4.4, 5.0), "Lasts until about Monday night; could be that afternoon."),
        (with_runway(ForecastState.READY, 5.0, 9.0, 12.0), "Lasts until about 21 Nov; could be 17 Nov."),
        (with_runway(ForecastState.READY, 12.0, 19.0, 30.0), "Lasts until about 1 Dec; could be 24 Nov."),
        (with_runway(ForecastState.READY, 19.0, 19.1, 30.0), "Lasts until about 1 Dec."),
        (with_runway(ForecastState.READY, -0.5, 0.2, 30.0), "Lasts until about this evening; could be this afternoon."),
        (with_runway(ForecastState.READY, None, None, None), "Lasts more than 60 days."),
        (
            with_runway(ForecastState.READY, 40.0, None, None),
            "Probably lasts more than 60 days; could end 22 Dec.",
        ),
        (with_runway(ForecastState.READY, -1.0, -0.1, 0.5), "May be used up by now."),
        (
            replace(SNAPSHOT, runway=Runway(ForecastState.LEARNING, 3.1, 4.2, 5.5, history_days=3.4)),
            "Lasts until about Monday evening; could be Sunday.",
        ),
        (
            with_runway(ForecastState.NO_SPEND_SEEN),
            "No spend seen so far, so nobody can say how long it lasts.",
        ),
        (
            replace(SNAPSHOT, runway=Runway(ForecastState.NO_SPEND_SEEN, history_days=3.4)),
            "No spend seen in 3 days of history, so nobody can say how long it lasts.",
        ),
        (with_runway(ForecastState.NO_DATA), "Too few readings yet to say how long it lasts."),
        (replace(SNAPSHOT, level=Level.EMPTY), "The balance is used up."),
        (replace(SNAPSHOT, level=Level.EMPTY, reserve=usd("90")), "The balance is down to its reserve of $90.00."),
        (replace(SNAPSHOT, balance=None), "No balance has been read yet."),
        (
            replace(SNAPSHOT, stale=True, age_base=NOW - timedelta(hours=7)),
            "Lasts until about Monday evening; could be Sunday.",
        ),
    ],
)
def test_the_runway_is_said_with_its_range(english: None, snapshot: Snapshot, sentence: str) -> None:
    assert outlook.runway_sentence(snapshot, NOW) == sentence


def test_the_runway_in_hindi(hindi: None) -> None:
    assert outlook.runway_sentence(SNAPSHOT, NOW) == "लगभग सोमवार शाम तक चलेगा; रविवार तक भी खत्म हो सकता है।"


@pytest.mark.parametrize(
    ("state", "days", "sentence"),
    [
        (ForecastState.READY, 16.9, "Based on 16 days of history."),
        (ForecastState.READY, 2.0, "Based on 2 days of history."),
        (ForecastState.LEARNING, 1.9, "Still learning: based on 45 hours of history."),
        (ForecastState.LEARNING, 9 / 24, "Still learning: based on 9 hours of history."),
        (ForecastState.LEARNING, 1 / 24, "Still learning: based on 1 hour of history."),
        (ForecastState.LEARNING, 0.01, "Still learning: based on less than an hour of history."),
        (ForecastState.NO_DATA, 0.0, ""),
        (ForecastState.NO_SPEND_SEEN, 3.0, ""),
    ],
)
def test_a_forecast_says_what_it_is_based_on(english: None, state: ForecastState, days: float, sentence: str) -> None:
    assert outlook.basis(Runway(state, history_days=days)) == sentence


def test_where_nothing_is_foretold_there_is_no_basis(english: None) -> None:
    assert outlook.basis_sentence(SNAPSHOT, NOW) == "Based on 16 days of history."
    assert outlook.basis_sentence(replace(SNAPSHOT, level=Level.EMPTY), NOW) == ""
    assert outlook.basis_sentence(replace(SNAPSHOT, balance=None, age_base=None), NOW) == ""


def test_an_old_balance_is_part_of_the_basis(english: None) -> None:
    old = replace(SNAPSHOT, stale=True, age_base=NOW - timedelta(hours=7))
    assert outlook.basis_sentence(old, NOW) == "Based on 16 days of history and a balance that is 7 h old."
    learning = replace(old, runway=replace(READY, state=ForecastState.LEARNING))
    assert outlook.basis_sentence(learning, NOW) == (
        "Still learning: based on 16 days of history and a balance that is 7 h old."
    )


def test_the_basis_in_hindi(hindi: None) -> None:
    assert outlook.basis(READY) == "16 दिन की हिस्ट्री पर आधारित।"
    learning = replace(READY, state=ForecastState.LEARNING, history_days=9 / 24)
    assert outlook.basis(learning) == "अभी सीख रहा है: 9 घंटे की हिस्ट्री पर आधारित।"


def test_expected_spend_is_a_range_of_two_digits(english: None) -> None:
    assert outlook.expected_spend_sentence(READY, 3) == "Expected: $120–$180 in the next 3 days."
    assert outlook.expected_spends_sentence(READY) == (
        "Expected spend: $38–$62 in 1 day, $120–$180 in 3 days, $280–$1,400 in 7 days."
    )
    flat = replace(READY, spend=(ExpectedSpend(3, usd("150"), usd("150"), usd("150.2")),))
    assert outlook.expected_spend_sentence(flat, 3) == "Expected: about $150 in the next 3 days."


def test_expected_spend_in_hindi(hindi: None) -> None:
    assert outlook.expected_spend_sentence(READY, 3) == "अगले 3 दिन में अनुमानित खर्च: $120–$180।"


def test_without_a_forecast_no_spend_is_expected(english: None) -> None:
    nothing = Runway(ForecastState.NO_DATA)
    assert outlook.expected_spend_sentence(nothing, 3) == outlook.expected_spends_sentence(nothing) == ""
    assert outlook.expected_spend_sentence(READY, 5) == ""


@pytest.mark.parametrize(
    ("proposal", "sentence"),
    [
        (PROPOSAL, "Top up about $350 before Sunday afternoon: 7 days of usual spend."),
        (replace(PROPOSAL, before=NOW + timedelta(hours=23)), "Top up about $350 today: 7 days of usual spend."),
        (
            replace(PROPOSAL, learning=True),
            "Top up about $350 before Sunday afternoon: 7 days of spend, as far as it is known yet.",
        ),
        (
            replace(PROPOSAL, before=NOW, shortfall=usd("70")),
            "Top up about $350 now: what is missing now, and 7 days of usual spend.",
        ),
    ],
)
def test_a_proposal_says_how_much_by_when_and_what_for(english: None, proposal: Proposal, sentence: str) -> None:
    assert outlook.top_up_sentence(proposal, KOLKATA, NOW) == sentence


@pytest.mark.parametrize(
    ("now", "hours", "sentence"),
    [
        ("20:59", 20, "Top up about $350 today: 7 days of usual spend."),
        ("21:00", 20, "Top up about $350 before tomorrow evening: 7 days of usual spend."),
        ("23:30", 9, "Top up about $350 before tomorrow morning: 7 days of usual spend."),
        ("23:30", 3, "Top up about $350 now: 7 days of usual spend."),
        ("23:30", -1, "Top up about $350 now: 7 days of usual spend."),
        ("00:30", 3, "Top up about $350 today: 7 days of usual spend."),
    ],
)
def test_late_in_the_evening_nothing_is_to_be_paid_today(english: None, now: str, hours: int, sentence: str) -> None:
    at = datetime.fromisoformat(f"2026-11-12T{now}").replace(tzinfo=KOLKATA)
    proposal = replace(PROPOSAL, before=at + timedelta(hours=hours))
    assert outlook.top_up_sentence(proposal, KOLKATA, at) == sentence
    without_amount = sentence.replace(" about $350", "").split(":")[0] + "."
    assert outlook.top_up_by(proposal.before, Runway(ForecastState.READY), KOLKATA, at) == without_amount.replace(
        "..", "."
    )


def test_a_proposal_in_hindi(hindi: None) -> None:
    assert outlook.top_up_sentence(PROPOSAL, KOLKATA, NOW) == (
        "रविवार दोपहर से पहले लगभग $350 का रिचार्ज करें: 7 दिन का आम खर्च।"
    )


def test_status_says_runway_range_basis_and_expected_spend(english: None) -> None:
    assert list(commands.status_lines(replace(SNAPSHOT, top_up=PROPOSAL), NOW)) == [
        "FoxReload: $412.50 (Watch)",
        "Read 4 min ago.",
        "Lasts until about Monday evening; could be Sunday.",
        "Lasts 4 days (3–5). Based on 16 days of history.",
        "Expected spend: $38–$62 in 1 day, $120–$180 in 3 days, $280–$1,400 in 7 days.",
        "Top up about $350 before Sunday afternoon: 7 days of usual spend.",
    ]


def test_status_of_a_new_account_leaves_out_what_nobody_knows(english: None) -> None:
    new = replace(SNAPSHOT, level=Level.UNKNOWN, runway=Runway(ForecastState.NO_DATA))
    assert list(commands.status_lines(new, NOW))[2:] == ["Too few readings yet to say how long it lasts."]


MONEY = st.builds(usd, st.decimals(Decimal("-9223372036854.775807"), Decimal("9223372036854.775807")).map(str))
DAYS = st.one_of(st.none(), st.floats(0, 365))


@QUICK
@given(
    st.builds(
        Runway,
        st.sampled_from(list(ForecastState)),
        DAYS,
        DAYS,
        DAYS,
        horizon_days=st.floats(1, 365),
        burn_per_day=st.none() | MONEY,
        history_days=st.floats(0, 4000),
        spend=st.lists(st.builds(ExpectedSpend, st.integers(1, 7), MONEY, MONEY, MONEY), max_size=3).map(tuple),
    ),
    st.sampled_from(list(Level)),
    MONEY,
    st.booleans(),
)
def test_whatever_is_forecast_every_sentence_is_whole(
    qapp: object, runway: Runway, level: Level, balance: Money, stale: bool
) -> None:
    top_up = topup.proposal(runway, balance, usd("0"), NOW)
    shown = replace(SNAPSHOT, runway=runway, level=level, balance=balance, stale=stale, top_up=top_up)
    said = [*commands.status_lines(shown, NOW), snapshots.tooltip([shown], NOW), next_steps.next_step(shown, NOW)]
    said.append(outlook.expected_spend_sentence(runway, 3))
    for sentence in said:
        assert "{" not in sentence
        assert "None" not in sentence
        assert "nan" not in sentence
        assert "inf" not in sentence
