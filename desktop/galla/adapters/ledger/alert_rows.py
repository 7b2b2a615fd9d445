"""How the values of alerts become columns and columns values again."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from decimal import Decimal
from typing import Any

from galla.adapters.ledger.rows import from_us, optional_instant, optional_us, problem_of, problem_text, to_us
from galla.domain.channel import DELIVERED, Delivery, SendFailure, SendOutcome
from galla.domain.model import ForecastState, Runway
from galla.domain.money import Money, from_units, to_units
from galla.domain.notice import (
    NO_EVIDENCE,
    AnswerKind,
    Episode,
    Evidence,
    Notice,
    NoticeKind,
    OwnerAnswer,
    Rule,
    Severity,
)
from galla.domain.payment import Payment

_RUNWAY_FIGURES = (
    "p10_days",
    "p50_days",
    "p90_days",
    "alarm_days",
    "horizon_days",
    "history_days",
    "may_be_used_up",
    "is_outdated",
)
_RULES = {rule.value: rule for rule in Rule}
_ANSWERS = {kind.value: kind for kind in AnswerKind}
_FAILURES = {failure.value: failure for failure in SendFailure}

_EVIDENCE_MONEY = ("expected", "spent", "usual", "opening", "credits", "closing")
_EVIDENCE_INSTANTS = ("limit_passed_at", "since", "next_opening", "deadline")
_EVIDENCE_RULES = ("also", "over")
_EVIDENCE_PLAIN = ("estimated", "channel", "failure", "detail")


def episode_row(episode: Episode) -> tuple[object, ...]:
    """The columns of `episodes`, in their order."""
    return (
        episode.id,
        episode.account_id,
        episode.rule.value,
        int(episode.severity),
        to_us(episode.raised_at),
        episode.stage,
        episode.good_readings,
        int(episode.clear_reading_seen),
        episode.eased_readings,
        optional_us(episode.snoozed_until),
        optional_us(episode.acknowledged_at),
        optional_us(episode.recovered_at),
        optional_us(episode.told_at),
        int(episode.until_top_up),
        episode.subject,
        _answers_text(episode.answers),
    )


def episode_of(row: sqlite3.Row) -> Episode:
    """The episode in a row of `episodes`."""
    return Episode(
        id=row["id"],
        account_id=row["account_id"],
        rule=Rule(row["rule"]),
        severity=Severity(row["severity"]),
        raised_at=from_us(row["raised_us"]),
        stage=row["stage"],
        good_readings=row["good_readings"],
        clear_reading_seen=bool(row["clear_reading_seen"]),
        eased_readings=row["eased_readings"],
        snoozed_until=optional_instant(row["snoozed_until_us"]),
        acknowledged_at=optional_instant(row["acknowledged_us"]),
        recovered_at=optional_instant(row["recovered_us"]),
        told_at=optional_instant(row["told_us"]),
        until_top_up=bool(row["until_top_up"]),
        subject=row["subject"],
        answers=_answers_of(row["answers"]),
    )


def notice_row(notice: Notice) -> tuple[object, ...]:
    """The columns of `notices`, in the order in which `alerts.write` names them.

    Balance and threshold are of one currency: they have been compared.
    """
    money = notice.balance or notice.threshold
    return (
        notice.id,
        notice.episode_id,
        notice.account_id,
        notice.rule.value,
        notice.kind.value,
        int(notice.severity),
        to_us(notice.created_at),
        money.currency if money else None,
        _units(notice.balance),
        _units(notice.threshold),
        notice.threshold_hours,
        _runway_text(notice.runway),
        optional_us(notice.observed_at),
        problem_text(notice.problem),
        evidence_text(notice.evidence),
        None if notice.episode_severity is None else int(notice.episode_severity),
    )


def notice_of(row: sqlite3.Row) -> Notice:
    """The notice in a row of `notices`."""
    severity = row["episode_severity"]
    return Notice(
        id=row["id"],
        episode_id=row["episode_id"],
        account_id=row["account_id"],
        rule=Rule(row["rule"]),
        kind=NoticeKind(row["kind"]),
        severity=Severity(row["severity"]),
        created_at=from_us(row["created_us"]),
        balance=_money(row["balance_units"], row["currency"]),
        threshold=_money(row["threshold_units"], row["currency"]),
        threshold_hours=row["threshold_hours"],
        runway=_runway_of(row["runway"]),
        observed_at=optional_instant(row["observed_us"]),
        problem=problem_of(row["problem"]),
        evidence=evidence_of(row["evidence"]),
        episode_severity=None if severity is None else Severity(severity),
    )


def evidence_text(evidence: Evidence) -> str | None:
    """What is known of the evidence, as JSON; None for none."""
    stored: dict[str, object] = {}
    for name in _EVIDENCE_MONEY:
        stored[name] = _money_pair(getattr(evidence, name))
    for name in _EVIDENCE_INSTANTS:
        stored[name] = optional_us(getattr(evidence, name))
    for name in _EVIDENCE_RULES:
        stored[name] = [rule.value for rule in getattr(evidence, name)]
    for name in _EVIDENCE_PLAIN:
        stored[name] = getattr(evidence, name)
    stored["day"] = None if evidence.day is None else evidence.day.isoformat()
    stored["accounts"] = list(evidence.accounts)
    known = {name: value for name, value in stored.items() if value not in (None, "", []) and value is not False}
    return json.dumps(known, ensure_ascii=False) if known else None


def evidence_of(text: str | None) -> Evidence:
    """The evidence that `evidence_text` wrote; what another version knows besides is left out."""
    if text is None:
        return NO_EVIDENCE
    stored = json.loads(text)
    found: dict[str, Any] = {name: stored[name] for name in _EVIDENCE_PLAIN if name in stored}
    found |= {name: _money_of(stored[name]) for name in _EVIDENCE_MONEY if name in stored}
    found |= {name: from_us(stored[name]) for name in _EVIDENCE_INSTANTS if name in stored}
    for name in _EVIDENCE_RULES:
        found[name] = tuple(_RULES[value] for value in stored.get(name, ()) if value in _RULES)
    if "day" in stored:
        found["day"] = date.fromisoformat(stored["day"])
    return Evidence(accounts=tuple(stored.get("accounts", ())), **found)


def delivery_row(delivery: Delivery) -> tuple[object, ...]:
    """The columns of `deliveries`, in their order."""
    return (
        delivery.notice_id,
        delivery.channel_id,
        to_us(delivery.not_before),
        to_us(delivery.deadline),
        int(delivery.held),
        delivery.attempts,
        optional_us(delivery.attempted_at),
        optional_us(delivery.next_attempt_at),
        optional_us(delivery.delivered_at),
        optional_us(delivery.failed_at),
        *outcome_row(delivery.outcome),
    )


def delivery_of(row: sqlite3.Row) -> Delivery:
    """The delivery in a row of `deliveries`."""
    delivered_at = optional_instant(row["delivered_us"])
    return Delivery(
        notice_id=row["notice_id"],
        channel_id=row["channel_id"],
        not_before=from_us(row["not_before_us"]),
        deadline=from_us(row["deadline_us"]),
        held=bool(row["held"]),
        attempts=row["attempts"],
        attempted_at=optional_instant(row["attempted_us"]),
        next_attempt_at=optional_instant(row["next_attempt_us"]),
        delivered_at=delivered_at,
        failed_at=optional_instant(row["failed_us"]),
        outcome=DELIVERED if delivered_at is not None else failed_outcome(row["failure"], row["detail"]),
    )


def outcome_row(outcome: SendOutcome | None) -> tuple[str | None, str | None]:
    """(failure, detail); both None where nothing failed."""
    if outcome is None or outcome.failure is None:
        return None, None
    return outcome.failure.value, outcome.detail


def failed_outcome(failure: str | None, detail: str | None) -> SendOutcome | None:
    """What `outcome_row` wrote of a failure; one that only another version knows is unknown."""
    if failure is None:
        return None
    return SendOutcome(_FAILURES.get(failure, SendFailure.UNKNOWN), detail or "")


def payment_of(row: sqlite3.Row) -> Payment:
    """The payment in a row of `payments`."""
    return Payment(from_us(row["said_us"]), from_us(row["due_us"]), optional_instant(row["arrived_us"]))


def _answers_text(answers: tuple[OwnerAnswer, ...]) -> str | None:
    if not answers:
        return None
    return json.dumps([[answer.kind.value, to_us(answer.at), optional_us(answer.until)] for answer in answers])


def _answers_of(text: str | None) -> tuple[OwnerAnswer, ...]:
    """What `_answers_text` wrote; what only another version knows is left out."""
    stored = json.loads(text) if text is not None else ()
    return tuple(
        OwnerAnswer(from_us(at_us), _ANSWERS[kind], optional_instant(until_us))
        for kind, at_us, until_us in stored
        if kind in _ANSWERS
    )


def _units(money: Money | None) -> int | None:
    return None if money is None else to_units(money).units


def _money(units: int | None, currency: str | None) -> Money | None:
    return None if units is None or currency is None else from_units(units, currency)


def _money_pair(money: Money | None) -> list[str] | None:
    return None if money is None else [str(money.amount), money.currency]


def _money_of(pair: list[str]) -> Money:
    amount, currency = pair
    return Money(Decimal(amount), currency)


def _runway_text(runway: Runway | None) -> str | None:
    """The figures that a notice tells; expected spend and course are for the screen and not kept."""
    if runway is None:
        return None
    stored = {name: getattr(runway, name) for name in _RUNWAY_FIGURES}
    stored["state"] = runway.state.value
    stored["burn_per_day"] = _money_pair(runway.burn_per_day)
    return json.dumps(stored)


def _runway_of(text: str | None) -> Runway | None:
    if text is None:
        return None
    stored = json.loads(text)
    burn = stored["burn_per_day"]
    return Runway(
        state=ForecastState(stored["state"]),
        burn_per_day=None if burn is None else _money_of(burn),
        **{name: stored[name] for name in _RUNWAY_FIGURES if name in stored},
    )
