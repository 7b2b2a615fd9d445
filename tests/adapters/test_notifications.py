from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from desktop_notifier import Capability, Notification

from adapters.notification_server import FakeServer, private_bus
from galla.adapters.freedesktop_notifications import FreedesktopNotifier
from galla.adapters.library_notifications import LibraryNotifier
from galla.domain.notice import NativeMessage, NoticeAction, Severity

MESSAGE = NativeMessage(
    notice_id="main.balance_below.20261123T093000Z.1",
    title="FoxReload: balance low, $84.20",
    body="Under your threshold of $100.00 & <falling>.",
    severity=Severity.CRITICAL,
    actions=(
        (NoticeAction.OPEN, "Open Galla"),
        (NoticeAction.SHOW_CHART, "Show chart"),
        (NoticeAction.SNOOZE, "Snooze 1 h"),
    ),
)
Pressed = asyncio.Queue[tuple[str, NoticeAction]]


@pytest_asyncio.fixture
async def bus(tmp_path: Path) -> AsyncIterator[str]:
    async with private_bus(tmp_path) as address:
        yield address


@pytest_asyncio.fixture
async def server(bus: str) -> AsyncIterator[FakeServer]:
    fake = FakeServer()
    await fake.start(bus)
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def notifier(bus: str) -> AsyncIterator[FreedesktopNotifier]:
    made = FreedesktopNotifier(bus_address=bus, reply_timeout_s=0.5)
    yield made
    await made.close()


def presses(notifier: FreedesktopNotifier | LibraryNotifier) -> Pressed:
    pressed: Pressed = asyncio.Queue()
    notifier.listen(lambda notice_id, action: pressed.put_nowait((notice_id, action)))
    return pressed


async def next_press(pressed: Pressed) -> tuple[str, NoticeAction]:
    return await asyncio.wait_for(pressed.get(), 2)


async def test_shown_means_that_the_server_answered(server: FakeServer, notifier: FreedesktopNotifier) -> None:
    assert await notifier.show(MESSAGE) is True
    name, replaces, icon, title, body, actions, hints, timeout_ms = server.shown[0]
    assert (name, replaces, icon, title, timeout_ms) == ("Galla", 0, "", MESSAGE.title, -1)
    assert body == "Under your threshold of $100.00 &amp; &lt;falling&gt;."
    assert actions == ["default", "Open Galla", "show_chart", "Show chart", "snooze", "Snooze 1 h"]
    assert {name: (hint.signature, hint.value) for name, hint in hints.items()} == {
        "urgency": ("y", 2),
        "desktop-entry": ("s", "galla"),
        "x-dunst-stack-tag": ("s", MESSAGE.notice_id),
        "x-canonical-private-synchronous": ("s", MESSAGE.notice_id),
    }


async def test_a_server_without_markup_or_buttons_gets_neither(bus: str, notifier: FreedesktopNotifier) -> None:
    plain = FakeServer(capabilities=("body",))
    await plain.start(bus)
    assert await notifier.show(replace(MESSAGE, severity=Severity.INFO)) is True
    assert plain.shown[0][4] == MESSAGE.body
    assert plain.shown[0][5] == []
    assert plain.shown[0][6]["urgency"].value == 1
    await plain.stop()


async def test_an_icon_is_given_only_if_its_file_is_there(bus: str, server: FakeServer, tmp_path: Path) -> None:
    icon = tmp_path / "galla icon.svg"
    notifier = FreedesktopNotifier(icon, bus_address=bus)
    assert await notifier.show(MESSAGE)
    icon.write_text("<svg/>", encoding="utf-8")
    assert await notifier.show(MESSAGE)
    assert [arguments[2] for arguments in server.shown] == ["", icon.as_uri()]
    await notifier.close()


async def test_pressing_a_button_or_the_body_tells_which_notice(
    server: FakeServer, notifier: FreedesktopNotifier
) -> None:
    pressed = presses(notifier)
    await notifier.show(MESSAGE)
    for key, action in (
        ("show_chart", NoticeAction.SHOW_CHART),
        ("snooze", NoticeAction.SNOOZE),
        ("default", NoticeAction.OPEN),
    ):
        await server.emit("ActionInvoked", "us", server.next_id, key)
        assert await next_press(pressed) == (MESSAGE.notice_id, action)


async def test_a_button_works_although_the_server_closed_the_notification_first(
    server: FakeServer, notifier: FreedesktopNotifier
) -> None:
    pressed = presses(notifier)
    await notifier.show(MESSAGE)
    await server.emit("NotificationClosed", "uu", server.next_id, 2)
    await server.emit("ActionInvoked", "us", server.next_id, "snooze")
    assert await next_press(pressed) == (MESSAGE.notice_id, NoticeAction.SNOOZE)


async def test_strange_ids_and_keys_are_ignored(server: FakeServer, notifier: FreedesktopNotifier) -> None:
    pressed = presses(notifier)
    await notifier.show(MESSAGE)
    await server.emit("ActionInvoked", "us", 7, "show_chart")  # another program's, or our previous run's
    await server.emit("ActionInvoked", "us", server.next_id, "inline-reply")
    await server.emit("ActionInvoked", "us", server.next_id, "snooze")
    assert await next_press(pressed) == (MESSAGE.notice_id, NoticeAction.SNOOZE)
    assert pressed.empty()


async def test_a_notice_shown_again_replaces_itself_while_it_is_on_screen(
    server: FakeServer, notifier: FreedesktopNotifier
) -> None:
    await notifier.show(MESSAGE)
    first = server.next_id
    await notifier.show(MESSAGE)
    await notifier.show(replace(MESSAGE, notice_id="another"))
    assert [arguments[1] for arguments in server.shown] == [0, first, 0]


async def test_a_notice_that_was_closed_is_shown_anew(server: FakeServer, notifier: FreedesktopNotifier) -> None:
    pressed = presses(notifier)
    await notifier.show(MESSAGE)
    await server.emit("NotificationClosed", "uu", server.next_id, 2)
    await server.emit("ActionInvoked", "us", server.next_id, "snooze")
    await next_press(pressed)  # the signals arrive in order, so the closing has been seen
    await notifier.show(MESSAGE)
    assert server.shown[1][1] == 0


async def test_a_server_that_restarted_is_asked_afresh(
    bus: str, server: FakeServer, notifier: FreedesktopNotifier
) -> None:
    pressed = presses(notifier)
    await notifier.show(MESSAGE)
    old_id = server.next_id
    await server.stop()
    assert await notifier.show(MESSAGE) is False
    await server.start(bus)
    server.capabilities = ["body"]
    assert await notifier.show(MESSAGE) is True
    assert server.shown[1][1] == 0, "the old id means nothing to the new server"
    assert server.shown[1][5] == []
    await server.emit("ActionInvoked", "us", old_id, "show_chart")
    await server.emit("ActionInvoked", "us", server.next_id, "snooze")
    assert await next_press(pressed) == (MESSAGE.notice_id, NoticeAction.SNOOZE)


async def test_who_was_told_that_nobody_is_there_is_told_when_a_server_starts(
    bus: str, notifier: FreedesktopNotifier
) -> None:
    started: asyncio.Queue[None] = asyncio.Queue()
    notifier.watch_server(lambda: started.put_nowait(None))
    assert await notifier.show(MESSAGE) is False
    fake = FakeServer()
    await fake.start(bus)
    await asyncio.wait_for(started.get(), 2)
    assert await notifier.show(MESSAGE) is True
    await fake.stop()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(started.get(), 0.2)  # that one has gone is no news


async def test_no_server_means_not_shown(notifier: FreedesktopNotifier) -> None:
    assert await notifier.show(MESSAGE) is False


async def test_no_bus_means_not_shown_and_says_why_without_the_message(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    notifier = FreedesktopNotifier(bus_address=f"unix:path={tmp_path / 'nothing'}")
    with caplog.at_level(logging.WARNING):
        assert await notifier.show(MESSAGE) is False
    assert MESSAGE.notice_id in caplog.text
    assert "84.20" not in caplog.text
    await notifier.close()


async def test_a_server_that_does_not_answer_means_not_shown(server: FakeServer, notifier: FreedesktopNotifier) -> None:
    await notifier.show(MESSAGE)
    server.silent = True
    assert await notifier.show(MESSAGE) is False
    server.silent = False
    assert await notifier.show(MESSAGE) is True


async def test_a_bus_that_ended_is_connected_again(tmp_path: Path) -> None:
    async with private_bus(tmp_path) as address:
        server = FakeServer()
        await server.start(address)
        notifier = FreedesktopNotifier(bus_address=address)
        assert await notifier.show(MESSAGE) is True
        await server.stop()
    assert await notifier.show(MESSAGE) is False
    (tmp_path / "bus").unlink(missing_ok=True)
    async with private_bus(tmp_path) as address:
        server = FakeServer()
        await server.start(address)
        assert await notifier.show(MESSAGE) is True
        await notifier.close()
        await server.stop()


def test_a_notifier_that_was_never_used_has_loaded_no_library() -> None:
    script = (
        "import sys; from galla.adapters.notifications import platform_notifier; platform_notifier();"
        "sys.exit(any(name.startswith(('dbus_fast', 'desktop_notifier')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=20).returncode == 0


async def test_two_notifications_at_once_share_one_connection(
    server: FakeServer, notifier: FreedesktopNotifier
) -> None:
    shown = await asyncio.gather(notifier.show(MESSAGE), notifier.show(replace(MESSAGE, notice_id="second")))
    assert shown == [True, True]
    assert len(server.shown) == 2


class FakeLibrary:
    """desktop-notifier as far as we call it: a failure is logged by it and nothing is said to us."""

    def __init__(self, *, capabilities: frozenset[Capability], authorised: bool = True, fails: bool = False) -> None:
        self.capabilities, self.authorised, self.fails = capabilities, authorised, fails
        self.sent: list[Notification] = []

    async def get_capabilities(self) -> frozenset[Capability]:
        return self.capabilities

    async def request_authorisation(self) -> bool:
        return self.authorised

    async def send_notification(self, notification: Notification) -> str:
        if not self.fails:
            self.sent.append(notification)
            assert notification.on_dispatched is not None
            notification.on_dispatched()
        return notification.identifier


def over(library: Any) -> LibraryNotifier:
    return LibraryNotifier(create=lambda _: library)


WORKING = frozenset({Capability.TITLE, Capability.MESSAGE, Capability.BUTTONS})


async def test_the_library_shows_title_body_and_buttons() -> None:
    library = FakeLibrary(capabilities=WORKING)
    notifier = over(library)
    pressed = presses(notifier)
    assert await notifier.show(MESSAGE) is True
    sent = library.sent[0]
    assert (sent.title, sent.message) == (MESSAGE.title, MESSAGE.body)
    assert [button.title for button in sent.buttons] == ["Show chart", "Snooze 1 h"]
    assert sent.buttons[1].on_pressed is not None
    assert sent.on_clicked is not None
    sent.buttons[1].on_pressed()
    sent.on_clicked()
    assert await next_press(pressed) == (MESSAGE.notice_id, NoticeAction.SNOOZE)
    assert await next_press(pressed) == (MESSAGE.notice_id, NoticeAction.OPEN)


@pytest.mark.parametrize(
    "library",
    [
        FakeLibrary(capabilities=WORKING, fails=True),
        FakeLibrary(capabilities=WORKING, authorised=False),
        FakeLibrary(capabilities=frozenset()),
        SimpleNamespace(),
    ],
    ids=["the system refused", "the user turned them off", "no app bundle", "it broke"],
)
async def test_the_library_showing_nothing_is_known(library: Any) -> None:
    assert await over(library).show(MESSAGE) is False
