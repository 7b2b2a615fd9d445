"""Which of an evaluation's news is told: one at a time, the stronger first, and of one matter only what is new.

That a balance is below its threshold, that it lasts for few days, that it may not last the night and that it is used
up are one matter: the money is short. While it lasts the owner is told again only when it gets more serious, and that
it is over when all of it is. So a falling balance says at most four things: short, less than a day, not enough for the
night, used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime

from galla.domain.figures import Figures
from galla.domain.notice import Episode, Notice, NoticeKind, Rule, Severity, notice_id_of
from galla.domain.reminders import is_quiet

News = dict[Rule, NoticeKind]

SHORT_OF_MONEY = frozenset({Rule.EMPTY, Rule.BUSINESS_CLOSE, Rule.BALANCE_BELOW, Rule.RUNWAY_BELOW})

_STRONGEST_FIRST = (
    (Rule.EMPTY, Severity.CRITICAL),
    (Rule.FAST_DROP, Severity.CRITICAL),
    (Rule.BUSINESS_CLOSE, Severity.CRITICAL),
    (Rule.ACCESS, Severity.CRITICAL),
    (Rule.RUNWAY_BELOW, Severity.CRITICAL),
    (Rule.NO_READING, Severity.CRITICAL),
    (Rule.BALANCE_BELOW, Severity.WARNING),
    (Rule.RUNWAY_BELOW, Severity.WARNING),
    (Rule.UNEXPLAINED_DROP, Severity.WARNING),
    (Rule.NO_READING, Severity.WARNING),
    (Rule.TOP_UP_OVERDUE, Severity.WARNING),
    (Rule.CHANNEL_FAILED, Severity.WARNING),
    (Rule.CREDIT, Severity.INFO),
    (Rule.DAILY_CLOSE, Severity.INFO),
)
_URGENCY = {NoticeKind.RAISED: 0, NoticeKind.ESCALATED: 0, NoticeKind.REMINDER: 1, NoticeKind.RECOVERED: 2}
_EVENTS_LAST = 3


@dataclass(frozen=True, slots=True)
class Others:
    """What a notice tells besides its own episode."""

    began: tuple[Rule, ...] = ()
    ended: tuple[Rule, ...] = ()


def seriousness(episode: Episode) -> int:
    """How serious a shortage the episode tells of: 0 short, 1 critically short, 2 not enough for the night, 3 used up.

    The night is one more than critical: while it lasts nobody is there to pay.
    """
    if episode.rule is Rule.EMPTY:
        return 3
    if episode.rule is Rule.BUSINESS_CLOSE:
        return 2
    return int(episode.severity is Severity.CRITICAL and not episode.has_eased)


def one_for_each_matter(episodes: Iterable[Episode]) -> tuple[Episode, ...]:
    """Those of the open episodes that the screen shows, the more serious first: of a shortage only one.

    It is the most serious one, or the first of equals: of that the owner was told, and perhaps it is answered already.
    """
    by_seriousness = sorted(
        (episode for episode in episodes if episode.is_open),
        key=lambda episode: (-_seriousness_of_any(episode), episode.raised_at, _rank(episode)),
    )
    shortage = next((episode for episode in by_seriousness if episode.rule in SHORT_OF_MONEY), None)
    return tuple(episode for episode in by_seriousness if episode.rule not in SHORT_OF_MONEY or episode is shortage)


def strongest(after: Mapping[Rule, Episode], news: Mapping[Rule, NoticeKind]) -> Rule | None:
    """The rule to tell of: bad news before good, new before old, then the stronger rule; None without news."""
    return min(news, key=lambda rule: (_urgency(rule, news[rule]), _rank(after[rule])), default=None)


def speak_for_others(
    told: Rule, after: MutableMapping[Rule, Episode], news: Mapping[Rule, NoticeKind], at: datetime
) -> Others:
    """What the notice of `told` tells of the other news; their episodes have been told with it.

    One reminder speaks for all that are due. A reminder that has to stand back for something new stays due, so the
    next evaluation tells it.
    """
    began: list[Rule] = []
    ended: list[Rule] = []
    for rule, kind in news.items():
        if rule is told or (kind is NoticeKind.REMINDER and news[told] is not NoticeKind.REMINDER):
            continue
        (ended if kind is NoticeKind.RECOVERED else began).append(rule)
        after[rule] = replace(after[rule], told_at=at, stage=max(after[rule].stage, 1), snoozed_until=None)
    return Others(tuple(began), tuple(ended))


def spoken_by(episode: Episode, after: Mapping[Rule, Episode], notice: Notice | None) -> str:
    """The id of the notice that speaks for an episode which has none of its own: the one told now, where it names it
    or is of the same matter; else the last of the shortage that was told before. Empty where there is none."""
    if notice is not None:
        both_short = {notice.rule, episode.rule} <= SHORT_OF_MONEY
        if both_short or episode.rule in notice.evidence.also:
            return notice.id
    told = [
        other
        for rule, other in after.items()
        if {rule, episode.rule} <= SHORT_OF_MONEY and rule is not episode.rule and other.stage
    ]
    if not told:
        return ""
    speaks = max(told, key=lambda other: (seriousness(other), -_rank(other)))
    return notice_id_of(speaks.id, speaks.stage)


def hush_paid(after: MutableMapping[Rule, Episode], news: MutableMapping[Rule, NoticeKind], figures: Figures) -> None:
    """Takes out of `news` what the owner has answered with "I have paid"; what it would have told stays to be told.

    It is told once the payment is late, or has come and was not enough. That orders fail already is still said at
    once: perhaps there is a quicker way to pay.
    """
    if not _is_paid(figures):
        return
    for rule in SHORT_OF_MONEY & news.keys():
        is_news = rule is Rule.EMPTY and news[rule] is NoticeKind.RAISED
        if news[rule] is NoticeKind.RECOVERED or is_news:
            continue
        held = {
            NoticeKind.RAISED: replace(after[rule], told_at=None, stage=0),
            NoticeKind.ESCALATED: replace(after[rule], told_at=None),
        }
        after[rule] = held.get(news[rule]) or replace(after[rule], snoozed_until=None)
        del news[rule]


def hush_repetitions(
    before: Mapping[Rule, Episode],
    after: MutableMapping[Rule, Episode],
    news: MutableMapping[Rule, NoticeKind],
    figures: Figures,
) -> None:
    """Takes out of `news` what tells no more of a shortage than the owner knows.

    `before` are the episodes that were open, `after` the same and new ones as they are now.
    """
    shortages = [episode for rule, episode in after.items() if rule in SHORT_OF_MONEY]
    short = [episode for episode in shortages if episode.is_open]
    if not short:
        return
    known = (episode for episode in shortages if not episode.is_open and episode.stage)
    worst_ended = max(map(seriousness, known), default=None)
    _take_back_recoveries(short, after, news, figures)
    for episode in short:
        kind = news.get(episode.rule)
        others = [other for other in short if other is not episode]
        if kind is NoticeKind.REMINDER:
            if any(_reminds_for(other, episode, news) for other in others):
                del news[episode.rule]
                after[episode.rule] = replace(episode, snoozed_until=None, told_at=figures.at)
        elif kind is not None and (
            seriousness(episode) == worst_ended  # one kind of shortage takes over from another
            or any(_has_told(other, episode, before, news) for other in others)
        ):
            del news[episode.rule]
            after[episode.rule] = replace(episode, told_at=figures.at, stage=max(episode.stage, 1))


def _take_back_recoveries(
    short: list[Episode],
    after: MutableMapping[Rule, Episode],
    news: MutableMapping[Rule, NoticeKind],
    figures: Figures,
) -> None:
    """While the money is short in any way, "recovered" would mislead; that the worst is over is a reminder.

    Unless the owner has answered what is left: then nothing needs saying.
    """
    ended = [rule for rule in SHORT_OF_MONEY & news.keys() if news[rule] is NoticeKind.RECOVERED]
    for rule in ended:
        del news[rule]
    if ended:
        _pass_on(max(seriousness(after[rule]) for rule in ended), short, after, figures)
    left = min(short, key=_rank)
    if is_quiet(left, figures.at) or _is_paid(figures):
        return
    if any(seriousness(after[rule]) > seriousness(left) for rule in ended):
        news.setdefault(left.rule, NoticeKind.REMINDER)


def _pass_on(known: int, short: list[Episode], after: MutableMapping[Rule, Episode], figures: Figures) -> None:
    """The owner knows that money is short, though the episode that told him is over: by those that are left he is to
    hear when all of it is over, also where a payment kept them back. Only what is worse is still to be told."""
    for place, episode in enumerate(short):
        if not episode.stage:
            told_at = figures.at if seriousness(episode) <= known else None
            short[place] = after[episode.rule] = replace(episode, stage=1, told_at=told_at)


def _has_told(
    other: Episode, episode: Episode, before: Mapping[Rule, Episode], news: Mapping[Rule, NoticeKind]
) -> bool:
    """`other` has told, or tells now, of a shortage that is no less serious."""
    has_told = other.rule in before and other.told_at is not None
    tells = other.rule in news and _rank(other) < _rank(episode)
    return (has_told or tells) and seriousness(other) >= seriousness(episode)


def _is_paid(figures: Figures) -> bool:
    return figures.payment is not None and figures.payment.is_awaited(figures.at)


def _reminds_for(other: Episode, episode: Episode, news: Mapping[Rule, NoticeKind]) -> bool:
    """`other` is the more serious one, or tells now of one that is as serious."""
    if seriousness(other) != seriousness(episode):
        return seriousness(other) > seriousness(episode)
    return other.rule in news and _rank(other) < _rank(episode)


def _urgency(rule: Rule, kind: NoticeKind) -> int:
    return _EVENTS_LAST if rule in {Rule.CREDIT, Rule.DAILY_CLOSE} else _URGENCY[kind]


def _seriousness_of_any(episode: Episode) -> int:
    """What is not about money is as serious as its severity."""
    return seriousness(episode) if episode.rule in SHORT_OF_MONEY else int(episode.severity is Severity.CRITICAL)


def _rank(episode: Episode) -> int:
    found = (episode.rule, episode.severity)
    return _STRONGEST_FIRST.index(found) if found in _STRONGEST_FIRST else len(_STRONGEST_FIRST)
