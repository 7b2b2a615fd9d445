"""News of the machine's own network: from NetworkManager on Linux, from Qt elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusVariant
    from PySide6.QtNetwork import QNetworkInformation

_SENDER = "org.freedesktop.NetworkManager"
_PATH = "/org/freedesktop/NetworkManager"
_SIGNAL = "StateChanged"
# PySide6 declares bytes here and takes text only
_SLOT: Any = SLOT("_on_state(uint)")
_ANSWER_SLOT: Any = SLOT("_on_answer(QDBusVariant)")

_CONNECTING = 40
_CONNECTED_SITE = 60
"""NMState: from here on there is a default route; a firewall may hide the internet from the check for "global"."""


class NetworkNews(QObject):
    """Calls `on_network(up)` when the machine's network comes or goes, while it is started.

    Where nothing tells of it (no NetworkManager, no system bus), never. The same news is not given twice.
    """

    def __init__(self, platform: str = sys.platform) -> None:
        super().__init__()
        self._ask_qt = platform != "linux"
        self._on_network: Callable[[bool], None] | None = None
        self._up: bool | None = None
        self._information: QNetworkInformation | None = None

    def start(self, on_network: Callable[[bool], None]) -> None:
        """Listens from now on."""
        self._on_network = on_network
        self._up = None
        if self._ask_qt:
            self._listen_to_qt()
            return
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.systemBus()
        if bus.isConnected():
            bus.connect(_SENDER, _PATH, _SENDER, _SIGNAL, self, _SLOT)
            self._ask_state(bus)

    def stop(self) -> None:
        """Nothing is called after this."""
        if self._on_network is None:
            return
        self._on_network = None
        if self._ask_qt:
            if self._information is not None:
                self._information.reachabilityChanged.disconnect(self._on_reachability)
                self._information = None
            return
        from PySide6.QtDBus import QDBusConnection

        QDBusConnection.systemBus().disconnect(_SENDER, _PATH, _SENDER, _SIGNAL, self, _SLOT)

    def _listen_to_qt(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            self._information = QNetworkInformation.instance()
            self._information.reachabilityChanged.connect(self._on_reachability)

    def _ask_state(self, bus: QDBusConnection) -> None:
        """Asks what the state is now and does not wait: before the Wi-Fi is up, no signal says that it is not."""
        from PySide6.QtDBus import QDBusMessage

        question = QDBusMessage.createMethodCall(_SENDER, _PATH, "org.freedesktop.DBus.Properties", "Get")
        question.setAutoStartService(False)
        question.setArguments([_SENDER, "State"])
        bus.callWithCallback(question, self, _ANSWER_SLOT)

    @Slot("QDBusVariant")
    def _on_answer(self, state: QDBusVariant) -> None:
        self._on_state(state.variant())

    @Slot("uint")
    def _on_state(self, state: int) -> None:
        if state != _CONNECTING:
            self._tell(state >= _CONNECTED_SITE)

    def _on_reachability(self, reachability: QNetworkInformation.Reachability) -> None:
        kinds = type(reachability)
        if reachability != kinds.Unknown:
            self._tell(reachability in {kinds.Site, kinds.Online})

    def _tell(self, up: bool) -> None:
        if self._on_network is not None and up != self._up:
            self._up = up
            self._on_network(up)
