"""`kill -9` at every step of raising and delivering: nothing is lost, and a notification is repeated only if the kill
fell between the server's answer and its record. How wide that moment is, is reported."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from killed_stories import FAILING_PHONE, SHORTAGE, STORIES, Story
from slowness import slowness

KILLS = 240
"""At least 200, shared by the stories."""
EACH = KILLS // len(STORIES)
SEED = 20261126
LONGEST_MS = 6.0
STEPS_OF_A_READING = 14
"""A life is killed within about so many steps, or the story would be over after a few lives."""
STEPS = ("commit", "show", "send", "mark_delivered")
STEPS_OF_FAILURE = ("mark_attempted", "mark_failed")
"""Too seldom to be hit by number alone."""
LONGEST_MOMENT_MS = 40.0
"""Of the program alone; it takes about one, but others may be busy on the same processors."""
SYNCS_OF_A_RECORD = 10
"""At most so many times what one takes, where others write to the same disk."""
CHANNELS = (("shown", "desktop"), ("sent", "phone"))

pytestmark = pytest.mark.timeout(300)

TELLER = Path(__file__).with_name("killed_teller.py")


class Teller:
    """Forks lives that are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(TELLER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def lives(self, telling: Telling, last_step: int | str = 0, delay_ms: float = 0.0) -> str:
        """How a life ends that is to be killed at that step or so long after; never, where it is 0."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        story = STORIES.index(telling.story)
        self._process.stdin.write(f"{story} {last_step} {delay_ms} {telling.folder}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def ends(self) -> str:
        _, said = self._process.communicate()
        return said


@pytest.fixture(scope="module")
def teller() -> Iterator[Teller]:
    made = Teller()
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

    def ids(self, query: str) -> set[str]:
        return {found for (found,) in self.ask(query)}

    def of_channel(self, channel: str, which: str) -> set[str]:
        """Ids of the notices of which the channel's delivery is `which`."""
        return self.ids(f"SELECT notice_id FROM deliveries WHERE channel_id = '{channel}' AND {which}")


@dataclass
class Telling:
    """One story as it is told by lives that are killed, again from its beginning where it was told to its end."""

    story: Story
    folder: Path
    excused: dict[str, Counter[str]] = field(default_factory=lambda: {"shown": Counter(), "sent": Counter()})
    """How often each notice was told by a life that was killed before it could record it."""
    in_the_moment: int = 0
    """How many kills made a repetition necessary."""
    _seen: dict[str, int] = field(default_factory=Counter)

    @property
    def disk(self) -> Disk:
        return Disk(self.folder)

    def noted(self, name: str) -> list[str]:
        """The ids that were told, in order; a summary tells several."""
        return [notice for _, notices in self.lines(name) for notice in notices]

    def lines(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """When something was noted, on the monotonic clock in ns, and the ids that it names."""
        file = self.folder / name
        for line in file.read_text().splitlines() if file.exists() else ():
            at, *notices = line.split()
            yield int(at), notices

    def look_after_a_kill(self) -> None:
        """Nothing was told before it was durable; what this life told and could not record will be told again."""
        known = self.disk.ids("SELECT id FROM notices")
        for name, channel in CHANNELS:
            told = self.noted(name)
            assert set(told) <= known, "told before it was durable"
            repeated = set(told[self._seen[name] :]) & self.disk.of_channel(channel, "delivered_us IS NULL")
            self._seen[name] = len(told)
            self.excused[name].update(repeated)
            self.in_the_moment += bool(repeated)

    def ends(self) -> None:
        """The story was told to its end: what came of it is checked, and another ledger begins."""
        self.check()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self._seen.clear()
        for counted in self.excused.values():
            counted.clear()

    def check(self) -> None:
        """What was to be told was told, everywhere and once, but for repeats that have their excuse."""
        disk = self.disk
        notices = disk.ask("SELECT rule || ' ' || kind FROM notices")
        assert Counter(notice for (notice,) in notices) == self.story.tells
        for name, channel in CHANNELS:
            on_the_desktop_alone = disk.ids("SELECT id FROM notices WHERE rule = 'channel_failed'")
            owed = disk.ids("SELECT id FROM notices") - (on_the_desktop_alone if channel == "phone" else set())
            given_up = disk.of_channel(channel, "failed_us IS NOT NULL")
            assert len(given_up) == (self.story.given_up if channel == "phone" else 0)
            assert disk.of_channel(channel, "delivered_us IS NULL") == given_up
            times = Counter(self.noted(name))
            assert set(times) == owed - given_up
            for notice, count in times.items():
                assert count <= 1 + self.excused[name][notice], f"{notice} was {name} {count} times"
            self._check_the_summary(name, disk.of_channel(channel, "held = 1"))

    def _check_the_summary(self, name: str, held: set[str]) -> None:
        assert len(held) == self.story.held
        for _, notices in self.lines(name):
            assert held.isdisjoint(notices) or set(notices) == held


def steps_of(story: Story) -> list[str]:
    """The names of the steps at which a life of this story can be killed."""
    names = (*STEPS, *STEPS_OF_FAILURE * (story is FAILING_PHONE))
    return [f"{when}-{name}" for name in names for when in ("before", "after")]


def ways_to_die(story: Story) -> Iterator[tuple[int | str, float]]:
    """In turn: at each step by its number, some moment after one, and at the next step of each name."""
    chance = random.Random(SEED)
    for number in range(EACH // 3):
        yield 1 + number % STEPS_OF_A_READING, 0.0
        yield chance.randint(1, STEPS_OF_A_READING), chance.uniform(0.1, LONGEST_MS)
        yield steps_of(story)[number % len(steps_of(story))], 0.0


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_kills_at_every_step_lose_nothing_and_repeat_only_in_the_one_moment(
    teller: Teller, story: Story, tmp_path: Path
) -> None:
    telling = Telling(story, tmp_path / "story")
    telling.folder.mkdir()
    for step, delay_ms in ways_to_die(story):
        while (fate := teller.lives(telling, step, delay_ms)) != "killed":
            assert fate == "done", teller.ends()
            telling.ends()
        telling.look_after_a_kill()
    assert teller.lives(telling) == "done"
    telling.ends()
    assert telling.in_the_moment, "no kill fell between an answer and its record, so nothing was seen to be excused"


def test_the_moment_in_which_a_kill_repeats_a_notification_is_short(
    teller: Teller, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    telling = Telling(SHORTAGE, tmp_path / "story")
    telling.folder.mkdir()
    assert teller.lives(telling) == "done"
    recorded = {told: at for at, (told,) in telling.lines("recorded")}
    widths_ms = [(recorded[f"desktop:{told}"] - at) / 1e6 for at, (told,) in telling.lines("shown")]
    sync_ms = sync_of(tmp_path / "synced")
    width = f"median {median(widths_ms):.1f} ms, longest {max(widths_ms):.1f} ms; the disk alone takes {sync_ms:.1f} ms"
    record_property("from shown to recorded", width)
    assert min(widths_ms) > 0
    assert median(widths_ms) < LONGEST_MOMENT_MS * slowness() + SYNCS_OF_A_RECORD * sync_ms


def sync_of(file: Path) -> float:
    """Median of what it takes this disk to keep a page, in ms: no record can be quicker."""
    took_ms = []
    with file.open("wb", buffering=0) as opened:
        for _ in range(21):
            started_ns = time.monotonic_ns()
            opened.write(bytes(4096))
            os.fsync(opened.fileno())
            took_ms.append((time.monotonic_ns() - started_ns) / 1e6)
    return median(took_ms)
