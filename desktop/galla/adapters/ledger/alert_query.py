"""What the alert history shows: episodes with what was told of them, and where it was delivered."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime

from galla.adapters.ledger import alert_rows, rows
from galla.domain.channel import AlertRecord, Delivery
from galla.domain.notice import KEPT_BACK, Notice, Superseded, episode_id_of

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

_SUPERSEDED = (
    "SELECT * FROM superseded WHERE episode_id IN (SELECT id FROM episodes WHERE raised_us >= :since"
    " UNION SELECT id FROM episodes WHERE recovered_us IS NULL) ORDER BY created_us"
)
_MOST_LINKS = 5
"""So often one that spoke for another may itself have been spoken for: there are four kinds of a shortage."""


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
    superseded: dict[str, list[Superseded]] = defaultdict(list)
    spoken: dict[str, Notice] = {}
    for row in connection.execute(_SUPERSEDED, wanted).fetchall():
        told_by = _speaker(connection, row["told_by"], spoken)
        superseded[row["episode_id"]].append(Superseded(alert_rows.notice_of(row), told_by))
    return tuple(
        AlertRecord(
            item,
            tuple(notices[item.id]),
            tuple(deliveries[item.id]),
            tuple(superseded[item.id]),
            tuple({one.told_by: spoken[one.told_by] for one in superseded[item.id] if one.told_by in spoken}.values()),
        )
        for item in episodes
    )


def _speaker(connection: sqlite3.Connection, told_by: str, known: dict[str, Notice]) -> str:
    """`told_by`; where the episode of that notice was itself spoken for, what spoke for both; empty where none did.

    A notice that is found is added to what is `known`.
    """
    notice_id = told_by
    for _ in range(_MOST_LINKS):
        if notice_id in known or notice_id in {"", KEPT_BACK}:
            return notice_id
        row = connection.execute("SELECT * FROM notices WHERE id = ?", (notice_id,)).fetchone()
        if row is not None:
            known[notice_id] = alert_rows.notice_of(row)
            return notice_id
        row = connection.execute(
            "SELECT told_by FROM superseded WHERE episode_id = ? ORDER BY created_us DESC LIMIT 1",
            (episode_id_of(notice_id),),
        ).fetchone()
        notice_id = "" if row is None else row["told_by"]
    return ""
