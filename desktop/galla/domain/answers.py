"""What the owner may answer to an alert, as panel, alert history and commands offer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from galla.domain.alert_news import SHORT_OF_MONEY
from galla.domain.notice import ALL_ACCOUNTS, EVENTS, Episode, Rule, SnoozeFor
from galla.domain.payment import Payment
from galla.domain.reminders import is_snoozed

ABOUT_MONEY = SHORT_OF_MONEY | {Rule.TOP_UP_OVERDUE}
"""What a payment puts an end to."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The answers to choose from."""

    top_up: bool = False
    """Open the supplier's page for topping up."""
    paid: bool = False
    snooze: tuple[SnoozeFor, ...] = ()
    """For how long; empty: not at all."""
    acknowledge: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing is left to be answered."""
        return self == NOTHING


NOTHING = Offer()


def offer(episode: Episode, now: datetime, *, payment: Payment | None = None, has_page: bool = False) -> Offer:
    """What can be answered to `episode` at `now`.

    Who has answered is asked no more, but may still pay and say so. While a payment is on its way, a shortage is quiet
    and only waits for it. `has_page`: the account knows where it is topped up.
    """
    if not episode.is_open or episode.rule in EVENTS:
        return NOTHING
    if awaited(episode, payment, now) is not None:
        return NOTHING
    about_money = episode.rule in ABOUT_MONEY
    asks = episode.acknowledged_at is None and not is_snoozed(episode, now)
    return Offer(
        top_up=about_money and has_page,
        paid=about_money,
        snooze=_lengths(episode) if asks else (),
        acknowledge=asks,
    )


def awaited(episode: Episode, payment: Payment | None, now: datetime) -> Payment | None:
    """`payment`, where there is nothing to do about `episode` but to wait for it."""
    is_about_money = episode.is_open and episode.rule in ABOUT_MONEY
    return payment if payment is not None and payment.is_awaited(now) and is_about_money else None


def _lengths(episode: Episode) -> tuple[SnoozeFor, ...]:
    if episode.account_id == ALL_ACCOUNTS:
        return (SnoozeFor.HOUR,)  # no account's morning, and no account's money
    if episode.rule in SHORT_OF_MONEY:
        return (SnoozeFor.HOUR, SnoozeFor.TOMORROW, SnoozeFor.TOP_UP)
    return (SnoozeFor.HOUR, SnoozeFor.TOMORROW)
