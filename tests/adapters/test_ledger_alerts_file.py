"""Alerts in the ledger's file: kept whole over restarts and versions, written together or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.ledger_alerts import REFUSED, TIMEOUT, delivery, notice, spell, tells
from adapters.ledger_child import MAIN, SINCE, FixedClock, at, read
from adapters.test_ledger_disk import ManualClock
from galla.adapters.ledger import alert_rows
from galla.adapters.ledger.disk import FILE_NAME
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.channel import DELIVERED, ChannelHealth, SendFailure, SendOutcome
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, StorageState
from galla.domain.money import Money
from galla.domain.notice import NO_EVIDENCE, Evidence, Notice, Rule, Severity
from galla.domain.payment import Payment
from galla.domain.runway import ExpectedSpend, SpendPoint

NEW = AccountMemory("main")
ALL_FIELDS = Evidence(
    expected=Money(Decimal("-12.3456789"), "USD"),
    limit_passed_at=at(-7.5),
    spent=Money(Decimal("1E+3"), "USD"),
    usual=Money(Decimal("0.00"), "USD"),
    since=at(-60),
    next_opening=at(600),
    deadline=at(90),
    day=date(2026, 11, 22),
    opening=Money(Decimal("500.10"), "INR"),
    credits=Money(Decimal(0), "INR"),
    closing=Money(Decimal(400), "INR"),
    estimated=True,
    channel="Фон 📱",
    failure="refused",
    detail="403",
    accounts=("main", "other"),
    also=(Rule.FAST_DROP, Rule.BALANCE_BELOW),
    over=(Rule.NO_READING,),
)


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(tmp_path, FixedClock())
    yield opened
    await opened.close()


async def kept(ledger: SqliteLedger, told: Notice) -> Notice:
    """The notice as it comes back."""
    await ledger.commit(tells(NEW, "desktop", notices=(told,)), SINCE)
    (owed,) = await ledger.owed()
    return owed.notice


async def execute(ledger: SqliteLedger, statement: str) -> None:
    await ledger._do(lambda: ledger._store._connection.execute(statement).fetchall())


async def test_alerts_are_the_same_after_a_restart(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    silenced = spell(told_at=at(1), until_top_up=True, subject="slack", snoozed_until=at(60))
    step = tells(NEW, "desktop", "slack", "sms", episodes=(silenced,), payment=Payment(at(1), at(60), at(9)))
    memory = await ledger.commit(replace(step, last_close=date(2026, 11, 22), trying_since=at(1)), SINCE)
    await ledger.mark_attempted([delivery("desktop")], at(2), TIMEOUT, at(3))
    await ledger.mark_failed([delivery("slack")], at(4), REFUSED)
    await ledger.mark_tested("mail", at(5), SendOutcome(SendFailure.SERVICE_FAILING, "503"))
    before = (memory, await ledger.owed(), await ledger.channel_health(), await ledger.alert_history())
    assert memory.episodes == (silenced,)
    await ledger.close()
    again = await SqliteLedger.open(tmp_path, FixedClock())
    loaded = await again.load("main", MAIN, SINCE)
    assert (loaded, await again.owed(), await again.channel_health(), await again.alert_history()) == before
    await again.close()


async def test_a_notice_keeps_all_that_its_rule_looked_at(ledger: SqliteLedger) -> None:
    assert all(getattr(ALL_FIELDS, item.name) != getattr(NO_EVIDENCE, item.name) for item in fields(Evidence))
    told = notice(evidence=ALL_FIELDS, episode_severity=Severity.WARNING)
    back = await kept(ledger, told)
    assert back == told
    assert str(back.evidence.usual) == str(ALL_FIELDS.usual)


async def test_a_notice_without_figures_comes_back_as_it_was(ledger: SqliteLedger) -> None:
    bare = notice(balance=None, threshold=None, runway=None, observed_at=None, problem=None)
    assert await kept(ledger, bare) == bare
    assert alert_rows.evidence_text(NO_EVIDENCE) is None


async def test_a_notice_keeps_the_runway_without_the_expected_spend(ledger: SqliteLedger) -> None:
    figures = notice().runway
    assert figures is not None
    spend = ExpectedSpend(1, *(Money(Decimal(amount), "USD") for amount in (1, 2, 3)))
    drawn = replace(figures, spend=(spend,), course=(SpendPoint(0.0, 0.0, 0.0, 0.0),))
    assert await kept(ledger, notice(runway=drawn)) == notice(runway=figures)


async def test_a_notice_keeps_the_hours_that_its_threshold_is_made_of(ledger: SqliteLedger) -> None:
    assert await kept(ledger, notice(threshold_hours=24)) == notice(threshold_hours=24)


def test_evidence_of_another_version_is_read_as_far_as_it_is_known() -> None:
    stored = json.loads(alert_rows.evidence_text(ALL_FIELDS) or "")
    newer = {**stored, "weather": ["rain"], "also": ["meteor", "fast_drop", "balance_below"]}
    assert alert_rows.evidence_of(json.dumps(newer)) == ALL_FIELDS
    older = {"spent": ["3.50", "USD"]}
    assert alert_rows.evidence_of(json.dumps(older)) == Evidence(spent=Money(Decimal("3.50"), "USD"))


async def test_a_failure_that_only_another_version_knows_is_unknown(ledger: SqliteLedger) -> None:
    await ledger.commit(tells(NEW, "slack"), SINCE)
    await ledger.mark_failed([delivery("slack")], at(2), REFUSED)
    await execute(ledger, "UPDATE deliveries SET failure = 'struck_by_meteor'")
    (health,) = await ledger.channel_health()
    assert health.outcome == SendOutcome(SendFailure.UNKNOWN, "403")


REFUSING = "CREATE TRIGGER refusing BEFORE {} BEGIN SELECT RAISE(ABORT, 'refused'); END"


@pytest.mark.parametrize("table", ["episodes", "notices", "deliveries", "payments", "told_closes"])
async def test_a_step_is_written_with_its_alerts_or_not_at_all(ledger: SqliteLedger, table: str) -> None:
    await execute(ledger, REFUSING.format(f"INSERT ON {table}"))
    step = tells(NEW, "desktop", payment=Payment(at(1), at(60)), last_close=date(2026, 11, 22))
    with pytest.raises(LedgerError) as refused:
        await ledger.commit(step, SINCE)
    assert refused.value.problem.reason == LedgerReason.FAILED
    assert await ledger.load("main", MAIN, SINCE) == NEW
    assert await ledger.owed() == await ledger.alert_history() == ()
    await execute(ledger, "DROP TRIGGER refusing")
    await ledger.commit(step, SINCE)
    assert len(await ledger.owed()) == 1


async def test_several_deliveries_are_marked_together_or_not_at_all(ledger: SqliteLedger) -> None:
    await ledger.commit(tells(NEW, "desktop", "slack", "sms"), SINCE)
    both = [delivery("desktop"), delivery("sms")]
    await execute(ledger, REFUSING.format("UPDATE ON deliveries WHEN new.channel_id = 'sms'"))
    before = await ledger.owed()
    for marking in (
        ledger.mark_delivered(both, at(2)),
        ledger.mark_attempted(both, at(2), TIMEOUT, at(3)),
        ledger.mark_failed(both, at(2), TIMEOUT),
    ):
        with pytest.raises(LedgerError):
            await marking
    assert await ledger.owed() == before


async def test_what_was_told_in_memory_is_told_when_the_disk_can_be_written_again(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("in the way")
    clock = ManualClock()
    ledger = await SqliteLedger.open(tmp_path / "folder", clock)
    assert ledger.storage is StorageState.MEMORY_ONLY
    memory = await ledger.commit(tells(NEW, "desktop", "slack", "sms"), SINCE)
    await ledger.mark_delivered([delivery("desktop")], at(2))
    await ledger.mark_attempted([delivery("slack")], at(3), TIMEOUT, at(4))
    await ledger.mark_failed([delivery("sms")], at(4), REFUSED)
    await ledger.mark_tested("mail", at(5), DELIVERED)
    assert [item.delivery.channel_id for item in await ledger.owed()] == ["slack"]
    before = (await ledger.owed(), await ledger.channel_health(), await ledger.alert_history())
    (tmp_path / "folder").unlink()
    clock.monotonic_s = 61
    await ledger.commit(read(memory, "0.5", 6), SINCE)
    assert ledger.storage is StorageState.DURABLE
    await ledger.close()
    again = await SqliteLedger.open(tmp_path / "folder", clock)
    assert (await again.owed(), await again.channel_health(), await again.alert_history()) == before
    await again.close()


async def test_a_full_disk_does_not_lose_that_something_was_told(tmp_path: Path) -> None:
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    notices = tuple(notice(id=f"main.empty.1.{number}") for number in range(200))
    owed = [delivery("slack", item.id) for item in notices]
    await ledger.commit(tells(NEW, notices=notices, deliveries=tuple(owed)), SINCE)
    await execute(ledger, "PRAGMA max_page_count = 1")
    wordy = SendOutcome(SendFailure.UNKNOWN, "x" * 500)
    await ledger.mark_attempted(owed[:100], at(2), wordy, at(3))
    assert ledger.storage is StorageState.MEMORY_ONLY
    await ledger.mark_delivered(owed, at(4))
    assert await ledger.owed() == ()
    assert await ledger.channel_health() == (ChannelHealth("slack", at(4)),)
    await ledger.close()


@pytest.mark.parametrize("fresh", [0, 5])
async def test_finding_what_is_owed_costs_the_same_however_much_was_told(ledger: SqliteLedger, fresh: int) -> None:
    connection = ledger._store._connection
    costs = []
    memory = NEW
    for length in (100, 3000):
        told = tuple(notice(id=f"main.empty.1.{length}-{number}") for number in range(length))
        done = tuple(delivery("slack", item.id) for item in told)
        memory = await ledger.commit(tells(memory, notices=told, deliveries=done), SINCE)
        await ledger.mark_delivered(done[fresh:], at(2))
        ticks: list[int] = []
        await ledger._do(lambda counted=ticks: connection.set_progress_handler(lambda: counted.append(1), 1))
        assert len(await ledger.owed()) == fresh
        await ledger._do(lambda: connection.set_progress_handler(None, 0))
        await ledger.mark_delivered(done, at(2))
        costs.append(len(ticks))
    assert 0 < costs[1] < 2 * costs[0]


async def test_a_file_with_alerts_passes_its_check(ledger: SqliteLedger, tmp_path: Path) -> None:
    await ledger.commit(tells(NEW, "desktop", "slack"), SINCE)
    await ledger.mark_failed([delivery("slack")], at(2), REFUSED)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
