"""When the owner is told again of an episode that lasts, and how he makes it quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from galla.domain.hours import BUSINESS_HOURS, Hours
from galla.domain.notice import EVENTS, AnswerKind, Episode, OwnerAnswer, Severity, SnoozeFor
from galla.domain.payment import CLOCK_SLACK, Payment
from galla.domain.quiet import next_morning

SNOOZE = timedelta(hours=1)
MORNING = BUSINESS_HOURS
"""When the morning begins for what is no single account's."""
LONGEST_SNOOZE = timedelta(hours=48)
"""A snooze that ends later was made before the clock was set back; it is over."""


def reminder_at(episode: Episode, repeat_hours: int, now: datetime) -> datetime | None:
    """When the owner is told again; None where never.

    `now` where that is overdue by a clock that was set back, or where what it has become was not told at all.

    Never while the last reading speaks for recovery: then the next reading decides, and "still low" is no news to
    somebody who has just paid. Nor once it is acknowledged, or until money arrives where that was asked for.
    """
    if not episode.is_open or episode.severity is Severity.INFO or episode.rule in EVENTS:
        return None
    if episode.told_at is None:  # also where it was answered: what it has become since is worse
        return None if episode.good_readings else now
    if episode.good_readings or episode.acknowledged_at is not None or episode.until_top_up:
        return None
    if episode.snoozed_until is not None:
        return episode.snoozed_until if episode.snoozed_until - now <= LONGEST_SNOOZE else now
    if not repeat_hours:
        return None
    return now if episode.told_at - now > CLOCK_SLACK else episode.told_at + timedelta(hours=repeat_hours)


def snooze(episode: Episode, how: SnoozeFor, at: datetime, zone: ZoneInfo, hours: Hours) -> Episode:
    """The episode, quiet for that long from `at`; if it still lasts then, the owner is reminded.

    Tomorrow begins when `hours` of business do, in `zone`.
    """
    until = None
    if how is not SnoozeFor.TOP_UP:
        until = at + SNOOZE if how is SnoozeFor.HOUR else next_morning(hours, zone, at)
    episode = _with_answer(_known(episode, at), OwnerAnswer(at, AnswerKind.SNOOZED, until))
    return replace(episode, until_top_up=until is None, snoozed_until=until, acknowledged_at=None)


def acknowledge(episode: Episode, at: datetime) -> Episode:
    """The episode, known to the owner: no reminder until it has recovered."""
    episode = _with_answer(_known(episode, at), OwnerAnswer(at, AnswerKind.ACKNOWLEDGED))
    return replace(episode, acknowledged_at=at, snoozed_until=None, until_top_up=False)


def paid_for(episode: Episode, payment: Payment) -> Episode:
    """The episode, about which the owner has said that he paid; whether it is quiet for that the payment says."""
    return _with_answer(episode, OwnerAnswer(payment.said_at, AnswerKind.PAID, payment.due_at))


def _with_answer(episode: Episode, answer: OwnerAnswer) -> Episode:
    return replace(episode, answers=(*episode.answers, answer))


def _known(episode: Episode, at: datetime) -> Episode:
    """Whoever answers an episode knows of it, also where a payment kept it from being told."""
    return replace(episode, told_at=episode.told_at or at, stage=max(episode.stage, 1))


def answered(episode: Episode, how: SnoozeFor | None, at: datetime, zone: ZoneInfo, hours: Hours) -> Episode:
    """The episode snoozed for so long, or acknowledged where that is None."""
    return acknowledge(episode, at) if how is None else snooze(episode, how, at, zone, hours)


def is_snoozed(episode: Episode, now: datetime) -> bool:
    """Whether the owner asked for quiet, for a time or until money arrives, that still lasts."""
    until = episode.snoozed_until
    return episode.until_top_up or (until is not None and now < until <= now + LONGEST_SNOOZE)


def is_quiet(episode: Episode, now: datetime) -> bool:
    """Whether the owner has asked not to be told of it again for now."""
    return is_snoozed(episode, now) or episode.acknowledged_at is not None
