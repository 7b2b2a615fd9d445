"""A loopback server standing where Slack, Telegram, an SMS service or a web hook is; and a mail server."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True, slots=True)
class Taken:
    """One request."""

    method: str
    path: str
    body: str


@dataclass(slots=True)
class ChatService:
    """Answers every request with `status` and `body`; or, with `hangs`, not at all."""

    status: int = 200
    body: str = "ok"
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    cut: bool = False
    """Ends the connection in the middle of the answer."""
    url: str = ""
    requests: list[Taken] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lengths = [line.split(":")[1] for line in head.splitlines() if line.lower().startswith("content-length:")]
            body = (await reader.readexactly(int(lengths[0]))).decode() if lengths else ""
            method, path, _ = head.split(" ", 2)
            self.requests.append(Taken(method, path, body))
            if self.hangs:
                await reader.read()  # until the other side gives up
                return
            headers = {"Content-Length": str(len(self.body.encode()) + self.cut), "Connection": "close", **self.headers}
            lines = [f"HTTP/1.1 {self.status} Status", *(f"{name}: {value}" for name, value in headers.items())]
            writer.write(("\r\n".join(lines) + "\r\n\r\n" + self.body).encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def chat_service(context: ssl.SSLContext | None = None) -> AsyncIterator[ChatService]:
    """A service that listens on loopback, with TLS where a context is given."""
    service = ChatService()
    server = await asyncio.start_server(service.answer, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    service.url = f"https://localhost:{port}" if context else f"http://127.0.0.1:{port}"
    async with server:
        yield service


@dataclass(slots=True)
class MailServer:
    """Takes mail from `shop` with the password `hush-hush`; `refusal` is what it says to each recipient instead."""

    port: int = 0
    refusal: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"shop", b"hush-hush"), handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.refusal:
            envelope.rcpt_tos.append(address)
        return self.refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 Taken"


@asynccontextmanager
async def mail_server(context: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    """A mail server on loopback; with a context it offers STARTTLS and takes mail in no other way."""
    mail = MailServer()

    def connected() -> SMTP:
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # that a password goes in plain text
            return SMTP(
                mail,
                hostname="localhost",
                authenticator=mail.authenticate,
                auth_required=True,
                auth_require_tls=context is not None,
                require_starttls=context is not None,
                tls_context=context,
            )

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    mail.port = server.sockets[0].getsockname()[1]
    async with server:
        yield mail
