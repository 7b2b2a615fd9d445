"""What `galla doctor` finds out about the channels and the heartbeat, without sending anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from galla.cli.finding import Finding
from galla.cli.outcomes import KINDS
from galla.domain.alert_settings import DESKTOP, AlertSettings, Channel
from galla.domain.channel import ChannelHealth
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import ProblemKind
from galla.domain.model import SecretName
from galla.texts import alert_names, checkup_channels, deliveries
from galla.texts.commands import Health


def secret_names(alerts: AlertSettings) -> list[SecretName]:
    """What the keyring should hold."""
    names = [address_of(channel.id) for channel in alerts.channels]
    return names + [heartbeat_url()] * alerts.heartbeat.enabled


def channels(
    alerts: AlertSettings, known: Collection[SecretName] | None, health: Iterable[ChannelHealth]
) -> Iterator[Finding]:
    """A finding for each channel, and for the heartbeat where it is on. `known`: what the keyring holds; None where
    it could not be read, of which another finding tells."""
    went = {item.channel_id: item for item in health}
    for channel in alerts.all_channels:
        yield from _channel(channel, known, went.get(channel.id))
    if not alerts.channels:
        yield Finding(Health.MIND, checkup_channels.none_but_desktop())
    if alerts.heartbeat.enabled and known is not None:
        if heartbeat_url() in known:
            yield Finding(Health.WORKS, checkup_channels.heartbeat_works(alerts.heartbeat.interval_min))
        else:
            yield Finding(Health.FAILS, checkup_channels.heartbeat_without_address(), ProblemKind.KEYRING)


def _channel(channel: Channel, known: Collection[SecretName] | None, went: ChannelHealth | None) -> Iterator[Finding]:
    name = alert_names.channel_name(channel.id, channel.name)
    is_desktop = channel.id == DESKTOP
    if not channel.enabled:
        yield Finding(Health.MIND, checkup_channels.switched_off(name))
    elif not is_desktop and known is not None and address_of(channel.id) not in known:
        yield Finding(Health.FAILS, checkup_channels.without_address(name, channel.id), ProblemKind.KEYRING)
    elif went is not None and went.fails and went.outcome is not None and went.outcome.failure is not None:
        why = deliveries.failure_sentence(went.outcome.failure, went.outcome.detail, name)
        yield Finding(Health.FAILS, checkup_channels.fails(why), KINDS[went.outcome.failure])
    elif not is_desktop and known is not None:
        yield Finding(
            Health.WORKS, checkup_channels.has_address(name, tested=went is not None and went.delivered_at is not None)
        )
