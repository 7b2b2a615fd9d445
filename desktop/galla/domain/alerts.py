"""Which alert episodes begin, go on and end, and what the owner is told: once per episode (sections 3 and 6).

Everything here is a function of the open episodes and the figures of the moment, so a restart changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import inf

from galla.domain import alert_news
from galla.domain.errors import Problem, ProblemKind
from galla.domain.health import LOW_BELOW_DAYS, critical_below_days
from galla.domain.model import ForecastState, Runway
from galla.domain.money import Money
from galla.domain.notice import Episode, Notice, NoticeKind, Rule, Severity

SEVERITY: dict[Rule, Severity] = {
    Rule.EMPTY: Severity.CRITICAL,
    Rule.ACCESS: Severity.CRITICAL,
    Rule.BALANCE_BELOW: Severity.WARNING,
    Rule.RUNWAY_BELOW: Severity.WARNING,
}
"""At least; a runway of less than a day is critical."""
READINGS_TO_RECOVER = 2
CLEARLY_ABOVE = Decimal("1.1")
"""One of the recovering readings must be above 110 % of the threshold, so that a refund is no recovery."""
CLEARLY_LONGER_DAYS = 0.5
"""By so much must each recovering reading's runway exceed its limit."""

_ACCESS_KINDS = frozenset({ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED})


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules look at, at one moment of one account."""

    account_id: str
    at: datetime
    balance: Money | None
    """The last believed balance."""
    observed_at: datetime | None
    threshold: Money | None
    reserve: Money | None
    runway: Runway
    problem: Problem | None
    new_reading: bool
    """A believed reading has just come; only then can anything on the balance begin, escalate or recover."""
    low_below_days: float = LOW_BELOW_DAYS
    """The owner's limit of runway."""
    threshold_hours: int | None = None
    """Of how many hours of usual spend the threshold is made; None where it is an amount."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Episodes that changed and what is to be told."""

    episodes: tuple[Episode, ...] = ()
    notices: tuple[Notice, ...] = ()


def evaluate(open_episodes: Iterable[Episode], figures: Figures) -> Verdict:
    """The changes that `figures` bring to the open episodes, with at most one notice: the strongest."""
    before = {episode.rule: episode for episode in open_episodes}
    after: dict[Rule, Episode] = {}
    news: dict[Rule, NoticeKind] = {}
    for rule in Rule:
        episode, kind = _judge(rule, before.get(rule), figures)
        if episode is not None:
            after[rule] = episode
        if kind is not None:
            news[rule] = kind
    alert_news.hush_repetitions(before, after, news)
    told = alert_news.strongest(after, news)
    if told is not None and news[told] in {NoticeKind.REMINDER, NoticeKind.ESCALATED}:
        after[told] = replace(after[told], stage=after[told].stage + 1, snoozed_until=None)
    changed = tuple(episode for rule, episode in after.items() if episode != before.get(rule))
    return Verdict(changed, () if told is None else (_notice(after[told], news[told], figures),))


def reminder_at(episode: Episode) -> datetime | None:
    """When the owner is reminded of a snoozed episode; None also while the last reading speaks for recovery.

    Then the next reading decides: "still low" is no news to somebody who has just paid.
    """
    return None if episode.good_readings else episode.snoozed_until


def snooze(episode: Episode, until: datetime) -> Episode:
    """The episode, quiet until `until`; if it still lasts then, the owner is reminded."""
    return replace(episode, snoozed_until=until)


def acknowledge(episode: Episode, at: datetime) -> Episode:
    """The episode, known to the owner: no reminder until it has recovered."""
    return replace(episode, acknowledged_at=at, snoozed_until=None)


def _judge(rule: Rule, episode: Episode | None, figures: Figures) -> tuple[Episode | None, NoticeKind | None]:
    if episode is None:
        return (_raise(rule, figures), NoticeKind.RAISED) if _holds(rule, figures) else (None, None)
    if figures.new_reading:
        episode = _count_recovery(episode, figures)
        if _recovered(episode, figures):
            return replace(episode, recovered_at=figures.at, snoozed_until=None), NoticeKind.RECOVERED
        if episode.severity < Severity.CRITICAL and _severity(rule, figures) is Severity.CRITICAL:
            worse = replace(episode, severity=Severity.CRITICAL, snoozed_until=None, acknowledged_at=None)
            return worse, NoticeKind.ESCALATED
    remind_at = reminder_at(episode)
    return episode, NoticeKind.REMINDER if remind_at is not None and remind_at <= figures.at else None


def _holds(rule: Rule, figures: Figures) -> bool:
    if rule is Rule.ACCESS:
        return figures.problem is not None and figures.problem.kind in _ACCESS_KINDS
    if not figures.new_reading:
        return False
    if rule is Rule.RUNWAY_BELOW:
        days = _days_left(figures)
        return days is not None and days < figures.low_below_days and figures.runway.is_usable
    limit = _limit(rule, figures)
    if figures.balance is None or limit is None:
        return False
    return figures.balance <= limit if rule is Rule.EMPTY else figures.balance < limit


def _limit(rule: Rule, figures: Figures) -> Money | None:
    return {Rule.EMPTY: figures.reserve, Rule.BALANCE_BELOW: figures.threshold}.get(rule)


def _severity(rule: Rule, figures: Figures) -> Severity:
    """How severe what `figures` say is; of a rule that does not hold it is the least."""
    if rule is Rule.RUNWAY_BELOW and _holds(rule, figures):
        days = _days_left(figures)
        if days is not None and days < critical_below_days(figures.low_below_days):
            return Severity.CRITICAL
    return SEVERITY[rule]


def _days_left(figures: Figures) -> float | None:
    """Cautious days of runway, infinite beyond the horizon or without spend; None where they are no ground to warn."""
    runway = figures.runway
    if runway.state is ForecastState.NO_DATA or runway.is_of_a_first_day:
        return None
    return inf if runway.cautious_days is None else runway.cautious_days


def _raise(rule: Rule, figures: Figures) -> Episode:
    stamp = figures.at.strftime("%Y%m%dT%H%M%S%fZ")
    identity = f"{figures.account_id}.{rule}.{stamp}"
    return Episode(identity, figures.account_id, rule, _severity(rule, figures), figures.at)


def _count_recovery(episode: Episode, figures: Figures) -> Episode:
    if episode.rule is Rule.RUNWAY_BELOW:
        days = _days_left(figures)
        if days is None:
            return episode
        good = days > figures.low_below_days + CLEARLY_LONGER_DAYS
        return replace(episode, good_readings=episode.good_readings + 1 if good else 0)
    limit = _limit(episode.rule, figures)
    if figures.balance is None or limit is None:
        return episode
    if figures.balance <= limit:
        return replace(episode, good_readings=0, clear_reading_seen=False)
    return replace(
        episode,
        good_readings=episode.good_readings + 1,
        clear_reading_seen=episode.clear_reading_seen or figures.balance > limit.times(CLEARLY_ABOVE),
    )


def _recovered(episode: Episode, figures: Figures) -> bool:
    if episode.rule is Rule.ACCESS:
        return figures.problem is None
    clear = episode.clear_reading_seen or episode.rule is Rule.RUNWAY_BELOW
    return episode.good_readings >= READINGS_TO_RECOVER and clear


def _notice(episode: Episode, kind: NoticeKind, figures: Figures) -> Notice:
    part = "recovered" if kind is NoticeKind.RECOVERED else str(episode.stage)
    return Notice(
        id=f"{episode.id}.{part}",
        episode_id=episode.id,
        account_id=episode.account_id,
        rule=episode.rule,
        kind=kind,
        severity=Severity.INFO if kind is NoticeKind.RECOVERED else episode.severity,
        created_at=figures.at,
        balance=figures.balance,
        threshold=_limit(episode.rule, figures),
        threshold_hours=figures.threshold_hours if episode.rule is Rule.BALANCE_BELOW else None,
        runway=figures.runway,
        observed_at=figures.observed_at,
        problem=figures.problem if episode.rule is Rule.ACCESS else None,
    )
