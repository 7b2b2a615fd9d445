"""What must hold of the steps of an account, whatever happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fakes import usd
from galla.domain.alert_news import SHORT_OF_MONEY, seriousness
from galla.domain.model import ReadingState, Step
from galla.domain.money import Money
from galla.domain.notice import EVENTS, Episode, Notice, NoticeKind, Rule, Severity
from galla.domain.payment import Payment

THRESHOLD, CLEARLY_ABOVE = usd("100"), usd("110")


def believed(step: Step, suspect: Money | None) -> Money | None:
    """The balance that this step made news of, if any."""
    if step.reading is not None and step.reading_state is ReadingState.ACCEPTED:
        return step.reading.balance
    return suspect if step.settle_suspects is ReadingState.ACCEPTED else None


def assert_recoveries_were_confirmed(steps: Sequence[Step]) -> None:
    """Between a balance episode's last bad reading and its end: two above its limit, one of them above 110 %."""
    suspect: Money | None = None
    good: list[Money] = []
    for step in steps:
        balance = believed(step, suspect)
        suspect = step.reading.balance if step.reading_state is ReadingState.SUSPECT and step.reading else suspect
        if balance is not None:
            good = [*good, balance] if balance > THRESHOLD else []
        for episode in step.episodes:
            if episode.rule is Rule.BALANCE_BELOW and not episode.is_open:
                assert len(good) >= 2
                assert max(good, key=lambda money: money.amount) > CLEARLY_ABOVE
            if episode.rule is Rule.EMPTY and not episode.is_open:
                assert balance is not None
                assert balance.amount > Decimal(0)
            is_answered = episode.rule is Rule.TOP_UP_OVERDUE and step.payment is not None  # by another payment
            if episode.rule not in EVENTS and not episode.is_open and not is_answered:
                assert step.reading is not None


def assert_no_episode_is_lost(steps: Sequence[Step]) -> None:
    """Each episode's beginning is told in its own step, or by a stronger notice that names it, unless one that is as
    serious a shortage speaks for it or the owner has said that money is on its way."""
    is_open: dict[Rule, Episode] = {}
    payment: Payment | None = None
    for step in steps:
        payment = step.payment or payment
        is_awaited = payment is not None and payment.is_awaited(step.at)
        began = [episode for episode in step.episodes if episode.is_open and is_open.get(episode.rule) is None]
        began += [episode for episode in step.episodes if episode.rule in EVENTS]
        for episode in (item for item in step.episodes if item.rule not in EVENTS):
            assert is_open.get(episode.rule, episode).id == episode.id  # one spell of a rule at a time
            if episode.is_open:
                is_open[episode.rule] = episode
            else:
                del is_open[episode.rule]
        for episode in began:
            ids = [notice.id for notice in step.notices]
            named = [rule for notice in step.notices for rule in notice.evidence.also]
            is_paid = is_awaited and episode.rule in SHORT_OF_MONEY
            assert f"{episode.id}.1" in ids or episode.rule in named or is_paid or speaks_for(episode, is_open)
        if step.polled and not is_awaited:
            # What a payment kept back is told once it is no longer awaited, unless the last reading was a good one.
            untold = [episode for episode in is_open.values() if episode.told_at is None]
            assert all(episode.good_readings for episode in untold)


def speaks_for(episode: Episode, is_open: dict[Rule, Episode]) -> bool:
    """Whether the owner knows by another open episode that the money is as short."""
    others = [other for rule, other in is_open.items() if rule in SHORT_OF_MONEY and other.id != episode.id]
    return episode.rule in SHORT_OF_MONEY and any(seriousness(other) >= seriousness(episode) for other in others)


def assert_runways_were_short(notices: Sequence[Notice]) -> None:
    """A short runway is told only of a forecast from a whole day at least, and only when it is short."""
    for notice in notices:
        if notice.rule is Rule.RUNWAY_BELOW and notice.kind in {NoticeKind.RAISED, NoticeKind.ESCALATED}:
            assert notice.runway is not None
            assert notice.runway.history_days >= 1
            days = notice.runway.cautious_days
            is_short = days is not None and days < (1 if notice.severity is Severity.CRITICAL else 3)
            assert is_short or (notice.evidence.deadline is not None and notice.severity is Severity.WARNING)
