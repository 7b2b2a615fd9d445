"""Start, weight and wakefulness of the tray beside a bare icon, measured from outside in a real desktop session."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import processes
import shipped
from owner import BELOW_THRESHOLD, Owner
from session_bus import SessionBus

HERE = Path(__file__).resolve().parent
BARE = (str(shipped.PYTHON), str(HERE / "bare_icon.py"))
NAMED = (str(shipped.PYTHON), str(HERE / "named_libraries.py"))
GALLA = (str(shipped.GALLA),)

BARE_SETTLE_S = 3.0
"""A bare icon does nothing more after this."""
WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long to measure."""

    runs: int = 5
    idle_s: float = 60.0
    watch_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Running:
    """A program whose icon is registered."""

    pid: int
    item: str
    started_s: float
    """From process start to icon registered."""


class Machine:
    """The session to measure in."""

    def __init__(self, bus: SessionBus, owner: Owner) -> None:
        self._bus = bus
        self._owner = owner
        self._environment = {**os.environ, **owner.environment}

    @asynccontextmanager
    async def running(self, command: tuple[str, ...]) -> AsyncIterator[Running]:
        """`command` as a process of its own until the block ends."""
        self._owner.come_back()
        begun = time.monotonic()
        process = subprocess.Popen(command, env=self._environment)
        try:
            registered, item = await self._bus.icon_of(process.pid)
            yield Running(process.pid, item, registered - begun)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, WAIT_S)


async def measure(plan: Plan, home: Path) -> dict[str, object]:
    """All figures by name; times in ms, memory in MiB."""
    bus = SessionBus()
    await bus.connect()
    owner = Owner(home)
    await owner.move_in(dict(os.environ))
    machine = Machine(bus, owner)
    try:
        return {
            "start": await starts(machine, plan),
            "memory": await memory(machine, owner, bus, plan),
            "switches": await switches(machine, owner, plan),
        }
    finally:
        await owner.move_out()
        bus.close()


async def starts(machine: Machine, plan: Plan) -> dict[str, object]:
    """Times from process start to icon registered, alternating, after one start of each to warm the caches."""
    taken: dict[str, list[float]] = {"bare": [], "galla": []}
    for run in range(plan.runs * 2 + 1):
        for name, command in (("bare", BARE), ("galla", GALLA)):
            async with machine.running(command) as program:
                if run:
                    taken[name].append(1000 * program.started_s)
                await asyncio.sleep(1.0)  # what follows the icon must not fall into the other's start
    medians = {name: round(statistics.median(values), 1) for name, values in taken.items()}
    return {
        "bare_ms": medians["bare"],
        "galla_ms": medians["galla"],
        "ratio": round(medians["galla"] / medians["bare"], 2),
        "all_ms": {name: [round(value) for value in values] for name, values in taken.items()},
    }


async def memory(machine: Machine, owner: Owner, bus: SessionBus, plan: Plan) -> dict[str, object]:
    """Weights, one program at a time: two that run together would share the weight of their libraries."""
    bare: list[processes.Weight] = []
    galla: list[processes.Weight] = []
    later: dict[str, float] = {}
    for run in range(plan.runs):
        async with machine.running(BARE) as program:
            await asyncio.sleep(BARE_SETTLE_S)
            bare.append(processes.weight(program.pid))
        answered = owner.supplier.requests
        async with machine.running(GALLA) as program:
            await asyncio.sleep(plan.idle_s)
            assert owner.supplier.requests > answered, "the account was not polled"
            galla.append(processes.weight(program.pid))
            if run == plan.runs - 1:
                later = await _after_use(program, owner, bus)
    async with machine.running(NAMED) as program:
        await asyncio.sleep(BARE_SETTLE_S)
        named = processes.weight(program.pid)
    return {
        "bare_pss_mib": _median(bare, lambda weight: weight.pss_mib),
        "galla_pss_mib": _median(galla, lambda weight: weight.pss_mib),
        "galla_private_mib": _median(galla, lambda weight: weight.private_mib),
        "galla_rss_mib": _median(galla, lambda weight: weight.rss_mib),
        "named_libraries_pss_mib": round(named.pss_mib, 1),
        **later,
        "all_galla_pss_mib": [round(weight.pss_mib, 1) for weight in galla],
    }


async def _after_use(program: Running, owner: Owner, bus: SessionBus) -> dict[str, float]:
    """What it weighs after a notification was shown, and after the chart was open."""
    owner.balance = BELOW_THRESHOLD
    await bus.check_now(program.item)
    await _until(lambda: "below" in _shown_notifications().lower() or "99.20" in _shown_notifications())
    await asyncio.sleep(3)
    notified = processes.weight(program.pid).pss_mib
    await bus.choose(program.item, "Show chart")
    await asyncio.sleep(5)
    opened = processes.weight(program.pid).pss_mib
    subprocess.run(["xdotool", "key", "--clearmodifiers", "alt+F4"], check=True)
    await asyncio.sleep(5)
    closed = processes.weight(program.pid).pss_mib
    return {
        "after_notification_pss_mib": round(notified, 1),
        "chart_open_pss_mib": round(opened, 1),
        "chart_closed_pss_mib": round(closed, 1),
    }


def _shown_notifications() -> str:
    return subprocess.run(["dunstctl", "history"], check=True, capture_output=True, text=True).stdout + (
        subprocess.run(["dunstctl", "count"], check=True, capture_output=True, text=True).stdout
    )


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not is_so():
            await asyncio.sleep(0.2)


async def switches(machine: Machine, owner: Owner, plan: Plan) -> dict[str, object]:
    """Voluntary context switches a minute of both programs in the same span, hidden and idle."""
    async with machine.running(BARE) as bare, machine.running(GALLA) as galla:
        await asyncio.sleep(plan.idle_s / 2)  # its first poll and its backup are over
        asked = owner.supplier.requests
        pids = {"bare": bare.pid, "galla": galla.pid}
        before = {name: processes.voluntary_switches(pid) for name, pid in pids.items()}
        cpu_before_s = processes.cpu_s(galla.pid)
        await asyncio.sleep(plan.watch_s)
        counts = {name: _grown(before[name], processes.voluntary_switches(pid)) for name, pid in pids.items()}
        minutes = plan.watch_s / 60
        return {
            **{f"{name}_a_minute": round(sum(found.values()) / minutes, 1) for name, found in counts.items()},
            "threads": counts,
            "galla_cpu_ms_a_minute": round(1000 * (processes.cpu_s(galla.pid) - cpu_before_s) / minutes, 1),
            "polls_meanwhile": owner.supplier.requests - asked,
        }


def _grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: grown for name, count in after.items() if (grown := count - before.get(name, 0))}


def _median(weights: list[processes.Weight], figure: Callable[[processes.Weight], float]) -> float:
    return round(statistics.median(map(figure, weights)), 1)


if __name__ == "__main__":
    import json
    import tempfile

    with tempfile.TemporaryDirectory(dir=shipped.ROOT / "build") as folder:
        quick = Plan(runs=2, idle_s=12, watch_s=30)
        found = asyncio.run(measure(quick if "--quick" in sys.argv else Plan(), Path(folder)))
        json.dump(found, sys.stdout, indent=1)
