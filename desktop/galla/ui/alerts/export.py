"""The alert history as a table for a spreadsheet: one row for each message to each channel."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from galla.domain.channel import AlertRecord, Delivery
from galla.domain.money import Money
from galla.domain.notice import AnswerKind, Notice, OwnerAnswer
from galla.ui.alerts.naming import Naming

Contents = Callable[[], bytes]

_OF_EVIDENCE = (
    "since",
    "spent",
    "usual",
    "expected",
    "limit_passed_at",
    "next_opening",
    "deadline",
    "day",
    "opening",
    "credits",
    "closing",
)
COLUMNS = (
    "alert",
    "account",
    "account_name",
    "rule",
    "severity",
    "raised_at",
    "acknowledged_at",
    "snoozed_until",
    "answers",
    "recovered_at",
    "message",
    "message_severity",
    "told_at",
    "told_by",
    "currency",
    "balance",
    "threshold",
    "runway_p10_days",
    "runway_p50_days",
    "runway_p90_days",
    "balance_read_at",
    "problem",
    *_OF_EVIDENCE,
    "channel",
    "channel_name",
    "delivered_at",
    "given_up_at",
    "attempts",
    "failure",
    "failure_detail",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""


def table(records: Sequence[AlertRecord], naming: Naming) -> Contents:
    """`records` as CSV in UTF-8; returned is what writes it, in any thread.

    For machines: ISO 8601 with the zone's offset, a point in decimals, names of columns and values that are never
    translated. What is not known is empty. Words that people chose cannot become formulas.
    """
    kept = tuple(records)

    def encoded() -> bytes:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for record in kept:
            writer.writerows(_rows(record, naming))
        return text.getvalue().encode()

    return encoded


def _rows(record: AlertRecord, naming: Naming) -> Iterator[tuple[str, ...]]:
    zone = naming.zone(record.episode.account_id)
    episode = _of_episode(record, naming, zone)
    of_notice: dict[str, list[Delivery]] = {}
    for delivery in record.deliveries:
        of_notice.setdefault(delivery.notice_id, []).append(delivery)
    told: list[tuple[Notice, str]] = [(notice, "") for notice in record.notices]
    for item in record.superseded:
        speaker = record.spoken_by(item)
        told.append((item.figures, "" if speaker is None else speaker.alert_id))
    told.sort(key=lambda moment: moment[0].created_at)
    for notice, told_by in told:
        cells = _of_notice(notice, zone, told_by)
        for to in of_notice.get(notice.id) or (None,):
            yield (*episode, *cells, *_of_delivery(to, naming, zone))
    if not told:
        yield (*episode, *_of_notice(None, zone), *_of_delivery(None, naming, zone))


def _of_episode(record: AlertRecord, naming: Naming, zone: ZoneInfo) -> tuple[str, ...]:
    episode = record.episode
    return (
        episode.short_id,
        _words(episode.account_id),
        _words(naming.accounts.get(episode.account_id, "")),
        episode.rule.value,
        episode.severity.name.lower(),
        _instant(episode.raised_at, zone),
        _instant(episode.acknowledged_at, zone),
        "top_up" if episode.until_top_up else _instant(episode.snoozed_until, zone),
        "; ".join(_answer(answer, zone) for answer in episode.answers),
        _instant(episode.recovered_at, zone),
    )


def _answer(answer: OwnerAnswer, zone: ZoneInfo) -> str:
    """`snoozed 2026-11-12T14:32:00+05:30 until 2026-11-12T15:32:00+05:30`; of a payment, by when it was expected."""
    said = f"{answer.kind.value} {_instant(answer.at, zone)}"
    if answer.until is not None:
        return f"{said} until {_instant(answer.until, zone)}"
    return f"{said} until top_up" if answer.kind is AnswerKind.SNOOZED else said


def _of_notice(notice: Notice | None, zone: ZoneInfo, told_by: str = "") -> tuple[str, ...]:
    """`told_by`: the number of another alert's message that spoke for it, in the history and in messages."""
    if notice is None:
        return ("",) * (12 + len(_OF_EVIDENCE))
    runway = notice.runway
    quantiles = (None,) * 3 if runway is None else (runway.p10_days, runway.p50_days, runway.p90_days)
    return (
        notice.kind.value,
        notice.severity.name.lower(),
        _instant(notice.created_at, zone),
        told_by,
        _currency(notice),
        _amount(notice.balance),
        _amount(notice.threshold),
        *("" if days is None else f"{days:.3f}" for days in quantiles),
        _instant(notice.observed_at, zone),
        "" if notice.problem is None else notice.problem.kind.value,
        *(_evidence(getattr(notice.evidence, name), zone) for name in _OF_EVIDENCE),
    )


def _of_delivery(delivery: Delivery | None, naming: Naming, zone: ZoneInfo) -> tuple[str, ...]:
    if delivery is None:
        return ("",) * 7
    outcome = delivery.outcome
    return (
        _words(delivery.channel_id),
        _words(naming.channels.get(delivery.channel_id, "")),
        _instant(delivery.delivered_at, zone),
        _instant(delivery.failed_at, zone),
        str(delivery.attempts),
        outcome.failure.value if outcome is not None and outcome.failure is not None else "",
        "" if outcome is None else _words(outcome.detail),
    )


def _currency(notice: Notice) -> str:
    found = notice.evidence
    amounts = (notice.balance, notice.threshold, found.spent, found.credits, found.expected)
    return next((amount.currency for amount in amounts if amount is not None), "")


def _evidence(value: object, zone: ZoneInfo) -> str:
    match value:
        case Money():
            return _amount(value)
        case datetime():
            return _instant(value, zone)
        case date():
            return value.isoformat()
    return ""


def _amount(money: Money | None) -> str:
    return "" if money is None else f"{money.amount:f}"


def _instant(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat()


def _words(text: str) -> str:
    """`text` so that no spreadsheet computes it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
