"""One tray process per user and GALLA_HOME, and how other starts and commands speak to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from galla.adapters.file_lock import FileLock
from galla.adapters.paths import make_private_folder

if TYPE_CHECKING:
    import asyncio

# The lock comes before the icon, so asyncio, whose import takes a tenth of the icon's time, is left to the methods.

MESSAGES = frozenset({"show", "reload", "keys", "polled"})
"""All that can be said: raise the window, read the settings again, and ask with new keys, look into the ledger."""

_ACCEPTED = b"ok\n"
_MAX_LINE_BYTES = 256
_ANSWER_TIMEOUT_S = 2.0
_RETRY_S = 0.1
_MAX_SOCKET_PATH_BYTES = 100
"""Systems allow 104 to 108 bytes in the path of a Unix socket."""


class SingleInstance:
    """The running tray's lock and its ear; both live in `folder` (0700) and survive a `kill -9` harmlessly.

    The ear is a Unix socket (0600). On Windows, and where the folder's path is too long for one, it is a TCP socket
    on loopback that hears only who can read the token in a file (0600) beside it.
    """

    def __init__(self, folder: Path, *, use_tcp: bool | None = None) -> None:
        self._folder = folder
        self._lock_file = folder / "tray.lock"
        self._lock = FileLock(self._lock_file)
        self._socket = folder / "tray.sock"
        self._address = folder / "tray.address"
        too_long = len(os.fsencode(self._socket)) > _MAX_SOCKET_PATH_BYTES
        self._use_tcp = (sys.platform == "win32" or too_long) if use_tcp is None else use_tcp
        self._token = ""
        self._server: asyncio.Server | None = None
        self._on_message: Callable[[str], None] | None = None

    def acquire(self) -> bool:
        """True when this is the one tray process, from now until it ends; False when there is one. Raises OSError."""
        return self._lock.acquire()

    def is_another_running(self) -> bool:
        """Whether a tray process runs; not for the tray itself. Raises OSError."""
        if not self._lock_file.exists():
            return False
        if not self.acquire():
            return True
        self.release()
        return False

    async def serve(self, on_message: Callable[[str], None]) -> None:
        """Returns once others are heard: `on_message(word)` for each word of MESSAGES, on the loop's thread.

        Only after `acquire()` gave True. Raises OSError.
        """
        import asyncio

        self._on_message = on_message
        make_private_folder(self._folder)
        if self._use_tcp or sys.platform == "win32":
            self._token = os.urandom(32).hex()
            self._server = await asyncio.start_server(self._hear, "127.0.0.1", 0, limit=_MAX_LINE_BYTES)
            port = self._server.sockets[0].getsockname()[1]
            _write_private(self._address, f"{port} {self._token}")
            return
        self._socket.unlink(missing_ok=True)  # a killed tray left it; the lock says that nobody listens there
        self._server = await asyncio.start_unix_server(self._hear, self._socket, limit=_MAX_LINE_BYTES)
        self._socket.chmod(0o600)

    async def send(self, message: str, *, wait_s: float = 0.0) -> bool:
        """True when the running tray took `message`; False when there is none.

        With `wait_s`, a tray that is still starting is given so many seconds. ValueError for a word not in MESSAGES.
        """
        import asyncio

        if message not in MESSAGES:
            raise ValueError(f"not a message: {message!r}")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_s
        while True:
            with suppress(OSError, ValueError, TimeoutError):
                async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                    if await self._say(message):
                        return True
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(_RETRY_S)

    async def close(self, *, keep_lock: bool = False) -> None:
        """Stops listening and lets the next tray start; with `keep_lock` only once `release` was called."""
        if self._server is not None:
            self._server.close()
            self._server = None
            for path in (self._socket, self._address):
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        if not keep_lock:
            self.release()

    def release(self) -> None:
        """Lets the next tray start."""
        self._lock.release()

    async def _say(self, message: str) -> bool:
        import asyncio

        if self._use_tcp or sys.platform == "win32":
            port, token = self._address.read_text(encoding="ascii").split()
            reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        else:
            token = ""
            reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(f"{token} {message}\n".encode("ascii"))
            await writer.drain()
            return await reader.readline() == _ACCEPTED
        finally:
            writer.close()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        import asyncio

        try:
            with suppress(OSError, ValueError, TimeoutError):
                async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                    word = self._accepted(await reader.readline())
                    if word is not None and self._on_message is not None:
                        self._on_message(word)
                        writer.write(_ACCEPTED)
                        await writer.drain()
        finally:
            writer.close()

    def _accepted(self, line: bytes) -> str | None:
        """The word on `line`, if it is one of ours and comes from somebody who knows the token."""
        import hmac

        token, _, word = line.decode("ascii").rstrip("\n").partition(" ")
        known = hmac.compare_digest(token, self._token)
        return word if known and word in MESSAGES else None


def _write_private(path: Path, text: str) -> None:
    """Puts `text` into a file that was never readable by others, in one step."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    draft.replace(path)
