"""Which alert episodes begin, go on and end, and what the owner is told: once per episode (sections 3 and 6).

Everything here is a function of the open episodes and the figures of the moment, so a restart changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import Episode, Notice, NoticeKind, Rule, Runway, Severity
from galla.domain.money import Money

SEVERITY: dict[Rule, Severity] = {
    Rule.EMPTY: Severity.CRITICAL,
    Rule.ACCESS: Severity.CRITICAL,
    Rule.BALANCE_BELOW: Severity.WARNING,
}
READINGS_TO_RECOVER = 2
CLEARLY_ABOVE = Decimal("1.1")
"""One of the recovering readings must be above 110 % of the threshold, so that a refund is no recovery."""

_STRONGEST_FIRST = (Rule.EMPTY, Rule.ACCESS, Rule.BALANCE_BELOW)
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
    """A believed reading has just come; only then can anything recover."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Episodes that changed and what is to be told."""

    episodes: tuple[Episode, ...] = ()
    notices: tuple[Notice, ...] = ()


def evaluate(open_episodes: Iterable[Episode], figures: Figures) -> Verdict:
    """The changes that `figures` bring to the open episodes, with at most one notice: the strongest."""
    before = {episode.rule: episode for episode in open_episodes}
    after: dict[Rule, Episode] = {}
    told: list[tuple[Episode, NoticeKind]] = []
    for rule in _STRONGEST_FIRST:
        episode, kind = _judge(rule, before.get(rule), figures)
        if episode is None:
            continue
        after[rule] = episode
        if kind is not None:
            told.append((episode, kind))
    notice = _strongest(told, after, figures)
    changed = tuple(episode for rule, episode in after.items() if episode != before.get(rule))
    return Verdict(changed, () if notice is None else (notice,))


def snooze(episode: Episode, until: datetime) -> Episode:
    """The episode, quiet until `until`; if it still lasts then, the owner is reminded."""
    return replace(episode, snoozed_until=until)


def acknowledge(episode: Episode, at: datetime) -> Episode:
    """The episode, known to the owner: no reminder until it has recovered."""
    return replace(episode, acknowledged_at=at, snoozed_until=None)


def _judge(rule: Rule, episode: Episode | None, figures: Figures) -> tuple[Episode | None, NoticeKind | None]:
    holds = _holds(rule, figures)
    if episode is None:
        return (_raise(rule, figures), NoticeKind.RAISED) if holds else (None, None)
    if figures.new_reading:
        episode = _count_recovery(episode, figures, holds)
        if _recovered(episode, figures):
            return replace(episode, recovered_at=figures.at, snoozed_until=None), NoticeKind.RECOVERED
    if episode.snoozed_until is not None and episode.snoozed_until <= figures.at:
        return replace(episode, stage=episode.stage + 1, snoozed_until=None), NoticeKind.REMINDER
    return episode, None


def _holds(rule: Rule, figures: Figures) -> bool:
    if rule is Rule.ACCESS:
        return figures.problem is not None and figures.problem.kind in _ACCESS_KINDS
    limit = _limit(rule, figures)
    if figures.balance is None or limit is None or not figures.new_reading:
        return False
    return figures.balance <= limit if rule is Rule.EMPTY else figures.balance < limit


def _limit(rule: Rule, figures: Figures) -> Money | None:
    return figures.reserve if rule is Rule.EMPTY else figures.threshold


def _raise(rule: Rule, figures: Figures) -> Episode:
    stamp = figures.at.strftime("%Y%m%dT%H%M%S%fZ")
    identity = f"{figures.account_id}.{rule}.{stamp}"
    return Episode(identity, figures.account_id, rule, SEVERITY[rule], figures.at)


def _count_recovery(episode: Episode, figures: Figures, holds: bool) -> Episode:
    if holds or figures.balance is None:
        return replace(episode, good_readings=0, clear_reading_seen=False)
    limit = _limit(episode.rule, figures)
    clear = limit is None or figures.balance > limit.times(CLEARLY_ABOVE)
    return replace(
        episode,
        good_readings=episode.good_readings + 1,
        clear_reading_seen=episode.clear_reading_seen or clear,
    )


def _recovered(episode: Episode, figures: Figures) -> bool:
    if episode.rule is Rule.ACCESS:
        return figures.problem is None
    return episode.good_readings >= READINGS_TO_RECOVER and episode.clear_reading_seen


def _strongest(
    told: list[tuple[Episode, NoticeKind]], after: dict[Rule, Episode], figures: Figures
) -> Notice | None:
    """One notice per evaluation: bad news before good, then the stronger rule.

    An episode whose stronger sister is open and was told speaks through her: below the threshold is no news to
    somebody who has just read that the account is empty.
    """
    if not told:
        return None
    bad = [(episode, kind) for episode, kind in told if kind is not NoticeKind.RECOVERED]
    empty = after.get(Rule.EMPTY)
    if empty is not None and empty.is_open:
        bad = [(episode, kind) for episode, kind in bad if episode.rule is not Rule.BALANCE_BELOW]
    if bad:
        return _notice(*bad[0], figures)
    good = [(episode, kind) for episode, kind in told if kind is NoticeKind.RECOVERED]
    return _notice(*good[0], figures) if good else None


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
        runway=figures.runway,
        observed_at=figures.observed_at,
        problem=figures.problem if episode.rule is Rule.ACCESS else None,
    )
