"""The first two minutes: from an empty panel to a watched balance, by keyboard alone, in the real session."""

from __future__ import annotations

import tomllib

import pytest

from desktop.real_session import KEY, Session, Supplier
from desktop.waiting import eventually

pytestmark = pytest.mark.timeout(180)


def keys(session: Session, *names: str) -> None:
    session.tool("xdotool", "key", "--delay", "40", *names)


def types(session: Session, text: str) -> None:
    session.tool("xdotool", "type", "--delay", "15", text)


def test_an_account_is_added_from_the_empty_panel_and_watched_at_once(session: Session, supplier: Supplier) -> None:
    tray = session.start_tray()
    icon = session.icon_of(tray)
    icon.click()
    eventually(lambda: session.focused() == "Galla")  # a window that is shown does not yet get what is typed
    keys(session, "alt+d")
    eventually(lambda: session.focused().startswith("Add an account"))
    types(session, "generic")
    keys(session, "Tab", "Tab", "Tab", "ctrl+a")  # over the list and "not in the list"
    types(session, "FoxReload")
    keys(session, "Tab")
    types(session, supplier.address)
    keys(session, "Tab")
    types(session, KEY)
    keys(session, "Return")
    eventually(lambda: session.focused().startswith("FoxReload is watched now"))
    keys(session, "Return")
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    eventually(lambda: session.focused().startswith("Settings"))
    written = (session.home / "settings.toml").read_text(encoding="utf-8")
    (account,) = tomllib.loads(written)["accounts"]
    assert (account["id"], account["base_url"]) == ("foxreload", supplier.address)
    assert KEY not in written + tray.said


def test_a_file_that_is_edited_by_hand_applies_while_the_tray_runs(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    file = session.home / "settings.toml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace('name = "FoxReload"', 'name = "Renamed"'), encoding="utf-8")
    eventually(lambda: icon.tooltip.startswith("Renamed: $150.00"))
    file.write_text(good.replace('name = "FoxReload"', "name = FoxReload"), encoding="utf-8")
    supplier.balance("140.00")
    assert session.galla("poll").returncode == 2
    file.write_text(good, encoding="utf-8")
    eventually(lambda: icon.tooltip.startswith("FoxReload: $1"))
    assert session.galla("poll").returncode == 0
    eventually(lambda: icon.tooltip.startswith("FoxReload: $140.00"))


def test_everything_is_deleted_from_the_settings_window(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    assert session.run("secret-tool", "lookup", "service", "galla", "username", "main/api_key").stdout == KEY
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    icon.click()
    eventually(lambda: session.focused() == "Galla")
    keys(session, "alt+s")
    eventually(lambda: session.focused().startswith("Settings"))
    keys(session, "ctrl+Prior", "shift+Tab", "space")  # the last page, and what is last on it
    eventually(lambda: session.focused().startswith("Delete everything?"))
    keys(session, "shift+Tab", "space")  # the focus begins at "Cancel"
    eventually(lambda: not tray.is_running)
    assert tray.process.returncode == 0
    assert not session.home.exists()
    assert session.run("secret-tool", "lookup", "service", "galla", "username", "main/api_key").stdout == ""
