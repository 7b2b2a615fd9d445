"""Which certificate authorities are trusted: those of the operating system."""

from __future__ import annotations

import asyncio
import ssl
import sys
from pathlib import Path


class SystemTrust:
    """An SSL context that trusts what the operating system trusts.

    Windows and macOS verify through truststore, which asks the system. On Linux truststore reads the same files as
    OpenSSL itself, but again with every connection (43 ms on the calling thread, measured), so there they are read
    once, off the thread of the event loop, when the first TLS connection is about to be made; truststore is
    used where OpenSSL does not know where they are (a bundled OpenSSL).
    """

    def __init__(self) -> None:
        self._loads_itself = sys.platform in {"win32", "darwin"} or not _openssl_knows_where()
        self._loaded: asyncio.Future[None] | None = None
        if self._loads_itself:
            import truststore

            self.context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        else:
            # Verifies certificate and host name, and until `load` trusts nobody.
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    async def load(self) -> None:
        """Makes the context ready for use; of no effect after the first time."""
        if self._loads_itself:
            return
        if self._loaded is None:
            self._loaded = asyncio.ensure_future(asyncio.to_thread(self.context.set_default_verify_paths))
        await asyncio.shield(self._loaded)


class FixedTrust:
    """A context that was made elsewhere, such as one that trusts an authority of its own."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    async def load(self) -> None:
        """Nothing is left to do."""


def _openssl_knows_where() -> bool:
    paths = ssl.get_default_verify_paths()
    return paths.cafile is not None or (paths.capath is not None and any(Path(paths.capath).glob("*.0")))
