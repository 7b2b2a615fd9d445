"""Which alert episodes begin, go on and end, and what the owner is told: once per episode (sections 3 and 6).

Everything here is a function of the open episodes and the figures of the moment, so a restart changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from galla.domain import alert_evidence, alert_news, alert_rules
from galla.domain.alert_news import News
from galla.domain.figures import Figures
from galla.domain.notice import EVENTS, KEPT_BACK, Episode, Notice, NoticeKind, Rule, Severity, Superseded, notice_id_of
from galla.domain.past import CreditKind
from galla.domain.reminders import reminder_at
from galla.domain.schedule import next_opening

NOT_TOLD_BY_ITSELF = "superseded"
"""Instead of a stage, in the id of what another notice spoke for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Episodes that changed and what is to be told."""

    episodes: tuple[Episode, ...] = ()
    notices: tuple[Notice, ...] = ()
    """At most one: the stronger speaks for the others."""
    superseded: tuple[Superseded, ...] = ()
    """For these it spoke, or one that was told before."""


def evaluate(open_episodes: Iterable[Episode], figures: Figures) -> Verdict:
    """The changes that `figures` bring to the open episodes, with at most one notice: the strongest."""
    before = {episode.rule: episode for episode in open_episodes}
    after: dict[Rule, Episode] = {}
    news: News = {}
    for rule in Rule:
        episode, kind = _judge(rule, before.get(rule), figures)
        if episode is not None:
            after[rule] = episode
        if kind is not None:
            news[rule] = kind
    raised = [rule for rule in news if rule not in before]
    alert_news.hush_paid(after, news, figures)
    held = [rule for rule in raised if rule not in news]
    for rule in [rule for rule, kind in news.items() if kind is NoticeKind.ESCALATED]:
        after[rule] = _asked_again(after[rule])
    begun: News = {rule: kind for rule, kind in news.items() if kind in {NoticeKind.RAISED, NoticeKind.ESCALATED}}
    alert_news.hush_repetitions(before, after, news, figures)
    told = alert_news.strongest(after, news)
    for rule in [rule for rule in news if rule in EVENTS and rule is not told]:
        if rule is Rule.DAILY_CLOSE:  # it can wait until nothing else is told
            del after[rule], news[rule], begun[rule]
    kept_back = tuple(_superseded(after[rule], NoticeKind.RAISED, KEPT_BACK, figures) for rule in held)
    if told is None:
        return Verdict(_changed(before, after), superseded=(*kept_back, *_spoken_for(begun, after, None, figures)))
    also = alert_news.speak_for_others(told, after, news, figures.at)
    if news[told] in {NoticeKind.REMINDER, NoticeKind.ESCALATED}:
        after[told] = replace(after[told], stage=after[told].stage + 1, snoozed_until=None)
    after[told] = replace(after[told], told_at=figures.at, stage=max(after[told].stage, 1))
    notice = _notice(after[told], news[told], also, figures)
    begun.pop(told, None)
    superseded = (*kept_back, *_spoken_for(begun, after, notice, figures))
    return Verdict(_changed(before, after), (notice,), superseded)


def _spoken_for(
    begun: News, after: dict[Rule, Episode], notice: Notice | None, figures: Figures
) -> Iterator[Superseded]:
    """What of the news is not told by a notice of its own, with the one that speaks for it."""
    for rule, kind in begun.items():
        yield _superseded(after[rule], kind, alert_news.spoken_by(after[rule], after, notice), figures)


def _superseded(episode: Episode, kind: NoticeKind, told_by: str, figures: Figures) -> Superseded:
    notice = _notice(episode, kind, alert_news.Others(), figures)
    return Superseded(replace(notice, id=notice_id_of(episode.id, NOT_TOLD_BY_ITSELF)), told_by)


def _changed(before: dict[Rule, Episode], after: dict[Rule, Episode]) -> tuple[Episode, ...]:
    return tuple(episode for rule, episode in after.items() if episode != before.get(rule))


def _judge(rule: Rule, episode: Episode | None, figures: Figures) -> tuple[Episode | None, NoticeKind | None]:
    if episode is None:
        return (_raise(rule, figures), NoticeKind.RAISED) if alert_rules.holds(rule, figures) else (None, None)
    if rule in figures.settings.off:  # the owner wants to hear no more of it
        return replace(episode, recovered_at=figures.at, snoozed_until=None, until_top_up=False), None
    if figures.new_reading:
        episode = _count_recovery(_money_came(episode, figures), figures)
        if _has_recovered(episode):
            ended = replace(episode, recovered_at=figures.at, snoozed_until=None, until_top_up=False)
            return ended, NoticeKind.RECOVERED if episode.stage else None
        episode = _count_easing(episode, figures)
    if rule is Rule.NO_READING and alert_rules.is_our_silence(figures):
        return episode, None  # now it is told once for all accounts
    is_new_night = _is_new_night(episode, figures)
    if is_new_night:
        episode = replace(episode, acknowledged_at=None)
    if is_worse(episode, figures):
        worse = replace(episode, severity=Severity.CRITICAL, eased_readings=0)
        return worse, NoticeKind.ESCALATED if episode.stage else NoticeKind.RAISED
    return episode, _of_lasting(episode, figures, is_new_night=is_new_night)


def _of_lasting(episode: Episode, figures: Figures, *, is_new_night: bool) -> NoticeKind | None:
    """What is told of an episode that goes on: what was not told before, because of a payment, is no repetition.

    Of another night it is told whatever repetition is wanted: nothing was said of it yet.
    """
    remind_at = reminder_at(episode, figures.settings.repeat_hours, figures.at)
    is_due = remind_at is not None and remind_at <= figures.at
    if not is_due and not is_new_night:
        return None
    if episode.told_at is not None:
        return NoticeKind.REMINDER
    return NoticeKind.ESCALATED if episode.stage else NoticeKind.RAISED


def _is_new_night(episode: Episode, figures: Figures) -> bool:
    """Whether another night is short than the one that was told or answered: an answer to one is none to the next,
    although the spell may go on."""
    since = episode.acknowledged_at or episode.told_at
    if episode.rule is not Rule.BUSINESS_CLOSE or since is None or episode.until_top_up:
        return False
    if episode.snoozed_until is not None or not alert_rules.holds(episode.rule, figures):
        return False
    opens_at = next_opening(figures.polling, figures.zone, since)
    return opens_at is not None and opens_at <= figures.at


def is_worse(episode: Episode, figures: Figures) -> bool:
    """Critical for the first time, or again after it had eased."""
    is_critical = alert_rules.severity(episode.rule, figures) is Severity.CRITICAL
    return is_critical and (episode.severity < Severity.CRITICAL or episode.has_eased)


def _count_easing(episode: Episode, figures: Figures) -> Episode:
    if episode.severity < Severity.CRITICAL or episode.has_eased:
        return episode
    if episode.told_at is None and alert_rules.is_less(episode.rule, figures):
        # It was critical only while a payment was awaited, and nobody was told: so it never was.
        told_at = figures.at if episode.stage else None
        return replace(episode, severity=alert_rules.SEVERITY[episode.rule], eased_readings=0, told_at=told_at)
    eases = alert_rules.is_less(episode.rule, figures, clearly=True)
    return replace(episode, eased_readings=episode.eased_readings + 1 if eases else 0)


def _asked_again(episode: Episode) -> Episode:
    """Worse than what the owner has answered, and told now, so the answer holds no longer."""
    return replace(episode, snoozed_until=None, acknowledged_at=None, until_top_up=False)


def _raise(rule: Rule, figures: Figures) -> Episode:
    stamp = figures.at.strftime("%Y%m%dT%H%M%S%fZ")
    episode = Episode(
        id=f"{figures.account_id}.{rule}.{stamp}",
        account_id=figures.account_id,
        rule=rule,
        severity=alert_rules.severity(rule, figures),
        raised_at=figures.at,
    )
    return replace(episode, recovered_at=figures.at) if rule in EVENTS else episode


def _money_came(episode: Episode, figures: Figures) -> Episode:
    """What was to be quiet until money arrives speaks again, if what arrived was not enough."""
    arrived = figures.credit is not None and figures.credit.kind is CreditKind.TOP_UP
    return replace(episode, until_top_up=False) if arrived else episode


def _count_recovery(episode: Episode, figures: Figures) -> Episode:
    sign = alert_rules.sign(episode.rule, figures)
    if sign is None:
        return episode
    if not sign.good:
        return replace(episode, good_readings=0, clear_reading_seen=False)
    return replace(
        episode,
        good_readings=episode.good_readings + 1,
        clear_reading_seen=episode.clear_reading_seen or sign.clear,
    )


def _has_recovered(episode: Episode) -> bool:
    return episode.good_readings >= alert_rules.readings_to_recover(episode.rule) and episode.clear_reading_seen


def _notice(episode: Episode, kind: NoticeKind, also: alert_news.Others, figures: Figures) -> Notice:
    part = "recovered" if kind is NoticeKind.RECOVERED else str(episode.stage)
    evidence = alert_evidence.evidence(episode.rule, figures)
    if Rule.CREDIT in also.began and figures.credit is not None:
        evidence = replace(evidence, credits=figures.credit.amount)
    recovered = kind is NoticeKind.RECOVERED
    # Whoever heard that it was critical hears that it is over; a reminder is no worse than things are now.
    severity = Severity.WARNING if episode.has_eased and not recovered else episode.severity
    return Notice(
        id=notice_id_of(episode.id, part),
        episode_id=episode.id,
        account_id=episode.account_id,
        rule=episode.rule,
        kind=kind,
        severity=Severity.INFO if recovered else severity,
        created_at=figures.at,
        balance=figures.balance,
        threshold=alert_evidence.limit(episode.rule, figures),
        threshold_hours=figures.threshold_hours if episode.rule is Rule.BALANCE_BELOW else None,
        runway=figures.runway,
        observed_at=figures.observed_at,
        problem=alert_evidence.problem(episode.rule, figures),
        evidence=replace(evidence, also=also.began, over=also.ended),
        episode_severity=severity,
    )
