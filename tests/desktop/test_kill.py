"""`kill -9` at random moments: what was shown is in the ledger, and what was to be told is told."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.real_session import GALLA, KEY, Program, Session, Supplier
from desktop.status_item import NoAnswer, item_of
from desktop.waiting import eventually

pytestmark = pytest.mark.timeout(300)

KILLS = 26
SEED = 20261123
LONGEST_LIFE_S = 3.0
POLLS_BESIDE = 2
"""Two good readings make a recovery, and two at once contend for the ledger."""
AFTER_A_REQUEST_S = 0.25
"""Reading, writing, showing and telling happen within this time after the supplier was asked."""

READINGS = "SELECT account_id, units, currency FROM readings JOIN series ON series.id = series_id"
NOTICES = "SELECT id, account_id, kind, balance_units FROM notices WHERE rule = 'balance_below'"
UNTOLD = "SELECT notice_id FROM deliveries WHERE delivered_us IS NULL"
WITHOUT_NOTICE = "SELECT id FROM episodes WHERE rule <> 'credit' AND id NOT IN (SELECT episode_id FROM notices)"
WITHOUT_EPISODE = (
    "SELECT account_id FROM readings JOIN series ON series.id = series_id WHERE units < 100000000"
    " AND account_id NOT IN (SELECT account_id FROM episodes)"
)

Shown = set[tuple[str, Decimal]]


class Disk:
    """The ledger as a kill left it, read from a copy: opening the file itself would already mend it."""

    def __init__(self, session: Session, copies: Path) -> None:
        self._folder = session.home / "ledger"
        self._copies = copies

    def ask(self, number: int, *queries: str) -> list[list[tuple[Any, ...]]]:
        copy = self._copies / str(number)
        copy.mkdir()
        for name in ("ledger.sqlite3", "ledger.sqlite3-wal"):
            if (self._folder / name).exists():
                shutil.copy(self._folder / name, copy)
        with closing(sqlite3.connect(copy / "ledger.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return [connection.execute(query).fetchall() if tables else [] for query in queries]


class Life:
    """One run of the tray on an account of its own, which falls under its threshold and recovers."""

    def __init__(self, session: Session, supplier: Supplier, number: int) -> None:
        self.account, self.low, self.high = names_of(number)
        self._session = session
        self._supplier = supplier
        self.shown: Shown = set()
        self._polls: list[Program] = []
        write_settings(session, supplier, number)
        supplier.balance(str(self.low))
        self._asked_before = supplier.requests
        self._tray = session.start_tray()

    def until_killed(self, chance: random.Random) -> None:
        """Lives for a while, watched, and is killed together with the commands beside it.

        A third of the kills fall anywhere, a third after the reading of the low balance, a third after those of the
        recovery.
        """
        moment = chance.randrange(3)
        if moment == 0:
            self._watch(chance.uniform(0.2, LONGEST_LIFE_S))
        else:
            self._watch_until_asked(1 if moment == 1 else 1 + POLLS_BESIDE)
            self._watch(chance.uniform(0, AFTER_A_REQUEST_S))
        for program in (self._tray, *self._polls):
            program.end(signal.SIGKILL)
        for program in self._polls:
            self.shown |= set(printed(program.said))

    def _watch_until_asked(self, times: int) -> None:
        def asked() -> bool:
            self._watch(0.0)
            return self._supplier.requests >= self._asked_before + times

        eventually(asked)

    def _watch(self, span_s: float) -> None:
        end = time.monotonic() + span_s
        while True:
            self._look()
            if (self.account, self.low) in self.shown and not self._polls:
                self._supplier.balance(str(self.high))
                command = (GALLA, "poll", "--json", "--account", self.account)
                self._polls = [self._session.start(*command) for _ in range(POLLS_BESIDE)]
            left_s = end - time.monotonic()
            if left_s <= 0:
                return
            time.sleep(min(left_s, 0.02))

    def _look(self) -> None:
        item = item_of(self._session.bus, self._tray.pid)
        if item is None:
            return
        try:
            tooltip = item.tooltip
        except NoAnswer:  # it came to the bus but not yet to the panel
            return
        self.shown |= {(name, Decimal(amount)) for name, amount in re.findall(r"(\w+): \$([\d.]+)", tooltip)}


def names_of(number: int) -> tuple[str, Decimal, Decimal]:
    """The account of a life, and balances that no other life has."""
    return f"r{number:02}", Decimal(9000 + number) / 100, Decimal(15000 + number) / 100


def write_settings(session: Session, supplier: Supplier, number: int) -> None:
    accounts = [names_of(one)[0] for one in (number, number - 1) if one >= 0]
    tables = [
        f'[[accounts]]\nid = "{name}"\nname = "{name}"\nbase_url = "{supplier.address}"\ncurrency = "USD"\n'
        'timezone = "UTC"\n[accounts.polling]\nbusiness_interval_min = 1\nnight_interval_min = 1\n'
        for name in accounts
    ]
    session.home.mkdir(exist_ok=True)
    (session.home / "settings.toml").write_text("version = 1\n" + "".join(tables), encoding="utf-8")


def printed(said: str) -> Iterator[tuple[str, Decimal]]:
    """The balances that `galla poll --json` told, if it came so far."""
    try:
        told = json.loads(said)
    except ValueError:
        return
    for entry in told:
        if entry["amount"] is not None:
            yield entry["account"], Decimal(entry["amount"])


def test_kills_at_random_moments_lose_no_shown_reading_and_no_notification(
    session: Session, supplier: Supplier, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    disk = Disk(session, tmp_path)
    for number in range(KILLS):
        attributes = ("service", "galla", "username", f"{names_of(number)[0]}/api_key")
        assert session.run("secret-tool", "store", "--label", "key", *attributes, words=KEY).returncode == 0
    shown: Shown = set()
    untold_at_a_kill: Counter[str] = Counter()
    for number in range(KILLS):
        life = Life(session, supplier, number)
        life.until_killed(chance)
        shown |= life.shown
        readings, untold = disk.ask(number, READINGS, UNTOLD)
        kept = {(account, Decimal(units) / 10**6) for account, units, _ in readings}
        assert shown <= kept, f"lost by kill {number}: {shown - kept}"
        untold_at_a_kill.update(notice for (notice,) in untold)
        session.tool("dunstctl", "close-all")
    assert len(shown) >= KILLS // 2

    session.start_tray()
    eventually(lambda: session.rows(UNTOLD) == [])
    assert session.rows(WITHOUT_NOTICE) == []
    assert session.rows(WITHOUT_EPISODE) == []
    summaries = [notice["summary"] for notice in session.notices()]
    times_shown = Counter(summary for summary in summaries if ": balance " in summary)
    wanted = {
        f"{account}: balance {'recovered' if kind == 'recovered' else 'low'}, ${Decimal(units) / 10**6:.2f}": notice_id
        for notice_id, account, kind, units in session.rows(NOTICES)
    }
    assert set(times_shown) == set(wanted)
    assert any("recovered" in summary for summary in wanted)
    for summary, times in times_shown.items():
        assert times <= 1 + untold_at_a_kill[wanted[summary]], f"{summary} was shown {times} times"
