from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alert_owner import Owner
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.money import Money
from galla.domain.notice import Episode, Notice, NoticeAction, NoticeKind, Rule, Severity
from galla.domain.settings import Language
from galla.texts import notices, problems
from histories import QUICK

KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 11, 12, 9, 2, tzinfo=UTC)  # Thursday 14:32 in Kolkata
LOW = Notice(
    id="e.1",
    episode_id="e",
    account_id="main",
    rule=Rule.BALANCE_BELOW,
    kind=NoticeKind.RAISED,
    severity=Severity.WARNING,
    created_at=NOW,
    balance=Money(Decimal("84.2"), "USD"),
    threshold=Money(Decimal(100), "USD"),
    runway=Runway(ForecastState.READY, 2.1, 3.2, 4.5),
    observed_at=NOW - timedelta(minutes=2),
)
EMPTY = replace(
    LOW,
    rule=Rule.EMPTY,
    severity=Severity.CRITICAL,
    balance=Money(Decimal(0), "USD"),
    threshold=Money(Decimal(0), "USD"),
)
REJECTED = replace(
    LOW, rule=Rule.ACCESS, severity=Severity.CRITICAL, threshold=None, problem=Problem(ProblemKind.KEY_REJECTED)
)
SHORT = replace(
    LOW,
    rule=Rule.RUNWAY_BELOW,
    threshold=None,
    runway=Runway(ForecastState.READY, 1.5, 2.4, 4.0, burn_per_day=Money(Decimal("48.90"), "USD"), history_days=16),
)


def said(notice: Notice) -> tuple[str, str]:
    message = notices.native_message(notice, "FoxReload", KOLKATA, NOW)
    return message.title, message.body


def test_a_low_balance_names_amount_runway_age_and_next_step(english: None) -> None:
    assert said(LOW) == (
        "FoxReload: balance low, $84.20",
        "Under your threshold of $100.00. Lasts about 3 days (2–4 days). Read 2 min ago (today 14:30). "
        "Top up before Saturday afternoon.",
    )


def test_a_low_balance_in_hindi(hindi: None) -> None:
    assert said(LOW) == (
        "FoxReload: बैलेंस कम, $84.20",
        "आपकी तय सीमा $100.00 से कम। लगभग 3 दिन चलेगा (2–4 दिन)। 2 मिनट पहले जाँचा गया (आज 14:30)। "
        "शनिवार दोपहर से पहले रिचार्ज करें।",
    )


RUPEES = replace(
    LOW,
    balance=Money(Decimal("160500.75"), "INR"),
    threshold=Money(Decimal(180_000), "INR"),
    threshold_hours=24,
)


def test_a_learned_threshold_is_called_by_what_it_is(english: None) -> None:
    assert said(RUPEES)[1].startswith("Under ₹180,000, about 24 h of your usual spend. Lasts about 3 days")
    assert "about 3 days of your usual spend" in said(replace(RUPEES, threshold_hours=72))[1]


def test_a_learned_threshold_in_hindi(hindi: None) -> None:
    assert said(RUPEES)[1].startswith("₹1,80,000 से कम, जो आपका लगभग 24 घंटे का आम खर्च है। लगभग 3 दिन चलेगा")


def test_a_short_runway_names_amount_runway_with_range_age_and_what_to_pay_in(english: None) -> None:
    assert said(SHORT) == (
        "FoxReload: running short, $84.20",
        "Lasts about 2 days (1–4 days). Read 2 min ago (today 14:30). "
        "Top up about $350 before tomorrow night: 7 days of usual spend.",
    )


def test_a_short_runway_in_hindi(hindi: None) -> None:
    assert said(SHORT) == (
        "FoxReload: बैलेंस जल्द खत्म होगा, $84.20",
        "लगभग 2 दिन चलेगा (1–4 दिन)। 2 मिनट पहले जाँचा गया (आज 14:30)। "
        "कल रात से पहले लगभग $350 का रिचार्ज करें: 7 दिन का आम खर्च।",
    )


def test_a_short_runway_from_little_history_says_so(english: None) -> None:
    learning = replace(SHORT.runway, state=ForecastState.LEARNING, history_days=1.5)
    body = said(replace(SHORT, runway=learning))[1]
    assert "Still learning: based on 36 hours of history." in body
    assert body.endswith("7 days of spend, as far as it is known yet.")


def test_each_stage_of_a_short_runway_has_a_title_of_its_own(english: None) -> None:
    hours = replace(
        SHORT,
        severity=Severity.CRITICAL,
        kind=NoticeKind.ESCALATED,
        runway=Runway(ForecastState.READY, 0.4, 0.9, 1.3, alarm_days=0.7),
    )
    assert said(hours)[0] == "FoxReload: less than a day left, $84.20"
    assert said(replace(hours, kind=NoticeKind.REMINDER))[0] == "FoxReload: still running short, $84.20"
    recovered = replace(SHORT, kind=NoticeKind.RECOVERED, severity=Severity.INFO)
    assert said(recovered)[0] == "FoxReload: no longer running short, $84.20"


def test_a_warning_by_the_cautious_figure_alone_claims_no_more_than_the_likely_one(english: None) -> None:
    runway = Runway(ForecastState.READY, 0.6, 1.15, 1.9, alarm_days=0.96)
    title, body = said(replace(SHORT, severity=Severity.CRITICAL, runway=runway))
    assert title == "FoxReload: could run out within a day, $84.20"
    assert body.startswith("Lasts about 27 h (14–45 h). ")
    beyond = Runway(ForecastState.LEARNING, 0.6, None, None, alarm_days=0.96)
    assert said(replace(SHORT, severity=Severity.CRITICAL, runway=beyond))[0] == title


def test_what_could_run_out_within_a_day_in_hindi(hindi: None) -> None:
    runway = Runway(ForecastState.READY, 0.6, 1.15, 1.9, alarm_days=0.96)
    title, body = said(replace(SHORT, severity=Severity.CRITICAL, runway=runway))
    assert title == "FoxReload: एक दिन के भीतर खत्म हो सकता है, $84.20"
    assert body.startswith("लगभग 27 घंटे चलेगा (14–45 घंटे)। ")


@settings(QUICK, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    likely=st.one_of(st.floats(0, 3), st.floats(0.999999, 1.000001), st.none()),
    caution=st.floats(0, 1),
    limit_days=st.sampled_from([0.5, 1.0, 3.0, 10.0]),
)
def test_no_title_says_another_time_than_its_body(
    english: None, likely: float | None, caution: float, limit_days: float
) -> None:
    cautious = caution * (5.0 if likely is None else likely)
    runway = Runway(ForecastState.READY, cautious, likely, None, history_days=16, alarm_days=cautious)
    owner = Owner(threshold=None)
    owner.low_below_days = limit_days
    for notice in owner.has_left(runway).notices:
        title, body = said(notice)
        named = re.match(r"Lasts about (?:(\d+) h|(\d+) days|\d+ min|under a minute)\b", body)
        within_a_day = named is not None and int(named[1] or 0) < 24 and named[2] is None
        assert ("less than a day left" in title) == (within_a_day and notice.severity is Severity.CRITICAL)
        if "could run out within a day" in title:
            assert not within_a_day
            assert cautious < 1


def test_a_low_balance_and_an_empty_account_name_what_to_pay_in_too(english: None) -> None:
    assert said(replace(LOW, runway=SHORT.runway))[1].endswith(
        "Top up about $350 before tomorrow night: 7 days of usual spend."
    )
    used_up = replace(SHORT.runway, p10_days=0.0, p50_days=0.0, p90_days=0.0)
    assert said(replace(EMPTY, runway=used_up))[1].endswith(
        "Top up about $350 now: orders will fail until money arrives."
    )


def test_a_runway_beyond_the_horizon_is_not_about_that_long(english: None) -> None:
    assert "Lasts over 60 days. " in said(replace(LOW, runway=Runway(ForecastState.READY)))[1]
    early = Runway(ForecastState.READY, 31.0, None, None)
    assert "Lasts over 60 days (at least 31 days). " in said(replace(LOW, runway=early))[1]


def test_an_empty_account_says_that_orders_fail(english: None) -> None:
    assert said(EMPTY) == (
        "FoxReload: balance used up, $0.00",
        "Read 2 min ago (today 14:30). Top up now: orders will fail until money arrives.",
    )


def test_an_account_down_to_its_reserve_is_not_said_to_be_used_up(english: None) -> None:
    kept = replace(EMPTY, balance=Money(Decimal("48.2"), "USD"), threshold=Money(Decimal(50), "USD"))
    assert said(kept) == (
        "FoxReload: down to its reserve, $48.20",
        "Read 2 min ago (today 14:30). Top up now.",
    )
    used_up = replace(SHORT.runway, p10_days=0.0, p50_days=0.0, p90_days=0.0)
    assert said(replace(kept, runway=used_up))[1].endswith(
        "Top up about $350 now: what is missing now, and 7 days of usual spend."
    )


def test_a_rejected_key_says_what_to_do_and_what_is_left(english: None) -> None:
    title, body = said(REJECTED)
    assert title == "FoxReload: API key rejected"
    assert body.startswith("The supplier rejected the API key. Enter a valid one in the settings, under Accounts.\n")
    assert "Last known balance: $84.20. At the usual rate it lasts about 3 days (2–4 days). Read 2 min ago" in body
    assert said(replace(REJECTED, problem=Problem(ProblemKind.ACCESS_DENIED)))[0] == "FoxReload: access denied"


def test_a_message_that_is_delivered_late_tells_the_age_of_its_figures(english: None) -> None:
    late = notices.native_message(LOW, "FoxReload", KOLKATA, NOW + timedelta(hours=30))
    assert "Read 30 h ago (yesterday 14:30)." in late.body
    assert late.body.endswith("Top up today.")


def test_a_runway_of_less_than_a_day_means_today(english: None) -> None:
    soon = replace(LOW, runway=Runway(ForecastState.LEARNING, 0.5, 0.8, 1.0, history_days=2.0))
    assert said(soon)[1].endswith("Top up today.")
    assert said(replace(LOW, runway=None))[1].endswith("Top up soon.")


def test_recovery_is_good_news_without_a_task(english: None) -> None:
    recovered = replace(LOW, kind=NoticeKind.RECOVERED, severity=Severity.INFO, balance=Money(Decimal(500), "USD"))
    message = notices.native_message(recovered, "FoxReload", KOLKATA, NOW)
    assert message.title == "FoxReload: balance recovered, $500.00"
    assert "op up" not in message.body
    assert [action for action, _ in message.actions] == [NoticeAction.OPEN, NoticeAction.SHOW_CHART]


def test_a_warning_offers_answers_and_the_chart(english: None) -> None:
    message = notices.native_message(LOW, "FoxReload", KOLKATA, NOW)
    assert message.notice_id == LOW.id
    assert message.severity is Severity.WARNING
    assert message.actions == (
        (NoticeAction.OPEN, "Open Galla"),
        (NoticeAction.SNOOZE, "Snooze 1 h"),
        (NoticeAction.ACKNOWLEDGE, "Acknowledge"),
        (NoticeAction.SHOW_CHART, "Show chart"),
    )


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("notice", [LOW, EMPTY, REJECTED, SHORT], ids=["low", "empty", "rejected", "short"])
def test_every_notice_is_whole_with_and_without_figures(
    speak: Callable[[Language], None], chosen: Language, kind: NoticeKind, notice: Notice
) -> None:
    speak(chosen)
    for told in (notice, replace(notice, balance=None, runway=None, observed_at=None, threshold=None, problem=None)):
        title, body = said(replace(told, kind=kind))
        assert title.startswith("FoxReload: ")
        assert "{" not in title + body
        assert "None" not in title + body


def test_an_open_episode_is_said_in_one_line(english: None) -> None:
    snapshot = Snapshot("main", "FoxReload", "Asia/Kolkata", NOW, Level.LOW, threshold=LOW.threshold)
    episode = Episode("e", "main", Rule.BALANCE_BELOW, Severity.WARNING, NOW - timedelta(hours=1))
    assert notices.episode_sentence(episode, snapshot, NOW) == "Balance under $100.00, since today 13:32."
    snoozed = replace(episode, snoozed_until=NOW + timedelta(hours=1))
    assert notices.episode_sentence(snoozed, snapshot, NOW).endswith("snoozed until today 15:32.")
    learned = replace(snapshot, threshold=RUPEES.threshold, threshold_hours=24)
    assert notices.episode_sentence(episode, learned, NOW) == (
        "Balance under ₹180,000 (24 h of usual spend), since today 13:32."
    )
    short = replace(episode, rule=Rule.RUNWAY_BELOW)
    assert notices.episode_sentence(short, snapshot, NOW) == "Running short, since today 13:32."
    both = replace(snapshot, balance=LOW.balance)
    assert notices.episode_sentence(short, both, NOW) == "Running short, and under $100.00, since today 13:32."
    assert notices.episode_sentence(short, replace(both, threshold_hours=24), NOW).startswith("Running short, since")
    empty = replace(episode, rule=Rule.EMPTY)
    assert notices.episode_sentence(empty, snapshot, NOW) == "Balance used up, since today 13:32."
    kept = replace(snapshot, balance=Money(Decimal("48.2"), "USD"), reserve=Money(Decimal(50), "USD"))
    assert notices.episode_sentence(empty, kept, NOW) == "Down to the reserve, since today 13:32."
    lost = replace(episode, rule=Rule.ACCESS)
    assert notices.episode_sentence(lost, snapshot, NOW) == "Key rejected, since today 13:32."


def test_a_key_that_is_refused_is_told_once_with_since_when(english: None) -> None:
    lost = Episode("e", "main", Rule.ACCESS, Severity.CRITICAL, NOW - timedelta(hours=1))
    denied = Problem(ProblemKind.ACCESS_DENIED)
    shown = Snapshot("main", "FoxReload", "Asia/Kolkata", NOW, Level.LOW, problem=denied, episodes=(lost,))
    told = notices.episode_sentence(lost, shown, NOW)
    assert told == f"{problems.sentence(denied)}\nSince today 13:32."
    snoozed = replace(lost, snoozed_until=NOW + timedelta(hours=1))
    assert notices.episode_sentence(snoozed, shown, NOW).endswith("\nSince today 13:32; snoozed until today 15:32.")
    assert notices.untold_problem(shown) == ""
    assert notices.untold_problem(replace(shown, episodes=())) == problems.sentence(denied)
    assert notices.untold_problem(replace(shown, problem=None)) == ""


def test_what_went_wrong_since_a_key_was_refused_is_told_beside_it(english: None) -> None:
    lost = Episode("e", "main", Rule.ACCESS, Severity.CRITICAL, NOW - timedelta(hours=1))
    away = Problem(ProblemKind.UNREACHABLE, "timeout")
    shown = Snapshot("main", "FoxReload", "Asia/Kolkata", NOW, Level.LOW, problem=away, episodes=(lost,))
    assert notices.episode_sentence(lost, shown, NOW) == "Key rejected, since today 13:32."
    assert notices.untold_problem(shown) == problems.sentence(away)
