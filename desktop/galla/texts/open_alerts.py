"""Open alerts in words, as the panel shows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import Snapshot
from galla.domain.notice import Episode, Rule
from galla.domain.reminders import is_snoozed
from galla.texts import alert_names, outlook, problems, silences, thresholds
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

_ACCESS_KINDS = frozenset({ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED})


def untold_problem(snapshot: Snapshot) -> str:
    """What is wrong; empty where nothing is, or where an open episode says it."""
    problem = snapshot.problem
    if problem is None or any(_tells_of(episode, problem) for episode in snapshot.episodes):
        return ""
    return problems.sentence(problem, zone=ZoneInfo(snapshot.timezone))


def episode_sentence(episode: Episode, snapshot: Snapshot, now: datetime) -> str:
    """An open episode: what it is, since when, and how it was answered; of a problem that it tells of, all."""
    zone, problem = ZoneInfo(snapshot.timezone), snapshot.problem
    if problem is not None and _tells_of(episode, problem):
        return f"{problems.sentence(problem, zone=zone)}\n{_since(episode, zone, now)}"
    what = _with_since(_name(episode, snapshot), episode, zone, now)
    if episode.rule is Rule.NO_READING and snapshot.silence is not None:
        return (
            f"{silences.sentence(silences.of_silence(snapshot.silence, now), zone, now)}\n{_since(episode, zone, now)}"
        )
    return what


def common_episode_sentence(episode: Episode, channel_name: str, zone: ZoneInfo, now: datetime) -> str:
    """An open episode that is no single account's; `channel_name` is that of its subject, or empty."""
    if episode.rule is Rule.CHANNEL_FAILED:
        what = translate("Texts", "Alerts do not reach {channel}", "an open alert").format(channel=channel_name)
    else:
        what = translate("Texts", "No balance can be read", "an open alert: our own network or keyring fails")
    return _with_since(what, episode, zone, now)


def _tells_of(episode: Episode, problem: Problem) -> bool:
    """While the key is refused, that is what the episode is about; of another problem since it knows nothing."""
    return episode.is_open and episode.rule is Rule.ACCESS and problem.kind in _ACCESS_KINDS


def _with_since(what: str, episode: Episode, zone: ZoneInfo, now: datetime) -> str:
    since, answer = fmt.instant(episode.raised_at, zone, now), _answer(episode, zone, now)
    if not answer:
        return translate("Texts", "{what}, since {since}.", "an open alert").format(what=what, since=since)
    return translate("Texts", "{what}, since {since}; {answer}.", "an open alert, and how it was answered").format(
        what=what, since=since, answer=answer
    )


def _since(episode: Episode, zone: ZoneInfo, now: datetime) -> str:
    since, answer = fmt.instant(episode.raised_at, zone, now), _answer(episode, zone, now)
    if not answer:
        return translate("Texts", "Since {since}.", "an open alert").format(since=since)
    return translate("Texts", "Since {since}; {answer}.", "an open alert, and how it was answered").format(
        since=since, answer=answer
    )


def _answer(episode: Episode, zone: ZoneInfo, now: datetime) -> str:
    """How the owner answered it; empty while he has not."""
    if episode.until_top_up:
        return translate("Texts", "quiet until money arrives", "an open alert")
    if episode.snoozed_until is not None and is_snoozed(episode, now):
        return translate("Texts", "snoozed until {until}", "an open alert").format(
            until=fmt.instant(episode.snoozed_until, zone, now)
        )
    if episode.acknowledged_at is not None:
        return translate("Texts", "acknowledged {when}", "an open alert").format(
            when=fmt.instant(episode.acknowledged_at, zone, now)
        )
    return ""


def _name(episode: Episode, snapshot: Snapshot) -> str:
    match episode.rule:
        case Rule.EMPTY:
            if not outlook.is_used_up(snapshot.balance, snapshot.reserve):
                return translate("Texts", "Down to the reserve", "an open alert")
            return translate("Texts", "Balance used up", "an open alert")
        case Rule.BUSINESS_CLOSE:
            return translate("Texts", "May run out while you are closed", "an open alert")
        case Rule.ACCESS:
            return problems.short_name(ProblemKind.KEY_REJECTED)
        case Rule.RUNWAY_BELOW:
            return _running_short(snapshot)
        case Rule.BALANCE_BELOW:
            if snapshot.threshold is None:
                return translate("Texts", "Balance low", "an open alert")
            return thresholds.balance_under(snapshot.threshold, snapshot.threshold_hours)
        case Rule.FAST_DROP:
            return translate("Texts", "Spending far faster than usual", "an open alert")
        case Rule.UNEXPLAINED_DROP:
            return translate("Texts", "More spent than orders explain", "an open alert")
        case Rule.NO_READING | Rule.TOP_UP_OVERDUE | Rule.CHANNEL_FAILED | Rule.CREDIT | Rule.DAILY_CLOSE:
            return alert_names.rule_name(episode.rule)


def _running_short(snapshot: Snapshot) -> str:
    """With the owner's threshold where that is crossed as well; a learned one would only say it again."""
    balance, threshold = snapshot.balance, snapshot.threshold
    if balance is None or threshold is None or snapshot.threshold_hours is not None or balance >= threshold:
        return translate("Texts", "Running short", "an open alert: the money lasts only for days")
    return translate("Texts", "Running short, and under {threshold}", "an open alert: the balance").format(
        threshold=thresholds.amount(threshold, None)
    )
