"""The session bus of the measuring process: when icons are registered, and clicks on them without a mouse."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.constants import MessageType
from dbus_fast.message import Message
from dbus_fast.signature import Variant

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM_PATH = "/StatusNotifierItem"
ITEM = "org.kde.StatusNotifierItem"
MENU_PATH = "/MenuBar"
MENU = "com.canonical.dbusmenu"
BUS = "org.freedesktop.DBus"


class SessionBus:
    """One connection that hears every StatusNotifierItem that is registered."""

    def __init__(self) -> None:
        self._bus: MessageBus | None = None
        self._registered: asyncio.Queue[tuple[float, str]] = asyncio.Queue()

    async def connect(self) -> None:
        """Listens from now on."""
        self._bus = await MessageBus().connect()
        rule = f"type='signal',interface='{WATCHER}',member='StatusNotifierItemRegistered'"
        await self._call(BUS, "/org/freedesktop/DBus", f"{BUS}.AddMatch", "s", [rule])
        self._bus.add_message_handler(self._on_message)

    async def icon_of(self, pid: int, timeout_s: float = 20.0) -> tuple[float, str]:
        """When (monotonic seconds) the process `pid` had its icon registered, and its name on the bus."""
        async with asyncio.timeout(timeout_s):
            while True:
                at, item = await self._registered.get()
                name = item.partition("/")[0]
                reply = await self._call(BUS, "/org/freedesktop/DBus", f"{BUS}.GetConnectionUnixProcessID", "s", [name])
                if reply.body[0] == pid:
                    return at, name

    async def check_now(self, item: str) -> None:
        """A middle click on the icon: Galla polls."""
        await self._call(item, ITEM_PATH, f"{ITEM}.SecondaryActivate", "ii", [10, 10])

    async def choose(self, item: str, label: str) -> None:
        """Chooses the entry of the icon's menu whose label is `label`, mnemonics left out."""
        layout = await self._call(item, MENU_PATH, f"{MENU}.GetLayout", "iias", [0, -1, ["label"]])
        for entry in layout.body[1][2]:
            number, properties, _ = entry.value
            if "label" in properties and properties["label"].value.replace("_", "") == label:
                arguments: list[Any] = [number, "clicked", Variant("i", 0), 0]
                await self._call(item, MENU_PATH, f"{MENU}.Event", "isvu", arguments)
                return
        raise LookupError(label)

    def close(self) -> None:
        """Hears no more."""
        if self._bus is not None:
            self._bus.disconnect()

    def _on_message(self, message: Message) -> None:
        if message.member == "StatusNotifierItemRegistered":
            self._registered.put_nowait((time.monotonic(), message.body[0]))

    async def _call(
        self, name: str, path: str, method: str, signature: str = "", body: list[Any] | None = None
    ) -> Message:
        """The answer to `method`, given with its interface. Raises RuntimeError for an error."""
        assert self._bus is not None
        interface, _, member = method.rpartition(".")
        call = Message(
            destination=name, path=path, interface=interface, member=member, signature=signature, body=body or []
        )
        reply = await self._bus.call(call)
        assert reply is not None
        if reply.message_type is MessageType.ERROR:
            raise RuntimeError(f"{member}: {reply.error_name}: {reply.body}")
        return reply
