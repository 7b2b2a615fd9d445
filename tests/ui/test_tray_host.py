"""No icon before there is a tray to take it, and the owner is told where there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Signal

from galla.ui import tray_host
from galla.ui.tray_host import TrayHost


class FakeNotifier(QObject):
    """The session bus: a watcher, with or without a host."""

    changed = Signal()

    def __init__(self, *, watcher: bool = False, host: bool = False) -> None:
        super().__init__()
        self.watcher, self.host = watcher or host, host
        self.listens = False

    def is_present(self) -> bool:
        return self.host

    def has_watcher(self) -> bool:
        return self.watcher

    def listen(self) -> None:
        self.listens = True

    def close(self) -> None:
        self.listens = False


class FakeXEmbed(QObject):
    """The X server: a tray owns its selection, or none does."""

    changed = Signal()

    def __init__(self, *, tray: bool = False) -> None:
        super().__init__()
        self.tray, self.is_open, self.asked = tray, True, 0

    def is_present(self) -> bool:
        self.asked += 1
        return self.tray

    def close(self) -> None:
        self.is_open = False


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr(tray_host, "SETTLE_MS", 10)
    monkeypatch.setattr(tray_host, "GRACE_MS", 30)


class Heard:
    """What a host announced, in order."""

    def __init__(self, host: TrayHost) -> None:
        self.news: list[str] = []
        host.available.connect(lambda: self.news.append("available"))
        host.absent.connect(lambda: self.news.append("absent"))


def host_with(notifier: FakeNotifier, xembed: FakeXEmbed | None = None) -> tuple[TrayHost, Heard]:
    host = TrayHost(notifier=notifier, xembed=xembed or FakeXEmbed(), always_there=False)
    return host, Heard(host)


def test_a_tray_that_is_there_already_is_used_at_once_and_the_x_server_is_not_asked(qapp):
    xembed = FakeXEmbed()
    host, heard = host_with(FakeNotifier(host=True), xembed)
    host.start()
    assert heard.news == ["available"]
    assert xembed.asked == 0


def test_a_watcher_that_comes_later_is_used_after_it_has_settled(qtbot):
    notifier = FakeNotifier()
    host, heard = host_with(notifier)
    host.start()
    assert heard.news == []
    notifier.watcher = notifier.host = True
    notifier.changed.emit()
    assert heard.news == []
    qtbot.waitUntil(lambda: heard.news == ["available"], timeout=1000)
    assert not notifier.listens


def test_a_watcher_without_a_host_is_no_tray_yet(qtbot):
    notifier = FakeNotifier(watcher=True)
    host, heard = host_with(notifier, FakeXEmbed(tray=True))
    host.start()
    assert heard.news == [], "Qt would speak to the watcher, and the XEmbed tray would stay empty"
    notifier.host = True
    notifier.changed.emit()
    qtbot.waitUntil(lambda: heard.news == ["available"], timeout=1000)


def test_an_xembed_tray_is_used_where_no_watcher_is(qapp):
    host, heard = host_with(FakeNotifier(), FakeXEmbed(tray=True))
    host.start()
    assert heard.news == ["available"]


def test_an_xembed_tray_that_comes_later_is_used(qtbot):
    xembed = FakeXEmbed()
    host, heard = host_with(FakeNotifier(), xembed)
    host.start()
    xembed.tray = True
    xembed.changed.emit()
    qtbot.waitUntil(lambda: heard.news == ["available"], timeout=1000)
    assert not xembed.is_open


def test_no_tray_is_said_once_and_one_that_comes_after_all_is_still_used(qtbot):
    notifier = FakeNotifier()
    host, heard = host_with(notifier)
    host.start()
    qtbot.waitUntil(lambda: heard.news == ["absent"], timeout=1000)
    notifier.watcher = notifier.host = True
    notifier.changed.emit()
    qtbot.waitUntil(lambda: heard.news == ["absent", "available"], timeout=1000)


def test_a_false_alarm_on_the_bus_changes_nothing(qtbot):
    notifier = FakeNotifier()
    host, heard = host_with(notifier)
    host.start()
    notifier.changed.emit()
    qtbot.waitUntil(lambda: heard.news == ["absent"], timeout=1000)
    assert not host.is_available


def test_nothing_is_polled_while_waiting(qtbot):
    xembed = FakeXEmbed()
    host, heard = host_with(FakeNotifier(), xembed)
    host.start()
    qtbot.waitUntil(lambda: heard.news == ["absent"], timeout=1000)
    assert xembed.asked == 1
    assert not host._settle.isActive()
    assert not host._grace.isActive()


def test_windows_and_macos_have_their_tray_always(qapp):
    notifier = FakeNotifier()
    host = TrayHost(notifier=notifier, always_there=True)
    heard = Heard(host)
    host.start()
    assert heard.news == ["available"]
    assert not notifier.listens


def test_after_stop_nothing_is_announced(qtbot):
    notifier = FakeNotifier()
    host, heard = host_with(notifier)
    host.start()
    host.stop()
    notifier.host = True
    notifier.changed.emit()
    with qtbot.waitSignal(host._settle.timeout, timeout=1000):
        pass
    assert heard.news == []


def test_without_session_bus_and_x_server_the_tray_is_absent_and_nothing_fails(qtbot, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    host = TrayHost(always_there=False)
    heard = Heard(host)
    host.start()
    qtbot.waitUntil(lambda: heard.news == ["absent"], timeout=1000)
    host.stop()


def test_it_says_by_which_protocol_the_icon_is_shown(qtbot):
    by_bus, _ = host_with(FakeNotifier(host=True))
    by_bus.start()
    assert by_bus.speaks_items
    by_x_server, _ = host_with(FakeNotifier(), FakeXEmbed(tray=True))
    by_x_server.start()
    assert not by_x_server.speaks_items
    notifier = FakeNotifier()
    later, heard = host_with(notifier)
    later.start()
    notifier.watcher = notifier.host = True
    notifier.changed.emit()
    qtbot.waitUntil(lambda: heard.news[-1:] == ["available"], timeout=1000)
    assert later.speaks_items
