"""When the supplier is asked next (section 4), as a pure function of what is known.

The base cadence is the specification's: every 15 minutes in business hours, every 60 otherwise. It tightens as the
money runs short, backs off when polls fail, and never goes against what the supplier asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from galla.domain.errors import Problem, ProblemKind
from galla.domain.settings import Hours, Polling

SECONDS_PER_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Timing:
    """The constants of section 4; the demo runs on shorter ones."""

    fastest_s: float = 60.0
    """Never faster than this by itself."""
    readings_before_empty: int = 12
    tighten_below_days: float = 1.0
    at_reserve_s: float = 300.0
    confirm_s: float = 60.0
    """A strange reading is read again after this long."""
    backoff_first_s: float = 30.0
    backoff_cap_s: float = 900.0
    jitter: float = 0.1
    """A backoff is lengthened by up to this share, so that many clients do not return together."""
    settle_s: float = 5.0
    """After resume or network-up: Wi-Fi needs a moment."""
    refresh_min_age_s: float = 10.0
    """A manual refresh is pointless when the last success is younger."""
    silence_cap: timedelta = timedelta(hours=6)
    """No Retry-After holds us longer."""
    silence_slack: timedelta = timedelta(minutes=5)
    """A silence longer than the cap by more than this was recorded under a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the schedule looks at."""

    polling: Polling
    zone: ZoneInfo
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    problem: Problem | None = None
    next_allowed_at: datetime | None = None
    p10_days: float | None = None
    at_reserve: bool = False
    confirming: bool = False
    spread_s: float = 0.0
    """How far this account keeps behind the first at instants that all share, such as opening."""


class Refusal(StrEnum):
    """Why a manual refresh does not ask the supplier now."""

    SUPPLIER_ASKED_FOR_SILENCE = "silence"
    JUST_READ = "just_read"


def is_open(polling: Polling, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the shop is open at `at`; hours past midnight belong to the day they began on."""
    local = at.astimezone(zone)
    hours = polling.business_hours
    if _crosses_midnight(hours):
        yesterday = local - timedelta(days=1)
        began_today = local.time() >= hours.start and local.isoweekday() not in polling.closed_weekdays
        began_yesterday = local.time() < hours.end and yesterday.isoweekday() not in polling.closed_weekdays
        return began_today or began_yesterday
    return hours.start <= local.time() < hours.end and local.isoweekday() not in polling.closed_weekdays


def next_opening(polling: Polling, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The next instant after `after` at which business hours begin; None if every weekday is closed."""
    local = after.astimezone(zone)
    for days_ahead in range(9):
        day = (local + timedelta(days=days_ahead)).date()
        if day.isoweekday() in polling.closed_weekdays:
            continue
        opening = datetime.combine(day, polling.business_hours.start, tzinfo=zone).astimezone(after.tzinfo)
        if opening > after:
            return opening
    return None


def cadence_s(polling: Polling, zone: ZoneInfo, at: datetime) -> float:
    """Seconds between polls at `at`, by business hours alone."""
    minutes = polling.business_interval_min if is_open(polling, zone, at) else polling.night_interval_min
    return minutes * 60.0


def next_poll(situation: Situation, now: datetime, timing: Timing, jitter: float = 0.0) -> datetime:
    """The instant of the next poll, at or after `now`; `jitter` is a random number in [0, 1)."""
    last = situation.last_poll_at
    if last is None or last > now:  # never polled, or the clock was set back
        due = now
    elif situation.failures and not waits_for_the_owner(situation.problem):
        due = last + timedelta(seconds=backoff_s(situation.failures, timing, jitter))
    else:
        due = last + timedelta(seconds=_interval_s(situation, last, timing))
        due = max(_not_past_opening(situation, last, due), min(due, last + timedelta(seconds=timing.fastest_s)))
    return max(due, now, silent_until(situation.next_allowed_at, now, timing) or now)


def backoff_s(failures: int, timing: Timing, jitter: float = 0.0) -> float:
    """Seconds to wait after that many consecutive failures: 30, 60, 120 … 900, lengthened by the jitter."""
    doublings = min(max(failures, 1) - 1, 16)
    delay_s: float = min(timing.backoff_first_s * 2.0**doublings, timing.backoff_cap_s)
    return delay_s * (1 + timing.jitter * jitter)


def allowed_at(asked: datetime | None, min_interval_s: float, now: datetime, timing: Timing) -> datetime | None:
    """When the supplier may be asked again after a request at `now`: as it wished just now, and as it documents."""
    documented = now + timedelta(seconds=min_interval_s) if min_interval_s else None
    latest = max((at for at in (asked, documented) if at is not None), default=None)
    return None if latest is None else min(latest, now + timing.silence_cap)


def silent_until(next_allowed_at: datetime | None, now: datetime, timing: Timing) -> datetime | None:
    """Until when the supplier's wish for silence holds at `now`; None when it does not.

    Waits are capped when they are recorded, so one that is still longer tells of a clock that was set back.
    """
    if next_allowed_at is None or next_allowed_at <= now:
        return None
    return None if next_allowed_at > now + timing.silence_cap + timing.silence_slack else next_allowed_at


def refusal(situation: Situation, now: datetime, timing: Timing) -> Refusal | None:
    """Why a manual refresh at `now` is not carried out; None when it is."""
    if silent_until(situation.next_allowed_at, now, timing) is not None:
        return Refusal.SUPPLIER_ASKED_FOR_SILENCE
    success = situation.last_success_at
    fresh_for = timedelta(seconds=timing.refresh_min_age_s)
    if success is not None and not situation.failures and timedelta(0) <= now - success < fresh_for:
        return Refusal.JUST_READ
    return None


def _interval_s(situation: Situation, at: datetime, timing: Timing) -> float:
    interval_s = cadence_s(situation.polling, situation.zone, at)
    if waits_for_the_owner(situation.problem):
        return interval_s
    if situation.confirming:
        return timing.confirm_s
    if situation.at_reserve:
        return min(interval_s, timing.at_reserve_s)
    p10_days = situation.p10_days
    if p10_days is not None and p10_days < timing.tighten_below_days:
        interval_s = min(interval_s, p10_days * SECONDS_PER_DAY / timing.readings_before_empty)
    return max(interval_s, timing.fastest_s)


def _not_past_opening(situation: Situation, last: datetime, due: datetime) -> datetime:
    """A night's pause does not reach into business hours: the first poll of the day is at opening."""
    if is_open(situation.polling, situation.zone, last):
        return due
    opening = next_opening(situation.polling, situation.zone, last)
    return due if opening is None else min(due, opening + timedelta(seconds=situation.spread_s))


def waits_for_the_owner(problem: Problem | None) -> bool:
    """Asking sooner helps nothing: a rejected key stays rejected, and a locked keyring would prompt each time."""
    return problem is not None and problem.kind in {
        ProblemKind.KEY_REJECTED,
        ProblemKind.ACCESS_DENIED,
        ProblemKind.KEYRING,
        ProblemKind.SETTINGS,
    }


def _crosses_midnight(hours: Hours) -> bool:
    return hours.end <= hours.start
