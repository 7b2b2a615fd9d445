"""What the HTTP library's errors mean to the owner; nothing of the library's error is kept, it carries the request."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

from galla.domain.errors import BadAnswer, BadAnswerReason, SupplierError, Unreachable, UnreachableReason
from galla.domain.http_status import NETWORK_LOGIN_REQUIRED

_NO_NETWORK = frozenset({errno.ENETUNREACH, errno.ENETDOWN})
_CERTIFICATE = {
    9: "not_yet_valid",
    10: "expired",
    18: "untrusted",
    19: "untrusted",
    20: "untrusted",
    21: "untrusted",
    62: "host_name",
    64: "host_name",
}
"""The fact `detail` by OpenSSL's X509_V_ERR number; 62 and 64 are names that are not the supplier's."""


def translate(error: Exception, host: str) -> SupplierError:
    """The typed error for `error`, which httpx or a socket raised while `host` was asked."""
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        detail = "connect" if isinstance(error, httpx.ConnectTimeout) else None
        return Unreachable(UnreachableReason.TIMEOUT, host=host, detail=detail)
    if isinstance(error, httpx.ProxyError):
        captive = str(error).startswith(str(NETWORK_LOGIN_REQUIRED))
        reason = UnreachableReason.CAPTIVE_PORTAL if captive else UnreachableReason.CONNECT
        return Unreachable(reason, host=host, detail="proxy")
    for cause in _chain(error):
        known = _known_cause(cause)
        if known is not None:
            return Unreachable(known[0], host=host, detail=known[1])
    if isinstance(error, httpx.RemoteProtocolError) and not _is_cut(error):
        return BadAnswer(BadAnswerReason.NOT_JSON, host=host, detail="not_http")
    refused = isinstance(error, httpx.ConnectError)
    return Unreachable(UnreachableReason.CONNECT if refused else UnreachableReason.CUT, host=host)


def _known_cause(cause: BaseException) -> tuple[UnreachableReason, str | None] | None:
    """Reason and detail where `cause` alone tells them."""
    match cause:
        case ssl.SSLCertVerificationError():
            return UnreachableReason.TLS, _CERTIFICATE.get(cause.verify_code, "certificate")
        case ssl.SSLError() if not isinstance(cause, ssl.SSLEOFError):
            return UnreachableReason.TLS, None
        case socket.gaierror() if cause.errno == socket.EAI_AGAIN:
            return UnreachableReason.OFFLINE, None  # no name server answers, as before the Wi-Fi is up
        case socket.gaierror() | UnicodeError():
            return UnreachableReason.DNS, None
        case OSError() if cause.errno in _NO_NETWORK:
            return UnreachableReason.OFFLINE, None
    return None


def _is_cut(error: httpx.RemoteProtocolError) -> bool:
    """Whether the connection ended too early; the library tells that from a violated protocol only in words."""
    return any(words in str(error) for words in ("disconnected", "peer closed", "without sending"))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """`error`, what caused it, and the members of groups (one for each address that was tried)."""
    pending, seen = [error], set[int]()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [cause for cause in (current.__context__, current.__cause__) if cause is not None]
        if isinstance(current, BaseExceptionGroup):
            pending += current.exceptions
