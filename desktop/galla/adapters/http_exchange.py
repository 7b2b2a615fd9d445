"""One request and its whole answer over httpx, within our limits.

Imported when the first request is made, because httpx is half of what a tray icon weighs.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.request import getproxies

import httpx

from galla import __version__
from galla.adapters.http_messages import Prepared, Received
from galla.adapters.limited_body import LimitedBody
from galla.adapters.network_errors import translate
from galla.adapters.tls_trust import FixedTrust, SystemTrust
from galla.domain.errors import (
    BadAnswer,
    BadAnswerReason,
    SettingsError,
    SettingsReason,
    Unreachable,
    UnreachableReason,
)
from galla.domain.http_status import NETWORK_LOGIN_REQUIRED
from galla.domain.setting_values import is_loopback

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})
_ERROR_BODY_WAIT_S = 2.0
_LOGIN_PAGE_WAIT_S = 3.0

# At INFO and DEBUG these name the address and the headers of each request.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long an answer may take, in seconds."""

    connect_s: float = 5.0
    whole_s: float = 15.0


class HttpExchange:
    """Requests over one httpx client.

    Proxies are taken from the environment (a shop's network may have no other way out), except for loopback. No
    connection is kept: polls are minutes apart, and one that outlived a suspend would cost the next poll its
    deadline. No cookie is kept.
    """

    def __init__(
        self,
        deadlines: Deadlines,
        transport: httpx.AsyncBaseTransport | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """Raises SettingsError where the environment names a proxy of a kind that cannot be used."""
        self._deadlines = deadlines
        if ssl_context is None and transport is not None:
            ssl_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used: the transport has its own
        self._trust = SystemTrust() if ssl_context is None else FixedTrust(ssl_context)
        try:
            self._client = self._new_client(transport)
        except (ImportError, ValueError, httpx.InvalidURL):
            # Not chained, and only the schemes: the address of a proxy may have a password in it.
            schemes = {address.partition("://")[0] for address in getproxies().values() if "://" in address}
            found = ", ".join(f"{scheme}://" for scheme in sorted(schemes - {"http", "https"}))
            field = "HTTPS_PROXY, ALL_PROXY"
            facts = {"field": field, "found": found or None, "allowed": "http://, https://"}
            raise SettingsError(SettingsReason.BAD_VALUE, **facts) from None

    async def send(self, prepared: Prepared, *, error_body: bool) -> Received:
        """The answer to `prepared`; the body of an error (not 2xx) only where `error_body` asks for it.

        Raises Unreachable and BadAnswer, neither of which refers to the request.
        """
        host = ""
        try:
            url = httpx.URL(prepared.url)
            host = url.host
            async with asyncio.timeout(self._deadlines.whole_s):
                if url.scheme == "https":
                    await self._trust.load()
                return await self._follow(url, prepared, error_body=error_body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            failure = translate(error, host)
        if failure.problem.reason == UnreachableReason.TLS and await self._behind_login_page(host):
            failure = Unreachable(UnreachableReason.CAPTIVE_PORTAL, host=host)
        raise failure

    async def close(self) -> None:
        """Lets go of all connections."""
        await self._client.aclose()

    def _new_client(self, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
        limits = httpx.Limits(max_keepalive_connections=0)
        mounts: dict[str, httpx.AsyncBaseTransport | None] = {}
        if transport is None:
            # Plain HTTP is loopback, and a proxy knows another loopback than ours.
            direct = httpx.AsyncHTTPTransport(verify=self._trust.context, trust_env=False, limits=limits)
            hosts = ("http://", "https://localhost", "https://127.0.0.1", "https://[::1]")
            mounts = dict.fromkeys(hosts, direct)
        return httpx.AsyncClient(
            transport=transport,
            mounts=mounts,
            verify=self._trust.context,
            limits=limits,
            timeout=httpx.Timeout(self._deadlines.whole_s, connect=self._deadlines.connect_s),
            headers={
                "User-Agent": f"Galla/{__version__}",
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
        )

    async def _follow(self, url: httpx.URL, prepared: Prepared, *, error_body: bool) -> Received:
        """The answer at the end of redirects; those that would take the key elsewhere are refused.

        What is posted goes on only where the redirect says that it stays a post (307, 308).
        """
        kept = _REDIRECTS if prepared.method == "GET" else _SAME_METHOD
        for _ in range(_MOST_REDIRECTS + 1):
            request = self._client.build_request(prepared.method, url, headers=prepared.headers, content=prepared.body)
            response = await self._client.send(request, stream=True)
            try:
                location = response.headers.get("location")
                if response.status_code not in kept or location is None:
                    return await _received(response, error_body=error_body)
            finally:
                await response.aclose()
            url = _allowed_redirect(url, location)
        raise BadAnswer(BadAnswerReason.REDIRECT_LOOP, host=url.host)

    async def _behind_login_page(self, host: str) -> bool:
        """Whether the network answers in the place of `host`, as hotels do before one has signed in.

        Asked only after a certificate was refused, which is what such a network looks like to HTTPS: it cannot help
        but answer plain HTTP with a redirect to itself. The request has no key in it. A redirect within the
        supplier's own domain is a supplier whose certificate is really wrong. HTML where the certificate was good
        comes from the supplier itself and is a bad answer, not a login page.
        """
        if is_loopback(f"[{host}]" if ":" in host else host):
            return False
        try:
            async with asyncio.timeout(_LOGIN_PAGE_WAIT_S):
                request = self._client.build_request("GET", f"http://{host}/")
                response = await self._client.send(request, stream=True)
                await response.aclose()
            if response.status_code not in _REDIRECTS:
                return response.status_code == NETWORK_LOGIN_REQUIRED
            other = response.url.join(response.headers.get("location", "")).host
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
            return False
        return other.split(".")[-2:] != host.split(".")[-2:]


def _allowed_redirect(url: httpx.URL, location: str) -> httpx.URL:
    """Where `location` leads, if that is the same scheme, host and port."""
    try:
        target = url.join(location)
    except (httpx.InvalidURL, UnicodeError):
        target = None
    if target is None or target.host != url.host:
        found = None if target is None else target.host
        raise BadAnswer(BadAnswerReason.CROSS_HOST_REDIRECT, host=url.host, found=found)
    if url.scheme == "https" and target.scheme != "https":
        raise BadAnswer(BadAnswerReason.INSECURE_REDIRECT, host=url.host)
    if (target.scheme, target.port) != (url.scheme, url.port) or target.userinfo:
        raise BadAnswer(BadAnswerReason.CROSS_HOST_REDIRECT, host=url.host, found=target.netloc.decode("ascii"))
    return target


async def _received(response: httpx.Response, *, error_body: bool) -> Received:
    headers = {name.lower(): value for name, value in response.headers.items()}
    body = b""
    if response.is_success:
        body = await _body(response)
    elif error_body:
        try:
            # The status has said what counts; the supplier's sentence about it must not turn it into a timeout.
            async with asyncio.timeout(_ERROR_BODY_WAIT_S):
                body = await _body(response)
        except (httpx.HTTPError, OSError, BadAnswer, Unreachable):
            body = b""
    return Received(response.status_code, headers, body)


async def _body(response: httpx.Response) -> bytes:
    if response.is_stream_consumed:
        # A transport other than the network's may hand over the body whole, unpacked.
        body = LimitedBody("")
        body.feed(response.content)
        return body.finish()
    body = LimitedBody(response.headers.get("content-encoding", ""))
    async for chunk in response.aiter_raw():
        body.feed(chunk)
    return body.finish()
