"""The settings window joined with file, keyring and channels: a change applies at once, or is refused with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.conftest import Bench
from app.opened_settings import Opened, Seen
from galla.domain.alert_settings import DESKTOP, AlertSettings, Channel
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.ui.settings.account_basics import AccountBasics
from galla.ui.settings.account_dialogs import AddAccountDialog
from ui.settings_samples import child

PHONE = Channel("phone", "Phone")
ADDRESS = Secret("tgram://a-token-that-nobody-may-see/1")
REFUSED = SendOutcome(SendFailure.REFUSED, "403")


def repeats(hours: int) -> Callable[[AlertSettings], AlertSettings]:
    """The owner's change of one field."""
    return lambda alerts: replace(alerts, repeat_hours=hours)


async def test_a_change_of_rules_is_written_and_applied_at_once(opened: Opened) -> None:
    opened.window.alerts_changed.emit(repeats(9))
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.repeat_hours == 9)


async def test_a_change_that_cannot_be_written_is_refused_beside_its_field(opened: Opened) -> None:
    opened.bench.settings = SettingsError(SettingsReason.UNWRITABLE, field="alerts.repeat_hours")
    opened.window.alerts_changed.emit(repeats(9))
    assert await opened.answer() == "alerts.repeat_hours"


async def test_a_channel_is_tried_before_it_is_kept_and_then_used(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    assert await opened.answer() == SendOutcome()
    assert opened.settings.alerts.channels == (PHONE,)
    assert await opened.kept() == {address_of("phone"): ADDRESS}
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))


async def test_a_channel_whose_address_is_refused_is_not_kept(opened: Opened) -> None:
    opened.bench.sender.outcome = REFUSED
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    outcome = await opened.answer()
    assert isinstance(outcome, SendOutcome)
    assert outcome.failure is SendFailure.REFUSED
    assert (opened.settings.alerts.channels, await opened.kept()) == ((), {})


async def test_an_address_whose_channel_cannot_be_written_does_not_stay_in_the_keyring(opened: Opened) -> None:
    opened.bench.settings = SettingsError(SettingsReason.UNWRITABLE)
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.quiet()
    assert await opened.kept() == {}


async def test_another_address_replaces_the_old_one_only_if_it_works(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    opened.bench.sender.outcome = REFUSED
    opened.window.channel_address_changed.emit("phone", Secret("tgram://another/1"))
    await opened.answer(2)
    assert await opened.kept() == {address_of("phone"): ADDRESS}
    opened.bench.sender.outcome = SendOutcome()
    opened.window.channel_address_changed.emit("phone", Secret("tgram://another/1"))
    assert await opened.answer(3) == SendOutcome()
    assert await opened.kept() == {address_of("phone"): Secret("tgram://another/1")}


async def test_a_channel_that_is_removed_leaves_nothing_in_file_and_keyring(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    opened.window.channel_remove_requested.emit("phone")
    await opened.quiet()
    assert (opened.settings.alerts.channels, await opened.kept()) == ((), {})


async def test_a_test_tells_its_real_outcome(opened: Opened) -> None:
    opened.bench.notifier.answers = False
    opened.window.test_requested.emit(DESKTOP)
    outcome = await opened.answer()
    assert isinstance(outcome, SendOutcome)
    assert outcome.failure is SendFailure.NOBODY_THERE


async def test_a_heartbeat_is_called_before_its_address_is_kept_and_can_be_taken_away(opened: Opened) -> None:
    opened.bench.pinger.outcome = REFUSED
    opened.window.heartbeat_address_changed.emit(Secret("https://hc.example.com/x"))
    assert await opened.answer() == REFUSED
    assert await opened.kept() == {}
    opened.bench.pinger.outcome = SendOutcome()
    opened.window.heartbeat_address_changed.emit(Secret("https://hc.example.com/x"))
    await opened.answer(2)
    assert heartbeat_url() in await opened.kept()
    opened.window.heartbeat_address_changed.emit(None)
    await opened.quiet()
    assert await opened.kept() == {}


async def test_changes_are_written_in_the_order_in_which_they_were_made_and_none_is_lost(opened: Opened) -> None:
    for hours in range(1, 9):
        opened.window.alerts_changed.emit(repeats(hours))
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.quiet()
    assert (opened.settings.alerts.repeat_hours, opened.settings.alerts.channels) == (8, (PHONE,))


async def test_what_was_written_by_hand_while_the_window_is_open_stays(opened: Opened) -> None:
    by_hand = replace(opened.settings.alerts, no_reading_min=45, channels=(PHONE,))
    opened.bench.settings = replace(opened.settings, alerts=by_hand)
    opened.window.alerts_changed.emit(repeats(9))
    await opened.quiet()
    assert opened.settings.alerts == replace(by_hand, repeat_hours=9)


async def test_a_channel_whose_name_was_taken_meanwhile_leaves_the_others_address_alone(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    opened.window.channel_add_requested.emit(PHONE, Secret("tgram://another/1"))
    await opened.quiet()
    assert opened.settings.alerts.channels == (PHONE,)
    assert await opened.kept() == {address_of("phone"): ADDRESS}


async def test_a_new_address_for_a_channel_that_was_removed_meanwhile_is_not_kept(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    opened.bench.settings = replace(opened.settings, alerts=AlertSettings())  # by hand, and not read yet
    opened.window.channel_address_changed.emit("phone", Secret("tgram://another/1"))
    await opened.quiet()
    assert opened.window.answers[1:] == [""]
    assert await opened.kept() == {address_of("phone"): ADDRESS}


async def test_an_address_that_could_not_be_deleted_is_said(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(name: object) -> None:
        raise KeyringError(KeyringReason.LOCKED)

    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    monkeypatch.setattr(opened.bench.parts.secrets, "delete", refuse)
    opened.window.channel_remove_requested.emit("phone")
    await opened.quiet()
    assert opened.settings.alerts.channels == ()
    assert opened.window.answers[1:] == [
        "Phone was removed, but its address could not be deleted from the keyring; delete it there."
    ]


async def test_a_service_is_known_only_of_an_address_that_was_kept(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(name: object, secret: object) -> None:
        raise KeyringError(KeyringReason.DENIED)

    monkeypatch.setattr(opened.bench.parts.secrets, "write", refuse)
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    assert await opened.answer() == SendOutcome(SendFailure.KEYRING)
    assert opened.settings.alerts.channels == ()
    assert opened.desk._addresses.services == {}


async def until(condition: Callable[[], bool]) -> None:
    """Lets Qt do what it does in later turns of its loop."""
    async with asyncio.timeout(10):
        while not condition():
            QApplication.processEvents()
            await asyncio.sleep(0)


async def test_in_another_language_the_open_window_is_built_anew_on_its_page(bench: Bench, opened: Opened) -> None:
    made = [opened.window, Seen(bench)]
    opened.desk._make_window = lambda: made[-1]
    opened.window.open_page("general")
    opened.desk.retranslate()
    await opened.quiet()
    assert opened.desk._window is made[-1]
    assert made[-1].isVisible()
    assert made[-1].place == ("general", "")


async def test_what_comes_of_a_test_is_told_in_the_window_that_is_there_by_then(bench: Bench, opened: Opened) -> None:
    first, opened.window = opened.window, Seen(bench)
    first.test_requested.emit("desktop")
    opened.desk.retranslate()
    assert await opened.answer() == SendOutcome()
    assert first.answers == []


async def test_while_something_is_asked_the_window_stays_as_it_is(opened: Opened) -> None:
    await opened.quiet()
    opened.window.add_account()
    opened.desk.retranslate()
    assert opened.desk._window is opened.window
    assert opened.window.isVisible()


async def test_once_nothing_is_asked_any_more_the_window_turns_to_the_other_language(
    bench: Bench, opened: Opened
) -> None:
    await opened.quiet()
    opened.window.add_account()
    opened.desk.retranslate()
    first, opened.window = opened.window, Seen(bench)
    child(first, AddAccountDialog).reject()
    await until(lambda: opened.desk._window is opened.window)
    assert opened.window.isVisible()


async def test_a_window_that_was_closed_meanwhile_opens_in_the_other_language(bench: Bench, opened: Opened) -> None:
    await opened.quiet()
    opened.window.add_account()
    opened.desk.retranslate()
    first, opened.window = opened.window, Seen(bench)
    child(first, AddAccountDialog).reject()
    first.close()
    await until(lambda: opened.desk._window is None)
    opened.desk.open("")
    assert opened.desk._window is opened.window


async def test_what_was_being_typed_is_kept_where_the_window_turns_to_another_language(
    bench: Bench, opened: Opened
) -> None:
    await opened.quiet()
    opened.window.open_page("accounts")
    opened.window.complete()
    name = child(opened.window, AccountBasics).name
    opened.window.activateWindow()
    await until(name.isVisible)
    name.setFocus()
    await until(lambda: opened.window.focusWidget() is name)
    name.selectAll()
    QTest.keyClicks(name, "Renamed")
    opened.window = Seen(bench)
    opened.desk.retranslate()
    await opened.quiet()
    assert [account.name for account in opened.settings.accounts] == ["Renamed"]


async def test_in_another_language_the_same_field_has_the_focus_and_what_was_answered_stands(
    bench: Bench, opened: Opened
) -> None:
    await opened.quiet()
    opened.window.open_page("general")
    opened.window.complete()
    opened.window.settings_export_requested.emit(str(bench.parts.paths.data_folder / "missing" / "x.zip"))
    answer = await opened.answer()
    (page,) = (page for page in opened.window.pages if page.name == "general")
    page.focus_on("general.language")
    await until(lambda: opened.window.place == ("general", "general.language"))
    opened.window = Seen(bench)
    opened.desk.retranslate()
    await opened.quiet()
    await until(lambda: opened.window.place == ("general", "general.language"))
    assert opened.window.answers == [answer]


@pytest.mark.parametrize("keyring", ["locked", "asking"])
async def test_news_of_accounts_do_not_ask_a_keyring_again_that_refused(opened: Opened, keyring: str) -> None:
    await opened.quiet()
    bench, reads = opened.bench, []
    may_answer = asyncio.Event()

    async def read(names: Sequence[SecretName]) -> dict[SecretName, Secret]:
        if address_of("new") in names:
            reads.append(names)
            if keyring == "locked":
                raise KeyringError(KeyringReason.LOCKED)
            await may_answer.wait()
        return {}

    bench.parts.secrets.read = read  # type: ignore[method-assign]
    bench.settings = replace(opened.settings, alerts=AlertSettings(channels=(Channel("new", "New"),)))
    bench.watch.reload_settings()
    await bench.until(lambda: bool(bench.face.settings[-1].alerts.channels))
    for _ in range(5):
        opened.desk.settings_changed()
        await asyncio.sleep(0)
    may_answer.set()
    await opened.quiet()
    assert len(reads) == 1
