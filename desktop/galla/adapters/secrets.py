"""Secrets in the OS keyring, reached through a short-lived child of our own program (see keyring_child)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from galla.adapters import own_child
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName

PROMPT_TIMEOUT_S = 120.0
"""How long the owner has for the keyring's own prompt."""


class KeyringStore:
    """`ports.SecretStore` over the OS keyring; one request at a time."""

    def __init__(self, command: Sequence[str] | None = None, *, timeout_s: float = PROMPT_TIMEOUT_S) -> None:
        self._command = tuple(command or own_child.child_command("_keyring"))
        self._timeout_s = timeout_s
        self._lock = asyncio.Lock()

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        """The secrets that exist among `names`, by one child."""
        if not names:
            return {}
        found = await self._ask({"op": "read", "names": [name.user_name for name in names]})
        return {name: Secret(found[name.user_name]) for name in names if name.user_name in found}

    async def write(self, name: SecretName, secret: Secret) -> None:
        """Stores or replaces one secret; it is read back before this returns."""
        await self._ask({"op": "write", "name": name.user_name, "secret": secret.reveal()})

    async def delete(self, name: SecretName) -> None:
        """Removes one secret; one that is missing is no error."""
        await self._ask({"op": "delete", "name": name.user_name})

    async def _ask(self, request: Mapping[str, object]) -> dict[str, str]:
        async with self._lock:
            try:
                return _secrets_of(await own_child.ask(self._command, request, self._timeout_s))
            except own_child.ChildFailed as error:
                raise KeyringError(KeyringReason.FAILED, **error.facts) from None
            except TimeoutError:
                raise KeyringError(KeyringReason.TIMEOUT, seconds=round(self._timeout_s)) from None


def _secrets_of(answer: Any) -> dict[str, str]:
    match answer:
        case {"secrets": dict(secrets)} if all(isinstance(text, str) for text in secrets.values()):
            return secrets
        case {"reason": str(reason), "facts": dict(facts)} if reason in set(KeyringReason):
            raise KeyringError(KeyringReason(reason), **facts)
        case _:
            raise KeyringError(KeyringReason.FAILED, error="answer")
