"""What a notice tells of its own rule, before the figures that all of them tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_news import SHORT_OF_MONEY
from galla.domain.alert_settings import DESKTOP
from galla.domain.money import Money
from galla.domain.notice import ALL_ACCOUNTS, Notice, Rule
from galla.texts import alert_names, alert_titles, deliveries, payments, silences, thresholds
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate

_LONGEST_PACE = timedelta(days=30)
"""What lasts longer even at the pace of a fast drop is no worry of the moment."""


def sentences(notice: Notice, zone: ZoneInfo, now: datetime, names: Mapping[str, str]) -> list[str]:
    """What only this rule tells, and of a shortage told while nothing is read what is known of that; empty ones where a
    figure is not known."""
    return [*_of_rule(notice, zone, now, names), _unread(notice, zone, now)]


def _of_rule(notice: Notice, zone: ZoneInfo, now: datetime, names: Mapping[str, str]) -> list[str]:
    match notice.rule:
        case Rule.ACCESS:
            return [_last_known(notice)]
        case Rule.BALANCE_BELOW:
            threshold = notice.threshold
            return [] if threshold is None else [thresholds.under_threshold_sentence(threshold, notice.threshold_hours)]
        case Rule.BUSINESS_CLOSE:
            return [_closing(notice, zone, now)]
        case Rule.FAST_DROP:
            return [_fast_drop(notice, zone, now), _balance(notice)]
        case Rule.UNEXPLAINED_DROP:
            return [_unexplained(notice, zone, now), _balance(notice)]
        case Rule.NO_READING:
            return _silence(notice, zone, now, names)
        case Rule.TOP_UP_OVERDUE:
            return [payments.overdue_sentence(notice.evidence.since, notice.evidence.deadline, zone, now)]
        case Rule.CHANNEL_FAILED:
            return [_channel(notice)]
        case Rule.CREDIT:
            return [_balance(notice)]
        case Rule.DAILY_CLOSE:
            return _day(notice, now.astimezone(zone))
        case Rule.EMPTY | Rule.RUNWAY_BELOW:
            return []


def at_this_pace(notice: Notice) -> str:
    """“If it goes on like this, about 40 min.”: how long the balance lasts in a fast drop.

    Empty where that is not known, or longer than what is usual.
    """
    lasts = _pace(notice)
    usual_days = None if notice.runway is None or not notice.runway.is_usable else notice.runway.p50_days
    if lasts is None or (usual_days is not None and lasts >= timedelta(days=usual_days)):
        return ""
    return translate("Texts", "If it goes on like this, about {duration}.", "how long the money lasts").format(
        duration=fmt.duration(lasts)
    )


def _pace(notice: Notice) -> timedelta | None:
    found, balance, until = notice.evidence, notice.balance, notice.observed_at
    if notice.rule is not Rule.FAST_DROP or found.spent is None or found.since is None:
        return None
    if balance is None or balance.currency != found.spent.currency or until is None or until <= found.since:
        return None
    if found.spent.amount <= 0 or balance.amount <= 0:
        return None
    lasts_s = (until - found.since).total_seconds() * float(balance.amount) / float(found.spent.amount)
    return timedelta(seconds=lasts_s) if lasts_s <= _LONGEST_PACE.total_seconds() else None


def _balance(notice: Notice) -> str:
    if notice.balance is None:
        return ""
    return translate("Texts", "The balance is {amount}.", "body of a notification").format(
        amount=fmt.money(notice.balance)
    )


def _last_known(notice: Notice) -> str:
    if notice.balance is None:
        return ""
    return translate("Texts", "Last known balance: {amount}.", "body of a notification").format(
        amount=fmt.money(notice.balance)
    )


def _closing(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    opening = notice.evidence.next_opening
    if opening is None:
        return translate("Texts", "The money may end while you are closed.")
    if alert_titles.may_end_before_opening(notice) is False:
        text = translate("Texts", "You open again {opening}; a payment sent only then may arrive too late.")
    else:
        text = translate("Texts", "The money may end before you open again ({opening}).")
    return text.format(opening=fmt.instant(opening, zone, now))


def _fast_drop(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    found = notice.evidence
    if found.spent is None or found.since is None:
        return ""
    since, spent = fmt.instant(found.since, zone, now), fmt.money(found.spent)
    if found.usual is None:
        return translate("Texts", "Spent {amount} since {since}, far more than usual.").format(
            amount=spent, since=since
        )
    return translate("Texts", "Spent {amount} since {since}; usual is about {usual}.").format(
        amount=spent, since=since, usual=fmt.money_about(found.usual)
    )


def _unexplained(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    found = notice.evidence
    if found.spent is None or found.since is None or found.usual is None:
        return ""
    return translate("Texts", "Spent {amount} since {since}; the orders of that time cost {cost}.").format(
        amount=fmt.money(found.spent), since=fmt.instant(found.since, zone, now), cost=fmt.money(found.usual)
    )


def _silence(notice: Notice, zone: ZoneInfo, now: datetime, names: Mapping[str, str]) -> list[str]:
    found, accounts = silences.of_notice(notice), notice.evidence.accounts
    if notice.account_id != ALL_ACCOUNTS:
        return [silences.sentence(found, zone, now), _last_known(notice)]
    if not accounts:
        return []
    urgent = _most_urgent(notice, names.get(accounts[0], accounts[0]), zone, now)
    return [silences.accounts_sentence(found, accounts, names), urgent]


def is_told_as_used_up(notice: Notice) -> bool:
    """Of a balance that is not read, and by the forecast has come to nothing: that is said with the silence."""
    passed = alert_titles.is_passed(notice, notice.created_at)
    return notice.rule is Rule.NO_READING and passed and notice.threshold is not None and notice.threshold.amount <= 0


def _most_urgent(notice: Notice, name: str, zone: ZoneInfo, now: datetime) -> str:
    """“FoxReload: last known balance $240.00, read 2 h ago (today 12:32); at the usual rate the balance will …”"""
    found = silences.of_notice(notice)
    if notice.balance is None or notice.observed_at is None:
        return silences.of_account(name, found, zone, now)
    expected = silences.expectation(found, zone, now)
    if expected:
        text = translate(
            "Texts",
            "{account}: last known balance {amount}, read {age} ago ({instant}); {expected}.",
            "one of several accounts that are not read",
        )
    else:
        text = translate(
            "Texts",
            "{account}: last known balance {amount}, read {age} ago ({instant}).",
            "one of several accounts that are not read",
        )
    return text.format(
        account=name,
        amount=fmt.money(notice.balance),
        age=fmt.duration(max(now - notice.observed_at, timedelta(0))),
        instant=fmt.instant(notice.observed_at, zone, now),
        expected=expected,
    )


def _unread(notice: Notice, zone: ZoneInfo, now: datetime) -> str:
    """“No answer from the supplier for 2 h; at the usual rate the balance is now about $62.”"""
    if notice.rule not in SHORT_OF_MONEY or notice.problem is None:
        return ""
    return silences.sentence(silences.of_notice(notice), zone, now)


def _channel(notice: Notice) -> str:
    found = notice.evidence
    name = found.channel or alert_names.channel_name(DESKTOP)
    return deliveries.failure_sentence(deliveries.failure_of(found.failure), found.detail, name)


def _day(notice: Notice, now: datetime) -> list[str]:
    """“Thu 12 Nov: opening $180.20, spend $96.00, credits $0.00, closing $84.20.”"""
    found = notice.evidence
    figures = [
        translate("Texts", "opening {amount}", "figure of a trading day").format(amount=_of_day(found.opening, notice)),
        translate("Texts", "spend {amount}", "figure of a trading day").format(amount=_of_day(found.spent, notice)),
        translate("Texts", "credits {amount}", "figure of a trading day").format(amount=_of_day(found.credits, notice)),
        translate("Texts", "closing {amount}", "figure of a trading day").format(amount=_of_day(found.closing, notice)),
    ]
    line = ", ".join(figures)
    if found.day is not None:
        line = translate("Texts", "{day}: {figures}", "a trading day").format(
            day=f"{fmt.short_weekday(found.day)} {fmt.date_near(found.day, now.date())}", figures=line
        )
    said = [translate("Texts", "{line}.", "the figures of a trading day, as a sentence").format(line=line)]
    if found.estimated:
        said.append(translate("Texts", "Some of it is estimated: nothing was read when the day began or ended."))
    return said


def _of_day(amount: Money | None, notice: Notice) -> str:
    """An estimate has no digits that mean nothing."""
    if amount is None:
        return translate("Texts", "unknown", "an amount")
    return fmt.money_rounded(amount) if notice.evidence.estimated else fmt.money(amount)
