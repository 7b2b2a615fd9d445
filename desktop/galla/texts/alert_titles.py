"""Titles of notices: which account, what happened, and the amount."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import DESKTOP
from galla.domain.errors import ProblemKind, UnreachableReason
from galla.domain.money import Money
from galla.domain.notice import ALL_ACCOUNTS, Notice, NoticeKind, Rule, Severity
from galla.texts import alert_names, outlook, silences
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

_DAY = timedelta(days=1)


def title(notice: Notice, account_name: str, zone: ZoneInfo, now: datetime) -> str:
    """“FoxReload: balance low, $84.20”; of what is no single account's it names none."""
    if notice.rule is Rule.CHANNEL_FAILED:
        return _channel_title(notice)
    if notice.account_id == ALL_ACCOUNTS and notice.rule is Rule.NO_READING:
        return _title_of_all(notice)
    if notice.kind is NoticeKind.RECOVERED:
        text = _recovered(notice)
    elif notice.kind is NoticeKind.REMINDER:
        text = _still(notice)
    else:
        text = _raised(notice)
    return text.format(account=account_name, **_figures(notice, zone, now))


def amount(notice: Notice) -> str:
    """The balance that the notice tells of."""
    return translate("Texts", "unknown", "an amount") if notice.balance is None else fmt.money(notice.balance)


def unexplained(notice: Notice) -> Money | None:
    """By how much more is gone than the orders cost; None where that cannot be said."""
    spent, cost = notice.evidence.spent, notice.evidence.usual
    if spent is None or cost is None or spent.currency != cost.currency:
        return None
    return spent - cost if spent > cost else None


def may_end_before_opening(notice: Notice) -> bool | None:
    """Whether the cautious end of the money lies before the next opening; None where nobody can say."""
    opening = notice.evidence.next_opening
    early = None if notice.runway is None or not notice.runway.is_usable else notice.runway.p10_days
    if opening is None or early is None:
        return None
    return notice.created_at + timedelta(days=early) < opening


def is_passed(notice: Notice, now: datetime) -> bool:
    """Whether the forecast says that a balance which is not read has passed its limit by now."""
    passed_at = notice.evidence.limit_passed_at
    return notice.severity is Severity.CRITICAL and passed_at is not None and passed_at <= now


def _figures(notice: Notice, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """All that a title may name."""
    found = notice.evidence
    silent = silences.duration(silences.of_notice(notice))
    more = unexplained(notice)
    spell = fmt.money_rounded if found.estimated else fmt.money
    return {
        "amount": amount(notice),
        "threshold": "" if notice.threshold is None else fmt.money(notice.threshold),
        "spent": "" if found.spent is None else spell(found.spent),
        "credits": "" if found.credits is None else fmt.money(found.credits),
        "more": "" if more is None else fmt.money(more),
        "since": "" if found.since is None else fmt.instant_in_short(found.since, zone, now),
        "opening": "" if found.next_opening is None else fmt.instant(found.next_opening, zone, now),
        "duration": silent,
        "day": "" if found.day is None else fmt.date_near(found.day, now.astimezone(zone).date()),
    }


def _raised(notice: Notice) -> str:
    match notice.rule:
        case Rule.EMPTY:
            if outlook.is_used_up(notice.balance, notice.threshold):
                return translate("Texts", "{account}: balance used up, {amount}", "title of a notification")
            return translate("Texts", "{account}: down to its reserve, {amount}", "title of a notification")
        case Rule.BUSINESS_CLOSE:
            return _closing_title(notice)
        case Rule.RUNWAY_BELOW:
            return _runway_title(notice)
        case Rule.FAST_DROP:
            if notice.evidence.spent is None or notice.evidence.since is None:
                return translate("Texts", "{account}: spending far faster than usual", "title of a notification")
            return translate(
                "Texts", "{account}: {spent} spent since {since}, far more than usual", "title of a notification"
            )
        case Rule.UNEXPLAINED_DROP:
            if unexplained(notice) is None:
                return translate("Texts", "{account}: spend that no order explains", "title of a notification")
            return translate("Texts", "{account}: {more} more spent than orders explain", "title of a notification")
        case Rule.ACCESS:
            if _is_denied(notice):
                return translate("Texts", "{account}: access denied", "title of a notification")
            return translate("Texts", "{account}: API key rejected", "title of a notification")
        case Rule.NO_READING:
            return _silence_title(notice)
        case Rule.TOP_UP_OVERDUE:
            return translate("Texts", "{account}: top-up overdue, {amount}", "title of a notification")
        case Rule.CREDIT:
            if notice.evidence.credits is None:
                return translate("Texts", "{account}: money received", "title of a notification")
            return translate("Texts", "{account}: {credits} received", "title of a notification")
        case Rule.DAILY_CLOSE:
            return _day_title(notice)
        case Rule.BALANCE_BELOW | Rule.CHANNEL_FAILED:
            return translate("Texts", "{account}: balance low, {amount}", "title of a notification")


def _still(notice: Notice) -> str:
    match notice.rule:
        case Rule.EMPTY:
            if outlook.is_used_up(notice.balance, notice.threshold):
                return translate("Texts", "{account}: balance still used up, {amount}", "title of a notification")
            return translate("Texts", "{account}: still down to its reserve, {amount}", "title of a notification")
        case Rule.BALANCE_BELOW:
            return translate("Texts", "{account}: balance still low, {amount}", "title of a notification")
        case Rule.RUNWAY_BELOW:
            return translate("Texts", "{account}: still running short, {amount}", "title of a notification")
        case Rule.FAST_DROP:
            return translate("Texts", "{account}: still spending far faster than usual", "title of a notification")
        case Rule.UNEXPLAINED_DROP:
            return translate("Texts", "{account}: still more spent than orders explain", "title of a notification")
        case Rule.ACCESS:
            if _is_denied(notice):
                return translate("Texts", "{account}: access still denied", "title of a notification")
            return translate("Texts", "{account}: API key still rejected", "title of a notification")
        case Rule.TOP_UP_OVERDUE:
            return translate("Texts", "{account}: top-up still overdue, {amount}", "title of a notification")
        case Rule.BUSINESS_CLOSE | Rule.NO_READING | Rule.CHANNEL_FAILED | Rule.CREDIT | Rule.DAILY_CLOSE:
            return _raised(notice)


def _recovered(notice: Notice) -> str:
    match notice.rule:
        case Rule.RUNWAY_BELOW:
            return translate("Texts", "{account}: no longer running short, {amount}", "title of a notification")
        case Rule.BUSINESS_CLOSE:
            if notice.evidence.next_opening is None:
                return translate("Texts", "{account}: you are open again, {amount}", "title of a notification")
            return translate("Texts", "{account}: lasts until {opening} after all, {amount}", "title of a notification")
        case Rule.FAST_DROP:
            return translate("Texts", "{account}: spend is as usual again, {amount}", "title of a notification")
        case Rule.UNEXPLAINED_DROP:
            return translate("Texts", "{account}: orders explain the spend again", "title of a notification")
        case Rule.ACCESS:
            return translate("Texts", "{account}: the supplier accepts the key again", "title of a notification")
        case Rule.NO_READING:
            return translate("Texts", "{account}: the balance is read again, {amount}", "title of a notification")
        case Rule.TOP_UP_OVERDUE:
            if notice.evidence.since is None and notice.evidence.credits is None:
                return translate("Texts", "{account}: top-up no longer overdue, {amount}", "title of a notification")
            return translate("Texts", "{account}: the top-up has arrived, {amount}", "title of a notification")
        case Rule.EMPTY | Rule.BALANCE_BELOW | Rule.CHANNEL_FAILED | Rule.CREDIT | Rule.DAILY_CLOSE:
            return translate("Texts", "{account}: balance recovered, {amount}", "title of a notification")


def _runway_title(notice: Notice) -> str:
    if notice.severity is not Severity.CRITICAL:
        return translate("Texts", "{account}: running short, {amount}", "title of a notification")
    # Warnings go by a cautious figure, the body tells the likely one: the title must be true of both.
    likely_days = None if notice.runway is None else notice.runway.p50_days
    if likely_days is not None and timedelta(days=likely_days) < _DAY:
        return translate("Texts", "{account}: less than a day left, {amount}", "title of a notification")
    return translate("Texts", "{account}: could run out within a day, {amount}", "title of a notification")


def _closing_title(notice: Notice) -> str:
    """By the cautious end of the forecast; a payment of the next opening may come too late even where money lasts."""
    if notice.evidence.next_opening is None:
        return translate("Texts", "{account}: may run out while you are closed, {amount}", "title of a notification")
    if may_end_before_opening(notice) is False:
        return translate(
            "Texts", "{account}: paying after {opening} may be too late, {amount}", "title of a notification"
        )
    return translate("Texts", "{account}: may run out before {opening}, {amount}", "title of a notification")


def _silence_title(notice: Notice) -> str:
    if notice.evidence.since is None:
        return translate("Texts", "{account}: the balance cannot be read", "title of a notification")
    if not is_passed(notice, notice.created_at) or notice.threshold is None:
        return translate("Texts", "{account}: not read for {duration}", "title of a notification")
    if notice.threshold.amount <= 0:
        return translate("Texts", "{account}: may be used up, not read for {duration}", "title of a notification")
    return translate("Texts", "{account}: may be under {threshold}, not read for {duration}", "title of a notification")


def _day_title(notice: Notice) -> str:
    found = notice.evidence
    if found.day is None:
        return translate("Texts", "{account}: the day has closed, {amount}", "title of a notification")
    if found.spent is None:
        return translate("Texts", "{account}: {day} has closed, {amount}", "title of a notification")
    if found.estimated:
        return translate("Texts", "{account}: about {spent} spent on {day}", "title of a notification")
    return translate("Texts", "{account}: {spent} spent on {day}", "title of a notification")


def _is_denied(notice: Notice) -> bool:
    return notice.problem is not None and notice.problem.kind is ProblemKind.ACCESS_DENIED


def _channel_title(notice: Notice) -> str:
    name = notice.evidence.channel or alert_names.channel_name(DESKTOP)
    if notice.kind is NoticeKind.RECOVERED:
        text = translate("Texts", "Alerts reach {channel} again", "title of a notification")
    elif notice.kind is NoticeKind.REMINDER:
        text = translate("Texts", "Alerts still do not reach {channel}", "title of a notification")
    else:
        text = translate("Texts", "Alerts do not reach {channel}", "title of a notification")
    return text.format(channel=name)


def _title_of_all(notice: Notice) -> str:
    """One message for the loss of all, whatever their number."""
    count, problem = len(notice.evidence.accounts), notice.problem
    if notice.kind is NoticeKind.RECOVERED:
        return translate("Texts", "Balances are being read again", "title of a notification")
    if not count:
        return translate("Texts", "Balances are not being read", "title of a notification")
    if problem is not None and problem.kind is ProblemKind.KEYRING:
        return translate(
            "Texts", "Keyring not available: %n balance(s) not being read", "title of a notification", count
        )
    if problem is not None and problem.reason == UnreachableReason.CAPTIVE_PORTAL.value:
        return translate(
            "Texts", "The network wants a sign-in: %n balance(s) not being read", "title of a notification", count
        )
    if problem is not None and problem.kind is not ProblemKind.UNREACHABLE:
        return translate("Texts", "%n balance(s) not being read", "title of a notification", count)
    if notice.kind is NoticeKind.REMINDER:
        return translate(
            "Texts", "Galla is still offline: %n balance(s) not being read", "title of a notification", count
        )
    return translate("Texts", "Galla is offline: %n balance(s) not being read", "title of a notification", count)
