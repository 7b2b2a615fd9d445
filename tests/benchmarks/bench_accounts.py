"""Whether many accounts run as smoothly as one: the tray on an embedded supplier, with its panel and settings opened.

python tests/benchmarks/bench_accounts.py [--accounts 1 50] [--idle-s 60] [--json]

Offscreen, each number of accounts in a process of its own, with four weeks of readings behind each account. All figures
are of the Qt thread but for the CPU, which is of the process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1] / "desktop")]

BETWEEN_S = 1.5
PATIENCE_S = 90.0


def main() -> int:
    """Measures, and prints a table or JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--accounts", type=int, nargs="+", default=[1, 50])
    parser.add_argument("--idle-s", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.inside, options.idle_s)))
        return 0
    found = {}
    for count in options.accounts:
        command = [sys.executable, str(HERE / "bench_accounts.py"), "--inside", str(count)]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        said = subprocess.run(
            [*command, "--idle-s", str(options.idle_s)], check=True, stdout=subprocess.PIPE, env=environment
        ).stdout
        found[count] = json.loads(said.splitlines()[-1])
    print(json.dumps(found, indent=2) if options.json else table(found))
    return 0


def table(found: dict[int, dict[str, float]]) -> str:
    """One column for each number of accounts."""
    names = list(next(iter(found.values())))
    head = ["", *(f"{count} account{'s' if count > 1 else ''}" for count in found)]
    rows = [[name.replace("_", " "), *(f"{found[count][name]:.1f}" for count in found)] for name in names]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measure(count: int, idle_s: float) -> dict[str, float]:
    """The figures by name, with their unit behind it."""
    from galla.adapters.clock import SystemClock
    from galla.app import TrayApplication

    application = TrayApplication(SystemClock())
    application.show_icon()
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="galla-bench-") as home:
        shops = Shops(Path(home), count)
        asyncio.run(shops.write_history())

        async def play(watch: Any) -> None:
            try:
                found.update(await look(application, watch, shops, idle_s))
            finally:
                watch.stop()

        application.run(shops.parts, None, play)
        shops.close()
    return found


class Shops:
    """Accounts at one embedded supplier, with the parts that the tray runs on."""

    def __init__(self, home: Path, count: int) -> None:
        from owner import KEY

        from alert_fakes import FakePinger, FakeSender
        from app.conftest import NoNews
        from fakes import FakeNotifier
        from galla.adapters.clock import SystemClock
        from galla.adapters.memory_secrets import MemorySecrets
        from galla.adapters.paths import paths_under
        from galla.domain.model import Secret, SecretName
        from galla.domain.schedule import Timing
        from galla.domain.settings import Account, Settings
        from galla.watch_parts import Parts

        self.home, self.address = home, "http://127.0.0.1:1"
        self._supplier: subprocess.Popen[str] | None = None
        self.accounts = tuple(
            Account(f"shop-{number}", f"Supplier {number}", self.address, currency="USD") for number in range(count)
        )
        self.settings = Settings(accounts=self.accounts)
        self.paths = paths_under(home)
        self.parts = Parts(
            paths=self.paths,
            clock=SystemClock(),
            load_settings=lambda: self.settings,
            change_alerts=self._refuse,
            change_account=self._refuse,
            change_general=self._refuse,
            add_account=self._refuse,
            remove_account=self._refuse,
            secrets=MemorySecrets({SecretName(one.id, "api_key"): Secret(KEY) for one in self.accounts}),
            notifier=FakeNotifier(),
            sender=FakeSender(),
            pinger=FakePinger(),
            news=NoNews(),
            timing=Timing(refresh_min_age_s=0.0),
        )

    async def write_history(self) -> None:
        """Four weeks, a reading every fifteen minutes; each account's own."""
        from owner import NOT_LOOKED_FOR, history

        from galla.adapters.clock import SystemClock
        from galla.adapters.ledger.ledger import SqliteLedger
        from galla.domain.model import SeriesKey

        self._serve()
        self.accounts = tuple(replace(one, base_url=self.address) for one in self.accounts)
        self.settings = replace(self.settings, accounts=self.accounts)
        ledger = await SqliteLedger.open(self.paths.ledger_folder, SystemClock())
        for account in self.accounts:
            series = SeriesKey(account.id, account.profile, self.address, account.environment, "USD")
            readings = history(datetime.now(UTC) - NOT_LOOKED_FOR, timedelta(minutes=15), timedelta(days=28))
            await ledger.import_history(series, readings)
        await ledger.close()

    def _serve(self) -> None:
        """In a process of its own, as suppliers are: a thread of ours would take its turns from what is measured."""
        from owner import KEY

        script = HERE.parent / "desktop" / "supplier_process.py"
        environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1] / "desktop")}
        self._supplier = subprocess.Popen(
            [sys.executable, str(script), KEY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
        )
        assert self._supplier.stdout is not None
        assert self._supplier.stdin is not None
        self.address = self._supplier.stdout.readline().strip()
        self._supplier.stdin.write("balance 100.20\n")
        self._supplier.stdin.flush()
        self._supplier.stdout.readline()

    def close(self) -> None:
        """Ends the supplier."""
        if self._supplier is not None:
            self._supplier.communicate(timeout=30)

    def _refuse(self, *_: object) -> Any:
        raise AssertionError("nothing is changed here")


async def look(application: Any, watch: Any, shops: Shops, idle_s: float) -> dict[str, float]:
    """Start, panel, refresh of all with the panel open, settings, rest."""
    from bench_chart import Heartbeat

    heartbeat, found = Heartbeat(), {}
    heartbeat.start()
    began_s = time.perf_counter()
    await until(lambda: read_since(application, shops, datetime.now(UTC) - timedelta(minutes=5)))
    found["all_read_after_s"] = time.perf_counter() - began_s
    await asyncio.sleep(BETWEEN_S)
    found["block_while_starting_ms"] = heartbeat.stop()
    await asyncio.sleep(2 * BETWEEN_S)
    desk = application.desk
    for name in ("first_panel", "later_panel"):
        heartbeat.start()
        began_s = time.perf_counter()
        desk.open_panel()
        desk._panel.repaint()
        found[f"{name}_after_ms"] = (time.perf_counter() - began_s) * 1000
        await asyncio.sleep(BETWEEN_S)
        found[f"block_{name}_ms"] = heartbeat.stop()
        if name == "first_panel":
            desk._panel.close()
    heartbeat.start()
    before = datetime.now(UTC)
    for account in shops.accounts:  # as "Check now" in the tray's menu does
        desk.poll_requested.emit(account.id)
    await until(lambda: read_since(application, shops, before))
    found["block_refreshing_all_ms"] = heartbeat.stop()
    desk._panel.close()
    heartbeat.start()
    desk.settings_requested.emit("accounts")
    await until(lambda: application._settings_desk is not None)
    window = application._settings_desk._window
    await until(lambda: all(page.is_complete for page in window.pages))
    await asyncio.sleep(BETWEEN_S)
    found["block_settings_ms"] = heartbeat.stop()
    window.close()
    await asyncio.sleep(BETWEEN_S)
    heartbeat.start()
    cpu_s = time.process_time()
    await asyncio.sleep(idle_s)
    found["block_at_rest_ms"] = heartbeat.stop()
    minutes = idle_s / 60
    found["cpu_at_rest_ms_a_minute"] = (time.process_time() - cpu_s) * 1000 / minutes
    found["memory_mib"] = resident_mib()
    return {name: round(value, 1) for name, value in found.items()} | {"accounts_read": float(len(shops.accounts))}


def read_since(application: Any, shops: Shops, moment: datetime) -> bool:
    """Whether each account was read since."""
    shown = application._accounts
    return len(shown) == len(shops.accounts) and all(
        one.observed_at is not None and one.observed_at >= moment for one in shown.values()
    )


async def until(condition: Any) -> None:
    """Looks now and then."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - of what is measured nothing tells
            await asyncio.sleep(0.05)


def resident_mib() -> float:
    """Of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    raise SystemExit(main())
