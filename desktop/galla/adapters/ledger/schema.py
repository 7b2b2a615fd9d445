"""The ledger's tables, and the steps from each version to the next.

Amounts are whole units of 10⁻⁶ (10⁻⁸ for a cryptocurrency), instants are microseconds since 1970 in UTC.
A migration is never changed once released; a new version appends one. A file of a newer version is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from galla.adapters.ledger.alert_schema import VERSION_5, VERSION_6, VERSION_7, VERSION_8
from galla.adapters.ledger.faults import Corrupt, transaction
from galla.adapters.ledger.rollup import roll_up
from galla.domain.errors import LedgerError, LedgerReason

APPLICATION_ID = 0x47414C4C
"""`GALL`: tells our file from any other SQLite file."""

_VERSION_1 = (
    """CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        account_id TEXT NOT NULL,
        profile TEXT NOT NULL,
        base_url TEXT NOT NULL,
        environment TEXT NOT NULL,
        currency TEXT NOT NULL,
        begun_us INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX series_of_account ON series (account_id, id)",
    """CREATE TABLE readings (
        series_id INTEGER NOT NULL REFERENCES series (id),
        first_us INTEGER NOT NULL,
        last_us INTEGER NOT NULL CHECK (last_us >= first_us),
        units INTEGER NOT NULL,
        reported_us INTEGER,
        polls INTEGER NOT NULL,
        state INTEGER NOT NULL,
        truncated INTEGER NOT NULL,
        PRIMARY KEY (series_id, first_us)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX suspect_readings ON readings (series_id) WHERE state = 1",
    """CREATE TABLE failures (
        id INTEGER PRIMARY KEY,
        account_id TEXT NOT NULL,
        problem TEXT NOT NULL,
        first_us INTEGER NOT NULL,
        last_us INTEGER NOT NULL,
        polls INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX failures_of_account ON failures (account_id, id)",
    """CREATE TABLE account_state (
        account_id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        level TEXT NOT NULL,
        better_level_since_us INTEGER,
        next_allowed_us INTEGER,
        failing_since_us INTEGER,
        failures INTEGER NOT NULL,
        problem TEXT,
        last_poll_us INTEGER
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE episodes (
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        rule TEXT NOT NULL,
        severity INTEGER NOT NULL,
        raised_us INTEGER NOT NULL,
        stage INTEGER NOT NULL,
        good_readings INTEGER NOT NULL,
        clear_reading_seen INTEGER NOT NULL,
        snoozed_until_us INTEGER,
        acknowledged_us INTEGER,
        recovered_us INTEGER
    ) STRICT""",
    "CREATE INDEX open_episodes ON episodes (account_id) WHERE recovered_us IS NULL",
    """CREATE TABLE notices (
        id TEXT PRIMARY KEY,
        episode_id TEXT NOT NULL REFERENCES episodes (id),
        account_id TEXT NOT NULL,
        rule TEXT NOT NULL,
        kind TEXT NOT NULL,
        severity INTEGER NOT NULL,
        created_us INTEGER NOT NULL,
        currency TEXT,
        balance_units INTEGER,
        threshold_units INTEGER,
        runway TEXT,
        observed_us INTEGER,
        problem TEXT,
        delivered_us INTEGER,
        attempts INTEGER NOT NULL,
        attempted_us INTEGER
    ) STRICT""",
    "CREATE INDEX undelivered_notices ON notices (created_us) WHERE delivered_us IS NULL",
)

_VERSION_2 = (
    # A year of minute readings is drawn from hours; see rollup.py.
    "ALTER TABLE series ADD COLUMN rolled_hour INTEGER",
    """CREATE TABLE hours (
        series_id INTEGER NOT NULL REFERENCES series (id),
        hour INTEGER NOT NULL,
        first_us INTEGER, first_units INTEGER,
        low_us INTEGER, low_units INTEGER,
        high_us INTEGER, high_units INTEGER,
        last_us INTEGER, last_units INTEGER,
        spend INTEGER NOT NULL,
        credit INTEGER NOT NULL,
        polled INTEGER NOT NULL,
        PRIMARY KEY (series_id, hour)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE rises (
        series_id INTEGER NOT NULL REFERENCES series (id),
        at_us INTEGER NOT NULL,
        units INTEGER NOT NULL,
        PRIMARY KEY (series_id, at_us)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE gaps (
        series_id INTEGER NOT NULL REFERENCES series (id),
        from_us INTEGER NOT NULL,
        to_us INTEGER NOT NULL,
        PRIMARY KEY (series_id, to_us)
    ) STRICT, WITHOUT ROWID""",
    # A corrupt file was replaced: said aloud, and later issues hold automatic payment back until confirmed.
    """CREATE TABLE rescues (
        at_us INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        moved_to TEXT NOT NULL
    ) STRICT""",
)

_VERSION_3 = (
    # What the owner says of a credit, by the reading that showed it.
    """CREATE TABLE corrections (
        series_id INTEGER NOT NULL REFERENCES series (id),
        at_us INTEGER NOT NULL,
        kind TEXT NOT NULL,
        PRIMARY KEY (series_id, at_us)
    ) STRICT, WITHOUT ROWID""",
    # Forecasts as they were made, to be scored later; see past.KeptForecast.
    """CREATE TABLE forecasts (
        series_id INTEGER NOT NULL REFERENCES series (id),
        at_us INTEGER NOT NULL,
        funds_units INTEGER NOT NULL,
        p10_days REAL,
        p50_days REAL,
        p90_days REAL,
        horizon_days REAL NOT NULL,
        history_days REAL NOT NULL,
        spend TEXT NOT NULL,
        PRIMARY KEY (series_id, at_us)
    ) STRICT, WITHOUT ROWID""",
    # SQLite 3.40 takes a table whose key has another order than its columns for damaged; see backups.FALSE_ALARM.
    """CREATE TABLE gaps_in_order (
        series_id INTEGER NOT NULL REFERENCES series (id),
        to_us INTEGER NOT NULL,
        from_us INTEGER NOT NULL,
        PRIMARY KEY (series_id, to_us)
    ) STRICT, WITHOUT ROWID""",
    "INSERT INTO gaps_in_order (series_id, from_us, to_us) SELECT series_id, from_us, to_us FROM gaps",
    "DROP TABLE gaps",
    "ALTER TABLE gaps_in_order RENAME TO gaps",
)

_VERSION_4 = (
    # Whether a notice's threshold is hours of usual spend, so that it is called by what it is.
    "ALTER TABLE notices ADD COLUMN threshold_hours INTEGER",
)

_VERSION_9 = (
    # What tells the balance from another at the same supplier, such as a wallet's number: `SeriesKey.asked_for`.
    "ALTER TABLE series ADD COLUMN asked_for TEXT NOT NULL DEFAULT ''",
)


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _VERSION_1:
        connection.execute(statement)


def _add_rollups(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_2:
        connection.execute(statement)
    for (series_id,) in connection.execute("SELECT id FROM series").fetchall():
        roll_up(connection, series_id)


def _add_forecasts(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_3:
        connection.execute(statement)


def _add_threshold_hours(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_4:
        connection.execute(statement)


def _add_deliveries(connection: sqlite3.Connection) -> None:
    for statement in VERSION_5:
        connection.execute(statement)


def _add_easing(connection: sqlite3.Connection) -> None:
    for statement in VERSION_6:
        connection.execute(statement)


def _add_secondary(connection: sqlite3.Connection) -> None:
    for statement in VERSION_7:
        connection.execute(statement)


def _add_answers(connection: sqlite3.Connection) -> None:
    for statement in VERSION_8:
        connection.execute(statement)


def _add_asked_for(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_9:
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create,
    _add_rollups,
    _add_forecasts,
    _add_threshold_hours,
    _add_deliveries,
    _add_easing,
    _add_secondary,
    _add_answers,
    _add_asked_for,
)
"""Migration n leads from version n to n + 1; version 0 is an empty file."""
CURRENT_VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The file's schema version, 0 for an empty file.

    Raises Corrupt for a database that is not ours, LedgerError(NEWER_VERSION) for one that a newer Galla wrote.
    """
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application_id == APPLICATION_ID and version > CURRENT_VERSION:
        raise LedgerError(LedgerReason.NEWER_VERSION, found=version, expected=CURRENT_VERSION)
    if application_id == APPLICATION_ID and version > 0:
        return int(version)
    if application_id or version or tables:
        raise Corrupt("not a ledger")
    return 0


def migrate(connection: sqlite3.Connection, copy_to: Path | None = None) -> None:
    """Brings the file to the current version, in one transaction.

    A file that holds anything is copied to `copy_to` first (None for a database in memory).
    """
    version = version_of(connection)
    if version == CURRENT_VERSION:
        return
    if version and copy_to is not None:
        _copy(connection, copy_to)
    with transaction(connection, "EXCLUSIVE"):
        for step in MIGRATIONS[version_of(connection) :]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {CURRENT_VERSION}")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()
