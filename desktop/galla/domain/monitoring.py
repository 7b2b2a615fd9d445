"""One step of an account: what a poll, the owner or the passing of time changes. All are pure functions.

`advance` turns memory and the outcome of a poll into a `Step`, which the ledger writes in one transaction;
`overview.snapshot` turns the memory after it into all that tray, panel and notifications need.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from galla.domain import alerts, lead_time, observed, schedule, standing, strange, track_record
from galla.domain.answers import ABOUT_MONEY
from galla.domain.errors import BadAnswer, BadAnswerReason, Problem
from galla.domain.figures import Figures
from galla.domain.model import (
    AccountMemory,
    Answer,
    Level,
    Reading,
    ReadingState,
    Runway,
    Step,
    StoredReading,
)
from galla.domain.money import can_be_kept
from galla.domain.notice import Episode, Rule
from galla.domain.past import Correction, CreditKind, JudgedCredit, KeptForecast
from galla.domain.payment import Payment
from galla.domain.reminders import paid_for
from galla.domain.spend_hours import SpendHours
from galla.domain.watched import Watched

HISTORY_KEPT = timedelta(days=16)
"""How far back readings are remembered one by one: what is usual by now is the mean of the fourteen days before today.
The forecast looks back further, on the hours that the ledger has made of them (`PastHours`)."""


def advance(  # noqa: PLR0917 - its callers read well without names
    memory: AccountMemory,
    outcome: Answer | Problem | None,
    watched: Watched,
    now: datetime,
    timing: schedule.Timing,
    at_reading: Runway | None = None,
) -> Step:
    """What `outcome` changes: a balance, a problem, or None when only time has passed.

    A balance that no ledger holds is a problem. `at_reading` as `runway_at_reading` gave it for `memory`.
    """
    at_reading = at_reading or standing.runway_at_reading(memory, watched)
    if isinstance(outcome, Answer) and not can_be_kept(outcome.reading.balance):
        outcome = BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE).problem
    if isinstance(outcome, Answer):
        return _with_answer(memory, outcome, watched, now, timing, at_reading)
    base = _without_news(memory, now)
    if outcome is not None:
        base = replace(
            base,
            polled=True,
            problem=outcome,
            failing_since=memory.failing_since or now,
            trying_since=standing.trying_since(memory, watched, now) or now,
            failures=memory.failures + 1,
            next_allowed_at=schedule.allowed_at(outcome.retry_at, watched.min_interval_s, now, timing),
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
        secondary=reading.secondary if state is ReadingState.ACCEPTED else None,
        settle_suspects=settled,
        coalesce_within=timedelta(seconds=2 * schedule.cadence_s(watched.account.polling, watched.zone, now)),
        next_allowed_at=schedule.allowed_at(answer.next_allowed_at, watched.min_interval_s, now, timing),
    )
    after = replace(memory, history=history, problem=None, failing_since=None, trying_since=None, failures=0)
    if _clock_was_set_back(memory, reading):
        # The ledger will decide which rows that ran ahead still hold. Until the next reading, what was known stands.
        return _judged(step, after, watched, now, at_reading, new_reading=ReadingState.ACCEPTED in {state, settled})
    hours = standing.hours_at_reading(after, watched)
    runway = standing.runway_of(hours, after, watched)
    if state is ReadingState.ACCEPTED:
        step = replace(step, runway=runway, forecast=_kept_forecast(memory, reading, watched, runway))
    new_reading = ReadingState.ACCEPTED in {state, settled}
    return _judged(step, after, watched, now, runway, new_reading=new_reading, hours=hours)


def _clock_was_set_back(memory: AccountMemory, reading: Reading) -> bool:
    return bool(memory.history) and reading.observed_at < memory.history[-1].last_at


def _kept_forecast(memory: AccountMemory, reading: Reading, watched: Watched, runway: Runway) -> KeptForecast | None:
    """The first usable forecast of each trading day, to be scored later."""
    funds, at = reading.balance - standing.reserve_of(watched, reading.balance.currency), reading.observed_at
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
    reserve = standing.reserve_of(watched, reading.balance.currency)
    if strange.is_strange(before, reading, reserve=reserve, usual=at_reading.usual):
        stored = replace(stored, state=ReadingState.SUSPECT)
    return stored.state, settled, (*history, stored)


def _settled(history: tuple[StoredReading, ...], settled: ReadingState) -> Iterator[StoredReading]:
    for item in history:
        if item.state is not ReadingState.SUSPECT:
            yield item
        elif settled is ReadingState.ACCEPTED:
            yield replace(item, state=settled)


def _judged(
    step: Step,
    memory: AccountMemory,
    watched: Watched,
    now: datetime,
    at_reading: Runway,
    *,
    new_reading: bool,
    hours: SpendHours | None = None,
) -> Step:
    """The step with level, episodes and notices, from the memory as it will be, its runway and its hours of spend."""
    view = standing.of(memory, watched, now, at_reading, new_reading=new_reading)
    seen = observed.of(memory, watched, now, hours) if new_reading else observed.NOTHING_NEW
    payment = _with_arrival(memory.payment, seen.credit, view, now)
    figures = Figures(
        account_id=memory.account_id,
        at=now,
        balance=view.balance,
        observed_at=view.observed_at,
        threshold=view.threshold,
        threshold_hours=view.threshold_hours,
        reserve=view.reserve,
        runway=view.runway,
        problem=step.problem,
        new_reading=new_reading,
        low_below_days=standing.low_below_days(watched),
        zone=watched.zone,
        polling=watched.account.polling,
        top_up=watched.account.top_up,
        settings=watched.alerts,
        fast_drop=seen.fast_drop,
        fast_drop_over=seen.fast_drop_over,
        silence=standing.silence(_failing(memory, step), watched, now, at_reading),
        payment=payment,
        credit=seen.credit,
        day_closed=seen.day_closed,
    )
    verdict = alerts.evaluate(memory.episodes, figures)
    closed = seen.day_closed if any(episode.rule is Rule.DAILY_CLOSE for episode in verdict.episodes) else None
    return replace(
        step,
        level=view.level.level,
        better_level_since=view.level.better_since,
        episodes=verdict.episodes,
        notices=verdict.notices,
        superseded=verdict.superseded,
        payment=payment if payment != memory.payment else None,
        last_close=closed.date if closed else None,
    )


def _failing(memory: AccountMemory, step: Step) -> AccountMemory:
    """The memory with what the step says of failures."""
    return replace(
        memory,
        problem=step.problem,
        failing_since=step.failing_since,
        trying_since=step.trying_since,
        failures=step.failures,
        last_poll_at=step.at if step.polled else memory.last_poll_at,
    )


def _with_arrival(
    payment: Payment | None, credit: JudgedCredit | None, view: standing.Standing, now: datetime
) -> Payment | None:
    """The payment, arrived where it was under way and a top-up has come since.

    A small one may be taken for a refund: what lifts the balance over its threshold is what was waited for.
    """
    if payment is None or credit is None or not payment.is_under_way(now) or credit.at <= payment.said_at:
        return payment
    balance, threshold = view.balance, view.threshold
    lifts = (
        balance is not None and threshold is not None and balance - credit.amount < threshold and balance >= threshold
    )
    has_come = credit.kind is CreditKind.TOP_UP or (credit.kind is CreditKind.REFUND and lifts)
    return replace(payment, arrived_at=now) if has_come else payment


def with_payment(memory: AccountMemory, watched: Watched, now: datetime) -> Step:
    """A step that keeps the owner's "I have paid": the shortage is quiet until it has arrived or is overdue.

    An earlier payment that is overdue is thereby answered, and its episode over: should this one be late too, that
    is an episode of its own, which is told again.
    """
    payment = Payment(now, lead_time.arrival(now, watched.account.top_up, watched.zone))
    answered = [paid_for(episode, payment) for episode in memory.episodes if episode.rule in ABOUT_MONEY]
    overdue = _ended((episode for episode in answered if episode.rule is Rule.TOP_UP_OVERDUE), now)
    short = (episode for episode in answered if episode.rule is not Rule.TOP_UP_OVERDUE)
    return replace(_same(memory, now), episodes=(*overdue, *short), payment=payment)


def with_episode(memory: AccountMemory, episode: Episode, now: datetime) -> Step:
    """A step that changes nothing but `episode` (the owner snoozed or acknowledged it)."""
    return replace(_same(memory, now), episodes=(episode,))


def unwatched(memory: AccountMemory, now: datetime) -> Step:
    """A step that ends every open episode of an account that the owner no longer watches; there is nothing to say."""
    return replace(_same(memory, now), episodes=_ended(memory.episodes, now))


def with_correction(memory: AccountMemory, watched: Watched, correction: Correction, now: datetime) -> Step:
    """A step that keeps the owner's word on a credit, and what follows from it for level, alerts and payments."""
    said = {item.at: item for item in (*memory.corrections, correction)}
    payment = memory.payment
    if payment is not None and payment.is_under_way(now) and correction.at > payment.said_at:
        payment = replace(payment, arrived_at=now) if correction.kind is CreditKind.TOP_UP else payment
    after = replace(memory, corrections=tuple(said[at] for at in sorted(said)), payment=payment)
    step = replace(_without_news(memory, now), corrections=(correction,))
    step = _judged(step, after, watched, now, standing.runway_at_reading(after, watched), new_reading=False)
    return step if payment == memory.payment else replace(step, payment=payment)


def _same(memory: AccountMemory, now: datetime) -> Step:
    """A step that changes nothing, not even the level."""
    step = _without_news(memory, now)
    return replace(step, level=memory.level, better_level_since=memory.better_level_since)


def _without_news(memory: AccountMemory, now: datetime) -> Step:
    """A step that repeats what is known; level and episodes are for the caller to say."""
    return Step(
        account_id=memory.account_id,
        expected_version=memory.version,
        series=memory.series,
        at=now,
        problem=memory.problem,
        failing_since=memory.failing_since,
        trying_since=memory.trying_since,
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
        secondary=(),
    )


def _ended(episodes: Iterable[Episode], now: datetime) -> tuple[Episode, ...]:
    """Those episodes, over without a word."""
    return tuple(replace(item, recovered_at=now, snoozed_until=None, until_top_up=False) for item in episodes)
