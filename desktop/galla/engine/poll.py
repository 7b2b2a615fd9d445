"""One poll of one account: ask, compute the step, write it; nothing of it is shown before it is durable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from galla.domain import monitoring, overview, routing, schedule, standing
from galla.domain.errors import LedgerError, LedgerReason, Problem, ProblemKind, SupplierError
from galla.domain.model import AccountMemory, Answer, Runway, SeriesKey, Step
from galla.domain.monitoring import HISTORY_KEPT
from galla.domain.notice import Episode
from galla.domain.past import Correction
from galla.domain.ports import BalanceSource, Clock, Ledger, StaleStep
from galla.domain.routing import PLAIN, AlertPlan
from galla.domain.watched import Watched
from galla.engine.blame import Blame
from galla.engine.compute import Compute, at_once
from galla.engine.credentials import Credentials

ATTEMPTS = 8
"""Times a step is computed again because another process wrote in between."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll did."""

    memory: AccountMemory
    problem: Problem | None = None
    """Of this poll, if it failed."""
    asked: bool = True
    """False when the supplier was not asked, because it had wished for silence."""


class Poller:
    """Polls accounts one at a time; used by the tray's monitor and by `galla poll` alike."""

    def __init__(
        self,
        source: BalanceSource,
        credentials: Credentials,
        ledger: Ledger,
        clock: Clock,
        timing: schedule.Timing,
        *,
        compute: Compute = at_once,
        plan: AlertPlan = PLAIN,
    ) -> None:
        self._source = source
        self._credentials = credentials
        self._ledger = ledger
        self._clock = clock
        self._timing = timing
        self._compute = compute
        self._plan = plan
        self._blame = Blame()
        self._runways: dict[str, tuple[_Basis, Runway]] = {}

    def network_changed(self, up: bool) -> None:
        """What the machine says of its own network; a failure while it is down is not the supplier's."""
        self._blame.network_up = up

    async def load(self, watched: Watched) -> AccountMemory:
        """What the account remembers, without history of another source. Raises LedgerError."""
        memory = await self._ledger.load(watched.account.id, watched.known_series, self._since())
        return _own(memory, watched)

    async def runway(self, watched: Watched, memory: AccountMemory) -> Runway:
        """The runway from the last believed reading on, computed once for all memories that agree on it."""
        basis = _basis(watched, memory)
        known = self._runways.get(memory.account_id)
        if known is not None and known[0] == basis:
            return known[1]
        found = await self._compute(lambda: standing.runway_at_reading(memory, watched))
        self._runways[memory.account_id] = (basis, found)
        return found

    async def spent_lately(self, watched: Watched, memory: AccountMemory, at_reading: Runway) -> overview.SpentLately:
        """The figures of spend at this moment."""
        return await self._compute(partial(overview.spent_lately, memory, watched, self._clock.now(), at_reading))

    async def poll(self, watched: Watched) -> Polled:
        """Asks the supplier once and records what came. Raises LedgerError if nothing could be recorded."""
        memory = await self.load(watched)
        if schedule.silent_until(memory.next_allowed_at, self._clock.now(), self._timing) is not None:
            return Polled(memory, _silence(memory), asked=False)
        outcome = await self._ask(watched, memory.problem)
        problem = outcome if isinstance(outcome, Problem) else None
        return Polled(await self._record(watched, outcome), problem)

    async def pass_time(self, watched: Watched) -> AccountMemory:
        """Records what the passing of time alone brings, such as the end of a snooze."""
        return await self._record(watched, None)

    async def change_episode(
        self, watched: Watched, episode_id: str, change: Callable[[Episode], Episode]
    ) -> AccountMemory:
        """Records what the owner decided about an open episode; one that recovered meanwhile stays as it is."""

        def decided(memory: AccountMemory, at_reading: Runway) -> Step | None:
            episode = next((item for item in memory.episodes if item.id == episode_id), None)
            return None if episode is None else monitoring.with_episode(memory, change(episode), self._clock.now())

        return await self._commit(watched, watched.known_series, decided)

    async def pay(self, watched: Watched) -> AccountMemory:
        """Records the owner's "I have paid". Raises LedgerError."""

        def paid(memory: AccountMemory, at_reading: Runway) -> Step:
            return monitoring.with_payment(memory, watched, self._clock.now())

        return await self._commit(watched, watched.known_series, paid)

    async def correct(self, watched: Watched, correction: Correction) -> AccountMemory:
        """Records the owner's word on a credit of the source that the settings name now; without one, nothing."""

        def corrected(memory: AccountMemory, at_reading: Runway) -> Step | None:
            if memory.series is None:
                return None
            return monitoring.with_correction(memory, watched, correction, self._clock.now())

        return await self._commit(watched, watched.known_series, corrected)

    async def _ask(self, watched: Watched, known: Problem | None) -> Answer | Problem:
        account = watched.account
        try:
            secrets = await self._credentials.of(account)
            answer = await self._source.fetch(account, secrets)
        except SupplierError as error:
            if error.problem.kind in {ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED}:
                self._credentials.forget(account.id)
            return self._blame.of(account, error.problem, self._clock.monotonic(), known)
        self._blame.answered(account, self._clock.monotonic())
        return answer

    async def _record(self, watched: Watched, outcome: Answer | Problem | None) -> AccountMemory:
        series = watched.known_series
        if isinstance(outcome, Answer):
            series = watched.series(outcome.reading.balance.currency)

        def advanced(memory: AccountMemory, at_reading: Runway) -> Step:
            return monitoring.advance(memory, outcome, watched, self._clock.now(), self._timing, at_reading)

        return await self._commit(watched, series, advanced)

    async def _commit(
        self, watched: Watched, series: SeriesKey | None, make_step: Callable[[AccountMemory, Runway], Step | None]
    ) -> AccountMemory:
        """The memory after what `make_step` gives for the memory and its runway, or as it is where that is None.

        The step is computed again where another process was quicker.
        """
        for _ in range(ATTEMPTS):
            memory = _own(await self._ledger.load(watched.account.id, series, self._since()), watched)
            at_reading = await self.runway(watched, memory)
            step = await self._compute(partial(make_step, memory, at_reading))
            if step is None:
                return memory
            owed = routing.deliveries(self._plan, step.notices, self._clock.now())
            step = replace(step, deliveries=owed)
            try:
                after = _own(await self._ledger.commit(step, self._since()), watched)
            except StaleStep:
                continue
            if step.runway is not None and _ends_with(after, step):
                self._runways[after.account_id] = (_basis(watched, after), step.runway)
            return after
        raise LedgerError(LedgerReason.LOCKED)

    def _since(self) -> datetime:
        return self._clock.now() - HISTORY_KEPT


_Basis = tuple[object, ...]


def _basis(watched: Watched, memory: AccountMemory) -> _Basis:
    """What the runway at the last reading depends on; older readings change only together with the last one."""
    hours_until = memory.past.end_hour if memory.past else None
    return (watched, memory.series, memory.history[-1:], memory.corrections, hours_until)


def _ends_with(memory: AccountMemory, step: Step) -> bool:
    """Whether the reading of `step` was written as it is, as the last one: a clock that was set back moves it."""
    last = memory.last_accepted
    return (
        last is not None
        and step.reading is not None
        and memory.series == step.series
        and (last.balance, last.last_at) == (step.reading.balance, step.reading.observed_at)
    )


def _own(memory: AccountMemory, watched: Watched) -> AccountMemory:
    """The memory without readings of a source that the settings no longer name."""
    if memory.series is None or watched.same_source(memory.series):
        return memory
    return monitoring.without_history(memory)


def _silence(memory: AccountMemory) -> Problem:
    return Problem(ProblemKind.RATE_LIMITED, "", (), memory.next_allowed_at)
