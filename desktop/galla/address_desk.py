"""The addresses of channels and heartbeat as the settings window sees them: tried, then kept in the keyring."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from functools import partial
from typing import TYPE_CHECKING

from galla.domain.alert_settings_rules import check_alerts
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, SettingsError, SettingsReason
from galla.engine.keeping import keep_with
from galla.tasks import in_thread
from galla.texts import alert_messages, alert_names

if TYPE_CHECKING:
    from galla.domain.alert_settings import AlertSettings, Channel
    from galla.domain.model import Secret
    from galla.domain.settings import Settings
    from galla.watch_parts import Parts

log = logging.getLogger(__name__)

HEARTBEAT = "heartbeat"
"""Stands for a channel's id where the heartbeat is meant."""


class AddressDesk:
    """Knows which addresses there are and of which service; an address that does not work is not kept."""

    def __init__(self, parts: Parts, changing: asyncio.Lock) -> None:
        """`changing` is held while the settings file and what belongs to it are changed."""
        self._parts = parts
        self._changing = changing
        self.services: dict[str, str] = {}
        """By channel id, as far as they are known: to look costs a keyring's prompt and a second."""
        self._asked_of: set[str] | None = None
        """The channels that were looked for, whatever came of it; None before the first look."""
        self.missing: set[str] = set()
        """Channels, and the heartbeat, whose address the keyring does not hold."""

    def has_news_of(self, channel_ids: Iterable[str]) -> bool:
        """Whether nobody has looked for some of them yet. One look is enough, also where the keyring refused it: the
        next may be another prompt."""
        return self._asked_of is not None and not self._asked_of.issuperset(channel_ids)

    async def look_up(self, channel_ids: Iterable[str]) -> AsyncIterator[None]:
        """Looks which addresses there are, and then of which services they are; yields whenever more is known."""
        channels = list(channel_ids)
        self._asked_of = set(channels)
        names = {address_of(key): key for key in channels} | {heartbeat_url(): HEARTBEAT}
        try:
            found = await self._parts.secrets.read(list(names))
        except KeyringError as error:
            log.warning("addresses could not be looked up: %s", error)
            return
        self.missing = {key for name, key in names.items() if name not in found}
        yield
        unknown = [key for key in channels if address_of(key) in found and key not in self.services]
        for key in unknown:
            self.services[key] = (await self._parts.sender.check(found[address_of(key)])).service
        if unknown:
            yield

    async def add(self, channel: Channel, address: Secret) -> SendOutcome:
        """Tries the address, keeps it, and only then names the channel in the file: all or nothing.

        Raises SettingsError where the file cannot have this channel.
        """

        def with_it(alerts: AlertSettings) -> AlertSettings:
            return alerts.with_channel(channel)

        async def name_it() -> None:
            await in_thread(partial(self._parts.change_alerts, with_it))

        outcome, service = await self._tried(channel, address)
        if not outcome.delivered:
            return outcome
        try:
            async with self._changing:
                check_alerts(with_it((await self._in_file()).alerts))  # its name may have been taken meanwhile
                await keep_with(self._parts.secrets, {address_of(channel.id): address}, name_it)
        except KeyringError as error:
            return _not_kept(error)
        self._is_kept(channel.id, service)
        return outcome

    async def replace(self, channel: Channel, address: Secret) -> SendOutcome:
        """A new address is tried before it replaces the old one.

        Raises SettingsError where the channel was removed meanwhile: its address must not come back.
        """
        outcome, service = await self._tried(channel, address)
        if not outcome.delivered:
            return outcome
        try:
            async with self._changing:
                if (await self._in_file()).alerts.channel(channel.id) is None:
                    raise SettingsError(SettingsReason.UNKNOWN_CHANNEL, channel=channel.id)
                await self._parts.secrets.write(address_of(channel.id), address)
        except KeyringError as error:
            return _not_kept(error)
        self._is_kept(channel.id, service)
        return outcome

    async def forget(self, channel_id: str) -> None:
        """Deletes the address of a channel that the file names no more. Raises KeyringError."""
        self.services.pop(channel_id, None)
        await self._parts.secrets.delete(address_of(channel_id))

    async def set_heartbeat(self, address: Secret) -> SendOutcome:
        """The heartbeat's address is called before it is kept."""
        self._parts.secret_seen(address)
        outcome = await self._parts.pinger.ping(address)
        if not outcome.delivered:
            return outcome
        try:
            await self._parts.secrets.write(heartbeat_url(), address)
        except KeyringError as error:
            return _not_kept(error)
        self.missing.discard(HEARTBEAT)
        return outcome

    async def forget_heartbeat(self) -> None:
        """Raises KeyringError."""
        await self._parts.secrets.delete(heartbeat_url())
        self.missing.add(HEARTBEAT)

    async def _tried(self, channel: Channel, address: Secret) -> tuple[SendOutcome, str]:
        """What came of a test message to `address`, which is not kept yet; and its service."""
        self._parts.secret_seen(address)
        checked = await self._parts.sender.check(address)
        if checked.failure is not None:
            return SendOutcome(checked.failure), ""
        name = alert_names.channel_name(channel.id, channel.name)
        test = alert_messages.test_message(name, self._parts.clock.now(), self._parts.zone())
        return await self._parts.sender.send(address, test), checked.service

    async def _in_file(self) -> Settings:
        """What the file says now; the settings as last read may be older. Raises SettingsError."""
        return await in_thread(self._parts.load_settings)

    def _is_kept(self, channel_id: str, service: str) -> None:
        self.missing.discard(channel_id)
        self.services[channel_id] = service
        if self._asked_of is not None:
            self._asked_of.add(channel_id)


def _not_kept(error: KeyringError) -> SendOutcome:
    log.warning("an address could not be kept: %s", error)
    return SendOutcome(SendFailure.KEYRING)
