"""The polling loop of one account. An error of one account never touches another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from galla.domain import overview, reminders, schedule, time_alerts
from galla.domain.errors import GallaError, Problem
from galla.domain.model import AccountMemory, Snapshot
from galla.domain.notice import SnoozeFor
from galla.domain.past import Correction
from galla.domain.ports import Clock, Ledger
from galla.domain.runway import NO_FORECAST
from galla.domain.watched import Moment, Watched
from galla.engine.poll import Poller
from galla.engine.waiting import until

log = logging.getLogger(__name__)

RETRY_AFTER_FAULT_S = 60.0
"""After an error that is not a supplier's (a busy ledger, a fault of ours) the account is tried again."""

LATE_AFTER = timedelta(minutes=10)
"""A poll that long overdue was not made: something of ours stands still."""

READINGS_MISSED = 2
"""At night an account may be asked once an hour: so many missed readings are no cause for alarm yet."""

SHOW_ANEW = timedelta(minutes=15)
"""Age, runway and level move with time alone, so they are computed anew at least this often, polls or not."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every account's loop works with."""

    poller: Poller
    ledger: Ledger
    clock: Clock
    timing: schedule.Timing
    random: Callable[[], float]
    """Uniform in [0, 1): the jitter of backoff."""
    announce: Callable[[Snapshot], None]
    notices_written: Callable[[], None]
    """Wakes whoever delivers notices."""


class AccountLoop:
    """Polls one account as its schedule says and announces a snapshot after each step."""

    def __init__(self, watched: Watched, tools: Tools, start_offset_s: float = 0.0) -> None:
        self.watched = watched
        self._tools = tools
        self._start_offset = timedelta(seconds=start_offset_s)
        self._memory = AccountMemory(watched.account.id)
        self._at_reading = NO_FORECAST
        self._spent: overview.SpentLately | None = None
        self._wake = asyncio.Event()
        self._asked_for_refresh = False
        self._polling = False
        self._fault: Problem | None = None
        self._due: datetime | None = None
        self._not_before: datetime | None = None
        self._busy = asyncio.Lock()
        self._shown: Snapshot | None = None

    @property
    def memory(self) -> AccountMemory:
        """What the account remembers now."""
        return self._memory

    async def restore(self) -> None:
        """Puts the last reading on screen, with its age, before any request."""
        try:
            await self._take_up(await self._tools.poller.load(self.watched))
            self._fault = None
        except GallaError as error:
            self._fault = error.problem
        except Exception:  # one account's fault must not keep the others from being shown
            log.exception("account %s: unexpected fault", self.watched.account.id)
        self._announce()

    async def run(self) -> None:
        """Polls until cancelled."""
        if not self._asked_for_refresh:
            spread_until = self._tools.clock.now() + self._start_offset
            self._not_before = max(self._not_before or spread_until, spread_until)
        while True:
            try:
                self._due = self._next_due()
                self._announce()
                await until(self._tools.clock, self._wake_at(), self._wake)
                await self._turn()
            except Exception:  # one account's fault must not end the watch over the others
                log.exception("account %s: unexpected fault", self.watched.account.id)
                again_at = self._tools.clock.now() + timedelta(seconds=RETRY_AFTER_FAULT_S)
                await until(self._tools.clock, again_at, self._wake)

    def refresh(self) -> schedule.Refusal | None:
        """Polls at once, unless the supplier asked for silence or the last reading is seconds old."""
        now = self._tools.clock.now()
        refused = schedule.refusal(self._situation(now), now, self._tools.timing)
        if refused is None and not self._polling and not self.watched.account.paused:
            self._not_before = None
            self._asked_for_refresh = True
            self._wake.set()
        return refused

    def forget(self) -> None:
        """Lets go of what the account remembers, once nobody watches it."""
        self._memory, self._at_reading = AccountMemory(self.watched.account.id), NO_FORECAST
        self._spent = self._shown = None

    def settle(self) -> None:
        """Polls a few seconds from now: the machine resumed, or its network came up."""
        if self.watched.account.paused:
            return
        now = self._tools.clock.now()
        if schedule.refusal(self._situation(now), now, self._tools.timing) is None:
            self._ask_at(now + timedelta(seconds=self._tools.timing.settle_s) + self._start_offset)
        elif not self._asked_for_refresh:  # else it waits for the end of the silence already
            self._not_before = None
        self._wake.set()

    def ask_soon(self) -> None:
        """Polls a few seconds from now, or as soon as the supplier's silence is over: the owner has changed by what it
        is asked, and has just tried it himself."""
        if self.watched.account.paused:
            return
        now, timing = self._tools.clock.now(), self._tools.timing
        settled = now + timedelta(seconds=max(timing.settle_s, self.watched.min_interval_s))
        silent_until = schedule.silent_until(self._situation(now).next_allowed_at, now, timing)
        self._ask_at((settled if silent_until is None else max(settled, silent_until)) + self._start_offset)
        self._wake.set()

    def take_over(self, owed_at: datetime) -> None:
        """What a loop before this one had still to ask, no sooner than `owed_at`."""
        if not self.watched.account.paused:
            self._ask_at(owed_at)

    def _ask_at(self, at: datetime) -> None:
        self._not_before = at
        self._asked_for_refresh = True

    async def reload(self) -> None:
        """Takes up what another process has written."""
        async with self._busy:
            await self.restore()
        self._wake.set()

    async def quiet(self, episode_id: str, how: SnoozeFor | None) -> None:
        """Snoozes the open episode for so long, or acknowledges it where that is None."""
        async with self._busy:
            now, watched = self._tools.clock.now(), self.watched
            hours = watched.account.polling.business_hours
            memory = await self._tools.poller.change_episode(
                watched, episode_id, lambda episode: reminders.answered(episode, how, now, watched.zone, hours)
            )
            await self._take_up(memory)
        self._announce()
        self._wake.set()

    async def pay(self) -> None:
        """Keeps the owner's "I have paid". Raises LedgerError."""
        async with self._busy:
            await self._take_up(await self._tools.poller.pay(self.watched))
        self._announce()
        self._wake.set()

    async def correct(self, correction: Correction) -> None:
        """Takes the owner's word on a credit and shows what follows from it. Raises LedgerError."""
        async with self._busy:
            await self._take_up(await self._tools.poller.correct(self.watched, correction))
        self._announce()
        self._wake.set()
        self._tools.notices_written()

    @property
    def owed_at(self) -> datetime | None:
        """From when on a poll may be made that was asked for and has not been answered, be it that it was cut short;
        None where none was."""
        return (self._not_before or self._tools.clock.now()) if self._asked_for_refresh else None

    def snapshot(self) -> Snapshot:
        """The account as it is at this moment."""
        moment = Moment(
            now=self._tools.clock.now(),
            storage=self._tools.ledger.storage,
            polling=self._polling,
            next_poll_at=self._due,
            problem=self._fault,
        )
        return overview.snapshot(self._memory, self.watched, moment, self._at_reading, self._spent)

    def is_on_time(self, now: datetime) -> bool:
        """Whether the account was polled when it was due."""
        return self._due is not None and now - self._due <= LATE_AFTER

    def is_read(self, now: datetime) -> bool:
        """Whether a balance was read lately enough to be no cause for alarm."""
        last, polling = self._memory.last_accepted, self.watched.account.polling
        longest_min = max(polling.business_interval_min, polling.night_interval_min)
        fresh_min = max(self.watched.alerts.no_reading_min, READINGS_MISSED * longest_min)
        return last is not None and now - last.last_at < timedelta(minutes=fresh_min)

    # --- one turn of the loop

    async def _turn(self) -> None:
        now = self._tools.clock.now()
        async with self._busy:
            try:
                if self._should_poll(now):
                    await self._poll()
                elif time_alerts.is_due(self._memory, self._ahead(now)):
                    await self._take_up(await self._tools.poller.pass_time(self.watched))
                else:
                    return
                self._fault = None
            except GallaError as error:
                self._fault = error.problem
                self._not_before = now + timedelta(seconds=RETRY_AFTER_FAULT_S)
            finally:
                self._polling = False
        self._tools.notices_written()

    async def _poll(self) -> None:
        asked, self._asked_for_refresh = self._asked_for_refresh, False
        self._not_before = None
        self._polling = True
        self._announce_request()
        try:
            polled = await self._tools.poller.poll(self.watched)
        except asyncio.CancelledError:
            self._asked_for_refresh = asked
            raise
        await self._take_up(polled.memory)

    async def _take_up(self, memory: AccountMemory) -> None:
        poller = self._tools.poller
        at_reading = await poller.runway(self.watched, memory)
        spent = await poller.spent_lately(self.watched, memory, at_reading)
        self._memory, self._at_reading, self._spent = memory, at_reading, spent

    def _should_poll(self, now: datetime) -> bool:
        if self.watched.account.paused or (self._not_before is not None and now < self._not_before):
            return False
        return self._asked_for_refresh or (self._due is not None and now >= self._due)

    def _next_due(self) -> datetime | None:
        if self.watched.account.paused:
            return None
        now = self._tools.clock.now()
        if self._asked_for_refresh:
            due = now
        else:
            due = schedule.next_poll(self._situation(now), now, self._tools.timing, self._tools.random())
        return due if self._not_before is None else max(due, self._not_before)

    def _wake_at(self) -> datetime:
        """The poll, or if that is sooner a reminder or the time to show what is old as old.

        After a fault of ours no reminder comes at once.
        """
        now = self._tools.clock.now()
        tell_at = time_alerts.next_at(self._memory, self._ahead(now))
        if tell_at is not None and self._fault is not None and self._not_before is not None:
            tell_at = max(tell_at, self._not_before)
        again_at = now + SHOW_ANEW
        return min(tell_at or again_at, self._due or again_at, again_at)

    def _ahead(self, now: datetime) -> time_alerts.Ahead:
        return time_alerts.Ahead(self.watched, self._at_reading, now)

    def _situation(self, now: datetime) -> schedule.Situation:
        found = overview.situation(self._memory, self.watched, now, self._at_reading)
        return replace(found, spread_s=self._start_offset.total_seconds())

    def _announce(self) -> None:
        self._shown = self.snapshot()
        self._tell(self._shown)

    def _announce_request(self) -> None:
        """A request changes nothing but that it is under way, so nothing else is computed again."""
        if self._shown is not None:
            self._tell(replace(self._shown, polling=True))

    def _tell(self, snapshot: Snapshot) -> None:
        try:
            self._tools.announce(snapshot)
        except Exception:  # what cannot be drawn of one account must stop neither its watch nor the others'
            log.exception("account %s: its snapshot could not be shown", self.watched.account.id)
