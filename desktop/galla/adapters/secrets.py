"""Secrets in the OS keyring, reached through a short-lived child of our own program (see keyring_child)."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import galla
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName

PROMPT_TIMEOUT_S = 120.0
"""How long the owner has for the keyring's own prompt."""


def child_command() -> tuple[str, ...]:
    """The command line of the child: this program again, with its hidden `_keyring` command."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "_keyring")
    return (sys.executable, "-m", "galla", "_keyring")


class KeyringStore:
    """`ports.SecretStore` over the OS keyring; one request at a time."""

    def __init__(self, command: Sequence[str] | None = None, *, timeout_s: float = PROMPT_TIMEOUT_S) -> None:
        self._command = tuple(command or child_command())
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
            return _secrets_of(await self._run(json.dumps(request).encode("ascii")))

    async def _run(self, request: bytes) -> bytes:
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # `-m` looks in the working folder first, which could be anybody's
                cwd=None if getattr(sys, "frozen", False) else Path(galla.__file__).parent.parent,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise KeyringError(KeyringReason.FAILED, error=type(error).__name__) from None
        try:
            async with asyncio.timeout(self._timeout_s):
                answer, _ = await child.communicate(request)
        except TimeoutError:
            raise KeyringError(KeyringReason.TIMEOUT, seconds=round(self._timeout_s)) from None
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode != 0:
            raise KeyringError(KeyringReason.FAILED, error="child", status=child.returncode)
        return answer


def _secrets_of(answer: bytes) -> dict[str, str]:
    try:
        content: Any = json.loads(answer)
    except ValueError:
        content = None
    match content:
        case {"secrets": dict(secrets)} if all(isinstance(text, str) for text in secrets.values()):
            return secrets
        case {"reason": str(reason), "facts": dict(facts)} if reason in set(KeyringReason):
            raise KeyringError(KeyringReason(reason), **facts)
        case _:
            raise KeyringError(KeyringReason.FAILED, error="answer")
