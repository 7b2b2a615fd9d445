"""Real processes: two that write the same ledger at once, and one that is killed at random moments."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from adapters import ledger_child
from adapters.ledger_child import MAIN, SINCE, FixedClock
from galla.adapters.ledger.disk import FILE_NAME
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.model import StorageState

KILLS = 20
STEPS = 60


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, ledger_child.__file__, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )


async def test_two_processes_that_write_at_once_lose_no_step(tmp_path: Path) -> None:
    children = [start("beside", str(tmp_path), str(STEPS)) for _ in range(2)]  # both make the file, too
    outputs = [child.communicate(timeout=30)[0] for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert all(output.strip().isdigit() for output in outputs)
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    memory = await ledger.load("main", MAIN, SINCE)
    assert memory.version == 2 * STEPS
    assert [row.balance.amount for row in memory.history] == list(range(1, 2 * STEPS + 1))
    assert len(await ledger.owed()) == 2 * 2 * STEPS
    await ledger.close()


async def test_two_processes_that_deliver_at_once_agree_on_what_was_delivered(tmp_path: Path) -> None:
    start("beside", str(tmp_path), str(STEPS)).communicate(timeout=30)
    children = [start("deliver", str(tmp_path)) for _ in range(2)]
    marks = [int(child.communicate(timeout=30)[0]) for child in children]
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert await ledger.owed() == ()
    deliveries = [item for record in await ledger.alert_history() for item in record.deliveries]
    assert len(deliveries) == 2 * STEPS
    assert sum(item.attempts for item in deliveries) == sum(marks) >= len(deliveries)
    assert all(item.delivered_at == item.not_before for item in deliveries)
    await ledger.close()


async def test_a_process_killed_at_random_moments_loses_nothing_it_has_shown(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(KILLS):
        child = start("for_ever", str(tmp_path))
        assert child.stdout is not None
        shown = int(child.stdout.readline())
        wait = chance.uniform(0, 0.05)
        try:
            child.wait(wait)
        except subprocess.TimeoutExpired:
            child.kill()
        shown = max(shown, *map(int, child.communicate()[0].split()), 0)
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (version,) = file.execute("SELECT version FROM account_state").fetchone()
            (readings,) = file.execute("SELECT count(*) FROM readings").fetchone()
            (forecasts,) = file.execute("SELECT count(*) FROM forecasts").fetchone()
            (corrections,) = file.execute("SELECT count(*) FROM corrections").fetchone()
            (notices,) = file.execute("SELECT count(*) FROM notices").fetchone()
            (owed,) = file.execute("SELECT count(*) FROM deliveries").fetchone()
        assert shown <= version == readings <= shown + 1
        assert forecasts == corrections == notices == owed / 2 == version
    ledger = await SqliteLedger.open(tmp_path, FixedClock())
    assert ledger.storage is StorageState.DURABLE
    memory = await ledger.load("main", MAIN, SINCE)
    assert [row.balance.amount for row in memory.history] == list(range(1, memory.version + 1))
    await ledger.close()
