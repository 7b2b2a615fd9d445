from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from galla.domain.channel import AlertRecord, Delivery, Owed
from galla.domain.notice import Episode, Evidence, Notice, NoticeAction, NoticeKind, Rule, Severity
from galla.domain.settings import Language
from galla.texts import notices
from texts.alert_samples import (
    CREDIT,
    EMPTY,
    EVERY,
    KOLKATA,
    LOW,
    NAMES,
    NOW,
    OFFLINE_ALL,
    OVERDUE,
    SILENT,
    ago,
    ahead,
    recovered,
    usd,
)

MORNING = ahead(hours=17, minutes=28)  # Friday 08:00 in Kolkata


def owed(notice: Notice, *, over: datetime | None = None, at: datetime | None = None) -> Owed:
    """What is owed of `notice`, created at `at`, whose episode has recovered at `over`."""
    told = replace(notice, created_at=at or notice.created_at)
    severity = notice.episode_severity or notice.severity
    episode = Episode(notice.episode_id, notice.account_id, notice.rule, severity, NOW, recovered_at=over)
    return Owed(told, Delivery(told.id, "phone", MORNING, MORNING + timedelta(hours=12), held=True), episode)


def lines(found: Sequence[Owed]) -> list[str]:
    return notices.summary_message(found, NAMES, KOLKATA, MORNING).body.split("\n")


def test_a_message_to_a_phone_says_how_severe_it_is_and_ends_with_its_number(english: None) -> None:
    low = replace(LOW, episode_id="e", id="e.2")
    message = notices.remote_message(low, "FoxReload", KOLKATA, NOW)
    native = notices.native_message(low, "FoxReload", KOLKATA, NOW)
    assert message.title == f"Warning – {native.title}" == "Warning – FoxReload: balance low, $84.20"
    assert message.body == f"{native.body}\nGalla alert {low.alert_id}"
    assert message.body.endswith("-2")
    assert message.severity is Severity.WARNING


def test_a_message_without_figures_still_has_its_number(english: None) -> None:
    bare = replace(CREDIT, balance=None, runway=None, observed_at=None)
    message = notices.remote_message(bare, "FoxReload", KOLKATA, NOW)
    assert message.title == "Info – FoxReload: $500.00 received"
    assert message.body == f"Galla alert {bare.alert_id}"


def test_a_message_of_all_accounts_names_them_on_a_phone_too(english: None) -> None:
    message = notices.remote_message(OFFLINE_ALL, "", KOLKATA, NOW, names=NAMES)
    assert message.title == "Warning – Galla is offline: 3 balances are not being read"
    assert "Mobile" in message.body


def test_what_was_held_back_is_one_line_for_each_episode_the_more_severe_first(english: None) -> None:
    low, empty = owed(LOW, at=ahead(hours=9)), owed(replace(EMPTY, account_id="games"), at=ahead(hours=11))
    message = notices.summary_message([low, empty], NAMES, KOLKATA, MORNING)
    assert message.title == "2 alerts while it was quiet"
    assert message.severity is Severity.CRITICAL
    assert message.body.split("\n") == [
        f"Critical – Games: balance used up, $0.00 (today 01:32, {EMPTY.alert_id})",
        f"Warning – FoxReload: balance low, $84.20 (yesterday 23:32, {LOW.alert_id})",
    ]


def test_only_the_newest_of_an_episode_is_told(english: None) -> None:
    later = replace(LOW, id=f"{LOW.episode_id}.2", kind=NoticeKind.REMINDER, balance=usd("61"))
    found = lines([owed(LOW), owed(later, at=ahead(hours=4))])
    assert found == [f"Warning – FoxReload: balance still low, $61.00 (yesterday 18:32, {later.alert_id})"]
    assert found == lines([owed(later, at=ahead(hours=4)), owed(LOW)])


def test_what_has_recovered_meanwhile_is_said_to_have(english: None) -> None:
    over = ahead(hours=12)
    end = recovered(LOW, balance=usd("500"))
    told = f"Warning – FoxReload: balance low, $84.20 (yesterday 14:32, {LOW.alert_id}); recovered today 02:32"
    assert lines([owed(LOW, over=over)]) == [told]
    assert lines([owed(LOW, over=over), owed(end, over=over, at=over)]) == [told]
    assert lines([owed(end, over=over, at=over)]) == [
        f"Info – FoxReload: balance recovered, $500.00 (today 02:32, {LOW.alert_id})"
    ]


def test_what_merely_happened_is_not_said_to_have_recovered(english: None) -> None:
    assert lines([owed(CREDIT, over=NOW)]) == [
        f"Info – FoxReload: $500.00 received (yesterday 14:32, {CREDIT.alert_id})"
    ]


def test_of_equal_severity_what_is_open_comes_first(english: None) -> None:
    found = lines([owed(LOW, over=ahead(hours=1)), owed(OVERDUE, at=ahead(hours=3))])
    assert [line.split(" (")[0] for line in found] == [
        "Warning – FoxReload: top-up overdue, $84.20",
        "Warning – FoxReload: balance low, $84.20",
    ]


def test_what_could_not_be_sent_is_not_said_to_have_been_held_back(english: None) -> None:
    one = notices.summary_message([owed(LOW)], NAMES, KOLKATA, MORNING, held=False)
    assert one.title == "1 alert that could not be sent before"
    assert notices.summary_message([owed(LOW)], NAMES, KOLKATA, MORNING).title == "1 alert while it was quiet"


def test_an_account_that_was_removed_is_called_by_its_id(english: None) -> None:
    assert lines([owed(replace(LOW, account_id="old"))])[0].startswith("Warning – old: balance low")


def test_a_summary_on_the_desktop_opens_galla(english: None) -> None:
    both = [owed(LOW), owed(EMPTY)]
    native = notices.native_summary(both, NAMES, KOLKATA, MORNING)
    assert native.notice_id == LOW.id
    assert (native.title, native.body) == ("2 alerts while it was quiet", "\n".join(lines(both)))
    assert native.severity is Severity.CRITICAL
    assert native.actions == ((NoticeAction.OPEN, "Open Galla"),)


def test_a_test_message_says_what_it_is(english: None) -> None:
    message = notices.test_message("Phone", NOW, KOLKATA)
    assert message.title == "Galla: a test"
    assert message.body == "This is a test of the channel Phone, sent today 14:32. Alerts will arrive here like this."
    assert message.severity is Severity.INFO


def record(*told: Notice, rule: Rule = Rule.BALANCE_BELOW, account_id: str = "main") -> AlertRecord:
    return AlertRecord(Episode("e", account_id, rule, Severity.WARNING, NOW), told, ())


def test_the_history_shows_an_episode_as_it_was_at_its_worst(english: None) -> None:
    fast = replace(SILENT, severity=Severity.CRITICAL, created_at=ahead(hours=10), kind=NoticeKind.ESCALATED)
    title = notices.history_title(record(SILENT, fast, recovered(SILENT)), "FoxReload", KOLKATA)
    assert title == "FoxReload: may be under $100.00, not read for 12 h"
    later = replace(LOW, kind=NoticeKind.REMINDER, created_at=ahead(hours=4), balance=usd("61"))
    assert notices.history_title(record(LOW, later), "FoxReload", KOLKATA) == "FoxReload: balance still low, $61.00"


def test_an_episode_that_told_nothing_is_called_by_its_rule(english: None) -> None:
    assert notices.history_title(record(), "FoxReload", KOLKATA) == "FoxReload: Balance under its threshold"
    silent = record(rule=Rule.NO_READING, account_id="")
    assert notices.history_title(silent, "", KOLKATA) == "No fresh balance"


@pytest.mark.parametrize("chosen", [Language.ENGLISH, Language.HINDI])
def test_every_summary_is_whole(speak: Callable[[Language], None], chosen: Language) -> None:
    speak(chosen)
    bare = [replace(item, evidence=Evidence(), balance=None, threshold=None, runway=None) for item in EVERY]
    for found in ([], [owed(item) for item in EVERY], [owed(item, over=ago(hours=1)) for item in bare]):
        for held in (True, False):
            message = notices.summary_message(found, NAMES, KOLKATA, MORNING, held=held)
            assert "{" not in message.title + message.body
            assert "None" not in message.title + message.body
            assert len(message.body.split("\n")) == max(len(found), 1)


def test_messages_in_hindi(hindi: None) -> None:
    message = notices.remote_message(LOW, "FoxReload", KOLKATA, NOW)
    assert message.title == "चेतावनी – FoxReload: बैलेंस कम, $84.20"
    assert message.body.endswith(f"\nGalla अलर्ट {LOW.alert_id}")
    assert notices.summary_message([owed(LOW), owed(EMPTY)], NAMES, KOLKATA, MORNING).title == (
        "शांत समय के दौरान 2 अलर्ट"
    )
