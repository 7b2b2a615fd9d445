"""What goes wrong on real machines: one clear sentence, the right exit code, and nothing lost."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.conftest import OpenSession
from desktop.real_session import GALLA, Program, Session, Supplier
from desktop.waiting import eventually
from galla.domain.level import Level
from galla.ui.theme import LIGHT

pytestmark = pytest.mark.timeout(180)

BROKEN_SETTINGS = 'version = 1\n\n[[accounts]]\nid = "main"\nname = "FoxReload\nbase_url = "https://example.com"\n'


def only_sentence(text: str) -> str:
    """The one line that was said; fails if there are more."""
    (line,) = text.strip().splitlines()
    assert line.strip()
    return line


def integrity(session: Session) -> Sequence[tuple[object, ...]]:
    return session.rows("PRAGMA integrity_check")


# --- the keyring


def test_a_keyring_that_is_locked_or_gone_is_said_with_exit_code_7(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    session.keyring("locked")
    locked = session.galla("poll")
    assert locked.returncode == 7
    assert "FoxReload: The keyring is locked; the API key in it is safe." in locked.stdout
    session.keyring("none")
    gone = session.galla("poll")
    assert gone.returncode == 7
    assert "FoxReload: This system has no keyring" in gone.stdout
    assert session.galla("accounts", "test", "main").returncode == 7
    session.keyring("unlocked")
    assert session.galla("poll").returncode == 0


def test_without_a_session_bus_poll_says_that_there_is_no_keyring(
    open_session: OpenSession, supplier: Supplier
) -> None:
    session = open_session(bus="0", tray="none")
    session.home.mkdir()
    account = f'[[accounts]]\nid = "main"\nname = "FoxReload"\nbase_url = "{supplier.address}"\ncurrency = "USD"\n'
    (session.home / "settings.toml").write_text(f"version = 1\n{account}", encoding="utf-8")
    polled = session.galla("poll")
    assert polled.returncode == 7
    assert "no keyring" in polled.stdout
    added = session.galla(
        "accounts", "add", "--id", "two", "--name", "Two", "--base-url", supplier.address, "--currency", "USD",
        words="key\n",
    )  # fmt: skip
    assert added.returncode == 7
    assert "no keyring" in only_sentence(added.stderr)
    assert 'id = "two"' not in (session.home / "settings.toml").read_text(encoding="utf-8")
    tray = session.start_tray()
    eventually(lambda: "Galla" in session.windows(tray))
    assert tray.end() == 0


def test_a_tray_that_starts_before_the_keyring_is_unlocked_reads_once_it_is(
    session: Session, supplier: Supplier
) -> None:
    session.add_account(supplier.address)
    session.keyring("locked")
    tray = session.start_tray()
    eventually(lambda: session.rows("SELECT 1 FROM failures WHERE problem LIKE '%locked%'"))
    assert session.where_is(Level.UNKNOWN) is not None
    session.keyring("unlocked")
    icon = session.icon_of(tray)
    icon.choose("Check now")
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))


# --- settings


def test_settings_broken_by_hand_are_said_in_a_window_and_never_overwritten(session: Session) -> None:
    session.home.mkdir()
    file = session.home / "settings.toml"
    file.write_text(BROKEN_SETTINGS, encoding="utf-8")
    tray = session.start_tray()
    eventually(lambda: session.shows(LIGHT.alarm))
    added = session.galla(
        "accounts", "add", "--id", "two", "--name", "Two", "--base-url", "https://example.com", "--currency", "USD",
        words="key\n",
    )  # fmt: skip
    assert added.returncode == 2
    assert session.start_tray().process.wait(60) == 0
    assert session.shows(LIGHT.alarm)
    assert tray.end() == 0
    assert file.read_text(encoding="utf-8") == BROKEN_SETTINGS


def test_every_command_names_the_line_of_malformed_settings(session: Session) -> None:
    session.home.mkdir()
    file = session.home / "settings.toml"
    file.write_text(BROKEN_SETTINGS, encoding="utf-8")
    for command in ("status", "poll", "accounts list", "accounts test main", "accounts remove main"):
        done = session.galla(*command.split())
        assert done.returncode == 2
        assert done.stdout == ""
        assert f"{file}, line 5:" in only_sentence(done.stderr)
    assert file.read_text(encoding="utf-8") == BROKEN_SETTINGS


def test_a_bad_argument_gives_one_sentence_and_leaves_no_key(session: Session) -> None:
    good = {"--id": "main", "--name": "N", "--base-url": "https://example.com", "--currency": "USD"}
    for option, value, words in (
        ("--currency", "DOLLARS", "“DOLLARS” is no currency code"),
        ("--profile", "no-such-shop", "no supplier profile called “no-such-shop”"),
        ("--base-url", "http://example.com", "not encrypted"),
        ("--base-url", "example", "is no web address"),
        ("--timezone", "Asia/Nowhere", "is no time zone"),
    ):
        arguments = good | {option: value}
        done = session.galla("accounts", "add", *(part for pair in arguments.items() for part in pair), words="key\n")
        assert done.returncode == 2
        assert words in only_sentence(done.stderr)
    assert not (session.home / "settings.toml").exists()
    assert session.run("secret-tool", "search", "--all", "service", "galla").stdout == ""


def test_a_damaged_ledger_is_set_aside_and_said_in_the_window(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    folder = session.home / "ledger"
    folder.mkdir()
    (folder / "ledger.sqlite3").write_bytes(b"not a ledger" * 1000)
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    icon.click()
    eventually(lambda: session.shows(LIGHT.warning))
    (aside,) = folder.glob("ledger.corrupt-*")
    assert aside.read_bytes() == b"not a ledger" * 1000


# --- the supplier


def test_a_failing_supplier_is_named_by_sentence_and_exit_code(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    for fault, code, words in (
        ("401", 3, "rejected the API key"),
        ("403", 3, "denies access"),
        ("429_seconds", 4, "too many requests"),
        ("500", 5, "failing (status 500)"),
        ("reset", 5, "broke off"),
        ("html", 6, "not data but something else"),
        ("huge", 6, "far too large"),
        ("wrong_currency", 6, "in EUR, but the account is in USD"),
        ("redirect_elsewhere", 6, "another host"),
    ):
        supplier.fault(fault)
        tested = session.galla("accounts", "test", "main")
        assert tested.returncode == code
        assert words in only_sentence(tested.stderr)


def test_after_a_wrong_key_and_in_a_silence_the_last_balance_stays(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    assert session.galla("poll").returncode == 0
    supplier.fault("401")
    assert session.galla("poll").returncode == 3
    supplier.fault("429_seconds")
    assert session.galla("poll").returncode == 4
    asked = supplier.requests
    assert session.galla("poll").returncode == 4
    assert supplier.requests == asked
    (shown,) = session.status()
    assert Decimal(shown["amount"]) == 150


def test_an_unreachable_host_is_exit_code_5(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    supplier.close()
    polled = session.galla("poll")
    assert polled.returncode == 5
    assert "127.0.0.1 does not accept connections" in polled.stdout


# --- ending


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_tray_ends_cleanly_on_a_signal(session: Session, supplier: Supplier, number: signal.Signals) -> None:
    session.add_account(supplier.address)
    tray: Program = session.start_tray()
    eventually(lambda: session.rows("SELECT 1 FROM readings"))
    assert tray.end(number) == 0
    assert tray.said == ""
    assert not (session.home / "ledger" / "ledger.sqlite3-wal").exists()
    assert integrity(session) == [("ok",)]


def test_a_signal_while_starting_ends_cleanly_too(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    supplier.fault("slow")
    tray = session.start_tray()
    eventually(lambda: supplier.requests)
    assert tray.end(signal.SIGTERM) == 0
    assert tray.said == ""


def test_ctrl_c_during_a_poll_is_one_sentence(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    supplier.fault("slow")
    polling = session.start(GALLA, "poll")
    eventually(lambda: supplier.requests)
    assert polling.end(signal.SIGINT) == 130
    assert only_sentence(polling.said) == "Stopped."


def test_ctrl_c_while_the_program_is_still_loading_shows_no_traceback(session: Session) -> None:
    for command, library in (
        ((), "libpyside6"),
        ((), "libQt6Core"),
        ((), "libQt6Gui"),
        ((), "libQt6Widgets"),
        (("status",), "libpyside6"),
        (("status",), "libQt6Core"),
    ):
        program = session.start(GALLA, *command)
        loaded = Path(f"/proc/{program.pid}/maps")
        eventually(lambda loaded=loaded, library=library: library in loaded.read_text(encoding="utf-8"))
        assert program.end(signal.SIGINT) in {0, 130, -signal.SIGINT}
        assert not re.search("Traceback|Fatal|Error", program.said), program.said
