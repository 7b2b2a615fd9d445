"""The heartbeat's one request, over real sockets."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trustme

from adapters.chat_service import ChatService, chat_service
from galla.adapters.heartbeat_ping import HttpPinger, check_address
from galla.adapters.http_exchange import Deadlines
from galla.domain.channel import DELIVERED, SendFailure, SendOutcome
from galla.domain.model import Secret

PATH = "/ping/5f0c8a2e-hush-hush"


@pytest.fixture
async def service() -> AsyncIterator[ChatService]:
    async with chat_service() as running:
        yield running


@asynccontextmanager
async def pinger(**changes: object) -> AsyncIterator[HttpPinger]:
    ping = HttpPinger(**changes)  # type: ignore[arg-type]
    try:
        yield ping
    finally:
        await ping.close()


async def ping(url: str, **changes: object) -> SendOutcome:
    async with pinger(**changes) as one:
        return await one.ping(Secret(url))


async def test_the_address_is_asked_for_once_with_its_query(service: ChatService) -> None:
    assert await ping(f"  {service.url}{PATH}?status=up&msg=OK\n") == DELIVERED
    assert [(request.method, request.path) for request in service.requests] == [("GET", f"{PATH}?status=up&msg=OK")]


async def test_one_pinger_pings_again_and_again(service: ChatService) -> None:
    async with pinger() as one:
        assert [await one.ping(Secret(service.url + PATH)) for _ in range(3)] == [DELIVERED] * 3
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, SendFailure.REFUSED),
        (401, SendFailure.REFUSED),
        (404, SendFailure.REFUSED),
        (410, SendFailure.REFUSED),
        (429, SendFailure.SERVICE_FAILING),
        (500, SendFailure.SERVICE_FAILING),
        (503, SendFailure.SERVICE_FAILING),
        (511, SendFailure.UNREACHABLE),
    ],
)
async def test_each_status_is_told_as_what_it_is(service: ChatService, status: int, failure: SendFailure) -> None:
    service.status = status
    assert await ping(service.url + PATH) == SendOutcome(failure, str(status))


async def test_a_redirect_to_another_host_is_not_followed(service: ChatService) -> None:
    async with chat_service() as elsewhere:
        service.status, service.headers = 302, {"Location": elsewhere.url + PATH}
        assert await ping(service.url + PATH) == SendOutcome(SendFailure.UNKNOWN, "cross_host_redirect")
        assert elsewhere.requests == []


async def test_a_service_that_never_answers_is_a_timeout(service: ChatService) -> None:
    service.hangs = True
    outcome = await ping(service.url + PATH, deadlines=Deadlines(connect_s=0.3, whole_s=0.3))
    assert outcome == SendOutcome(SendFailure.TIMEOUT, "timeout")


async def test_a_closed_port_is_unreachable(service: ChatService) -> None:
    async with chat_service() as gone:
        pass
    assert await ping(gone.url + PATH) == SendOutcome(SendFailure.UNREACHABLE, "connect")


async def test_an_answer_without_end_is_not_read(service: ChatService) -> None:
    service.body = "x" * (1024 * 1024 + 1)
    assert await ping(service.url + PATH) == SendOutcome(SendFailure.UNKNOWN, "too_large")


async def test_the_certificate_is_checked() -> None:
    authority = trustme.CA()
    server, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(server)
    authority.configure_trust(trusting)
    async with chat_service(server) as service:
        refused = await ping(service.url + PATH)
        assert (refused.failure, refused.detail, service.requests) == (SendFailure.UNREACHABLE, "tls", [])
        assert await ping(service.url + PATH, ssl_context=trusting) == DELIVERED


@pytest.mark.parametrize(
    ("address", "failure"),
    [
        ("https://hc-ping.com/5f0c8a2e-hush-hush", None),
        ("https://uptime.example.com/api/push/abc?status=up", None),
        ("http://localhost:8000/ping/abc", None),
        ("http://[::1]:8000/ping/abc", None),
        ("http://hc-ping.com/abc", SendFailure.INSECURE),
        ("http://192.168.1.20/ping", SendFailure.INSECURE),
        ("http://127.0.0.1.example.com/ping", SendFailure.INSECURE),
        ("", SendFailure.BAD_ADDRESS),
        ("hc-ping.com/abc", SendFailure.BAD_ADDRESS),
        ("ftp://hc-ping.com/abc", SendFailure.BAD_ADDRESS),
        ("https:///abc", SendFailure.BAD_ADDRESS),
        ("https://hc-ping.com:port/abc", SendFailure.BAD_ADDRESS),
        ("https://hc-ping.com/a b", SendFailure.BAD_ADDRESS),
        ("https://hc-ping.com/a\nb", SendFailure.BAD_ADDRESS),
        ("https://[::1", SendFailure.BAD_ADDRESS),
    ],
)
async def test_an_address_that_cannot_be_used_is_told_before_it_is(address: str, failure: SendFailure | None) -> None:
    assert check_address(Secret(address)) is failure
    if failure is not None:
        assert await ping(address) == SendOutcome(failure)


async def test_an_address_that_only_the_library_finds_wrong_raises_nothing() -> None:
    outcome = await ping("https://xn--hush-hush-\u0301.example/abc")
    assert outcome.failure is not None
    assert "hush" not in repr(outcome)


async def test_a_proxy_that_cannot_be_used_is_an_outcome(service: ChatService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://user:hush@proxy.example:1")
    assert await ping(service.url + PATH) == SendOutcome(SendFailure.UNREACHABLE, "proxy")


async def test_the_address_is_in_no_log_and_no_outcome(service: ChatService, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    service.status = 404
    async with pinger() as one:
        outcomes = [await one.ping(Secret(url + PATH)) for url in (service.url, "http://127.0.0.1:9", "http://example")]
        said = f"{outcomes} {one!r} {vars(one)} {caplog.text}"
    assert "hush" not in said
