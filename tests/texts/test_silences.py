from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from galla.domain.errors import KeyringReason, Problem, ProblemKind, UnreachableReason
from galla.domain.money import Money
from galla.domain.notice import NO_EVIDENCE, Notice, NoticeKind, Severity
from galla.domain.silence import Silence
from galla.texts import silences
from texts.alert_samples import (
    CLOSING,
    KOLKATA,
    NOW,
    OFFLINE_ALL,
    RUNWAY,
    SILENT,
    TIMEOUT,
    ago,
    ahead,
    recovered,
    said,
    usd,
)

LOOK = "Look at the balance on the supplier's own page, and top up if it is short."
LASTS = "At the usual rate it lasts about 2 days (1–4 days)."
KNOWN = f"Last known balance: $240.00. {LASTS} Read 2 h ago (today 12:32)."


def passing(at: datetime | None, *, limit: Money | None = SILENT.threshold, expected: Money | None = None) -> Notice:
    """The same silence with another view of what became of the balance."""
    evidence = replace(SILENT.evidence, limit_passed_at=at, expected=expected)
    return replace(SILENT, evidence=evidence, threshold=limit)


def sentence(notice: Notice, now: datetime = NOW) -> str:
    return silences.sentence(silences.of_notice(notice), KOLKATA, now)


def test_a_silence_says_what_the_forecast_says_of_the_meantime(english: None) -> None:
    critical = replace(passing(NOW), severity=Severity.CRITICAL)
    assert said(critical) == (
        "FoxReload: may be under $100.00, not read for 2 h",
        "api.example.com did not answer in time. Galla asks again by itself.\n"
        "No answer from the supplier for 2 h; at the usual rate the balance has passed $100.00 about now. "
        f"{KNOWN} {LOOK}",
    )


def test_a_threshold_that_is_not_passed_yet_is_no_matter_for_the_title(english: None) -> None:
    title, body = said(SILENT)
    assert title == "FoxReload: not read for 2 h"
    assert "; at the usual rate the balance will pass $100.00 about today 23:32. " in body


@pytest.mark.parametrize(
    ("at", "said_of_it"),
    [
        (ago(hours=1, minutes=30), "has passed $100.00 (about today 13:02)."),
        (ago(minutes=16), "has passed $100.00 (about today 14:16)."),
        (ago(minutes=15), "has passed $100.00 about now."),
        (ahead(minutes=15), "has passed $100.00 about now."),
        (ahead(minutes=16), "will pass $100.00 about today 14:48."),
        (ahead(hours=13), "will pass $100.00 about tomorrow 03:32."),
        (ahead(days=2), "will pass $100.00 about Saturday afternoon."),
    ],
)
def test_the_tense_is_that_of_the_moment(english: None, at: datetime, said_of_it: str) -> None:
    assert sentence(passing(at)).endswith(f"at the usual rate the balance {said_of_it}")


@pytest.mark.parametrize(
    ("at", "said_of_it"),
    [
        (ago(hours=1), "is used up (since about today 13:32)."),
        (NOW, "is used up about now."),
        (ahead(hours=3), "will be used up about today 17:32."),
    ],
)
def test_a_limit_of_nothing_is_the_end_of_the_money(english: None, at: datetime, said_of_it: str) -> None:
    used_up = replace(passing(at, limit=usd("0")), severity=Severity.CRITICAL)
    assert sentence(used_up).endswith(f"at the usual rate the balance {said_of_it}")
    assert said(used_up)[0] == (
        "FoxReload: not read for 2 h" if at > NOW else "FoxReload: may be used up, not read for 2 h"
    )


def test_without_a_limit_the_balance_itself_is_estimated(english: None) -> None:
    assert sentence(passing(None, expected=usd("171.34"))).endswith("at the usual rate the balance is now about $170.")
    assert sentence(passing(None, expected=usd("-3"))).endswith("at the usual rate the balance is used up by now.")


def test_where_nothing_is_expected_only_what_is_known_is_said(english: None) -> None:
    assert sentence(passing(None)) == "No answer from the supplier for 2 h."
    assert sentence(replace(SILENT, evidence=NO_EVIDENCE)) == "No answer from the supplier."
    assert said(replace(SILENT, evidence=NO_EVIDENCE))[0] == "FoxReload: the balance cannot be read"


def test_a_supplier_who_did_answer_is_not_said_to_be_silent(english: None) -> None:
    limited = replace(passing(None), problem=Problem(ProblemKind.RATE_LIMITED))
    assert sentence(limited) == "The balance could not be read for 2 h."
    assert sentence(replace(limited, evidence=NO_EVIDENCE)) == "The balance cannot be read."


def test_a_message_that_comes_late_tells_the_silence_of_its_moment(english: None) -> None:
    title, body = said(SILENT, ahead(hours=20))
    assert title == "FoxReload: not read for 2 h"
    assert body.split("\n")[1].startswith(
        "As of yesterday 14:32: No answer from the supplier for 2 h; "
        "at the usual rate the balance has passed $100.00 (about yesterday 23:32). "
    )


def test_the_end_of_a_silence_is_good_news(english: None) -> None:
    title, body = said(recovered(SILENT, observed_at=NOW))
    assert title == "FoxReload: the balance is read again, $240.00"
    assert body.endswith("Read under a minute ago (today 14:32).")


def test_a_loss_of_our_own_network_is_one_message_that_names_the_accounts(english: None) -> None:
    assert said(OFFLINE_ALL) == (
        "Galla is offline: 3 balances are not being read",
        "This computer is offline. Check its network or Wi-Fi.\n"
        f"Not read for up to 2 h: {'FoxReload, Mobile, and Games'}. "
        "FoxReload: last known balance $240.00, read 2 h ago (today 12:32); "
        f"at the usual rate the balance will pass $100.00 about today 23:32. {LASTS} {LOOK}",
    )


def test_one_account_alone_is_counted_as_one(english: None) -> None:
    alone = replace(OFFLINE_ALL, evidence=replace(OFFLINE_ALL.evidence, accounts=("mobile",)))
    title, body = said(alone)
    assert title == "Galla is offline: 1 balance is not being read"
    assert "\nNot read for 2 h: Mobile. Mobile: last known balance $240.00, read 2 h ago (today 12:32); at" in body


def test_many_accounts_are_counted(english: None) -> None:
    many = replace(OFFLINE_ALL.evidence, accounts=("main", "mobile", "games", "fourth", "fifth", "sixth"))
    assert "FoxReload, Mobile, Games, and 3 other accounts." in said(replace(OFFLINE_ALL, evidence=many))[1]


def test_where_nothing_is_expected_of_any_account_the_next_step_can_wait(english: None) -> None:
    unknown = replace(OFFLINE_ALL.evidence, expected=None, limit_passed_at=None)
    bare = replace(OFFLINE_ALL, evidence=unknown, runway=None)
    step = "If it lasts, look at the balances on the suppliers' own pages."
    assert said(bare)[1].endswith(
        f"and Games. FoxReload: last known balance $240.00, read 2 h ago (today 12:32). {step}"
    )
    assert said(replace(bare, balance=None))[1].endswith(f"and Games. {step}")


def test_how_long_the_balance_lasts_is_not_told_of_one_that_is_told_as_used_up_or_too_old(english: None) -> None:
    ended = replace(passing(ago(hours=1), limit=usd("0")), severity=Severity.CRITICAL)
    lapsed = replace(SILENT, runway=replace(RUNWAY, p10_days=0.0, p50_days=None, p90_days=None, horizon_days=0.0))
    for notice in (ended, lapsed, replace(SILENT, runway=None)):
        assert "lasts" not in said(notice)[1]
    passed = replace(SILENT, runway=replace(RUNWAY, p10_days=0.0, p50_days=0.0, may_be_used_up=True))
    assert "Last known balance: $240.00. May be used up by now. Read" in said(passed)[1]


def test_a_shortage_that_the_forecast_tells_says_that_nothing_is_read_and_what_is_expected(english: None) -> None:
    evidence = replace(CLOSING.evidence, since=ago(hours=2), expected=usd("62.3"))
    unread = replace(CLOSING, evidence=evidence, problem=TIMEOUT, observed_at=ago(hours=2))
    title, body = said(unread)
    assert title == "FoxReload: may run out before Mon 09:00, $84.20"
    assert body.startswith(
        "api.example.com did not answer in time. Galla asks again by itself.\n"
        "The money may end before you open again (Mon 09:00). "
        "No answer from the supplier for 2 h; at the usual rate the balance is now about $62. "
        "Lasts about 14 h (9–24 h). Read 2 h ago (today 12:32). "
    )


def test_what_is_lost_is_said_in_the_title(english: None) -> None:
    portal = Problem(ProblemKind.UNREACHABLE, UnreachableReason.CAPTIVE_PORTAL.value)
    locked = Problem(ProblemKind.KEYRING, KeyringReason.LOCKED.value)
    found = [
        said(replace(OFFLINE_ALL, problem=portal))[0],
        said(replace(OFFLINE_ALL, problem=locked))[0],
        said(replace(OFFLINE_ALL, kind=NoticeKind.REMINDER))[0],
        said(recovered(OFFLINE_ALL))[0],
        said(replace(OFFLINE_ALL, evidence=NO_EVIDENCE))[0],
    ]
    assert found == [
        "The network wants a sign-in: 3 balances are not being read",
        "Keyring not available: 3 balances are not being read",
        "Galla is still offline: 3 balances are not being read",
        "Balances are being read again",
        "Balances are not being read",
    ]


def test_a_silence_that_lasts_is_told_as_of_now(english: None) -> None:
    silence = Silence(ago(hours=3), ago(hours=3), TIMEOUT, usd("90"), usd("100"), ago(minutes=5))
    found = silences.of_silence(silence, NOW + timedelta(hours=1))
    assert silences.sentence(found, KOLKATA, NOW + timedelta(hours=1)) == (
        "No answer from the supplier for 4 h; at the usual rate the balance has passed $100.00 (about today 14:27)."
    )


def test_a_silence_in_hindi(hindi: None) -> None:
    assert said(replace(passing(NOW), severity=Severity.CRITICAL)) == (
        "FoxReload: $100.00 से कम हो सकता है, 2 घंटे से जाँच नहीं हुई",
        "api.example.com से समय पर जवाब नहीं आया। Galla खुद दोबारा पूछेगा।\n"
        "2 घंटे से सप्लायर का जवाब नहीं; आम खर्च के हिसाब से बैलेंस लगभग अभी $100.00 से नीचे चला गया है। "
        "पिछला ज्ञात बैलेंस: $240.00। "
        "आम खर्च के हिसाब से लगभग 2 दिन चलेगा (1–4 दिन)। 2 घंटे पहले जाँचा गया (आज 12:32)। "
        "सप्लायर के अपने पेज पर बैलेंस देखें, और कम हो तो रिचार्ज करें।",
    )


def test_a_loss_of_our_own_network_in_hindi(hindi: None) -> None:
    assert said(OFFLINE_ALL)[1].split("\n")[1] == (
        "ज़्यादा से ज़्यादा 2 घंटे से जाँच नहीं हुई: FoxReload, Mobile, और Games। "
        "FoxReload: पिछला ज्ञात बैलेंस $240.00, 2 घंटे पहले जाँचा गया (आज 12:32); "
        "आम खर्च के हिसाब से बैलेंस $100.00 से नीचे चला जाएगा (लगभग आज 23:32)। "
        "आम खर्च के हिसाब से लगभग 2 दिन चलेगा (1–4 दिन)। "
        "सप्लायर के अपने पेज पर बैलेंस देखें, और कम हो तो रिचार्ज करें।"
    )
