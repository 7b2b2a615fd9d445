"""The secret addresses of channels and of the heartbeat: read when first needed, kept in memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName
from galla.domain.ports import SecretStore


class ChannelAddresses:
    """The addresses, by channel; `repr` shows none of them."""

    def __init__(self, store: SecretStore, seen: Callable[[Secret], None] = lambda secret: None) -> None:
        self._store = store
        self._seen = seen
        self._known: dict[SecretName, Secret] = {}
        self._forgotten = 0
        """How often something was forgotten: what was being read meanwhile may be what is to be forgotten."""
        self._reading = asyncio.Lock()

    async def preload(self, channel_ids: Iterable[str], heartbeat: bool = False) -> None:
        """Reads the addresses of these channels in one go. Raises KeyringError if the keyring cannot be read."""
        names = [address_of(channel_id) for channel_id in channel_ids] + [heartbeat_url()] * heartbeat
        async with self._reading:
            await self._read([name for name in names if name not in self._known])

    async def of(self, channel_id: str) -> Secret | SendOutcome:
        """The channel's Apprise address, or why there is none: NO_ADDRESS, KEYRING."""
        return await self._get(address_of(channel_id))

    async def heartbeat(self) -> Secret | SendOutcome:
        """The address to ping, or why there is none: NO_ADDRESS, KEYRING."""
        return await self._get(heartbeat_url())

    def forget(self, channel_id: str) -> None:
        """The next use reads the keyring again: the owner may have put another address there."""
        self._forget(address_of(channel_id))

    def forget_heartbeat(self) -> None:
        """As `forget`, of the address to ping."""
        self._forget(heartbeat_url())

    def _forget(self, name: SecretName) -> None:
        self._known.pop(name, None)
        self._forgotten += 1

    async def _get(self, name: SecretName) -> Secret | SendOutcome:
        if name in self._known:  # without the lock: another may be waiting for a prompt
            return self._known[name]
        try:
            async with self._reading:
                if name in self._known:
                    return self._known[name]
                address = (await self._read([name])).get(name)
        except KeyringError as error:
            if error.problem.reason == KeyringReason.MISSING:
                return SendOutcome(SendFailure.NO_ADDRESS)
            return SendOutcome(SendFailure.KEYRING, error.problem.reason)
        return SendOutcome(SendFailure.NO_ADDRESS) if address is None else address

    async def _read(self, names: list[SecretName]) -> dict[SecretName, Secret]:
        if not names:
            return {}
        forgotten = self._forgotten
        found = dict(await self._store.read(names))
        for secret in found.values():
            self._seen(secret)
        if forgotten == self._forgotten:
            self._known.update(found)
        return found
