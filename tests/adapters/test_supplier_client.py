"""The supplier client over httpx's own stand-in for the network."""

import asyncio
import gzip
import logging
import socket
import ssl
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import httpx
import pytest

from fakes import MONDAY_NOON, FakeClock, account, usd
from galla.adapters.http_exchange import Deadlines
from galla.adapters.profiles import load_profile
from galla.adapters.supplier_client import HttpBalanceSource
from galla.domain.errors import GallaError, ProblemKind
from galla.domain.model import Answer, Secret
from galla.domain.profiles.parsing import parse_profile

KEY = "sk-live-0123456789/abcdef"
SECRETS = {"api_key": Secret(KEY)}
GOOD = {"balance": {"amount": "84.20", "currency": "USD", "updated_at": "2026-11-23T11:59:00Z"}}

Handler = Callable[[httpx.Request], httpx.Response]


def source(handler: Handler, **changes: object) -> HttpBalanceSource:
    transport = httpx.MockTransport(handler)
    profile_of = partial(load_profile, user_folder=None)
    return HttpBalanceSource(FakeClock(), profile_of, transport=transport, **changes)  # type: ignore[arg-type]


async def fetch(handler: Handler, secrets: dict[str, Secret] = SECRETS, **changes: object) -> Answer:
    client = source(handler)
    try:
        return await client.fetch(account(**changes), secrets)
    finally:
        await client.close()


async def failure(handler: Handler, secrets: dict[str, Secret] = SECRETS, **changes: object) -> GallaError:
    with pytest.raises(GallaError) as caught:
        await fetch(handler, secrets, **changes)
    return caught.value


def answers(status: int = 200, **parts: object) -> Handler:
    return lambda _: httpx.Response(status, **parts)  # type: ignore[arg-type]


def raises(error: Exception, cause: BaseException | None = None) -> Handler:
    def handler(_: httpx.Request) -> httpx.Response:
        raise error from cause

    return handler


async def test_a_good_answer_is_a_reading():
    answer = await fetch(answers(json=GOOD))
    assert answer.reading.balance == usd("84.20")
    assert answer.reading.observed_at == MONDAY_NOON
    assert answer.reading.reported_at == MONDAY_NOON - timedelta(minutes=1)
    assert answer.next_allowed_at is None


async def test_the_request_is_what_the_profile_says_and_nothing_more():
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=GOOD, headers={"Set-Cookie": "session=1; Path=/"})

    client = source(handler)
    await client.fetch(account(base_url="https://api.example.com/v1/"), SECRETS)
    await client.fetch(account(), SECRETS)
    await client.close()
    assert [str(request.url) for request in seen] == [
        "https://api.example.com/v1/balance",
        "https://api.example.com/balance",
    ]
    assert seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert seen[0].headers["user-agent"].startswith("Galla/")
    assert all("cookie" not in request.headers for request in seen)


async def test_each_account_shows_its_own_key():
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json=GOOD)

    client = source(handler)
    await asyncio.gather(*(client.fetch(account(id=name), {"api_key": Secret(name)}) for name in ("one", "two")))
    await client.close()
    assert sorted(seen) == ["Bearer one", "Bearer two"]


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (401, "key_rejected", ""),
        (403, "access_denied", ""),
        (429, "rate_limited", ""),
        (500, "supplier_failing", ""),
        (502, "supplier_failing", ""),
        (503, "supplier_failing", ""),
        (511, "unreachable", "captive_portal"),
        (400, "bad_answer", "unexpected_status"),
        (404, "bad_answer", "unexpected_status"),
        (304, "bad_answer", "unexpected_status"),
    ],
)
async def test_the_status_is_judged_before_a_body_that_looks_good(status, kind, reason):
    problem = (await failure(answers(status, json=GOOD))).problem
    assert (problem.kind, problem.reason) == (kind, reason)
    assert problem.fact("status") == str(status)
    assert problem.fact("host") == "api.example.com"


async def test_the_suppliers_own_sentence_is_told():
    problem = (await failure(answers(403, json={"error": {"message": "Address 1.2.3.4 is not listed"}}))).problem
    assert problem.fact("message") == "Address 1.2.3.4 is not listed"


@pytest.mark.parametrize("status", [429, 503])
async def test_a_retry_after_is_an_instant(status):
    problem = (await failure(answers(status, headers={"Retry-After": "90"}))).problem
    assert problem.retry_at == MONDAY_NOON + timedelta(seconds=90)


async def test_a_good_answer_may_ask_for_silence():
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "60"}
    answer = await fetch(answers(json=GOOD, headers=headers))
    assert answer.next_allowed_at == MONDAY_NOON + timedelta(seconds=60)


async def test_html_from_the_suppliers_own_host_is_not_json():
    # Its certificate was verified, so it is no login page of the network.
    assert (await failure(answers(html="<html>hello</html>"))).problem.reason == "not_json"


async def test_another_currency_is_refused():
    problem = (await failure(answers(json=GOOD), currency="EUR")).problem
    assert (problem.fact("expected"), problem.fact("found")) == ("EUR", "USD")


# --- redirects


def redirect(location: str) -> tuple[Handler, list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path == "/balance":
            return httpx.Response(302, headers={"Location": location})
        return httpx.Response(200, json=GOOD)

    return handler, seen


@pytest.mark.parametrize("location", ["/v2/balance", "https://api.example.com/v2", "https://API.example.com:443/v2"])
async def test_a_redirect_within_the_host_is_followed_with_the_key(location):
    handler, seen = redirect(location)
    assert (await fetch(handler)).reading.balance == usd("84.20")
    assert seen[1].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://evil.example/balance2", "cross_host_redirect"),
        ("//evil.example/balance2", "cross_host_redirect"),
        ("https://api.example.com.evil.example/", "cross_host_redirect"),
        ("https://api.example.com:8443/v2", "cross_host_redirect"),
        ("https://me:pw@api.example.com/v2", "cross_host_redirect"),
        ("http://api.example.com/v2", "insecure_redirect"),
        ("https://[bad/", "cross_host_redirect"),
        ("/balance", "redirect_loop"),
    ],
)
async def test_a_redirect_elsewhere_is_refused_and_the_key_stays(location, reason):
    handler, seen = redirect(location)
    problem = (await failure(handler)).problem
    assert (problem.kind, problem.reason) == ("bad_answer", reason)
    assert {request.url.host for request in seen} == {"api.example.com"}
    assert {request.url.scheme for request in seen} == {"https"}


# --- size


class Chunks(httpx.AsyncByteStream):
    def __init__(self, content: bytes, times: int) -> None:
        self.left = times
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.left:
            self.left -= 1
            yield self._content


async def test_an_answer_over_a_mebibyte_is_refused_while_it_streams():
    stream = Chunks(b" " * 65_536, 1000)
    assert (await failure(answers(stream=stream))).problem.reason == "too_large"
    assert stream.left > 900


async def test_a_gzip_bomb_is_not_unpacked():
    content = gzip.compress(bytes(8 * 1024 * 1024))
    packed = answers(headers={"Content-Encoding": "gzip"}, stream=Chunks(content, 1))
    assert (await failure(packed)).problem.reason == "too_large"


async def test_a_packed_answer_is_read():
    content = gzip.compress(b'{"balance": {"amount": 5, "currency": "USD"}}')
    packed = answers(headers={"Content-Encoding": "gzip"}, stream=Chunks(content, 1))
    assert (await fetch(packed)).reading.balance == usd(5)


@pytest.mark.parametrize(
    ("encoding", "content", "reason"),
    [
        ("gzip", b"not packed", "not_json"),
        ("br", b"whatever", "not_json"),
        ("gzip", gzip.compress(b"x" * 500)[:-12], "cut"),
    ],
)
async def test_an_answer_that_cannot_be_unpacked_is_refused(encoding, content, reason):
    packed = answers(headers={"Content-Encoding": encoding}, stream=Chunks(content, 1))
    assert (await failure(packed)).problem.reason == reason


# --- no answer


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("bad certificate")
    error.verify_code = code
    return error


@pytest.mark.parametrize(
    ("error", "cause", "reason", "detail"),
    [
        (httpx.ConnectError("x"), None, "connect", ""),
        (httpx.ConnectError("x"), ConnectionRefusedError(111, "refused"), "connect", ""),
        (httpx.ConnectError("x"), OSError(101, "network unreachable"), "offline", ""),
        (httpx.ConnectError("x"), ExceptionGroup("x", [OSError(101, "network unreachable")]), "offline", ""),
        (httpx.ConnectError("x"), socket.gaierror(socket.EAI_NONAME, "unknown name"), "dns", ""),
        (httpx.ConnectError("x"), socket.gaierror(socket.EAI_AGAIN, "try again"), "offline", ""),
        (httpx.ConnectError("x"), certificate_error(62), "tls", "host_name"),
        (httpx.ConnectError("x"), certificate_error(10), "tls", "expired"),
        (httpx.ConnectError("x"), ssl.SSLError(1, "wrong version number"), "tls", ""),
        (httpx.ConnectTimeout("x"), None, "timeout", "connect"),
        (httpx.ReadTimeout("x"), None, "timeout", ""),
        (httpx.ReadError("x"), None, "cut", ""),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), None, "cut", ""),
        (httpx.ProxyError("407 Proxy Authentication Required"), None, "connect", "proxy"),
        (httpx.ProxyError("511 Network Authentication Required"), None, "captive_portal", "proxy"),
    ],
)
async def test_each_way_of_not_being_reached_is_told_apart(error, cause, reason, detail):
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "http":
            return httpx.Response(404)
        raise error from cause

    problem = (await failure(handler)).problem
    assert problem.kind is ProblemKind.UNREACHABLE
    assert (problem.reason, problem.fact("detail")) == (reason, detail)
    assert problem.fact("host") == "api.example.com"


async def test_what_is_not_http_is_a_bad_answer():
    problem = (await failure(raises(httpx.RemoteProtocolError("illegal status line")))).problem
    assert (problem.kind, problem.reason) == ("bad_answer", "not_json")


@pytest.mark.parametrize(
    ("status", "location", "reason"),
    [
        (302, "http://login.hotel.example.net/?from=api.example.com", "captive_portal"),
        (302, "http://192.168.1.1/login", "captive_portal"),
        (511, "", "captive_portal"),
        (301, "https://api.example.com/", "tls"),
        (301, "https://www.example.com/", "tls"),
        (302, "", "tls"),
        (200, "", "tls"),
    ],
)
async def test_a_refused_certificate_where_the_network_answers_itself_is_a_login_page(status, location, reason):
    keys: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            raise httpx.ConnectError("x") from certificate_error(62)
        keys.append(request.headers.get("authorization"))
        return httpx.Response(status, headers={"Location": location} if location else {})

    assert (await failure(handler)).problem.reason == reason
    assert keys == [None]


async def test_an_answer_that_takes_too_long_as_a_whole_is_a_timeout():
    async def handler(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        return httpx.Response(200)

    client = source(handler, deadlines=Deadlines(whole_s=0.02))  # type: ignore[arg-type]
    with pytest.raises(GallaError) as caught:
        await client.fetch(account(), SECRETS)
    await client.close()
    assert caught.value.problem.reason == "timeout"


async def test_a_cancelled_fetch_is_cancelled():
    async def handler(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        return httpx.Response(200)

    client = source(handler)  # type: ignore[arg-type]
    task = asyncio.ensure_future(client.fetch(account(), SECRETS))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await client.close()


# --- what never leaves the machine


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"base_url": "http://api.example.com"}, "insecure_url"),
        ({"base_url": "ftp://api.example.com"}, "bad_url"),
        ({"base_url": "https://me:pw@api.example.com"}, "bad_url"),
        ({"profile": "fox"}, "unknown_profile"),
    ],
)
async def test_an_account_that_cannot_be_asked_safely_is_not_asked(changes, reason):
    asked: list[httpx.Request] = []
    problem = (await failure(lambda request: asked.append(request) or httpx.Response(200), **changes)).problem
    assert (problem.kind, problem.reason) == ("settings", reason)
    assert asked == []


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "127.9.9.9", "localhost", "[::1]:81"])
async def test_loopback_may_be_plain_http(host):
    assert (await fetch(answers(json=GOOD), base_url=f"http://{host}")).reading.balance == usd("84.20")


async def test_a_missing_key_is_the_keyrings_problem():
    for secrets in ({}, {"api_key": Secret("")}, {"api_key": Secret(" \n")}):
        problem = (await failure(answers(json=GOOD), secrets)).problem
        assert (problem.kind, problem.reason) == ("keyring", "missing")
        assert (problem.fact("account"), problem.fact("field")) == ("main", "api_key")


@pytest.mark.parametrize("key", ["abc\ndef", "abc\r\nX-Admin: 1", "abc\x00", "clé", "“abc”"])
async def test_a_key_that_no_header_can_carry_is_rejected_here(key):
    asked: list[httpx.Request] = []
    problem = (
        await failure(lambda request: asked.append(request) or httpx.Response(200), {"api_key": Secret(key)})
    ).problem
    assert (problem.kind, problem.fact("detail")) == ("key_rejected", "characters")
    assert asked == []


async def test_space_around_a_pasted_key_is_not_part_of_it():
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json=GOOD)

    await fetch(handler, {"api_key": Secret(f" {KEY}\n")})
    assert seen == [f"Bearer {KEY}"]


async def test_a_currency_the_profile_cannot_read_has_to_be_set():
    profile = parse_profile(
        {"name": "Bare", "request": {"path": "/"}, "auth": {"type": "bearer"}, "amount": {"pointer": ""}}, "bare.toml"
    )
    client = HttpBalanceSource(FakeClock(), lambda _: profile, transport=httpx.MockTransport(answers(json=5)))
    with pytest.raises(GallaError) as caught:
        await client.fetch(account(), SECRETS)
    assert caught.value.problem.reason == "currency_required"
    assert (await client.fetch(account(currency="INR"), SECRETS)).reading.balance.currency == "INR"
    await client.close()


# --- the key


LEAKS: list[Handler] = [
    answers(401, json={"error": {"message": f"Unknown key {KEY}, sorry"}}),
    answers(401, content=b'{"error": {"message": "Unknown key ' + KEY.replace("/", "\\/").encode() + b'"}}'),
    answers(json={"balance": {"amount": KEY, "currency": "USD"}}),
    answers(json={"balance": {"amount": 5, "currency": f"x{KEY}"}}),
    answers(content=KEY.encode()),
    answers(302, headers={"Location": f"https://evil.example/{KEY}"}),
    raises(httpx.ConnectError(f"cannot connect with {KEY}")),
    raises(httpx.LocalProtocolError(f"Illegal header value b'Bearer {KEY}'")),
    raises(httpx.ReadTimeout(KEY)),
]


@pytest.mark.parametrize("handler", LEAKS)
async def test_the_key_is_in_no_error_log_or_traceback(handler, caplog):
    caplog.set_level(logging.DEBUG)
    error = await failure(handler)
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    # This test's own frames know the key; those of the program must not.
    told.stack[:] = [frame for frame in told.stack if "test_supplier_client" not in frame.filename]
    assert told.stack
    assert told.__cause__ is None
    assert told.__context__ is None
    for text in ("".join(told.format()), repr(error), repr(error.problem), caplog.text):
        assert KEY not in text
        assert KEY[:12] not in text


def test_the_client_is_repr_without_secrets():
    assert KEY not in repr(source(answers(json=GOOD)))


def test_httpx_is_not_imported_before_the_first_request():
    code = "import galla.adapters.supplier_client, sys; print({'httpx', 'truststore', 'email'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_proxy_that_cannot_be_used_is_told_without_its_password(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks4://me:hunter2@proxy.example:1080")
    client = HttpBalanceSource(FakeClock(), partial(load_profile, user_folder=None))
    with pytest.raises(GallaError) as caught:
        asyncio.run(client.fetch(account(), SECRETS))
    assert caught.value.problem.kind is ProblemKind.SETTINGS
    assert caught.value.problem.fact("found") == "socks4://"
    assert "hunter2" not in repr(caught.value.problem)
