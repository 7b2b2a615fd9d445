"""News of power and network over a bus of our own that stands in for the system's."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path

import pytest
from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

import galla
from adapters.notification_server import private_bus

PROGRAM = Path(__file__).with_name("print_machine_news.py")
LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b")
NETWORK = (
    "org.freedesktop.NetworkManager",
    "/org/freedesktop/NetworkManager",
    "org.freedesktop.NetworkManager",
    "StateChanged",
    "u",
)


class Machine:
    """What logind and NetworkManager would say on the bus at `address`; `state` is what the latter answers."""

    def __init__(self, bus: MessageBus, state: int | None = None) -> None:
        self._bus = bus
        self._state = state
        self.asked = asyncio.Event()
        bus.add_message_handler(self._answer)

    async def take_names(self) -> None:
        for name in (LOGIND[0], NETWORK[0]):
            await self._bus.request_name(name)

    def _answer(self, asked: Message) -> Message | None:
        if self._state is None or asked.member != "Get" or asked.body != [NETWORK[0], "State"]:
            return None
        self.asked.set()
        return Message.new_method_return(asked, "v", [Variant("u", self._state)])

    async def say(self, about: Sequence[str], value: object) -> None:
        _, path, interface, member, signature = about
        await self._bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=[value],
            )
        )


async def news(
    address: str, said: Sequence[tuple[Sequence[str], object]], mode: str = "", *, named: bool = True
) -> list[str]:
    """What the program prints while `said` is said."""
    program = await started(address, mode)
    if said:
        bus = await MessageBus(bus_address=address).connect()
        machine = Machine(bus)
        if named:
            await machine.take_names()
        for about, value in said:
            await machine.say(about, value)
        await passed_on(bus)
        bus.disconnect()
    return await all_told(program)


async def started(address: str, mode: str = "") -> Process:
    """The program, listening to the bus at `address`."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        mode,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"DBUS_SYSTEM_BUS_ADDRESS": address, "PYTHONPATH": str(Path(galla.__file__).parent.parent)},
    )
    assert program.stdout is not None
    if mode != "qt":
        assert await program.stdout.readline() == b"ready\n"
    return program


async def passed_on(bus: MessageBus) -> None:
    """Waits until the bus has passed on all that was said: then it answers us."""
    await bus.call(
        Message(destination="org.freedesktop.DBus", path="/", interface="org.freedesktop.DBus", member="GetId")
    )


async def all_told(program: Process) -> list[str]:
    """Ends the program, and gives what it printed."""
    output, _ = await asyncio.wait_for(program.communicate(b"end\n"), 10)
    assert program.returncode == 0
    return output.decode().split("\n")[:-1]


async def test_a_resume_is_told_and_going_to_sleep_is_not(tmp_path: Path) -> None:
    async with private_bus(tmp_path) as address:
        assert await news(address, [(LOGIND, True), (LOGIND, False), (LOGIND, True), (LOGIND, False)]) == ["resume"] * 2


async def test_network_news_is_told_once_and_connecting_is_no_news(tmp_path: Path) -> None:
    states = [20, 40, 60, 70, 40, 50, 10, 70]
    async with private_bus(tmp_path) as address:
        told = await news(address, [(NETWORK, state) for state in states])
    assert told == ["network False", "network True", "network False", "network True"]


@pytest.mark.parametrize(("state", "told"), [(20, ["network False"]), (40, []), (70, ["network True"])])
async def test_the_state_that_was_there_before_the_start_is_told_too(
    tmp_path: Path, state: int, told: list[str]
) -> None:
    async with private_bus(tmp_path) as address:
        bus = await MessageBus(bus_address=address).connect()
        machine = Machine(bus, state)
        await machine.take_names()
        program = await started(address)
        await asyncio.wait_for(machine.asked.wait(), 10)
        await passed_on(bus)
        assert await all_told(program) == told
        bus.disconnect()


async def test_a_stranger_on_the_bus_is_not_believed(tmp_path: Path) -> None:
    async with private_bus(tmp_path) as address:
        assert await news(address, [(LOGIND, False), (NETWORK, 20)], named=False) == []


async def test_after_stop_nothing_is_told(tmp_path: Path) -> None:
    async with private_bus(tmp_path) as address:
        assert await news(address, [(LOGIND, False), (NETWORK, 20)], mode="stopped") == []


async def test_without_a_system_bus_there_is_silence_and_no_error(tmp_path: Path) -> None:
    assert await news(f"unix:path={tmp_path}/none", []) == []


async def test_elsewhere_qt_tells_of_the_network(tmp_path: Path) -> None:
    told = await news(f"unix:path={tmp_path}/none", [], mode="qt")
    assert told == ["network True", "network False", "network True"]
