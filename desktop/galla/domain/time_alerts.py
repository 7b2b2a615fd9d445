"""What time alone brings to an account's alerts between two polls: reminders, a late payment, a silence and what the
forecast says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from galla.domain import alert_news, alert_rules, alerts, shortage, standing
from galla.domain.figures import Figures
from galla.domain.model import AccountMemory, Runway
from galla.domain.notice import Episode, Rule
from galla.domain.reminders import reminder_at
from galla.domain.silence import Silence
from galla.domain.watched import Watched

_INSTANT = timedelta(microseconds=1)


_BY_FORECAST = (Rule.NO_READING, Rule.BUSINESS_CLOSE, Rule.RUNWAY_BELOW)
"""These begin and get worse also where nothing is read."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """From when on the time ahead of an account is looked at, and what is known of it."""

    watched: Watched
    at_reading: Runway
    """As `standing.runway_at_reading` gives it."""
    now: datetime


def is_due(memory: AccountMemory, ahead: Ahead) -> bool:
    """Whether an evaluation now, without a reading, has something to tell."""
    at = next_at(memory, ahead)
    return at is not None and at <= ahead.now


def next_at(memory: AccountMemory, ahead: Ahead) -> datetime | None:
    """When time alone will have something to tell; in the past where it is due, None where nothing waits for time.

    Whoever has paused an account does not want to hear of it.
    """
    watched, now = ahead.watched, ahead.now
    if watched.account.paused:
        return None
    silence = standing.silence(memory, watched, now, ahead.at_reading)
    instants = [
        *(_reminder_at(episode, memory, watched, now) for episode in memory.episodes if not _waits(episode, silence)),
        _late_at(memory, watched, now),
        _foretold_at(memory, silence, ahead),
    ]
    return min((at for at in instants if at is not None), default=None)


def _reminder_at(episode: Episode, memory: AccountMemory, watched: Watched, now: datetime) -> datetime | None:
    """Of a shortage that the owner has paid for, no sooner than the payment is late."""
    at, payment = reminder_at(episode, watched.alerts.repeat_hours, now), memory.payment
    if at is None or payment is None or episode.rule not in alert_news.SHORT_OF_MONEY:
        return at
    return max(at, payment.due_at + _INSTANT) if payment.is_under_way(now) else at


def _waits(episode: Episode, silence: Silence | None) -> bool:
    """What the account's owner knows of its silence is told for all accounts now."""
    return episode.rule is Rule.NO_READING and silence is not None and silence.is_ours


def _late_at(memory: AccountMemory, watched: Watched, now: datetime) -> datetime | None:
    payment = memory.payment
    is_told = any(episode.rule is Rule.TOP_UP_OVERDUE for episode in memory.episodes)
    if payment is None or not payment.is_under_way(now) or is_told or Rule.TOP_UP_OVERDUE in watched.alerts.off:
        return None
    return payment.due_at + _INSTANT


def _foretold_at(memory: AccountMemory, silence: Silence | None, ahead: Ahead) -> datetime | None:
    """When the silence is worth a warning, or the forecast says of it that money is short, or shorter than was told:
    the first instant at which that holds."""
    if silence is None or silence.is_ours:
        return None
    told = {episode.rule: episode for episode in memory.episodes}
    for at in sorted(_turns(memory, silence, ahead)):
        figures = _figures(memory, silence, ahead, at)
        if any(_is_news(rule, told.get(rule), figures) for rule in _BY_FORECAST):
            return at
    return None


def _is_news(rule: Rule, told: Episode | None, figures: Figures) -> bool:
    if told is None:
        return alert_rules.holds(rule, figures)
    return alerts.is_worse(told, figures)


def _turns(memory: AccountMemory, silence: Silence, ahead: Ahead) -> set[datetime]:
    """The instants from which on something may hold that did not before; now is one of them."""
    now, watched = ahead.now, ahead.watched
    tried_at = silence.trying_since + shortage.TRIED_FOR
    at_now = _figures(memory, silence, ahead, now)
    found = [
        now,
        tried_at,
        max(silence.since + timedelta(minutes=watched.alerts.no_reading_min), tried_at),
        silence.limit_passed_at,
        None if memory.payment is None else memory.payment.due_at + _INSTANT,
        *shortage.turns(at_now),
    ]
    return {at for at in found if at is not None and at >= now}


def _figures(memory: AccountMemory, silence: Silence, ahead: Ahead, at: datetime) -> Figures:
    """The figures that the rules look at which need no reading."""
    watched, last = ahead.watched, memory.last_accepted
    return Figures(
        account_id=memory.account_id,
        at=at,
        balance=None,
        observed_at=None,
        threshold=None,
        reserve=None,
        runway=standing.from_now_on(ahead.at_reading, last, at),
        problem=memory.problem,
        new_reading=False,
        low_below_days=standing.low_below_days(watched),
        zone=watched.zone,
        polling=watched.account.polling,
        top_up=watched.account.top_up,
        settings=watched.alerts,
        silence=silence,
        payment=memory.payment,
    )
