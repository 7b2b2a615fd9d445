"""Start, weight and wakefulness of the tray beside a bare icon, measured from outside in a real desktop session."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import processes
import shipped
from owner import BELOW_THRESHOLD, Owner
from session_bus import SessionBus

HERE = Path(__file__).resolve().parent
BARE = (str(shipped.PYTHON), str(HERE / "bare_icon.py"))
NAMED = (str(shipped.PYTHON), str(HERE / "named_libraries.py"))
GALLA = (str(shipped.GALLA),)

SETTLE_S = 4.0
"""After this a bare icon, or a window that was opened, does nothing more."""
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
    async def running(self, command: tuple[str, ...], *, keep_ledger: bool = False) -> AsyncIterator[Running]:
        """`command` as a process of its own until the block ends; the ledger is as it was imported."""
        if not keep_ledger:
            self._owner.come_back()
        begun = time.monotonic()
        process = await asyncio.create_subprocess_exec(*command, env=self._environment)
        try:
            registered, item = await self._bus.icon_of(process.pid)
            yield Running(process.pid, item, registered - begun)
        finally:
            process.terminate()
            async with asyncio.timeout(WAIT_S):
                await process.wait()

    async def watched(self, script: str) -> dict[str, Any]:
        """What watched_tray.py sees."""
        self._owner.come_back()
        command = (str(shipped.PYTHON), str(HERE / "watched_tray.py"), script)
        async with asyncio.timeout(2 * WAIT_S):
            process = await asyncio.create_subprocess_exec(*command, env=self._environment, stdout=subprocess.PIPE)
            said, _ = await process.communicate()
        found: dict[str, Any] = json.loads(said)
        return found


async def measure(plan: Plan, home: Path) -> dict[str, object]:
    """All figures by name; times in ms, memory in MiB."""
    bus = SessionBus()
    await bus.connect()
    owner = Owner(home)
    await owner.move_in(dict(os.environ), every=timedelta(minutes=15), kept=timedelta(days=35))
    machine = Machine(bus, owner)
    try:
        return {
            "start": await starts(machine, plan),
            **await idle(machine, owner, bus, plan),
            "blocks_while_starting": await machine.watched("start"),
        }
    finally:
        await owner.move_out()
        bus.close()


async def starts(machine: Machine, plan: Plan) -> dict[str, object]:
    """Times from process start to icon registered, alternating, after one start of each to warm the caches."""
    taken: dict[str, list[float]] = {"bare": [], "galla": []}
    for run in range(plan.runs + 3):
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


async def idle(machine: Machine, owner: Owner, bus: SessionBus, plan: Plan) -> dict[str, object]:
    """Weights, one program at a time: two that run together would share the weight of their libraries.

    The last run goes on, for its switches and for what it weighs after use.
    """
    bare: list[processes.Weight] = []
    galla: list[processes.Weight] = []
    later: dict[str, float] = {}
    wakes: dict[str, object] = {}
    for run in range(plan.runs):
        async with machine.running(BARE) as program:
            await asyncio.sleep(SETTLE_S)
            bare.append(processes.weight(program.pid))
        answered = owner.supplier.requests
        async with machine.running(GALLA) as program:
            await asyncio.sleep(plan.idle_s)
            assert owner.supplier.requests > answered, "the account was not polled"
            galla.append(processes.weight(program.pid))
            if run == plan.runs - 1:
                wakes = await switches(machine, owner, program, plan)
                later = await _after_use(program, owner, bus)
    async with machine.running(NAMED) as program:
        await asyncio.sleep(SETTLE_S)
        named = processes.weight(program.pid)
    weights = {
        "bare_pss_mib": _median(bare, lambda weight: weight.pss_mib),
        "galla_pss_mib": _median(galla, lambda weight: weight.pss_mib),
        "galla_private_mib": _median(galla, lambda weight: weight.private_mib),
        "galla_rss_mib": _median(galla, lambda weight: weight.rss_mib),
        "named_libraries_pss_mib": round(named.pss_mib, 1),
        **later,
        "all_galla_pss_mib": [round(weight.pss_mib, 1) for weight in galla],
    }
    return {"memory": weights, "switches": wakes}


async def _after_use(program: Running, owner: Owner, bus: SessionBus) -> dict[str, float]:
    """What it weighs after a notification was shown, and after the chart was open."""
    owner.balance = BELOW_THRESHOLD
    await bus.check_now(program.item)
    async with asyncio.timeout(WAIT_S):
        while "FoxReload" not in await _said("dunstctl", "history"):
            await asyncio.sleep(1)
            await _said("dunstctl", "close-all")  # only what was closed is in the history
    await asyncio.sleep(SETTLE_S)
    notified = processes.weight(program.pid).pss_mib
    await bus.choose(program.item, "Show chart")
    await asyncio.sleep(SETTLE_S)
    opened = processes.weight(program.pid).pss_mib
    await _said("xdotool", "key", "--clearmodifiers", "alt+F4")
    await asyncio.sleep(SETTLE_S)
    closed = processes.weight(program.pid).pss_mib
    return {
        "after_notification_pss_mib": round(notified, 1),
        "chart_open_pss_mib": round(opened, 1),
        "chart_closed_pss_mib": round(closed, 1),
    }


async def _said(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode()


async def switches(machine: Machine, owner: Owner, galla: Running, plan: Plan) -> dict[str, object]:
    """Voluntary context switches a minute of both programs in the same span, hidden and idle."""
    async with machine.running(BARE, keep_ledger=True) as bare:
        await asyncio.sleep(SETTLE_S)
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


async def chart(home: Path) -> dict[str, Any]:
    """Three openings of the chart on a ledger with a year of minute readings; times in ms."""
    bus = SessionBus()
    await bus.connect()
    owner = Owner(home)
    await owner.move_in(dict(os.environ), every=timedelta(minutes=1), kept=timedelta(days=365))
    try:
        return await Machine(bus, owner).watched("chart")
    finally:
        await owner.move_out()
        bus.close()
