"""Which alerts the history shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from galla.domain.channel import DESKTOP, AlertRecord
from galla.domain.notice import EVENTS, Rule, Severity, short_id
from galla.texts import notices
from galla.ui.alerts.naming import Naming

ID_LETTERS = 6
"""As many as stand for an alert in its messages."""


class Period(Enum):
    """How far back the history is shown."""

    WEEK = timedelta(days=7)
    MONTH = timedelta(days=30)
    ALL = None


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What the owner is looking for; as it begins, everything of the last 30 days."""

    text: str = ""
    """Words that must all occur in the names of account, rule, severity and channels, or be the alert's number."""
    account_id: str | None = None
    least: Severity = Severity.INFO
    rule: Rule | None = None
    open_only: bool = False
    period: Period = Period.MONTH


def is_open(record: AlertRecord) -> bool:
    """Whether something is still the matter; an event merely happened."""
    return record.episode.is_open and record.episode.rule not in EVENTS


def matching(
    records: Sequence[AlertRecord], wanted: AlertFilter, naming: Naming, now: datetime
) -> tuple[AlertRecord, ...]:
    """Those of `records` that are `wanted`, in the same order. What is still open is of every period.

    Ten thousand records are looked at between two frames, so each condition is asked only where there is one.
    """
    found = list(records)
    if wanted.period.value is not None:
        since = now - wanted.period.value
        found = [record for record in found if record.episode.raised_at >= since or is_open(record)]
    if wanted.open_only:
        found = [record for record in found if is_open(record)]
    if wanted.least > Severity.INFO:
        found = [record for record in found if record.episode.severity >= wanted.least]
    if wanted.account_id is not None:
        found = [record for record in found if record.episode.account_id == wanted.account_id]
    if wanted.rule is not None:
        found = [record for record in found if record.episode.rule is wanted.rule]
    for word in wanted.text.casefold().split():
        found = _mentioning(word, found, naming)
    return tuple(found)


def _mentioning(word: str, records: Sequence[AlertRecord], naming: Naming) -> list[AlertRecord]:
    """Those that mention `word`. Names are few and records many, so each name is looked at once."""
    account_ids = {record.episode.account_id for record in records}
    accounts = {one for one in account_ids if word in f"{naming.account(one)} {one}".casefold()}
    rules = {rule for rule in Rule if word in notices.rule_name(rule).casefold()}
    severities = {severity for severity in Severity if word in notices.severity_name(severity).casefold()}
    channel_ids = {DESKTOP, *naming.channels}
    channels = {one for one in channel_ids if word in naming.channel(one).casefold()}
    alert_id = word.partition("-")[0].upper()
    may_be_id = len(alert_id) == ID_LETTERS

    def mentions(record: AlertRecord) -> bool:
        episode = record.episode
        return (
            episode.account_id in accounts
            or episode.rule in rules
            or episode.severity in severities
            or (bool(channels) and any(delivery.channel_id in channels for delivery in record.deliveries))
            or (may_be_id and short_id(episode.id) == alert_id)
        )

    return [record for record in records if mentions(record)]
