"""The icon on real panels: shown, coloured, clicked, and there again whatever the panel does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.conftest import OpenSession
from desktop.real_session import Session, Supplier
from desktop.waiting import eventually
from galla.domain.level import Level
from galla.ui.theme import LIGHT

pytestmark = pytest.mark.timeout(180)


@pytest.mark.parametrize("panel", ["lxqt", "xfce", "trayer"])
def test_the_icon_changes_colour_as_the_balance_falls_and_a_click_opens_the_panel(
    open_session: OpenSession, supplier: Supplier, panel: str
) -> None:
    session = open_session(tray=panel)
    session.add_account(supplier.address)
    tray = session.start_tray()
    eventually(lambda: session.where_is(Level.HEALTHY))
    supplier.balance("99.50")
    assert session.galla("poll").returncode == 0
    eventually(lambda: session.where_is(Level.LOW))
    assert session.where_is(Level.HEALTHY) is None
    supplier.balance("0.00")
    assert "surprising" in session.galla("poll").stdout
    assert session.where_is(Level.EMPTY) is None
    assert session.galla("poll").returncode == 0
    x, y = eventually(lambda: session.where_is(Level.EMPTY))
    assert "Galla" not in session.windows(tray)
    session.tool("xdotool", "mousemove", str(x), str(y), "click", "1")
    eventually(lambda: "Galla" in session.windows(tray))
    assert tray.end() == 0


def test_tooltip_and_menu_carry_balance_and_runway_and_follow_a_poll_beside_the_tray(
    session: Session, supplier: Supplier
) -> None:
    session.add_account(supplier.address)
    icon = session.icon_of(session.start_tray())
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00, –, as of "))
    assert next(iter(icon.menu())) == icon.tooltip
    supplier.balance("140.00")
    assert session.galla("poll").returncode == 0
    eventually(lambda: icon.tooltip.startswith("FoxReload: $140.00"))
    assert Decimal(session.status()[0]["amount"]) == 140


def test_the_menu_checks_now_opens_panel_and_chart_and_quits(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    supplier.fault("500")
    tray = session.start_tray()
    icon = session.icon_of(tray)
    eventually(lambda: supplier.requests and session.rows("SELECT 1 FROM failures"))
    supplier.fault()
    icon.choose("Check now")
    eventually(lambda: icon.tooltip.startswith("FoxReload: $150.00"))
    icon.choose("Check now")
    icon.choose("Open Galla")
    eventually(lambda: "Galla" in session.windows(tray))
    icon.choose("Show chart")
    eventually(lambda: any("FoxReload" in title for title in session.windows(tray)))
    assert session.rows("SELECT sum(polls) FROM readings") == [(1,)]
    icon.choose("Quit")
    assert tray.process.wait(30) == 0


def test_a_left_click_opens_the_panel_and_the_next_one_closes_it(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    tray = session.start_tray()
    icon = session.icon_of(tray)
    icon.click()
    eventually(lambda: "Galla" in session.windows(tray))
    icon.click()
    eventually(lambda: "Galla" not in session.windows(tray))


@pytest.mark.parametrize("panel", ["lxqt", "xfce", "trayer"])
def test_a_panel_that_starts_after_us_gets_the_icon(open_session: OpenSession, supplier: Supplier, panel: str) -> None:
    session = open_session(tray="none")
    session.add_account(supplier.address)
    tray = session.start_tray()
    # without a tray for three seconds it opens a window instead
    eventually(lambda: "Galla" in session.windows(tray))
    session.tray_host(panel)
    eventually(lambda: session.where_is(Level.HEALTHY))
    assert tray.is_running


@pytest.mark.parametrize("panel", ["lxqt", "xfce", "trayer"])
def test_a_panel_that_restarts_gets_the_icon_again(open_session: OpenSession, supplier: Supplier, panel: str) -> None:
    session = open_session(tray=panel)
    session.add_account(supplier.address)
    tray = session.start_tray()
    eventually(lambda: session.where_is(Level.HEALTHY))
    session.tray_host("none")
    eventually(lambda: session.where_is(Level.HEALTHY) is None)
    supplier.balance("99.50")
    assert session.galla("poll").returncode == 0
    session.tray_host(panel)
    eventually(lambda: session.where_is(Level.LOW))
    assert tray.is_running


def test_without_a_tray_a_window_says_so_and_closing_it_ends_the_program(
    open_session: OpenSession, supplier: Supplier
) -> None:
    session = open_session(tray="none")
    session.add_account(supplier.address)
    tray = session.start_tray()
    windows = eventually(lambda: session.windows(tray))
    eventually(lambda: session.shows(LIGHT.info))
    session.tool("xdotool", "windowactivate", "--sync", windows["Galla"], "key", "Escape")
    assert tray.process.wait(30) == 0


def test_a_second_start_raises_the_window_of_the_first_and_succeeds(session: Session, supplier: Supplier) -> None:
    session.add_account(supplier.address)
    tray = session.start_tray()
    session.icon_of(tray)
    second = session.start_tray()
    assert second.process.wait(60) == 0
    eventually(lambda: "Galla" in session.windows(tray))
    assert session.windows(second) == {}
    assert tray.is_running


def test_of_starts_at_the_same_moment_one_becomes_the_tray_and_the_others_succeed(
    session: Session, supplier: Supplier
) -> None:
    session.add_account(supplier.address)
    started = [session.start_tray() for _ in range(3)]
    eventually(lambda: sum(program.is_running for program in started) == 1)
    (tray,) = (program for program in started if program.is_running)
    assert [program.process.poll() for program in started if program is not tray] == [0, 0]
    assert session.icon_of(tray)
    eventually(lambda: supplier.requests)
    assert supplier.requests == 1
