from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from galla.domain.model import Level, Snapshot
from galla.domain.notice import ALL_ACCOUNTS, Episode, NoticeKind, Rule, Severity, SnoozeFor
from galla.domain.payment import Payment
from galla.domain.settings import Language
from galla.domain.silence import Silence
from galla.texts import notices
from texts.alert_samples import KOLKATA, NOW, TIMEOUT, ago, ahead, usd

SNAPSHOT = Snapshot("main", "FoxReload", "Asia/Kolkata", NOW, Level.LOW, threshold=usd("100"))
LOW = Episode("e", "main", Rule.BALANCE_BELOW, Severity.WARNING, ago(hours=1))


def said(episode: Episode, snapshot: Snapshot = SNAPSHOT) -> str:
    return notices.episode_sentence(episode, snapshot, NOW)


def test_an_open_alert_says_how_it_was_answered(english: None) -> None:
    what = "Balance under $100.00, since today 13:32"
    assert said(LOW) == f"{what}."
    assert said(replace(LOW, acknowledged_at=ago(minutes=2))) == f"{what}; acknowledged today 14:30."
    assert said(replace(LOW, snoozed_until=ahead(hours=19))) == f"{what}; snoozed until tomorrow 09:32."
    assert said(replace(LOW, until_top_up=True)) == f"{what}; quiet until money arrives."
    assert said(replace(LOW, snoozed_until=ago(minutes=1))) == f"{what}."
    assert said(replace(LOW, snoozed_until=ahead(days=30))) == f"{what}."  # the clock was set back


def test_each_rule_has_a_name_on_the_panel(english: None) -> None:
    names = [said(replace(LOW, rule=rule)).removesuffix(", since today 13:32.") for rule in Rule]
    assert names == [
        "Balance used up",
        "May run out while you are closed",
        "Balance under $100.00",
        "Running short",
        "Spending far faster than usual",
        "More spent than orders explain",
        "Key rejected",
        "No fresh balance",
        "Top-up overdue",
        "Channel failing",
        "Money received",
        "Daily close",
    ]


def test_while_nothing_is_read_the_panel_says_what_has_probably_become_of_the_balance(english: None) -> None:
    silence = Silence(ago(hours=2), ago(hours=2), TIMEOUT, usd("98"), usd("100"), ago(minutes=5))
    silent = replace(LOW, rule=Rule.NO_READING, acknowledged_at=NOW)
    assert said(silent, replace(SNAPSHOT, silence=silence)) == (
        "No answer from the supplier for 2 h; at the usual rate the balance has passed $100.00 about now.\n"
        "Since today 13:32; acknowledged today 14:32."
    )


def test_what_is_no_single_account_is_told_without_one(english: None) -> None:
    offline = Episode("all", ALL_ACCOUNTS, Rule.NO_READING, Severity.WARNING, ago(hours=1))
    assert notices.common_episode_sentence(offline, "", KOLKATA, NOW) == ("No balance can be read, since today 13:32.")
    phone = replace(offline, rule=Rule.CHANNEL_FAILED, subject="phone", acknowledged_at=NOW)
    assert notices.common_episode_sentence(phone, "Phone", KOLKATA, NOW) == (
        "Alerts do not reach Phone, since today 13:32; acknowledged today 14:32."
    )


def test_a_payment_under_way_says_when_it_is_expected(english: None) -> None:
    paid = replace(SNAPSHOT, payment=Payment(ago(minutes=32), ahead(hours=25)))
    assert notices.payment_sentence(paid, NOW) == "Payment under way since today 14:00, expected by tomorrow 15:32."
    assert notices.payment_sentence(paid, ahead(hours=26)) == (
        "Payment of yesterday 14:00 overdue: it was expected by today 15:32."
    )
    arrived = Payment(ago(hours=3), ahead(hours=1), arrived_at=ago(hours=1))
    assert notices.payment_sentence(replace(SNAPSHOT, payment=arrived), NOW) == ""
    assert notices.payment_sentence(SNAPSHOT, NOW) == ""


def test_the_state_of_an_alert_is_one_word(english: None) -> None:
    found = [
        LOW,
        replace(LOW, acknowledged_at=NOW),
        replace(LOW, snoozed_until=ahead(minutes=1)),
        replace(LOW, until_top_up=True),
        replace(LOW, recovered_at=NOW, acknowledged_at=NOW),
        replace(LOW, rule=Rule.CREDIT, recovered_at=NOW),
    ]
    assert [notices.state_name(episode, NOW) for episode in found] == [
        "Open",
        "Acknowledged",
        "Snoozed",
        "Snoozed",
        "Recovered",
        "Event",
    ]
    assert notices.state_name(found[2], NOW + timedelta(minutes=1)) == "Open"


def test_a_channel_without_a_name_is_called_by_what_it_is(english: None) -> None:
    assert notices.channel_name("phone", "Phone") == "Phone"
    assert notices.channel_name("desktop") == "this desktop"
    assert notices.channel_name("phone") == "phone"


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
def test_all_names_and_labels_are_told_apart(speak: Callable[[Language], None], chosen: Language) -> None:
    speak(chosen)
    labels = [
        notices.open_label(),
        notices.show_chart_label(),
        notices.top_up_label(),
        notices.snooze_label(),
        notices.acknowledge_label(),
        notices.paid_label(),
        *(notices.snooze_for_label(choice) for choice in SnoozeFor),
    ]
    for words in (
        labels,
        [notices.rule_name(rule) for rule in Rule],
        [notices.rule_explanation(rule) for rule in Rule],
        [notices.severity_name(severity) for severity in Severity],
        [notices.notice_kind_name(kind) for kind in NoticeKind],
    ):
        assert len(set(words)) == len(words)
        assert all(words)


def test_answers_in_hindi(hindi: None) -> None:
    assert said(replace(LOW, acknowledged_at=ago(minutes=2))) == (
        "बैलेंस $100.00 से कम, आज 13:32 से; आज 14:30 पर देख लिया गया।"
    )
    assert said(replace(LOW, snoozed_until=ahead(hours=1))) == (
        "बैलेंस $100.00 से कम, आज 13:32 से; आज 15:32 तक शांत रखा गया।"
    )
    assert [notices.rule_name(rule) for rule in (Rule.FAST_DROP, Rule.NO_READING, Rule.TOP_UP_OVERDUE)] == [
        "खर्च बहुत तेज़",
        "ताज़ा बैलेंस नहीं",
        "रिचार्ज में देरी",
    ]
