"""The supplier client over real sockets, against the embedded supplier and each of its faults."""

import asyncio
import gc
import socket
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import pytest
import trustme

from fakes import MONDAY_NOON, FakeClock, account, usd
from galla.adapters.http_exchange import Deadlines
from galla.adapters.profiles import load_profile
from galla.adapters.supplier_client import HttpBalanceSource
from galla.demo.supplier import EmbeddedSupplier, Fault
from galla.domain.errors import GallaError
from galla.domain.model import Secret

KEY = "demo-key-0123456789"
SECRETS = {"api_key": Secret(KEY)}
SHORT = Deadlines(connect_s=0.3, whole_s=0.3)


@asynccontextmanager
async def supplier(ssl_context: ssl.SSLContext | None = None) -> AsyncIterator[tuple[EmbeddedSupplier, str]]:
    embedded = EmbeddedSupplier(KEY, lambda: usd("84.20"), lambda: MONDAY_NOON, ssl_context)
    base_url = await embedded.start()
    try:
        yield embedded, base_url
    finally:
        await embedded.close()


@asynccontextmanager
async def client(**changes: object) -> AsyncIterator[HttpBalanceSource]:
    source = HttpBalanceSource(FakeClock(), partial(load_profile, user_folder=None), **changes)  # type: ignore[arg-type]
    try:
        yield source
    finally:
        await source.close()


async def failure(base_url: str, key: str = KEY, currency: str | None = None, **changes: object) -> GallaError:
    async with client(**changes) as source:
        with pytest.raises(GallaError) as caught:
            await source.fetch(account(base_url=base_url, currency=currency), {"api_key": Secret(key)})
    return caught.value


async def test_the_balance_comes_over_a_real_socket():
    async with supplier() as (embedded, base_url), client() as source:
        answer = await source.fetch(account(base_url=base_url), SECRETS)
        again = await source.fetch(account(base_url=base_url), SECRETS)
        assert embedded.requests == 2
    assert answer.reading.balance == again.reading.balance == usd("84.20")
    assert answer.reading.reported_at == MONDAY_NOON


async def test_a_proxy_is_not_used_for_loopback(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with supplier() as (_, base_url), client() as source:
        assert (await source.fetch(account(base_url=base_url), SECRETS)).reading.balance == usd("84.20")


async def test_a_wrong_key_is_rejected():
    async with supplier() as (_, base_url):
        problem = (await failure(base_url, "another")).problem
    assert problem.kind == "key_rejected"
    assert problem.fact("message") == "Unknown API key"


EXPECTED = {
    Fault.SLOW: ("unreachable", "timeout"),
    Fault.DRIP: ("unreachable", "timeout"),
    Fault.CUT: ("unreachable", "cut"),
    Fault.RESET: ("unreachable", "cut"),
    Fault.NOT_HTTP: ("bad_answer", "not_json"),
    Fault.HUGE: ("bad_answer", "too_large"),
    Fault.GZIP_BOMB: ("bad_answer", "too_large"),
    Fault.GARBAGE: ("bad_answer", "not_json"),
    Fault.HTML: ("bad_answer", "not_json"),
    Fault.REDIRECT_ELSEWHERE: ("bad_answer", "cross_host_redirect"),
    Fault.REDIRECT_LOOP: ("bad_answer", "redirect_loop"),
    Fault.UNAUTHORIZED: ("key_rejected", ""),
    Fault.FORBIDDEN: ("access_denied", ""),
    Fault.NOT_FOUND: ("bad_answer", "unexpected_status"),
    Fault.TOO_MANY_SECONDS: ("rate_limited", ""),
    Fault.TOO_MANY_DATE: ("rate_limited", ""),
    Fault.UNAVAILABLE: ("supplier_failing", ""),
    Fault.SERVER_ERROR: ("supplier_failing", ""),
    Fault.LOGIN_REQUIRED: ("unreachable", "captive_portal"),
    Fault.NAN: ("bad_answer", "amount_not_a_number"),
    Fault.MISSING: ("bad_answer", "amount_missing"),
    Fault.WRONG_CURRENCY: ("bad_answer", "currency_mismatch"),
}


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.REDIRECT_SAME_HOST])
async def test_each_fault_is_told_as_what_it_is_and_the_next_answer_is_good(fault):
    # Only these two wait for a deadline; a short one for the others could be missed on a busy machine.
    deadlines = SHORT if fault in {Fault.SLOW, Fault.DRIP} else Deadlines()
    async with supplier() as (embedded, base_url):
        embedded.fault = fault
        problem = (await failure(base_url, deadlines=deadlines, currency="USD")).problem
        embedded.fault = None
        async with client() as source:
            answer = await source.fetch(account(base_url=base_url), SECRETS)
    assert (problem.kind, problem.reason) == EXPECTED[fault]
    assert answer.reading.balance == usd("84.20")


@pytest.mark.parametrize("fault", [Fault.TOO_MANY_SECONDS, Fault.TOO_MANY_DATE, Fault.UNAVAILABLE])
async def test_a_retry_after_is_honoured_to_the_second(fault):
    async with supplier() as (embedded, base_url):
        embedded.fault, embedded.retry_after_s = fault, 47
        problem = (await failure(base_url)).problem
    assert problem.retry_at == MONDAY_NOON + timedelta(seconds=47)


async def test_a_redirect_within_the_host_is_followed():
    async with supplier() as (embedded, base_url), client() as source:
        embedded.fault = Fault.REDIRECT_SAME_HOST
        assert (await source.fetch(account(base_url=base_url), SECRETS)).reading.balance == usd("84.20")


async def test_a_gzip_bomb_costs_no_memory():
    async with supplier() as (embedded, base_url), client() as source:
        await source.fetch(account(base_url=base_url), SECRETS)
        embedded.fault = Fault.GZIP_BOMB
        tracemalloc.start()
        with pytest.raises(GallaError):
            await source.fetch(account(base_url=base_url), SECRETS)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 6 * 1024 * 1024


async def test_nobody_listening_is_not_a_lost_network():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    problem = (await failure(f"http://127.0.0.1:{port}")).problem
    assert (problem.kind, problem.reason) == ("unreachable", "connect")


async def test_a_name_that_does_not_exist_is_told_as_such():
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    loop = asyncio.get_running_loop()
    loop.getaddrinfo = unknown  # type: ignore[method-assign, assignment]  # no real name server in a test
    problem = (await failure("https://no-such-name.example", ssl_context=ssl.create_default_context())).problem
    assert (problem.kind, problem.reason) == ("unreachable", "dns")


async def test_one_client_outlives_its_errors_and_leaves_no_connection_open():
    # Warnings are errors here: a socket that was left open would fail this test when it is collected.
    async with supplier() as (embedded, base_url), client(deadlines=Deadlines(whole_s=1.0)) as source:
        for fault in (Fault.HUGE, Fault.SLOW, Fault.REDIRECT_ELSEWHERE, Fault.CUT):
            embedded.fault = fault
            with pytest.raises(GallaError):
                await source.fetch(account(base_url=base_url), SECRETS)
        embedded.fault = None
        assert (await source.fetch(account(base_url=base_url), SECRETS)).reading.balance == usd("84.20")
    gc.collect()


@pytest.mark.parametrize(
    ("status", "reason"), [("511 Network Authentication Required", "captive_portal"), ("403 Forbidden", "connect")]
)
async def test_a_proxy_of_the_network_is_used_and_never_sees_the_key(status, reason, monkeypatch):
    heard = bytearray()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(converse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        problem = (await failure("https://api.example.com")).problem
    assert (problem.kind, problem.reason, problem.fact("detail")) == ("unreachable", reason, "proxy")
    assert heard.startswith(b"CONNECT api.example.com:443 ")
    assert KEY.encode() not in heard


# --- TLS


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_context(authority: trustme.CA, *names: str, **options: object) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **options).configure_cert(context)  # type: ignore[arg-type]
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


async def test_a_certificate_that_is_trusted_is_good(authority):
    async with (
        supplier(server_context(authority, "127.0.0.1")) as (_, base_url),
        client(ssl_context=trusting(authority)) as source,
    ):
        assert (await source.fetch(account(base_url=base_url), SECRETS)).reading.balance == usd("84.20")


async def test_the_systems_own_authorities_are_trusted(authority, tmp_path, monkeypatch):
    file = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    async with supplier(server_context(authority, "127.0.0.1")) as (_, base_url), client() as source:
        for _ in range(2):
            assert (await source.fetch(account(base_url=base_url), SECRETS)).reading.balance == usd("84.20")


async def test_a_certificate_of_an_unknown_authority_is_refused(authority):
    async with supplier(server_context(authority, "127.0.0.1")) as (embedded, base_url):
        problem = (await failure(base_url)).problem
        assert embedded.requests == 0
    assert (problem.kind, problem.reason, problem.fact("detail")) == ("unreachable", "tls", "untrusted")


async def test_a_certificate_for_another_name_is_refused(authority):
    async with supplier(server_context(authority, "other.example")) as (embedded, base_url):
        problem = (await failure(base_url, ssl_context=trusting(authority))).problem
        assert embedded.requests == 0
    assert (problem.reason, problem.fact("detail")) == ("tls", "host_name")


async def test_an_expired_certificate_is_refused(authority):
    expired = server_context(authority, "127.0.0.1", not_after=MONDAY_NOON - timedelta(days=3000))
    async with supplier(expired) as (embedded, base_url):
        problem = (await failure(base_url, ssl_context=trusting(authority))).problem
        assert embedded.requests == 0
    assert (problem.reason, problem.fact("detail")) == ("tls", "expired")


@pytest.mark.parametrize(("said", "reason"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "tls"), (b"", "connect")])
async def test_a_server_that_speaks_no_tls_never_sees_the_key(authority, said, reason):
    heard = bytearray()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(4096))
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(converse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        problem = (await failure(f"https://127.0.0.1:{port}", ssl_context=trusting(authority))).problem
    assert (problem.kind, problem.reason) == ("unreachable", reason)
    assert heard
    assert KEY.encode() not in heard
