"""A notification server and a private session bus for tests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, RequestNameReply
from dbus_fast.aio import MessageBus

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""


@asynccontextmanager
async def private_bus(folder: Path) -> AsyncIterator[str]:
    """The address of a session bus of our own, which ends with the block."""
    daemon = shutil.which("dbus-daemon")
    assert daemon is not None, "these tests need dbus-daemon"
    socket, config = folder / "bus", folder / "bus.conf"
    config.write_text(BUS_CONFIG.format(socket=socket), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        daemon, "--nofork", "--nopidfile", "--nosyslog", f"--config-file={config}", "--print-address",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = (await asyncio.wait_for(process.stdout.readline(), 5)).decode().strip()
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


class FakeServer:
    """Answers as a notification server does, and remembers what it was asked to show."""

    def __init__(self, capabilities: tuple[str, ...] = ("body", "body-markup", "actions")) -> None:
        self.capabilities = list(capabilities)
        self.shown: list[list[Any]] = []
        self.silent = False
        self.next_id = 41
        self._bus: MessageBus | None = None

    async def start(self, address: str) -> None:
        self._bus = await MessageBus(bus_address=address).connect()
        self._bus.add_message_handler(self._handle)
        assert await self._bus.request_name(SERVER) is RequestNameReply.PRIMARY_OWNER

    async def stop(self) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        await self._bus.wait_for_disconnect()

    async def emit(self, member: str, signature: str, *body: Any) -> None:
        assert self._bus is not None
        await self._bus.send(Message.new_signal(SERVER_PATH, SERVER, member, signature, list(body)))

    def _handle(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.interface != SERVER:
            return None
        if self.silent:
            return True
        if message.member == "GetCapabilities":
            return Message.new_method_return(message, "as", [self.capabilities])
        if message.signature != "susssasa{sv}i":
            return Message.new_error(message, "org.freedesktop.DBus.Error.InvalidArgs", message.signature)
        self.shown.append(message.body)
        self.next_id += 1
        return Message.new_method_return(message, "u", [message.body[1] or self.next_id])
