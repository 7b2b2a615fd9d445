"""`kill -9` at every step of raising and delivering: nothing is lost, and a notification is repeated only if the kill
fell between the server's answer and its record. How wide that moment is, is reported."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest

from slowness import slowness

KILLS = 240
"""At least 200; each is at another step of a life, or some moment after one."""
SEED = 20261126
LONGEST_MS = 6.0
STEPS_OF_A_READING = 14
"""A life is killed within about so many steps, or the story would be over after a few lives."""

pytestmark = pytest.mark.timeout(300)

TELLER = Path(__file__).with_name("killed_teller.py")


class Teller:
    """Forks lives that are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, str(TELLER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lives(self, last_step: int, delay_ms: float) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{last_step} {delay_ms}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def ends(self) -> str:
        _, said = self._process.communicate()
        return said

    def noted(self, name: str) -> list[str]:
        """The ids that were told, in order; a summary tells several."""
        return [notice for _, notices in self.lines(name) for notice in notices]

    def lines(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """When something was noted, on the monotonic clock in ns, and the ids that it names."""
        file = self.folder / name
        for line in file.read_text().splitlines() if file.exists() else ():
            at, *notices = line.split()
            yield int(at), notices


@pytest.fixture
def teller(tmp_path: Path) -> Iterator[Teller]:
    made = Teller(tmp_path)
    yield made
    said = made.ends()
    assert said == ""


class Disk:
    """The ledger as a kill left it, read from a copy: opening the file itself would already mend it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "ledger"
        self._copy = folder / "copy"

    def ask(self, query: str) -> list[tuple[str, ...]]:
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._folder, self._copy)
        with closing(sqlite3.connect(self._copy / "ledger.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return connection.execute(query).fetchall() if tables else []

    def unrecorded(self, channel: str) -> set[str]:
        query = f"SELECT notice_id FROM deliveries WHERE channel_id = '{channel}' AND delivered_us IS NULL"
        return {notice for (notice,) in self.ask(query)}


def test_kills_at_every_step_lose_nothing_and_repeat_only_in_the_one_moment(teller: Teller) -> None:
    chance = random.Random(SEED)
    disk = Disk(teller.folder)
    in_the_moment: dict[str, Counter[str]] = {"shown": Counter(), "sent": Counter()}
    killed = 0
    while killed < KILLS:
        by_step = killed % 2 == 0
        step = 1 + (killed // 2) % STEPS_OF_A_READING if by_step else chance.randint(1, STEPS_OF_A_READING)
        fate = teller.lives(step, 0.0 if by_step else chance.uniform(0.1, LONGEST_MS))
        if fate == "done":
            begin_again(teller.folder, disk, teller, in_the_moment)
            continue
        assert fate == "killed", teller.ends()
        killed += 1
        for name, channel in (("shown", "desktop"), ("sent", "phone")):
            unrecorded = disk.unrecorded(channel)
            in_the_moment[name].update(set(teller.noted(name)) & unrecorded)
        told = set(teller.noted("shown")) | set(teller.noted("sent"))
        known = {notice for (notice,) in disk.ask("SELECT id FROM notices")}
        assert told <= known, f"told before it was durable, by kill {killed}"
    assert teller.lives(0, 0.0) == "done"
    check_the_story(disk, teller, in_the_moment)


def test_the_moment_in_which_a_kill_repeats_a_notification_is_short(teller: Teller) -> None:
    assert teller.lives(0, 0.0) == "done"
    recorded = {told: at for at, (told,) in teller.lines("recorded")}
    widths_ms = [(recorded[f"desktop:{told}"] - at) / 1e6 for at, (told,) in teller.lines("shown")]
    print(f"from shown to recorded: median {median(widths_ms):.1f} ms, longest {max(widths_ms):.1f} ms")
    assert min(widths_ms) > 0
    assert median(widths_ms) < 250 * slowness()


def begin_again(folder: Path, disk: Disk, teller: Teller, in_the_moment: dict[str, Counter[str]]) -> None:
    """The story was told to its end: what came of it is checked, and another ledger begins."""
    check_the_story(disk, teller, in_the_moment)
    for name in ("ledger", "shown", "sent", "position"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).unlink(missing_ok=True) if not (folder / name).is_dir() else None
    for counted in in_the_moment.values():
        counted.clear()


def check_the_story(disk: Disk, teller: Teller, in_the_moment: dict[str, Counter[str]]) -> None:
    """Every episode was told, every notice reached both channels, and repeats have their excuse."""
    untold = disk.ask(
        "SELECT id FROM episodes WHERE id NOT IN (SELECT episode_id FROM notices)"
        " AND NOT EXISTS (SELECT 1 FROM notices WHERE evidence LIKE '%' || episodes.rule || '%'"
        " AND created_us = episodes.raised_us)"
    )
    assert untold == []
    notices = {notice for (notice,) in disk.ask("SELECT id FROM notices")}
    assert len(notices) >= 12
    for name, channel in (("shown", "desktop"), ("sent", "phone")):
        assert disk.unrecorded(channel) == set()
        times = Counter(teller.noted(name))
        assert set(times) == notices
        for notice, count in times.items():
            assert count <= 1 + in_the_moment[name][notice], f"{notice} was {name} {count} times"
