"""News of a resume from suspend, from logind; Qt's D-Bus, because it is in the tray's process already."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot

_SENDER = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_INTERFACE = "org.freedesktop.login1.Manager"
_SIGNAL = "PrepareForSleep"
# PySide6 declares bytes here and takes text only
_SLOT: Any = SLOT("_on_sleep(bool)")


class LogindResume(QObject):
    """Calls `on_resume` after each suspend, while it is started; where there is no logind, never."""

    def __init__(self) -> None:
        super().__init__()
        self._on_resume: Callable[[], None] | None = None

    def start(self, on_resume: Callable[[], None]) -> None:
        """Listens from now on."""
        if sys.platform != "linux":
            return
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.systemBus()
        if bus.isConnected() and bus.connect(_SENDER, _PATH, _INTERFACE, _SIGNAL, self, _SLOT):
            self._on_resume = on_resume

    def stop(self) -> None:
        """Nothing is called after this."""
        if self._on_resume is not None:
            from PySide6.QtDBus import QDBusConnection

            self._on_resume = None
            bus = QDBusConnection.systemBus()
            bus.disconnect(_SENDER, _PATH, _INTERFACE, _SIGNAL, self, _SLOT)

    @Slot(bool)
    def _on_sleep(self, going_to_sleep: bool) -> None:
        if not going_to_sleep and self._on_resume is not None:
            self._on_resume()
