"""Which addresses a channel may have."""

from __future__ import annotations

import socket

import pytest

from galla.adapters.channels_address import check, opened
from galla.domain.channel import CheckedAddress, SendFailure
from galla.domain.model import Secret

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise's e-mail looks for it


@pytest.fixture(autouse=True)
def _nobody_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, leave)


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "Slack"),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "Slack"),
        ("  tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/12315544/\n", "Telegram"),
        ("tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/12315544,98765432", "Telegram"),
        ("mailto://shop:pw@gmail.com?to=a@example.com,b@example.com", "E-Mail"),
        ("mailtos://shop:pw@example.com", "E-Mail"),
        ("mailto://shop:pw@127.0.0.1:2525?mode=insecure&from=a@example.com&to=b@example.com", "E-Mail"),
        ("twilio://AC735c307c62944b5aa35c307c62944b5a:e29dfbcebf39@15551234567/15557654321", "Twilio"),
        ("ntfy://shop-alerts", "ntfy"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "Discord"),
        ("ircs://shop:pw@irc.example.com/#shop", "IRC"),
        ("json://localhost:8080/hook", "JSON"),
        ("json://127.0.0.1:8080/hook", "JSON"),
        ("jsons://example.com/hook", "JSON"),
    ],
)
def test_a_service_elsewhere_that_is_reached_encrypted_may_be_used(address: str, service: str) -> None:
    assert check(Secret(address)) == CheckedAddress(service=service)


@pytest.mark.parametrize(("recipients", "failure"), [(20, None), (21, SendFailure.TOO_MANY)])
def test_an_address_with_more_recipients_than_one_attempt_can_tell_is_refused(
    recipients: int, failure: SendFailure | None
) -> None:
    phones = "/".join(f"155576543{number}" for number in range(10, 10 + recipients))
    checked = check(Secret(f"twilio://AC735c307c62944b5aa35c307c62944b5a:e29dfbcebf39@15551234567/{phones}"))
    assert checked == CheckedAddress(failure, "Twilio")


@pytest.mark.parametrize("spelling", ["no", "No", "false", "0", "off", "disable", "n"])
def test_an_address_that_checks_no_certificates_is_insecure_however_it_says_so(spelling: str) -> None:
    assert check(Secret(f"jsons://example.com/?verify={spelling}")).failure is SendFailure.INSECURE


@pytest.mark.parametrize(
    "address",
    [
        "json://example.com/hook",
        "json://192.168.1.20/hook",
        "json://localhost.example.com/hook",
        "form://example.com",
        "ntfy://example.com/topic",
        "gotify://example.com/AbCdEfGhIjKlMnO",
        "mailto://shop:pw@example.com?mode=insecure",
        "mailto://shop:pw@example.com?smtp=mail.example.com&mode=insecure",
        "irc://irc.example.com/#shop",
        "rsyslog://example.com",
        "aprs://DF1JSL-15:12345@DF1ABC",
    ],
)
def test_an_address_that_would_send_unencrypted_to_another_machine_is_insecure(address: str) -> None:
    assert check(Secret(address)).failure is SendFailure.INSECURE


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "https://example.com/hook",
        "slack://",
        "tgram://123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/1,json://localhost/hook",
        "json://localhost/a json://localhost/b",
        "json://localhost/a\njson://localhost/b",
        "json://localhost/\x00",
    ],
)
def test_what_is_not_exactly_one_service_is_a_bad_address(address: str) -> None:
    assert check(Secret(address)) == CheckedAddress(SendFailure.BAD_ADDRESS)


@pytest.mark.parametrize(
    "address", ["syslog://", "dbus://", "gnome://", "windows://", "macosx://", "file:///etc/passwd"]
)
def test_what_reaches_nobody_elsewhere_is_a_bad_address(address: str) -> None:
    assert check(Secret(address)).failure is SendFailure.BAD_ADDRESS


@pytest.mark.parametrize(
    "address", ["tgram://246813579:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/13579", "discord://1/abcdefghij"]
)
def test_a_text_longer_than_the_service_takes_is_cut_instead_of_being_refused(address: str) -> None:
    service = opened(Secret(address))
    assert service is not None
    (part,) = service.plugin._apply_overflow("x" * 9_000, title="Galla", body_format="text")
    assert len(part["title"]) + len(part["body"]) <= service.plugin.body_maxlen
