"""What the commands of alerts say: `galla alerts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.answers import awaited
from galla.domain.channel import AlertRecord
from galla.domain.notice import EVENTS, Episode
from galla.domain.payment import Payment
from galla.domain.reminders import is_snoozed
from galla.texts import alert_bodies, alert_messages, alert_names
from galla.texts import deliveries as delivery_words
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def no_alerts() -> str:
    """Nothing is open."""
    return translate("Commands", "No alert is open.")


def no_alerts_ever() -> str:
    """The history is empty."""
    return translate("Commands", "There has been no alert yet.")


def alert_lines(
    record: AlertRecord,
    names: Mapping[str, str],
    channels: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
    *,
    payment: Payment | None = None,
) -> Sequence[str]:
    """One alert of `alerts list`: a heading, how it stands, and what was told last, with its figures, to whom.

    `payment` is what the owner last said to have paid for its account, `names` are those of the accounts by id,
    `channels` those of the channels.
    """
    episode = record.episode
    name = names.get(episode.account_id, episode.account_id)
    heading = translate("Commands", "{id}  {severity}: {title}", "an alert: K7M2QP  Critical: balance used up").format(
        id=episode.short_id,
        severity=alert_names.severity_name(episode.severity),
        title=alert_messages.history_title(record, name, zone),
    )
    lines = [heading, _standing(episode, payment, zone, now)]
    if record.moments:
        told = record.moments[-1]
        lines += alert_bodies.body(told, zone, now, names).splitlines()
        reached = [item for item in record.deliveries if item.notice_id == told.id]
        lines += [
            delivery_words.delivery_sentence(
                item, channels.get(item.channel_id, alert_names.channel_name(item.channel_id)), zone, now
            )
            for item in reached
        ]
    return lines


def acknowledged(alert: str) -> str:
    """After `alerts ack`."""
    return translate("Commands", "{alert}: acknowledged. You are told again when it gets worse or is over.").format(
        alert=alert
    )


def snoozed(alert: str, episode: Episode, zone: ZoneInfo, now: datetime) -> str:
    """After `alerts snooze`."""
    if episode.snoozed_until is None:
        return translate("Commands", "{alert}: quiet until money arrives, unless it gets worse.").format(alert=alert)
    return translate("Commands", "{alert}: quiet until {until}, unless it gets worse.").format(
        alert=alert, until=fmt.instant(episode.snoozed_until, zone, now)
    )


def paid(account_name: str, payment: Payment, zone: ZoneInfo, now: datetime) -> str:
    """After `alerts paid`."""
    return translate(
        "Commands",
        "{account}: a payment is under way and expected by {due}. Until then alerts about too little money are quiet, "
        "unless the balance is used up.",
    ).format(account=account_name, due=fmt.instant(payment.due_at, zone, now))


def alert_name(episode: Episode, account_name: str) -> str:
    """“K7M2QP (FoxReload, Running short)”; of what is no single account's without one."""
    rule = alert_names.rule_name(episode.rule)
    if not account_name:
        return translate("Commands", "{id} ({rule})", "an alert").format(id=episode.short_id, rule=rule)
    return translate("Commands", "{id} ({account}, {rule})", "an alert").format(
        id=episode.short_id, account=account_name, rule=rule
    )


def is_over(alert: str) -> str:
    """An answer that comes too late."""
    return translate("Commands", "{alert}: it is over, so there is nothing to answer.").format(alert=alert)


def unknown_alert(given: str) -> str:
    """There is no alert of that id."""
    return translate("Commands", "There is no alert with the id “{id}”. The open ones: galla alerts list").format(
        id=given
    )


def ambiguous_alert(given: str, ids: Sequence[str]) -> str:
    """Several alerts have that short id."""
    return translate("Commands", "Several alerts have the id “{id}”. Give one of these instead: {ids}").format(
        id=given, ids=", ".join(ids)
    )


def no_such_snooze(alert: str) -> str:
    """This alert cannot be quiet for so long."""
    return translate(
        "Commands",
        "{alert}: it cannot be snoozed until then. Only what is about an account can wait for the morning, and only "
        "what is about its money for a top-up.",
    ).format(alert=alert)


def _standing(episode: Episode, payment: Payment | None, zone: ZoneInfo, now: datetime) -> str:
    since = fmt.instant(episode.raised_at, zone, now)
    if episode.rule in EVENTS:
        return translate("Commands", "It happened {when}.", "an alert: today 14:05").format(when=since)
    if episode.recovered_at is not None:
        return translate("Commands", "From {since} to {until}.", "an alert").format(
            since=since, until=fmt.instant(episode.recovered_at, zone, now)
        )
    waits_for = awaited(episode, payment, now)
    if waits_for is not None:
        return translate("Commands", "Since {since}; waiting for your payment, expected by {due}.", "an alert").format(
            since=since, due=fmt.instant(waits_for.due_at, zone, now)
        )
    if episode.until_top_up:
        return translate("Commands", "Since {since}; quiet until money arrives.", "an alert").format(since=since)
    if episode.snoozed_until is not None and is_snoozed(episode, now):
        return translate("Commands", "Since {since}; snoozed until {until}.", "an alert").format(
            since=since, until=fmt.instant(episode.snoozed_until, zone, now)
        )
    if episode.acknowledged_at is not None:
        return translate("Commands", "Since {since}; acknowledged {when}.", "an alert").format(
            since=since, when=fmt.instant(episode.acknowledged_at, zone, now)
        )
    return translate("Commands", "Since {since}; not answered yet.", "an alert").format(since=since)
