"""Whether the session bus has a StatusNotifierItem watcher with a host, and when that changes."""

from __future__ import annotations

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage, QDBusServiceWatcher, QDBusVariant

_SERVICE = "org.kde.StatusNotifierWatcher"
_PATH = "/StatusNotifierWatcher"
_ASK_TIMEOUT_MS = 150


class NotifierItemTray(QObject):
    """Says when a StatusNotifierItem host may have appeared."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = QDBusConnection.sessionBus()
        self._watcher: QDBusServiceWatcher | None = None

    def is_present(self) -> bool:
        """Whether a host is registered now: one call, blocking at most 150 ms (2 ms where nothing hangs)."""
        if not self._bus.isConnected():
            return False
        ask = QDBusMessage.createMethodCall(_SERVICE, _PATH, "org.freedesktop.DBus.Properties", "Get")
        ask.setArguments([_SERVICE, "IsStatusNotifierHostRegistered"])
        # The watcher belongs to the panel: asking must not start one that the desktop did not want.
        ask.setAutoStartService(False)
        reply = self._bus.call(ask, QDBus.CallMode.Block, _ASK_TIMEOUT_MS)
        if reply.type() is not QDBusMessage.MessageType.ReplyMessage:
            return False
        value = reply.arguments()[0]  # some versions of PySide6 unwrap it by themselves
        return bool(value.variant() if isinstance(value, QDBusVariant) else value)

    def has_watcher(self) -> bool:
        """Whether a watcher is on the bus, with or without a host; Qt then chooses this protocol."""
        return self._bus.isConnected() and bool(self._bus.interface().isServiceRegistered(_SERVICE).value())

    def listen(self) -> None:
        """Begins to announce changes."""
        if self._watcher is not None or not self._bus.isConnected():
            return
        self._watcher = QDBusServiceWatcher(
            _SERVICE, self._bus, QDBusServiceWatcher.WatchModeFlag.WatchForRegistration, self
        )
        self._watcher.serviceRegistered.connect(self._on_changed)
        self._bus.connect(_SERVICE, _PATH, _SERVICE, "StatusNotifierHostRegistered", self, SLOT("_on_changed()"))  # type: ignore[call-overload]

    def close(self) -> None:
        """Announces nothing any more."""
        if self._watcher is None:
            return
        self._watcher.deleteLater()
        self._watcher = None
        self._bus.disconnect(_SERVICE, _PATH, _SERVICE, "StatusNotifierHostRegistered", self, SLOT("_on_changed()"))  # type: ignore[call-overload]

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
