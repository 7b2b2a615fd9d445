"""Measures what one poll costs on the event loop's thread, which is Qt's, with half a year of history behind it.

python tests/benchmarks/bench_turn.py [--turns N] [--json]

The ledger answers at once and the supplier too: what is left is arithmetic and bookkeeping of our own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from asyncio import events
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from bench_ledger import END, FixedClock, Latency, series, summary, trade

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain import monitoring, overview, standing
from galla.domain.model import AccountMemory, Answer, Reading, Secret, SeriesKey, Snapshot, Step, StorageState
from galla.domain.model import StoredReading as Row
from galla.domain.money import Money
from galla.domain.schedule import Timing
from galla.domain.settings import Account
from galla.domain.watched import Moment, Watched
from galla.engine.account_loop import AccountLoop, Tools
from galla.engine.compute import Compute, at_once
from galla.engine.credentials import Credentials
from galla.engine.poll import Poller
from galla.tasks import Worker

PAST_DAYS = 180
EVERY_MIN = 16
"""Half a year of readings at that distance are about 16,000, of which 1,400 are remembered."""
SHOP = Watched(Account("shop", "Shop", "https://api.example.com", currency="USD"), ZoneInfo("Asia/Kolkata"))


@dataclass(frozen=True, slots=True)
class TurnCost:
    """Of one poll, on the loop's thread."""

    whole: Latency
    """All that ran there, together."""
    longest: Latency
    """The longest piece of it, during which nothing else could run."""


class MovingClock(FixedClock):
    """Some minutes pass with every poll."""

    def __init__(self) -> None:
        self.polls = 0

    def now(self) -> datetime:
        return END + timedelta(minutes=EVERY_MIN * self.polls)

    async def sleep(self, delay_s: float) -> None:
        await asyncio.Event().wait()


class InstantLedger:
    """Gives the memory as it stands."""

    storage = StorageState.DURABLE

    def __init__(self, memory: AccountMemory) -> None:
        self.memory = memory

    async def load(self, account_id: str, key: SeriesKey | None, since: object) -> AccountMemory:
        return self.memory

    async def commit(self, step: Step, since: object) -> AccountMemory:
        assert step.reading is not None
        row = Row(step.reading.balance, step.reading.observed_at, step.reading.observed_at)
        history = (*self.memory.history[1:], row)
        self.memory = replace(
            self.memory, version=self.memory.version + 1, history=history, level=step.level, last_poll_at=step.at
        )
        return self.memory


class FallingBalance:
    """A supplier and a keyring that answer at once."""

    def __init__(self, clock: MovingClock, balance: Decimal) -> None:
        self._clock = clock
        self._balance = balance

    async def fetch(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        self._clock.polls += 1
        self._balance -= Decimal("0.37")
        return Answer(Reading(Money(self._balance, "USD"), self._clock.now()))

    async def read(self, names: object) -> dict[object, Secret]:
        return {}


class Witness:
    """Times everything that the loop runs."""

    def __init__(self) -> None:
        self.pieces_ms: list[float] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        original = events.Handle._run

        def timed(handle: events.Handle) -> None:
            begun = time.perf_counter()
            original(handle)
            self.pieces_ms.append(1000 * (time.perf_counter() - begun))

        events.Handle._run = timed  # type: ignore[method-assign]
        try:
            yield
        finally:
            events.Handle._run = original  # type: ignore[method-assign]


async def memory_of_half_a_year() -> AccountMemory:
    """As a real ledger gives it."""
    with tempfile.TemporaryDirectory(prefix="bench-turn-") as folder:
        ledger = await SqliteLedger.open(Path(folder), FixedClock())
        await ledger.import_history(series("shop"), trade(PAST_DAYS * 1440, EVERY_MIN))
        memory = await ledger.load("shop", series("shop"), END - monitoring.HISTORY_KEPT)
        await ledger.close()
    return memory


async def turns(memory: AccountMemory, compute: Compute, runs: int) -> TurnCost:
    """Polls that the owner asks for, one after another."""
    clock, shown = MovingClock(), asyncio.Queue[Snapshot]()
    last = memory.last_accepted
    assert last is not None
    source, ledger = FallingBalance(clock, last.balance.amount), InstantLedger(memory)
    credentials = Credentials(source, lambda account: ())  # type: ignore[arg-type]
    poller = Poller(source, credentials, ledger, clock, Timing(refresh_min_age_s=0), compute=compute)  # type: ignore[arg-type]
    tools = Tools(poller, ledger, clock, Timing(refresh_min_age_s=0), lambda: 0.0, shown.put_nowait, lambda: None)  # type: ignore[arg-type]
    loop = AccountLoop(SHOP, tools)
    await loop.restore()
    running = asyncio.ensure_future(loop.run())
    whole, longest = [], []
    for number in range(runs + 1):
        witness = Witness()
        with witness.watching():
            loop.refresh()
            while (await shown.get()).observed_at != clock.now() or clock.polls <= number:
                pass
        if number:  # the first one also warms up
            whole.append(sum(witness.pieces_ms))
            longest.append(max(witness.pieces_ms))
    running.cancel()
    return TurnCost(summary(whole), summary(longest))


async def measure(runs: int) -> dict[str, object]:
    """All figures, by name."""
    memory = await memory_of_half_a_year()
    now, last = END, memory.last_accepted
    assert last is not None
    answer = Answer(Reading(last.balance - Money(Decimal(1), "USD"), now))
    at_reading = standing.runway_at_reading(memory, SHOP)
    found: dict[str, object] = {
        "readings": len(memory.history),
        "hours of past": len(memory.past.spend) if memory.past else 0,
        "runway at a reading": timed(runs, lambda: standing.runway_at_reading(memory, SHOP)),
        "step of a reading": timed(runs, lambda: monitoring.advance(memory, answer, SHOP, now, Timing(), at_reading)),
        "step of passing time": timed(runs, lambda: monitoring.advance(memory, None, SHOP, now, Timing(), at_reading)),
        "snapshot": timed(runs, lambda: overview.snapshot(memory, SHOP, Moment(now), at_reading)),
        "poll, all on the loop": await turns(memory, at_once, runs),
    }
    worker = Worker("forecast")
    found["poll, with a thread beside it"] = await turns(memory, worker, runs)
    worker.close()
    return found


def timed(runs: int, work: Callable[[], object]) -> Latency:
    """Of the same work again and again, the first time left out."""
    taken = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - begun))
    return summary(taken[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = asyncio.run(measure(arguments.turns))
    if arguments.json:
        json.dump(found, sys.stdout, default=asdict, indent=2)
        return
    for name, value in found.items():
        if isinstance(value, TurnCost):
            print(f"{name + ', together':40} {shown_as(value.whole)}")
            print(f"{name + ', longest':40} {shown_as(value.longest)}")
        else:
            print(f"{name:40} {shown_as(value) if isinstance(value, Latency) else value}")


def shown_as(latency: Latency) -> str:
    """One line."""
    return f"p50 {latency.p50_ms:8.2f}  p95 {latency.p95_ms:8.2f}  max {latency.max_ms:8.2f} ms  ({latency.runs})"


if __name__ == "__main__":
    main()
