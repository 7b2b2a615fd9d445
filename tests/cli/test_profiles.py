"""`galla profiles`, `accounts add` for suppliers of every kind, and what doctor says of all that."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cli.conftest import KEY, SupplierThread, Terminal
from galla.adapters.instance import SingleInstance
from galla.adapters.profiles import profile_ids
from galla.domain.model import Secret, SecretName

PROFILE = """
name = "Mine"
request = { path = "/balance" }
auth = { type = "bearer" }
amount = { pointer = "/balance/amount", scale = "0.01" }
currency = { pointer = "/balance/currency" }
secondary.held.pointer = "/balance/held"

[[examples]]
answer = '{"balance": {"amount": 100, "currency": "USD"}}'
reads = { amount = "1.00", currency = "USD" }
"""
ANSWER = '{"balance": {"amount": 28450, "currency": "USD", "held": 1200}}'


def own(terminal: Terminal, text: str = PROFILE, name: str = "mine") -> Path:
    folder = terminal.home / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_profile_has_a_line_and_the_owners_own_say_so(terminal: Terminal) -> None:
    own(terminal)
    assert terminal.galla("profiles", "list") == 0
    lines = terminal.out.splitlines()
    assert len(lines) == len(profile_ids(None)) + 1
    assert "mine  Mine  (your own file)" in lines
    assert "bamboo  Bamboo Card Portal  (gift cards)" in lines


def test_a_broken_file_is_told_and_hides_no_other(terminal: Terminal) -> None:
    own(terminal, "name = ")
    assert terminal.galla("profiles", "list") == 2
    assert "mine  cannot be used: " in terminal.out
    assert "bamboo  Bamboo" in terminal.out


@pytest.mark.parametrize("profile_id", profile_ids(None))
def test_what_a_supplier_asks_of_the_owner_is_shown(terminal: Terminal, profile_id: str) -> None:
    assert terminal.galla("profiles", "show", profile_id) == 0
    assert "What is asked of you:" in terminal.out
    assert "tried with a real account" in terminal.out or profile_id == "generic-bearer"


def test_a_supplier_that_does_not_exist_is_told_with_those_that_do(terminal: Terminal) -> None:
    assert terminal.galla("profiles", "show", "nobody") == 2
    assert "bamboo" in terminal.err


def test_a_sound_file_is_tried_on_its_examples_and_on_a_recorded_answer(terminal: Terminal, tmp_path: Path) -> None:
    file, answer = own(terminal), tmp_path / "answer.json"
    answer.write_text(ANSWER)
    assert terminal.galla("profiles", "check", str(file), "--answer", str(answer)) == 0
    assert terminal.out.splitlines() == [
        "mine.toml: the file is sound, and reads its 1 example as it says.",
        "Balance: $284.50",
        "Held: $12.00",
    ]


def test_a_mistake_names_file_key_and_what_is_allowed(terminal: Terminal) -> None:
    file = own(terminal, PROFILE.replace('"bearer"', '"magic"'))
    assert terminal.galla("profiles", "check", str(file)) == 2
    assert all(words in terminal.err for words in ("mine.toml", "auth.type", "magic", "bearer"))


def test_an_example_that_is_read_otherwise_is_told(terminal: Terminal) -> None:
    file = own(terminal, PROFILE.replace('"1.00"', '"100"'))
    assert terminal.galla("profiles", "check", str(file)) == 6
    assert "Example 1: amount should be 100, but is 1.00." in terminal.err


@pytest.mark.parametrize(
    ("answer", "options", "told"),
    [
        ("{}", (), (6, "has no amount")),
        ("{}", ("--status", "401"), (3, "rejected the API key")),
        (ANSWER, ("--currency", "eur"), (6, "answered in USD")),
    ],
)
def test_what_a_recorded_answer_means_is_told(
    terminal: Terminal, tmp_path: Path, answer: str, options: tuple[str, ...], told: tuple[int, str]
) -> None:
    recorded = tmp_path / "answer.json"
    recorded.write_text(answer)
    assert terminal.galla("profiles", "check", str(own(terminal)), "--answer", str(recorded), *options) == told[0]
    assert told[1] in terminal.err


def test_a_recorded_answer_that_is_not_there_is_told(terminal: Terminal) -> None:
    assert terminal.galla("profiles", "check", str(own(terminal)), "--answer", "nowhere.json") == 2
    assert "nowhere.json" in terminal.err


# --- accounts of such suppliers


def add(terminal: Terminal, *options: str, typed: str = KEY + "\n") -> int:
    return terminal.galla("accounts", "add", "--id", "shop", "--name", "Shop", *options, typed=typed)


def test_what_a_profile_asks_for_is_kept_in_settings_and_keyring(terminal: Terminal) -> None:
    assert add(terminal, "--profile", "bamboo", "--currency", "usd", "--field", "client_id=id-1") == 0
    (account,) = tomllib.loads((terminal.home / "settings.toml").read_text())["accounts"]
    assert (account["base_url"], account["currency"]) == ("https://api.bamboocardportal.com", "USD")
    assert account["fields"] == {"client_id": "id-1"}
    assert terminal.secrets._secrets == {SecretName("shop", "client_secret"): Secret(KEY)}
    assert terminal.here.settings().accounts[0].fields == (("client_id", "id-1"),)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--profile", "bamboo", "--currency", "USD"), "--field client_id=…"),
        (("--profile", "bamboo", "--currency", "USD", "--field", "colour=blue"), "colour"),
        (("--profile", "bamboo", "--field", "client_id=id-1"), "currency"),
        (
            (
                "--profile",
                "smm-panel",
            ),
            "--base-url",
        ),
        (("--profile", "twilio", "--field", "account_sid=x", "--sandbox"), "--sandbox"),
    ],
)
def test_what_is_missing_or_unknown_is_refused_before_a_key_is_typed(
    terminal: Terminal, options: tuple[str, ...], words: str
) -> None:
    assert add(terminal, *options) == 2
    assert words in terminal.err
    assert terminal.secrets._secrets == {}


def test_the_sandbox_has_its_own_address(terminal: Terminal) -> None:
    assert add(terminal, "--profile", "tremendous", "--currency", "USD", "--sandbox") == 0
    (account,) = terminal.here.settings().accounts
    assert (account.base_url, account.environment) == ("https://testflight.tremendous.com/api/v2", "sandbox")


def test_an_account_of_an_own_profile_is_polled(terminal: Terminal, supplier: SupplierThread) -> None:
    own(terminal)
    supplier.balance = "8420"
    assert add(terminal, "--profile", "mine", "--base-url", supplier.url) == 0
    assert terminal.galla("poll") == 0
    assert "$84.20" in terminal.out


# --- doctor


def test_doctor_tells_versions_own_profiles_and_start_at_login(terminal: Terminal) -> None:
    own(terminal)
    terminal.galla("doctor")
    assert "Python 3." in terminal.out
    assert "Tray: Galla is not running, so nobody watches." in terminal.out
    assert "Suppliers: 1 file of your own" in terminal.out
    assert "does not start when you log in" in terminal.out
    terminal.login.on = True
    tray = SingleInstance(terminal.here.paths.runtime_folder)
    assert tray.acquire()
    own(terminal, "name = ")
    terminal.galla("doctor")
    assert "Tray: Galla is running." in terminal.out
    assert "Galla starts when you log in" in terminal.out
    tray.release()
    assert "[fail] Suppliers: " in terminal.out
