"""Deliveries that are owed, and what became of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from galla.adapters.ledger import alert_rows, rows
from galla.domain.channel import Delivery, Owed, SendOutcome


def owed(connection: sqlite3.Connection) -> tuple[Owed, ...]:
    """What is owed, in the order in which the notices were written, with each episode as it is now."""
    found = connection.execute(
        "SELECT deliveries.* FROM deliveries JOIN notices ON notices.id = deliveries.notice_id"
        " WHERE deliveries.delivered_us IS NULL AND deliveries.failed_us IS NULL"
        " ORDER BY notices.created_us, notices.rowid, deliveries.channel_id"
    )
    deliveries = [alert_rows.delivery_of(row) for row in found]
    if not deliveries:
        return ()
    found = connection.execute(
        "SELECT * FROM notices WHERE id IN"
        " (SELECT notice_id FROM deliveries WHERE delivered_us IS NULL AND failed_us IS NULL)"
    )
    notices = {row["id"]: alert_rows.notice_of(row) for row in found}
    found = connection.execute(
        "SELECT * FROM episodes WHERE id IN (SELECT episode_id FROM notices WHERE id IN"
        " (SELECT notice_id FROM deliveries WHERE delivered_us IS NULL AND failed_us IS NULL))"
    )
    episodes = {row["id"]: alert_rows.episode_of(row) for row in found}
    return tuple(
        Owed(notices[item.notice_id], item, episodes[notices[item.notice_id].episode_id]) for item in deliveries
    )


def mark_delivered(connection: sqlite3.Connection, deliveries: Iterable[Delivery], at: datetime) -> None:
    """Records that they were delivered; the first time counts, and one that was given up on is delivered after all."""
    keys = _keys(deliveries)
    connection.executemany(
        "UPDATE deliveries SET attempted_us = :at, delivered_us = :at, next_attempt_us = NULL, failed_us = NULL,"
        " failure = NULL, detail = NULL"
        " WHERE notice_id = :notice AND channel_id = :channel AND delivered_us IS NULL",
        ({**key, "at": rows.to_us(at)} for key in keys),
    )
    _count(connection, keys)


def mark_attempted(
    connection: sqlite3.Connection,
    deliveries: Iterable[Delivery],
    at: datetime,
    outcome: SendOutcome,
    next_attempt_at: datetime,
) -> None:
    """Records one attempt for all of them that failed; of what is no longer owed it is only counted."""
    keys = _keys(deliveries)
    failure, detail = alert_rows.outcome_row(outcome)
    marks = {"at": rows.to_us(at), "next": rows.to_us(next_attempt_at), "failure": failure, "detail": detail}
    connection.executemany(
        "UPDATE deliveries SET attempted_us = :at, next_attempt_us = :next, failure = :failure, detail = :detail"
        " WHERE notice_id = :notice AND channel_id = :channel AND delivered_us IS NULL AND failed_us IS NULL",
        ({**key, **marks} for key in keys),
    )
    _count(connection, keys)


def mark_failed(
    connection: sqlite3.Connection, deliveries: Iterable[Delivery], at: datetime, outcome: SendOutcome
) -> None:
    """Records that they are given up on, with an attempt that was the last; the first time counts."""
    keys = _keys(deliveries)
    failure, detail = alert_rows.outcome_row(outcome)
    marks = {"at": rows.to_us(at), "failure": failure, "detail": detail}
    connection.executemany(
        "UPDATE deliveries SET attempted_us = :at, failed_us = :at, next_attempt_us = NULL, failure = :failure,"
        " detail = :detail"
        " WHERE notice_id = :notice AND channel_id = :channel AND delivered_us IS NULL AND failed_us IS NULL",
        ({**key, **marks} for key in keys),
    )
    _count(connection, keys)


def _count(connection: sqlite3.Connection, keys: Iterable[dict[str, object]]) -> None:
    connection.executemany(
        "UPDATE deliveries SET attempts = attempts + 1 WHERE notice_id = :notice AND channel_id = :channel", keys
    )


def _keys(deliveries: Iterable[Delivery]) -> list[dict[str, object]]:
    return [{"notice": item.notice_id, "channel": item.channel_id} for item in deliveries]
