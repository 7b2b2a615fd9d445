"""Says when a tray is there to show an icon in, so that no icon is made too early.

Qt chooses its tray protocol at the first question about trays and keeps it: an icon made before the panel is up
never appears on a panel that speaks StatusNotifierItem only. Until `available` nobody may construct a
QSystemTrayIcon nor call its statics.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication

SETTLE_MS = 200
"""A watcher that has just come to the bus is not ready for items at once."""
GRACE_MS = 3000
"""Without a tray for so long after the start, the owner is told and gets a window."""


class NotifierSign(Protocol):
    """StatusNotifierItem's side of the question."""

    changed: SignalInstance

    def is_present(self) -> bool:
        """Whether a host is registered."""

    def has_watcher(self) -> bool:
        """Whether a watcher is there, so that Qt would choose this protocol."""

    def listen(self) -> None:
        """Begins to announce changes."""

    def close(self) -> None:
        """Announces nothing any more."""


class XEmbedSign(Protocol):
    """XEmbed's side of the question."""

    changed: SignalInstance

    def is_present(self) -> bool:
        """Whether a tray owns its selection."""

    def close(self) -> None:
        """Announces nothing any more."""


class TrayHost(QObject):
    """Emits `available` once, as soon as an icon can be shown, also when `absent` was emitted before.

    With a tray already there `start()` emits before it returns.
    """

    available = Signal()
    absent = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        notifier: NotifierSign | None = None,
        xembed: XEmbedSign | None = None,
        always_there: bool | None = None,
    ) -> None:
        super().__init__(parent)
        self._always_there = _always_there() if always_there is None else always_there
        self._notifier = notifier
        self._xembed = xembed
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._grace.timeout.connect(self._on_grace_over)
        self._is_available = False
        self._is_listening = False
        self._speaks_items = False

    @property
    def is_available(self) -> bool:
        """Whether `available` was emitted."""
        return self._is_available

    @property
    def speaks_items(self) -> bool:
        """Whether Qt shows the icon as a StatusNotifierItem; it then sends messages to the notification server."""
        return self._speaks_items

    def start(self) -> None:
        """Looks for a tray; then listens for one, without polling."""
        if self._always_there:
            self._announce()
            return
        if self._notifier is None:
            from galla.ui.notifier_item_tray import NotifierItemTray

            self._notifier = NotifierItemTray(self)
        if self._notifier.is_present():
            self._speaks_items = True
            self._announce()
            return
        self._is_listening = True
        self._notifier.changed.connect(self._settle.start)
        self._notifier.listen()
        if self._xembed is None:
            self._xembed = _xembed_tray(self)
        if self._xembed is not None:
            self._xembed.changed.connect(self._settle.start)
        if self._tray_is_there():
            self._announce()
        else:
            self._grace.start()

    def stop(self) -> None:
        """Listens no more."""
        self._is_listening = False
        self._settle.stop()
        self._grace.stop()
        if self._notifier is not None:
            self._notifier.close()
        if self._xembed is not None:
            self._xembed.close()

    def _tray_is_there(self) -> bool:
        self._speaks_items = self._notifier is not None and self._notifier.has_watcher()
        if self._notifier is not None and self._speaks_items:
            # Qt will speak StatusNotifierItem, so an XEmbed tray beside it would stay empty.
            return self._notifier.is_present()
        return self._xembed is not None and self._xembed.is_present()

    def _on_settled(self) -> None:
        if self._is_listening and self._tray_is_there():
            self._announce()

    def _on_grace_over(self) -> None:
        if self._is_listening:
            self.absent.emit()

    def _announce(self) -> None:
        self._is_available = True
        self.stop()
        self.available.emit()


def _always_there() -> bool:
    """Whether the platform has a tray of its own; only X11 and Wayland leave it to a panel."""
    return QGuiApplication.platformName() in {"windows", "cocoa"}


def _xembed_tray(parent: QObject) -> XEmbedSign | None:
    if QGuiApplication.platformName() != "xcb":
        return None
    from galla.ui.xembed_tray import XcbUnavailable, XEmbedTray

    try:
        return XEmbedTray(parent)
    except XcbUnavailable:
        return None
