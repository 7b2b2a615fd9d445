"""What the owner does next about an account, in a sentence: on the panel, in a command, at the end of an alert."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.errors import KeyringReason, Problem, ProblemKind
from galla.domain.model import Level, Snapshot
from galla.domain.notice import Rule
from galla.domain.payment import Payment
from galla.texts import locale_format as fmt
from galla.texts import outlook, thresholds

translate = QCoreApplication.translate


def next_step(snapshot: Snapshot, now: datetime) -> str:
    """What the owner does next, in one sentence."""
    problem = snapshot.problem
    if problem is not None and problem.kind is ProblemKind.KEY_REJECTED:
        return _enter_key(snapshot.account_id)
    if problem is not None and problem.kind is ProblemKind.ACCESS_DENIED:
        return translate("Texts", "Ask the supplier why this key may not read the balance.")
    if problem is not None and problem.kind is ProblemKind.KEYRING:
        return _about_keyring(problem, snapshot.account_id)
    unusual = _about_spend(snapshot)
    if unusual:
        return " ".join(filter(None, (unusual, _top_up(snapshot, now) if snapshot.top_up is not None else "")))
    if snapshot.payment is not None:
        return _about_payment(snapshot, snapshot.payment, now)
    if snapshot.checking_again:
        return translate("Texts", "Wait a minute: a surprising balance is being read again.")
    match snapshot.level:
        case Level.PAUSED:
            return translate("Texts", "To watch it again, set paused = false in settings.toml.")
        case Level.EMPTY | Level.CRITICAL | Level.LOW | Level.WATCH:
            return _top_up(snapshot, now)
        case Level.UNKNOWN:
            return _while_unknown(snapshot)
        case Level.HEALTHY:
            if snapshot.top_up is not None:
                return _top_up(snapshot, now)
            return translate("Texts", "Nothing to do.")


def check_spend() -> str:
    """Where money goes far faster than usual."""
    return translate(
        "Texts",
        "Check for duplicate orders, a leaked key or a fault at the supplier; if it is a campaign, acknowledge "
        "this alert and top up in time.",
    )


def compare_orders() -> str:
    """Where more is gone than the orders cost."""
    return translate("Texts", "Compare the supplier's list of orders with yours: somebody else may be using the key.")


def find_payment() -> str:
    """Where a payment is late."""
    return translate("Texts", "Ask the supplier, or whoever moves the money, where it is; if it was not sent, pay now.")


def _about_spend(snapshot: Snapshot) -> str:
    """What an open alert about unusual spend asks for, unless the owner knows of it; empty where there is none."""
    unanswered = {episode.rule for episode in snapshot.episodes if episode.is_open and episode.acknowledged_at is None}
    if Rule.FAST_DROP in unanswered:
        return check_spend()
    return compare_orders() if Rule.UNEXPLAINED_DROP in unanswered else ""


def _about_payment(snapshot: Snapshot, payment: Payment, now: datetime) -> str:
    """Paying once more would be wrong; only where orders fail already a quicker way may be worth it."""
    if now > payment.due_at:
        return find_payment()
    due = fmt.instant(payment.due_at, ZoneInfo(snapshot.timezone), now)
    if snapshot.level is Level.EMPTY:
        return translate("Texts", "Wait for your payment, expected by {due}, or pay in a quicker way.").format(due=due)
    return translate("Texts", "Wait for your payment, expected by {due}.").format(due=due)


def _top_up(snapshot: Snapshot, now: datetime) -> str:
    """With the proposed amount where there is one."""
    zone, empty = ZoneInfo(snapshot.timezone), snapshot.level is Level.EMPTY
    used_up = empty and outlook.is_used_up(snapshot.balance, snapshot.reserve)
    if snapshot.top_up is not None:
        return outlook.top_up_sentence(snapshot.top_up, zone, now, empty=used_up)
    if empty:
        return outlook.top_up_now(used_up=used_up)
    if snapshot.level is Level.CRITICAL:
        return translate("Texts", "Top up today.")
    ends_at = outlook.earliest_end(snapshot) if snapshot.runway.is_usable else None
    if ends_at is not None:
        return outlook.top_up_by(ends_at, snapshot.runway, zone, now)
    if snapshot.threshold is None or snapshot.balance is None or snapshot.balance >= snapshot.threshold:
        return translate("Texts", "Top up soon.")
    return translate("Texts", "Top up soon: the balance is under its threshold of {amount}.").format(
        amount=thresholds.amount(snapshot.threshold, snapshot.threshold_hours)
    )


def _enter_key(account_id: str) -> str:
    return translate("Texts", "Enter a valid API key in the settings, or with: galla accounts key {account}").format(
        account=account_id
    )


def _about_keyring(problem: Problem, account_id: str) -> str:
    match KeyringReason(problem.reason):
        case KeyringReason.LOCKED:
            return translate("Texts", "Unlock the keyring, then check again.")
        case KeyringReason.MISSING:
            return _enter_key(account_id)
        case _:
            return translate("Texts", "Do what is said above of the keyring, then check again.")


def _while_unknown(snapshot: Snapshot) -> str:
    """Only what is out of reach or old is worth a look at the connection; a new account just needs time."""
    problem = None if snapshot.problem is None else snapshot.problem.kind
    if problem in {ProblemKind.SUPPLIER_FAILING, ProblemKind.RATE_LIMITED}:
        return translate("Texts", "Nothing to do: Galla asks again by itself.")
    if problem not in {None, ProblemKind.UNREACHABLE}:
        return translate("Texts", "Do what is said above, then check again.")
    if problem is not None or snapshot.stale:
        return translate("Texts", "Check the connection, then check again.")
    if snapshot.balance is None:
        return translate("Texts", "Wait for the first reading.")
    return translate("Texts", "Nothing to do yet: Galla needs a day of readings to judge how long it lasts.")
