"""What the commands of channels and of the heartbeat say: `galla channels`, `galla heartbeat`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from galla.domain.alert_settings import Channel, Quiet
from galla.domain.channel import ChannelHealth, SendOutcome
from galla.domain.notice import Severity
from galla.texts import alert_names, deliveries
from galla.texts import locale_format as fmt

translate = QCoreApplication.translate


def address_prompt(name: str) -> str:
    """What stands before the hidden input of a channel's address."""
    return translate("Commands", "Apprise address of {channel} (not shown while you type): ").format(channel=name)


def heartbeat_prompt() -> str:
    """The same for the heartbeat."""
    return translate("Commands", "Address to call while Galla watches (not shown while you type): ")


def no_address_given() -> str:
    """Refuses an empty address."""
    return translate("Commands", "No address was given, so nothing was changed.")


def channel_added(channel: Channel, service: str, *, tested: bool) -> str:
    """After `channels add`; `service` such as "Telegram"."""
    if tested:
        text = translate(
            "Commands", "{channel} was added ({service}), and a test delivered. Its address is in the keyring."
        )
    else:
        text = translate(
            "Commands",
            "{channel} was added ({service}). Its address is in the keyring. Try it: galla alerts test {id}",
        )
    return text.format(channel=alert_names.channel_name(channel.id, channel.name), service=service, id=channel.id)


def not_added(outcome: SendOutcome, name: str) -> str:
    """Why an address was not kept."""
    return translate("Commands", "{reason} Nothing was changed.", "after a sentence").format(
        reason=deliveries.outcome_sentence(outcome, name)
    )


def channel_removed(name: str) -> str:
    """After `channels remove`."""
    return translate("Commands", "{channel} was removed, and its address deleted.").format(channel=name)


def channel_removed_address_stays(name: str) -> str:
    """After `channels remove` where the keyring did not answer."""
    return translate(
        "Commands", "{channel} was removed, but its address could not be deleted from the keyring; delete it there."
    ).format(channel=name)


def desktop_stays() -> str:
    """Refuses to remove the desktop's notifications."""
    return translate("Commands", "The notifications of this desktop cannot be removed.")


def heartbeat_name() -> str:
    """Stands for a channel's name in sentences about the heartbeat."""
    return translate("Commands", "the heartbeat", "as the name of a channel")


def heartbeat_set(interval_min: int, *, tested: bool) -> str:
    """After `heartbeat set`."""
    called = translate("Commands", "It is called every %n minute(s) while Galla watches.", "an address", interval_min)
    if not tested:
        return called
    return translate("Commands", "The address answered. {called}", "of the heartbeat").format(called=called)


def heartbeat_removed() -> str:
    """After `heartbeat remove`."""
    return translate("Commands", "The heartbeat is off, and its address deleted.")


def heartbeat_removed_address_stays() -> str:
    """After `heartbeat remove` where the keyring did not answer."""
    return translate(
        "Commands", "The heartbeat is off, but its address could not be deleted from the keyring; delete it there."
    )


def channel_line(channel: Channel, common: Quiet, health: ChannelHealth | None, zone: ZoneInfo, now: datetime) -> str:
    """One line of `channels list`."""
    return translate("Commands", "{id}  {name}  ({told}; {quiet}; {state})", "a channel").format(
        id=channel.id,
        name=alert_names.channel_name(channel.id, channel.name),
        told=_told(channel.least_severity),
        quiet=_quiet(common if channel.quiet is None else channel.quiet),
        state=_state(channel, health, zone, now),
    )


def _told(least: Severity) -> str:
    match least:
        case Severity.INFO:
            return translate("Commands", "everything", "what a channel is told")
        case Severity.WARNING:
            return translate("Commands", "warnings and critical alerts", "what a channel is told")
        case Severity.CRITICAL:
            return translate("Commands", "critical alerts only", "what a channel is told")


def _quiet(quiet: Quiet) -> str:
    if quiet.hours is None:
        return translate("Commands", "no quiet hours", "of a channel")
    return translate("Commands", "quiet {start} to {end}", "of a channel").format(
        start=quiet.hours.start.strftime("%H:%M"), end=quiet.hours.end.strftime("%H:%M")
    )


def _state(channel: Channel, health: ChannelHealth | None, zone: ZoneInfo, now: datetime) -> str:
    if not channel.enabled:
        return translate("Commands", "switched off", "a channel")
    if health is None or (health.delivered_at is None and not health.fails):
        return translate("Commands", "nothing sent yet", "a channel")
    if health.fails and health.failed_at is not None:
        return translate("Commands", "failing since {when}", "a channel").format(
            when=fmt.instant(health.failed_at, zone, now)
        )
    assert health.delivered_at is not None
    return translate("Commands", "last delivered {when}", "a channel").format(
        when=fmt.instant(health.delivered_at, zone, now)
    )
