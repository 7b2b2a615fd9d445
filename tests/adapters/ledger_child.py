"""A process beside the test that uses the same ledger; and the steps that both make."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.channel import Delivery
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import AccountMemory, Reading, SeriesKey, Step
from galla.domain.money import Money
from galla.domain.notice import Episode, Notice, NoticeKind, Rule, Severity
from galla.domain.past import Correction, CreditKind, KeptForecast
from galla.domain.ports import StaleStep

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SINCE = NOON - timedelta(days=35)
MAIN = SeriesKey("main", "generic-bearer", "https://api.example.com", "live", "USD")
DOWN = Problem(ProblemKind.SUPPLIER_FAILING, "", (("status", "503"),))


class FixedClock:
    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, delay_s: float) -> None:
        raise AssertionError("the ledger does not wait by the clock")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def reading(amount: str | int, minutes: float, currency: str = "USD") -> Reading:
    return Reading(Money(Decimal(amount), currency), at(minutes))


def read(memory: AccountMemory, amount: str | int, minutes: float, **changes: object) -> Step:
    """A good poll after `memory`."""
    step = Step(memory.account_id, memory.version, MAIN, at(minutes), polled=True, reading=reading(amount, minutes))
    return replace(step, **changes)  # type: ignore[arg-type]


def fail(memory: AccountMemory, minutes: float, problem: Problem = DOWN) -> Step:
    """A failed poll after `memory`."""
    return Step(
        memory.account_id,
        memory.version,
        memory.series,
        at(minutes),
        polled=True,
        problem=problem,
        failing_since=memory.failing_since or at(minutes),
        failures=memory.failures + 1,
    )


async def commit_for_ever(folder: Path) -> None:
    """Prints each step's number once its commit has returned; each keeps a forecast and a correction, and owes a
    notice to two channels."""
    ledger = await SqliteLedger.open(folder, FixedClock())
    memory = await ledger.load("main", MAIN, SINCE)
    while True:
        number = memory.version + 1
        forecast = KeptForecast(at(number), Money(Decimal(number), "USD"), 1.0, 2.0, 3.0, 60.0, 1.0)
        said = Correction(at(number), CreditKind.TOP_UP)
        step = read(memory, number, number, forecast=forecast, corrections=(said,), **event(number))
        memory = await ledger.commit(step, SINCE)
        print(number, flush=True)


def event(number: int) -> dict[str, object]:
    """What a step writes of something that happened at that minute, which two channels are owed."""
    id, when = f"main.credit.{number}", at(number)
    episode = Episode(id, "main", Rule.CREDIT, Severity.INFO, when, recovered_at=when)
    notice = Notice(f"{id}.1", id, "main", Rule.CREDIT, NoticeKind.RAISED, Severity.INFO, when)
    owed = tuple(Delivery(notice.id, channel, when, at(number + 60)) for channel in ("desktop", "slack"))
    return {"episodes": (episode,), "notices": (notice,), "deliveries": owed}


async def deliver_beside(folder: Path) -> None:
    """Delivers what is owed, one by one, as long as anything is; prints how often it said so."""
    ledger = await SqliteLedger.open(folder, FixedClock())
    marks = 0
    while owed := await ledger.owed():
        await ledger.mark_delivered([owed[0].delivery], owed[0].notice.created_at)
        marks += 1
    await ledger.close()
    print(marks)


async def commit_beside(folder: Path, steps: int) -> None:
    """Makes `steps` steps, each computed again whenever another process was quicker; prints how often."""
    ledger = await SqliteLedger.open(folder, FixedClock())
    stale = 0
    for _ in range(steps):
        while True:
            memory = await ledger.load("main", MAIN, SINCE)
            number = memory.version + 1
            try:
                await ledger.commit(read(memory, number, number, **event(number)), SINCE)
            except StaleStep:
                stale += 1
            else:
                break
    await ledger.close()
    print(stale)


async def commit_until_full(folder: Path) -> None:
    """Commits on a disk that takes no more after a while; prints the version that was durable and the one now."""
    import resource

    ledger = await SqliteLedger.open(folder, FixedClock())
    memory = await ledger.load("main", MAIN, SINCE)
    memory = await ledger.commit(read(memory, 1, 1), SINCE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    durable = memory.version
    while ledger.storage == "durable":
        durable = memory.version
        memory = await ledger.commit(read(memory, memory.version + 1, memory.version + 1), SINCE)
    memory = await ledger.commit(fail(memory, memory.version + 1), SINCE)
    print(durable, memory.version, len(memory.history), ledger.storage)
    await ledger.close()


if __name__ == "__main__":
    task, folder, *numbers = sys.argv[1:]
    work = {
        "for_ever": commit_for_ever,
        "beside": commit_beside,
        "until_full": commit_until_full,
        "deliver": deliver_beside,
    }[task]
    asyncio.run(work(Path(folder), *map(int, numbers)))
