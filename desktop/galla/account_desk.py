"""Accounts as the settings window sees them: their suppliers are asked first, and only then anything is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from galla.adapters.profiles import profile_ids, write_profile
from galla.adapters.supplier_client import HttpBalanceSource
from galla.domain.errors import RateLimited, SettingsError, SettingsReason
from galla.domain.model import SecretName
from galla.domain.profiles.making import to_toml
from galla.domain.profiles.parsing import parse_profile
from galla.engine.keeping import keep_with
from galla.profile_shelf import ProfileShelf
from galla.tasks import in_thread

if TYPE_CHECKING:
    from datetime import datetime

    from galla.domain.model import Secret
    from galla.domain.money import Money
    from galla.domain.profiles.model import Profile
    from galla.domain.settings import Account
    from galla.watch_parts import Parts


class AccountDesk:
    """Asks suppliers for the owner who is setting up; what they answer is recorded by the watch alone."""

    def __init__(self, parts: Parts, changing: asyncio.Lock) -> None:
        """`changing` is held while the settings file and what belongs to it are changed."""
        self._parts = parts
        self._changing = changing
        self.profiles: Mapping[str, Profile] = {}
        """By id, as far as they can be read."""

    async def look_up(self) -> None:
        """Reads the profiles anew, those of the owner's folder among them."""
        self.profiles = await in_thread(self._read_profiles)

    async def test(self, account: Account, allowed_at: datetime | None) -> Money:
        """The balance, asked for now. Raises GallaError; `allowed_at` is the end of a silence that is wished for."""
        if allowed_at is not None and allowed_at > self._parts.clock.now():
            raise RateLimited(allowed_at)
        wanted = await in_thread(partial(self._shelf().secret_names, account))
        names = [SecretName(account.id, name) for name in wanted]
        found = await self._parts.secrets.read(names)
        return await self._ask(account, {name.name: secret for name, secret in found.items()})

    async def add(self, account: Account, secrets: Mapping[str, Secret]) -> Money:
        """Asks for the balance, keeps the keys and names the account in the file: all or nothing. Raises GallaError."""

        async def name_it() -> None:
            await in_thread(partial(self._parts.add_account, account))

        balance = await self._ask(account, secrets)
        async with self._changing:
            if (await in_thread(self._parts.load_settings)).account(account.id) is not None:
                raise SettingsError(SettingsReason.DUPLICATE_ACCOUNT, account=account.id)
            named = {SecretName(account.id, name): secret for name, secret in secrets.items()}
            await keep_with(self._parts.secrets, named, name_it)
        return balance

    async def add_other(self, account: Account, table: Mapping[str, object], secrets: Mapping[str, Secret]) -> Money:
        """As `add`, of a supplier whose profile is written into the owner's folder with it. Raises GallaError."""
        profile = parse_profile(table, f"{account.profile}.toml")
        balance = await self._ask(account, secrets, profile)
        folder = self._parts.paths.profiles_folder
        file = await in_thread(partial(write_profile, folder, account.profile, to_toml(table)))

        async def name_it() -> None:
            await in_thread(partial(self._parts.add_account, account))

        try:
            async with self._changing:
                named = {SecretName(account.id, name): secret for name, secret in secrets.items()}
                await keep_with(self._parts.secrets, named, name_it)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        await self.look_up()
        return balance

    async def replace_keys(self, account: Account, secrets: Mapping[str, Secret]) -> Money:
        """New keys are tried before they replace the old ones. Raises GallaError."""

        async def still_there() -> None:
            if (await in_thread(self._parts.load_settings)).account(account.id) is None:
                raise SettingsError(SettingsReason.UNKNOWN_ACCOUNT, account=account.id)

        balance = await self._ask(account, secrets)
        async with self._changing:
            named = {SecretName(account.id, name): secret for name, secret in secrets.items()}
            await keep_with(self._parts.secrets, named, still_there)
        return balance

    async def remove(self, account: Account) -> bool:
        """Out of the file first, then out of the keyring; False where it is not known what is there.

        Raises SettingsError, KeyringError.
        """
        names = await self.secret_names(account)
        async with self._changing:
            await in_thread(partial(self._parts.remove_account, account.id))
        for name in names or ():
            await self._parts.secrets.delete(SecretName(account.id, name))
        return names is not None

    async def _ask(self, account: Account, secrets: Mapping[str, Secret], profile: Profile | None = None) -> Money:
        for secret in secrets.values():
            self._parts.secret_seen(secret)
        profile_of = self._shelf().get if profile is None else (lambda _: profile)
        source = HttpBalanceSource(self._parts.clock, profile_of)
        try:
            return (await source.fetch(account, secrets)).reading.balance
        finally:
            await source.close()

    async def secret_names(self, account: Account) -> tuple[str, ...] | None:
        """What the account has in the keyring; None where its profile, which says it, cannot be read."""
        try:
            return await in_thread(partial(self._shelf().secret_names, account))
        except SettingsError:
            return None

    def _shelf(self) -> ProfileShelf:
        return ProfileShelf(self._parts.paths.profiles_folder)

    def _read_profiles(self) -> dict[str, Profile]:
        shelf, found = self._shelf(), {}
        for profile_id in profile_ids(self._parts.paths.profiles_folder):
            try:
                found[profile_id] = shelf.get(profile_id)
            except SettingsError:  # `galla profiles list` says what is wrong with it
                continue
        return found
