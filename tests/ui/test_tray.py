"""The tray: sets only what changed, carries the vital facts in its menu, and passes on what the owner wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from galla.domain.model import Level
from galla.domain.notice import Severity
from galla.ui.tray import MENU_ACCOUNTS, Tray
from ui import snapshots as samples


@pytest.fixture
def tray(qapp):
    tray = Tray()
    tray.show()
    yield tray
    tray.hide()
    tray.deleteLater()


def icon_of(tray: Tray) -> QSystemTrayIcon:
    icon = tray.findChild(QSystemTrayIcon)
    assert icon is not None
    return icon


def menu_of(tray: Tray) -> QMenu:
    return icon_of(tray).contextMenu()


def texts_of(tray: Tray) -> list[str]:
    return [action.text() for action in menu_of(tray).actions() if not action.isSeparator()]


def click(tray: Tray, text: str) -> None:
    (action,) = [action for action in menu_of(tray).actions() if action.text().replace("&", "") == text]
    action.trigger()


def test_before_anything_is_known_the_icon_is_there_and_asks(tray):
    assert icon_of(tray).isVisible()
    assert not icon_of(tray).icon().isNull()


def test_the_icon_is_set_again_only_when_what_it_shows_changed(tray):
    tray.render((samples.healthy(),), samples.NOW)
    first = icon_of(tray).icon().cacheKey()
    tray.render((replace(samples.healthy(), balance=samples.usd("4811.00")),), samples.NOW)
    assert icon_of(tray).icon().cacheKey() == first
    tray.render((samples.low_with_open_episode(),), samples.NOW)
    assert icon_of(tray).icon().cacheKey() != first


def test_two_days_of_updates_keep_few_icons(tray):
    for hour in range(48):
        runway = replace(samples.critical().runway, p50_days=(hour % 24) / 24)
        tray.render((replace(samples.critical(), runway=runway),), samples.NOW)
    assert len(tray._icons) <= 8


def test_the_tooltip_says_balance_runway_and_clock_time_and_does_not_tick(tray):
    tray.render((samples.healthy(),), samples.NOW)
    tooltip = icon_of(tray).toolTip()
    assert "FoxReload" in tooltip
    assert "$4,812.30" in tooltip
    assert "14:29" in tooltip
    tray.render((samples.healthy(),), samples.NOW + timedelta(minutes=7))
    assert icon_of(tray).toolTip() == tooltip


def test_the_menu_carries_every_account_above_the_commands(tray):
    tray.render(samples.three_accounts(), samples.NOW)
    facts, commands = texts_of(tray)[:3], texts_of(tray)[3:]
    assert "₹123,456.00" in facts[0]
    assert "$874.25" in facts[1]
    assert facts[2] == "Second key: Unknown"
    assert [text.replace("&", "") for text in commands] == [
        "Check now",
        "Show chart",
        "Open Galla",
        "Alert history",
        "Settings…",
        "Quit",
    ]


def test_each_fact_in_the_menu_says_when_it_was_read(tray):
    tray.render((samples.stale_with_problem(),), samples.NOW)
    tooltip = icon_of(tray).toolTip()
    assert "as of" in tooltip
    assert texts_of(tray)[0] == tooltip


def test_the_menu_is_not_built_anew_when_figures_change(tray):
    tray.render((samples.healthy(),), samples.NOW)
    before = menu_of(tray).actions()
    tray.render((samples.low_with_open_episode(),), samples.NOW)
    assert menu_of(tray).actions() == before
    assert "$874.25" in before[0].text()


def test_of_fifty_accounts_the_menu_names_those_that_need_you_first(tray):
    fine = [samples.healthy(f"a{number}", f"Supplier {number}") for number in range(49)]
    tray.render((samples.low_with_open_episode(), *fine), samples.NOW)
    facts = texts_of(tray)[:-6]
    assert len(facts) == MENU_ACCOUNTS + 1
    assert facts[0].startswith("FoxReload")
    assert facts[-1].startswith("and 42 more")


def test_accounts_that_left_the_settings_leave_the_menu(tray):
    tray.render(samples.three_accounts(), samples.NOW)
    tray.render((samples.healthy(),), samples.NOW)
    assert len(texts_of(tray)) == 7


def test_an_ampersand_in_a_name_is_no_keyboard_shortcut(tray):
    tray.render((replace(samples.healthy(), account_name="Cards & More"),), samples.NOW)
    assert texts_of(tray)[0].startswith("Cards && More")


def test_a_panel_that_reads_underscores_as_keys_gets_none_in_a_name(qapp):
    """Qt hands a menu's text on with its first ampersand as an underscore."""
    tray = Tray(speaks_items=True)
    tray.show()
    tray.render((replace(samples.healthy(), account_name="my_cards & more"),), samples.NOW)
    assert texts_of(tray)[0].startswith("my__cards + more: ")
    tray.hide()
    tray.deleteLater()


def test_without_accounts_there_is_nothing_to_check_or_chart(tray):
    tray.render((), samples.NOW)
    disabled = [action.text().replace("&", "") for action in menu_of(tray).actions() if not action.isEnabled()]
    assert disabled == ["Check now", "Show chart"]


def test_check_now_asks_for_every_account(tray, qtbot):
    tray.render(samples.three_accounts(), samples.NOW)
    asked: list[str] = []
    tray.poll_requested.connect(asked.append)
    click(tray, "Check now")
    assert asked == ["in", "main", "new"]


def test_show_chart_opens_the_worst_account(tray, qtbot):
    tray.render(samples.three_accounts(), samples.NOW)
    with qtbot.waitSignal(tray.chart_requested) as asked:
        click(tray, "Show chart")
    assert asked.args == ["main"]


def test_a_click_opens_the_panel_and_says_where_the_cursor_was(tray, qtbot):
    with qtbot.waitSignal(tray.panel_requested) as asked:
        icon_of(tray).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert isinstance(asked.args[0], QPoint)


def test_a_right_click_leaves_the_panel_closed(tray, qtbot):
    with qtbot.assertNotEmitted(tray.panel_requested):
        icon_of(tray).activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_a_fact_in_the_menu_opens_the_panel(tray, qtbot):
    tray.render((samples.healthy(),), samples.NOW)
    with qtbot.waitSignal(tray.panel_requested):
        menu_of(tray).actions()[0].trigger()


def test_the_alert_history_and_the_settings_are_one_choice_away(tray, qtbot):
    with qtbot.waitSignal(tray.alert_history_requested):
        click(tray, "Alert history")
    with qtbot.waitSignal(tray.settings_requested) as asked:
        click(tray, "Settings…")
    assert asked.args == [""]


def test_no_two_entries_of_the_menu_share_a_key(tray):
    tray.render((), samples.NOW)
    keys = [text[text.index("&") + 1].lower() for text in texts_of(tray)]
    assert len(set(keys)) == len(keys)


def test_quit_is_passed_on(tray, qtbot):
    with qtbot.waitSignal(tray.quit_requested):
        click(tray, "Quit")


def test_an_unknown_balance_is_named_unknown_and_never_zero(tray):
    tray.render((samples.no_data(),), samples.NOW)
    assert texts_of(tray)[0] == "FoxReload: Unknown"
    assert "0" not in icon_of(tray).toolTip()


def test_the_trays_own_message_can_be_shown_at_every_severity(tray):
    for severity in Severity:
        tray.show_message("Low balance", "FoxReload is at $12.00", severity)
    assert icon_of(tray).isVisible()


def test_the_first_icon_needs_neither_texts_nor_the_rest_of_the_domain():
    import subprocess
    import sys

    code = (
        "import sys\nimport galla.ui.tray, galla.ui.tray_host\n"
        "heavy = {'galla.domain.model', 'galla.texts.snapshots', 'decimal', 'zoneinfo', 'asyncio', 'PySide6.QtSvg'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert answer.stdout.strip() == "[]"


def test_the_level_decides_even_when_the_number_is_old(tray):
    tray.render((samples.stale_with_problem(),), samples.NOW)
    assert tray._key is not None
    assert (tray._key.level, tray._key.stale) == (Level.LOW, True)
