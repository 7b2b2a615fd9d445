"""What the keyring child answers, and which keyrings it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jeepney import DBusErrorResponse, HeaderFields, Message
from jeepney.low_level import Header, MessageType
from keyring import errors
from secretstorage import exceptions

import galla
from galla.adapters.keyring_child import answer_to, find_keyring, reason_of
from galla.domain.errors import KeyringReason

HUSH = "hush-hush"


class FakeKeyring:
    """A keyring in memory that raises `error` where one is given."""

    def __init__(self, error: Exception | None = None, *, forgets: bool = False, copies: int = 1) -> None:
        self.entries: dict[tuple[str, str], list[str]] = {}
        self._error = error
        self._forgets = forgets
        self._copies = copies

    def get_password(self, service: str, username: str) -> str | None:
        if self._error is not None:
            raise self._error
        return (self.entries.get((service, username)) or [None])[0]  # type: ignore[list-item]

    def set_password(self, service: str, username: str, password: str) -> None:
        if not self._forgets:
            self.entries[service, username] = [password] * self._copies

    def delete_password(self, service: str, username: str) -> None:
        if not self.entries.get((service, username)):
            raise errors.PasswordDeleteError("No such password!")
        self.entries[service, username].pop()


def ask(keyring: FakeKeyring, **request: object) -> dict[str, object]:
    return answer_to(json.dumps(request).encode(), lambda: keyring)


def bus_error(name: str) -> DBusErrorResponse:
    header = Header(0, MessageType.error, 0, 1, 0, 1, {HeaderFields.error_name: name})
    return DBusErrorResponse(Message(header, ("text",)))


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def test_one_request_reads_all_secrets_and_leaves_out_those_that_are_missing() -> None:
    ring = FakeKeyring()
    ring.entries["galla", "main/key"] = [HUSH]
    assert ask(ring, op="read", names=["main/key", "main/none"]) == {"secrets": {"main/key": HUSH}}


def test_every_copy_of_a_secret_is_deleted() -> None:
    ring = FakeKeyring(copies=3)
    ask(ring, op="write", name="main/key", secret=HUSH)
    assert ask(ring, op="delete", name="main/key") == {"secrets": {}}
    assert ring.get_password("galla", "main/key") is None


def test_a_write_that_was_not_kept_is_a_failure() -> None:
    answer = ask(FakeKeyring(forgets=True), op="write", name="main/key", secret=HUSH)
    assert answer == {"reason": "failed", "facts": {"error": "not_kept"}}


def test_a_secret_too_long_for_windows_is_refused_with_both_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    ring = FakeKeyring()
    answer = ask(ring, op="write", name="main/key", secret="k" * 1281)
    assert answer == {"reason": "failed", "facts": {"error": "too_long", "allowed": "2560", "found": "2562"}}
    assert ask(ring, op="write", name="main/key", secret="k" * 1280) == {"secrets": {}}


@pytest.mark.parametrize(
    "request_text", [b"", b"[]", b"{}", b'{"op": "read"}', b'{"op": "write", "name": "x"}', b"\xff"]
)
def test_a_malformed_request_is_a_failure(request_text: bytes) -> None:
    assert answer_to(request_text, FakeKeyring)["reason"] == "failed"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.NoKeyringError("none"), KeyringReason.NO_BACKEND),
        (exceptions.SecretServiceNotAvailableException("gone"), KeyringReason.NO_BACKEND),
        (caused(errors.InitError("x"), exceptions.SecretServiceNotAvailableException("y")), KeyringReason.NO_BACKEND),
        (bus_error("org.freedesktop.DBus.Error.ServiceUnknown"), KeyringReason.NO_BACKEND),
        (errors.KeyringLocked("locked"), KeyringReason.LOCKED),
        (exceptions.LockedException("locked"), KeyringReason.LOCKED),
        (bus_error("org.freedesktop.Secret.Error.IsLocked"), KeyringReason.LOCKED),
        (caused(errors.InitError("x"), exceptions.PromptDismissedException("no")), KeyringReason.LOCKED),
        (exceptions.PromptDismissedException("no"), KeyringReason.DENIED),
        (errors.PasswordSetError("Cancelled by user"), KeyringReason.DENIED),
        (bus_error("org.freedesktop.DBus.Error.AccessDenied"), KeyringReason.DENIED),
        (caused(errors.KeyringLocked("x"), type("KeychainDenied", (Exception,), {})()), KeyringReason.DENIED),
        (errors.InitError("x"), KeyringReason.FAILED),
        (errors.PasswordSetError("x"), KeyringReason.FAILED),
        (bus_error("org.freedesktop.DBus.Error.Failed"), KeyringReason.FAILED),
        (ConnectionResetError(), KeyringReason.FAILED),
    ],
)
def test_each_way_a_keyring_fails_has_its_reason(error: Exception, reason: KeyringReason) -> None:
    assert reason_of(error) is reason
    assert ask(FakeKeyring(error), op="read", names=["main/key"])["reason"] == reason


def test_the_text_of_an_exception_is_not_passed_on() -> None:
    answer = ask(FakeKeyring(ValueError(HUSH)), op="write", name="main/key", secret=HUSH)
    assert answer == {"reason": "failed", "facts": {"error": "ValueError"}}


def test_without_an_os_keyring_there_is_no_backend() -> None:
    assert answer_to(b'{"op": "read", "names": ["a/b"]}', lambda: find_keyring("win32"))["reason"] == "no_backend"


PLAINTEXT = """
from pathlib import Path
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username): return None
    def set_password(self, service, username, password):
        Path(__file__).with_name("leak").write_text(password)
"""


@pytest.mark.parametrize(
    "backend",
    ["keyrings.alt.file.PlaintextKeyring", "keyring.backends.null.Keyring", "keyring.backends.chainer.ChainerBackend"],
)
@pytest.mark.parametrize("chosen_by", ["environment", "configuration"])
def test_a_plain_text_keyring_is_refused_however_it_was_chosen(tmp_path: Path, backend: str, chosen_by: str) -> None:
    package = tmp_path / "keyrings" / "alt"
    package.mkdir(parents=True)
    (package / "file.py").write_text(PLAINTEXT)
    config = tmp_path / "config" / "python_keyring"
    config.mkdir(parents=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(Path(galla.__file__).parent.parent), str(tmp_path)]),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    if chosen_by == "environment":
        environment["PYTHON_KEYRING_BACKEND"] = backend
    else:
        (config / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\n")
    child = subprocess.run(
        [sys.executable, "-c", "from galla.adapters.keyring_child import main; main()"],
        input=json.dumps({"op": "write", "name": "main/key", "secret": HUSH}).encode(),
        env=environment,
        capture_output=True,
        check=True,
    )
    assert json.loads(child.stdout) == {"reason": "no_backend", "facts": {}}
    assert not (package / "leak").exists()
