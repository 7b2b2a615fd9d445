"""What is said of a balance that nobody could read for long: never a zero, and nothing of the days to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from fakes import usd
from galla.domain.forecast import days_left
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.notice import Notice, NoticeKind, Rule, Severity
from galla.domain.runway import ExpectedSpend
from galla.texts import commands, notices, outlook, runways, snapshots

NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata


AT_READING = Runway(
    ForecastState.READY,
    3.1,
    4.2,
    5.5,
    burn_per_day=usd("240"),
    history_days=16.9,
    spend=(ExpectedSpend(3, usd("490"), usd("720"), usd("1100")),),
)
PLENTY = replace(AT_READING, p10_days=40.0, p50_days=None, p90_days=None)


def old(age: timedelta, at_reading: Runway = AT_READING) -> Snapshot:
    """Read so long ago, and out of date."""
    return Snapshot(
        account_id="main",
        account_name="FoxReload",
        timezone="Asia/Kolkata",
        at=NOW,
        level=Level.UNKNOWN,
        balance=usd("1008.56"),
        available=usd("1008.56"),
        observed_at=NOW - age,
        age_base=NOW - age,
        stale=True,
        runway=days_left(at_reading, age, outdated=True),
        reserve=usd("0"),
    )


YEAR = old(timedelta(days=400))


def test_where_the_likely_end_has_passed_every_place_says_may_be_and_none_says_zero(english: None) -> None:
    assert snapshots.tooltip([YEAR], NOW) == "FoxReload: $1,008.56, may be used up, as of 8 Oct 2025 14:32"
    assert snapshots.row_note(YEAR, NOW) == "may be used up, 400 days old"
    assert outlook.runway_sentence(YEAR, NOW) == "May be used up by now."
    assert outlook.expected_spend_sentence(YEAR.runway, 3) == ""
    assert list(commands.status_lines(YEAR, NOW)) == [
        "FoxReload: $1,008.56 (Unknown)",
        "Out of date: read 400 days ago, 8 Oct 2025 14:32.",
        "May be used up by now.",
        "Based on 16 days of history and a balance that is 400 days old.",
    ]


def test_the_same_in_hindi(hindi: None) -> None:
    assert snapshots.row_note(YEAR, NOW) == "शायद खत्म, 400 दिन पुराना"


def test_where_only_the_early_end_has_passed_the_rest_is_said_and_no_spend_expected(english: None) -> None:
    days = old(timedelta(days=3.5))
    assert outlook.runway_sentence(days, NOW) == "Lasts until about tomorrow morning; could be this afternoon."
    assert snapshots.row_note(days, NOW) == "16 h, 3 days old"
    assert runways.short_with_range(days.runway) == "16 h (up to 2 days)"
    assert outlook.expected_spend_sentence(days.runway, 3) == outlook.expected_spends_sentence(days.runway) == ""


def test_within_six_hours_of_the_reading_the_likely_end_may_have_passed_too(english: None) -> None:
    hours = replace(AT_READING, p10_days=0.05, p50_days=0.1, p90_days=0.4)
    shown = replace(old(timedelta(hours=4), hours), runway=days_left(hours, timedelta(hours=4)), level=Level.CRITICAL)
    assert snapshots.row_note(shown, NOW) == "may be used up, 4 h old"
    assert outlook.runway_sentence(shown, NOW) == "May be used up by now."
    assert outlook.expected_spend_sentence(shown.runway, 3) == outlook.expected_spends_sentence(shown.runway) == ""


def test_plenty_at_an_old_reading_lasts_at_least_for_what_is_left_of_the_forecast(english: None) -> None:
    weeks = old(timedelta(days=20), PLENTY)
    assert outlook.runway_sentence(weeks, NOW) == "Probably lasts more than 40 days; could end 2 Dec."
    assert snapshots.row_note(weeks, NOW) == "over 40 days, 20 days old"
    later = old(timedelta(days=50), PLENTY)
    assert runways.short_with_range(later.runway) == "over 10 days"


def test_after_the_whole_forecast_nobody_can_say(english: None) -> None:
    lapsed = old(timedelta(days=400), PLENTY)
    assert snapshots.row_note(lapsed, NOW) == "–, 400 days old"
    assert snapshots.tooltip([lapsed], NOW) == "FoxReload: $1,008.56, –, as of 8 Oct 2025 14:32"
    assert list(commands.status_lines(lapsed, NOW))[2:] == ["The balance is too old to say how long it lasts."]


def at_reserve(amount: str) -> Snapshot:
    """Eight hours after a reading with not more than the reserve."""
    spent = replace(AT_READING, p10_days=0.0, p50_days=0.0, p90_days=0.0)
    return replace(old(timedelta(hours=8), spent), balance=usd(amount), reserve=usd(amount))


def test_what_was_used_up_when_it_was_last_read_is_told_as_that(english: None) -> None:
    empty = at_reserve("0")
    assert list(commands.status_lines(empty, NOW)) == [
        "FoxReload: $0.00 (Unknown)",
        "Out of date: read 8 h ago, today 06:32.",
        "The balance was used up when it was last read.",
    ]
    assert snapshots.row_note(empty, NOW) == "Empty, 8 h old"
    assert snapshots.tooltip([empty], NOW) == "FoxReload: $0.00, Empty, as of 06:32"


def test_what_was_down_to_its_reserve_when_it_was_last_read_is_told_as_that(english: None) -> None:
    sentence = "The balance was down to its reserve of $50.00 when it was last read."
    assert outlook.runway_sentence(at_reserve("50"), NOW) == sentence
    assert outlook.basis_sentence(at_reserve("50"), NOW) == ""
    assert snapshots.tooltip([at_reserve("50")], NOW) == "FoxReload: $50.00, Empty, as of 06:32"


def test_of_what_was_used_up_in_hindi(hindi: None) -> None:
    assert outlook.runway_sentence(at_reserve("0"), NOW) == "पिछली जाँच में बैलेंस खत्म हो चुका था।"
    assert outlook.runway_sentence(at_reserve("50"), NOW) == "पिछली जाँच में बैलेंस घटकर रिज़र्व $50.00 तक आ चुका था।"


def test_a_paused_account_that_was_used_up_is_paused(english: None) -> None:
    assert snapshots.row_note(replace(at_reserve("0"), level=Level.PAUSED), NOW) == "Paused, 8 h old"


def test_a_reminder_of_a_short_runway_that_was_not_read_since_says_no_zero(english: None) -> None:
    notice = Notice(
        id="e.2",
        episode_id="e",
        account_id="main",
        rule=Rule.RUNWAY_BELOW,
        kind=NoticeKind.REMINDER,
        severity=Severity.WARNING,
        created_at=NOW,
        balance=usd("1008.56"),
        runway=YEAR.runway,
        observed_at=YEAR.observed_at,
    )
    body = notices.native_message(notice, "FoxReload", ZoneInfo("Asia/Kolkata"), NOW).body
    assert body.startswith("May be used up by now. Read 400 days ago (8 Oct 2025 14:32).")
