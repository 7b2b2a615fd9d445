"""The tables of alerts, from version 5 on; earlier ones are in schema.py, with the conventions."""

from __future__ import annotations

VERSION_5 = (
    "ALTER TABLE account_state ADD COLUMN trying_since_us INTEGER",
    "CREATE INDEX notices_of_episode ON notices (episode_id)",
    "CREATE INDEX episodes_by_time ON episodes (raised_us)",
    "ALTER TABLE episodes ADD COLUMN told_us INTEGER",
    "ALTER TABLE episodes ADD COLUMN until_top_up INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE episodes ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
    # What lasts is told again so long after the owner was last told of it.
    """UPDATE episodes SET told_us = max(raised_us, coalesce(
        (SELECT max(created_us) FROM notices WHERE episode_id = episodes.id), raised_us))
        WHERE recovered_us IS NULL""",
    "ALTER TABLE notices ADD COLUMN evidence TEXT",
    "ALTER TABLE notices ADD COLUMN episode_severity INTEGER",
    """CREATE TABLE deliveries (
        notice_id TEXT NOT NULL REFERENCES notices (id),
        channel_id TEXT NOT NULL,
        not_before_us INTEGER NOT NULL,
        deadline_us INTEGER NOT NULL,
        held INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        attempted_us INTEGER,
        next_attempt_us INTEGER,
        delivered_us INTEGER,
        failed_us INTEGER,
        failure TEXT,
        detail TEXT,
        PRIMARY KEY (notice_id, channel_id)
    ) STRICT, WITHOUT ROWID""",
    # Until now the desktop was the only channel. 24 hours are 86,400,000,000 microseconds.
    """INSERT INTO deliveries (notice_id, channel_id, not_before_us, deadline_us, held, attempts, attempted_us,
        delivered_us)
        SELECT id, 'desktop', created_us, created_us + 86400000000, 0, attempts, attempted_us, delivered_us
        FROM notices""",
    """CREATE INDEX owed_deliveries ON deliveries (notice_id)
        WHERE delivered_us IS NULL AND failed_us IS NULL""",
    "CREATE INDEX deliveries_of_channel ON deliveries (channel_id, delivered_us)",
    "CREATE INDEX failed_deliveries ON deliveries (channel_id, failed_us) WHERE failed_us IS NOT NULL",
    "DROP INDEX undelivered_notices",
    "ALTER TABLE notices DROP COLUMN delivered_us",
    "ALTER TABLE notices DROP COLUMN attempts",
    "ALTER TABLE notices DROP COLUMN attempted_us",
    """CREATE TABLE payments (
        account_id TEXT NOT NULL,
        said_us INTEGER NOT NULL,
        due_us INTEGER NOT NULL,
        arrived_us INTEGER,
        PRIMARY KEY (account_id, said_us)
    ) STRICT, WITHOUT ROWID""",
    # The last success and the last failure of the owner's tests.
    """CREATE TABLE channel_tests (
        channel_id TEXT PRIMARY KEY,
        delivered_us INTEGER,
        failed_us INTEGER,
        failure TEXT,
        detail TEXT
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE told_closes (
        account_id TEXT PRIMARY KEY,
        day TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

VERSION_6 = (
    # Readings in which a critical shortage was clearly less than critical: getting critical again is news.
    "ALTER TABLE episodes ADD COLUMN eased_readings INTEGER NOT NULL DEFAULT 0",
)

VERSION_7 = (
    # What the last believed answer had besides the balance: [[name, amount, currency, label in English, in Hindi], …].
    "ALTER TABLE account_state ADD COLUMN secondary TEXT",
)

VERSION_8 = (
    # All that the owner answered, oldest first: [[kind, at in µs, until in µs or null], …]; null for nothing.
    "ALTER TABLE episodes ADD COLUMN answers TEXT",
    # Of what was answered before, the last acknowledgement alone is known with its moment.
    """UPDATE episodes SET answers = '[["acknowledged", ' || acknowledged_us || ', null]]'
        WHERE acknowledged_us IS NOT NULL""",
    # What another notice (`told_by`, empty for none) spoke for, with the figures of that moment: columns as of notices.
    """CREATE TABLE superseded (
        id TEXT NOT NULL,
        episode_id TEXT NOT NULL REFERENCES episodes (id),
        account_id TEXT NOT NULL,
        rule TEXT NOT NULL,
        kind TEXT NOT NULL,
        severity INTEGER NOT NULL,
        created_us INTEGER NOT NULL,
        currency TEXT,
        balance_units INTEGER,
        threshold_units INTEGER,
        threshold_hours INTEGER,
        runway TEXT,
        observed_us INTEGER,
        problem TEXT,
        evidence TEXT,
        episode_severity INTEGER,
        told_by TEXT NOT NULL,
        PRIMARY KEY (episode_id, created_us)
    ) STRICT, WITHOUT ROWID""",
)
