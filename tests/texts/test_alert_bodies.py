from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from galla.domain.model import ForecastState, Runway
from galla.domain.notice import NO_EVIDENCE, Evidence, Notice, NoticeKind, Rule
from galla.domain.settings import Language
from galla.texts import notices
from texts.alert_samples import (
    CHANNEL,
    CLOSING,
    CREDIT,
    DAY,
    DEADLINE,
    DENIED,
    EMPTY,
    EVERY,
    FAST,
    KOLKATA,
    LOW,
    NAMES,
    NOW,
    OFFLINE_ALL,
    OVERDUE,
    REJECTED,
    RUNWAY,
    UNEXPLAINED,
    ago,
    ahead,
    of_every_kind,
    recovered,
    said,
    usd,
)

READ = "Read 2 min ago (today 14:30)."
LASTS = "Lasts about 2 days (1–4 days)."
WORDS_LEFT_OUT = re.compile(r"[{}]|\bNone\b|  |\.\.|%n|\(\)|^\s|\s$", re.MULTILINE)
DEVANAGARI = re.compile("[\u0900-\u097f]")


def test_money_that_may_end_before_opening_is_told_with_what_to_pay_and_by_when_to_send_it(english: None) -> None:
    assert said(CLOSING) == (
        "FoxReload: may run out before Mon 09:00, $84.20",
        f"The money may end before you open again (Mon 09:00). Lasts about 14 h (9–24 h). {READ} "
        "Top up about $350 now: 7 days of usual spend. To arrive in time it must be sent by today 21:32.",
    )


def test_money_that_ends_only_after_opening_is_not_said_to_end_before(english: None) -> None:
    longer = replace(CLOSING, runway=RUNWAY, evidence=Evidence(next_opening=ahead(hours=18), deadline=ago(minutes=5)))
    title, body = said(longer)
    assert title == "FoxReload: paying after tomorrow 08:32 may be too late, $84.20"
    assert body.startswith("You open again tomorrow 08:32; a payment sent only then may arrive too late. ")
    assert body.endswith("7 days of usual spend. It may still arrive too late.")


def test_the_end_of_a_night_is_told_as_what_it_was(english: None) -> None:
    paid = recovered(CLOSING, balance=usd("500"), runway=RUNWAY)
    assert said(paid) == ("FoxReload: lasts until Mon 09:00 after all, $500.00", f"{LASTS} {READ}")
    assert said(replace(paid, evidence=NO_EVIDENCE))[0] == "FoxReload: you are open again, $500.00"


def test_a_near_deadline_says_by_when_a_payment_must_be_sent(english: None) -> None:
    assert said(DEADLINE) == (
        "FoxReload: running short, $84.20",
        f"{LASTS} {READ} Pay about $350 by today 19:32, so that it arrives in time: 7 days of usual spend.",
    )
    no_amount = replace(DEADLINE, balance=None)
    assert said(no_amount)[1].endswith("Pay by today 19:32, so that it arrives in time.")


def test_a_deadline_that_has_passed_promises_nothing(english: None) -> None:
    late = replace(DEADLINE, evidence=Evidence(deadline=ago(hours=1)))
    assert said(late)[1].endswith("Pay about $350 now (7 days of usual spend); it may still arrive too late.")
    assert said(replace(late, balance=None))[1].endswith("Pay now; it may still arrive too late.")


def test_a_fast_drop_compares_with_what_is_usual_and_says_where_to_look(english: None) -> None:
    assert said(FAST) == (
        "FoxReload: $420.00 spent since 14:10, far more than usual",
        "Spent $420.00 since today 14:10; usual is about $130. The balance is $840.00. "
        "At the usual rate it lasts about 2 days (1–4 days). If it goes on like this, about 40 min. "
        f"{READ} Check for duplicate orders, a leaked key or a fault at the supplier; if it is a campaign, "
        "acknowledge this alert and top up in time.",
    )
    assert said(replace(FAST, kind=NoticeKind.REMINDER))[0] == "FoxReload: still spending far faster than usual"
    assert said(recovered(FAST)) == ("FoxReload: spend is as usual again, $840.00", f"{LASTS} {READ}")


def test_a_pace_that_is_not_known_or_no_worry_is_not_foretold(english: None) -> None:
    slow = replace(FAST, balance=usd("84000000"))
    other_money = replace(FAST, evidence=replace(FAST.evidence, spent=replace(usd("420"), currency="EUR")))
    for notice in (slow, other_money, replace(FAST, balance=usd("0")), replace(FAST, observed_at=None)):
        assert "like this" not in said(notice)[1]
    assert "usual is" not in said(replace(FAST, evidence=replace(FAST.evidence, usual=None)))[1]


def test_a_drop_that_orders_do_not_explain_names_the_difference(english: None) -> None:
    assert said(UNEXPLAINED) == (
        "FoxReload: $12.00 more spent than orders explain",
        f"Spent $52.00 since today 11:32; the orders of that time cost $40.00. The balance is $84.20. {LASTS} {READ} "
        "Compare the supplier's list of orders with yours: somebody else may be using the key.",
    )
    assert said(recovered(UNEXPLAINED))[0] == "FoxReload: orders explain the spend again"
    nonsense = replace(UNEXPLAINED, evidence=replace(UNEXPLAINED.evidence, spent=usd("30")))
    assert said(nonsense)[0] == "FoxReload: spend that no order explains"


def test_an_overdue_top_up_says_what_was_promised_and_whom_to_ask(english: None) -> None:
    assert said(OVERDUE) == (
        "FoxReload: top-up overdue, $84.20",
        "You said that you had paid (today 09:32); the money was expected by today 11:32, but no such credit has been "
        f"seen. {LASTS} {READ} Ask the supplier, or whoever moves the money, where it is; if it was not sent, pay now.",
    )
    assert said(recovered(OVERDUE))[0] == "FoxReload: the top-up has arrived, $84.20"
    assert said(recovered(OVERDUE, evidence=NO_EVIDENCE))[0] == "FoxReload: top-up no longer overdue, $84.20"


def test_a_channel_that_fails_says_why_and_how_to_test_it(english: None) -> None:
    assert said(CHANNEL) == (
        "Alerts do not reach Phone",
        "The service behind Phone refused the message (403). It does not accept the key or the recipient: enter the "
        "address again in the settings, under Channels. To send a test: galla alerts test",
    )
    assert said(replace(CHANNEL, kind=NoticeKind.REMINDER))[0] == "Alerts still do not reach Phone"
    assert said(recovered(CHANNEL)) == ("Alerts reach Phone again", "A message has been delivered there.")
    unknown = replace(CHANNEL, evidence=Evidence(failure="from a newer version"))
    assert said(unknown) == (
        "Alerts do not reach this desktop",
        "The message was not taken by this desktop, and nobody said why. Check the address of the channel, then send a "
        "test. To send a test: galla alerts test",
    )


def test_money_that_came_in_is_told_with_the_balance(english: None) -> None:
    assert said(CREDIT) == ("FoxReload: $500.00 received", f"The balance is $584.20. {LASTS} {READ}")


def test_the_daily_close_tells_the_whole_day(english: None) -> None:
    assert said(DAY) == (
        "FoxReload: $96.00 spent on 11 Nov",
        f"Wed 11 Nov: opening $180.20, spend $96.00, credits $0.00, closing $84.20. {LASTS} {READ}",
    )


def test_an_estimated_close_says_so_and_has_no_digits_that_mean_nothing(english: None) -> None:
    guessed = replace(DAY.evidence, estimated=True, spent=usd("96.123456"))
    title, body = said(replace(DAY, evidence=guessed))
    assert title == "FoxReload: about $96.12 spent on 11 Nov"
    assert "spend $96.12, " in body
    assert "Some of it is estimated: nothing was read when the day began or ended." in body


def test_what_began_and_ended_with_it_is_told_in_a_line_each(english: None) -> None:
    also = replace(EMPTY.evidence, also=(Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW), over=(Rule.ACCESS,))
    assert said(replace(EMPTY, evidence=also))[1].split("\n")[1:] == [
        "Also: Running short and Balance under its threshold.",
        "Over: Key rejected or access denied.",
    ]


def test_money_that_came_in_with_other_news_is_told_by_them(english: None) -> None:
    came = replace(LOW.evidence, also=(Rule.CREDIT,), credits=usd("500"))
    assert said(recovered(LOW, balance=usd("584.2"), evidence=came)) == (
        "FoxReload: balance recovered, $584.20",
        f"Received $500.00. {LASTS} {READ}",
    )


def test_what_lasts_is_told_as_lasting(english: None) -> None:
    reminders = [said(replace(notice, kind=NoticeKind.REMINDER))[0] for notice in (EMPTY, REJECTED, DENIED, OVERDUE)]
    assert reminders == [
        "FoxReload: balance still used up, $0.00",
        "FoxReload: API key still rejected",
        "FoxReload: access still denied",
        "FoxReload: top-up still overdue, $84.20",
    ]
    kept = replace(EMPTY, kind=NoticeKind.REMINDER, balance=usd("48.2"), threshold=usd("50"))
    assert said(kept)[0] == "FoxReload: still down to its reserve, $48.20"


def test_a_message_that_comes_late_says_of_when_it_is(english: None) -> None:
    assert said(LOW, ahead(minutes=10))[1].startswith("Under your threshold")
    assert said(LOW, ahead(minutes=50))[1].startswith("As of today 14:32: Under your threshold of $100.00. ")
    assert said(DAY, ahead(hours=9))[1].startswith("Wed 11 Nov: ")


def test_what_is_open_can_be_answered_the_urgent_first(english: None) -> None:
    def actions(notice: Notice, *, page: bool = True) -> list[str]:
        message = notices.native_message(notice, "FoxReload", KOLKATA, NOW, names=NAMES, top_up_page=page)
        return [label for _, label in message.actions]

    answers = ["Snooze 1 h", "Acknowledge"]
    for notice in (EMPTY, CLOSING, LOW, DEADLINE, OVERDUE):
        assert actions(notice) == ["Open Galla", "Top up", *answers, "Show chart"]
        assert actions(notice, page=False) == ["Open Galla", *answers, "Show chart"]
    assert actions(FAST) == actions(REJECTED) == ["Open Galla", *answers, "Show chart"]
    assert actions(OFFLINE_ALL) == actions(CHANNEL) == ["Open Galla", *answers]
    assert actions(CREDIT) == actions(DAY) == actions(recovered(LOW)) == ["Open Galla", "Show chart"]
    assert actions(recovered(OFFLINE_ALL)) == ["Open Galla"]


def test_there_is_a_sample_of_every_rule() -> None:
    assert {notice.rule for notice in EVERY} == set(Rule)


NOTHING_KNOWN = {field.name: None for field in fields(Notice) if field.default is None and field.name != "problem"}


def poorer(notice: Notice) -> list[Notice]:
    """The same with less and less known."""
    bare = replace(notice, evidence=NO_EVIDENCE)
    without_each = [
        replace(notice, evidence=replace(notice.evidence, **{field.name: field.default})) for field in fields(Evidence)
    ]
    forecasts = [
        Runway(ForecastState.NO_DATA),
        Runway(ForecastState.LEARNING, 0.5, 0.8, 1.0, history_days=0.5),
        Runway(ForecastState.READY, 0.0, 0.0, 0.0, history_days=16, may_be_used_up=True),
        Runway(ForecastState.READY, None, None, None, horizon_days=0, history_days=16, is_outdated=True),
    ]
    return [
        notice,
        bare,
        *without_each,
        *(replace(notice, runway=runway) for runway in forecasts),
        replace(bare, **NOTHING_KNOWN),
        replace(bare, problem=None, **NOTHING_KNOWN),
    ]


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
@pytest.mark.parametrize("notice", of_every_kind(), ids=lambda item: f"{item.rule}-{item.kind}-{item.account_id}")
def test_every_notice_is_whole_whatever_is_not_known(
    speak: Callable[[Language], None], chosen: Language, notice: Notice
) -> None:
    speak(chosen)
    for told in poorer(notice):
        for now in (NOW, ahead(hours=30), ago(days=400), datetime(2200, 1, 1, tzinfo=UTC)):
            title, body = said(told, now)
            remote = notices.remote_message(told, "FoxReload", KOLKATA, now, names=NAMES)
            for text in (title, body, remote.title, remote.body):
                assert WORDS_LEFT_OUT.search(text) is None, text
            assert title
            assert notice.account_id == "" or title.startswith("FoxReload: ")


@pytest.mark.parametrize("notice", of_every_kind(), ids=lambda item: f"{item.rule}-{item.kind}-{item.account_id}")
def test_every_notice_is_told_in_hindi(hindi: None, notice: Notice) -> None:
    title, body = said(notice)
    for sentence in (title, *re.split(r"[।\n]", body)):
        words = re.sub(r"FoxReload|Mobile|Games|Phone|Galla|galla alerts test", "", sentence)
        assert not re.search("[A-Za-z]{3,}", words) or DEVANAGARI.search(words), sentence
