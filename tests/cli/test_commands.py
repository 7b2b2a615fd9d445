"""Commands as scripts and owners meet them: what they print, where, and their exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from cli.conftest import KEY, SupplierThread, Terminal
from galla.adapters.memory_secrets import MemorySecrets
from galla.demo.supplier import Fault
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName


class LockedSecrets(MemorySecrets):
    """A keyring that is locked."""

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        raise KeyringError(KeyringReason.LOCKED)


def files_of(terminal: Terminal) -> list[bytes]:
    return [path.read_bytes() for path in terminal.home.rglob("*") if path.is_file()]


def test_an_added_account_keeps_its_key_in_the_keyring_and_nowhere_else(terminal: Terminal) -> None:
    assert terminal.add("https://api.example.com") == 0

    assert terminal.secrets._secrets[SecretName("main", "api_key")].reveal() == KEY
    assert b"FoxReload" in b"".join(files_of(terminal))
    assert KEY.encode() not in b"".join(files_of(terminal))
    assert KEY not in terminal.out + terminal.err


def test_an_account_without_a_key_changes_nothing(terminal: Terminal) -> None:
    code = terminal.galla(
        "accounts", "add", "--id", "main", "--name", "N", "--base-url", "https://api.example.com", typed="\n"
    )

    assert code == 2
    assert "No key was given" in terminal.err
    assert not (terminal.home / "settings.toml").exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--currency", "USX", "USX"),
        ("--profile", "nobody", "nobody"),
        ("--timezone", "Mars/Base", "Mars/Base"),
        ("--base-url", "http://api.example.com", "https://"),
        ("--base-url", "api.example.com", "api.example.com"),
        ("--id", "Not A Slug", "Not A Slug"),
    ],
)
def test_a_bad_argument_gives_one_sentence_and_exit_code_2(
    terminal: Terminal, option: str, value: str, words: str
) -> None:
    assert terminal.add("https://api.example.com", option, value) == 2

    assert words in terminal.err
    assert len(terminal.err.strip().splitlines()) == 1
    assert not (terminal.home / "settings.toml").exists()
    assert terminal.secrets._secrets == {}


def test_an_id_that_is_taken_is_refused_before_a_key_is_asked_for(terminal: Terminal) -> None:
    terminal.add("https://api.example.com")

    assert terminal.add("https://other.example.com") == 2
    assert "main" in terminal.err
    assert "other.example.com" not in (terminal.home / "settings.toml").read_text()


def test_poll_records_what_status_then_shows_without_asking(terminal: Terminal, supplier: SupplierThread) -> None:
    terminal.add(supplier.url)

    assert terminal.galla("poll", "--json") == 0
    (polled,) = json.loads(terminal.out)
    asked = supplier.requests
    assert terminal.galla("status", "--json") == 0
    (shown,) = json.loads(terminal.out)

    assert supplier.requests == asked
    assert shown["amount"] == "84.20"
    assert shown["account"] == "main"
    assert shown["currency"] == "USD"
    assert shown["level"] == "low"
    assert shown["forecast_state"] == "no_data"
    assert shown["runway_days"] == {"p10": None, "alarm": None, "p50": None, "p90": None}
    assert shown["error"] is None
    assert {key: shown[key] for key in ("amount", "available", "observed_at", "reported_at")} == {
        key: polled[key] for key in ("amount", "available", "observed_at", "reported_at")
    }


def test_a_paused_account_is_asked_only_where_it_is_named(terminal: Terminal, supplier: SupplierThread) -> None:
    terminal.add(supplier.url)
    terminal.galla("poll")
    terminal.here.settings_file.change_account("main", lambda account: replace(account, paused=True))
    asked = supplier.requests

    assert terminal.galla("poll") == 0
    assert supplier.requests == asked
    assert "$84.20" in terminal.out
    assert "Paused: the supplier is not asked." in terminal.out
    assert terminal.galla("poll", "--json") == 0
    (shown,) = json.loads(terminal.out)
    assert (shown["amount"], shown["level"]) == ("84.20", "paused")
    assert supplier.requests == asked

    assert terminal.galla("poll", "--account", "main") == 0
    assert supplier.requests == asked + 1


def test_what_failed_before_an_account_was_paused_is_no_failure_of_a_poll(
    terminal: Terminal, supplier: SupplierThread
) -> None:
    terminal.add(supplier.url)
    supplier.break_with(Fault.SERVER_ERROR)
    assert terminal.galla("poll") == 5
    terminal.here.settings_file.change_account("main", lambda account: replace(account, paused=True))

    assert terminal.galla("poll") == 0
    assert "Paused: the supplier is not asked." in terminal.out
    assert "asks again" not in terminal.out


def test_status_before_any_reading_is_unknown_and_never_zero(terminal: Terminal) -> None:
    terminal.add("https://api.example.com")

    assert terminal.galla("status", "--json") == 8
    (shown,) = json.loads(terminal.out)

    assert shown["amount"] is None
    assert shown["currency"] == "USD"
    assert shown["available"] is None
    assert shown["age_s"] is None
    assert shown["level"] == "unknown"


@pytest.mark.parametrize(
    ("fault", "code", "kind"),
    [
        (Fault.UNAUTHORIZED, 3, "key_rejected"),
        (Fault.FORBIDDEN, 3, "access_denied"),
        (Fault.TOO_MANY_SECONDS, 4, "rate_limited"),
        (Fault.SERVER_ERROR, 5, "supplier_failing"),
        (Fault.CUT, 5, "unreachable"),
        (Fault.GARBAGE, 6, "bad_answer"),
        (Fault.REDIRECT_ELSEWHERE, 6, "bad_answer"),
        (Fault.WRONG_CURRENCY, 6, "bad_answer"),
        (Fault.NAN, 6, "bad_answer"),
    ],
)
def test_a_failed_poll_has_no_amount_while_status_keeps_the_last_good_one(
    terminal: Terminal, supplier: SupplierThread, fault: Fault, code: int, kind: str
) -> None:
    terminal.add(supplier.url)
    terminal.galla("poll")
    supplier.break_with(fault)

    assert terminal.galla("poll", "--json") == code
    (polled,) = json.loads(terminal.out)
    assert polled["amount"] is None
    assert polled["error"]["kind"] == kind
    assert "FoxReload" in polled["error"]["message"]
    assert KEY not in terminal.out + terminal.err

    assert terminal.galla("status", "--json") == code
    (shown,) = json.loads(terminal.out)
    assert Decimal(shown["amount"]) == Decimal("84.20")
    assert shown["stale"] is True
    assert shown["error"]["kind"] == kind


def test_poll_obeys_a_retry_after_that_came_before(terminal: Terminal, supplier: SupplierThread) -> None:
    terminal.add(supplier.url)
    supplier.break_with(Fault.TOO_MANY_SECONDS)
    terminal.galla("poll")
    supplier.break_with(None)
    asked = supplier.requests

    assert terminal.galla("poll") == 4
    assert supplier.requests == asked


@pytest.mark.parametrize(
    ("command", "typed"),
    [(("accounts", "test", "main"), ""), (("accounts", "key", "main"), "new\n"), (("doctor",), "")],
)
def test_no_command_asks_a_supplier_that_wants_silence(
    terminal: Terminal, supplier: SupplierThread, command: tuple[str, ...], typed: str
) -> None:
    terminal.add(supplier.url)
    supplier.break_with(Fault.TOO_MANY_SECONDS)
    terminal.galla("poll")
    supplier.break_with(None)
    asked = supplier.requests

    assert terminal.galla(*command, typed=typed) == 4
    assert "too many requests" in terminal.out + terminal.err
    assert supplier.requests == asked
    assert terminal.secrets._secrets[SecretName("main", "api_key")].reveal() == KEY


def test_an_unreachable_host_gives_a_sentence_and_exit_code_5(terminal: Terminal) -> None:
    terminal.add("http://127.0.0.1:9")

    assert terminal.galla("poll") == 5
    assert "127.0.0.1" in terminal.out
    assert "Traceback" not in terminal.out + terminal.err


def test_a_missing_key_is_told_apart_from_a_locked_keyring(terminal: Terminal, supplier: SupplierThread) -> None:
    terminal.add(supplier.url)
    terminal.secrets._secrets.clear()

    assert terminal.galla("poll", "--json") == 7
    (polled,) = json.loads(terminal.out)
    assert polled["error"]["kind"] == "keyring"
    assert "No API key is stored" in polled["error"]["message"]


def test_testing_an_account_records_nothing(terminal: Terminal, supplier: SupplierThread) -> None:
    terminal.add(supplier.url)

    assert terminal.galla("accounts", "test", "main") == 0
    assert "$84.20" in terminal.out
    assert terminal.galla("status") == 8


def test_a_new_key_replaces_the_old_one_only_if_the_supplier_takes_it(
    terminal: Terminal, supplier: SupplierThread
) -> None:
    terminal.add(supplier.url)
    name = SecretName("main", "api_key")

    assert terminal.galla("accounts", "key", "main", typed="wrong\n") == 3
    assert terminal.secrets._secrets[name].reveal() == KEY
    assert terminal.galla("accounts", "key", "main", typed=KEY + "\n") == 0
    assert "$84.20" in terminal.out


def test_a_removed_account_takes_its_key_with_it(terminal: Terminal) -> None:
    terminal.add("https://api.example.com")

    assert terminal.galla("accounts", "remove", "main") == 0
    assert terminal.secrets._secrets == {}
    assert terminal.galla("accounts", "list") == 0
    assert "No account yet" in terminal.out


def test_an_account_that_does_not_exist_is_named(terminal: Terminal) -> None:
    terminal.add("https://api.example.com")

    for command in (("accounts", "test", "shop"), ("accounts", "remove", "shop"), ("poll", "--account", "shop")):
        assert terminal.galla(*command) == 2
        assert "shop" in terminal.err


def test_a_broken_settings_file_is_named_with_its_line_and_not_touched(terminal: Terminal) -> None:
    terminal.home.mkdir()
    broken = 'version = 1\n[[accounts]]\nid = "main\n'
    (terminal.home / "settings.toml").write_text(broken)

    for command in (("status",), ("poll",), ("accounts", "list")):
        assert terminal.galla(*command) == 2
        assert "settings.toml, line 3" in terminal.err
    assert terminal.add("https://api.example.com") == 2
    assert (terminal.home / "settings.toml").read_text() == broken


def test_doctor_says_of_each_failure_what_failed(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "settings.toml").write_text("version = ")
    terminal.secrets = LockedSecrets()

    assert terminal.galla("doctor") == 7

    failing = [line for line in terminal.out.splitlines() if line.startswith("[fail]")]
    assert [line.split()[1] for line in failing] == ["Settings:", "Keyring:"]


def test_doctor_does_not_ask_for_a_paused_account(terminal: Terminal, supplier: SupplierThread) -> None:
    terminal.add(supplier.url)
    terminal.here.settings_file.change_account("main", lambda account: replace(account, paused=True))
    asked = supplier.requests
    terminal.galla("doctor")
    assert "FoxReload: paused, so its supplier was not asked." in terminal.out
    assert supplier.requests == asked


def test_json_has_nothing_else_on_standard_output(terminal: Terminal) -> None:
    terminal.add("https://api.example.com")
    settings = terminal.home / "settings.toml"
    settings.write_text(settings.read_text() + '\n[surprise]\ncolour = "blue"\n')

    terminal.galla("status", "--json")

    assert isinstance(json.loads(terminal.out), list)
    assert "surprise" in terminal.err


def test_no_command_and_an_unknown_one_exit_with_2(terminal: Terminal) -> None:
    assert terminal.galla("fly") == 2
    assert terminal.galla("accounts") == 2


def test_a_ledger_that_cannot_be_written_is_said_in_sentences_alone(terminal: Terminal) -> None:
    terminal.add("https://example.com")
    (terminal.home / "ledger").touch()
    environment = {**os.environ, "GALLA_HOME": str(terminal.home), "LC_ALL": "C"}  # as under cron
    done = subprocess.run(
        [sys.executable, "-m", "galla", "status"], env=environment, capture_output=True, text=True, check=False
    )
    assert "it will be lost when Galla closes" in done.stdout
    assert done.stderr == ""


def test_a_fault_of_ours_is_one_sentence_and_its_traceback_stays_in_the_log(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(here: object, *, as_json: bool) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("galla.cli.status.run", broken)

    assert terminal.galla("status") == 70
    assert "Traceback" not in terminal.err
    assert len(terminal.err.strip().splitlines()) == 1
    assert "ZeroDivisionError" in (terminal.home / "log" / "galla.log").read_text()


@pytest.mark.parametrize(
    ("given", "shown"), [("140", "140.00"), ("0.5", "0.50"), ("12.345678", "12.345678"), ("0", "0.00")]
)
def test_amounts_keep_their_decimals(terminal: Terminal, supplier: SupplierThread, given: str, shown: str) -> None:
    terminal.add(supplier.url)
    supplier.balance = given

    terminal.galla("poll", "--json")

    assert json.loads(terminal.out)[0]["amount"] == shown
