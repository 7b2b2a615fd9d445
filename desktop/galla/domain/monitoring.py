"""One step of an account: what a poll changes, and what the screen shows of it. Both are pure functions.

`advance` turns memory and the outcome of a poll into a `Step`, which the ledger writes in one transaction;
`snapshot` turns the memory after it into all that tray, panel and notifications need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from galla.domain import alerts, forecast, health, schedule, strange, topup, track_record, trading_day
from galla.domain.errors import Problem
from galla.domain.model import (
    AccountMemory,
    Answer,
    ForecastState,
    Level,
    Reading,
    ReadingState,
    Runway,
    Snapshot,
    Step,
    StoredReading,
)
from galla.domain.money import Money
from galla.domain.notice import Episode
from galla.domain.past import Correction, KeptForecast
from galla.domain.spend_hours import spend_hours
from galla.domain.timeline import believed
from galla.domain.watched import Moment, Watched

HISTORY_KEPT = timedelta(days=35)
"""How far back the forecast looks: four weeks and a week to spare."""
UNKNOWN_AFTER = timedelta(hours=6)
"""With nothing fresh for that long, the level is unknown."""
STALE_CADENCES = 2.5
"""A balance older than that many cadences is marked stale even where no poll failed (the laptop slept)."""


def advance(  # noqa: PLR0917 - its callers read well without names
    memory: AccountMemory,
    outcome: Answer | Problem | None,
    watched: Watched,
    now: datetime,
    timing: schedule.Timing,
    at_reading: Runway | None = None,
) -> Step:
    """What `outcome` changes: a balance, a problem, or None when only time has passed.

    `at_reading` as `runway_at_reading` gave it for `memory`.
    """
    at_reading = at_reading or runway_at_reading(memory, watched)
    if isinstance(outcome, Answer):
        return _with_answer(memory, outcome, watched, now, timing, at_reading)
    base = _without_news(memory, now)
    if outcome is not None:
        base = replace(
            base,
            polled=True,
            problem=outcome,
            failing_since=memory.failing_since or now,
            failures=memory.failures + 1,
            next_allowed_at=_later(outcome.retry_at, now, timing),
        )
    return _judged(base, memory, watched, now, at_reading, new_reading=False)


def _with_answer(  # noqa: PLR0917
    memory: AccountMemory,
    answer: Answer,
    watched: Watched,
    now: datetime,
    timing: schedule.Timing,
    at_reading: Runway,
) -> Step:
    reading = answer.reading
    state, settled, history = _place(memory, reading, watched, at_reading)
    step = Step(
        account_id=memory.account_id,
        expected_version=memory.version,
        series=watched.series(reading.balance.currency),
        at=now,
        polled=True,
        reading=reading,
        reading_state=state,
        settle_suspects=settled,
        coalesce_within=timedelta(seconds=2 * schedule.cadence_s(watched.account.polling, watched.zone, now)),
        next_allowed_at=_later(answer.next_allowed_at, now, timing),
    )
    after = replace(memory, history=history, problem=None, failing_since=None, failures=0)
    runway = runway_at_reading(after, watched)
    if state is ReadingState.ACCEPTED:
        step = replace(step, runway=runway, forecast=_kept_forecast(memory, reading, watched, runway))
    return _judged(step, after, watched, now, runway, new_reading=ReadingState.ACCEPTED in {state, settled})


def _kept_forecast(memory: AccountMemory, reading: Reading, watched: Watched, runway: Runway) -> KeptForecast | None:
    """The first usable forecast of each trading day, to be scored later."""
    funds, at = reading.balance - _reserve(watched, reading.balance.currency), reading.observed_at
    last, day_start = memory.last_kept_at, watched.account.day_start
    if not track_record.due(runway, funds, at, last_kept_at=last, zone=watched.zone, day_start=day_start):
        return None
    return track_record.kept(runway, funds, at)


def _place(
    memory: AccountMemory, reading: Reading, watched: Watched, at_reading: Runway
) -> tuple[ReadingState, ReadingState | None, tuple[StoredReading, ...]]:
    """How far the reading is believed, what becomes of a suspect before it, and the history that follows."""
    stored = StoredReading(reading.balance, reading.observed_at, reading.observed_at, reading.reported_at)
    before, suspect, settled, history = memory.last_accepted, memory.suspect, None, memory.history
    if suspect is not None:
        settled = strange.settle(before, suspect, reading) if before is not None else ReadingState.ACCEPTED
        history = tuple(_settled(history, settled))
        before = suspect if settled is ReadingState.ACCEPTED else before
    fell = before is not None and reading.balance < before.balance
    burn = at_reading.burn_per_day if fell else None
    reserve = _reserve(watched, reading.balance.currency)
    if strange.is_strange(before, reading, reserve=reserve, burn_per_day=burn):
        stored = replace(stored, state=ReadingState.SUSPECT)
    return stored.state, settled, (*history, stored)


def _settled(history: tuple[StoredReading, ...], settled: ReadingState) -> Iterator[StoredReading]:
    for item in history:
        if item.state is not ReadingState.SUSPECT:
            yield item
        elif settled is ReadingState.ACCEPTED:
            yield replace(item, state=settled)


def _judged(
    step: Step, memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway, *, new_reading: bool
) -> Step:
    """The step with level, episodes and notices, from the memory as it will be and its runway."""
    view = _view(memory, watched, now, at_reading, new_reading=new_reading)
    figures = alerts.Figures(
        account_id=memory.account_id,
        at=now,
        balance=view.balance,
        observed_at=view.observed_at,
        threshold=view.threshold,
        reserve=view.reserve,
        runway=view.runway,
        problem=step.problem,
        new_reading=new_reading,
        low_below_days=_low_below_days(watched),
    )
    verdict = alerts.evaluate(memory.episodes, figures)
    return replace(
        step,
        level=view.level.level,
        better_level_since=view.level.better_since,
        episodes=verdict.episodes,
        notices=verdict.notices,
    )


def with_episode(memory: AccountMemory, episode: Episode, now: datetime) -> Step:
    """A step that changes nothing but `episode` (the owner snoozed or acknowledged it)."""
    return replace(
        _without_news(memory, now),
        level=memory.level,
        better_level_since=memory.better_level_since,
        episodes=(episode,),
    )


def with_correction(memory: AccountMemory, watched: Watched, correction: Correction, now: datetime) -> Step:
    """A step that keeps the owner's word on a credit, and what follows from it for level and alerts."""
    said = {item.at: item for item in (*memory.corrections, correction)}
    after = replace(memory, corrections=tuple(said[at] for at in sorted(said)))
    step = replace(_without_news(memory, now), corrections=(correction,))
    return _judged(step, after, watched, now, runway_at_reading(after, watched), new_reading=False)


def _without_news(memory: AccountMemory, now: datetime) -> Step:
    """A step that repeats what is known; level and episodes are for the caller to say."""
    return Step(
        account_id=memory.account_id,
        expected_version=memory.version,
        series=memory.series,
        at=now,
        problem=memory.problem,
        failing_since=memory.failing_since,
        failures=memory.failures,
        next_allowed_at=memory.next_allowed_at,
    )


def without_history(memory: AccountMemory) -> AccountMemory:
    """The memory of an account whose readings came from another source than its settings name now."""
    return replace(
        memory,
        series=None,
        history=(),
        past=None,
        corrections=(),
        last_kept_at=None,
        level=Level.UNKNOWN,
        better_level_since=None,
    )


def snapshot(memory: AccountMemory, watched: Watched, moment: Moment, at_reading: Runway | None = None) -> Snapshot:
    """All that the screen needs of the account at `moment.now`; `at_reading` as `runway_at_reading` gave it."""
    now, account = moment.now, watched.account
    view = _view(memory, watched, now, at_reading or runway_at_reading(memory, watched), new_reading=False)
    last = memory.last_accepted
    suspect = memory.suspect
    rows = believed(memory.history)
    problem = moment.problem or memory.problem
    return Snapshot(
        account_id=account.id,
        account_name=account.name,
        timezone=account.timezone,
        day_start=account.day_start,
        at=now,
        level=view.level.level,
        balance=view.balance,
        available=view.balance,
        observed_at=view.observed_at,
        reported_at=last.reported_at if last else None,
        age_base=_age_base(last, watched),
        stale=_is_stale(last, watched, problem, now),
        runway=view.runway,
        threshold=view.threshold,
        reserve=view.reserve,
        problem=problem,
        failing_since=memory.failing_since,
        checking_again=suspect is not None,
        suspect_balance=suspect.balance if suspect else None,
        spend_today=trading_day.spend_today(rows, watched.zone, account.day_start, now),
        usual_by_now=trading_day.usual_by_now(rows, watched.zone, account.day_start, now),
        week=trading_day.week_points(rows, now),
        episodes=memory.episodes,
        next_poll_at=moment.next_poll_at,
        next_allowed_at=_future(memory.next_allowed_at, now),
        polling=moment.polling,
        storage=moment.storage,
        top_up=_top_up(view, watched, now),
    )


def situation(
    memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway | None = None
) -> schedule.Situation:
    """What the schedule looks at, from the memory; `at_reading` as `runway_at_reading` gave it."""
    last = memory.last_accepted
    # As it was at the last poll, from which the next is counted: so the schedule does not depend on when it is asked.
    runway = _from_now_on(at_reading or runway_at_reading(memory, watched), last, memory.last_poll_at or now)
    reserve = _reserve(watched, last.balance.currency) if last else None
    return schedule.Situation(
        polling=watched.account.polling,
        zone=watched.zone,
        last_poll_at=memory.last_poll_at,
        last_success_at=memory.history[-1].last_at if memory.history else None,
        failures=memory.failures,
        problem=memory.problem,
        next_allowed_at=memory.next_allowed_at,
        p10_days=runway.p10_days,
        at_reserve=bool(last and reserve and last.balance <= reserve),
        confirming=memory.suspect is not None,
    )


@dataclass(frozen=True, slots=True)
class _View:
    """The figures that step and snapshot share."""

    balance: Money | None
    observed_at: datetime | None
    reserve: Money | None
    threshold: Money | None
    runway: Runway
    level: health.LevelVerdict


def _view(memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway, *, new_reading: bool) -> _View:
    last = memory.last_accepted
    balance = last.balance if last else None
    runway = _from_now_on(at_reading, last, now)
    reserve = _reserve(watched, balance.currency) if balance else None
    threshold = health.threshold(watched.account, balance.currency, runway) if balance else None
    level = health.level(
        memory.level,
        memory.better_level_since,
        balance=balance,
        reserve=reserve,
        threshold=threshold,
        runway=runway,
        fresh=last is not None and now - last.last_at <= UNKNOWN_AFTER,
        paused=watched.account.paused,
        is_new_reading=new_reading,
        at=now,
        low_below_days=_low_below_days(watched),
    )
    return _View(balance, last.last_at if last else None, reserve, threshold, runway, level)


def runway_at_reading(memory: AccountMemory, watched: Watched) -> Runway:
    """The runway from the last believed reading on. It costs a pass over the history, so whoever needs it again
    for the same memory keeps it."""
    last = memory.last_accepted
    if last is None:
        return Runway(ForecastState.NO_DATA)
    reserve = _reserve(watched, last.balance.currency)
    hours = spend_hours(memory.past, memory.history, memory.corrections, watched.zone, last.last_at)
    return forecast.runway(hours, last.balance, reserve, watched.zone)


def _from_now_on(at_reading: Runway, last: StoredReading | None, now: datetime) -> Runway:
    return at_reading if last is None else forecast.days_left(at_reading, max(now - last.last_at, timedelta(0)))


def _top_up(view: _View, watched: Watched, now: datetime) -> topup.Proposal | None:
    """None also where nothing fresh is known: somebody may have paid meanwhile."""
    if view.level.level in {Level.PAUSED, Level.UNKNOWN}:
        return None
    return topup.proposal(view.runway, view.balance, view.reserve, now, start_below_days=_low_below_days(watched))


def _low_below_days(watched: Watched) -> float:
    return float(watched.account.thresholds.runway_days)


def _reserve(watched: Watched, currency: str) -> Money:
    return Money(watched.account.reserve, currency)


def _age_base(last: StoredReading | None, watched: Watched) -> datetime | None:
    if last is None:
        return None
    reported = last.reported_at
    if watched.reported_is_recalculation and reported is not None and reported < last.last_at:
        return reported
    return last.last_at


def _is_stale(last: StoredReading | None, watched: Watched, problem: Problem | None, now: datetime) -> bool:
    if last is None:
        return False
    if problem is not None:
        return True
    base = _age_base(last, watched) or last.last_at
    cadence_s = schedule.cadence_s(watched.account.polling, watched.zone, last.last_at)
    return now - last.last_at > timedelta(seconds=STALE_CADENCES * cadence_s) or now - base > UNKNOWN_AFTER


def _later(allowed_at: datetime | None, now: datetime, timing: schedule.Timing) -> datetime | None:
    return None if allowed_at is None else min(allowed_at, now + timing.silence_cap)


def _future(instant: datetime | None, now: datetime) -> datetime | None:
    return instant if instant is not None and instant > now else None


def shown_level(snapshots: tuple[Snapshot, ...]) -> Level:
    """The level that colours the icon: the worst account's; unknown where there is no account."""
    return health.worst(tuple(item.level for item in snapshots)) if snapshots else Level.UNKNOWN
