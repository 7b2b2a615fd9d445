"""Sentences about paying: by when a payment must be sent, and one that is under way."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.model import Snapshot
from galla.domain.topup import Proposal
from galla.texts import locale_format as fmt
from galla.texts import outlook

translate = QCoreApplication.translate


def pay_by(proposal: Proposal | None, deadline: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“Pay about $350 by tomorrow 18:00, so that it arrives in time: 7 days of usual spend.”

    Once the deadline has passed nothing is promised; without a proposal no amount is named.
    """
    when = fmt.instant(deadline, zone, now)
    if proposal is None and deadline <= now:
        return translate("Texts", "Pay now; it may still arrive too late.", "a top-up")
    if proposal is None:
        return translate("Texts", "Pay by {when}, so that it arrives in time.", "a top-up").format(when=when)
    amount, cover = fmt.money_about(proposal.amount), outlook.cover_of(proposal)
    if deadline <= now:
        return translate("Texts", "Pay about {amount} now ({cover}); it may still arrive too late.", "a top-up").format(
            amount=amount, cover=cover
        )
    return translate("Texts", "Pay about {amount} by {when}, so that it arrives in time: {cover}.", "a top-up").format(
        amount=amount, when=when, cover=cover
    )


def sent_by(deadline: datetime, zone: ZoneInfo, now: datetime) -> str:
    """By when a payment that was just asked for must be sent."""
    if deadline <= now:
        return translate("Texts", "It may still arrive too late.", "a payment")
    return translate("Texts", "To arrive in time it must be sent by {when}.", "a payment").format(
        when=fmt.instant(deadline, zone, now)
    )


def overdue_sentence(said_at: datetime | None, due_at: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """What the owner said of a payment, and that it has not been seen."""
    if said_at is None or due_at is None:
        return translate("Texts", "A payment that you told of has not been seen in the balance.")
    return translate(
        "Texts",
        "You said that you had paid ({said}); the money was expected by {due}, but no such credit has been seen.",
        "said and due are instants: “today 14:32”",
    ).format(said=fmt.instant(said_at, zone, now), due=fmt.instant(due_at, zone, now))


def payment_sentence(snapshot: Snapshot, now: datetime) -> str:
    """“Payment under way since today 14:05, expected by tomorrow 16:00.”; empty where none is."""
    payment, zone = snapshot.payment, ZoneInfo(snapshot.timezone)
    if payment is None or not payment.is_under_way(now):
        return ""
    said, due = fmt.instant(payment.said_at, zone, now), fmt.instant(payment.due_at, zone, now)
    if payment.due_at < now:
        return translate("Texts", "Payment of {said} overdue: it was expected by {due}.", "instants").format(
            said=said, due=due
        )
    return translate("Texts", "Payment under way since {said}, expected by {due}.", "instants").format(
        said=said, due=due
    )
