"""What the owner is told, by a real notification daemon: once per episode, whatever is restarted."""

from __future__ import annotations

import re
import signal
import sqlite3
from contextlib import closing

import pytest

from desktop.conftest import OpenSession
from desktop.real_session import Program, Session, Supplier
from desktop.waiting import eventually

pytestmark = pytest.mark.timeout(180)

EPISODES = "SELECT rule, recovered_us IS NOT NULL FROM episodes WHERE rule <> 'credit' ORDER BY raised_us"
DELIVERED = "SELECT count(*) FROM deliveries WHERE delivered_us IS NOT NULL"
UNTOLD = "SELECT notice_id FROM deliveries WHERE delivered_us IS NULL"


def tray_with_low_balance(session: Session, supplier: Supplier, *, add: bool = True) -> Program:
    """A tray whose one account fell under its threshold while it watched, and was told of."""
    if add:
        session.add_account(supplier.address)
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    supplier.balance("99.50")
    assert session.galla("poll").returncode == 0
    eventually(lambda: session.displayed() == 1)
    return tray


def test_a_crossed_threshold_is_told_with_figures_and_buttons_although_another_process_read_it(
    session: Session, supplier: Supplier
) -> None:
    tray_with_low_balance(session, supplier)
    session.press("no such button")
    offered = session.folder / "offered"
    labels = eventually(lambda: offered.exists() and offered.read_text(encoding="utf-8"))
    assert "Show chart" in labels
    assert "Snooze 1 h" in labels
    (notice,) = session.notices()
    assert notice["appname"] == "Galla"
    assert notice["summary"] == "FoxReload: balance low, $99.50"
    read = r"Read (under a minute|\d+ min) ago \(today \d\d:\d\d\)\."
    assert re.fullmatch(rf"Under your threshold of \$100\.00\. {read} Top up soon\.", notice["body"]), notice["body"]
    eventually(lambda: session.rows(DELIVERED) == [(1,)])


def test_the_button_show_chart_opens_the_chart_window(session: Session, supplier: Supplier) -> None:
    tray = tray_with_low_balance(session, supplier)
    assert session.windows(tray) == {}
    session.press("Show chart")
    eventually(lambda: any("FoxReload" in title for title in session.windows(tray)))


def test_a_click_on_the_notification_opens_the_panel(session: Session, supplier: Supplier) -> None:
    tray = tray_with_low_balance(session, supplier)
    session.tool("dunstctl", "action", "0")
    eventually(lambda: "Galla" in session.windows(tray))


def test_the_button_snooze_keeps_the_episode_quiet_for_an_hour_in_the_ledger(
    session: Session, supplier: Supplier
) -> None:
    tray_with_low_balance(session, supplier)
    session.press("Snooze 1 h")
    ((quiet_us, raised_us),) = eventually(
        lambda: session.rows("SELECT snoozed_until_us, raised_us FROM episodes WHERE snoozed_until_us IS NOT NULL")
    )
    assert 3600 <= (quiet_us - raised_us) / 1e6 < 3700


def test_the_button_acknowledge_keeps_the_episode_quiet_until_it_has_recovered(
    session: Session, supplier: Supplier
) -> None:
    tray_with_low_balance(session, supplier)
    session.press("Acknowledge")
    eventually(lambda: session.rows("SELECT 1 FROM episodes WHERE acknowledged_us IS NOT NULL"))


def test_the_button_top_up_opens_the_suppliers_page(session: Session, supplier: Supplier) -> None:
    opened = session.with_browser()
    session.add_account(supplier.address)
    with (session.home / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('[accounts.top_up]\npage = "https://example.com/top-up?to=main"\n')
    tray_with_low_balance(session, supplier, add=False)
    session.press("Top up")
    eventually(lambda: opened.exists() and opened.read_text() == "https://example.com/top-up?to=main\n")


def test_what_was_acknowledged_by_a_command_is_taken_up_by_the_tray(session: Session, supplier: Supplier) -> None:
    tray_with_low_balance(session, supplier)
    listed = session.galla("alerts", "list")
    found = re.search(r"\b[0-9A-Z]{6}\b", listed.stdout)
    assert found is not None, listed.stdout
    assert session.galla("alerts", "ack", found[0]).returncode == 0
    assert session.rows("SELECT count(*) FROM episodes WHERE acknowledged_us IS NOT NULL") == [(1,)]


def test_an_episode_is_told_once_and_its_recovery_once_over_restarts(session: Session, supplier: Supplier) -> None:
    tray = tray_with_low_balance(session, supplier)
    eventually(lambda: session.rows(DELIVERED) == [(1,)])
    assert tray.end() == 0
    again = session.start_tray()
    icon = session.icon_of(again)
    eventually(lambda: icon.tooltip.startswith("FoxReload: $99.50"))
    supplier.balance("98.00")
    assert session.galla("poll").returncode == 0
    supplier.balance("150.00")
    assert session.galla("poll").returncode == 0
    assert session.rows(EPISODES) == [("balance_below", 0)]
    assert again.end(signal.SIGKILL) == -signal.SIGKILL
    assert session.galla("poll").returncode == 0
    session.start_tray()
    eventually(lambda: session.rows(DELIVERED) == [(3,)])
    assert session.galla("poll").returncode == 0
    assert session.rows(UNTOLD) == []
    assert [notice["summary"] for notice in session.notices()] == [
        "FoxReload: balance low, $99.50",
        "FoxReload: $52.00 received",
        "FoxReload: balance recovered, $150.00",
    ]


def test_what_happened_while_no_tray_ran_is_told_at_its_next_start(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    supplier.balance("42.00")
    assert session.galla("poll").returncode == 0
    assert session.displayed() == 0
    session.start_tray()
    eventually(lambda: session.displayed() == 1)
    assert session.notices()[0]["summary"] == "FoxReload: balance low, $42.00"


def test_a_rejected_key_is_told_and_its_repair_too(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    supplier.fault("401")
    tray = session.start_tray()
    eventually(lambda: session.displayed() == 1)
    supplier.fault()
    session.icon_of(tray).choose("Check now")
    eventually(lambda: session.displayed() == 2)
    first, second = session.notices()
    assert first["summary"] == "FoxReload: API key rejected"
    assert second["summary"] == "FoxReload: the supplier accepts the key again"


def test_a_notification_daemon_that_starts_after_us_still_shows_what_happened_before(
    open_session: OpenSession, supplier: Supplier
) -> None:
    session = open_session(notify="none")
    session.add_account(supplier.address)
    supplier.balance("42.00")
    session.start_tray()
    # On such a panel the tray's own message goes the same way over the bus, so it would tell nobody either.
    eventually(lambda: session.rows("SELECT 1 FROM deliveries WHERE attempts > 0"))
    assert session.rows(DELIVERED) == [(0,)]
    session.tool("session-notify", "dunst")
    assert session.galla("poll").returncode == 0
    eventually(lambda: session.displayed() == 1)
    eventually(lambda: session.rows(DELIVERED) == [(1,)])


def test_a_notification_daemon_that_restarts_shows_the_next_notice_and_its_buttons_work(
    session: Session, supplier: Supplier
) -> None:
    tray = tray_with_low_balance(session, supplier)
    session.tool("session-notify", "none")
    session.tool("session-notify", "dunst")
    supplier.fault("401")
    assert session.galla("poll").returncode == 3
    eventually(lambda: session.displayed() == 1)
    session.press("Show chart")
    eventually(lambda: any("FoxReload" in title for title in session.windows(tray)))


def test_without_a_notification_daemon_an_xembed_trays_own_balloon_tells(
    open_session: OpenSession, supplier: Supplier
) -> None:
    session = open_session(notify="none", tray="trayer")
    session.add_account(supplier.address)
    supplier.balance("42.00")
    tray = session.start_tray()
    eventually(lambda: session.windows(tray))
    eventually(lambda: session.rows(DELIVERED) == [(1,)])


def test_the_trays_menu_opens_the_alert_history_and_the_settings(session: Session, supplier: Supplier) -> None:
    tray = tray_with_low_balance(session, supplier)
    session.icon_of(tray).choose("Alert history")
    eventually(lambda: any(title.startswith("Alert history") for title in session.windows(tray)))
    session.icon_of(tray).choose("Settings…")
    eventually(lambda: any(title.startswith("Settings") for title in session.windows(tray)))


def test_a_notification_repeated_after_a_kill_takes_the_place_of_the_first(
    session: Session, supplier: Supplier
) -> None:
    tray = tray_with_low_balance(session, supplier)
    eventually(lambda: session.rows(DELIVERED) == [(1,)])
    tray.end(signal.SIGKILL)
    with closing(sqlite3.connect(session.home / "ledger" / "ledger.sqlite3")) as ledger, ledger:
        ledger.execute("UPDATE deliveries SET delivered_us = NULL")  # as if it had been killed a millisecond sooner
    session.start_tray()
    eventually(lambda: session.rows(DELIVERED) == [(1,)])
    assert session.displayed() == 1
