from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import ForecastState, Level, Runway, Snapshot, StorageState
from galla.domain.money import Money
from galla.domain.notice import Episode, Rule, Severity
from galla.domain.topup import Proposal
from galla.texts import next_steps, notices, runways, snapshots

NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


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
    runway=Runway(ForecastState.READY, 3.1, 4.2, 5.5),
)


def test_the_runway_in_short(english: None) -> None:
    assert runways.short(SNAPSHOT.runway) == "4 days"
    assert runways.spread(SNAPSHOT.runway) == "3–5 days"
    assert runways.spread(Runway(ForecastState.READY, 0.5, 0.9, 3.0)) == "12 h – 3 days"
    assert runways.spread(Runway(ForecastState.READY, 42 / 24, 3.0, 8.9)) == "1–8 days"
    assert runways.spread(Runway(ForecastState.READY, 42 / 24, None, None)) == "1 day – over 60 days"
    assert runways.spread(Runway(ForecastState.READY, 0.16, 0.5, 0.75)) == "3–18 h"
    assert runways.spread(Runway(ForecastState.READY, 0.03, 0.1, 0.2)) == "43 min – 4 h 48 min"
    assert runways.spread(Runway(ForecastState.READY, 40.0, None, None)) == "40 days – over 60 days"
    assert runways.spread(Runway(ForecastState.READY, 3.0, 3.1, 3.2)) == "3 days"
    assert runways.short(Runway(ForecastState.READY)) == "over 60 days"
    assert runways.short(Runway(ForecastState.NO_SPEND_SEEN)) == "–"
    assert runways.spread(Runway(ForecastState.NO_DATA)) == "–"


@pytest.mark.parametrize(
    ("quantiles", "text"),
    [
        ((4.2, 5.6, 7.9), "5 days (4–7)"),
        ((1.1, 2.0, 3.5), "2 days (1–3)"),
        ((0.5, 0.75, 1.25), "18 h (12–30)"),
        ((1.1, 1.6, 2.2), "38 h (1–2 days)"),
        ((0.5, 3.0, 9.0), "3 days (12 h – 9 days)"),
        ((0.1, 0.2, 0.3), "4 h 48 min (2–7 h)"),
        ((40.0, 55.0, None), "55 days (40 days – over 60 days)"),
        ((31.0, None, None), "over 60 days (at least 31 days)"),
        ((3.0, 3.1, 3.2), "3 days"),
        ((None, None, None), "over 60 days"),
    ],
)
def test_the_runway_in_short_with_its_range(english: None, quantiles: tuple[float | None, ...], text: str) -> None:
    assert runways.short_with_range(Runway(ForecastState.READY, *quantiles)) == text


def test_the_age_is_part_of_the_number(english: None) -> None:
    assert snapshots.age_sentence(SNAPSHOT, NOW) == "Read 4 min ago."
    long_ago = NOW - timedelta(days=1)
    old = replace(SNAPSHOT, stale=True, observed_at=long_ago, age_base=long_ago)
    assert snapshots.age_sentence(old, NOW) == "Out of date: read 24 h ago, yesterday 14:32."
    assert snapshots.age_sentence(replace(SNAPSHOT, age_base=None), NOW) == "Never read."


SUPPLIERS_CLOCK = replace(
    SNAPSHOT,
    observed_at=NOW - timedelta(minutes=2),
    reported_at=NOW - timedelta(hours=8),
    age_base=NOW - timedelta(hours=8),
)


def test_an_age_by_the_suppliers_clock_is_not_said_to_be_ours(english: None) -> None:
    assert snapshots.age_sentence(SUPPLIERS_CLOCK, NOW) == (
        "The supplier's figure is from 06:32 (8 h ago); read 2 min ago."
    )
    assert snapshots.age_sentence(replace(SUPPLIERS_CLOCK, stale=True, age_base=NOW - timedelta(days=1)), NOW) == (
        "Out of date: the supplier's figure is from yesterday 14:32 (24 h ago); read 2 min ago."
    )
    just_before = replace(SUPPLIERS_CLOCK, age_base=NOW - timedelta(minutes=2, seconds=10))
    assert snapshots.age_sentence(just_before, NOW) == "Read 2 min ago."


def test_an_age_by_the_suppliers_clock_in_hindi(hindi: None) -> None:
    assert snapshots.age_sentence(SUPPLIERS_CLOCK, NOW) == (
        "सप्लायर का आँकड़ा 06:32 का है (8 घंटे पुराना); 2 मिनट पहले जाँचा गया।"
    )


def test_every_level_and_storage_state_has_its_own_words(english: None) -> None:
    assert len({snapshots.level_name(level) for level in Level}) == len(Level)
    assert snapshots.storage_sentence(StorageState.DURABLE) == ""
    spoken = {snapshots.storage_sentence(state) for state in StorageState} - {""}
    assert len(spoken) == len(StorageState) - 1


@pytest.mark.parametrize(
    ("snapshot", "step"),
    [
        (replace(SNAPSHOT, level=Level.HEALTHY), "Nothing to do."),
        (SNAPSHOT, "Top up before Sunday afternoon."),
        (replace(SNAPSHOT, runway=replace(SNAPSHOT.runway, burn_per_day=usd("48.9"))),
         "Top up before Sunday afternoon. About $350 covers 7 days of usual spend."),
        (
            replace(
                SNAPSHOT,
                runway=replace(
                    SNAPSHOT.runway, state=ForecastState.LEARNING, history_days=3, burn_per_day=usd("48.9")
                ),
            ),
            "Top up before Sunday afternoon. About $350 covers 7 days of spend, as far as it is known yet.",
        ),
        (replace(SNAPSHOT, level=Level.LOW, runway=Runway(ForecastState.NO_DATA)),
         "Top up soon."),
        (replace(SNAPSHOT, level=Level.LOW, runway=Runway(ForecastState.NO_DATA), threshold=usd("500")),
         "Top up soon: the balance is under its threshold of $500.00."),
        (replace(SNAPSHOT, level=Level.CRITICAL), "Top up today."),
        (replace(SNAPSHOT, level=Level.EMPTY), "Top up now: orders will fail until money arrives."),
        (replace(SNAPSHOT, level=Level.EMPTY, reserve=usd("90")), "Top up now."),
        (replace(SNAPSHOT, level=Level.PAUSED), "To watch it again, set paused = false in settings.toml."),
        (replace(SNAPSHOT, level=Level.UNKNOWN, stale=True), "Check the connection, then check again."),
        (
            replace(SNAPSHOT, level=Level.UNKNOWN, balance=None, problem=Problem(ProblemKind.UNREACHABLE)),
            "Check the connection, then check again.",
        ),
        (
            replace(SNAPSHOT, level=Level.UNKNOWN, balance=None, problem=Problem(ProblemKind.SUPPLIER_FAILING)),
            "Nothing to do: Galla asks again by itself.",
        ),
        (
            replace(SNAPSHOT, level=Level.UNKNOWN, stale=True, problem=Problem(ProblemKind.RATE_LIMITED)),
            "Nothing to do: Galla asks again by itself.",
        ),
        (
            replace(SNAPSHOT, level=Level.UNKNOWN, stale=True, problem=Problem(ProblemKind.BAD_ANSWER, "not_json")),
            "Do what is said above, then check again.",
        ),
        (replace(SNAPSHOT, level=Level.UNKNOWN, balance=None), "Wait for the first reading."),
        (
            replace(SNAPSHOT, level=Level.UNKNOWN),
            "Nothing to do yet: Galla needs a day of readings to judge how long it lasts.",
        ),
        (replace(SNAPSHOT, problem=Problem(ProblemKind.KEY_REJECTED)),
         "Enter a valid API key in the settings, or with: galla accounts key main"),
        (replace(SNAPSHOT, problem=Problem(ProblemKind.ACCESS_DENIED)),
         "Ask the supplier why this key may not read the balance."),
        (replace(SNAPSHOT, problem=Problem(ProblemKind.KEYRING, "locked")),
         "Unlock the keyring, then check again."),
        (replace(SNAPSHOT, problem=Problem(ProblemKind.KEYRING, "missing")),
         "Enter a valid API key in the settings, or with: galla accounts key main"),
        (replace(SNAPSHOT, problem=Problem(ProblemKind.KEYRING, "no_backend")),
         "Do what is said above of the keyring, then check again."),
        (replace(SNAPSHOT, checking_again=True), "Wait a minute: a surprising balance is being read again."),
    ],
)  # fmt: skip
def test_there_is_always_one_next_step(english: None, snapshot: Snapshot, step: str) -> None:
    assert next_steps.next_step(snapshot, NOW) == step


@pytest.mark.parametrize(
    ("level", "step"),
    [
        (Level.HEALTHY, "Top up about $350 before Sunday afternoon: 7 days of usual spend."),
        (Level.WATCH, "Top up about $350 before Sunday afternoon: 7 days of usual spend."),
        (Level.LOW, "Top up about $350 before Sunday afternoon: 7 days of usual spend."),
        (Level.EMPTY, "Top up about $350 now: orders will fail until money arrives."),
        (Level.UNKNOWN, "Wait for the first reading."),
    ],
)
def test_the_next_step_names_the_amount_where_one_is_proposed(english: None, level: Level, step: str) -> None:
    proposal = Proposal(usd("350"), 7, NOW + timedelta(days=3.1))
    balance = None if level is Level.UNKNOWN else SNAPSHOT.balance
    assert next_steps.next_step(replace(SNAPSHOT, level=level, balance=balance, top_up=proposal), NOW) == step


def test_todays_spend_is_told_to_the_smallest_coin_and_never_as_zero_where_there_was_some(english: None) -> None:
    spent = replace(SNAPSHOT, spend_today=usd("31.2"))
    assert snapshots.spent_today(spent) == "$31.20"
    assert snapshots.spent_today(replace(spent, spend_today=usd("17567.265278"))) == "$17,567.27"
    assert snapshots.spent_today(replace(spent, spend_today=usd("0.0042"))) == "$0.0042"
    assert snapshots.spent_today(replace(spent, spend_today=usd("0"))) == "$0.00"
    assert snapshots.spent_today(SNAPSHOT) is None


def test_the_tooltip_names_the_worst_account_first_and_when_it_was_read(english: None) -> None:
    empty = replace(SNAPSHOT, account_name="Giftly", level=Level.EMPTY, balance=usd("0"))
    unread = replace(SNAPSHOT, account_name="New", level=Level.UNKNOWN, balance=None, age_base=None)
    old = replace(SNAPSHOT, account_name="Old", level=Level.HEALTHY, age_base=NOW - timedelta(days=1))
    assert snapshots.tooltip([old, SNAPSHOT, unread, empty], NOW).splitlines() == [
        "Giftly: $0.00, Empty, as of 14:28",
        "New: Unknown",
        "FoxReload: $412.50, 4 days, as of 14:28",
        "Old: $412.50, 4 days, as of yesterday 14:32",
    ]


def test_a_tooltip_of_few_accounts_has_room_for_the_range(english: None) -> None:
    line = "FoxReload: $412.50, 4 days (3–5), as of 14:28"
    assert snapshots.tooltip([SNAPSHOT, SNAPSHOT], NOW).splitlines() == [line, line]
    assert snapshots.tooltip([SNAPSHOT] * 3, NOW).splitlines()[0] == "FoxReload: $412.50, 4 days, as of 14:28"
    assert snapshots.account_line(SNAPSHOT, NOW) == line


def test_a_long_name_leaves_its_line_to_the_figures(english: None) -> None:
    name = "Bharat Digital Vouchers & Prepaid Top-up Services (live)"
    long, unread = replace(SNAPSHOT, account_name=name), replace(SNAPSHOT, account_name=name, balance=None)
    assert snapshots.account_line(long, NOW) == "Bharat Digital Vouchers &…: $412.50, 4 days (3–5), as of 14:28"
    assert snapshots.account_line(unread, NOW) == "Bharat Digital Vouchers & Prepa…: Watch"
    assert len(snapshots.tooltip([long, long], NOW)) <= 127
    rich = replace(long, balance=usd("812345678901.25"), runway=Runway(ForecastState.READY, 6.0, 32.0, None))
    assert snapshots.account_line(rich, NOW) == (
        "Bharat Digi…: $812,345,678,901.25, 32 days (6 days – over 60 days), as of 14:28"
    )


def test_a_line_says_of_a_paused_account_that_it_is(english: None) -> None:
    paused = replace(SNAPSHOT, level=Level.PAUSED)
    assert snapshots.account_line(paused, NOW) == "FoxReload: $412.50, Paused, as of 14:28"
    assert snapshots.row_note(paused, NOW) == "Paused"


def test_a_tooltip_of_many_accounts_stays_short(english: None) -> None:
    lines = snapshots.tooltip([SNAPSHOT] * 5, NOW).splitlines()
    assert len(lines) == 5
    assert lines[-1] == "and 1 more account"
    assert snapshots.tooltip([SNAPSHOT] * 7, NOW).endswith("and 3 more accounts")
    assert snapshots.tooltip([], NOW) == "Galla: no account yet"


def test_a_surprising_balance_is_said_to_be_read_again(english: None) -> None:
    assert snapshots.checking_again_sentence(SNAPSHOT) == ""
    surprising = replace(SNAPSHOT, checking_again=True, suspect_balance=usd("0.5"))
    assert "$0.50" in snapshots.checking_again_sentence(surprising)
    assert snapshots.checking_again_sentence(replace(surprising, suspect_balance=None)) != ""


def test_the_next_poll_is_said_and_whose_wish_it_is(english: None) -> None:
    planned = replace(SNAPSHOT, next_poll_at=NOW + timedelta(minutes=11))
    assert snapshots.next_poll_sentence(planned, NOW) == "Next reading at 14:43."
    asked = replace(planned, next_allowed_at=NOW + timedelta(minutes=30))
    assert snapshots.next_poll_sentence(asked, NOW) == "The supplier asks to wait; next reading at 15:02."
    assert snapshots.next_poll_sentence(replace(planned, polling=True), NOW) == "Reading the balance…"
    assert snapshots.next_poll_sentence(replace(planned, level=Level.PAUSED), NOW) == ""


def test_in_one_line_an_account_that_was_never_read_is_unknown(english: None) -> None:
    assert snapshots.row_note(SNAPSHOT, NOW) == "4 days"
    assert snapshots.row_note(replace(SNAPSHOT, level=Level.EMPTY), NOW) == "Empty"
    never = replace(SNAPSHOT, level=Level.UNKNOWN, balance=None, age_base=None, runway=Runway(ForecastState.NO_DATA))
    assert snapshots.row_note(never, NOW) == "Unknown"


def test_an_open_alert_about_the_runway_in_hindi(hindi: None) -> None:
    episode = Episode("e", "main", Rule.RUNWAY_BELOW, Severity.WARNING, NOW - timedelta(hours=2))
    assert notices.episode_sentence(episode, SNAPSHOT, NOW) == "बैलेंस कम पड़ रहा है, आज 12:32 से।"
