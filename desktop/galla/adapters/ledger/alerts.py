"""Episodes, notices with their deliveries, payments and told closes: written with a step, read for the memory."""

from __future__ import annotations

import sqlite3
from datetime import date

from galla.adapters.ledger import alert_rows, rows
from galla.domain.model import Step
from galla.domain.notice import Episode
from galla.domain.payment import Payment


def write(connection: sqlite3.Connection, step: Step) -> None:
    """Writes what the step raises, changes and tells, inside the caller's transaction."""
    connection.executemany(
        "INSERT INTO episodes (id, account_id, rule, severity, raised_us, stage, good_readings, clear_reading_seen,"
        " eased_readings,"
        " snoozed_until_us, acknowledged_us, recovered_us, told_us, until_top_up, subject, answers)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, stage = excluded.stage,"
        " good_readings = excluded.good_readings, clear_reading_seen = excluded.clear_reading_seen,"
        " eased_readings = excluded.eased_readings,"
        " snoozed_until_us = excluded.snoozed_until_us, acknowledged_us = excluded.acknowledged_us,"
        " recovered_us = excluded.recovered_us, told_us = excluded.told_us, until_top_up = excluded.until_top_up,"
        " answers = excluded.answers",
        map(alert_rows.episode_row, step.episodes),
    )
    connection.executemany(
        # A notice's id names its episode and stage: written twice, it is the same notice, and so is its delivery.
        "INSERT INTO notices (id, episode_id, account_id, rule, kind, severity, created_us, currency, balance_units,"
        " threshold_units, threshold_hours, runway, observed_us, problem, evidence, episode_severity)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        map(alert_rows.notice_row, step.notices),
    )
    connection.executemany(
        "INSERT INTO superseded (id, episode_id, account_id, rule, kind, severity, created_us, currency, balance_units,"
        " threshold_units, threshold_hours, runway, observed_us, problem, evidence, episode_severity, told_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (episode_id, created_us) DO NOTHING",
        ((*alert_rows.notice_row(item.figures), item.told_by) for item in step.superseded),
    )
    connection.executemany(
        "INSERT INTO deliveries (notice_id, channel_id, not_before_us, deadline_us, held, attempts, attempted_us,"
        " next_attempt_us, delivered_us, failed_us, failure, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (notice_id, channel_id) DO NOTHING",
        map(alert_rows.delivery_row, step.deliveries),
    )
    if step.payment is not None:
        paid = step.payment
        # What is said to be later was said under a clock that ran ahead; the last word is this.
        connection.execute(
            "DELETE FROM payments WHERE account_id = ? AND said_us > ?", (step.account_id, rows.to_us(paid.said_at))
        )
        connection.execute(
            "INSERT OR REPLACE INTO payments (account_id, said_us, due_us, arrived_us) VALUES (?, ?, ?, ?)",
            (step.account_id, rows.to_us(paid.said_at), rows.to_us(paid.due_at), rows.optional_us(paid.arrived_at)),
        )
    if step.last_close is not None:
        connection.execute(
            "INSERT OR REPLACE INTO told_closes (account_id, day) VALUES (?, ?)",
            (step.account_id, step.last_close.isoformat()),
        )


def open_episodes(connection: sqlite3.Connection, account_id: str) -> tuple[Episode, ...]:
    """The account's open episodes, oldest first."""
    found = connection.execute(
        "SELECT * FROM episodes WHERE account_id = ? AND recovered_us IS NULL ORDER BY raised_us, id",
        (account_id,),
    )
    return tuple(alert_rows.episode_of(row) for row in found)


def last_payment(connection: sqlite3.Connection, account_id: str) -> Payment | None:
    """The payment that the owner told of last."""
    row = connection.execute(
        "SELECT * FROM payments WHERE account_id = ? ORDER BY said_us DESC LIMIT 1", (account_id,)
    ).fetchone()
    return None if row is None else alert_rows.payment_of(row)


def last_close(connection: sqlite3.Connection, account_id: str) -> date | None:
    """The trading day whose close was told last."""
    row = connection.execute("SELECT day FROM told_closes WHERE account_id = ?", (account_id,)).fetchone()
    return None if row is None else date.fromisoformat(row["day"])
