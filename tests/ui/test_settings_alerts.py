"""The page of alert rules: what it shows, what each change tells, and what is refused beside its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from galla.domain.alert_settings import ALWAYS_ON, AlertSettings, LeadTime, Quiet
from galla.domain.hours import Hours
from galla.domain.notice import Rule
from galla.domain.settings import Thresholds
from galla.texts.alert_names import rule_explanation, rule_name
from galla.ui.settings.account_section import AccountSection
from galla.ui.settings.entries import Choice, ClockEntry, Switch, TextEntry
from galla.ui.settings.parts import WeekdaysEntry
from galla.ui.settings.threshold_row import Measure, ThresholdRow
from ui.settings_samples import FOX, MOBILE, NIGHT, SettingsRig, child, facts, owner_settings, type_over, words

pytestmark = pytest.mark.usefixtures("english")

RUNWAY = "Warn when the money lasts for less than"
ARRIVES = "A payment arrives after"


@pytest.fixture
def rig(qtbot: Any) -> SettingsRig:
    return SettingsRig(qtbot, owner_settings())


@pytest.fixture
def several(qtbot: Any) -> SettingsRig:
    return SettingsRig(qtbot, owner_settings(FOX, MOBILE))


def choose(choice: Choice[Any], value: object) -> None:
    """Chooses by keyboard, as an owner does who goes through the list."""
    choice.setFocus()
    while choice.value != value:
        is_below = choice._values.index(value) > choice.currentIndex()
        QTest.keyClick(choice, Qt.Key.Key_Down if is_below else Qt.Key.Key_Up)


def threshold(rig: SettingsRig) -> ThresholdRow:
    return child(rig.window, ThresholdRow)


def measure(rig: SettingsRig) -> Choice[Measure]:
    return child(threshold(rig), Choice)


# --- rules


def test_every_rule_has_a_switch_its_name_and_what_it_warns_of(rig: SettingsRig) -> None:
    for rule in Rule:
        row = rig.row(rule_name(rule))
        assert rule_explanation(rule) in words(row)
        assert child(row, Switch).isChecked() is (rule is not Rule.DAILY_CLOSE)


def test_a_rule_that_is_switched_off_is_told_at_once(rig: SettingsRig) -> None:
    switch = child(rig.row(rule_name(Rule.CREDIT)), Switch)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert [alerts.off for alerts in rig.alerts] == [frozenset({Rule.DAILY_CLOSE, Rule.CREDIT})]
    rig.write()
    assert not switch.isChecked()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert rig.alerts[-1].off == frozenset({Rule.DAILY_CLOSE})


@pytest.mark.parametrize("rule", sorted(ALWAYS_ON))
def test_a_rule_that_is_always_on_cannot_be_switched_off_and_says_why(rig: SettingsRig, rule: Rule) -> None:
    row = rig.row(rule_name(rule))
    switch = child(row, Switch)
    assert switch.isChecked()
    assert not switch.isEnabled()
    assert "Always on: without it, all would look well while nothing works." in words(row)


def test_two_changes_that_follow_one_another_before_the_first_is_written_are_both_kept(rig: SettingsRig) -> None:
    for rule in (Rule.CREDIT, Rule.FAST_DROP):
        QTest.mouseClick(child(rig.row(rule_name(rule)), Switch), Qt.MouseButton.LeftButton)
    assert rig.alerts[-1].off == {Rule.DAILY_CLOSE, Rule.CREDIT, Rule.FAST_DROP}
    rig.render(replace(rig.settings, alerts=rig.alerts[0]))  # the first was written
    assert not child(rig.row(rule_name(Rule.FAST_DROP)), Switch).isChecked()


# --- numbers


@pytest.mark.parametrize(
    ("caption", "field", "typed", "value"),
    [
        ("Warn of no fresh balance after", "no_reading_min", "90", 90),
        ("Look at the night ahead before closing", "close_notice_min", "30", 30),
        ("Repeat an open alert every", "repeat_hours", "0", 0),
    ],
)
def test_a_number_is_told_when_it_is_complete(
    rig: SettingsRig, caption: str, field: str, typed: str, value: int
) -> None:
    entry = rig.entry(caption)
    assert entry.text() == str(getattr(AlertSettings(), field))
    type_over(entry, typed, enter=False)
    assert rig.alerts == []
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert [getattr(alerts, field) for alerts in rig.alerts] == [value]


def test_a_number_is_told_when_the_field_is_left(rig: SettingsRig) -> None:
    entry = rig.entry("Repeat an open alert every")
    type_over(entry, "6", enter=False)
    QTest.keyClick(entry, Qt.Key.Key_Tab)
    assert [alerts.repeat_hours for alerts in rig.alerts] == [6]


@pytest.mark.parametrize("typed", ["", "soon", "-1", "1.5", "99999999999"])
def test_what_is_no_such_number_is_refused_beside_its_field_and_nothing_is_told(rig: SettingsRig, typed: str) -> None:
    row = rig.row("Repeat an open alert every")
    entry = rig.entry("Repeat an open alert every")
    type_over(entry, typed)
    assert "Allowed" in row.refusal
    assert entry.text() == typed
    assert row.refusal in entry.accessibleDescription()
    assert rig.alerts == []


def test_a_refusal_goes_with_the_next_good_value(rig: SettingsRig) -> None:
    row, entry = rig.row("Repeat an open alert every"), rig.entry("Repeat an open alert every")
    type_over(entry, "soon")
    rig.render()
    assert entry.text() == "soon"
    type_over(entry, "8")
    assert row.refusal == ""
    assert [alerts.repeat_hours for alerts in rig.alerts] == [8]


def test_escape_takes_back_what_was_typed_before_it_closes_the_window(rig: SettingsRig) -> None:
    row, entry = rig.row("Repeat an open alert every"), rig.entry("Repeat an open alert every")
    type_over(entry, "soon")
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert (entry.text(), row.refusal) == ("4", "")
    assert rig.window.isVisible()
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert not rig.window.isVisible()
    assert rig.alerts == []


def test_what_the_owner_is_typing_stays_when_news_come(rig: SettingsRig) -> None:
    entry = rig.entry("Repeat an open alert every")
    type_over(entry, "12", enter=False)
    rig.render(replace(rig.settings, alerts=replace(rig.settings.alerts, repeat_hours=5)))
    assert entry.text() == "12"
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert rig.alerts[-1].repeat_hours == 12


def test_a_value_that_was_changed_by_hand_in_the_file_is_shown(rig: SettingsRig) -> None:
    rig.render(replace(rig.settings, alerts=replace(rig.settings.alerts, repeat_hours=5)))
    assert rig.entry("Repeat an open alert every").text() == "5"
    assert rig.alerts == []


# --- quiet hours


def test_quiet_hours_say_that_critical_alerts_go_out_and_warnings_wait(rig: SettingsRig) -> None:
    assert (
        "Critical alerts always go out at once. Warnings wait and come as one summary when quiet hours end."
        in words(rig.window)
    )


def test_quiet_hours_are_switched_off_and_on_again_with_the_same_times(rig: SettingsRig) -> None:
    switch = child(rig.row("Hold warnings back at night"), Switch)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert rig.alerts[-1].quiet == Quiet(None)
    assert not rig.row("Every day").isEnabled()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert rig.alerts[-1].quiet == Quiet(NIGHT)


def test_a_usual_night_is_proposed_where_none_was_set(qtbot: Any) -> None:
    rig = SettingsRig(qtbot, owner_settings(alerts=AlertSettings()))
    QTest.mouseClick(child(rig.row("Hold warnings back at night"), Switch), Qt.MouseButton.LeftButton)
    assert rig.alerts[-1].quiet == Quiet(Hours(time(22, 0), time(7, 0)))


def test_another_begin_of_the_night_is_told_when_it_is_complete(rig: SettingsRig) -> None:
    start = child(rig.row("Every day"), ClockEntry)
    start.setFocus()
    start.setSelectedSection(start.Section.HourSection)
    QTest.keyClicks(start, "23")
    assert rig.alerts == []
    QTest.keyClick(start, Qt.Key.Key_Return)
    assert rig.alerts[-1].quiet == Quiet(Hours(time(23, 0), time(7, 0)))


def test_a_wheel_that_scrolls_the_page_changes_no_value(rig: SettingsRig) -> None:
    start = child(rig.row("Every day"), ClockEntry)
    for target in (start, measure(rig)):
        target.setFocus()
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(target.mapToGlobal(QPoint(5, 5))),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)
    assert start.time() == QTime(22, 0)
    assert measure(rig).value is Measure.DEFAULT
    assert (rig.alerts, rig.accounts) == ([], [])


# --- accounts


def test_one_account_needs_no_chooser(rig: SettingsRig) -> None:
    assert not child(child(rig.window, AccountSection), Choice).isVisible()


def test_without_an_account_only_what_is_common_is_shown(qtbot: Any) -> None:
    rig = SettingsRig(qtbot, replace(owner_settings(), accounts=()))
    assert not child(rig.window, AccountSection).isVisible()
    assert rig.row(rule_name(Rule.CREDIT)).isVisible()


def test_another_account_is_chosen_and_changed(several: SettingsRig) -> None:
    chooser: Choice[str] = child(child(several.window, AccountSection), Choice)
    assert [chooser.itemText(index) for index in range(chooser.count())] == ["FoxReload", "Mobile Vouchers"]
    choose(chooser, "mobile")
    assert several.entry("Page for topping up").text() == "https://mobile.example.com/pay"
    type_over(several.entry(RUNWAY), "2.5")
    assert several.accounts == [replace(MOBILE, thresholds=replace(MOBILE.thresholds, runway_days=Decimal("2.5")))]


def test_what_was_typed_for_one_account_and_refused_is_not_left_for_another(several: SettingsRig) -> None:
    type_over(several.entry(RUNWAY), "soon")
    assert several.row(RUNWAY).refusal
    choose(child(child(several.window, AccountSection), Choice), "mobile")
    assert several.row(RUNWAY).refusal == ""
    assert several.entry(RUNWAY).text() == "3"


def test_an_account_that_is_removed_gives_way_to_another(several: SettingsRig) -> None:
    choose(child(child(several.window, AccountSection), Choice), "mobile")
    several.render(owner_settings(FOX))
    assert not child(child(several.window, AccountSection), Choice).isVisible()
    assert several.row("Warn when the balance is under").isVisible()
    assert measure(several).value is Measure.DEFAULT


# --- threshold


def test_the_usual_threshold_says_what_it_is(several: SettingsRig) -> None:
    assert "$100.00, unless you choose something else." in words(threshold(several))
    assert not child(threshold(several), TextEntry).isVisible()


def test_a_learned_threshold_says_that_it_follows_the_trade(several: SettingsRig) -> None:
    choose(child(child(several.window, AccountSection), Choice), "mobile")
    assert measure(several).value is Measure.HOURS
    assert child(threshold(several), TextEntry).text() == "24"
    assert "it follows your trade" in words(threshold(several))
    choose(measure(several), Measure.DEFAULT)
    assert several.accounts[-1].thresholds == Thresholds()
    assert "24 h of usual spend" in words(threshold(several))


def test_an_amount_begins_with_the_usual_one_and_is_then_the_owner_s(rig: SettingsRig) -> None:
    choose(measure(rig), Measure.AMOUNT)
    assert rig.accounts[-1].thresholds.balance == Decimal(100)
    entry = child(threshold(rig), TextEntry)
    assert entry.text() == "100.00"
    type_over(entry, "1,250.5")
    assert rig.accounts[-1].thresholds == Thresholds(balance=Decimal("1250.5"))
    assert entry.text() == "1,250.50"
    assert "USD" in words(threshold(rig))


def test_where_there_is_no_usual_amount_it_is_asked_for_and_nothing_is_told_before(qtbot: Any) -> None:
    rig = SettingsRig(qtbot, owner_settings(MOBILE))
    choose(measure(rig), Measure.AMOUNT)
    assert rig.accounts == []
    entry = child(threshold(rig), TextEntry)
    assert entry.hasFocus()
    assert entry.text() == ""
    type_over(entry, "5000")
    assert rig.accounts[-1].thresholds == Thresholds(balance=Decimal(5000))


def test_hours_of_spend_are_a_number_of_their_own(rig: SettingsRig) -> None:
    choose(measure(rig), Measure.HOURS)
    assert rig.accounts[-1].thresholds == Thresholds(balance_hours=24)
    entry = child(threshold(rig), TextEntry)
    type_over(entry, "48")
    assert rig.accounts[-1].thresholds == Thresholds(balance_hours=48)
    count = len(rig.accounts)
    type_over(entry, "0")
    assert threshold(rig).refusal
    assert len(rig.accounts) == count


def test_an_amount_that_is_none_is_refused(rig: SettingsRig) -> None:
    choose(measure(rig), Measure.AMOUNT)
    count = len(rig.accounts)
    type_over(child(threshold(rig), TextEntry), "a lot")
    assert "a lot" in threshold(rig).refusal
    assert len(rig.accounts) == count


def test_rupees_are_shown_and_read_as_in_india(qtbot: Any) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Hindi, QLocale.Country.India))
    rupees = replace(MOBILE, thresholds=Thresholds(balance=Decimal(150000)))
    rig = SettingsRig(qtbot, owner_settings(rupees))
    entry = child(threshold(rig), TextEntry)
    assert entry.text() == "1,50,000.00"
    type_over(entry, "2,00,000.50")
    assert rig.accounts[-1].thresholds.balance == Decimal("200000.5")


# --- top-up


def test_hours_and_working_days_of_a_payment_are_told_each(rig: SettingsRig) -> None:
    row = rig.row(ARRIVES)
    type_over(child(row, TextEntry, 0), "1")
    type_over(child(row, TextEntry, 1), "2")
    assert rig.accounts[-1].top_up.lead_time == LeadTime(1, 2)


def test_days_on_which_the_bank_rests_count_only_for_working_days(rig: SettingsRig) -> None:
    row = rig.row("The bank rests on")
    assert not row.isEnabled()
    type_over(child(rig.row(ARRIVES), TextEntry, 1), "1")
    assert row.isEnabled()
    friday = child(row, WeekdaysEntry).days[5]
    assert friday.text() == "Fri"
    QTest.mouseClick(friday, Qt.MouseButton.LeftButton)
    assert rig.accounts[-1].top_up.bank_weekend == {5, 6, 7}


def test_weeks_begin_as_they_do_in_the_owner_s_country(rig: SettingsRig) -> None:
    shown = [day.text() for day in child(rig.row("The bank rests on"), WeekdaysEntry).findChildren(QToolButton)]
    assert shown == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


def test_the_page_of_the_profile_is_shown_where_the_owner_has_set_none(qtbot: Any) -> None:
    rig = SettingsRig(qtbot, owner_settings(), facts=facts(main="https://fox.example/pay"))
    entry = rig.entry("Page for topping up")
    assert (entry.text(), entry.placeholderText()) == ("", "https://fox.example/pay")
    type_over(entry, " https://fox.example/other ")
    assert rig.accounts[-1].top_up.page == "https://fox.example/other"
    type_over(entry, "")
    assert rig.accounts[-1].top_up.page is None


def test_every_field_is_named_for_those_who_listen(several: SettingsRig) -> None:
    page = several.window._pages.currentWidget()
    fields = [*page.findChildren(TextEntry), *page.findChildren(Choice), *page.findChildren(ClockEntry)]
    fields += [*page.findChildren(Switch), *page.findChildren(QToolButton)]
    unnamed = [field for field in fields if field.isVisibleTo(page) and not field.accessibleName()]
    assert unnamed == []
    names = [field.accessibleName() for field in fields]
    assert "A payment arrives after (working days)" in names
    assert "The bank rests on (Sunday)" in names
    label = next(label for label in page.findChildren(QLabel) if label.text() == RUNWAY)
    assert label.buddy() is several.entry(RUNWAY)
