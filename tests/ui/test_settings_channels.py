"""The page of channels: how each is told and fares, tests, adding, other addresses, removal, and the heartbeat."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from galla.domain.alert_settings import DESKTOP, AlertSettings, Channel, Heartbeat, Quiet
from galla.domain.channel import DELIVERED, ChannelHealth, SendFailure, SendOutcome
from galla.domain.hours import Hours
from galla.domain.model import Secret
from galla.domain.notice import Severity
from galla.ui.settings.channel_ids import channel_id
from galla.ui.settings.channel_rows import QuietKind
from galla.ui.settings.entries import Choice, ClockEntry, Switch, TextEntry
from galla.ui.settings.state import ChannelState
from ui.settings_samples import (
    ADDRESS,
    NIGHT,
    NOW,
    PHONE,
    TEAM,
    SettingsRig,
    button,
    child,
    owner_settings,
    press,
    states,
    type_over,
    words,
)

pytestmark = pytest.mark.usefixtures("english")

REFUSED = SendOutcome(SendFailure.REFUSED, "401")
PING = "https://hc-ping.com/8a6c0a4e-0000-4000-8000-000000000000"


@pytest.fixture
def rig(qtbot: Any) -> SettingsRig:
    rig = SettingsRig(qtbot, owner_settings())
    rig.window.open_page("channels")
    return rig


def select(choice: Choice[Any], value: object) -> None:
    """Chooses `value` in the list, and nothing else on the way."""
    index = choice._values.index(value)
    choice.setCurrentIndex(index)
    choice.activated.emit(index)


def ask_to_add(rig: SettingsRig, name: str = "Mailbox", address: str = ADDRESS) -> None:
    """Opens the dialog, fills it and presses its button."""
    press(rig.window, "Add a channel…")
    dialog = rig.dialog()
    type_over(child(dialog, TextEntry), name, enter=False)
    type_over(dialog.address.line, address, enter=False)
    press(dialog, "Test and add")


def with_channels(rig: SettingsRig, *channels: Channel) -> None:
    """What is shown when the file has these channels."""
    alerts = replace(rig.settings.alerts, channels=channels)
    rig.render(replace(rig.settings, alerts=alerts))
    rig.window.complete()


def held_by(widget: QWidget) -> str:
    """All that any line below `widget` still holds, or would bring back when undone."""
    lines = widget.findChildren(QLineEdit)
    for line in lines:
        line.undo()
    return " ".join(line.text() for line in lines)


# --- how channels fare


def test_a_channel_shows_its_service_and_when_it_delivered_last(rig: SettingsRig) -> None:
    shown = words(rig.card("phone"))
    assert "Phone\nTelegram\nLast delivered today 15:37." in shown


def test_a_channel_that_fails_says_since_when_and_why(rig: SettingsRig) -> None:
    shown = words(rig.card("team"))
    assert "Failing since today 12:37. The service behind Team refused the message (404)." in shown


def test_a_channel_that_delivered_after_a_failure_is_well(rig: SettingsRig) -> None:
    well = ChannelHealth("team", NOW - timedelta(hours=1), NOW - timedelta(hours=5), REFUSED)
    rig.render(channel_states=(*states()[:2], ChannelState("team", "Slack", health=well)))
    assert "Last delivered today 16:37." in words(rig.card("team"))


def test_a_channel_to_which_nothing_was_sent_says_so(rig: SettingsRig) -> None:
    rig.render(channel_states=())
    assert "Nothing was sent yet." in words(rig.card("phone"))


def test_a_channel_without_an_address_says_what_to_do(rig: SettingsRig) -> None:
    rig.render(channel_states=(ChannelState("phone", has_address=False),))
    assert "Its address is not in the keyring: enter it with “Change address…”." in words(rig.card("phone"))


def test_a_channel_that_is_switched_off_says_so(rig: SettingsRig) -> None:
    switch = child(rig.card("phone"), Switch)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert rig.alerts[-1].channels == (replace(PHONE, enabled=False), TEAM)
    assert "Switched off: nothing is sent." in words(rig.card("phone"))


def test_without_channels_it_says_where_alerts_appear(rig: SettingsRig) -> None:
    with_channels(rig)
    assert "No channel yet: alerts appear on this desktop only." in words(rig.window)
    with_channels(rig, PHONE)
    assert "No channel yet" not in words(rig.window)


def test_the_desktop_has_neither_name_nor_address_nor_end(rig: SettingsRig) -> None:
    card = rig.card(DESKTOP)
    assert "This desktop" in words(card)
    assert [item.text() for item in card.findChildren(QPushButton) if item.isVisible()] == ["Send a test"]
    assert not child(card, Switch).isVisible()


# --- what channels are told


@pytest.mark.parametrize("key", [DESKTOP, "phone"])
def test_what_a_channel_is_told_of_is_chosen(rig: SettingsRig, key: str) -> None:
    select(child(rig.row("Tell of", rig.card(key)), Choice), Severity.CRITICAL)
    channel = rig.alerts[-1].channel(key)
    assert channel is not None
    assert channel.least_severity is Severity.CRITICAL
    assert isinstance(channel.least_severity, Severity)


def test_quiet_hours_are_those_of_all_until_the_channel_gets_its_own(rig: SettingsRig) -> None:
    row = rig.row("Quiet hours", rig.card("phone"))
    choice: Choice[QuietKind] = child(row, Choice)
    assert choice.currentText() == "as for all: 22:00 to 07:00"
    assert not child(row, ClockEntry).isVisible()
    select(choice, QuietKind.OWN)
    assert rig.alerts[-1].channels[0].quiet == Quiet(NIGHT)
    end = child(row, ClockEntry, 1)
    assert end.isVisible()
    end.setFocus()
    end.setSelectedSection(end.Section.HourSection)
    QTest.keyClicks(end, "09")
    QTest.keyClick(end, Qt.Key.Key_Return)
    assert rig.alerts[-1].channels[0].quiet == Quiet(Hours(time(22, 0), time(9, 0)))
    select(choice, QuietKind.NONE)
    assert rig.alerts[-1].channels[0].quiet == Quiet(None)
    select(choice, QuietKind.COMMON)
    assert rig.alerts[-1].channels[0].quiet is None


def test_the_choice_follows_the_quiet_hours_of_all(rig: SettingsRig) -> None:
    rig.render(replace(rig.settings, alerts=replace(rig.settings.alerts, quiet=Quiet(None))))
    assert child(rig.row("Quiet hours", rig.card(DESKTOP)), Choice).currentText() == "as for all: none"


def test_a_channel_is_renamed_and_keeps_its_id(rig: SettingsRig) -> None:
    type_over(rig.entry("Name", rig.card("phone")), "Asha's phone")
    assert rig.alerts[-1].channels[0] == replace(PHONE, name="Asha's phone")
    QApplication.processEvents()
    assert "Asha's phone" in words(rig.card("phone"))


def test_a_name_that_is_too_long_is_refused(rig: SettingsRig) -> None:
    type_over(rig.entry("Name", rig.card("phone")), "x" * 81)
    assert rig.row("Name", rig.card("phone")).refusal
    assert rig.row("Name", rig.card("team")).refusal == ""
    assert rig.alerts == []


# --- tests


@pytest.mark.parametrize("key", [DESKTOP, "phone"])
def test_a_test_says_that_it_is_sent_and_then_what_came_of_it(rig: SettingsRig, key: str) -> None:
    card = rig.card(key)
    press(card, "Send a test")
    press(card, "Sending…")
    assert rig.tests == [key]
    rig.window.render_test(key, DELIVERED)
    assert "Delivered to " in words(card)
    press(card, "Send a test")
    assert "Delivered to " not in words(card)
    rig.window.render_test(key, REFUSED)
    assert "refused the message (401)" in words(card)
    assert rig.tests == [key, key]


def test_what_came_of_a_test_stays_when_news_come(rig: SettingsRig) -> None:
    press(rig.card("phone"), "Send a test")
    rig.window.render_test("phone", REFUSED)
    rig.render()
    assert "refused the message (401)" in words(rig.card("phone"))


# --- adding


def test_a_channel_is_added_once_a_test_has_arrived(rig: SettingsRig) -> None:
    ask_to_add(rig, "Mailbox")
    mailbox = Channel("mailbox", "Mailbox", Severity.WARNING)
    assert rig.added == [(mailbox, Secret(ADDRESS))]
    assert button(rig.dialog(), "Sending…").isVisible()
    assert rig.alerts == []
    with_channels(rig, PHONE, TEAM, mailbox)
    rig.window.render_added(DELIVERED)
    assert not rig.has_dialog()
    assert "Delivered to Mailbox." in words(rig.card("mailbox"))


def test_the_answer_may_come_before_the_news_of_the_file(rig: SettingsRig, qtbot: Any) -> None:
    ask_to_add(rig, "Mailbox")
    rig.window.render_added(DELIVERED)
    assert not rig.has_dialog()
    with_channels(rig, PHONE, TEAM, Channel("mailbox", "Mailbox"))
    assert "Delivered to Mailbox." in words(rig.card("mailbox"))
    qtbot.waitUntil(lambda: rig.window.focusWidget() is child(rig.card("mailbox"), TextEntry))
    page = rig.window._channels
    assert page.viewport().rect().intersects(rig.card("mailbox").visibleRegion().boundingRect())


def test_a_test_that_fails_says_why_and_the_owner_can_mend_the_address(rig: SettingsRig) -> None:
    ask_to_add(rig, "Mailbox")
    rig.window.render_added(REFUSED)
    dialog = rig.dialog()
    assert "The service behind Mailbox refused the message (401)." in dialog.sentence
    assert dialog.address.line.text() == ADDRESS
    type_over(dialog.address.line, "tgram://1/2", enter=False)
    press(dialog, "Test and add")
    assert rig.added[-1][1] == Secret("tgram://1/2")


def test_a_settings_file_that_cannot_be_written_is_told_in_the_dialog(rig: SettingsRig) -> None:
    ask_to_add(rig)
    rig.window.render_refusal("", "The settings cannot be saved.")
    assert rig.dialog().sentence == "The settings cannot be saved."
    assert not rig.dialog().is_sending


def test_name_and_address_are_asked_for_beside_their_fields(rig: SettingsRig) -> None:
    press(rig.window, "Add a channel…")
    dialog = rig.dialog()
    press(dialog, "Test and add")
    assert "Enter a name." in words(dialog)
    assert "Enter the address." in words(dialog)
    assert dialog.isVisible()
    assert rig.added == []


def test_what_the_new_channel_is_told_of_is_chosen(rig: SettingsRig) -> None:
    press(rig.window, "Add a channel…")
    select(child(rig.dialog(), Choice), Severity.CRITICAL)
    type_over(child(rig.dialog(), TextEntry), "Phone", enter=False)
    type_over(rig.dialog().address.line, ADDRESS)
    assert rig.added[0][0] == Channel("phone-2", "Phone", Severity.CRITICAL)


def test_an_answer_that_comes_after_the_dialog_was_closed_is_told_in_the_window(rig: SettingsRig) -> None:
    ask_to_add(rig, "Mailbox")
    assert "If you close this, the channel is added as soon as the test arrives." in rig.dialog().sentence
    press(rig.dialog(), "Close")
    rig.window.render_added(REFUSED)
    assert "The service behind Mailbox refused the message (401)." in words(rig.window)


def test_each_service_is_explained_with_an_example(rig: SettingsRig) -> None:
    press(rig.window, "Add a channel…")
    dialog = rig.dialog()
    for place, (example, where) in enumerate(
        [
            ("tgram://", "@BotFather"),
            ("https://hooks.slack.com/services/", "https://api.slack.com/messaging/webhooks"),
            ("mailtos://", "https://myaccount.google.com/apppasswords"),
            ("twilio://", "https://console.twilio.com"),
            ("service://", "https://appriseit.com/services/"),
        ]
    ):
        QTest.mouseClick(dialog._examples.buttons[place], Qt.MouseButton.LeftButton)
        assert example in words(dialog)
        assert where in words(dialog)


@pytest.mark.parametrize(
    ("name", "taken", "made"),
    [
        ("Asha's Phone", (), "asha-s-phone"),
        ("Café Zürich", (), "cafe-zurich"),
        ("फ़ोन", (), "channel"),
        ("फ़ोन", ("channel",), "channel-2"),
        ("Desktop", ("desktop",), "desktop-2"),
        ("x" * 80, ("x" * 28,), "x" * 28 + "-2"),
    ],
)
def test_an_id_is_made_of_the_name_and_is_nobody_else_s(name: str, taken: tuple[str, ...], made: str) -> None:
    assert channel_id(name, taken) == made


# --- addresses are secret


def test_an_address_is_hidden_unless_the_owner_looks(rig: SettingsRig) -> None:
    press(rig.window, "Add a channel…")
    address = rig.dialog().address
    type_over(address.line, ADDRESS, enter=False)
    assert address.line.echoMode() is QLineEdit.EchoMode.Password
    assert ADDRESS not in address.line.displayText()
    press(address, "Show")
    assert address.line.displayText() == ADDRESS
    press(address, "Hide")
    assert ADDRESS not in address.line.displayText()


@pytest.mark.parametrize("end", ["escape", "window", "delivered"])
def test_an_address_is_wiped_however_the_dialog_ends(rig: SettingsRig, end: str) -> None:
    ask_to_add(rig)
    dialog = rig.dialog()
    match end:
        case "escape":
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        case "window":
            rig.window.close()
        case "delivered":
            rig.window.render_added(DELIVERED)
    assert not dialog.isVisible()
    assert "SoSecretToken" not in held_by(dialog)


def test_an_address_that_was_stored_is_never_shown_again(rig: SettingsRig) -> None:
    ask_to_add(rig)
    rig.window.render_added(DELIVERED)
    with_channels(rig, PHONE, TEAM, Channel("mailbox", "Mailbox"))
    press(rig.card("mailbox"), "Change address…")
    assert rig.dialog().address.is_empty
    gc.collect()
    shown = words(rig.window) + held_by(rig.window)
    assert "SoSecretToken" not in shown


# --- another address


def test_another_address_is_tried_before_it_replaces_the_old_one(rig: SettingsRig) -> None:
    press(rig.card("phone"), "Change address…")
    assert "The new address replaces the old one once a test has arrived." in words(rig.dialog())
    type_over(rig.dialog().address.line, ADDRESS)
    assert rig.addresses == [("phone", Secret(ADDRESS))]
    rig.window.render_address_changed("phone", REFUSED)
    assert "The service behind Phone refused the message (401)." in rig.dialog().sentence
    press(rig.dialog(), "Test and save")
    rig.window.render_address_changed("phone", DELIVERED)
    assert not rig.has_dialog()
    assert "Delivered to Phone." in words(rig.card("phone"))


# --- removal


def test_removal_is_asked_for_first(rig: SettingsRig) -> None:
    press(rig.card("phone"), "Remove…")
    assert "Remove “Phone”?" in words(rig.question())
    QTest.keyClick(rig.question(), Qt.Key.Key_Return)
    assert rig.removed == []
    press(rig.card("phone"), "Remove…")
    press(rig.question(), "Remove")
    assert rig.removed == ["phone"]
    with_channels(rig, TEAM)
    assert rig.window._channels.card("phone") is None
    assert rig.card("team").isVisible()


def test_escape_removes_nothing(rig: SettingsRig) -> None:
    press(rig.card("phone"), "Remove…")
    QTest.keyClick(rig.question(), Qt.Key.Key_Escape)
    assert rig.removed == []
    assert rig.window.isVisible()


def test_channels_are_shown_in_the_order_of_the_file_and_keep_what_is_typed(rig: SettingsRig) -> None:
    type_over(rig.entry("Name", rig.card("team")), "Night team", enter=False)
    with_channels(rig, TEAM, PHONE)
    QApplication.processEvents()
    assert rig.card("team").y() < rig.card("phone").y()
    assert rig.entry("Name", rig.card("team")).text() == "Night team"


# --- heartbeat


def heartbeat(**known: Any) -> ChannelState:
    return ChannelState("heartbeat", **known)


def test_the_heartbeat_says_what_it_is_for(rig: SettingsRig) -> None:
    assert "A computer that is closed, offline or broken cannot warn you." in words(rig.window)
    assert "Healthchecks.io" in words(rig.window)


def test_a_heartbeat_without_an_address_cannot_be_switched_on(rig: SettingsRig) -> None:
    rig.render(heartbeat=heartbeat(has_address=False))
    assert not child(rig.row("Call while Galla watches"), Switch).isEnabled()
    assert "No address is stored." in words(rig.row("Address"))


def test_the_first_address_of_the_heartbeat_switches_it_on_once_it_has_answered(rig: SettingsRig) -> None:
    rig.render(heartbeat=heartbeat(has_address=False))
    press(rig.window, "Enter address…")
    type_over(rig.dialog().address.line, PING)
    assert rig.heartbeats == [Secret(PING)]
    rig.window.render_heartbeat_address(SendOutcome(SendFailure.UNREACHABLE))
    assert "cannot be reached" in rig.dialog().sentence
    assert rig.alerts == []
    press(rig.dialog(), "Test and save")
    rig.window.render_heartbeat_address(DELIVERED)
    assert not rig.has_dialog()
    assert [alerts.heartbeat for alerts in rig.alerts] == [Heartbeat(enabled=True)]


def test_another_address_leaves_a_heartbeat_off_that_the_owner_switched_off(rig: SettingsRig) -> None:
    rig.render(heartbeat=heartbeat())
    press(rig.window, "Replace address…")
    type_over(rig.dialog().address.line, PING)
    rig.window.render_heartbeat_address(DELIVERED)
    assert rig.alerts == []


def test_the_heartbeat_is_switched_and_timed(rig: SettingsRig) -> None:
    rig.render(heartbeat=heartbeat())
    QTest.mouseClick(child(rig.row("Call while Galla watches"), Switch), Qt.MouseButton.LeftButton)
    type_over(rig.entry("Every"), "10")
    assert rig.alerts[-1].heartbeat == Heartbeat(True, 10)
    type_over(rig.entry("Every"), "61")
    assert rig.row("Every").refusal
    assert rig.alerts[-1].heartbeat == Heartbeat(True, 10)


def test_the_heartbeat_says_how_the_last_call_went(qtbot: Any) -> None:
    rig = SettingsRig(qtbot, owner_settings(alerts=AlertSettings(heartbeat=Heartbeat(True))))
    rig.window.open_page("channels")
    went_well = ChannelHealth("heartbeat", NOW - timedelta(minutes=3))
    rig.render(heartbeat=heartbeat(health=went_well))
    assert "Last called today 17:34." in words(rig.row("Address"))
    failed = ChannelHealth("heartbeat", NOW - timedelta(days=1), NOW - timedelta(minutes=2), REFUSED)
    rig.render(heartbeat=heartbeat(health=failed))
    assert "Failing since today 17:35." in words(rig.row("Address"))
    rig.render(heartbeat=heartbeat())
    assert "The address was not called yet." in words(rig.row("Address"))


def test_removing_the_heartbeat_s_address_is_asked_for_first(rig: SettingsRig) -> None:
    rig.render(heartbeat=heartbeat())
    press(rig.row("Address"), "Remove…")
    QTest.keyClick(rig.question(), Qt.Key.Key_Escape)
    assert rig.heartbeats == []
    press(rig.row("Address"), "Remove…")
    press(rig.question(), "Remove")
    assert rig.heartbeats == [None]


def test_only_one_dialog_is_open_at_a_time(rig: SettingsRig) -> None:
    press(rig.window, "Add a channel…")
    first = rig.dialog()
    rig.card("phone").address_wanted.emit("phone")
    QApplication.processEvents()
    assert rig.dialog() is not first
