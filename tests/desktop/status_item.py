"""The icon of a process as a panel sees it over D-Bus: StatusNotifierItem and its menu."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.constants import MessageType
from dbus_fast.message import Message
from dbus_fast.signature import Variant
from dbus_fast.unpack import unpack_variants

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
BUS = "org.freedesktop.DBus"


class NoAnswer(Exception):
    """The other side is not there, or answered with an error."""


def call(address: str, message: Message) -> list[Any]:
    """The body of the answer, without D-Bus's wrappings. Raises NoAnswer."""

    async def ask() -> list[Any]:
        bus = await MessageBus(bus_address=address).connect()
        try:
            async with asyncio.timeout(10):
                reply = await bus.call(message)
        finally:
            bus.disconnect()
            await bus.wait_for_disconnect()
        if reply.message_type is MessageType.ERROR:
            raise NoAnswer(f"{message.member}: {reply.error_name}")
        return list(unpack_variants(reply.body))

    return asyncio.run(ask())


def _property(address: str, name: str, path: str, interface: str, member: str) -> Any:
    message = Message(
        destination=name, path=path, interface=PROPERTIES, member="Get", signature="ss", body=[interface, member]
    )
    return call(address, message)[0]


@dataclass(frozen=True)
class StatusItem:
    """One icon."""

    address: str
    name: str
    path: str

    @property
    def tooltip(self) -> str:
        """The text of the tooltip."""
        return str(_property(self.address, self.name, self.path, ITEM, "ToolTip")[2])

    @property
    def menu_path(self) -> str:
        """Where the menu is."""
        return str(_property(self.address, self.name, self.path, ITEM, "Menu"))

    def click(self) -> None:
        """A left click."""
        call(self.address, Message(self.name, self.path, ITEM, "Activate", signature="ii", body=[1200, 790]))

    def menu(self) -> dict[str, int]:
        """The menu's entries with their ids, mnemonics taken away."""
        body = [0, -1, ["label"]]
        layout = call(self.address, Message(self.name, self.menu_path, MENU, "GetLayout", signature="iias", body=body))
        entries = layout[1][2]
        return {_as_shown(str(shown.get("label", ""))): number for number, shown, _ in entries}

    def choose(self, label: str) -> None:
        """A click on the menu's entry."""
        body = [self.menu()[label], "clicked", Variant("s", ""), 0]
        call(self.address, Message(self.name, self.menu_path, MENU, "Event", signature="isvu", body=body))


def _as_shown(label: str) -> str:
    """The words that a panel shows: an underscore marks a key, a doubled one is itself."""
    return label.replace("__", "\0").replace("_", "").replace("\0", "_")


def item_of(address: str, pid: int) -> StatusItem | None:
    """The icon that process `pid` has registered with the panel that runs now; None while there is none."""
    try:
        registered = _property(address, WATCHER, WATCHER_PATH, WATCHER, "RegisteredStatusNotifierItems")
        for entry in registered:
            name, _, path = entry.partition("/")
            owner = call(
                address,
                Message(BUS, "/org/freedesktop/DBus", BUS, "GetConnectionUnixProcessID", signature="s", body=[name]),
            )
            if owner[0] == pid:
                return StatusItem(address, name, f"/{path or 'StatusNotifierItem'}")
    except NoAnswer:
        return None
    return None
