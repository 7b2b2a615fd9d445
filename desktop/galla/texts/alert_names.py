"""Names of what alerts are made of: rules with their explanations, severities, kinds of notices, states, channels."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import DESKTOP
from galla.domain.notice import EVENTS, Episode, NoticeKind, Rule, Severity
from galla.domain.reminders import is_snoozed

translate = QCoreApplication.translate


def rule_name(rule: Rule) -> str:
    """A rule in two or three words, for settings, history and commands."""
    match rule:
        case Rule.EMPTY:
            return translate("Texts", "Balance used up", "an alert rule")
        case Rule.BUSINESS_CLOSE:
            return translate("Texts", "Not enough until opening", "an alert rule: the money may end overnight")
        case Rule.BALANCE_BELOW:
            return translate("Texts", "Balance under its threshold", "an alert rule")
        case Rule.RUNWAY_BELOW:
            return translate("Texts", "Running short", "an alert rule: the money lasts only for days")
        case Rule.FAST_DROP:
            return translate("Texts", "Spending too fast", "an alert rule: much faster than usual")
        case Rule.UNEXPLAINED_DROP:
            return translate("Texts", "Spend without orders", "an alert rule: more is gone than the orders cost")
        case Rule.ACCESS:
            return translate("Texts", "Key rejected or access denied", "an alert rule")
        case Rule.NO_READING:
            return translate("Texts", "No fresh balance", "an alert rule: it cannot be read")
        case Rule.TOP_UP_OVERDUE:
            return translate("Texts", "Top-up overdue", "an alert rule")
        case Rule.CHANNEL_FAILED:
            return translate("Texts", "Channel failing", "an alert rule: messages do not arrive")
        case Rule.CREDIT:
            return translate("Texts", "Money received", "an alert rule")
        case Rule.DAILY_CLOSE:
            return translate("Texts", "Daily close", "an alert rule: the figures of a day that has ended")


def rule_explanation(rule: Rule) -> str:
    """What the rule warns of, in one sentence, for whoever wonders whether to switch it off."""
    match rule:
        case Rule.EMPTY:
            return translate("Texts", "The balance is used up, or down to its reserve: orders fail or soon will.")
        case Rule.BUSINESS_CLOSE:
            return translate(
                "Texts",
                "Before you close for the night or the weekend: the money may end before a payment made after you "
                "open again can arrive.",
            )
        case Rule.BALANCE_BELOW:
            return translate("Texts", "The balance has fallen under the threshold of its account.")
        case Rule.RUNWAY_BELOW:
            return translate(
                "Texts", "The money is expected to last for a few days only, or a payment must be sent within a day."
            )
        case Rule.FAST_DROP:
            return translate(
                "Texts",
                "Far more is spent than is usual at these hours of the week: orders placed twice, a leaked key, a "
                "fault at the supplier.",
            )
        case Rule.UNEXPLAINED_DROP:
            return translate("Texts", "More is gone from the balance than the orders that Galla knows of have cost.")
        case Rule.ACCESS:
            return translate("Texts", "The supplier refuses the key, so nothing can be read.")
        case Rule.NO_READING:
            return translate(
                "Texts", "The balance could not be read for a while; Galla says what has probably become of it."
            )
        case Rule.TOP_UP_OVERDUE:
            return translate("Texts", "You said that you had paid, but the money has not arrived in time.")
        case Rule.CHANNEL_FAILED:
            return translate("Texts", "Alerts cannot be delivered to one of your channels.")
        case Rule.CREDIT:
            return translate("Texts", "A top-up has arrived.")
        case Rule.DAILY_CLOSE:
            return translate("Texts", "Once a day: opening, spend, credits and closing of the trading day.")


def severity_name(severity: Severity) -> str:
    """One word for how loudly an alert speaks."""
    match severity:
        case Severity.INFO:
            return translate("Texts", "Info", "severity of an alert: nothing is wrong")
        case Severity.WARNING:
            return translate("Texts", "Warning", "severity of an alert")
        case Severity.CRITICAL:
            return translate("Texts", "Critical", "severity of an alert")


def notice_kind_name(kind: NoticeKind) -> str:
    """What a notice tells of its episode, in a word."""
    match kind:
        case NoticeKind.RAISED:
            return translate("Texts", "Raised", "an alert: it began")
        case NoticeKind.ESCALATED:
            return translate("Texts", "Got worse", "an alert")
        case NoticeKind.REMINDER:
            return translate("Texts", "Reminder", "an alert")
        case NoticeKind.RECOVERED:
            return translate("Texts", "Recovered", "an alert: it is over")


def state_name(episode: Episode, now: datetime) -> str:
    """How an alert stands: open, acknowledged, snoozed, recovered; what merely happened is an event."""
    if episode.rule in EVENTS:
        return translate("Texts", "Event", "state of an alert: it merely happened")
    if not episode.is_open:
        return translate("Texts", "Recovered", "state of an alert")
    if is_snoozed(episode, now):
        return translate("Texts", "Snoozed", "state of an alert")
    if episode.acknowledged_at is not None:
        return translate("Texts", "Acknowledged", "state of an alert")
    return translate("Texts", "Open", "state of an alert")


def channel_name(channel_id: str, name: str = "") -> str:
    """What a channel is called: its name; the desktop, which has none, by what it is."""
    if name:
        return name
    return translate("Texts", "this desktop", "where notifications are shown") if channel_id == DESKTOP else channel_id
