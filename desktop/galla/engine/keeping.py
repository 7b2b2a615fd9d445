"""Secrets and the line of the settings that names them: all of it is kept, or nothing is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from galla.domain.errors import KeyringError
from galla.domain.model import Secret, SecretName
from galla.domain.ports import SecretStore


async def keep_with(
    store: SecretStore, secrets: Mapping[SecretName, Secret], write_settings: Callable[[], Awaitable[object]]
) -> None:
    """Puts `secrets` into the keyring and then runs `write_settings`.

    The secrets go first: a line without one would be missed at once. If the settings cannot be written, or one of the
    secrets, what the keyring held before comes back, because it belongs to the settings as they are: perhaps another
    process wrote both meanwhile. Raises KeyringError, and whatever `write_settings` raises.
    """
    before = await store.read(list(secrets))
    written: list[SecretName] = []
    try:
        for name, secret in secrets.items():
            await store.write(name, secret)
            written.append(name)
        await write_settings()
    except BaseException:
        for name in written:
            with suppress(KeyringError):
                await (store.write(name, before[name]) if name in before else store.delete(name))
        raise
