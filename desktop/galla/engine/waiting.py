"""Waiting until an instant, or until somebody wakes us, on an injected clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from galla.domain.ports import Clock

LONGEST_SLEEP_S = 3600.0
"""The wall clock is looked at again at least this often: it may have been set."""

GAP_CHECK_S = 60.0
GAP = timedelta(seconds=45)
"""More than this over the expected minute is a suspend, not a busy machine."""


async def until(clock: Clock, due: datetime, wake: asyncio.Event) -> bool:
    """Returns True when `wake` was set (it is cleared), False when the wall clock has reached `due`."""
    while True:
        if wake.is_set():
            wake.clear()
            return True
        remaining_s = (due - clock.now()).total_seconds()
        if remaining_s <= 0:
            return False
        await sleep_or_wake(clock, min(remaining_s, LONGEST_SLEEP_S), wake)


async def sleep_or_wake(clock: Clock, delay_s: float, wake: asyncio.Event) -> None:
    """Returns after about `delay_s` seconds, or sooner when `wake` is set (it stays set)."""
    sleeping = asyncio.ensure_future(clock.sleep(delay_s))
    waking = asyncio.ensure_future(wake.wait())
    try:
        await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        sleeping.cancel()
        waking.cancel()


async def watch_for_gaps(clock: Clock, on_gap: Callable[[], None]) -> None:
    """Calls `on_gap()` whenever the wall clock ran away from our own sleep: the machine was suspended, or its clock
    was set, forward or back.

    For systems that do not tell of a resume. Runs until cancelled.
    """
    while True:
        before = clock.now()
        await clock.sleep(GAP_CHECK_S)
        if abs(clock.now() - before - timedelta(seconds=GAP_CHECK_S)) > GAP:
            on_gap()
