"""One tray process, and what it hears from others."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import galla
from galla.adapters.instance import MESSAGES, SingleInstance


@pytest.fixture(params=["unix", "tcp"])
def use_tcp(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "tcp")


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
async def tray(tmp_path: Path, use_tcp: bool, heard: list[str]) -> AsyncIterator[SingleInstance]:
    instance = SingleInstance(tmp_path / "run", use_tcp=use_tcp)
    assert instance.acquire()
    await instance.serve(heard.append)
    yield instance
    await instance.close()


async def raw(folder: Path, use_tcp: bool, line: bytes) -> bytes:
    """The answer to a line that is not the client's."""
    if use_tcp:
        port = int((folder / "tray.address").read_text().split()[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    else:
        reader, writer = await asyncio.open_unix_connection(folder / "tray.sock")
    writer.write(line)
    try:
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.usefixtures("tray")
async def test_every_message_reaches_the_running_tray(tmp_path: Path, use_tcp: bool, heard: list[str]) -> None:
    other = SingleInstance(tmp_path / "run", use_tcp=use_tcp)
    assert not other.acquire()
    for message in sorted(MESSAGES):
        assert await other.send(message)
    assert heard == sorted(MESSAGES)


@pytest.mark.usefixtures("tray")
async def test_only_known_words_can_be_sent(tmp_path: Path, use_tcp: bool) -> None:
    with pytest.raises(ValueError, match="quit"):
        await SingleInstance(tmp_path / "run", use_tcp=use_tcp).send("quit")


@pytest.mark.usefixtures("tray")
@pytest.mark.parametrize("line", [b"quit\n", b" quit\n", b"\n", b"\xff\xfe\n", b"x" * 100_000, b"wrong show\n"])
async def test_anything_else_is_not_heard(tmp_path: Path, use_tcp: bool, heard: list[str], line: bytes) -> None:
    assert await raw(tmp_path / "run", use_tcp, line) == b""
    assert heard == []
    assert await SingleInstance(tmp_path / "run", use_tcp=use_tcp).send("show")


async def test_without_the_token_the_tcp_ear_is_deaf(tmp_path: Path, heard: list[str]) -> None:
    tray = SingleInstance(tmp_path / "run", use_tcp=True)
    await tray.serve(heard.append)
    assert await raw(tmp_path / "run", True, b" show\n") == b""
    assert heard == []
    await tray.close()


async def test_without_a_tray_nobody_takes_the_message(tmp_path: Path, use_tcp: bool) -> None:
    assert not await SingleInstance(tmp_path / "run", use_tcp=use_tcp).send("polled")


async def test_a_tray_that_is_still_starting_is_waited_for(tmp_path: Path, use_tcp: bool, heard: list[str]) -> None:
    tray = SingleInstance(tmp_path / "run", use_tcp=use_tcp)
    assert tray.acquire()
    sent = asyncio.create_task(SingleInstance(tmp_path / "run", use_tcp=use_tcp).send("show", wait_s=10))
    await asyncio.sleep(0)
    await tray.serve(heard.append)
    assert await sent
    assert heard == ["show"]
    await tray.close()


async def test_socket_token_and_folder_are_for_the_owner_alone(tray: SingleInstance, tmp_path: Path) -> None:
    assert tray is not None
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "run").iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


async def test_when_the_tray_has_ended_the_next_may_start(tray: SingleInstance, tmp_path: Path, use_tcp: bool) -> None:
    successor = SingleInstance(tmp_path / "run", use_tcp=use_tcp)
    assert not successor.acquire()
    await tray.close()
    assert successor.acquire()
    await successor.close()


TRAY = """
import asyncio, sys
from pathlib import Path
from galla.adapters.instance import SingleInstance
async def main():
    tray = SingleInstance(Path(sys.argv[1]), use_tcp=sys.argv[2] == "True")
    assert tray.acquire()
    await tray.serve(lambda word: None)
    print("ready", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


async def test_what_a_killed_tray_leaves_is_no_obstacle(tmp_path: Path, use_tcp: bool, heard: list[str]) -> None:
    folder = tmp_path / "run"
    environment = os.environ | {"PYTHONPATH": str(Path(galla.__file__).parent.parent)}
    with subprocess.Popen(  # noqa: ASYNC220 - nothing else runs meanwhile
        [sys.executable, "-c", TRAY, str(folder), str(use_tcp)], stdout=subprocess.PIPE, env=environment
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"ready\n"
        tray = SingleInstance(folder, use_tcp=use_tcp)
        assert not tray.acquire()
        first.send_signal(signal.SIGKILL)
    assert not await tray.send("show")
    assert tray.acquire()
    await tray.serve(heard.append)
    assert await SingleInstance(folder, use_tcp=use_tcp).send("show")
    await tray.close()


async def test_a_folder_too_deep_for_a_unix_socket_works_all_the_same(tmp_path: Path, heard: list[str]) -> None:
    folder = tmp_path / ("deep" * 30)
    tray = SingleInstance(folder)
    assert tray.acquire()
    await tray.serve(heard.append)
    assert await SingleInstance(folder).send("show")
    await tray.close()
