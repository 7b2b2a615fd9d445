"""The settings window itself: its pages, keys and colours, what cannot be changed or written, and how it is built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import process_time
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QPoint, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QWidget

from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.notice import Rule
from galla.domain.settings import Theme
from galla.texts.alert_names import rule_name
from galla.ui import theme
from galla.ui.settings.draft import Draft
from galla.ui.settings.entries import Switch, TextEntry
from galla.ui.settings.numbers import plain_number
from galla.ui.settings.page import SettingsPage
from galla.ui.settings.rows import Card, FieldRow, Section
from galla.ui.settings.state import SettingsView
from galla.ui.settings.window import SettingsWindow
from galla.ui.theme import apply_theme
from slowness import slowness
from ui.settings_samples import (
    FOX,
    KOLKATA,
    MOBILE,
    NOW,
    SettingsRig,
    child,
    owner_settings,
    press,
    states,
    type_over,
    words,
)

pytestmark = pytest.mark.usefixtures("english")

REPEAT = "Repeat an open alert every"


@pytest.fixture
def rig(qtbot: Any) -> SettingsRig:
    return SettingsRig(qtbot, owner_settings())


def shown_page(rig: SettingsRig) -> str:
    page = rig.window._pages.currentWidget()
    assert isinstance(page, SettingsPage)
    return page.name


# --- pages


def test_pages_are_listed_and_opened_by_name(rig: SettingsRig) -> None:
    names = child(rig.window, QListWidget)
    assert [names.item(index).text() for index in range(names.count())] == [
        "Accounts",
        "Alerts",
        "Channels",
        "General",
    ]
    assert shown_page(rig) == "alerts"
    rig.window.open_page("channels")
    assert (shown_page(rig), names.currentRow()) == ("channels", 2)
    rig.window.open_page("no such page")
    assert shown_page(rig) == "channels"


def test_pages_are_turned_by_keys(rig: SettingsRig) -> None:
    names = child(rig.window, QListWidget)
    names.setFocus()
    QTest.keyClick(names, Qt.Key.Key_Down)
    assert shown_page(rig) == "channels"
    QTest.keyClick(rig.window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert shown_page(rig) == "general"
    QTest.keyClick(rig.window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert shown_page(rig) == "accounts"
    QTest.keyClick(rig.window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert shown_page(rig) == "general"


class GreetingSection(Section):
    """Stands for what a later page has."""

    def __init__(self) -> None:
        super().__init__("Greeting")
        card = Card()
        self.name = TextEntry()
        card.add(FieldRow("general.greeting", "Greeting", self.name))
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        self.name.show_value(view.settings.accounts[0].name)


def test_a_page_that_is_added_later_is_shown_and_made_read_only_like_the_others(rig: SettingsRig) -> None:
    rig.window.render_read_only("The file is broken.")
    rig.window.add_page(SettingsPage("general", "General", [GreetingSection]))
    rig.render()
    rig.window.complete()
    rig.window.open_page("general")
    assert shown_page(rig) == "general"
    assert rig.entry("Greeting").text() == "FoxReload"
    assert not rig.entry("Greeting").isEnabled()


def test_tab_goes_through_the_fields_from_top_to_bottom(rig: SettingsRig) -> None:
    names = child(rig.window, QListWidget)
    names.setFocus()
    passed: list[str] = []
    page = rig.window._pages.currentWidget()
    last = 0
    for _ in range(9):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        top = focused.mapTo(page.widget(), QPoint(0, 0)).y()
        assert top >= last - 8
        last = top
        passed.append(focused.accessibleName())
    assert passed[:4] == [
        "Warn when the balance is under (given as)",
        "Warn when the money lasts for less than (days)",
        "A payment arrives after (hours)",
        "A payment arrives after (working days)",
    ]


def test_a_field_that_gets_the_focus_comes_into_sight(rig: SettingsRig) -> None:
    last = child(rig.row(rule_name(Rule.DAILY_CLOSE)), Switch)
    assert last.visibleRegion().isEmpty()
    child(rig.window, QListWidget).setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is last
    assert not last.visibleRegion().isEmpty()


def test_escape_closes_the_window_and_it_tells_so(rig: SettingsRig, qtbot: Any) -> None:
    with qtbot.waitSignal(rig.window.closed):
        QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert not rig.window.isVisible()


def test_what_was_typed_last_is_told_when_the_window_is_closed(rig: SettingsRig) -> None:
    type_over(rig.entry(REPEAT), "6", enter=False)
    rig.window.close()
    assert [alerts.repeat_hours for alerts in rig.alerts] == [6]


# --- what cannot be changed, or written


def test_a_broken_file_makes_everything_read_only_and_says_why(rig: SettingsRig) -> None:
    rig.window.render_read_only("settings.toml, line 14: this cannot be read.")
    assert "settings.toml, line 14: this cannot be read." in words(rig.window)
    for page in rig.window.pages:
        fields = page.findChildren(TextEntry) + page.findChildren(Switch) + page.findChildren(QPushButton)
        assert not any(field.isEnabled() for field in fields)
        assert page.verticalScrollBar().isEnabled()
    rig.window.render_read_only("")
    assert "line 14" not in words(rig.window)
    assert rig.entry(REPEAT).isEnabled()


def test_a_change_that_could_not_be_written_is_told_beside_its_field_which_shows_what_is_stored(
    rig: SettingsRig,
) -> None:
    type_over(rig.entry(REPEAT), "9")
    assert rig.entry(REPEAT).text() == "9"
    rig.window.render_refusal("", "The settings cannot be saved. Check the disk.")
    assert rig.row(REPEAT).refusal == "The settings cannot be saved. Check the disk."
    assert rig.entry(REPEAT).text() == "4"
    rig.write()
    type_over(rig.entry(REPEAT), "8")
    assert rig.row(REPEAT).refusal == ""


def test_a_rule_whose_switch_could_not_be_written_goes_back(rig: SettingsRig) -> None:
    row = rig.row(rule_name(Rule.CREDIT))
    QTest.mouseClick(child(row, Switch), Qt.MouseButton.LeftButton)
    rig.window.render_refusal("alerts.rules.credit", "No space is left.")
    assert child(row, Switch).isChecked()
    assert row.refusal == "No space is left."


def test_a_refusal_finds_the_field_that_it_names(rig: SettingsRig) -> None:
    type_over(rig.entry(REPEAT), "9")
    rig.window.render_refusal("accounts.thresholds.runway_days", "This must be a number.")
    assert rig.row("Warn when the money lasts for less than").refusal == "This must be a number."
    assert rig.row(REPEAT).refusal == ""


def test_a_refusal_of_something_that_is_not_to_be_seen_stands_at_the_top_until_the_next_change(
    rig: SettingsRig,
) -> None:
    rig.window.render_refusal("", "The settings cannot be saved.")
    assert "The settings cannot be saved." in words(rig.window)
    type_over(rig.entry(REPEAT), "9")
    assert "The settings cannot be saved." not in words(rig.window)


# --- looks


@pytest.mark.parametrize("chosen", [Theme.LIGHT, Theme.DARK])
def test_the_window_follows_light_and_dark_while_it_is_open(rig: SettingsRig, chosen: Theme) -> None:
    try:
        apply_theme(chosen)
        QApplication.processEvents()
        picture = rig.window.grab().toImage()
        tones = theme.DARK if chosen is Theme.DARK else theme.LIGHT
        assert picture.pixelColor(2, rig.window.height() - 4).name() == tones.card
        assert picture.pixelColor(rig.window.width() - 20, 6).name() == tones.window
    finally:
        apply_theme(Theme.SYSTEM)


def test_times_can_be_read_in_their_fields(rig: SettingsRig) -> None:
    from galla.ui.settings.entries import ClockEntry

    clock = child(rig.row("Every day"), ClockEntry)
    line = clock.lineEdit()
    assert line.width() >= line.fontMetrics().horizontalAdvance("22:00")


class LongWords(QTranslator):
    """Makes every text half as long again, in a script that is taller."""

    def translate(self, context: str, text: str, note: str | None = None, n: int = -1) -> str:
        return f"{text} {'कीजिए ' * max(1, len(text) // 12)}".rstrip()

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def long_words(qapp: QApplication) -> Iterator[None]:
    translator = LongWords()
    QCoreApplication.installTranslator(translator)
    QLocale.setDefault(QLocale(QLocale.Language.Hindi, QLocale.Country.India))
    yield
    QCoreApplication.removeTranslator(translator)


@pytest.mark.parametrize("name", ["alerts", "channels"])
def test_long_words_and_names_fit_the_smallest_window(qtbot: Any, long_words: None, name: str) -> None:
    long = replace(MOBILE, name="Reloadly Gift Cards India Private Limited, Bengaluru")
    alerts = AlertSettings(channels=(Channel("phone", "The phone of whoever is on duty at the weekend " * 2),))
    rig = SettingsRig(qtbot, owner_settings(FOX, long, alerts=alerts))
    rig.window.resize(rig.window.minimumSize())
    rig.window.open_page(name)
    QApplication.processEvents()
    QApplication.processEvents()
    page = rig.window._pages.currentWidget()
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()
    assert cut_off(page.widget()) == []


def cut_off(parent: QWidget) -> list[str]:
    """The sentences that have less room than they need."""
    sentences = [label for label in parent.findChildren(QLabel) if label.wordWrap() and label.isVisibleTo(parent)]
    return [label.text() for label in sentences if label.height() < label.heightForWidth(label.width())]


def test_the_dialog_grows_with_what_it_says(rig: SettingsRig) -> None:
    rig.window.open_page("channels")
    press(rig.window, "Add a channel…")
    dialog = rig.dialog()
    press(dialog, "Test and add")
    for place in range(5):
        QTest.mouseClick(dialog._examples.buttons[place], Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        QApplication.processEvents()
        assert cut_off(dialog) == []


# --- how it is built


def test_building_holds_up_no_frame(qtbot: Any) -> None:
    """In processor time, without the first of all windows, for which Qt reads fonts and styles."""
    for _ in range(2):
        window = SettingsWindow(lambda: NOW, KOLKATA)
        qtbot.addWidget(window)
        window.render(owner_settings(FOX, MOBILE), states())
        window.show()
        steps = []
        while not all(page.is_complete for page in window.pages):
            begun = process_time()
            QApplication.processEvents()
            steps.append(process_time() - begun)
    assert len(steps) > 5
    assert sorted(steps)[-2] < 0.03 * slowness()


def test_what_is_not_built_yet_shows_what_came_meanwhile(qtbot: Any) -> None:
    window = SettingsWindow(lambda: NOW, KOLKATA)
    qtbot.addWidget(window)
    window.render(owner_settings())
    window.render(owner_settings(alerts=replace(AlertSettings(), repeat_hours=7)))
    window.show()
    qtbot.waitUntil(lambda: all(page.is_complete for page in window.pages))
    assert "7" in [entry.text() for entry in window.findChildren(TextEntry)]


def test_nothing_of_it_appears_as_a_window_of_its_own(qtbot: Any) -> None:
    appeared: list[QWidget] = []
    window = SettingsWindow(lambda: NOW, KOLKATA)
    qtbot.addWidget(window)
    before = set(QApplication.topLevelWidgets())
    window.render(owner_settings(FOX, MOBILE), states())
    while not all(page.is_complete for page in window.pages):
        for page in window.pages:
            page.build_next()
            appeared += [item for item in QApplication.topLevelWidgets() if item.isVisible() and item not in before]
    assert appeared == []


# --- numbers and drafts


@pytest.mark.parametrize(
    ("language", "typed", "plain"),
    [
        (QLocale.Language.English, "1,250.50", "1250.50"),
        (QLocale.Language.English, " 100 ", "100"),
        (QLocale.Language.English, "1,50", "1,50"),
        (QLocale.Language.English, "12 apples", "12 apples"),
        (QLocale.Language.German, "1.250,50", "1250.50"),
        (QLocale.Language.German, "1.000", "1000"),
        (QLocale.Language.German, "100.00", "100.00"),
        (QLocale.Language.French, "1 250,5", "1250.5"),
        (QLocale.Language.Hindi, "1,50,000", "150000"),
        (QLocale.Language.Hindi, "१००", "100"),
    ],
)
def test_a_number_is_read_as_the_owner_writes_it(language: QLocale.Language, typed: str, plain: str) -> None:
    QLocale.setDefault(QLocale(language))
    assert plain_number(typed) == plain


def changed(*values: str) -> Draft[str]:
    draft = Draft("stored")
    for value in values:
        draft.change(value)
    return draft


@pytest.mark.parametrize(
    ("act", "shown"),
    [
        (lambda draft: draft.settle("stored"), "second"),  # news of something else
        (lambda draft: draft.settle("first"), "second"),
        (lambda draft: draft.settle("second"), "second"),
        (lambda draft: draft.settle("by hand"), "by hand"),
        (lambda draft: draft.refuse(), "stored"),
    ],
)
def test_what_is_being_written_is_shown_until_it_is_settled(act: Callable[[Draft[str]], None], shown: str) -> None:
    draft = changed("first", "second")
    act(draft)
    assert draft.current == shown
