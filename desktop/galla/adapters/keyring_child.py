"""The short-lived child process that speaks with the OS keyring: one request on standard input, one answer out.

It alone imports keyring, so that 20 MiB never enter the tray and a prompt that hangs can be ended from outside.
Secrets pass through the two pipes only: never an argument, the environment, a log line or an exception's text.

Request: `{"op": "read", "names": [USER…]}`, `{"op": "write", "name": USER, "secret": TEXT}` or
`{"op": "delete", "name": USER}`. Answer: `{"secrets": {USER: TEXT}}`, or `{"reason": REASON, "facts": {…}}`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Protocol

from galla.adapters.one_answer import serve
from galla.domain.errors import KeyringError, KeyringReason

SERVICE = "galla"

WINDOWS_LIMIT_BYTES = 2560
"""Windows keeps at most so much of one secret, in UTF-16."""

LIFETIME_S = 150
"""Longer than the parent waits: ends a prompt whose parent is gone and can end it no more."""

_LINUX = ("SecretService.Keyring", "kwallet.DBusKeyring", "libsecret.Keyring")
_KEYRINGS = {"win32": ("Windows.WinVaultKeyring",), "darwin": ("macOS.Keyring",)}


class Keyring(Protocol):
    """What of a keyring backend is used."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None where there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Stores or replaces the secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Removes the secret."""


def main(find: Callable[[], Keyring] | None = None) -> int:
    """0 when an answer was written, which may tell of a failure; `find` gives the keyring to use."""
    return serve(lambda request: answer_to(request, find or find_keyring), LIFETIME_S)


def answer_to(request: bytes, find: Callable[[], Keyring]) -> dict[str, Any]:
    """The answer to one request, as the module's head describes it."""
    try:
        return {"secrets": _serve(json.loads(request), find())}
    except KeyringError as error:
        return {"reason": error.problem.reason, "facts": dict(error.problem.facts)}
    except Exception as error:  # whatever a backend raises: its text may hold the secret, its type does not
        return {"reason": reason_of(error).value, "facts": {"error": type(error).__name__}}


def find_keyring(platform: str = sys.platform) -> Keyring:
    """The best of the OS keyrings that work here; KeyringError(NO_BACKEND) without one.

    Only keyrings known to encrypt are considered, in place of keyring's own choice: that one takes whatever
    PYTHON_KEYRING_BACKEND, a configuration file or an installed plug-in names, a plain-text file among them.
    """
    usable: list[tuple[float, Any]] = []
    for name in _names(platform):
        module, _, kind = name.rpartition(".")
        try:
            backend = getattr(import_module(f"keyring.backends.{module}"), kind)
            usable.append((float(backend.priority), backend))
        except Exception:  # noqa: S112 - each backend has its own way to say that it does not work here
            continue
    if not usable:
        raise KeyringError(KeyringReason.NO_BACKEND)
    found: Keyring = max(usable, key=lambda entry: entry[0])[1]()
    return found


def _names(platform: str) -> tuple[str, ...]:
    names = _KEYRINGS.get(platform, _LINUX)
    wanted = os.environ.get("PYTHON_KEYRING_BACKEND", "").removeprefix("keyring.backends.")
    return (wanted,) if wanted in names else names


def _serve(request: dict[str, Any], keyring: Keyring) -> dict[str, str]:
    match request:
        case {"op": "read", "names": list(names)}:
            found = ((name, keyring.get_password(SERVICE, name)) for name in names)
            return {name: secret for name, secret in found if secret is not None}
        case {"op": "write", "name": str(name), "secret": str(secret)}:
            _write(keyring, name, secret)
        case {"op": "delete", "name": str(name)}:
            _delete(keyring, name)
        case _:
            raise KeyringError(KeyringReason.FAILED, error="request")
    return {}


def _write(keyring: Keyring, name: str, secret: str) -> None:
    size = len(secret.encode("utf-16-le"))
    if sys.platform == "win32" and size > WINDOWS_LIMIT_BYTES:
        raise KeyringError(KeyringReason.FAILED, error="too_long", allowed=WINDOWS_LIMIT_BYTES, found=size)
    keyring.set_password(SERVICE, name, secret)
    # KWallet reports a failed write in a code that its backend drops
    if keyring.get_password(SERVICE, name) != secret:
        raise KeyringError(KeyringReason.FAILED, error="not_kept")


def _delete(keyring: Keyring, name: str) -> None:
    # backends raise the same error for a missing secret and a refusal, and remove one of several equal entries
    for _ in range(8):
        if keyring.get_password(SERVICE, name) is None:
            return
        keyring.delete_password(SERVICE, name)
    raise KeyringError(KeyringReason.FAILED, error="not_deleted")


_BY_TYPE = {
    "PromptDismissedException": KeyringReason.DENIED,
    "KeychainDenied": KeyringReason.DENIED,
    "SecAuthFailure": KeyringReason.DENIED,
    "KeyringLocked": KeyringReason.LOCKED,
    "LockedException": KeyringReason.LOCKED,
    "NoKeyringError": KeyringReason.NO_BACKEND,
    "SecretServiceNotAvailableException": KeyringReason.NO_BACKEND,
}
"""By the name of the exception's type, because the library of another platform cannot be imported. First wins."""

_BY_BUS_ERROR = {
    "org.freedesktop.Secret.Error.IsLocked": KeyringReason.LOCKED,
    "org.freedesktop.DBus.Error.AccessDenied": KeyringReason.DENIED,
    "org.freedesktop.DBus.Error.ServiceUnknown": KeyringReason.NO_BACKEND,
    "org.freedesktop.DBus.Error.NameHasNoOwner": KeyringReason.NO_BACKEND,
    "org.freedesktop.DBus.Error.NoReply": KeyringReason.NO_BACKEND,
}

_CANCELLED = "Cancelled by user"
"""KWallet's backend says so in an error that otherwise means failure."""


def reason_of(error: BaseException) -> KeyringReason:
    """Why the keyring failed, from the exception and those that led to it."""
    chain = list(_chain(error))
    if type(error).__name__ == "InitError" and type(error.__cause__).__name__ == "PromptDismissedException":
        return KeyringReason.LOCKED  # no keyring was ever opened, and nobody answered (or could) to make one
    for name, reason in _BY_TYPE.items():
        if any(kind.__name__ == name for link in chain for kind in type(link).__mro__):
            return reason
    for link in chain:
        if link.args == (_CANCELLED,):
            return KeyringReason.DENIED
        bus_error = getattr(link, "name", None)
        if isinstance(bus_error, str) and bus_error in _BY_BUS_ERROR:
            return _BY_BUS_ERROR[bus_error]
    return KeyringReason.FAILED


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
