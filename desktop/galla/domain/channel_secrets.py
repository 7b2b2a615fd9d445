"""Where the keyring holds what alerts need. An account's id has no dot in it, so these names are no account's."""

from __future__ import annotations

from galla.domain.model import SecretName


def address_of(channel_id: str) -> SecretName:
    """The Apprise address of a channel; it holds credentials."""
    return SecretName(f"channel.{channel_id}", "address")


def heartbeat_url() -> SecretName:
    """The address that the heartbeat pings; whoever knows it can feign that we are alive."""
    return SecretName("galla.heartbeat", "url")
