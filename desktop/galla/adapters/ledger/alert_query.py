"""What the alert history shows: episodes with what was told of them, and where it was delivered."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime

from galla.adapters.ledger import alert_rows, rows
from galla.domain.channel import AlertRecord, Delivery
from galla.domain.notice import Notice

_BEGINNING_US = -(2**63)
_EPISODES = (
    "SELECT * FROM episodes WHERE id IN (SELECT id FROM episodes WHERE raised_us >= :since"
    " UNION SELECT id FROM episodes WHERE recovered_us IS NULL) ORDER BY raised_us DESC, id DESC"
)
_NOTICES = (
    "SELECT * FROM notices WHERE episode_id IN (SELECT id FROM episodes WHERE raised_us >= :since"
    " UNION SELECT id FROM episodes WHERE recovered_us IS NULL) ORDER BY created_us, rowid"
)
_DELIVERIES = (
    # CROSS JOIN: the notices first, so that only their own deliveries are looked at.
    "SELECT deliveries.*, notices.episode_id FROM notices CROSS JOIN deliveries ON deliveries.notice_id = notices.id"
    " WHERE notices.episode_id IN (SELECT id FROM episodes WHERE raised_us >= :since"
    " UNION SELECT id FROM episodes WHERE recovered_us IS NULL)"
    " ORDER BY notices.created_us, notices.rowid, deliveries.channel_id"
)


def alert_history(connection: sqlite3.Connection, since: datetime | None = None) -> tuple[AlertRecord, ...]:
    """Episodes raised at or after `since` (None: all) and those still open, newest first."""
    wanted = {"since": _BEGINNING_US if since is None else rows.to_us(since)}
    episodes = [alert_rows.episode_of(row) for row in connection.execute(_EPISODES, wanted)]
    notices: dict[str, list[Notice]] = defaultdict(list)
    for row in connection.execute(_NOTICES, wanted):
        notices[row["episode_id"]].append(alert_rows.notice_of(row))
    deliveries: dict[str, list[Delivery]] = defaultdict(list)
    for row in connection.execute(_DELIVERIES, wanted):
        deliveries[row["episode_id"]].append(alert_rows.delivery_of(row))
    return tuple(AlertRecord(item, tuple(notices[item.id]), tuple(deliveries[item.id])) for item in episodes)
