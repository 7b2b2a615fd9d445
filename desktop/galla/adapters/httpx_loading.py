"""Importing httpx, when the first request is made: it is half of what a tray icon weighs."""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading

_LOADING = threading.Lock()


def load_httpx() -> None:
    """Imports all that the first request needs.

    Without httpx's own command line, which loads rich, click and pygments (5 MiB) where they are installed; with the
    parts that httpx would import while it makes its first connection, where they are called so.
    """
    command_line = "httpx._main"
    with _LOADING:  # accounts that are due at once ask at once
        if "httpx" not in sys.modules:
            sys.modules[command_line] = None  # type: ignore[assignment]  # its import fails, which httpx expects
            try:
                importlib.import_module("httpx")
            finally:
                del sys.modules[command_line]
    importlib.import_module("galla.adapters.http_exchange")
    for part in ("httpcore", "anyio.streams.tls", "anyio._backends._asyncio"):
        with contextlib.suppress(ImportError):
            importlib.import_module(part)
