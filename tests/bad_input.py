"""Hypothesis strategies for all that an account could remember and be told, however little sense it makes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from fakes import FakeLedger, watched
from galla.domain import monitoring, overview, standing, track_record
from galla.domain.alert_rules import SEVERITY
from galla.domain.chart import CreditMark
from galla.domain.errors import (
    AccessDenied,
    BadAnswer,
    BadAnswerReason,
    KeyRejected,
    KeyringError,
    KeyringReason,
    Problem,
    RateLimited,
    SupplierFailing,
    Unreachable,
    UnreachableReason,
)
from galla.domain.gross_hours import start_of
from galla.domain.level import Level
from galla.domain.model import AccountMemory, Answer, Reading, ReadingState, Snapshot, Step, StoredReading
from galla.domain.money import Money, can_be_kept, from_units, to_units
from galla.domain.notice import Episode, Rule, Severity
from galla.domain.past import Correction, CreditKind, ForecastLog, KeptForecast, PastHours
from galla.domain.schedule import Situation, Timing
from galla.domain.settings import Thresholds
from galla.domain.timeline import LARGEST
from galla.domain.track_record import TrackRecord
from galla.domain.watched import Moment, Watched
from histories import ABSURD, PLAUSIBLE, START, anything, orderly
from pasts import past_of

LONG_AGO_S, FAR_AHEAD_S = -(10**9), 10**10
"""Thirty years before the history, three hundred after."""
_FIRST_HOUR = int(START.timestamp()) // 3600


@dataclass(frozen=True, slots=True)
class Case:
    """What is remembered, what comes next, and when."""

    watched: Watched
    memory: AccountMemory
    outcome: Answer | Problem | None
    now: datetime
    later: timedelta
    """From the step to when it is looked at."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a case."""

    step: Step
    snapshot: Snapshot
    situation: Situation
    record: TrackRecord


def played(case: Case) -> Played:
    """The step, and what is shown of the memory after it."""
    step = monitoring.advance(case.memory, case.outcome, case.watched, case.now, Timing())
    ledger = FakeLedger()
    ledger.memories[case.memory.account_id] = case.memory
    after = asyncio.run(ledger.commit(step, case.now - monitoring.HISTORY_KEPT))
    then = case.now + case.later
    hours = case.memory.past or PastHours(_FIRST_HOUR, (), ())
    log = ForecastLog(_kept(case, step), hours, case.memory.corrections, start_of(hours.end_hour))
    return Played(
        step,
        overview.snapshot(after, case.watched, Moment(then)),
        overview.situation(after, case.watched, then),
        track_record.track_record(log, case.watched.zone),
    )


def _kept(case: Case, step: Step) -> tuple[KeptForecast, ...]:
    """Forecasts of the memory as it grew, whether or not they were due, and that of the step."""
    history, found = case.memory.history, []
    for count in range(1, len(history), 5):
        memory = replace(case.memory, history=history[:count])
        if (last := memory.last_accepted) is not None:
            runway = standing.runway_at_reading(memory, case.watched)
            found.append(track_record.kept(runway, last.balance, last.last_at))
    return (*found, step.forecast) if step.forecast else tuple(found)


CURRENCIES = st.sampled_from(["USD"] * 6 + ["EUR", "JPY", "BTC"])
INSTANTS = st.integers(LONG_AGO_S, FAR_AHEAD_S).map(lambda passed_s: START + timedelta(seconds=passed_s))
PROBLEMS = st.sampled_from(
    [
        KeyRejected().problem,
        AccessDenied().problem,
        RateLimited(START).problem,
        SupplierFailing(status=502).problem,
        *(Unreachable(reason).problem for reason in UnreachableReason),
        *(BadAnswer(reason).problem for reason in BadAnswerReason),
        *(KeyringError(reason).problem for reason in KeyringReason),
    ]
)


def near(at: datetime) -> st.SearchStrategy[datetime]:
    """A moment around `at`: mostly a little later, but clocks go wrong."""
    passed_s = st.one_of(st.integers(0, 10_000), st.integers(-5_000, 10**6), st.integers(LONG_AGO_S, FAR_AHEAD_S))
    return passed_s.map(lambda seconds: at + timedelta(seconds=seconds))


@st.composite
def accounts(draw: st.DrawFn) -> Watched:
    """Any settings that the settings file allows."""
    hours = draw(st.none() | st.integers(1, 720))
    balance = draw(st.none() | st.just(Decimal(100)) | st.decimals(0, LARGEST, places=2)) if hours is None else None
    days = draw(st.sampled_from([Decimal(3), Decimal("0.1"), Decimal(60)]))
    return replace(
        watched(
            timezone=draw(st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"])),
            thresholds=Thresholds(balance, hours, days),
            reserve=draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("25.50"), LARGEST])),
            paused=draw(st.sampled_from([False] * 9 + [True])),
        ),
        reported_is_recalculation=draw(st.booleans()),
    )


def as_kept(history: tuple[StoredReading, ...]) -> tuple[StoredReading, ...]:
    """What a ledger would hold of it."""
    return tuple(
        replace(row, balance=from_units(to_units(row.balance).units, row.balance.currency))
        for row in history
        if row.state is not ReadingState.ANNULLED and can_be_kept(row.balance)
    )


@st.composite
def memories(draw: st.DrawFn, item: Watched, *, kept: bool) -> AccountMemory:
    """A history of any kind with all that is kept beside it."""
    history: tuple[StoredReading, ...] = draw(st.one_of(orderly(), anything(), st.just(())))
    history = as_kept(history) if kept else history
    last = history[-1].last_at if history else START
    instants = st.sampled_from([row.first_at for row in history]) | near(last) if history else near(last)
    past = draw(st.none() | any_past())
    if history and _fits_the_ledger(history) and draw(st.booleans()):
        past = past_of(history, leave_h=draw(st.integers(0, 3)))
    return AccountMemory(
        item.account.id,
        series=item.series(history[-1].balance.currency) if history else None,
        history=history,
        episodes=tuple(draw(st.lists(episodes(instants), max_size=3, unique_by=lambda episode: episode.rule))),
        problem=draw(st.none() | PROBLEMS),
        failing_since=draw(st.none() | instants),
        failures=draw(st.sampled_from([0, 0, 1, 10**9])),
        last_poll_at=draw(st.just(last) | st.none() | instants),
        next_allowed_at=draw(st.none() | instants),
        level=draw(st.sampled_from(Level)),
        better_level_since=draw(st.none() | instants),
        past=past,
        corrections=tuple(draw(st.lists(st.builds(Correction, instants, st.sampled_from(CreditKind)), max_size=3))),
        last_kept_at=draw(st.none() | instants),
    )


def _fits_the_ledger(history: tuple[StoredReading, ...]) -> bool:
    """Only that can have hours there; and a clock that jumps by decades makes too many of them for a test."""
    rows = [row for row in history if row.state is ReadingState.ACCEPTED]
    return (
        all(abs(row.balance.amount) <= LARGEST / 1000 for row in rows)
        and len({row.balance.currency for row in rows}) == 1
        and max(row.last_at for row in rows) - min(row.first_at for row in rows) < timedelta(days=400)
    )


@st.composite
def any_past(draw: st.DrawFn) -> PastHours:
    """Hours that no reading stands behind."""
    amounts_an_hour = st.sampled_from([0.0, 1.0, 0.000001, 5000.0, 9e12])
    stretches = draw(st.lists(st.tuples(amounts_an_hour, st.booleans(), st.integers(1, 400)), max_size=4))
    spend = [amount for amount, _, hours in stretches for _ in range(hours)]
    polled = [seen for _, seen, hours in stretches for _ in range(hours)]
    amounts = st.sampled_from([Decimal(1), Decimal("0.01"), LARGEST])
    first = _FIRST_HOUR + draw(st.integers(-100, 5))
    within = st.integers(0, max(3600 * len(spend) - 1, 0)).map(
        lambda passed_s: start_of(first) + timedelta(seconds=passed_s)
    )
    credits = st.builds(CreditMark, within, st.builds(Money, amounts, st.just("USD")))
    found = sorted(draw(st.lists(credits, max_size=3)), key=lambda credit: credit.at) if spend else []
    return PastHours(first, tuple(spend), tuple(polled), tuple(found))


@st.composite
def episodes(draw: st.DrawFn, instants: st.SearchStrategy[datetime]) -> Episode:
    """An open one, as severe as its rule can be."""
    rule, raised_at = draw(st.sampled_from(Rule)), draw(instants)
    severity = draw(st.sampled_from(Severity)) if rule is Rule.RUNWAY_BELOW else SEVERITY[rule]
    good, clear = draw(st.integers(0, 2)), draw(st.booleans())
    name = f"main.{rule}.1"
    return Episode(
        name, "main", rule, max(severity, SEVERITY[rule]), raised_at, 1, good, clear, draw(st.none() | instants)
    )


@st.composite
def outcomes(draw: st.DrawFn, last: datetime) -> Answer | Problem | None:
    """What a poll may bring."""
    match draw(st.sampled_from(["answer"] * 4 + ["problem", "nothing"])):
        case "problem":
            return draw(PROBLEMS)
        case "nothing":
            return None
    reading = Reading(Money(draw(ABSURD), draw(CURRENCIES)), draw(near(last)), draw(st.none() | near(last)))
    return Answer(reading, draw(st.none() | near(last)))


@st.composite
def cases(draw: st.DrawFn, *, kept: bool = True) -> Case:
    """Anything after anything; `kept` where a ledger holds what is remembered, else not even that makes sense."""
    item = draw(accounts())
    memory = draw(memories(item, kept=kept))
    last = memory.history[-1].last_at if memory.history else START
    outcome = draw(outcomes(last))
    now = outcome.reading.observed_at if isinstance(outcome, Answer) and draw(st.booleans()) else draw(near(last))
    return Case(item, memory, outcome, now, timedelta(seconds=draw(st.sampled_from([0, 0, 60, 10**5, 10**8]))))


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of a supplier, so long after the one before it."""

    after: timedelta
    balance: Money


@st.composite
def tellings(draw: st.DrawFn) -> tuple[Told, ...]:
    """What a supplier says in the course of time: mostly trade, now and then nonsense, by a clock that may jump."""
    minutes = st.one_of(st.integers(1, 300), st.integers(1, 300), st.integers(-200, 60 * 24 * 20))
    jumps = st.integers(LONG_AGO_S, FAR_AHEAD_S // 10).map(lambda passed_s: timedelta(seconds=passed_s))
    afters = minutes.map(lambda passed: timedelta(minutes=passed))
    amounts = st.one_of(st.integers(-50, 900).map(Decimal), PLAUSIBLE, ABSURD)
    currency = draw(CURRENCIES)
    found = []
    for _ in range(draw(st.integers(0, 25))):
        after = draw(jumps) if draw(st.integers(0, 15)) == 15 else draw(afters)
        found.append(Told(after, Money(draw(amounts), draw(CURRENCIES) if draw(st.integers(0, 9)) == 9 else currency)))
    return tuple(found)
