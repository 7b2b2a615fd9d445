"""What one account's owner is told by the alert rules, figure by figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from fakes import MONDAY_NOON, usd
from galla.domain.alerts import Verdict, evaluate
from galla.domain.errors import Problem, ProblemKind
from galla.domain.figures import Figures
from galla.domain.model import ForecastState, Runway
from galla.domain.money import Money
from galla.domain.notice import Episode, NoticeKind, Rule
from galla.domain.reminders import acknowledge
from galla.domain.runway import NO_FORECAST

UNREACHABLE = Problem(ProblemKind.UNREACHABLE)
REJECTED = Problem(ProblemKind.KEY_REJECTED)
DENIED = Problem(ProblemKind.ACCESS_DENIED)


def lasting(p50_days: float | None, state: ForecastState = ForecastState.READY, history_days: float = 16.0) -> Runway:
    """A runway of that many days; None is beyond the horizon."""
    return Runway(state, None, p50_days, None, burn_per_day=usd("50"), history_days=history_days)


class Owner:
    """Keeps the open episodes as the ledger keeps them."""

    def __init__(self, threshold: str | None = "100", reserve: str | None = "0") -> None:
        self.open: tuple[Episode, ...] = ()
        self.now: datetime = MONDAY_NOON
        self.told: list[tuple[Rule, NoticeKind]] = []
        self.last = Verdict()
        self.threshold: Money | None = usd(threshold) if threshold is not None else None
        self.low_below_days = 3.0
        self._reserve: Money | None = usd(reserve) if reserve is not None else None
        self._balance: Money | None = None
        self._runway = NO_FORECAST
        self.seen: dict[str, object] = {}
        """More figures, by name: of a drop, a payment, a silence, the settings."""

    def reads(self, *amounts: str) -> Verdict:
        for amount in amounts:
            self._balance = usd(amount)
            self._evaluate(None, new_reading=True)
        return self.last

    def has_left(self, *days: float | Runway | None, balance: str = "5000") -> Verdict:
        """Reads `balance` again and again, each time with so many days of runway."""
        for one in days:
            self._runway = one if isinstance(one, Runway) else lasting(one)
            self.reads(balance)
        return self.last

    def fails(self, problem: Problem) -> Verdict:
        return self._evaluate(problem, new_reading=False)

    def waits(self, duration: timedelta, problem: Problem | None = None) -> Verdict:
        self.now += duration
        return self._evaluate(problem, new_reading=False)

    def snoozes(self, rule: Rule, duration: timedelta) -> None:
        self.open = tuple(replace(e, snoozed_until=self.now + duration) if e.rule is rule else e for e in self.open)

    def sees(self, **seen: object) -> Verdict:
        """Reads the same balance once more, with these figures besides."""
        self.seen |= seen
        return self._evaluate(None, new_reading=True)

    def acknowledges(self, rule: Rule) -> None:
        self.open = tuple(acknowledge(e, self.now) if e.rule is rule else e for e in self.open)

    def is_open(self, rule: Rule) -> bool:
        return any(episode.rule is rule for episode in self.open)

    def _evaluate(self, problem: Problem | None, *, new_reading: bool) -> Verdict:
        self.now += timedelta(minutes=15)
        figures = Figures(
            account_id="main",
            at=self.now,
            balance=self._balance,
            observed_at=self.now,
            threshold=self.threshold,
            reserve=self._reserve,
            runway=self._runway,
            problem=problem,
            new_reading=new_reading,
            low_below_days=self.low_below_days,
        )
        figures = replace(figures, **self.seen)  # type: ignore[arg-type]
        self.last = evaluate(self.open, figures)
        merged = {e.id: e for e in self.open} | {e.id: e for e in self.last.episodes}
        self.open = tuple(e for e in merged.values() if e.is_open)
        assert len(self.last.notices) <= 1
        self.told += [(notice.rule, notice.kind) for notice in self.last.notices]
        return self.last
