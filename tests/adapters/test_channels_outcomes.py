"""What a failure is told as: Apprise's own code against services that fail in every way."""

from __future__ import annotations

import asyncio
import json
import smtplib
import socket
from collections.abc import AsyncIterator

import pytest
import requests

from adapters.channel_child_fake import stand_ins
from adapters.chat_service import ChatService, chat_service, mail_server
from galla.adapters import channels_address
from galla.adapters.channels_child import answer_to
from galla.adapters.channels_transport import guarded, verdict
from galla.adapters.send_status import outcome_of_status
from galla.domain.channel import DELIVERED, HOPELESS, SendFailure, SendOutcome

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise's e-mail looks for it
SLACK_HOOK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#alerts"
SLACK_BOT = "slack://xoxb-1234-1234-abc124/#alerts"
TELEGRAM = "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/12315544/"
SMS = "twilio://AC735c307c62944b5aa35c307c62944b5a:e29dfbcebf390dee9aa35c307c62944b@15551234567/15557654321"
SERVICES = [SLACK_HOOK, SLACK_BOT, TELEGRAM, SMS]


@pytest.fixture
async def service(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ChatService]:
    async with chat_service() as running:
        for kind, attribute, address in stand_ins(running.url):
            monkeypatch.setattr(kind, attribute, address)
        yield running


async def send(address: str) -> SendOutcome:
    request = {"op": "send", "address": address, "title": "FoxReload", "body": "84.20 USD left", "severity": 1}
    answer = await asyncio.to_thread(answer_to, json.dumps(request).encode())
    failure, detail = answer["failure"], answer["detail"]
    assert detail is not None
    return SendOutcome(None if failure is None else SendFailure(failure), detail)


def hook(service: ChatService) -> str:
    return service.url.replace("http://", "json://")


def mailbox(port: int, password: str = "hush-hush", to: str = "owner@example.com") -> str:
    return f"mailto://shop:{password}@127.0.0.1:{port}?mode=insecure&from=shop@example.com&to={to}"


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (301, SendFailure.UNKNOWN),
        (400, SendFailure.REFUSED),
        (401, SendFailure.REFUSED),
        (403, SendFailure.REFUSED),
        (404, SendFailure.REFUSED),
        (408, SendFailure.TIMEOUT),
        (410, SendFailure.REFUSED),
        (429, SendFailure.SERVICE_FAILING),
        (500, SendFailure.SERVICE_FAILING),
        (503, SendFailure.SERVICE_FAILING),
        (511, SendFailure.UNREACHABLE),
    ],
)
@pytest.mark.parametrize("address", [*SERVICES, "hook"])
async def test_each_status_of_each_service_is_told_as_what_it_is(
    service: ChatService, address: str, status: int, failure: SendFailure
) -> None:
    service.status = status
    assert await send(hook(service) if address == "hook" else address) == SendOutcome(failure, str(status))


def test_a_refusal_is_hopeless_and_a_service_that_fails_is_not() -> None:
    assert outcome_of_status(404).failure in HOPELESS
    assert not {outcome_of_status(status).failure for status in (302, 408, 429, 500, 599)} & HOPELESS


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("invalid_auth", SendOutcome(SendFailure.REFUSED, "invalid_auth")),
        ("channel_not_found", SendOutcome(SendFailure.REFUSED, "channel_not_found")),
        ("ratelimited", SendOutcome(SendFailure.SERVICE_FAILING, "ratelimited")),
        ("xoxb-1234-1234-abc124", SendOutcome(SendFailure.UNKNOWN, "200")),
    ],
)
async def test_what_slack_says_in_words_counts_and_only_known_words_are_repeated(
    service: ChatService, word: str, outcome: SendOutcome
) -> None:
    service.body = json.dumps({"ok": False, "error": word})
    assert await send(SLACK_BOT) == outcome


async def test_a_redirect_is_not_followed_and_no_delivery(service: ChatService) -> None:
    service.status, service.headers = 302, {"Location": f"{service.url}/login"}
    assert await send(hook(service)) == SendOutcome(SendFailure.UNKNOWN, "302")
    assert len(service.requests) == 1


@pytest.mark.parametrize("address", [*SERVICES, "hook"])
async def test_a_closed_port_is_unreachable(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    async with chat_service() as gone:
        pass
    for kind, attribute, stand_in in stand_ins(gone.url):
        monkeypatch.setattr(kind, attribute, stand_in)
    outcome = await send(hook(gone) if address == "hook" else address)
    assert outcome == SendOutcome(SendFailure.UNREACHABLE, "NewConnectionError")


async def test_a_service_that_takes_the_message_and_never_answers_is_a_timeout(
    service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels_address, "_READ_TIMEOUT_S", 0.2)
    service.hangs = True
    assert await send(f"{hook(service)}/?rto=0.2") == SendOutcome(SendFailure.TIMEOUT, "ReadTimeoutError")


async def test_an_answer_that_is_cut_short_is_unreachable(service: ChatService) -> None:
    service.cut = True
    outcome = await send(hook(service))
    assert outcome.failure is SendFailure.UNREACHABLE


async def test_a_failure_counts_though_the_address_calls_it_optional(service: ChatService) -> None:
    service.status = 500
    assert await send(f"{hook(service)}/?optional=yes&retry=3&wait=0") == SendOutcome(
        SendFailure.SERVICE_FAILING, "500"
    )
    assert len(service.requests) == 1


async def test_a_proxy_is_not_used_for_loopback(service: ChatService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert await send(hook(service)) == DELIVERED


@pytest.mark.parametrize(
    "address",
    [
        "json://example.com/hook",
        "jsons://127.0.0.1/hook?verify=no",
        "mailto://shop:pw@example.com?mode=insecure",
        "irc://irc.example.com/#shop",
        "rsyslog://example.com",
    ],
)
async def test_nothing_is_sent_unencrypted_to_another_machine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object) -> None:
        raise AssertionError

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, leave)
    assert await send(address) == SendOutcome(SendFailure.INSECURE)


async def test_what_apprise_cannot_read_is_a_bad_address() -> None:
    assert await send("nonsense") == SendOutcome(SendFailure.BAD_ADDRESS)


@pytest.mark.parametrize("request_text", [b"", b"{}", b'{"op": "send"}', b"\xff"])
def test_a_malformed_request_is_a_failure(request_text: bytes) -> None:
    assert answer_to(request_text)["failure"] == "unknown"


async def test_mail_is_taken_and_a_wrong_password_refused() -> None:
    async with mail_server() as server:
        assert await send(mailbox(server.port)) == DELIVERED
        assert await send(mailbox(server.port, "wrong")) == SendOutcome(SendFailure.REFUSED, "535")
        assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("reply", "failure"),
    [("550 No such person", SendFailure.REFUSED), ("450 Greylisted, come back", SendFailure.SERVICE_FAILING)],
)
async def test_a_mailbox_that_is_unknown_is_refused_and_a_busy_one_tried_again(
    reply: str, failure: SendFailure
) -> None:
    async with mail_server() as server:
        server.refusal = reply
        assert await send(mailbox(server.port)) == SendOutcome(failure, reply[:3])


async def test_a_mail_server_that_is_down_is_unreachable() -> None:
    async with mail_server() as server:
        pass
    assert await send(mailbox(server.port)) == SendOutcome(SendFailure.UNREACHABLE, "ConnectionRefusedError")


async def test_a_mail_server_that_says_nothing_is_a_timeout(
    service: ChatService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels_address, "_CONNECT_TIMEOUT_S", 0.3)
    outcome = await send(mailbox(int(service.url.rpartition(":")[2])) + "&cto=0.3")
    assert outcome == SendOutcome(SendFailure.TIMEOUT, "SMTPServerDisconnected")


def test_mail_is_not_handed_to_another_machine_over_an_open_line() -> None:
    class OpenLine:
        def getpeername(self) -> tuple[str, int]:
            return ("192.0.2.1", 25)

        def sendall(self, content: bytes) -> None:
            raise AssertionError(content)

    connection = smtplib.SMTP()
    connection.sock = OpenLine()  # type: ignore[assignment]
    with guarded() as seen, pytest.raises(smtplib.SMTPException, match=r"^insecure$"):
        connection.login("shop", "hush-hush")
    assert seen == [SendOutcome(SendFailure.INSECURE)]


def test_as_long_as_one_recipient_can_be_reached_later_it_is_tried_again() -> None:
    refused, failing = SendOutcome(SendFailure.REFUSED, "404"), SendOutcome(SendFailure.SERVICE_FAILING, "503")
    assert verdict(False, [refused, failing]) == failing
    assert verdict(False, [SendOutcome(SendFailure.UNKNOWN, "200"), refused]) == refused
    assert verdict(True, [refused]) == DELIVERED
    assert verdict(False, []) == SendOutcome(SendFailure.UNKNOWN)


def test_the_guard_leaves_everything_as_it_was() -> None:
    before = (requests.Session.send, smtplib.SMTP.login, socket.getaddrinfo, vars(socket.socket).get("connect"))
    with guarded(rehearsal=True):
        assert requests.Session.send is not before[0]
    after = (requests.Session.send, smtplib.SMTP.login, socket.getaddrinfo, vars(socket.socket).get("connect"))
    assert after == before
