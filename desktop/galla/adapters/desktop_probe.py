"""What the desktop session offers, asked over D-Bus: for `galla doctor`, where no tray runs."""

from __future__ import annotations

import asyncio
import ctypes
import ctypes.util
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
NOTIFICATIONS_PATH = "/org/freedesktop/Notifications"
TIMEOUT_S = 2.0


@dataclass(frozen=True, slots=True)
class Desktop:
    """The session as far as it matters here."""

    has_bus: bool = False
    has_tray: bool = False
    notification_server: str | None = None
    """Its name and version."""
    shows_buttons: bool = False
    do_not_disturb: bool = False


async def probe() -> Desktop:
    """What is there now; on Windows and macOS tray and notifications belong to the system."""
    if sys.platform != "linux":
        return Desktop(True, True, sys.platform, True)
    from dbus_fast.aio import MessageBus

    try:
        async with asyncio.timeout(TIMEOUT_S):
            bus = await MessageBus().connect()
    except Exception:  # whatever is wrong with it, there is no bus to speak over
        return Desktop(has_tray=_xembed_tray_is_there())
    try:
        return await _probe(bus)
    finally:
        bus.disconnect()


async def _probe(bus: Any) -> Desktop:
    hosted = await _property(bus, WATCHER, "/StatusNotifierWatcher", "IsStatusNotifierHostRegistered")
    server = await _ask_server(bus, "GetServerInformation")
    abilities = await _ask_server(bus, "GetCapabilities")
    return Desktop(
        has_bus=True,
        has_tray=hosted is True or _xembed_tray_is_there(),
        notification_server=f"{server[0]} {server[2]}" if server else None,
        shows_buttons="actions" in (abilities or [[]])[0],
        do_not_disturb=await _is_silenced(bus),
    )


async def _is_silenced(bus: Any) -> bool:
    """Whether the server hides notifications; each has its own word for it, and an unknown one is taken for no."""
    if await _property(bus, NOTIFICATIONS, NOTIFICATIONS_PATH, "Inhibited") is True:  # Plasma
        return True
    dunst = await _property(bus, NOTIFICATIONS, NOTIFICATIONS_PATH, "paused", "org.dunstproject.cmd0")
    return dunst is True


async def _property(bus: Any, name: str, path: str, member: str, interface: str | None = None) -> object:
    from dbus_fast.message import Message

    body = await _answer(
        bus,
        Message(
            destination=name,
            path=path,
            interface="org.freedesktop.DBus.Properties",
            member="Get",
            signature="ss",
            body=[interface or name, member],
        ),
    )
    return body[0].value if body else None


async def _ask_server(bus: Any, member: str) -> list[Any] | None:
    from dbus_fast.message import Message

    question = Message(destination=NOTIFICATIONS, path=NOTIFICATIONS_PATH, interface=NOTIFICATIONS, member=member)
    return await _answer(bus, question)


async def _answer(bus: Any, question: Any) -> list[Any] | None:
    """The body of the reply; None where nobody answers, or with an error."""
    from dbus_fast.constants import MessageType

    try:
        async with asyncio.timeout(TIMEOUT_S):
            reply = await bus.call(question)
    except TimeoutError:
        return None
    return None if reply.message_type is MessageType.ERROR else list(reply.body)


def has_screen() -> bool:
    """Whether windows can be opened here: a display that is named but does not answer is none."""
    if sys.platform != "linux" or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return bool(os.environ.get("DISPLAY")) and _ask_x11(lambda x11, display: True)


def _xembed_tray_is_there() -> bool:
    """Whether an X11 panel owns the tray selection of the older protocol."""

    def owner(x11: ctypes.CDLL, display: ctypes.c_void_p) -> bool:
        x11.XInternAtom.restype = ctypes.c_ulong
        x11.XGetSelectionOwner.restype = ctypes.c_ulong
        atom = ctypes.c_ulong(x11.XInternAtom(display, b"_NET_SYSTEM_TRAY_S0", 0))
        return bool(x11.XGetSelectionOwner(display, atom))

    return _ask_x11(owner)


def _ask_x11(question: Callable[[ctypes.CDLL, ctypes.c_void_p], bool]) -> bool:
    """The answer to `question`; False where no X server answers."""
    library = ctypes.util.find_library("X11")
    if library is None:
        return False
    x11 = ctypes.CDLL(library)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    connection = x11.XOpenDisplay(None)
    if not connection:
        return False
    display = ctypes.c_void_p(connection)
    try:
        return question(x11, display)
    finally:
        x11.XCloseDisplay(display)
