"""The alert history as CSV: for machines, complete, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from galla.domain.channel import AlertRecord
from galla.domain.notice import ALL_ACCOUNTS, AnswerKind, Evidence, OwnerAnswer, Rule
from galla.ui.alerts.export import COLUMNS, table
from galla.ui.alerts.naming import Naming
from ui import alert_records as samples
from ui.snapshots import NOW, usd

NAMING = Naming(samples.NAMES, samples.CHANNEL_NAMES, samples.ZONES)


def rows(*records: AlertRecord, naming: Naming = NAMING) -> list[dict[str, str]]:
    text = table(records, naming)().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_message_to_each_channel_has_a_row() -> None:
    short = samples.open_shortage()
    told = [(row["message"], row["channel"]) for row in rows(short)]
    assert told == [
        ("raised", "desktop"),
        ("raised", "slack"),
        ("escalated", "desktop"),
        ("escalated", "slack"),
        ("escalated", "phone"),
    ]


def test_figures_and_instants_are_for_machines() -> None:
    first, *_ = rows(samples.acknowledged_low())
    assert first["rule"] == "balance_below"
    assert first["severity"] == "warning"
    assert (first["currency"], first["balance"], first["threshold"]) == ("USD", "84.20", "100")
    assert (first["runway_p10_days"], first["runway_p90_days"]) == ("1.500", "4.000")
    assert first["raised_at"] == "2026-11-17T14:32:00+05:30"
    assert datetime.fromisoformat(first["acknowledged_at"]) == samples.acknowledged_low().episode.acknowledged_at
    assert first["recovered_at"] == first["snoozed_until"] == ""


def test_why_it_was_raised_is_told_by_its_evidence() -> None:
    first, *_ = rows(samples.snoozed_drop())
    assert (first["spent"], first["usual"]) == ("420", "131.70")
    assert first["since"] == "2026-11-18T13:20:00+05:30"
    (day,) = rows(samples.day_closed())
    assert (day["day"], day["closing"]) == ("2026-11-17", "84.20")


def test_a_delivery_that_failed_says_why() -> None:
    failed = rows(samples.open_shortage())[-1]
    assert (failed["failure"], failed["failure_detail"], failed["attempts"]) == ("refused", "403", "3")
    assert failed["delivered_at"] == ""
    assert failed["given_up_at"] == "2026-11-18T12:33:00+05:30"


def test_what_was_told_to_nobody_is_not_lost() -> None:
    (silent,) = rows(samples.untold())
    assert (silent["rule"], silent["message"], silent["channel"]) == ("balance_below", "", "")
    told = samples.acknowledged_low()
    (undelivered,) = rows(replace(told, deliveries=()))
    assert (undelivered["message"], undelivered["channel"]) == ("raised", "")


def test_what_another_alert_spoke_for_has_its_figures_and_that_alerts_number() -> None:
    (row,) = rows(samples.spoken_for())
    assert (row["rule"], row["message"], row["balance"], row["threshold"]) == ("balance_below", "raised", "0.00", "100")
    assert row["told_by"] == samples.recovered_empty().notices[0].alert_id
    assert (row["channel"], row["delivered_at"]) == ("", "")
    assert {first["told_by"] for first in rows(samples.recovered_empty())} == {""}


def test_a_snooze_until_money_arrives_is_no_instant() -> None:
    low = samples.acknowledged_low()
    waiting = replace(low, episode=replace(low.episode, until_top_up=True, snoozed_until=None))
    assert rows(waiting)[0]["snoozed_until"] == "top_up"


def test_all_answers_are_kept_in_their_order() -> None:
    low, at = samples.acknowledged_low(), datetime(2026, 11, 12, 9, 2, tzinfo=UTC)
    given = (
        OwnerAnswer(at, AnswerKind.ACKNOWLEDGED),
        OwnerAnswer(at, AnswerKind.SNOOZED, at + samples.HOUR),
        OwnerAnswer(at, AnswerKind.SNOOZED),
        OwnerAnswer(at, AnswerKind.PAID, at + samples.HOUR),
    )
    (row,) = rows(replace(low, episode=replace(low.episode, answers=given)))
    assert row["answers"] == (
        "acknowledged 2026-11-12T14:32:00+05:30; "
        "snoozed 2026-11-12T14:32:00+05:30 until 2026-11-12T15:32:00+05:30; "
        "snoozed 2026-11-12T14:32:00+05:30 until top_up; "
        "paid 2026-11-12T14:32:00+05:30 until 2026-11-12T15:32:00+05:30"
    )


def test_an_amount_without_a_balance_still_has_its_currency() -> None:
    credit = samples.episode(Rule.CREDIT, samples.HOUR)
    told = samples.notice(credit, evidence=Evidence(credits=usd("500")))
    (row,) = rows(AlertRecord(credit, (told,), ()))
    assert (row["currency"], row["credits"]) == ("USD", "500")


def test_words_that_people_chose_never_become_formulas() -> None:
    evil = '=HYPERLINK("http://evil.example","FoxReload")'
    naming = Naming({"main": evil}, {"desktop": "@SUM(A1)", "slack": "+1"}, samples.ZONES)
    for row in rows(samples.open_shortage(), naming=naming):
        assert row["account_name"] == f"'{evil}"
        assert not any(value.startswith(("=", "+", "@", "\t", "\r", "-")) for value in row.values())
    assert "'@SUM(A1)" in {row["channel_name"] for row in rows(samples.open_shortage(), naming=naming)}


def test_the_table_is_as_rfc_4180_has_it() -> None:
    naming = Naming({"main": 'Fox, "Reload"'}, {}, samples.ZONES)
    contents = table(samples.fortnight(), naming)()
    lines = contents.decode("utf-8").split("\r\n")
    assert lines[0] == ",".join(COLUMNS)
    assert lines[-1] == ""
    assert any('"Fox, ""Reload"""' in line for line in lines)
    assert len({len(row) for row in csv.reader(io.StringIO(contents.decode(), newline=""))}) == 1


def test_what_is_unknown_goes_by_its_id_and_in_utc() -> None:
    (row,) = rows(samples.network_lost(), naming=Naming())
    assert (row["account"], row["account_name"], row["channel_name"]) == (ALL_ACCOUNTS, "", "")
    assert datetime.fromisoformat(row["raised_at"]) == NOW - 9 * samples.DAY
    assert row["raised_at"].endswith("+00:00")
