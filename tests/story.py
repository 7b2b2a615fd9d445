"""One account whose polls follow one another in virtual time, without an engine."""

from __future__ import annotations

from datetime import datetime, timedelta

from fakes import MONDAY_NOON, FakeLedger, usd, watched
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import AccountMemory, Answer, Reading, Snapshot, Step
from galla.domain.money import Money
from galla.domain.monitoring import HISTORY_KEPT, advance
from galla.domain.notice import NoticeKind, Rule
from galla.domain.overview import snapshot
from galla.domain.schedule import Timing
from galla.domain.watched import Moment, Watched

TIMING = Timing()
QUARTER = timedelta(minutes=15)
UNREACHABLE = Problem(ProblemKind.UNREACHABLE)


class Story:
    """One account whose steps are written as the ledger writes them."""

    def __init__(self, item: Watched | None = None) -> None:
        self.watched = item or watched()
        self.now: datetime = MONDAY_NOON
        self.memory = AccountMemory("main")
        self._ledger = FakeLedger()

    async def reads(self, amount: str, after: timedelta = QUARTER, reported_at: datetime | None = None) -> Step:
        return await self.is_told(usd(amount), after, reported_at)

    async def is_told(self, balance: Money, after: timedelta = QUARTER, reported_at: datetime | None = None) -> Step:
        """Reads `balance`, in whatever currency, so long after the last poll; before it where the clock went back."""
        self.now += after
        return await self._step(Answer(Reading(balance, self.now, reported_at)))

    async def fails(self, problem: Problem, after: timedelta = QUARTER) -> Step:
        self.now += after
        return await self._step(problem)

    async def waits(self, after: timedelta) -> Step:
        self.now += after
        return await self._step(None)

    def shown(self, after: timedelta = timedelta(0)) -> Snapshot:
        return snapshot(self.memory, self.watched, Moment(self.now + after))

    async def _step(self, outcome: Answer | Problem | None) -> Step:
        if isinstance(outcome, Answer):
            series = self.watched.series(outcome.reading.balance.currency)
            self.memory = await self._ledger.load("main", series, self.now - HISTORY_KEPT)
        step = advance(self.memory, outcome, self.watched, self.now, TIMING)
        self.memory = await self._ledger.commit(step, self.now - HISTORY_KEPT)
        return step


async def spends_a_week(story: Story) -> None:
    """Seven days that begin at 1,000 dollars and spend 40 a day, read every three hours."""
    for count in range(57):
        await story.reads(str(1000 - 5 * count), timedelta(hours=3))


def rules(step: Step) -> list[tuple[Rule, NoticeKind]]:
    return [(notice.rule, notice.kind) for notice in step.notices]
