"""Which of an evaluation's news is told: one at a time, the stronger first, and of one matter only what is new.

That a balance is below its threshold, that it lasts for few days and that it is used up are one matter: the money
is short. While it lasts the owner is told again only when it gets more serious, and that it is over when all of it
is. So a falling balance says at most three things: short, less than a day, used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import replace

from galla.domain.notice import Episode, NoticeKind, Rule, Severity

SHORT_OF_MONEY = frozenset({Rule.EMPTY, Rule.BALANCE_BELOW, Rule.RUNWAY_BELOW})

_STRONGEST_FIRST = (
    (Rule.EMPTY, Severity.CRITICAL),
    (Rule.ACCESS, Severity.CRITICAL),
    (Rule.RUNWAY_BELOW, Severity.CRITICAL),
    (Rule.BALANCE_BELOW, Severity.WARNING),
    (Rule.RUNWAY_BELOW, Severity.WARNING),
)
_URGENCY = {NoticeKind.RAISED: 0, NoticeKind.ESCALATED: 0, NoticeKind.REMINDER: 1, NoticeKind.RECOVERED: 2}


def seriousness(episode: Episode) -> int:
    """How serious a shortage the episode tells of: 0 short, 1 critically short, 2 used up."""
    return 2 if episode.rule is Rule.EMPTY else int(episode.severity is Severity.CRITICAL)


def one_for_each_matter(episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    """Those of the open episodes that the screen shows, the more serious first: of a shortage only one.

    It is the most serious one, or the first of equals: of that the owner was told, and perhaps it is answered already.
    """
    by_seriousness = sorted(
        (episode for episode in episodes if episode.is_open),
        key=lambda episode: (-seriousness(episode), episode.raised_at, _rank(episode)),
    )
    shortage = next((episode for episode in by_seriousness if episode.rule in SHORT_OF_MONEY), None)
    return tuple(episode for episode in by_seriousness if episode.rule not in SHORT_OF_MONEY or episode is shortage)


def strongest(after: Mapping[Rule, Episode], news: Mapping[Rule, NoticeKind]) -> Rule | None:
    """The rule to tell of: bad news before good, new before old, then the stronger rule; None without news.

    A reminder that has to stand back stays due, so the next evaluation tells it.
    """
    return min(news, key=lambda rule: (_URGENCY[news[rule]], _rank(after[rule])), default=None)


def hush_repetitions(
    before: Mapping[Rule, Episode], after: MutableMapping[Rule, Episode], news: MutableMapping[Rule, NoticeKind]
) -> None:
    """Takes out of `news` what tells no more of a shortage than the owner knows.

    `before` are the episodes that were open, `after` the same and new ones as they are now.
    """
    shortages = [episode for rule, episode in after.items() if rule in SHORT_OF_MONEY]
    short = [episode for episode in shortages if episode.is_open]
    if not short:
        return
    worst_ended = max((seriousness(episode) for episode in shortages if not episode.is_open), default=None)
    _take_back_recoveries(short, after, news)
    for episode in short:
        kind = news.get(episode.rule)
        others = [other for other in short if other is not episode]
        if kind is NoticeKind.REMINDER:
            if any(_reminds_for(other, episode, news) for other in others):
                del news[episode.rule]
                after[episode.rule] = replace(episode, snoozed_until=None)
        elif kind is not None and (
            seriousness(episode) == worst_ended  # one kind of shortage takes over from another
            or any(_has_told(other, episode, before) for other in others)
        ):
            del news[episode.rule]


def _take_back_recoveries(
    short: list[Episode], after: Mapping[Rule, Episode], news: MutableMapping[Rule, NoticeKind]
) -> None:
    """While the money is short in any way, "recovered" would mislead; that the worst is over is a reminder."""
    ended = [rule for rule in SHORT_OF_MONEY & news.keys() if news[rule] is NoticeKind.RECOVERED]
    for rule in ended:
        del news[rule]
    left = min(short, key=_rank)
    if any(seriousness(after[rule]) > seriousness(left) for rule in ended):
        news.setdefault(left.rule, NoticeKind.REMINDER)


def _has_told(other: Episode, episode: Episode, before: Mapping[Rule, Episode]) -> bool:
    """`other` has told, or tells now, of a shortage that is no less serious."""
    speaks = other.rule in before or _rank(other) < _rank(episode)
    return speaks and seriousness(other) >= seriousness(episode)


def _reminds_for(other: Episode, episode: Episode, news: Mapping[Rule, NoticeKind]) -> bool:
    """`other` is the more serious one, or tells now of one that is as serious."""
    if seriousness(other) != seriousness(episode):
        return seriousness(other) > seriousness(episode)
    return other.rule in news and _rank(other) < _rank(episode)


def _rank(episode: Episode) -> int:
    return _STRONGEST_FIRST.index((episode.rule, episode.severity))
