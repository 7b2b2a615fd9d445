"""Sending to channels through real children, over real sockets, with Apprise's own code."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

import galla
from adapters.chat_service import ChatService, chat_service, mail_server
from galla.adapters.channels import AppriseSender
from galla.adapters.own_child import child_command
from galla.domain.channel import DELIVERED, CheckedAddress, SendFailure, SendOutcome
from galla.domain.model import Secret
from galla.domain.notice import RemoteMessage, Severity

CHILD = Path(__file__).with_name("channel_child_fake.py")
TOKEN = "TIiajkdnlazkcOXrIdevi7FQ"
SLACK = Secret(f"slack://T1JJ3T3L2/A1BRTD4JD/{TOKEN}")
TELEGRAM_TOKEN = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TELEGRAM = Secret(f"tgram://123456789:{TELEGRAM_TOKEN}/12315544/")
SMS_TOKEN = "e29dfbcebf390dee9aa35c307c62944b"
SMS = Secret(f"twilio://AC735c307c62944b5aa35c307c62944b5a:{SMS_TOKEN}@15551234567/15557654321")
MESSAGE = RemoteMessage("FoxReload: low", "84.20 USD left <& falling>, empty about 18:40. K7M2QP", Severity.WARNING)


@pytest.fixture(autouse=True)
def _galla_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(galla.__file__).parent.parent))


@pytest.fixture
async def service() -> AsyncIterator[ChatService]:
    async with chat_service() as running:
        yield running


def sender(url: object, mood: str = "", timeout_s: float = 30.0) -> AppriseSender:
    return AppriseSender([sys.executable, str(CHILD), str(url), mood], timeout_s=timeout_s)


def hook(service: ChatService) -> Secret:
    return Secret(service.url.replace("http://", "json://") + "/hook")


def mailbox(port: int, password: str = "hush-hush", mode: str = "insecure", host: str = "127.0.0.1") -> Secret:
    return Secret(f"mailto://shop:{password}@{host}:{port}?mode={mode}&from=shop@example.com&to=owner@example.com")


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return int(unused.getsockname()[1])


async def child_of(file: Path) -> int:
    while not (number := number_in(file)):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.01)
    return number


def number_in(file: Path) -> int | None:
    return int(file.read_text() or "0") if file.exists() else None


def has_ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


async def test_slack_gets_the_message_at_its_web_hook(service: ChatService) -> None:
    assert await sender(service.url).send(SLACK, MESSAGE) == DELIVERED
    (request,) = service.requests
    assert (request.method, request.path) == ("POST", f"/services/T1JJ3T3L2/A1BRTD4JD/{TOKEN}")
    assert all(words in request.body for words in ("FoxReload: low", "84.20 USD left", "K7M2QP"))
    assert "github" not in request.body


async def test_telegram_gets_title_and_text_for_its_chat_with_nothing_lost_to_markup(service: ChatService) -> None:
    service.body = json.dumps({"ok": True, "result": {"message_id": 1}})
    assert await sender(service.url).send(TELEGRAM, MESSAGE) == DELIVERED
    (request,) = service.requests
    assert request.path == f"/bot123456789:{TELEGRAM_TOKEN}/sendMessage"
    content = json.loads(request.body)
    assert int(content["chat_id"]) == 12315544
    assert "&lt;&amp; falling&gt;" in content["text"]


async def test_a_text_message_carries_title_and_text(service: ChatService) -> None:
    service.status, service.body = 201, "{}"
    assert await sender(service.url).send(SMS, MESSAGE) == DELIVERED
    (request,) = service.requests
    assert request.path == "/sms/AC735c307c62944b5aa35c307c62944b5a"
    assert "FoxReload%3A+low" in request.body
    assert "K7M2QP" in request.body


async def test_each_of_several_recipients_gets_the_message_a_second_apart(service: ChatService) -> None:
    address = Secret(f"vonage://AC735c30:{SMS_TOKEN[:16]}@15551234567/15557654321/15557654322/15557654323")
    began_s = time.monotonic()
    assert await sender(service.url).send(address, MESSAGE) == DELIVERED
    assert len(service.requests) == len({request.body for request in service.requests}) == 3
    assert 2.0 <= time.monotonic() - began_s < 5.5


async def test_a_channel_with_more_recipients_than_can_be_told_in_time_tells_none(service: ChatService) -> None:
    address = Secret(SMS.reveal() + "".join(f"/155576543{number}" for number in range(30, 50)))
    assert await sender(service.url).send(address, MESSAGE) == SendOutcome(SendFailure.TOO_MANY)
    assert service.requests == []


@pytest.mark.parametrize(
    ("severity", "kind"), [(Severity.INFO, "info"), (Severity.WARNING, "warning"), (Severity.CRITICAL, "failure")]
)
async def test_a_web_hook_is_told_how_severe_it_is(service: ChatService, severity: Severity, kind: str) -> None:
    assert await sender(service.url).send(hook(service), RemoteMessage("title", "text", severity)) == DELIVERED
    content = json.loads(service.requests[0].body)
    assert (content["type"], content["title"], content["message"]) == (kind, "title", "text")


async def test_mail_is_delivered_with_the_owners_password() -> None:
    async with mail_server() as server:
        assert await sender("").send(mailbox(server.port), MESSAGE) == DELIVERED
    (mail,) = server.mails
    assert (mail["Subject"], mail["To"]) == ("FoxReload: low", "owner@example.com")
    body = mail.get_body(("plain",))
    assert body is not None
    assert "84.20 USD left <& falling>, empty about 18:40. K7M2QP" in body.get_content()


async def test_mail_goes_encrypted_where_the_certificate_is_good_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    async with mail_server(context) as server:
        address = mailbox(server.port, mode="starttls", host="localhost")
        outcome = await sender("").send(address, MESSAGE)
        assert (outcome.failure, server.mails) == (SendFailure.UNREACHABLE, [])
        authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
        assert await sender("").send(address, MESSAGE) == DELIVERED
        assert len(server.mails) == 1


async def test_a_web_hook_is_reached_where_the_system_trusts_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    async with chat_service(context) as service:
        address = Secret(service.url.replace("https://", "jsons://"))
        assert await sender("").send(address, MESSAGE) == SendOutcome(
            SendFailure.UNREACHABLE, "SSLCertVerificationError"
        )
        authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
        assert await sender("").send(address, MESSAGE) == DELIVERED


async def test_mail_to_a_server_without_encryption_is_not_sent_where_it_was_asked_for() -> None:
    async with mail_server() as server:
        outcome = await sender("").send(mailbox(server.port, mode="starttls"), MESSAGE)
    assert (outcome.failure, server.mails) == (SendFailure.INSECURE, [])


@pytest.mark.timeout(240)  # twenty times half a second, on a machine that may be busy
async def test_twenty_messages_in_a_row_arrive_in_order(service: ChatService) -> None:
    channel = sender(service.url)
    for number in range(20):
        message = RemoteMessage("title", f"message {number}", Severity.INFO)
        assert await channel.send(hook(service), message) == DELIVERED
    assert [json.loads(request.body)["message"] for request in service.requests] == [f"message {n}" for n in range(20)]


async def test_a_service_that_hangs_is_a_timeout_and_holds_up_no_other_channel(
    service: ChatService, tmp_path: Path
) -> None:
    hanging = asyncio.create_task(sender(tmp_path / "child", "hang", timeout_s=2.0).send(SLACK, MESSAGE))
    process = await child_of(tmp_path / "child")
    assert await sender(service.url).send(hook(service), MESSAGE) == DELIVERED
    assert await hanging == SendOutcome(SendFailure.TIMEOUT)
    assert has_ended(process)


async def test_quitting_waits_for_no_attempt(tmp_path: Path) -> None:
    channel = sender(tmp_path / "child", "hang")
    attempt = asyncio.create_task(channel.send(SLACK, MESSAGE))
    process = await child_of(tmp_path / "child")
    began = time.monotonic()
    await channel.close()
    assert (await attempt).failure is SendFailure.UNKNOWN
    assert time.monotonic() - began < 5
    assert has_ended(process)
    assert (await channel.send(SLACK, MESSAGE)).failure is SendFailure.UNKNOWN


async def test_no_child_outlives_an_attempt_that_was_given_up(tmp_path: Path) -> None:
    channel = sender(tmp_path / "child", "hang")
    attempt = asyncio.create_task(channel.send(SLACK, MESSAGE))
    process = await child_of(tmp_path / "child")
    attempt.cancel()
    with pytest.raises(asyncio.CancelledError):
        await attempt
    await channel.close()
    assert has_ended(process)


@pytest.mark.parametrize(("mood", "detail"), [("crash", "child"), ("garbage", "answer")])
async def test_a_child_that_misbehaves_is_a_failure_that_may_pass(mood: str, detail: str) -> None:
    outcome = await sender("http://127.0.0.1:9", mood).send(SLACK, MESSAGE)
    assert outcome == SendOutcome(SendFailure.UNKNOWN, detail)


async def test_a_program_that_cannot_start_is_a_failure(tmp_path: Path) -> None:
    outcome = await AppriseSender([str(tmp_path / "none")]).send(SLACK, MESSAGE)
    assert outcome == SendOutcome(SendFailure.UNKNOWN, "FileNotFoundError")


@pytest.mark.parametrize("address", [SLACK, TELEGRAM, SMS])
async def test_no_secret_is_in_an_outcome_a_log_or_anything_printed(
    service: ChatService, address: Secret, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    logging.getLogger("asyncio").setLevel(1)
    service.status = 403
    channel = sender(service.url)
    outcome = await channel.send(address, MESSAGE)
    assert outcome == SendOutcome(SendFailure.REFUSED, "403")
    request = {"op": "send", "address": address.reveal(), "title": "t", "body": "b", "severity": 2}
    child = await asyncio.create_subprocess_exec(
        *[sys.executable, str(CHILD), service.url, "noisy"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    printed = await child.communicate(json.dumps(request).encode())
    said = " ".join([repr(outcome), repr(channel), repr(address), caplog.text, *map(repr, printed)])
    assert "403" in said
    assert not [secret for secret in (TOKEN, TELEGRAM_TOKEN, SMS_TOKEN) if secret in said]


async def test_mail_with_a_wrong_password_is_refused_without_repeating_it() -> None:
    async with mail_server() as server:
        outcome = await sender("").send(mailbox(server.port, "not-the-word"), MESSAGE)
    assert outcome == SendOutcome(SendFailure.REFUSED, "535")


async def test_an_address_is_checked_without_reaching_anybody(service: ChatService) -> None:
    channel = sender(service.url)
    assert await channel.check(SLACK) == CheckedAddress(service="Slack")
    assert await channel.check(Secret("nonsense")) == CheckedAddress(SendFailure.BAD_ADDRESS)
    assert await channel.check(hook(service)) == CheckedAddress(service="JSON")
    assert service.requests == []


async def test_a_check_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    assert await AppriseSender([str(tmp_path / "none")]).check(SLACK) == CheckedAddress(SendFailure.UNKNOWN)


async def test_the_hidden_command_of_the_program_sends(service: ChatService) -> None:
    assert child_command("_channel") == (sys.executable, "-m", "galla", "_channel")
    assert await AppriseSender().send(hook(service), MESSAGE) == DELIVERED


def test_importing_the_channels_loads_neither_apprise_nor_what_it_stands_on() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, galla.adapters.channels, galla.adapters.heartbeat_ping; print(*sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"apprise", "requests", "httpx", "galla.adapters.channels_child"} & set(loaded)


async def test_sending_does_not_hold_up_the_loop(service: ChatService) -> None:
    channel = sender(service.url)
    pauses = [await _longest_pauses_s(channel, hook(service)) for _ in range(3)]
    waiting_s, working_s = (min(least) for least in zip(*pauses, strict=True))
    assert waiting_s < 0.05  # where other work keeps the machine busy; the child itself takes ten times as long
    assert working_s < 0.016


async def _longest_pauses_s(channel: AppriseSender, address: Secret) -> tuple[float, float]:
    """The longest time between two turns of the loop while one message is sent: on the clock, and of the processor."""
    sending = asyncio.create_task(channel.send(address, MESSAGE))
    waiting_s = working_s = 0.0
    clock, processor = time.perf_counter(), time.thread_time()
    while not sending.done():
        await asyncio.sleep(0.001)
        waiting_s = max(waiting_s, -clock + (clock := time.perf_counter()))
        working_s = max(working_s, -processor + (processor := time.thread_time()))
    assert await sending == DELIVERED
    return waiting_s, working_s
