"""Measures the ledger on a real disk: commit, load and chart latency, and the size of its file.

python tests/benchmarks/bench_ledger.py [--dir PATH] [--commits N] [--json]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.chart import ChartRequest
from galla.domain.model import AccountMemory, Reading, SeriesKey, Step
from galla.domain.money import Money

END = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTES_A_YEAR = 365 * 1440
KEPT = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    p50_ms: float
    p95_ms: float
    max_ms: float
    runs: int


class FixedClock:
    """The ledger asks it only for the day of a backup."""

    def now(self) -> datetime:
        return END

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, delay_s: float) -> None:
        await asyncio.sleep(delay_s)


def series(account_id: str) -> SeriesKey:
    return SeriesKey(account_id, "generic-bearer", "https://api.example.com", "live", "USD")


def trade(minutes: int, every: int) -> Iterator[Reading]:
    """Readings up to `END`, each different from the one before, so that none are coalesced."""
    chance, balance = random.Random(11), Decimal(20_000)
    for minute in range(0, minutes, every):
        balance -= Decimal(chance.randrange(1, 200)) / 100
        balance += 20_000 if balance < 500 else 0
        yield Reading(Money(balance, "USD"), END - timedelta(minutes=minutes - minute))


def resident_mib(*, forget_peak: bool = False) -> float:
    """The peak of resident memory since it was last forgotten (Linux; NaN elsewhere)."""
    if sys.platform != "linux":
        return float("nan")
    if forget_peak:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


async def latency(runs: int, work: Callable[[], Awaitable[object]]) -> Latency:
    taken: list[float] = []
    for _ in range(runs):
        begun = time.perf_counter()
        await work()
        taken.append(1000 * (time.perf_counter() - begun))
    return summary(taken)


def summary(taken_ms: list[float]) -> Latency:
    p95 = statistics.quantiles(taken_ms, n=20, method="inclusive")[18] if len(taken_ms) > 1 else taken_ms[0]
    return Latency(round(statistics.median(taken_ms), 2), round(p95, 2), round(max(taken_ms), 2), len(taken_ms))


async def commits(ledger: SqliteLedger, account_id: str, runs: int) -> Latency:
    """Polls at 15 minutes after the account's history, each a new row, each with synchronous=FULL."""
    memory: AccountMemory = await ledger.load(account_id, series(account_id), END - KEPT)

    async def commit() -> None:
        nonlocal memory
        at = END + timedelta(minutes=15 * (memory.version + 1))
        reading = Reading(Money(Decimal(100 + memory.version % 7), "USD"), at)
        step = Step(account_id, memory.version, series(account_id), at, polled=True, reading=reading)
        memory = await ledger.commit(step, at - KEPT)

    return await latency(runs, commit)


async def first_loads(folder: Path, account_id: str, runs: int) -> Latency:
    """Loads of 35 days, each by a ledger just opened: nothing of it is decoded yet."""
    taken: list[float] = []
    for _ in range(runs):
        ledger = await SqliteLedger.open(folder, FixedClock())
        one = await latency(1, lambda opened=ledger: opened.load(account_id, None, END - KEPT))  # type: ignore[misc]
        taken.append(one.max_ms)
        await ledger.close()
    return summary(taken)


async def measure(folder: Path, runs: int) -> dict[str, object]:
    found: dict[str, object] = {}
    found["open, new file"] = await latency(1, lambda: _open_and_close(folder))
    ledger = await SqliteLedger.open(folder, FixedClock())
    await ledger.import_history(series("shop"), trade(35 * 1440, 15))
    found["commit, 35 days at 15 min"] = await commits(ledger, "shop", runs)
    await ledger.import_history(series("half"), trade(190 * 1440, 15))
    found["commit, 190 days at 15 min"] = await commits(ledger, "half", runs)
    begun = time.perf_counter()
    await ledger.import_history(series("year"), trade(MINUTES_A_YEAR, 1))
    found["import of 525,600 readings, s"] = round(time.perf_counter() - begun, 1)
    before_mib = resident_mib(forget_peak=True)
    for name, span in (("24 h", 1), ("7 days", 7), ("30 days", 30), ("a year", 365)):
        request = ChartRequest("year", END - timedelta(days=span), END)
        found[f"chart, {name} of minutes"] = await latency(20, lambda asked=request: ledger.chart(asked))  # type: ignore[misc]
    found["chart, peak memory over idle, MiB"] = round(resident_mib() - before_mib, 1)
    found["commit, 35 days of minutes"] = await commits(ledger, "year", min(runs, 100))
    found["backup"] = await latency(1, lambda: ledger.backup_if_due(END))
    found["forecast log, 190 days"] = await latency(20, lambda: ledger.forecast_log("half"))
    found["forecast log, a year of minutes"] = await latency(20, lambda: ledger.forecast_log("year"))
    await ledger.close()
    found["file, MiB"] = round((folder / "ledger.sqlite3").stat().st_size / 2**20, 1)
    found["open, a year of minutes"] = await latency(10, lambda: _open_and_close(folder))
    found["load, 35 days at 15 min"] = await first_loads(folder, "shop", 5)
    found["load, 190 days at 15 min"] = await first_loads(folder, "half", 5)
    found["load, 35 days of minutes"] = await first_loads(folder, "year", 5)
    return found


async def _open_and_close(folder: Path) -> None:
    await (await SqliteLedger.open(folder, FixedClock())).close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dir", type=Path, default=Path.cwd(), help="a folder on the disk to be measured")
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.dir, prefix="bench-ledger-") as folder:
        found = asyncio.run(measure(Path(folder), arguments.commits))
    if arguments.json:
        json.dump(found, sys.stdout, default=asdict, indent=2)
        return
    for name, value in found.items():
        shown = (
            f"p50 {value.p50_ms:9.2f}  p95 {value.p95_ms:9.2f}  max {value.max_ms:9.2f} ms  ({value.runs})"
            if isinstance(value, Latency)
            else str(value)
        )
        print(f"{name:34} {shown}")


if __name__ == "__main__":
    main()
