"""Secrets of all accounts: read once at start, kept in memory only, read again when a key is rejected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from galla.domain.errors import KeyringError, KeyringReason, SettingsError
from galla.domain.model import Secret, SecretName
from galla.domain.ports import SecretStore
from galla.domain.settings import Account

SecretNames = Callable[[Account], tuple[str, ...]]
"""The names of the secrets that an account's profile needs. Raises SettingsError."""


class Credentials:
    """The accounts' secrets, by account; `repr` shows none of them."""

    def __init__(
        self,
        store: SecretStore,
        secret_names: SecretNames,
        seen: Callable[[Secret], None] = lambda secret: None,
    ) -> None:
        self._store = store
        self._secret_names = secret_names
        self._seen = seen
        self._known: dict[str, Mapping[str, Secret]] = {}
        self._reading = asyncio.Lock()

    async def preload(self, accounts: Iterable[Account]) -> None:
        """Reads the secrets of all accounts in one go. Raises KeyringError if the keyring cannot be read."""
        wanted: dict[str, tuple[str, ...]] = {}
        for account in accounts:
            with suppress(SettingsError):  # the account's own poll says it
                wanted[account.id] = self._secret_names(account)
        async with self._reading:
            found = await self._store.read(
                [SecretName(account_id, name) for account_id, names in wanted.items() for name in names]
            )
            for account_id, names in wanted.items():
                self._keep(account_id, names, found)

    async def of(self, account: Account) -> Mapping[str, Secret]:
        """The secrets that the account's profile needs. Raises KeyringError; MISSING if one is not there."""
        if account.id in self._known:  # without the lock: another account may be waiting for a prompt
            return self._known[account.id]
        async with self._reading:
            known = self._known.get(account.id)
            if known is not None:
                return known
            names = self._secret_names(account)
            found = await self._store.read([SecretName(account.id, name) for name in names])
            if not self._keep(account.id, names, found):
                raise KeyringError(KeyringReason.MISSING, account=account.id)
            return self._known[account.id]

    def forget(self, account_id: str) -> None:
        """The next use reads the keyring again: the owner may have put a new key there."""
        self._known.pop(account_id, None)

    def _keep(self, account_id: str, names: tuple[str, ...], found: Mapping[SecretName, Secret]) -> bool:
        secrets = {name: found[SecretName(account_id, name)] for name in names if SecretName(account_id, name) in found}
        if len(secrets) != len(names):
            return False
        for secret in secrets.values():
            self._seen(secret)
        self._known[account_id] = secrets
        return True
