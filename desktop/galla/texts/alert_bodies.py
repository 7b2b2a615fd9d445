"""Bodies of notices: the figures with their age, an estimate always as one, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain import topup
from galla.domain.model import ForecastState, Runway
from galla.domain.notice import ALL_ACCOUNTS, EVENTS, Notice, NoticeKind, Rule
from galla.texts import alert_facts, alert_names, next_steps, outlook, payments, problems, runways, silences
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

LATE = timedelta(minutes=15)
"""A message that comes later than that after its moment says of when it is."""
_AT_USUAL_RATE = frozenset({Rule.FAST_DROP, Rule.ACCESS, Rule.NO_READING})
"""Of these nobody knows whether money is spent at that rate now."""


def body(notice: Notice, zone: ZoneInfo, now: datetime, names: Mapping[str, str]) -> str:
    """What happened with its figures and their age, what to do, and what else the notice stands for.

    `names` are those of the accounts by id. A problem has a line of its own: it may end with a command.
    """
    over = notice.kind is NoticeKind.RECOVERED
    problem = "" if over or notice.problem is None else problems.sentence(notice.problem, zone=zone)
    parts = [_as_of(notice, zone, now), _received(notice)]
    parts += [_over(notice)] if over else alert_facts.sentences(notice, zone, now, names)
    parts += _figures(notice, zone, now)
    if not over:
        parts.append(_next_step(notice, zone, now))
    return "\n".join(filter(None, (problem, " ".join(filter(None, parts)), *_others(notice))))


def _as_of(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    """Of when a late message is; what merely happened names its time by itself."""
    if now - notice.created_at <= LATE or notice.rule in EVENTS:
        return ""
    return translate("Texts", "As of {instant}:", "a message that comes late; its figures follow").format(
        instant=fmt.instant(notice.created_at, zone, now)
    )


def _figures(notice: Notice, zone: ZoneInfo, now: datetime) -> list[str]:
    parts: list[str] = []
    runway, over = notice.runway, notice.kind is NoticeKind.RECOVERED
    if notice.account_id == ALL_ACCOUNTS and (over or not notice.evidence.accounts):
        return parts  # nobody's figures
    if runway is not None and runway.is_usable and not _is_used_up(notice):
        parts.append(_lasts(runway, at_usual_rate=notice.rule in _AT_USUAL_RATE and not over))
        if notice.rule is Rule.RUNWAY_BELOW and runway.state is ForecastState.LEARNING:
            parts.append(outlook.basis(runway))
    if not over:
        parts.append(alert_facts.at_this_pace(notice))
    if notice.observed_at is not None and notice.account_id != ALL_ACCOUNTS:  # there it is said with the account
        age = max(now - notice.observed_at, timedelta(0))
        parts.append(
            translate("Texts", "Read {age} ago ({instant}).", "body of a notification: the balance").format(
                age=fmt.duration(age), instant=fmt.instant(notice.observed_at, zone, now)
            )
        )
    return parts


def _is_used_up(notice: Notice) -> bool:
    """What is said already leaves nothing that could last."""
    if notice.kind is NoticeKind.RECOVERED:
        return False
    return notice.rule is Rule.EMPTY or alert_facts.is_told_as_used_up(notice)


def _lasts(runway: Runway, *, at_usual_rate: bool) -> str:
    """`at_usual_rate`: which is not, or may not be, the one at which money is spent now.

    Empty where the reading is older than its forecast looked ahead.
    """
    if runway.has_lapsed:
        return ""
    if runway.may_be_used_up:
        return outlook.may_be_used_up()
    if runway.p50_days is None:
        return translate("Texts", "Lasts {runway}.", "body of a notification").format(
            runway=runways.short_with_range(runway)
        )
    if at_usual_rate:
        text = translate("Texts", "At the usual rate it lasts about {runway} ({range}).", "body of a notification")
    else:
        text = translate("Texts", "Lasts about {runway} ({range}).", "body of a notification")
    return text.format(runway=runways.short(runway), range=runways.spread(runway))


def _next_step(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    match notice.rule:
        case Rule.EMPTY | Rule.BALANCE_BELOW | Rule.RUNWAY_BELOW:
            return _top_up(notice, zone, now)
        case Rule.BUSINESS_CLOSE:
            return _before_closing(notice, zone, now)
        case Rule.FAST_DROP:
            return next_steps.check_spend()
        case Rule.UNEXPLAINED_DROP:
            return next_steps.compare_orders()
        case Rule.TOP_UP_OVERDUE:
            return next_steps.find_payment()
        case Rule.NO_READING:
            return _while_unread(notice)
        case Rule.CHANNEL_FAILED:
            return translate("Texts", "To send a test: galla alerts test")
        case Rule.ACCESS | Rule.CREDIT | Rule.DAILY_CLOSE:
            return ""  # the problem says what to do, or there is nothing


def _top_up(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    proposal = _proposal(notice)
    used_up = notice.rule is Rule.EMPTY and outlook.is_used_up(notice.balance, notice.threshold)
    if notice.rule is Rule.RUNWAY_BELOW and notice.evidence.deadline is not None:
        return payments.pay_by(proposal, notice.evidence.deadline, zone, now)
    if proposal is not None:
        return outlook.top_up_sentence(proposal, zone, now, empty=used_up)
    if notice.rule is Rule.EMPTY:
        return outlook.top_up_now(used_up=used_up)
    runway = notice.runway
    if runway is None or runway.p10_days is None or not runway.is_usable:
        return translate("Texts", "Top up soon.")
    return outlook.top_up_by(notice.created_at + timedelta(days=runway.p10_days), runway, zone, now)


def _before_closing(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    """Now, while somebody is there to pay; a deadline in the night is only the last moment."""
    deadline, proposal = notice.evidence.deadline, _proposal(notice)
    step = outlook.top_up_now(used_up=False) if proposal is None else outlook.top_up_at_once(proposal)
    return step if deadline is None else f"{step} {payments.sent_by(deadline, zone, now)}"


def _while_unread(notice: Notice) -> str:
    """Whoever cannot read the balance can still look at it elsewhere; where no end is in sight, if that goes on."""
    if notice.account_id == ALL_ACCOUNTS and not silences.of_notice(notice).passed_at:
        return translate("Texts", "If it lasts, look at the balances on the suppliers' own pages.")
    return translate("Texts", "Look at the balance on the supplier's own page, and top up if it is short.")


def _proposal(notice: Notice) -> topup.Proposal | None:
    """What to pay in, from the figures that the notice carries; a short runway is always a reason to."""
    if notice.runway is None:
        return None
    reserve = notice.threshold if notice.rule is Rule.EMPTY else None
    always = notice.rule in {Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE}
    start_days = inf if always else topup.START_BELOW_DAYS
    return topup.proposal(notice.runway, notice.balance, reserve, notice.created_at, start_below_days=start_days)


def _received(notice: Notice) -> str:
    """Money that came in with the same reading, and is told by this notice alone."""
    found = notice.evidence
    if Rule.CREDIT not in found.also or found.credits is None:
        return ""
    return translate("Texts", "Received {amount}.", "money that came in").format(amount=fmt.money(found.credits))


def _over(notice: Notice) -> str:
    """What is known of the end of what was no single account's."""
    if notice.rule is Rule.CHANNEL_FAILED:
        return translate("Texts", "A message has been delivered there.", "a channel that failed before")
    if notice.account_id == ALL_ACCOUNTS:
        return translate("Texts", "A balance has been read again.")
    return ""


def _others(notice: Notice) -> list[str]:
    """What else began or ended with the same evaluation."""
    found, lines = notice.evidence, list[str]()
    began = [alert_names.rule_name(rule) for rule in found.also if rule not in {Rule.CREDIT, notice.rule}]
    ended = [alert_names.rule_name(rule) for rule in found.over if rule is not notice.rule]
    if began:
        lines.append(translate("Texts", "Also: {rules}.", "other alerts that began").format(rules=fmt.listed(began)))
    if ended:
        lines.append(translate("Texts", "Over: {rules}.", "other alerts that ended").format(rules=fmt.listed(ended)))
    return lines
