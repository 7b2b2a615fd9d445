"""A secret and the line of the settings that names it: both are kept, or neither is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from galla.domain.errors import KeyringError
from galla.domain.model import Secret, SecretName
from galla.domain.ports import SecretStore


async def keep_with(
    store: SecretStore, name: SecretName, secret: Secret, write_settings: Callable[[], Awaitable[object]]
) -> None:
    """Puts `secret` into the keyring and then runs `write_settings`.

    The secret goes first: a line without one would be missed at once. If the settings cannot be written, what the
    keyring held before comes back, because it belongs to the settings as they are: perhaps another process wrote both
    meanwhile. Raises KeyringError where nothing was changed, and whatever `write_settings` raises.
    """
    before = (await store.read([name])).get(name)
    await store.write(name, secret)
    try:
        await write_settings()
    except BaseException:
        with suppress(KeyringError):
            await (store.delete(name) if before is None else store.write(name, before))
        raise
