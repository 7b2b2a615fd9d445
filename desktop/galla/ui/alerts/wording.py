"""An alert of the history in a few words: how it stands, and where it was delivered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.channel import AlertRecord, Delivery
from galla.domain.notice import EVENTS, AnswerKind, OwnerAnswer, Rule
from galla.domain.reminders import is_snoozed
from galla.texts import locale_format as fmt
from galla.texts import notices
from galla.ui.alerts.naming import Naming

translate = QCoreApplication.translate


def state(record: AlertRecord, naming: Naming, now: datetime) -> str:
    """“Open”, “Acknowledged”, “Snoozed until 15:32”, “Recovered yesterday 18:20”."""
    episode, zone = record.episode, naming.zone(record.episode.account_id)
    if episode.rule in EVENTS:
        return notices.state_name(episode, now)
    if episode.recovered_at is not None:
        return recovered(fmt.instant_in_short(episode.recovered_at, zone, now))
    if is_snoozed(episode, now):
        if episode.until_top_up or episode.snoozed_until is None:
            return translate("AlertHistory", "Snoozed until money arrives", "an alert")
        return translate("AlertHistory", "Snoozed until {when}", "an alert").format(
            when=fmt.instant_in_short(episode.snoozed_until, zone, now)
        )
    return notices.state_name(episode, now)


def recovered(when: str) -> str:
    """“Recovered yesterday 18:20”."""
    return translate("AlertHistory", "Recovered {when}", "an alert").format(when=when)


def answer(given: OwnerAnswer, zone: ZoneInfo, now: datetime) -> str:
    """“Acknowledged”, “Snoozed until 15:32”, “Paid, expected by Fri 09:00”."""
    until = "" if given.until is None else fmt.instant(given.until, zone, now)
    match given.kind:
        case AnswerKind.ACKNOWLEDGED:
            return translate("AlertHistory", "Acknowledged", "an alert: by the owner")
        case AnswerKind.SNOOZED if given.until is None:
            return translate("AlertHistory", "Snoozed until money arrives", "an alert")
        case AnswerKind.SNOOZED:
            return translate("AlertHistory", "Snoozed until {when}", "an alert").format(when=until)
        case AnswerKind.PAID if given.until is None:
            return translate("AlertHistory", "Paid", "an answer of the owner: money is on its way")
        case AnswerKind.PAID:
            return translate("AlertHistory", "Paid, expected by {when}", "an answer of the owner").format(when=until)


def subject(record: AlertRecord, naming: Naming) -> str:
    """The rule's name, with the channel that it speaks of."""
    name = notices.rule_name(record.episode.rule)
    if record.episode.rule is not Rule.CHANNEL_FAILED or not record.episode.subject:
        return name
    return translate("AlertHistory", "{rule}: {channel}", "an alert: which channel fails").format(
        rule=name, channel=naming.channel(record.episode.subject)
    )


@dataclass(frozen=True, slots=True)
class Delivered:
    """Ids of the channels that were owed an alert, in the order in which they were."""

    reached: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    """Given up on, and reached by nothing of it."""
    waiting: tuple[str, ...] = ()


def delivered(deliveries: Iterable[Delivery]) -> Delivered:
    """Where an alert has come to: a channel counts as reached as soon as it took any of its messages."""
    of_channel: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        of_channel.setdefault(delivery.channel_id, []).append(delivery)
    reached = tuple(key for key, all_of in of_channel.items() if any(one.delivered_at is not None for one in all_of))
    rest = {key: all_of for key, all_of in of_channel.items() if key not in reached}
    failed = tuple(key for key, all_of in rest.items() if all(one.failed_at is not None for one in all_of))
    return Delivered(reached, failed, tuple(key for key in rest if key not in failed))


def delivered_text(found: Delivered, naming: Naming) -> str:
    """“This desktop, Slack; failed: Phone”; a dash where nothing was owed to anybody."""
    parts = [_names(found.reached, naming)] if found.reached else []
    if found.failed:
        parts.append(
            translate("AlertHistory", "failed: {channels}", "where an alert was not delivered").format(
                channels=_names(found.failed, naming)
            )
        )
    if found.waiting:
        parts.append(
            translate("AlertHistory", "waiting: {channels}", "where an alert is not delivered yet").format(
                channels=_names(found.waiting, naming)
            )
        )
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] if text else "–"


def _names(channel_ids: Iterable[str], naming: Naming) -> str:
    return ", ".join(naming.channel(one) for one in channel_ids)
