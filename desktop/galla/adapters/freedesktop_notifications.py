"""Notifications through org.freedesktop.Notifications on the session bus.

We call Notify ourselves and await its reply, because delivery must be known: desktop-notifier's `send()` hides a
failure, and PySide6's QtDBus sends the id with a sign, which servers refuse.
Protocol: https://specifications.freedesktop.org/notification-spec/latest/protocol.html
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galla.domain.notice import NativeMessage, NoticeAction, Severity

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus
    from dbus_fast.message import Message

log = logging.getLogger(__name__)

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"
BUS = "org.freedesktop.DBus"
MATCH_RULES = (
    f"type='signal',sender='{SERVER}',path='{SERVER_PATH}',interface='{SERVER}'",
    f"type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',arg0='{SERVER}'",
)
DEFAULT_ACTION = "default"
"""The key that the protocol gives to a click on the body."""
DESKTOP_ENTRY = "galla"
REPLACING_TAGS = ("x-dunst-stack-tag", "x-canonical-private-synchronous")
"""Hints by which some servers (dunst, xfce4-notifyd) put a notification in the place of the last with the same tag. A
program that was killed before it recorded the server's id can still replace what it showed, and not repeat it."""
REPLY_TIMEOUT_S = 2.0
REMEMBERED = 200
"""Notices whose buttons still work; a server keeps old notifications in its history."""

# A "recovered" is of normal urgency: some desktops show nothing of low urgency.
_URGENCY = {Severity.INFO: 1, Severity.WARNING: 1, Severity.CRITICAL: 2}


class ServerError(Exception):
    """The bus or the notification server answered with an error."""


class FreedesktopNotifier:
    """A ports.Notifier for Linux desktops; without a session bus or a server, `show` is False."""

    def __init__(
        self, icon: Path | None = None, bus_address: str | None = None, reply_timeout_s: float = REPLY_TIMEOUT_S
    ) -> None:
        self._icon = icon
        self._bus_address = bus_address
        self._reply_timeout_s = reply_timeout_s
        self._on_action: Callable[[str, NoticeAction], None] | None = None
        self._on_start: Callable[[], None] | None = None
        self._connecting = asyncio.Lock()
        self._bus: MessageBus | None = None
        self._server: _Server | None = None

    async def show(self, message: NativeMessage) -> bool:
        """True when the server answered Notify with an id, within two seconds."""
        try:
            bus = await self._connect()
            server = await self._known_server(bus)
            await self._notify(bus, server, message)
        except Exception as error:
            # Whatever it is, nobody was told, and the caller has another way.
            log.warning("notification %s was not shown: %s: %s", message.notice_id, type(error).__name__, error)
            return False
        return True

    def listen(self, on_action: Callable[[str, NoticeAction], None]) -> None:
        """Buttons and clicks of notifications that this process showed are given to `on_action`."""
        self._on_action = on_action

    def watch_server(self, on_start: Callable[[], None]) -> None:
        """`on_start` is called when a server takes its name on the bus, from the first `show` on."""
        self._on_start = on_start

    async def close(self) -> None:
        """Lets go of the bus; notifications that are on screen stay there."""
        bus, self._bus, self._server = self._bus, None, None
        if bus is not None and bus.connected:
            bus.disconnect()
            await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    async def _connect(self) -> MessageBus:
        async with self._connecting:
            if self._bus is not None and self._bus.connected:
                return self._bus
            # 50 ms of imports that the event loop, and with it the window, need not wait for.
            connection_type = (await asyncio.to_thread(import_module, "dbus_fast.aio")).MessageBus
            self._server = None
            async with asyncio.timeout(self._reply_timeout_s):
                bus: MessageBus = await connection_type(bus_address=self._bus_address).connect()
            try:
                for rule in MATCH_RULES:
                    await self._call(bus, _message(BUS, "/org/freedesktop/DBus", "AddMatch", "s", [rule]))
            except BaseException:
                bus.disconnect()
                raise
            bus.add_message_handler(self._on_message)
            self._bus = bus
            return bus

    async def _known_server(self, bus: MessageBus) -> _Server:
        if self._server is None:
            reply = await self._call(bus, _message(SERVER, SERVER_PATH, "GetCapabilities"))
            self._server = _Server(reply.sender, frozenset(reply.body[0]))
        return self._server

    async def _notify(self, bus: MessageBus, server: _Server, message: NativeMessage) -> None:
        from dbus_fast.signature import Variant

        hints = {
            "urgency": Variant("y", _URGENCY[message.severity]),
            "desktop-entry": Variant("s", DESKTOP_ENTRY),
            **{tag: Variant("s", message.notice_id) for tag in REPLACING_TAGS},
        }
        arguments = [
            "Galla",
            server.ids.get(message.notice_id, 0),
            self._icon.as_uri() if self._icon is not None and self._icon.is_file() else "",
            message.title,
            _escape(message.body) if "body-markup" in server.capabilities else message.body,
            _actions(message) if "actions" in server.capabilities else [],
            hints,
            -1,
        ]
        reply = await self._call(bus, _message(SERVER, SERVER_PATH, "Notify", "susssasa{sv}i", arguments))
        server.remember(message.notice_id, reply.body[0])

    async def _call(self, bus: MessageBus, call: Message) -> Message:
        from dbus_fast.constants import MessageType

        async with asyncio.timeout(self._reply_timeout_s):
            reply = await bus.call(call)
        if reply.message_type is MessageType.ERROR:
            raise ServerError(f"{call.member}: {reply.error_name}")
        return reply

    def _on_message(self, message: Message) -> None:
        if message.sender == BUS and message.member == "NameOwnerChanged" and message.body[0] == SERVER:
            # Another server begins its ids anew: ours mean nothing to it.
            self._server = None
            if message.body[2] and self._on_start is not None:
                self._on_start()
            return
        server = self._server
        if server is None or message.sender != server.owner or message.interface != SERVER:
            return
        if message.member == "NotificationClosed":
            server.closed(message.body[0])
        elif message.member == "ActionInvoked":
            self._act(server.notices.get(message.body[0]), message.body[1])

    def _act(self, notice_id: str | None, key: str) -> None:
        if notice_id is None or self._on_action is None:
            return
        action = _action(key)
        if action is not None:
            self._on_action(notice_id, action)


class _Server:
    """One run of a notification server, and what we showed through it."""

    def __init__(self, owner: str | None, capabilities: frozenset[str]) -> None:
        self.owner = owner
        self.capabilities = capabilities
        self.ids: dict[str, int] = {}
        """By notice id: what is on screen, and is replaced when the notice comes again."""
        self.notices: dict[int, str] = {}

    def remember(self, notice_id: str, server_id: int) -> None:
        self.ids[notice_id] = server_id
        self.notices[server_id] = notice_id
        while len(self.notices) > REMEMBERED:
            oldest = next(iter(self.notices))
            self.ids.pop(self.notices.pop(oldest), None)

    def closed(self, server_id: int) -> None:
        """Its buttons go on working: some servers close before they tell the action, or keep a history."""
        notice_id = self.notices.get(server_id)
        if notice_id is not None and self.ids.get(notice_id) == server_id:
            del self.ids[notice_id]


def _message(name: str, path: str, member: str, signature: str = "", body: list[Any] | None = None) -> Message:
    """A method call; both services that we call name their interface after themselves."""
    from dbus_fast.message import Message

    return Message(destination=name, path=path, interface=name, member=member, signature=signature, body=body or [])


def _actions(message: NativeMessage) -> list[str]:
    flat: list[str] = []
    for action, label in message.actions:
        flat += [DEFAULT_ACTION if action is NoticeAction.OPEN else action.value, label]
    return flat


def _action(key: str) -> NoticeAction | None:
    if key == DEFAULT_ACTION:
        return NoticeAction.OPEN
    return next((action for action in NoticeAction if action.value == key), None)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
