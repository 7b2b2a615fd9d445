from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio

from adapters.notification_server import private_bus

PROGRAM = Path(__file__).with_name("show_notice.py")
CONFIG = """[global]
    history_length = 20
    sticky_history = yes
    dmenu = {picker}
    markup = full
    format = "<b>%s</b>\\n%b"
"""


@dataclass(frozen=True, slots=True)
class Desktop:
    """A screen, a bus and dunst, all our own."""

    environment: dict[str, str]
    choice: Path

    async def run(self, *command: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *command, env=self.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        output, errors = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode == 0, errors.decode()
        return output.decode()

    async def shown(self, count: int) -> list[dict[str, str]]:
        """The oldest `count` notifications that dunst has put into its history."""
        async with asyncio.timeout(5):
            while True:
                await self.run("dunstctl", "close-all")
                (history,) = json.loads(await self.run("dunstctl", "history"))["data"]
                if len(history) >= count:
                    return [{name: field["data"] for name, field in entry.items()} for entry in reversed(history)]
                await asyncio.sleep(0.05)

    async def press(self, label: str) -> None:
        """dunst has no buttons but a menu from another program, here one that chooses the line with `label`."""
        self.choice.write_text(label, encoding="utf-8")
        await self.run("dunstctl", "context")


def found(program: str) -> str:
    path = shutil.which(program)
    assert path is not None, f"these tests need {program}"
    return path


@asynccontextmanager
async def process(*command: str, environment: dict[str, str], fd: int | None = None) -> AsyncIterator[None]:
    started = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=() if fd is None else (fd,),
    )
    try:
        yield
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


@asynccontextmanager
async def screen(environment: dict[str, str]) -> AsyncIterator[str]:
    """The display of an X server that is ready."""
    reading, writing = os.pipe()
    try:
        server = (found("Xvfb"), "-displayfd", str(writing), "-screen", "0", "640x480x24", "-nolisten", "tcp")
        async with process(*server, environment=environment, fd=writing):
            number = await asyncio.wait_for(asyncio.to_thread(os.read, reading, 16), 10)
            yield f":{number.decode().strip()}"
    finally:
        os.close(reading)
        os.close(writing)


@pytest_asyncio.fixture
async def desktop(tmp_path: Path) -> AsyncIterator[Desktop]:
    choice, picker, config = tmp_path / "choice", tmp_path / "pick", tmp_path / "dunstrc"
    picker.write_text(f'#!/bin/sh\ngrep -F -m1 -- "$(cat {choice})"\n', encoding="utf-8")
    picker.chmod(0o700)
    config.write_text(CONFIG.format(picker=picker), encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    async with AsyncExitStack() as stack:
        environment["DISPLAY"] = await stack.enter_async_context(screen(dict(environment)))
        environment["DBUS_SESSION_BUS_ADDRESS"] = await stack.enter_async_context(private_bus(tmp_path))
        ready = Desktop(environment, choice)
        await stack.enter_async_context(process(found("dunst"), "-conf", str(config), environment=environment))
        await until_answering(ready)
        yield ready


async def until_answering(desktop: Desktop) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                await desktop.run(found("dunstctl"), "count")
                return
            except AssertionError:
                await asyncio.sleep(0.05)


async def read_line(program: asyncio.subprocess.Process) -> str:
    assert program.stdout is not None
    return (await asyncio.wait_for(program.stdout.readline(), 10)).decode().strip()


async def show(desktop: Desktop, language: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), language, env=desktop.environment, stdout=asyncio.subprocess.PIPE
    )


async def test_a_real_server_shows_the_notice_and_its_button_reaches_the_program(desktop: Desktop) -> None:
    program = await show(desktop, "en")
    assert await read_line(program) == "shown True"
    await desktop.press("Show chart")
    assert await read_line(program) == "pressed show_chart"
    assert await program.wait() == 0
    (notice,) = await desktop.shown(1)
    assert notice["appname"] == "Galla"
    assert notice["summary"] == "Fox & Reload <shop>: balance low, $84.20"
    assert notice["body"] == (
        "Under your threshold of $100.00. Lasts about 3 days (2–4 days). Read 2 min ago (today 14:30). "
        "Top up before Saturday afternoon."
    )


async def test_a_click_on_the_notice_opens_galla(desktop: Desktop) -> None:
    program = await show(desktop, "hi")
    assert await read_line(program) == "shown True"
    await desktop.run("dunstctl", "action", "0")
    assert await read_line(program) == "pressed open"
    assert await program.wait() == 0


async def test_without_a_server_the_program_is_told_that_nothing_was_shown(tmp_path: Path) -> None:
    async with private_bus(tmp_path) as address:
        lonely = Desktop({**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}, tmp_path / "choice")
        program = await show(lonely, "en")
        assert await read_line(program) == "shown False"
        program.terminate()
        await program.wait()
