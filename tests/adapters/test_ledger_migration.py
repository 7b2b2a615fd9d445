"""Older files are brought up to date, with a copy made first; newer ones are refused untouched."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.ledger_child import MAIN, NOON, SINCE, FixedClock, at, read
from galla.adapters.ledger import rollup, rows, schema
from galla.adapters.ledger.disk import FILE_NAME
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.channel import DELIVERED, DESKTOP, ChannelHealth, Delivery
from galla.domain.chart import ChartRequest
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, ForecastState, Runway, StorageState
from galla.domain.money import Money
from galla.domain.notice import AnswerKind, OwnerAnswer

BEFORE = f"ledger.before-version-{schema.CURRENT_VERSION}.sqlite3"


def version_1(path: Path) -> None:
    """A file as version 1 left it, with two days of readings."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        schema.MIGRATIONS[0](connection)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO series VALUES (1, 'main', 'generic-bearer', 'https://api.example.com', 'live', 'USD', 0)"
        )
        connection.executemany(
            "INSERT INTO readings VALUES (1, :at, :at, :units, NULL, 1, 0, 0)",
            ({"at": rows.to_us(at(minutes)), "units": (5000 - minutes) * 1_000_000} for minutes in range(0, 2880, 30)),
        )
        connection.execute(
            "INSERT INTO account_state (account_id, version, level, failures) VALUES ('main', 96, 'healthy', 0)"
        )


def version_2(path: Path) -> None:
    """The same file as version 2 left it: with hours, and a notice that was not delivered."""
    version_1(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.MIGRATIONS[1](connection)
        connection.execute("PRAGMA user_version = 2")
        connection.execute("INSERT INTO gaps VALUES (1, 5, 7)")
        connection.execute(
            "INSERT INTO episodes (id, account_id, rule, severity, raised_us, stage, good_readings, clear_reading_seen)"
            " VALUES ('e', 'main', 'empty', 2, 0, 1, 0, 0)"
        )
        connection.execute(
            "INSERT INTO notices (id, episode_id, account_id, rule, kind, severity, created_us, runway, attempts)"
            " VALUES ('n', 'e', 'main', 'empty', 'raised', 2, 0, ?, 0)",
            (
                '{"state": "learning", "p10_days": 0.5, "p50_days": 1.0, "p90_days": null, "horizon_days": 60.0,'
                ' "burn_per_day": ["1.25", "USD"], "history_days": 2.0}',
            ),
        )


def minutes(number: int) -> datetime:
    """So long after the beginning of 1970."""
    return rows.from_us(number * 60_000_000)


def dump(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_file_of_version_1_is_copied_and_migrated(tmp_path: Path) -> None:
    version_1(tmp_path / FILE_NAME)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.DURABLE
    memory = await ledger.load("main", MAIN, SINCE)
    assert (memory.version, len(memory.history)) == (96, 96)
    drawn = await ledger.chart(ChartRequest("main", None, NOON + timedelta(days=30)))
    assert drawn is not None
    assert sum(hour.spend for hour in drawn.hours) == 2850
    assert (await ledger.commit(read(memory, 1, 2880), SINCE)).version == 97
    await ledger.close()
    with closing(sqlite3.connect(tmp_path / BEFORE)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM readings").fetchone() == (96,)


async def test_a_file_of_version_2_keeps_every_row_and_gains_tables(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    version_2(path)
    queries = [
        "SELECT id, account_id, profile, base_url, environment, currency, begun_us, rolled_hour FROM series",
        *(f"SELECT * FROM {table}" for table in ("readings", "hours", "rises")),
        "SELECT from_us, to_us FROM gaps",
        "SELECT account_id, version, level, failing_since_us, failures, problem, last_poll_us FROM account_state",
        "SELECT id, account_id, rule, severity, raised_us, stage, recovered_us FROM episodes",
        "SELECT id, episode_id, created_us, runway FROM notices",
    ]
    before = [dump(path, query) for query in queries]
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    (owed,) = await ledger.owed()
    notice = owed.notice
    assert notice.runway == Runway(
        ForecastState.LEARNING, 0.5, 1.0, None, burn_per_day=Money(Decimal("1.25"), "USD"), history_days=2.0
    )
    assert notice.threshold_hours is None
    memory = await ledger.load("main", MAIN, SINCE)
    assert memory.past is not None
    assert (memory.past.end_hour, len(memory.past.spend)) == (rows.to_us(at(2850)) // rollup.HOUR_US, 47)
    assert (memory.corrections, memory.last_kept_at) == ((), None)
    await ledger.close()
    assert [dump(path, query) for query in queries] == before
    assert dump(path, "SELECT DISTINCT asked_for FROM series") == [("",)]
    copy = tmp_path / BEFORE
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert [dump(copy, query) for query in queries] == before


def version_4(path: Path) -> None:
    """A file as version 4 left it: three open episodes and one that is over; not all of their notices were told."""
    version_2(path)
    minute = 60_000_000
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.MIGRATIONS[2](connection)
        schema.MIGRATIONS[3](connection)
        connection.execute("PRAGMA user_version = 4")
        connection.executemany(
            "INSERT INTO episodes (id, account_id, rule, severity, raised_us, stage, good_readings, clear_reading_seen,"
            " recovered_us) VALUES (?, 'main', ?, 1, ?, ?, 0, 0, ?)",
            [
                ("quiet", "access", 5 * minute, 1, None),
                ("worse", "runway_below", 1 * minute, 2, None),
                ("over", "balance_below", 2 * minute, 1, 4 * minute),
            ],
        )
        connection.executemany(
            "INSERT INTO notices (id, episode_id, account_id, rule, kind, severity, created_us, delivered_us, attempts,"
            " attempted_us) VALUES (?, ?, 'main', 'runway_below', 'raised', 1, ?, ?, ?, ?)",
            [
                ("worse.1", "worse", 1 * minute, 2 * minute, 3, 2 * minute),
                ("worse.2", "worse", 3 * minute, None, 4, 5 * minute),
                ("over.1", "over", 2 * minute, 2 * minute, 1, 2 * minute),
                ("over.recovered", "over", 4 * minute, None, 0, None),
            ],
        )


async def test_notices_of_version_4_are_owed_to_the_desktop_unless_they_were_told(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    version_4(path)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    owed = await ledger.owed()
    assert [(item.notice.id, item.episode.id) for item in owed] == [
        ("n", "e"),
        ("worse.2", "worse"),
        ("over.recovered", "over"),
    ]
    assert owed[1].delivery == Delivery(
        notice_id="worse.2",
        channel_id=DESKTOP,
        not_before=minutes(3),
        deadline=minutes(3) + timedelta(days=1),
        attempts=4,
        attempted_at=minutes(5),
    )
    told = [
        item
        for record in await ledger.alert_history()
        for item in record.deliveries
        if item not in [left.delivery for left in owed]
    ]
    assert [(item.notice_id, item.delivered_at, item.attempts, item.outcome) for item in told] == [
        ("over.1", minutes(2), 1, DELIVERED),
        ("worse.1", minutes(2), 3, DELIVERED),
    ]
    assert await ledger.channel_health() == (ChannelHealth(DESKTOP, minutes(2)),)
    await ledger.mark_delivered([item.delivery for item in owed], NOON)
    assert await ledger.owed() == ()
    await ledger.close()
    assert dump(path, "PRAGMA integrity_check") == [("ok",)]
    assert dump(path, "PRAGMA foreign_key_check") == []
    assert len(dump(tmp_path / BEFORE, "SELECT id FROM notices WHERE delivered_us IS NULL")) == 3


async def test_open_episodes_of_version_4_count_as_told_when_their_last_notice_was_written(tmp_path: Path) -> None:
    version_4(tmp_path / FILE_NAME)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    episodes = (await ledger.load("main", MAIN, SINCE)).episodes
    assert {item.id: item.told_at for item in episodes} == {
        "e": minutes(0),
        "worse": minutes(3),
        "quiet": minutes(5),
    }
    assert {(item.until_top_up, item.subject) for item in episodes} == {(False, "")}
    over = next(item.episode for item in await ledger.alert_history() if item.episode.id == "over")
    assert over.told_at is None
    await ledger.close()


async def test_what_was_acknowledged_in_version_7_is_an_answer_with_its_moment(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    version_4(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for migrate in schema.MIGRATIONS[4:7]:
            migrate(connection)
        connection.execute("PRAGMA user_version = 7")
        seen_us = rows.to_us(minutes(4))
        connection.execute("UPDATE episodes SET acknowledged_us = ? WHERE id = 'worse'", (seen_us,))
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    answers = {item.id: item.answers for item in (await ledger.load("main", MAIN, SINCE)).episodes}
    assert answers == {"e": (), "quiet": (), "worse": (OwnerAnswer(minutes(4), AnswerKind.ACKNOWLEDGED),)}
    await ledger.close()


async def test_the_columns_of_one_channel_alone_are_gone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    version_4(path)
    await (await SqliteLedger.open(tmp_path, FixedClock())).close()
    fresh = tmp_path / "fresh"
    await (await SqliteLedger.open(fresh, FixedClock())).close()
    tables = [name for (name,) in dump(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    assert tables == [
        name for (name,) in dump(fresh / FILE_NAME, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    ]
    for table in tables:
        assert dump(path, f"PRAGMA table_info({table})") == dump(fresh / FILE_NAME, f"PRAGMA table_info({table})")
    names = {row[1] for row in dump(path, "PRAGMA table_info(notices)")}
    assert not names & {"delivered_us", "attempts", "attempted_us"}


async def test_a_file_of_version_4_that_cannot_be_written_is_migrated_in_memory(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    version_4(path)
    (tmp_path / "ledger.lock").mkdir()  # stands for a folder in which no file can be opened for writing
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.MEMORY_ONLY
    assert len(await ledger.owed()) == 3
    await ledger.close()
    assert dump(path, "PRAGMA user_version") == [(4,)]


async def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_1(tmp_path / FILE_NAME)

    def break_off(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half_done (x)")
        raise RuntimeError("power cut")

    monkeypatch.setattr(schema, "MIGRATIONS", (schema.MIGRATIONS[0], break_off))
    with pytest.raises(RuntimeError):
        await SqliteLedger.open(tmp_path, FixedClock())
    monkeypatch.undo()
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert (await ledger.load("main", MAIN, SINCE)).version == 96
    await ledger.close()


async def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema.CURRENT_VERSION + 1}")
        connection.execute("CREATE TABLE of_the_future (x)")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(LedgerError) as refused:
        await SqliteLedger.open(tmp_path, FixedClock())
    assert refused.value.problem.reason == LedgerReason.NEWER_VERSION
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert names_in(tmp_path) == {FILE_NAME, "ledger.lock"}


async def test_a_file_that_a_newer_program_migrated_meanwhile_is_left_alone(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as newer:
        newer.execute(f"PRAGMA user_version = {schema.CURRENT_VERSION + 1}")
    with pytest.raises(LedgerError) as refused:
        await ledger.commit(read(AccountMemory("main"), 1, 0), SINCE)
    assert refused.value.problem.reason == LedgerReason.NEWER_VERSION
    await ledger.close()


async def test_the_file_is_durable_by_its_settings(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    connection = ledger._store._connection

    def settings() -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "user_version")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await ledger._do(settings) == ["wal", 2, 1, 1000, schema.CURRENT_VERSION]
    await ledger.close()
