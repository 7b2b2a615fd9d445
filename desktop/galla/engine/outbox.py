"""Delivers notices to the owner: each at least once, in order, over crashes and silent servers.

A notice is in the ledger before it is shown and is marked after the notification server answered, so a crash can
repeat it only between those two moments.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from galla.domain.errors import LedgerError
from galla.domain.notice import NativeMessage, Notice
from galla.domain.ports import Clock, Ledger, Notifier
from galla.engine.waiting import until

log = logging.getLogger(__name__)

RETRY_FIRST_S = 30.0
RETRY_CAP_S = 900.0
IDLE = timedelta(days=1)


class Outbox:
    """Shows what the ledger holds undelivered, now and whenever woken."""

    def __init__(
        self,
        ledger: Ledger,
        notifier: Notifier,
        clock: Clock,
        compose: Callable[[Notice], NativeMessage],
        fall_back: Callable[[NativeMessage], bool],
    ) -> None:
        self._ledger = ledger
        self._notifier = notifier
        self._clock = clock
        self._compose = compose
        self._fall_back = fall_back
        self._wake = asyncio.Event()
        self._fruitless = 0
        self._stopping = False
        self._told: set[str] = set()
        """Shown, but the ledger could not record it yet."""

    def wake(self) -> None:
        """Notices may have been written."""
        self._wake.set()

    def stop(self) -> None:
        """Lets `run` end once the notice being shown is recorded: cancelling in between would repeat it."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Delivers until stopped."""
        while not self._stopping:
            try:
                all_told = await self._deliver_all()
            except Exception as error:  # whatever it is, what is owed must still be told once it is over
                log.warning("outbox: %s", error, exc_info=not isinstance(error, LedgerError))
                all_told = False
            self._fruitless = 0 if all_told else self._fruitless + 1
            if not self._stopping:
                await until(self._clock, self._clock.now() + self._pause(), self._wake)

    async def _deliver_all(self) -> bool:
        all_told = True
        for notice in await self._ledger.undelivered():
            if self._stopping:
                break
            try:
                told = notice.id in self._told or await self._show(notice)
            except Exception:  # one notice that cannot be shown must not hold back the others for ever
                log.exception("notice %s could not be shown", notice.id)
                await self._ledger.mark_attempted(notice.id, self._clock.now())
                all_told = False
                continue
            if not told:  # nobody is there to be told; later news must not overtake earlier
                await self._ledger.mark_attempted(notice.id, self._clock.now())
                return False
            self._told.add(notice.id)
            await self._ledger.mark_delivered(notice.id, self._clock.now())
            self._told.discard(notice.id)
        return all_told

    async def _show(self, notice: Notice) -> bool:
        """True when somebody was told. The tray's own message answers nothing, so it counts once it was handed
        over: repeating it every few minutes would be worse."""
        message = self._compose(notice)
        return await self._notifier.show(message) or self._fall_back(message)

    def _pause(self) -> timedelta:
        if not self._fruitless:
            return IDLE
        return timedelta(seconds=min(RETRY_FIRST_S * 2.0 ** min(self._fruitless - 1, 10), RETRY_CAP_S))
