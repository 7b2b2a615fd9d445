"""Delivers to one channel: one message at a time, each recorded once the channel has answered.

What must survive a crash is in the ledger. What is kept here only spares repeats and attempts: what was told but could
not be recorded yet, and whether the channel works.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from galla.domain import delivering
from galla.domain.channel import DESKTOP, HOPELESS, Channel, Delivery, Owed, SendFailure, SendOutcome
from galla.domain.delivering import Batch
from galla.domain.errors import LedgerError
from galla.domain.ports import Clock, Ledger
from galla.engine.attempt import described, limited
from galla.engine.channel_ways import Way

log = logging.getLogger(__name__)

AGAIN_PAUSE = timedelta(seconds=60)
"""How often at most an attempt is repeated at once because something changed while it failed: a notification server
that our own call starts, and that dies of it, would else be called without a pause."""
REST = timedelta(seconds=60)
"""After something could not be recorded."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a channel does next."""

    record: tuple[Owed, ...] = ()
    """Told already, but not recorded."""
    batch: Batch | None = None
    queue: tuple[Owed, ...] = ()
    """All that waits for the channel, `batch` included."""
    look_at: datetime | None = None
    """Where there is nothing to do: when there may be; None: not by time alone."""

    @property
    def is_idle(self) -> bool:
        """Nothing is to be done now."""
        return not self.record and self.batch is None


class ChannelOutbox:
    """What is owed to one channel. Only one turn is carried out at a time; the next is planned after it."""

    def __init__(self, channel_id: str, way: Way, ledger: Ledger, clock: Clock, on_changed: Callable[[], None]) -> None:
        self._channel_id = channel_id
        self._is_desktop = channel_id == DESKTOP
        self._way = way
        self._ledger = ledger
        self._clock = clock
        self._on_changed = on_changed
        self._told: dict[str, bool] = {}
        """Notices that were told in this run and are still owed as far as we know, and whether that was recorded."""
        self._aside: dict[str, datetime] = {}
        """Notices that could not be put into words, and until when they hold back no others."""
        self._rests_until: datetime | None = None
        self._at_once = self._is_desktop
        """Backing off is over. Whoever starts the program is at the desktop now."""
        self._asked_to_try = 0
        """How often `try_now` was called."""
        self._again_from: datetime | None = None
        self._one_by_one = False
        """A summary failed and nobody said why: it may be the summary itself."""
        self._streak: delivering.Streak | None = None
        self._known_to_work = False

    def try_now(self) -> None:
        """What made attempts fail may be over: the network came up, the machine resumed, a test succeeded."""
        self._asked_to_try += 1
        self._at_once = True
        if self._streak is not None:  # as pressing as at first, but a network that comes and goes excuses no deadline
            self._streak = replace(self._streak, count=0)

    def plan(self, owed: Sequence[Owed]) -> Turn:
        """What is to be done now with `owed`, which the ledger gave after the turn before had ended."""
        now = self._clock.now()
        known = {item.notice.id for item in owed}
        self._told = {key: is_recorded for key, is_recorded in self._told.items() if key in known}
        self._aside = {key: until for key, until in self._aside.items() if key in known and _is_ahead(until, now)}
        if _is_ahead(self._rests_until, now):
            return Turn(look_at=self._rests_until)
        record = tuple(item for item in owed if not self._told.get(item.notice.id, True))
        left = [item for item in owed if item.notice.id not in self._told and item.notice.id not in self._aside]
        queue = delivering.released(left, now)
        self._one_by_one = self._one_by_one and bool(queue)
        batch = delivering.next_batch(
            queue,
            now,
            flood=delivering.flood_of(queue, self._is_desktop),
            at_once=self._at_once,
            one_by_one=self._one_by_one,
        )
        look_at = min(filter(None, [delivering.look_again_at(left, now), *self._aside.values()]), default=None)
        return Turn(record, batch, queue, look_at)

    async def carry_out(self, turn: Turn) -> None:
        """Does what `plan` said."""
        try:
            if turn.record:
                await self._record(turn.record)
            if turn.batch is not None:
                await self._attempt(turn.batch, turn.queue)
        except Exception as error:  # whatever it is, what is owed must still be told once it is over
            self._rest()
            log.warning("channel %s: %s", self._channel_id, error, exc_info=not isinstance(error, LedgerError))

    async def test(self, channel: Channel) -> SendOutcome:
        """What came of a test message, which is recorded."""
        try:
            outcome = await limited(self._clock, self._way.test(channel))
        except Exception as error:
            self._log_fault("the test", error)
            outcome = SendOutcome(SendFailure.UNKNOWN, type(error).__name__)
        try:
            await self._ledger.mark_tested(self._channel_id, self._clock.now(), outcome)
        except LedgerError as error:
            log.warning("channel %s: the test could not be recorded: %s", self._channel_id, error)
        if outcome.delivered:
            self.try_now()
        self._known_to_work = outcome.delivered
        self._on_changed()
        return outcome

    async def _attempt(self, batch: Batch, queue: Sequence[Owed]) -> None:
        asked_before, streak = self._asked_to_try, self._streak
        try:
            outcome = await limited(self._clock, self._way.tell(batch))
        except Exception as error:
            await self._set_aside(batch, error)
            return
        if outcome.delivered:
            self._told.update({item.notice.id: False for item in batch.owed})
            self._at_once = True
            self._streak = None
            self._one_by_one = self._one_by_one and len(queue) > len(batch.owed)
            await self._record(batch.owed)
        else:
            # What it failed for may have ended while it was under way.
            now = self._clock.now()
            self._at_once = self._asked_to_try != asked_before and not _is_ahead(self._again_from, now)
            if self._at_once:
                self._again_from = now + AGAIN_PAUSE
            self._streak = streak
            await self._failed(batch, queue, outcome)

    async def _record(self, told: Sequence[Owed]) -> None:
        """Until this has succeeded a crash repeats what was told; in this run nothing is told again."""
        try:
            await self._ledger.mark_delivered(_deliveries(told), self._clock.now())
        except LedgerError as error:
            self._rest()
            log.warning("channel %s: a delivery could not be recorded: %s", self._channel_id, error)
            return
        self._told.update({item.notice.id: True for item in told})
        if not self._known_to_work:
            self._known_to_work = True
            self._on_changed()

    async def _failed(self, batch: Batch, queue: Sequence[Owed], outcome: SendOutcome) -> None:
        now = self._clock.now()
        doubted = batch.is_summary and outcome.failure in {SendFailure.UNKNOWN, SendFailure.REFUSED}
        self._one_by_one = self._one_by_one or doubted
        before, self._streak = self._streak, delivering.after_failure(self._streak, now, batch)
        if before is None or before.since != self._streak.since:
            log.warning("channel %s fails: %s %s", self._channel_id, outcome.failure, outcome.detail)
        if outcome.failure is SendFailure.REFUSED and not self._is_desktop:
            # It may be this message alone, such as one that is too long: what waits behind it is tried on its own.
            over = () if batch.is_summary else batch.owed
        elif outcome.failure in HOPELESS and not self._is_desktop:
            over = tuple(queue)
        elif now - self._streak.since >= delivering.FAIR:
            over = delivering.given_up(queue, now, self._is_desktop)
        else:
            over = ()
        # After a break it is tried as often as at first: the machine slept, and its network comes up.
        next_at = now + delivering.backoff(min(batch.attempts + 1, self._streak.count))
        await self._mark_attempted([item for item in batch.owed if item not in over], now, outcome, next_at)
        await self._mark_failed(over, now, outcome)

    async def _set_aside(self, batch: Batch, error: Exception) -> None:
        """A notice that cannot be told, by a fault of ours, must not hold back the others for ever."""
        self._log_fault(", ".join(item.notice.id for item in batch.owed), error)
        if batch.is_summary:
            self._one_by_one = True
            return
        now = self._clock.now()
        item = batch.owed[0]
        next_at = now + delivering.backoff(item.delivery.attempts + 1)
        self._aside[item.notice.id] = next_at
        outcome = SendOutcome(SendFailure.UNKNOWN, type(error).__name__)
        over = delivering.given_up(batch.owed, now, self._is_desktop)
        await self._mark_attempted([item] * (not over), now, outcome, next_at)
        await self._mark_failed(over, now, outcome)

    async def _mark_attempted(
        self, tried: Sequence[Owed], now: datetime, outcome: SendOutcome, next_at: datetime
    ) -> None:
        if tried:
            await self._ledger.mark_attempted(_deliveries(tried), now, outcome, next_at)

    async def _mark_failed(self, over: Sequence[Owed], now: datetime, outcome: SendOutcome) -> None:
        if not over:
            return
        log.warning("channel %s: gave up on %s", self._channel_id, ", ".join(item.notice.id for item in over))
        await self._ledger.mark_failed(_deliveries(over), now, outcome)
        self._known_to_work = False
        self._on_changed()

    def _rest(self) -> None:
        self._rests_until = self._clock.now() + REST

    def _log_fault(self, what: str, fault: Exception) -> None:
        log.error("channel %s: %s could not be sent: %s", self._channel_id, what, described(fault))


def _deliveries(owed: Iterable[Owed]) -> list[Delivery]:
    return [item.delivery for item in owed]


def _is_ahead(at: datetime | None, now: datetime) -> bool:
    return delivering.lies_ahead(at, now, delivering.BREAK)
