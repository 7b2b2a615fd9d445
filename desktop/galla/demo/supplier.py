"""A supplier on loopback that answers like the profile `generic-bearer`, and fails on demand.

HTTP/1.1 over asyncio streams, one request a connection: the standard library's server would bring a thread and
3 MiB into the demo.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from galla.domain.money import Money

_LARGEST_REQUEST = 16 * 1024
_REQUEST_WAIT_S = 10.0
_SILENCE_S = 3600.0
_DRIP_S = 0.05
_HUGE = 4 * 1024 * 1024
_REASONS = {
    200: "OK",
    302: "Found",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
    511: "Network Authentication Required",
}


class Fault(StrEnum):
    """What goes wrong with the next answers."""

    SLOW = "slow"
    """Takes the request and says nothing."""
    DRIP = "drip"
    """One byte at a time."""
    CUT = "cut"
    """Closes in the middle of the body."""
    RESET = "reset"
    """Closes without an answer."""
    NOT_HTTP = "not_http"
    HUGE = "huge"
    GZIP_BOMB = "gzip_bomb"
    GARBAGE = "garbage"
    HTML = "html"
    REDIRECT_ELSEWHERE = "redirect_elsewhere"
    REDIRECT_SAME_HOST = "redirect_same_host"
    REDIRECT_LOOP = "redirect_loop"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    TOO_MANY_SECONDS = "429_seconds"
    TOO_MANY_DATE = "429_date"
    UNAVAILABLE = "503"
    SERVER_ERROR = "500"
    LOGIN_REQUIRED = "511"
    NAN = "nan"
    MISSING = "missing"
    WRONG_CURRENCY = "wrong_currency"


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


_STATUS_ONLY = {
    Fault.UNAUTHORIZED: (401, "Unknown API key"),
    Fault.FORBIDDEN: (403, "Your address is not on the list"),
    Fault.NOT_FOUND: (404, "No such resource"),
    Fault.SERVER_ERROR: (500, "Something broke"),
    Fault.LOGIN_REQUIRED: (511, "Sign in to the network"),
}
_REDIRECTS = {
    Fault.REDIRECT_ELSEWHERE: "https://elsewhere.example/balance",
    Fault.REDIRECT_SAME_HOST: "/moved/balance",
    Fault.REDIRECT_LOOP: "/balance",
}
_BODIES = {
    Fault.GARBAGE: b'{"balance": <<<',
    Fault.HTML: b"<!doctype html><title>Welcome</title><p>Back soon",
    Fault.NAN: b'{"balance": {"amount": NaN, "currency": "USD"}}',
    Fault.MISSING: b'{"balance": {"currency": "USD"}}',
    Fault.WRONG_CURRENCY: b'{"balance": {"amount": "84.00", "currency": "EUR"}}',
}


class EmbeddedSupplier:
    """GET /balance for whoever shows the bearer key; `fault` is what goes wrong until it is None again.

    `balance` and `now` are asked at each request. With `ssl_context` it speaks HTTPS only.
    """

    def __init__(
        self,
        key: str,
        balance: Callable[[], Money],
        now: Callable[[], datetime],
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.fault: Fault | None = None
        self.retry_after_s = 30
        self.requests = 0
        """How many requests were answered, or refused, since the start."""
        self._key = key
        self._balance = balance
        self._now = now
        self._ssl_context = ssl_context
        self._server: asyncio.Server | None = None
        self._conversations: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> str:
        """Listens on 127.0.0.1 and gives the base address; port 0 takes a free one."""
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", port, ssl=self._ssl_context, limit=_LARGEST_REQUEST
        )
        port = self._server.sockets[0].getsockname()[1]
        return f"{'https' if self._ssl_context else 'http'}://127.0.0.1:{port}"

    async def close(self) -> None:
        """Stops listening and hangs up on everybody."""
        if self._server is None:
            return
        self._server.close()
        for conversation in self._conversations:
            conversation.cancel()
        await asyncio.gather(*self._conversations, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversation = asyncio.get_running_loop().create_task(self._converse(reader, writer))
        self._conversations.add(conversation)
        conversation.add_done_callback(self._conversations.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_REQUEST_WAIT_S):
                head = await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            await self._answer(head.decode("latin-1"), writer)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            pass  # the client went away, sent nothing in time, or too much
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        fault = self.fault
        content = self._wire(self._reply(head))
        match fault:
            case Fault.SLOW:
                await asyncio.sleep(_SILENCE_S)
            case Fault.RESET:
                content = b""
            case Fault.NOT_HTTP:
                content = b"220 mail.example ESMTP ready\r\n\r\n"
            case Fault.CUT:
                content = content[:-10]
            case Fault.DRIP:
                while content:
                    writer.write(content[:1])
                    await writer.drain()
                    await asyncio.sleep(_DRIP_S)
                    content = content[1:]
        writer.write(content)
        await writer.drain()

    def _reply(self, head: str) -> _Reply:
        method, path, headers = _parse(head)
        if method != "GET":
            return _refusal(405, "Only GET")
        if headers.get("authorization") != f"Bearer {self._key}":
            return _refusal(401, "Unknown API key")
        fault = self.fault
        if path == "/moved/balance" and fault is Fault.REDIRECT_SAME_HOST:
            return self._good()
        if path != "/balance":
            return _refusal(404, "No such resource")
        return self._good() if fault is None else self._faulty(fault)

    def _faulty(self, fault: Fault) -> _Reply:
        if fault in _STATUS_ONLY:
            return _refusal(*_STATUS_ONLY[fault])
        if fault in _BODIES:
            return _Reply(body=_BODIES[fault])
        if fault in _REDIRECTS:
            return _Reply(302, headers={"Location": _REDIRECTS[fault]})
        if fault in {Fault.TOO_MANY_SECONDS, Fault.TOO_MANY_DATE, Fault.UNAVAILABLE}:
            return self._come_back(fault)
        if fault in {Fault.HUGE, Fault.GZIP_BOMB}:
            return _oversized(fault)
        return self._good()

    def _come_back(self, fault: Fault) -> _Reply:
        wait = str(self.retry_after_s)
        if fault is Fault.UNAVAILABLE:
            return _refusal(503, "Maintenance", {"Retry-After": wait})
        if fault is Fault.TOO_MANY_DATE:
            wait = _http_date(self._now() + timedelta(seconds=self.retry_after_s))
        return _refusal(429, "Slow down", {"Retry-After": wait, "Date": _http_date(self._now())})

    def _good(self) -> _Reply:
        balance = self._balance()
        moment = self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        answer = {"amount": str(balance.amount), "currency": balance.currency, "updated_at": moment}
        return _Reply(body=json.dumps({"balance": answer}).encode())

    @staticmethod
    def _wire(reply: _Reply) -> bytes:
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(reply.body)),
            "Connection": "close",
            **reply.headers,
        }
        lines = [f"HTTP/1.1 {reply.status} {_REASONS[reply.status]}", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body


def _parse(head: str) -> tuple[str, str, dict[str, str]]:
    """Method, path and headers (names in small letters) of a request's head."""
    first, *lines = head.split("\r\n")
    method, _, rest = first.partition(" ")
    headers = (line.partition(":") for line in lines if line)
    return method, rest.split(" ")[0], {name.strip().lower(): value.strip() for name, _, value in headers}


def _refusal(status: int, message: str, headers: Mapping[str, str] | None = None) -> _Reply:
    return _Reply(status, json.dumps({"error": {"message": message}}).encode(), headers or {})


def _oversized(fault: Fault) -> _Reply:
    if fault is Fault.HUGE:
        return _Reply(body=b" " * _HUGE)
    return _Reply(body=_gzip_bomb(), headers={"Content-Encoding": "gzip"})


def _gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zeros = bytes(1024 * 1024)
    return b"".join(packer.compress(zeros) for _ in range(16)) + packer.flush()


def _http_date(moment: datetime) -> str:
    """RFC 9110's date; written out, because strftime would use the owner's language."""
    utc = moment.astimezone(UTC)
    day = "Mon Tue Wed Thu Fri Sat Sun".split()[utc.weekday()]
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[utc.month - 1]
    return f"{day}, {utc.day:02} {month} {utc.year} {utc:%H:%M:%S} GMT"
