"""The log file: bounded in size, readable by its owner alone, without secrets."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from galla.adapters.paths import make_private_folder
from galla.domain.model import Secret

MAX_BYTES = 1024 * 1024
"""Size of the current file; one older file of about the same size is kept."""

_REDACTED = "[secret]"
_SHORTEST_SECRET = 4
"""Anything shorter would black out ordinary words."""


class Redaction:
    """The secrets that must not reach the log: a last line of defence, nobody should write them anyway."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def add(self, secret: Secret) -> None:
        """From now on `secret` is blacked out, also in the form it has in an address."""
        text = secret.reveal()
        if len(text) >= _SHORTEST_SECRET:
            # repr() is how a secret with special characters looks inside a printed container
            self._known |= {text, quote(text, safe=""), repr(text)[1:-1]}

    def apply(self, text: str) -> str:
        """`text` with every known secret replaced."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, _REDACTED)
        return text


class _RedactingFormatter(logging.Formatter):
    """Works on the finished text, tracebacks included; a filter would see only the parts."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        return self._redaction.apply(super().format(record))


class BoundedFile(logging.Handler):
    """Appends to `path`; a file that is full becomes `<path>.1`.

    In place of logging.handlers, whose import costs 0.3 MiB. Several processes may write the same file.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        super().__init__()
        self._path = path
        self._max_bytes = max_bytes
        self._descriptor: int | None = self._open()

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; a full disk must neither stop the program nor print to the owner's terminal."""
        with suppress(OSError):
            line = (self.format(record) + "\n").encode("utf-8", "backslashreplace")
            if self._size() + len(line) > self._max_bytes:
                self._start_new()
            if self._descriptor is None:
                self._descriptor = self._open()
            os.write(self._descriptor, line)

    def close(self) -> None:
        """Lets go of the file."""
        self._let_go()
        super().close()

    def _open(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _start_new(self) -> None:
        # another process may have done it already: then the path is a new file, and we only follow
        ours = self._path.stat().st_size == self._size()
        # closed first, because Windows renames no open file
        self._let_go()
        if ours:
            with suppress(OSError):
                self._path.replace(self._path.with_name(self._path.name + ".1"))

    def _size(self) -> int:
        return 0 if self._descriptor is None else os.fstat(self._descriptor).st_size

    def _let_go(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def start_log(folder: Path, redaction: Redaction, level: int = logging.INFO) -> bool:
    """True when everything logged goes to `galla.log` in `folder`; False when it cannot be written, and nothing is
    logged. Either way no record reaches the terminal.
    """
    root = logging.getLogger()
    root.setLevel(level)
    # httpx logs every address at INFO
    for name in ("httpx", "httpcore", "asyncio", "qasync"):
        logging.getLogger(name).setLevel(logging.WARNING)
    handler: logging.Handler
    try:
        make_private_folder(folder)
        handler = BoundedFile(folder / "galla.log")
    except OSError:
        root.addHandler(logging.NullHandler())
        return False
    handler.setFormatter(_RedactingFormatter(redaction))
    root.addHandler(handler)
    return True
