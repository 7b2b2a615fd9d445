"""What the alert history shows: episodes with what was told of them, and where it was delivered."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime

from galla.adapters.ledger import alert_rows, rows
from galla.domain.channel import AlertRecord, Delivery
from galla.domain.notice import Notice


def alert_history(connection: sqlite3.Connection, since: datetime | None = None) -> tuple[AlertRecord, ...]:
    """Episodes raised at or after `since` (None: all) and those still open, newest first."""
    wanted = {"since": None if since is None else rows.to_us(since)}
    episodes = [
        alert_rows.episode_of(row)
        for row in connection.execute(
            "SELECT * FROM episodes WHERE :since IS NULL OR raised_us >= :since OR recovered_us IS NULL"
            " ORDER BY raised_us DESC, id DESC",
            wanted,
        )
    ]
    notices: dict[str, list[Notice]] = defaultdict(list)
    for row in connection.execute(
        "SELECT notices.* FROM notices JOIN episodes ON episodes.id = notices.episode_id"
        " WHERE :since IS NULL OR episodes.raised_us >= :since OR episodes.recovered_us IS NULL"
        " ORDER BY notices.created_us, notices.id",
        wanted,
    ):
        notices[row["episode_id"]].append(alert_rows.notice_of(row))
    deliveries: dict[str, list[Delivery]] = defaultdict(list)
    for row in connection.execute(
        "SELECT deliveries.*, notices.episode_id FROM deliveries JOIN notices ON notices.id = deliveries.notice_id"
        " JOIN episodes ON episodes.id = notices.episode_id"
        " WHERE :since IS NULL OR episodes.raised_us >= :since OR episodes.recovered_us IS NULL"
        " ORDER BY notices.created_us, notices.id, deliveries.channel_id",
        wanted,
    ):
        deliveries[row["episode_id"]].append(alert_rows.delivery_of(row))
    return tuple(AlertRecord(item, tuple(notices[item.id]), tuple(deliveries[item.id])) for item in episodes)
