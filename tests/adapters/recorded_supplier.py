"""A supplier on loopback that answers what it is told, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    """With names in small letters."""
    body: str

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body))


Answer = tuple[int, str]


@dataclass(slots=True)
class RecordedSupplier:
    """`answer` gives status and body for a request; what is asked of `/token` is answered by `grant`."""

    answer: Callable[[Asked], Answer] = lambda asked: (200, "{}")
    grant: Callable[[Asked], Answer] = lambda asked: (200, '{"access_token": "tok-1", "expires_in": 3600}')
    url: str = ""
    redirect: str = ""
    """Where every answer that is a redirect leads."""
    asked: list[Asked] = field(default_factory=list)
    granted: list[Asked] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.strip().splitlines()
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
            method, target, _ = first.split(" ")
            asked = Asked(method, target, headers, body)
            is_grant = asked.path.endswith("/token")
            (self.granted if is_grant else self.asked).append(asked)
            status, text = (self.grant if is_grant else self.answer)(asked)
            payload = text.encode()
            location = f"Location: {self.redirect}\r\n" if 300 <= status <= 399 else ""
            sizes = f"Content-Length: {len(payload)}\r\nConnection: close\r\n"
            writer.write(f"HTTP/1.1 {status} X\r\n{location}{sizes}\r\n".encode())
            writer.write(payload)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def recorded_supplier() -> AsyncIterator[RecordedSupplier]:
    """A supplier that listens on loopback."""
    supplier = RecordedSupplier()
    server = await asyncio.start_server(supplier.serve, "127.0.0.1", 0)
    supplier.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield supplier
