"""Alerts as the JSON that scripts read: one object per episode, with what was told last and where it went."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from galla.cli.report import amount_text, finite_days, instant_text
from galla.domain import answers
from galla.domain.channel import AlertRecord, Delivery
from galla.domain.notice import EVENTS, Episode, Notice
from galla.domain.payment import Payment
from galla.domain.reminders import is_snoozed


def as_json(records: Iterable[AlertRecord], payments: Mapping[str, Payment], now: datetime) -> str:
    """A JSON array; amounts are strings, unknown is null, every number is finite."""
    return json.dumps(
        [_object(record, payments.get(record.episode.account_id), now) for record in records],
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )


def _object(record: AlertRecord, payment: Payment | None, now: datetime) -> dict[str, object]:
    episode = record.episode
    told = record.moments[-1] if record.moments else None
    waits_for = answers.awaited(episode, payment, now)
    return {
        "id": episode.short_id,
        "episode": episode.id,
        "account": episode.account_id or None,
        "channel": episode.subject or None,
        "rule": episode.rule.value,
        "severity": episode.severity.name.lower(),
        "state": _state(episode, now),
        "raised_at": instant_text(episode.raised_at),
        "told_at": instant_text(episode.told_at),
        "acknowledged_at": instant_text(episode.acknowledged_at),
        "snoozed_until": instant_text(episode.snoozed_until),
        "until_top_up": episode.until_top_up,
        "answers": [
            {"kind": answer.kind.value, "at": instant_text(answer.at), "until": instant_text(answer.until)}
            for answer in episode.answers
        ],
        "payment_due_at": instant_text(waits_for.due_at if waits_for is not None else None),
        "recovered_at": instant_text(episode.recovered_at),
        "figures": None if told is None else _figures(told),
        "told_by": [speaker.alert_id for speaker in record.spoken],
        "deliveries": [_delivery(item) for item in record.deliveries],
    }


def _state(episode: Episode, now: datetime) -> str:
    if episode.rule in EVENTS:
        return "event"
    if not episode.is_open:
        return "recovered"
    if is_snoozed(episode, now):
        return "snoozed"
    return "open" if episode.acknowledged_at is None else "acknowledged"


def _figures(notice: Notice) -> dict[str, object]:
    """Those of the moment in which the owner was told last, be it by another notice (`told_by`) or,
    after he had said that he had paid, not at all."""
    runway, evidence = notice.runway, notice.evidence
    known = notice.balance or notice.threshold
    return {
        "kind": notice.kind.value,
        "at": instant_text(notice.created_at),
        "balance": amount_text(notice.balance),
        "threshold": amount_text(notice.threshold),
        "currency": known.currency if known else None,
        "observed_at": instant_text(notice.observed_at),
        "runway_days": {
            "p10": finite_days(runway.p10_days) if runway else None,
            "p50": finite_days(runway.p50_days) if runway else None,
            "p90": finite_days(runway.p90_days) if runway else None,
        },
        "spent": amount_text(evidence.spent),
        "usual": amount_text(evidence.usual),
        "expected": amount_text(evidence.expected),
        "credit": amount_text(evidence.credits),
        "deadline": instant_text(evidence.deadline),
        "problem": notice.problem.kind.value if notice.problem else None,
    }


def _delivery(delivery: Delivery) -> dict[str, object]:
    state = "delivered" if delivery.delivered_at else "failed" if delivery.failed_at else "owed"
    failure = delivery.outcome.failure if delivery.outcome else None
    return {
        "notice": delivery.notice_id,
        "channel": delivery.channel_id,
        "state": state,
        "attempts": delivery.attempts,
        "delivered_at": instant_text(delivery.delivered_at),
        "failed_at": instant_text(delivery.failed_at),
        "due_at": instant_text(delivery.due_at) if delivery.is_owed else None,
        "failure": failure.value if failure else None,
    }
