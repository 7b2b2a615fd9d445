"""What is said in an account's first hours: what was read, that Galla is learning, and no advice by a few hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes import usd
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.notice import Notice, NoticeKind, Rule, Severity
from galla.domain.runway import ExpectedSpend
from galla.texts import commands, next_steps, notices, outlook, runways, snapshots

NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata


HOURS = Runway(
    ForecastState.LEARNING,
    0.55,
    2.6,
    11.7,
    burn_per_day=usd("180"),
    history_days=4 / 24,
    spend=(ExpectedSpend(3, usd("110"), usd("540"), usd("2400")),),
)
A_DAY = replace(HOURS, history_days=1.0)
FIRST = Snapshot(
    account_id="main",
    account_name="FoxReload",
    timezone="Asia/Kolkata",
    at=NOW,
    level=Level.HEALTHY,
    balance=usd("460"),
    available=usd("460"),
    observed_at=NOW - timedelta(minutes=4),
    age_base=NOW - timedelta(minutes=4),
    runway=HOURS,
    threshold=usd("100"),
    reserve=usd("0"),
)
LOW = replace(FIRST, level=Level.LOW, balance=usd("80"), available=usd("80"))


# --- panel


TOO_EARLY = "Too early to say how long it lasts: 4 hours of readings so far."


@pytest.mark.parametrize("level", [Level.HEALTHY, Level.UNKNOWN])
@pytest.mark.parametrize("ends", [(0.55, 2.6, 11.7), (27.0, None, None), (None, None, None)])
def test_the_panel_names_no_day_that_hours_foretell(
    english: None, level: Level, ends: tuple[float | None, ...]
) -> None:
    runway = Runway(ForecastState.LEARNING, *ends, burn_per_day=usd("180"), history_days=4 / 24)
    shown = replace(FIRST, level=level, runway=runway)
    assert outlook.runway_sentence(shown, NOW) == TOO_EARLY
    assert outlook.basis_sentence(shown, NOW) == "", "it says that already"
    assert next_steps.next_step(FIRST, NOW) == "Nothing to do."


def test_the_panel_says_of_one_hour_that_it_is_one(english: None) -> None:
    hour = replace(FIRST, runway=replace(HOURS, history_days=1 / 24))
    assert outlook.runway_sentence(hour, NOW) == "Too early to say how long it lasts: 1 hour of readings so far."


def test_from_a_day_on_the_panel_names_days_and_what_they_are_based_on(english: None) -> None:
    known = replace(FIRST, runway=A_DAY)
    assert outlook.runway_sentence(known, NOW) == "Lasts until about Saturday night; could be tonight."
    assert outlook.basis_sentence(known, NOW) == "Still learning: based on 24 hours of history."


@pytest.mark.parametrize(
    ("level", "late", "sentence"),
    [
        (Level.WATCH, 4.5, "Probably lasts no longer than Monday night."),
        (Level.LOW, 2.5, "Probably lasts no longer than Saturday night."),
        (Level.CRITICAL, 0.4, "Probably lasts no longer than tonight."),
        (Level.CRITICAL, 0.0, "May be used up by now."),
    ],
)
def test_where_the_late_end_makes_the_level_the_panel_names_it(
    english: None, level: Level, late: float, sentence: str
) -> None:
    short = replace(FIRST, level=level, runway=replace(HOURS, p10_days=0.0, p50_days=0.0, p90_days=late))
    assert outlook.runway_sentence(short, NOW) == sentence
    assert outlook.basis_sentence(short, NOW) == "Still learning: based on 4 hours of history."


def test_where_the_threshold_makes_the_level_the_panel_names_no_day(english: None) -> None:
    assert outlook.runway_sentence(LOW, NOW) == TOO_EARLY


def test_that_it_is_too_early_in_hindi(hindi: None) -> None:
    assert outlook.runway_sentence(FIRST, NOW) == ("अभी यह बताना जल्दबाज़ी होगी कि कब तक चलेगा: अब तक 4 घंटे की जाँचें हुई हैं।")
    short = replace(FIRST, level=Level.LOW, runway=replace(HOURS, p90_days=2.5))
    assert outlook.runway_sentence(short, NOW) == "शायद शनिवार रात से आगे नहीं चलेगा।"


def test_no_spend_is_expected_of_days_before_one_was_seen(english: None) -> None:
    assert outlook.expected_spend_sentence(HOURS, 3) == outlook.expected_spends_sentence(HOURS) == ""
    assert outlook.expected_spend_sentence(A_DAY, 3) == "Expected: $110–$2,400 in the next 3 days."
    assert outlook.expected_spends_sentence(A_DAY) == "Expected spend: $110–$2,400 in 3 days."


def test_a_low_balance_is_the_reason_to_top_up_and_not_what_the_hours_foretell(english: None) -> None:
    assert next_steps.next_step(LOW, NOW) == "Top up soon: the balance is under its threshold of $100.00."
    assert next_steps.next_step(replace(LOW, runway=A_DAY), NOW).startswith("Top up today.")


@pytest.mark.parametrize("level", [Level.WATCH, Level.LOW])
def test_who_is_short_even_by_the_late_end_is_told_no_day(english: None, level: Level) -> None:
    short = replace(FIRST, level=level, runway=replace(HOURS, p10_days=0.3, p50_days=0.9, p90_days=2.5))
    assert next_steps.next_step(short, NOW) == "Top up soon."
    assert next_steps.next_step(replace(short, threshold=None), NOW) == "Top up soon."


def test_who_has_less_than_a_day_even_by_the_late_end_tops_up_today(english: None) -> None:
    assert next_steps.next_step(replace(FIRST, level=Level.CRITICAL), NOW) == "Top up today."


def test_an_empty_account_is_told_so_without_an_amount(english: None) -> None:
    empty = replace(FIRST, level=Level.EMPTY, balance=usd("0"))
    assert outlook.runway_sentence(empty, NOW) == "The balance is used up."
    assert outlook.basis_sentence(empty, NOW) == ""
    assert next_steps.next_step(empty, NOW) == "Top up now: orders will fail until money arrives."


@pytest.mark.parametrize(
    "runway",
    [HOURS, Runway(ForecastState.NO_SPEND_SEEN, history_days=0.2), Runway(ForecastState.NO_DATA)],
    ids=["hours", "no spend", "one reading"],
)
def test_where_no_level_is_known_yet_it_is_said_that_a_day_must_pass(english: None, runway: Runway) -> None:
    unknown = replace(FIRST, level=Level.UNKNOWN, threshold=None, runway=runway)
    assert next_steps.next_step(unknown, NOW) == (
        "Nothing to do yet: Galla needs a day of readings to judge how long it lasts."
    )


def test_that_a_day_must_pass_in_hindi(hindi: None) -> None:
    unknown = replace(FIRST, level=Level.UNKNOWN, threshold=None)
    assert next_steps.next_step(unknown, NOW) == (
        "अभी कुछ करने की ज़रूरत नहीं: कब तक चलेगा, यह ठीक से बताने के लिए Galla को एक दिन की जाँचें चाहिए।"
    )


# --- one line: tooltip, menu, list of accounts, command line


def test_in_one_line_there_is_a_dash_as_on_the_icon(english: None) -> None:
    assert snapshots.tooltip([FIRST], NOW) == "FoxReload: $460.00, –, as of 14:28"
    assert snapshots.account_line(FIRST, NOW, with_range=False) == "FoxReload: $460.00, –, as of 14:28"
    assert snapshots.row_note(FIRST, NOW) == "–"
    assert runways.short(HOURS) == runways.spread(HOURS) == runways.short_with_range(HOURS) == "–"


def test_from_a_day_on_the_line_says_days(english: None) -> None:
    known = replace(FIRST, runway=A_DAY)
    assert snapshots.tooltip([known], NOW) == "FoxReload: $460.00, 2 days (13 h – 11 days), as of 14:28"
    assert snapshots.row_note(known, NOW) == "2 days"


def test_the_command_line_says_it_in_a_sentence_and_that_it_is_learning(english: None) -> None:
    assert list(commands.status_lines(FIRST, NOW)) == [
        "FoxReload: $460.00 (Healthy)",
        "Read 4 min ago.",
        TOO_EARLY,
    ]


# --- notifications

NOTICE = Notice(
    id="e.1",
    episode_id="e",
    account_id="main",
    rule=Rule.BALANCE_BELOW,
    kind=NoticeKind.RAISED,
    severity=Severity.WARNING,
    created_at=NOW,
    balance=usd("80"),
    threshold=usd("100"),
    runway=HOURS,
    observed_at=NOW,
)


def body(notice: Notice) -> str:
    return notices.native_message(notice, "FoxReload", ZoneInfo("Asia/Kolkata"), NOW).body


def test_a_low_balance_is_told_without_what_a_few_hours_foretell(english: None) -> None:
    read = "Read under a minute ago (today 14:32)."
    assert body(NOTICE) == f"Under your threshold of $100.00. {read} Top up soon."
    assert body(replace(NOTICE, kind=NoticeKind.RECOVERED)) == read


def test_a_balance_at_its_reserve_is_told_without_an_amount(english: None) -> None:
    empty = replace(NOTICE, rule=Rule.EMPTY, balance=usd("0"), threshold=usd("0"), severity=Severity.CRITICAL)
    assert body(empty).endswith("Top up now: orders will fail until money arrives.")
    assert "Lasts" not in body(empty)
