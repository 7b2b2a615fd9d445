"""Alerts that are no single account's: our own network or keyring fails, or a channel does. Pure functions.

What is lost for all accounts is told once, whatever their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from galla.domain.alert_rules import SEVERITY
from galla.domain.alert_settings import AlertSettings
from galla.domain.alerts import Verdict
from galla.domain.channel import ChannelHealth
from galla.domain.errors import Problem
from galla.domain.model import Snapshot
from galla.domain.notice import ALL_ACCOUNTS, Episode, Evidence, Notice, NoticeKind, Rule, Severity, notice_id_of
from galla.domain.reminders import reminder_at
from galla.domain.shortage import TRIED_FOR

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CommonFigures:
    """What the common rules look at, at one moment."""

    at: datetime
    snapshots: tuple[Snapshot, ...]
    health: tuple[ChannelHealth, ...]
    settings: AlertSettings


@dataclass(frozen=True, slots=True)
class _Finding:
    """A common matter that is the case now."""

    severity: Severity
    evidence: Evidence
    problem: Problem | None = None


def evaluate(open_episodes: Iterable[Episode], figures: CommonFigures) -> Verdict:
    """The changes that `figures` bring to the open common episodes; one notice for each that is news."""
    before = {(episode.rule, episode.subject): episode for episode in open_episodes}
    found = _findings(figures)
    changed: list[Episode] = []
    notices: list[Notice] = []
    for key in dict.fromkeys((*before, *found)):
        episode, kind = _judge(key, before.get(key), found.get(key), figures)
        if kind in {NoticeKind.REMINDER, NoticeKind.ESCALATED} and episode is not None:
            episode = replace(episode, stage=episode.stage + 1, snoozed_until=None)
        if kind is not None and episode is not None:
            episode = replace(episode, told_at=figures.at)
            notices.append(_notice(episode, kind, found.get(key) or _last_words(key, figures), figures))
        if episode is not None and episode != before.get(key):
            changed.append(episode)
    return Verdict(tuple(changed), tuple(notices))


def next_change_at(open_episodes: Iterable[Episode], figures: CommonFigures) -> datetime | None:
    """When time alone will change something: a reminder, a silence that becomes too long, a threshold that is passed.

    None where nothing waits for time.
    """
    instants = [reminder_at(episode, figures.settings.repeat_hours, figures.at) for episode in open_episodes]
    for snapshot in _ours(figures.snapshots):
        silence = snapshot.silence
        assert silence is not None
        instants.append(_worth_telling_at(snapshot, figures.settings))
        instants.append(silence.limit_passed_at)
    return min((at for at in instants if at is not None and at > figures.at), default=None)


def _judge(
    key: tuple[Rule, str], episode: Episode | None, found: _Finding | None, figures: CommonFigures
) -> tuple[Episode | None, NoticeKind | None]:
    rule, subject = key
    if episode is None:
        return (_raise(rule, subject, found, figures.at), NoticeKind.RAISED) if found is not None else (None, None)
    if found is None:
        if not _is_over(episode, figures):
            return episode, None
        told = rule not in figures.settings.off and not _is_gone(episode, figures)
        ended = replace(episode, recovered_at=figures.at, snoozed_until=None)
        return ended, NoticeKind.RECOVERED if told else None
    if found.severity > episode.severity:
        worse = replace(episode, severity=found.severity, snoozed_until=None, acknowledged_at=None)
        return worse, NoticeKind.ESCALATED
    remind_at = reminder_at(episode, figures.settings.repeat_hours, figures.at)
    return episode, NoticeKind.REMINDER if remind_at is not None and remind_at <= figures.at else None


def _is_over(episode: Episode, figures: CommonFigures) -> bool:
    """Unknown is not recovery: of a silence a reading that came since is needed, of a channel a delivery."""
    if episode.rule is Rule.CHANNEL_FAILED:
        return _is_gone(episode, figures) or any(
            item.channel_id == episode.subject and not item.fails for item in figures.health
        )
    if episode.rule in figures.settings.off or not figures.snapshots:
        return True
    is_of_a_clock_ahead = episode.raised_at > figures.at  # the clock was set back since: nothing can come after that
    return any(
        item.problem is None
        and item.observed_at is not None
        and (is_of_a_clock_ahead or item.observed_at > episode.raised_at)
        for item in figures.snapshots
    )


def _is_gone(episode: Episode, figures: CommonFigures) -> bool:
    """The owner has taken the channel away, or switched it off: its failure concerns nobody any more."""
    if episode.rule is not Rule.CHANNEL_FAILED:
        return not figures.snapshots
    channel = figures.settings.channel(episode.subject)
    return channel is None or not channel.enabled


def _findings(figures: CommonFigures) -> Mapping[tuple[Rule, str], _Finding]:
    found: dict[tuple[Rule, str], _Finding] = {}
    silent = _silent(figures) if Rule.NO_READING not in figures.settings.off else None
    if silent is not None:
        found[Rule.NO_READING, ""] = silent
    for health in figures.health:
        channel = figures.settings.channel(health.channel_id)
        if channel is not None and channel.enabled and health.fails and health.outcome is not None:
            outcome = health.outcome
            evidence = Evidence(
                channel=channel.name,
                failure="" if outcome.failure is None else outcome.failure.value,
                detail=outcome.detail,
                since=health.failed_at,
            )
            found[Rule.CHANNEL_FAILED, channel.id] = _Finding(SEVERITY[Rule.CHANNEL_FAILED], evidence)
    return found


def _silent(figures: CommonFigures) -> _Finding | None:
    """Our own loss of the accounts, worded by the one that is nearest to running short."""
    ours = _ours(figures.snapshots)
    if not any(_worth_telling_at(item, figures.settings) <= figures.at for item in ours):
        return None
    by_urgency = sorted(ours, key=_passed_at)
    worst = by_urgency[0].silence
    assert worst is not None
    critical = worst.limit_passed_at is not None and worst.limit_passed_at <= figures.at
    evidence = Evidence(
        expected=worst.expected,
        limit_passed_at=worst.limit_passed_at,
        since=min(item.silence.since for item in ours if item.silence is not None),
        accounts=tuple(item.account_id for item in by_urgency),
    )
    severity = Severity.CRITICAL if critical else SEVERITY[Rule.NO_READING]
    return _Finding(severity, evidence, worst.problem)


def _ours(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    return [item for item in snapshots if item.silence is not None and item.silence.is_ours]


def _passed_at(snapshot: Snapshot) -> datetime:
    silence = snapshot.silence
    return _NEVER if silence is None or silence.limit_passed_at is None else silence.limit_passed_at


def _worth_telling_at(snapshot: Snapshot, settings: AlertSettings) -> datetime:
    silence = snapshot.silence
    assert silence is not None
    return max(silence.since + timedelta(minutes=settings.no_reading_min), silence.trying_since + TRIED_FOR)


def _last_words(key: tuple[Rule, str], figures: CommonFigures) -> _Finding:
    """What is told of a matter that is over."""
    _, subject = key
    channel = figures.settings.channel(subject)
    name = channel.name if channel is not None else ""
    return _Finding(Severity.INFO, Evidence(channel=name, accounts=tuple(s.account_id for s in figures.snapshots)))


def _raise(rule: Rule, subject: str, found: _Finding, at: datetime) -> Episode:
    stamp = at.strftime("%Y%m%dT%H%M%S%fZ")
    identity = ".".join(filter(None, ("all", rule.value, subject, stamp)))
    return Episode(identity, ALL_ACCOUNTS, rule, found.severity, at, subject=subject)


def _notice(episode: Episode, kind: NoticeKind, found: _Finding, figures: CommonFigures) -> Notice:
    recovered = kind is NoticeKind.RECOVERED
    by_id = {item.account_id: item for item in figures.snapshots}
    worst = by_id.get(found.evidence.accounts[0]) if found.evidence.accounts and not recovered else None
    return Notice(
        id=notice_id_of(episode.id, "recovered" if recovered else episode.stage),
        episode_id=episode.id,
        account_id=ALL_ACCOUNTS,
        rule=episode.rule,
        kind=kind,
        severity=Severity.INFO if recovered else episode.severity,
        created_at=figures.at,
        balance=worst.balance if worst else None,
        threshold=worst.silence.limit if worst and worst.silence else None,
        observed_at=worst.observed_at if worst else None,
        runway=worst.runway if worst else None,
        problem=found.problem,
        evidence=found.evidence,
        episode_severity=episode.severity,
    )
