"""An account from the command line to the first reading, with its key in the real Secret Service."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.real_session import GALLA, KEY, Session, Supplier
from desktop.waiting import eventually

pytestmark = pytest.mark.timeout(180)


class ProcessList:
    """What anybody on the machine could read of our processes, while they ran."""

    def __init__(self, session: Session) -> None:
        self._mark = f"GALLA_HOME={session.home}".encode()
        self.command_lines: set[bytes] = set()
        self.environments: set[bytes] = set()

    def look(self) -> None:
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit() or int(folder.name) == os.getpid():
                continue
            try:
                environment = (folder / "environ").read_bytes()
                if self._mark in environment:
                    self.environments.add(environment)
                    self.command_lines.add((folder / "cmdline").read_bytes())
            except OSError:
                continue  # it has ended, or is not ours


def test_a_key_given_on_standard_input_is_in_the_secret_service_and_nowhere_else(
    session: Session, supplier: Supplier
) -> None:
    session.add_account(supplier.address)
    assert session.tool("secret-tool", "lookup", "service", "galla", "username", "main/api_key") == KEY
    seen = ProcessList(session)
    tray = session.start_tray()
    eventually(lambda: seen.look() or supplier.requests)
    polling = session.start(GALLA, "poll")
    while polling.is_running:
        seen.look()
    assert polling.end() == 0
    supplier.fault("401")
    refused = session.start(GALLA, "poll")
    while refused.is_running:
        seen.look()
    assert refused.end() == 3
    assert any(b"_keyring" in line for line in seen.command_lines)
    everything = [*seen.command_lines, *seen.environments]
    assert not [shown for shown in everything if KEY.encode() in shown]
    files = [path for path in session.folder.rglob("*") if path.is_file()]
    assert {"ledger.sqlite3", "ledger.sqlite3-wal", "galla.log", "settings.toml"} <= {path.name for path in files}
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
    assert tray.end() == 0


def test_a_removed_account_leaves_no_key_and_keeps_its_history(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    assert session.galla("poll").returncode == 0
    assert session.galla("accounts", "remove", "main").returncode == 0
    assert session.run("secret-tool", "lookup", "service", "galla", "username", "main/api_key").stdout == ""
    assert session.rows("SELECT count(*) FROM readings") == [(1,)]


def test_an_account_added_beside_the_tray_is_watched_at_once(session: Session, supplier: Supplier) -> None:
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip == "Galla: no account yet")
    session.add_account(supplier.address)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    assert session.galla("accounts", "remove", "main").returncode == 0
    eventually(lambda: icon.tooltip == "Galla: no account yet")
