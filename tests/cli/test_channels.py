"""Channels and the heartbeat on the command line: tried before they are kept, and kept whole or not at all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Terminal
from galla.adapters.memory_secrets import MemorySecrets
from galla.adapters.settings_file import SettingsFile
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName

ADDRESS = "tgram://a-token-that-nobody-may-see/chat"
URL = "https://hc.example/a-path-that-nobody-may-see"


class BrokenSecrets(MemorySecrets):
    """A keyring that can be read, but not changed."""

    async def write(self, name: SecretName, secret: Secret) -> None:
        raise KeyringError(KeyringReason.DENIED)

    async def delete(self, name: SecretName) -> None:
        raise KeyringError(KeyringReason.LOCKED)


class LockedSecrets(MemorySecrets):
    """A keyring that is locked."""

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        raise KeyringError(KeyringReason.LOCKED)


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SettingsError(SettingsReason.UNWRITABLE)

    monkeypatch.setattr(SettingsFile, "change_alerts", refuse)


def add(terminal: Terminal, *options: str, typed: str = ADDRESS + "\n") -> int:
    return terminal.galla("channels", "add", "phone", *options, typed=typed)


def settings_of(terminal: Terminal) -> dict[str, Any]:
    file = terminal.home / "settings.toml"
    return tomllib.loads(file.read_text()) if file.exists() else {}


def everything_written(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_an_added_channel_is_tested_and_its_address_is_in_the_keyring_and_nowhere_else(terminal: Terminal) -> None:
    options = ("--name", "Owner's phone", "--least-severity", "critical", "--quiet-hours", "23:00-07:00")
    assert add(terminal, *options) == 0
    assert settings_of(terminal)["channels"] == [
        {"id": "phone", "name": "Owner's phone", "least_severity": "critical", "quiet_hours": "23:00-07:00"}
    ]
    assert terminal.secrets._secrets[address_of("phone")].reveal() == ADDRESS
    assert [address for address, _ in terminal.sender.sent] == [ADDRESS]
    assert "a test delivered" in terminal.out
    assert b"nobody-may-see" not in everything_written(terminal.home)
    assert "nobody-may-see" not in terminal.out + terminal.err
    assert terminal.galla("channels", "list") == 0
    assert "critical alerts only; quiet 23:00 to 07:00; last delivered today" in terminal.out


@pytest.mark.parametrize(
    ("failure", "code", "words"),
    [
        (SendFailure.REFUSED, 3, "refused"),
        (SendFailure.UNREACHABLE, 5, "cannot be reached"),
        (SendFailure.BAD_ADDRESS, 2, "not one that Galla can send to"),
        (SendFailure.INSECURE, 2, "not encrypted"),
    ],
)
def test_an_address_that_does_not_work_is_not_kept(
    terminal: Terminal, failure: SendFailure, code: int, words: str
) -> None:
    terminal.sender.outcome = SendOutcome(failure)
    assert add(terminal) == code
    assert words in terminal.err
    assert "Nothing was changed." in terminal.err
    assert (settings_of(terminal), terminal.secrets._secrets, terminal.sender.closed) == ({}, {}, True)


def test_without_a_test_nothing_is_sent_but_the_address_is_looked_at(terminal: Terminal) -> None:
    terminal.sender.outcome = SendOutcome(SendFailure.UNREACHABLE)
    assert add(terminal, "--no-test") == 0
    assert terminal.sender.tried == []
    assert "galla alerts test phone" in terminal.out
    terminal.sender.outcome = SendOutcome(SendFailure.INSECURE)
    assert terminal.galla("channels", "add", "chat", "--no-test", typed="http://elsewhere\n") == 2
    assert [entry["id"] for entry in settings_of(terminal)["channels"]] == ["phone"]


def test_a_channel_without_an_address_changes_nothing(terminal: Terminal) -> None:
    assert add(terminal, typed="\n") == 2
    assert "No address was given" in terminal.err
    assert settings_of(terminal) == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("phone",), "phone"),
        (("desktop",), "desktop"),
        (("My phone",), "My phone"),
        (("chat", "--name", "two\nlines"), "name"),
        (("chat", "--quiet-hours", "at night"), "at night"),
    ],
)
def test_what_cannot_be_is_refused_before_an_address_is_asked_for(
    terminal: Terminal, arguments: tuple[str, ...], words: str
) -> None:
    add(terminal)
    before = settings_of(terminal)
    terminal.sender.tried.clear()
    assert terminal.galla("channels", "add", *arguments, typed=ADDRESS + "\n") == 2
    assert words in terminal.err
    assert (settings_of(terminal), terminal.sender.tried) == (before, [])


def test_a_severity_that_does_not_exist_is_a_usage_error(terminal: Terminal) -> None:
    assert add(terminal, "--least-severity", "loud") == 2


def test_a_keyring_that_does_not_take_the_address_leaves_the_settings_as_they_are(terminal: Terminal) -> None:
    terminal.secrets = BrokenSecrets()
    assert add(terminal) == 7
    assert settings_of(terminal) == {}


@pytest.mark.usefixtures("unwritable")
def test_settings_that_cannot_be_written_leave_no_address_behind(terminal: Terminal) -> None:
    assert add(terminal) == 2
    assert terminal.secrets._secrets == {}


def test_a_ledger_that_is_out_of_order_keeps_nobody_from_adding_a_channel(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "ledger").touch()
    assert add(terminal) == 0
    assert terminal.galla("channels", "list") == 0
    assert "phone" in terminal.out


def test_a_removed_channel_takes_its_address_with_it(terminal: Terminal) -> None:
    add(terminal)
    assert terminal.galla("channels", "remove", "phone") == 0
    assert terminal.secrets._secrets == {}
    assert "channels" not in settings_of(terminal)
    assert terminal.galla("channels", "remove", "phone") == 2
    assert "phone" in terminal.err


def test_a_removed_channel_whose_address_stays_is_told(terminal: Terminal) -> None:
    add(terminal)
    terminal.secrets = BrokenSecrets(terminal.secrets._secrets)
    assert terminal.galla("channels", "remove", "phone") == 7
    assert "delete it there" in terminal.out
    assert "channels" not in settings_of(terminal)


def test_the_desktop_stays(terminal: Terminal) -> None:
    assert terminal.galla("channels", "remove", "desktop") == 2
    assert "cannot be removed" in terminal.err
    assert terminal.galla("channels", "list") == 0
    assert terminal.out.startswith("desktop  this desktop  (everything; no quiet hours; nothing sent yet)")


def test_the_heartbeat_is_called_once_and_switched_on(terminal: Terminal) -> None:
    assert terminal.galla("heartbeat", "set", "--interval-min", "10", typed=URL + "\n") == 0
    assert terminal.pinger.pinged == [URL]
    assert terminal.secrets._secrets[heartbeat_url()].reveal() == URL
    assert settings_of(terminal)["heartbeat"] == {"enabled": True, "interval_min": 10}
    assert b"nobody-may-see" not in everything_written(terminal.home)

    assert terminal.galla("heartbeat", "set", typed=URL + "2\n") == 0
    assert settings_of(terminal)["heartbeat"] == {"enabled": True, "interval_min": 10}

    assert terminal.galla("heartbeat", "remove") == 0
    assert terminal.secrets._secrets == {}
    assert settings_of(terminal)["heartbeat"]["enabled"] is False


@pytest.mark.parametrize("interval", ["0", "61"])
def test_a_heartbeat_too_often_or_too_seldom_is_refused_before_its_address_is_asked_for(
    terminal: Terminal, interval: str
) -> None:
    assert terminal.galla("heartbeat", "set", "--interval-min", interval, typed=URL + "\n") == 2
    assert "1-60" in terminal.err
    assert terminal.pinger.pinged == []


def test_a_heartbeat_that_does_not_answer_is_not_kept(terminal: Terminal) -> None:
    terminal.pinger.outcome = SendOutcome(SendFailure.TIMEOUT)
    assert terminal.galla("heartbeat", "set", typed=URL + "\n") == 5
    assert "did not answer in time" in terminal.err
    assert (settings_of(terminal), terminal.secrets._secrets) == ({}, {})
    assert terminal.galla("heartbeat", "set", "--no-test", typed="http://hc.example\n") == 2
    assert terminal.galla("heartbeat", "set", "--no-test", typed="\n") == 2
    assert terminal.galla("heartbeat", "set", "--no-test", typed=URL + "\n") == 0


def test_a_heartbeat_that_cannot_be_switched_on_keeps_the_address_of_before(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    terminal.galla("heartbeat", "set", typed=URL + "\n")
    request.getfixturevalue("unwritable")
    assert terminal.galla("heartbeat", "set", typed=URL + "-new\n") == 2
    assert terminal.secrets._secrets[heartbeat_url()].reveal() == URL
    terminal.secrets._secrets.clear()
    assert terminal.galla("heartbeat", "set", typed=URL + "-new\n") == 2
    assert terminal.secrets._secrets == {}


def test_a_removed_heartbeat_whose_address_stays_is_told(terminal: Terminal) -> None:
    terminal.galla("heartbeat", "set", typed=URL + "\n")
    terminal.secrets = BrokenSecrets(terminal.secrets._secrets)
    assert terminal.galla("heartbeat", "remove") == 7
    assert "delete it there" in terminal.out


def test_doctor_says_of_each_channel_whether_it_can_be_sent_to(terminal: Terminal) -> None:
    add(terminal)
    terminal.galla("channels", "add", "chat", "--no-test", typed="slack://x\n")
    terminal.galla("channels", "add", "mail", typed="mailtos://x\n")
    terminal.galla("heartbeat", "set", typed=URL + "\n")
    settings = terminal.home / "settings.toml"
    settings.write_text(settings.read_text() + '\n[[channels]]\nid = "old"\nenabled = false\n')
    del terminal.secrets._secrets[address_of("mail")]

    assert terminal.galla("doctor") == 7
    lines = [line for line in terminal.out.splitlines() if "hannel" in line or "Heartbeat" in line]
    assert [line[:6] for line in lines] == ["[ ok ]", "[ ok ]", "[fail]", "[ !  ]", "[ ok ]"]
    assert "delivering works" in lines[0]
    assert "Nothing was sent yet" in lines[1]
    assert "galla channels remove mail" in lines[2]
    assert "every 5 minute" in lines[4]
    assert terminal.pinger.pinged == [URL]


def test_doctor_says_what_keeps_a_channel_and_the_heartbeat_from_working(terminal: Terminal) -> None:
    add(terminal)
    terminal.galla("heartbeat", "set", typed=URL + "\n")
    terminal.sender.outcome = SendOutcome(SendFailure.REFUSED, "401")
    terminal.galla("alerts", "test", "phone")
    del terminal.secrets._secrets[heartbeat_url()]
    assert terminal.galla("doctor") == 7
    assert "refused the message (401)" in terminal.out
    assert "galla heartbeat set" in terminal.out


def test_doctor_does_not_take_an_address_for_missing_where_the_keyring_is_locked(terminal: Terminal) -> None:
    add(terminal)
    terminal.secrets = LockedSecrets()
    assert terminal.galla("doctor") == 7
    assert "Channel" not in terminal.out
    assert "Keyring: The keyring is locked" in terminal.out


def test_doctor_proposes_a_channel_where_there_is_none(terminal: Terminal) -> None:
    terminal.galla("doctor")
    assert "galla channels add" in terminal.out
