"""The body of an answer, unpacked and never larger than allowed."""

from __future__ import annotations

import zlib

from galla.domain.errors import BadAnswer, BadAnswerReason, Unreachable, UnreachableReason

LARGEST_BODY = 1024 * 1024
"""Bytes after decompression; a balance is some hundred."""


class LimitedBody:
    """Collects a body chunk by chunk and stops at the first byte too many.

    Unpacking is bounded too: httpx would unpack a whole chunk first, and 64 KiB of gzip can be 64 MiB of zeros.
    """

    def __init__(self, encoding: str, limit: int = LARGEST_BODY) -> None:
        """Raises BadAnswer for an `encoding` (the Content-Encoding header) that was not asked for."""
        self._limit = limit
        self._content = bytearray()
        self._unpack = None
        match encoding.strip().lower():
            case "" | "identity":
                pass
            case "gzip" | "x-gzip" | "deflate":
                self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
            case _:
                raise BadAnswer(BadAnswerReason.NOT_JSON, detail="encoding")

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes off the wire. Raises BadAnswer."""
        room = self._limit - len(self._content)
        if self._unpack is not None:
            try:
                chunk = self._unpack.decompress(chunk, room + 1)
            except zlib.error:
                raise BadAnswer(BadAnswerReason.NOT_JSON, detail="encoding") from None
        if len(chunk) > room:
            raise BadAnswer(BadAnswerReason.TOO_LARGE, allowed=self._limit)
        self._content += chunk

    def finish(self) -> bytes:
        """The whole body. Raises Unreachable where packed data ends too early."""
        if self._unpack is not None and not self._unpack.eof:
            raise Unreachable(UnreachableReason.CUT)
        return bytes(self._content)
