"""Prints the machine's news, one line each, until a line comes on standard input; run by the tests beside it.

`python print_machine_news.py [qt|stopped]`: `qt` uses what is used where there is no NetworkManager.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from galla.adapters.machine import MachineNews
from galla.adapters.network import NetworkNews


def say(text: str) -> None:
    print(text, flush=True)


def from_qt() -> None:
    from PySide6.QtNetwork import QNetworkInformation

    network = NetworkNews(platform="win32")
    network.start(lambda up: say(f"network {up}"))
    information = QNetworkInformation.instance()
    kinds = QNetworkInformation.Reachability
    for kind in (kinds.Online, kinds.Unknown, kinds.Site, kinds.Local, kinds.Disconnected, kinds.Online):
        information.reachabilityChanged.emit(kind)
    network.stop()
    information.reachabilityChanged.emit(kinds.Disconnected)


def main(mode: str) -> None:
    app = QCoreApplication([])
    if mode == "qt":
        from_qt()
        return
    news = MachineNews()
    news.start(lambda: say("resume"), lambda up: say(f"network {up}"))
    if mode == "stopped":
        news.stop()

    def finish() -> None:
        end.setEnabled(False)
        # a round trip over the bus: what was sent before it has arrived
        call = QDBusMessage.createMethodCall(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetId"
        )
        QDBusConnection.systemBus().call(call)
        app.processEvents()
        news.stop()
        app.quit()

    end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    end.activated.connect(finish)
    say("ready")
    app.exec()


if __name__ == "__main__":
    main((sys.argv[1:] or [""])[0])
