"""What time alone brings to an account's alerts between two polls: reminders, a late payment, a long silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from galla.domain import alert_news, alert_rules
from galla.domain.figures import Figures
from galla.domain.model import AccountMemory
from galla.domain.notice import Episode, Rule
from galla.domain.reminders import reminder_at
from galla.domain.runway import NO_FORECAST
from galla.domain.silence import Silence
from galla.domain.watched import Watched

_INSTANT = timedelta(microseconds=1)


def is_due(memory: AccountMemory, silence: Silence | None, watched: Watched, now: datetime) -> bool:
    """Whether an evaluation at `now`, without a reading, has something to tell."""
    at = next_at(memory, silence, watched, now)
    return at is not None and at <= now


def next_at(memory: AccountMemory, silence: Silence | None, watched: Watched, now: datetime) -> datetime | None:
    """When time alone will have something to tell; in the past where it is due, None where nothing waits for time.

    Whoever has paused an account does not want to hear of it.
    """
    if watched.account.paused:
        return None
    instants = [
        *(_reminder_at(episode, memory, watched, now) for episode in memory.episodes if not _waits(episode, silence)),
        _late_at(memory, watched, now),
        _silent_at(memory, silence, watched, now),
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


def _silent_at(memory: AccountMemory, silence: Silence | None, watched: Watched, now: datetime) -> datetime | None:
    """When the silence is worth a warning, or a warning becomes critical: the first instant at which that holds."""
    if silence is None or silence.is_ours:
        return None
    told = next((episode for episode in memory.episodes if episode.rule is Rule.NO_READING), None)
    worth_at = max(
        silence.since + timedelta(minutes=watched.alerts.no_reading_min), silence.trying_since + alert_rules.TRIED_FOR
    )
    for at in sorted({worth_at, now, *([silence.limit_passed_at] if silence.limit_passed_at else [])}):
        figures = _of_silence(memory, silence, watched, at)
        if told is None and alert_rules.holds(Rule.NO_READING, figures):
            return at
        if told is not None and alert_rules.severity(Rule.NO_READING, figures) > told.severity:
            return at
    return None


def _of_silence(memory: AccountMemory, silence: Silence, watched: Watched, at: datetime) -> Figures:
    """The figures that the rule of silences looks at."""
    return Figures(
        account_id=memory.account_id,
        at=at,
        balance=None,
        observed_at=None,
        threshold=None,
        reserve=None,
        runway=NO_FORECAST,
        problem=memory.problem,
        new_reading=False,
        settings=watched.alerts,
        silence=silence,
    )
