"""An account as the screen and the schedule see it, from its memory: pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from galla.domain import alert_news, health, schedule, standing, topup, trading_day
from galla.domain.errors import Problem
from galla.domain.gaps import Pace
from galla.domain.model import AccountMemory, Level, Runway, Snapshot, SparkPoint, StoredReading
from galla.domain.money import Money
from galla.domain.standing import UNKNOWN_AFTER, Standing
from galla.domain.timeline import believed
from galla.domain.watched import Moment, Watched

STALE_CADENCES = 2.5
"""A balance older than that many cadences is marked stale even where no poll failed (the laptop slept)."""
SPENT_HOLDS_FOR = timedelta(seconds=10)
"""So long the figures of spend are taken for those of now: from a poll until what came of it is shown."""
WEEK_HOLDS_FOR = timedelta(hours=1)
"""So long the week's points, which say when they were, are as good as new where nothing was read: its line has about
one for each hour."""


@dataclass(frozen=True, slots=True)
class SpentLately:
    """The figures for which two weeks of readings are looked through: milliseconds, where there is one every minute."""

    at: datetime
    today: Money | None
    usual_by_now: Money | None
    week: tuple[SparkPoint, ...]


def snapshot(
    memory: AccountMemory,
    watched: Watched,
    moment: Moment,
    at_reading: Runway | None = None,
    spent: SpentLately | None = None,
) -> Snapshot:
    """All that the screen needs of the account at `moment.now`.

    `at_reading` as `runway_at_reading` gave it for this memory, `spent` as `spent_lately` did. Of a `spent` that is no
    longer of now, the week is used for a while all the same.
    """
    now, account = moment.now, watched.account
    at_reading = at_reading or standing.runway_at_reading(memory, watched)
    view = standing.of(memory, watched, now, at_reading, new_reading=False)
    last = memory.last_accepted
    suspect = memory.suspect
    problem = moment.problem or memory.problem
    if not _holds(spent, now, SPENT_HOLDS_FOR):
        week = spent.week if _holds(spent, now, WEEK_HOLDS_FOR) else None
        spent = spent_lately(memory, watched, now, at_reading, week=week)
    return Snapshot(
        account_id=account.id,
        account_name=account.name,
        timezone=account.timezone,
        day_start=account.day_start,
        at=now,
        level=view.level.level,
        balance=view.balance,
        available=view.balance,
        secondary=memory.secondary if view.balance is not None else (),
        observed_at=view.observed_at,
        reported_at=last.reported_at if last else None,
        age_base=_age_base(last, watched),
        stale=_is_stale(last, watched, problem, now),
        runway=view.runway,
        threshold=view.threshold,
        threshold_hours=view.threshold_hours,
        reserve=view.reserve,
        problem=problem,
        failing_since=memory.failing_since,
        silence=standing.silence(memory, watched, now, at_reading),
        checking_again=suspect is not None,
        suspect_balance=suspect.balance if suspect else None,
        spend_today=spent.today,
        usual_by_now=spent.usual_by_now,
        week=spent.week,
        episodes=alert_news.one_for_each_matter(memory.episodes),
        next_poll_at=moment.next_poll_at,
        next_allowed_at=_future(memory.next_allowed_at, now),
        polling=moment.polling,
        storage=moment.storage,
        top_up=_top_up(view, watched, now),
        payment=memory.payment if memory.payment is not None and memory.payment.is_under_way(now) else None,
        top_up_page=watched.top_up_page,
    )


def situation(
    memory: AccountMemory, watched: Watched, now: datetime, at_reading: Runway | None = None
) -> schedule.Situation:
    """What the schedule looks at, from the memory; `at_reading` as `runway_at_reading` gave it."""
    last = memory.last_accepted
    at_reading = at_reading or standing.runway_at_reading(memory, watched)
    # As it was at the last poll, from which the next is counted: so the schedule does not depend on when it is asked.
    runway = standing.from_now_on(at_reading, last, memory.last_poll_at or now)
    reserve = standing.reserve_of(watched, last.balance.currency) if last else None
    is_new = last is None and memory.problem is None  # what was polled before was another source
    return schedule.Situation(
        polling=watched.account.polling,
        zone=watched.zone,
        last_poll_at=None if is_new else memory.last_poll_at,
        last_success_at=memory.history[-1].last_at if memory.history else None,
        failures=memory.failures,
        problem=memory.problem,
        next_allowed_at=memory.next_allowed_at,
        p10_days=runway.p10_days,
        at_reserve=bool(last and reserve and last.balance <= reserve),
        confirming=memory.suspect is not None,
    )


def spent_lately(
    memory: AccountMemory,
    watched: Watched,
    now: datetime,
    at_reading: Runway,
    *,
    week: tuple[SparkPoint, ...] | None = None,
) -> SpentLately:
    """Today's spend, what is usual by now, and the week's course; silences are shared out by the usual week.

    `week` where it is known already for these readings.
    """
    rows = believed(memory.history)
    pace = Pace.of_usual(at_reading.usual, watched.zone)
    day_start = watched.account.day_start
    return SpentLately(
        now,
        trading_day.spend_today(rows, watched.zone, day_start, now, pace=pace),
        trading_day.usual_by_now(rows, watched.zone, day_start, now, pace=pace),
        trading_day.week_points(rows, now) if week is None else week,
    )


def _holds(spent: SpentLately | None, now: datetime, how_long: timedelta) -> TypeGuard[SpentLately]:
    return spent is not None and timedelta(0) <= now - spent.at < how_long


def _top_up(view: Standing, watched: Watched, now: datetime) -> topup.Proposal | None:
    """None also where nothing fresh is known: somebody may have paid meanwhile."""
    if view.level.level in {Level.PAUSED, Level.UNKNOWN}:
        return None
    low_below_days = standing.low_below_days(watched)
    return topup.proposal(view.runway, view.balance, view.reserve, now, start_below_days=low_below_days)


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


def _future(instant: datetime | None, now: datetime) -> datetime | None:
    return instant if instant is not None and instant > now else None


def shown_level(snapshots: tuple[Snapshot, ...]) -> Level:
    """The level that colours the icon: the worst account's; unknown where there is no account."""
    return health.worst(tuple(item.level for item in snapshots)) if snapshots else Level.UNKNOWN
