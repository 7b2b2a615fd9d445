"""How delivering to each channel went: from its deliveries, and from the tests that the owner made."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from galla.adapters.ledger import alert_rows, rows
from galla.domain.channel import ChannelHealth, SendFailure, SendOutcome


def mark_tested(connection: sqlite3.Connection, channel_id: str, at: datetime, outcome: SendOutcome) -> None:
    """Records what came of a test: the last success and the last failure are kept."""
    failure, detail = alert_rows.outcome_row(outcome)
    at_us = rows.to_us(at)
    if outcome.delivered:
        connection.execute(
            "INSERT INTO channel_tests (channel_id, delivered_us) VALUES (?, ?)"
            " ON CONFLICT (channel_id) DO UPDATE SET delivered_us = excluded.delivered_us",
            (channel_id, at_us),
        )
        return
    connection.execute(
        "INSERT INTO channel_tests (channel_id, failed_us, failure, detail) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (channel_id) DO UPDATE SET failed_us = excluded.failed_us, failure = excluded.failure,"
        " detail = excluded.detail",
        (channel_id, at_us, failure, detail),
    )


def channel_health(connection: sqlite3.Connection) -> tuple[ChannelHealth, ...]:
    """The health of each channel that ever was owed or tested, by its id.

    What was given up on because the settings no longer name the channel says nothing of how well it works.
    """
    found = connection.execute(
        "SELECT channel_id, max(delivered_us) FROM"
        " (SELECT channel_id, delivered_us FROM deliveries UNION ALL"
        " SELECT channel_id, delivered_us FROM channel_tests)"
        " GROUP BY channel_id ORDER BY channel_id"
    )
    delivered = {channel_id: rows.optional_instant(us) for channel_id, us in found}
    found = connection.execute(
        # Columns beside max() are of the row that has the maximum.
        "SELECT channel_id, max(failed_us), failure, detail FROM"
        " (SELECT channel_id, failed_us, failure, detail FROM deliveries WHERE failed_us IS NOT NULL"
        " AND failure IS NOT :gone UNION ALL"
        " SELECT channel_id, failed_us, failure, detail FROM channel_tests WHERE failed_us IS NOT NULL)"
        " GROUP BY channel_id",
        {"gone": SendFailure.CHANNEL_GONE.value},
    )
    failed = {row[0]: (rows.from_us(row[1]), alert_rows.failed_outcome(row[2], row[3])) for row in found}
    return tuple(
        ChannelHealth(channel_id, delivered_at, *failed.get(channel_id, (None, None)))
        for channel_id, delivered_at in delivered.items()
    )
