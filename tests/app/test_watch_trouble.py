"""What is wrong with ledger, profiles or settings is told, and stops nothing that could go on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.conftest import Bench, has_balance
from galla import ledger_keeping, watch
from galla.adapters.ledger import disk, schema
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.channel import Delivery
from galla.domain.errors import LedgerReason, ProblemKind, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName, Step
from galla.domain.money import Money
from galla.domain.notice import Episode, Notice, NoticeKind, Rule, Severity
from galla.domain.settings import General, Language, Settings
from galla.engine.monitor import Monitor


class ImpatientClock:
    """The real clock, on which the wait for a ledger and the one after a fault are short."""

    def __init__(self, bench: Bench) -> None:
        self._clock = bench.parts.clock
        self.now, self.monotonic = self._clock.now, self._clock.monotonic

    async def sleep(self, delay_s: float) -> None:
        await self._clock.sleep(
            0.01 if delay_s in {ledger_keeping.LEDGER_RETRY_S, watch.RETRY_AFTER_FAULT_S} else delay_s
        )


def ledger_of_a_newer_version(folder: Path) -> Callable[[], None]:
    """Writes one into `folder`; the answer takes it away."""
    folder.mkdir(parents=True)
    file = folder / "ledger.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute("CREATE TABLE later (column_of_another_day)")
    connection.execute(f"PRAGMA user_version = {schema.CURRENT_VERSION + 1}")
    connection.close()
    return file.unlink


def give_a_newer_ledger(bench: Bench) -> Callable[[], None]:
    take_away = ledger_of_a_newer_version(bench.parts.paths.ledger_folder)
    bench.parts = replace(bench.parts, clock=ImpatientClock(bench))
    bench.watch = watch.Watch(bench.parts, bench.face)
    return take_away


async def test_a_ledger_of_a_newer_galla_is_told_once_and_taken_up_when_it_can_be_used(idle_bench: Bench) -> None:
    bench, take_away = idle_bench, give_a_newer_ledger(idle_bench)
    await bench.start()
    await bench.until(lambda: bool(bench.face.problems))
    take_away()
    await bench.until(lambda: has_balance(bench))

    assert [problem.reason for problem in bench.face.problems] == [LedgerReason.NEWER_VERSION]


async def test_settings_that_change_while_the_ledger_cannot_be_used_are_taken_up_and_the_reason_stays_said(
    idle_bench: Bench,
) -> None:
    bench = idle_bench
    give_a_newer_ledger(bench)
    await bench.start()
    await bench.until(lambda: bool(bench.face.problems))
    assert isinstance(bench.settings, Settings)
    bench.settings = replace(bench.settings, general=General(Language.HINDI))
    bench.watch.reload_settings()
    await bench.until(lambda: bench.face.settings[-1] == bench.settings and len(bench.face.problems) == 2)

    assert {problem.reason for problem in bench.face.problems} == {LedgerReason.NEWER_VERSION}


async def test_a_watch_without_a_usable_ledger_can_be_stopped(idle_bench: Bench) -> None:
    bench = idle_bench
    give_a_newer_ledger(bench)
    await bench.start()
    await bench.until(lambda: bool(bench.face.problems))

    async with asyncio.timeout(5):
        await bench.stop()


async def test_a_watch_whose_ledger_another_process_is_opening_can_be_stopped(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.parts.paths.ledger_folder.mkdir(parents=True)
    with disk.opening_lock(bench.parts.paths.ledger_folder):
        await bench.start()
        await asyncio.sleep(0)
        async with asyncio.timeout(2):
            await bench.stop()

    assert not bench.watch.began.is_set()


async def test_trouble_is_told_in_the_language_of_the_settings(idle_bench: Bench) -> None:
    bench = idle_bench
    give_a_newer_ledger(bench)
    languages_known: list[int] = []
    tell = bench.face.trouble
    bench.face.trouble = lambda problem: (languages_known.append(len(bench.face.settings)), tell(problem))[1]  # type: ignore[method-assign]
    await bench.start()
    await bench.until(lambda: bool(bench.face.problems))

    assert all(languages_known)


async def test_a_profile_that_cannot_be_read_stops_its_own_account_only(idle_bench: Bench) -> None:
    bench = idle_bench
    profiles = bench.parts.paths.profiles_folder
    profiles.mkdir(parents=True)
    (profiles / "mine.toml").write_text("[request\n", encoding="utf-8")
    secrets = bench.parts.secrets
    await secrets.write(SecretName("other", "api_key"), Secret("another-key"))
    address = await bench.supplier.start()
    sound = bench.account(address)
    bench.settings = Settings(accounts=(replace(sound, id="other", profile="mine"), sound))
    bench.resume()
    await bench.until(lambda: len(bench.face.rendered[-1:]) == 1 and len(bench.face.rendered[-1]) == 2)
    await bench.until(lambda: all(one.balance or one.problem for one in bench.face.rendered[-1]))

    shown = {snapshot.account_id: snapshot for snapshot in bench.face.rendered[-1]}
    assert shown["main"].balance == Money(Decimal("500.00"), "USD")
    problem = shown["other"].problem
    assert problem is not None
    assert (problem.kind, problem.reason) == (ProblemKind.SETTINGS, SettingsReason.NOT_TOML)


async def test_a_notice_written_by_a_poll_that_a_reload_cut_short_is_told_at_once(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    for balance in ("300.00", "160.00"):
        await bench.read(balance)
    ledger = bench.watch.ledger
    commit = ledger.commit

    async def committed_but_cut_short(step, since):  # type: ignore[no-untyped-def]
        await commit(step, since)
        ledger.commit = commit  # type: ignore[method-assign]
        bench.watch.reload_settings()
        await asyncio.Event().wait()

    ledger.commit = committed_but_cut_short  # type: ignore[method-assign]
    bench.balance = "95.00"
    await bench.watch.refresh("main")

    await bench.until(lambda: len(bench.notifier.shown) == 1)
    assert bench.notifier.shown[0].body == NoticeKind.RAISED.value


async def test_a_monitor_that_ended_unexpectedly_is_told_and_started_again(
    idle_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = idle_bench
    run = Monitor.run

    async def fail_once(self: Monitor) -> None:
        monkeypatch.setattr(Monitor, "run", run)
        raise ZeroDivisionError

    monkeypatch.setattr(Monitor, "run", fail_once)
    bench.parts = replace(bench.parts, clock=ImpatientClock(bench))
    bench.watch = watch.Watch(bench.parts, bench.face)
    await bench.start()
    await bench.until(lambda: has_balance(bench))

    assert bench.face.faults == [str(bench.parts.paths.log_folder / "galla.log")]


async def test_after_an_unexpected_end_the_watch_can_be_stopped_at_once(
    idle_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = idle_bench

    async def fail(self: Monitor) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Monitor, "run", fail)
    await bench.start()
    await bench.until(lambda: bool(bench.face.faults))

    async with asyncio.timeout(5):
        await bench.stop()


async def test_settings_that_were_never_sound_are_told(idle_bench: Bench) -> None:
    bench = idle_bench
    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=3)
    bench.resume()
    await bench.until(lambda: bool(bench.face.problems) and bool(bench.face.rendered))

    assert bench.face.problems[0].kind is ProblemKind.SETTINGS
    assert bench.face.rendered[-1] == ()


async def test_what_is_owed_to_a_channel_stays_owed_while_the_settings_were_never_read(idle_bench: Bench) -> None:
    bench, now = idle_bench, idle_bench.parts.clock.now()
    episode = Episode("main.empty.1", "main", Rule.EMPTY, Severity.CRITICAL, now)
    notice = Notice(
        id="main.empty.1.0",
        episode_id=episode.id,
        account_id="main",
        rule=Rule.EMPTY,
        kind=NoticeKind.RAISED,
        severity=Severity.CRITICAL,
        created_at=now,
    )
    owed = Delivery(notice.id, "phone", now, now + timedelta(hours=24))
    ledger = await SqliteLedger.open(bench.parts.paths.ledger_folder, bench.parts.clock)
    memory = await ledger.load("main", None, now)
    step = Step("main", memory.version, now, episodes=(episode,), notices=(notice,), deliveries=(owed,))
    await ledger.commit(step, now)
    await ledger.close()

    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=3)
    bench.resume()
    await bench.until(lambda: bool(bench.face.rendered))
    (record,) = await bench.watch.alert_history()
    assert record.episode.recovered_at is None
    assert [(item.channel_id, item.failed_at) for item in record.deliveries] == [("phone", None)]
