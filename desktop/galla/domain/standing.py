"""Where an account stands: the figures that a step is judged by and the screen shows, from the same memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from galla.domain import forecast, health, schedule
from galla.domain.model import AccountMemory, ForecastState, Runway, StoredReading
from galla.domain.money import Money
from galla.domain.silence import Silence
from galla.domain.spend_hours import SpendHours, spend_hours
from galla.domain.watched import Watched

UNKNOWN_AFTER = timedelta(hours=6)
"""With nothing fresh for that long, the level is unknown and the runway outdated."""
LONGEST_BACKOFF_S = 900.0
GAP_CADENCES = 2.0
"""Polls further apart than so many of the longest wait tell that the machine slept in between."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The figures that step and snapshot share; None where no reading is believed yet."""

    balance: Money | None
    observed_at: datetime | None
    reserve: Money | None
    threshold: Money | None
    threshold_hours: int | None
    runway: Runway
    level: health.LevelVerdict


def of(memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway, *, new_reading: bool) -> Standing:
    """The figures at `now`; `at_reading` as `runway_at_reading` gave it, `new_reading`: a believed one just came."""
    last = memory.last_accepted
    balance = last.balance if last else None
    runway = from_now_on(at_reading, last, now)
    reserve = reserve_of(watched, balance.currency) if balance else None
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
        low_below_days=low_below_days(watched),
    )
    hours = health.threshold_hours(watched.account, balance.currency, runway) if balance else None
    return Standing(balance, last.last_at if last else None, reserve, threshold, hours, runway, level)


def runway_at_reading(memory: AccountMemory, watched: Watched) -> Runway:
    """The runway from the last believed reading on. It costs a pass over the history, so whoever needs it again
    for the same memory keeps it."""
    return runway_of(hours_at_reading(memory, watched), memory, watched)


def hours_at_reading(memory: AccountMemory, watched: Watched) -> SpendHours | None:
    """Spend by the hour up to the last believed reading; None without one, or with nothing to compare it with."""
    last = memory.last_accepted
    if last is None:
        return None
    return spend_hours(memory.past, memory.history, memory.corrections, watched.zone, last.last_at)


def runway_of(hours: SpendHours | None, memory: AccountMemory, watched: Watched) -> Runway:
    """As `runway_at_reading`, from the hours that `hours_at_reading` gave."""
    last = memory.last_accepted
    if last is None:
        return Runway(ForecastState.NO_DATA)
    reserve = reserve_of(watched, last.balance.currency)
    return forecast.runway(hours, last.balance, reserve, watched.zone)


def from_now_on(at_reading: Runway, last: StoredReading | None, now: datetime) -> Runway:
    """What is left of the runway that `last` had."""
    if last is None:
        return at_reading
    elapsed = max(now - last.last_at, timedelta(0))
    return forecast.days_left(at_reading, elapsed, outdated=elapsed > UNKNOWN_AFTER)


def silence(memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway) -> Silence | None:
    """The spell without readings that lasts, and what has probably happened meanwhile; None while readings come."""
    problem, failing_since = memory.problem, memory.failing_since
    if problem is None or failing_since is None or watched.account.paused:
        return None
    trying = trying_since(memory, watched, now) or now
    last = memory.last_accepted
    if last is None:
        return Silence(failing_since, trying, problem, failures=memory.failures)
    balance, since = last.balance, last.last_at
    reserve = reserve_of(watched, balance.currency)
    limit = health.threshold(watched.account, balance.currency, at_reading)
    limit = limit if limit is not None and balance > limit else reserve
    return Silence(
        since=since,
        trying_since=trying,
        problem=problem,
        expected=forecast.expected_balance(at_reading, balance, since, now) if at_reading.is_usable else None,
        limit=limit,
        limit_passed_at=(
            forecast.expected_to_reach(at_reading, balance, limit, since) if at_reading.is_usable else None
        ),
        failures=memory.failures,
    )


def trying_since(memory: AccountMemory, watched: Watched, now: datetime) -> datetime | None:
    """Since when polls fail without a gap in which the machine must have slept, or was off; None after such a gap.

    No gap is as long as the supplier asked not to be asked.
    """
    last, since = memory.last_poll_at, memory.trying_since
    if last is None or since is None or now < last:
        return None
    waited_until = max(last, memory.next_allowed_at or last)
    longest_s = max(schedule.cadence_s(watched.account.polling, watched.zone, last), LONGEST_BACKOFF_S)
    return since if now - waited_until <= timedelta(seconds=GAP_CADENCES * longest_s) else None


def low_below_days(watched: Watched) -> float:
    """The owner's limit of runway."""
    return float(watched.account.thresholds.runway_days)


def reserve_of(watched: Watched, currency: str) -> Money:
    """What must stay of a balance in `currency`."""
    return Money(watched.account.reserve, currency)
