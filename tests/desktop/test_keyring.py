"""The keyring store with gnome-keyring on a bus of our own, through the program's own child process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dbus_fast.aio import MessageBus
from dbus_fast.constants import BusType

from adapters.notification_server import private_bus
from galla.adapters.secrets import KeyringStore
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName

KEY = SecretName("main", "key")
HUSH = Secret("hush-hush-3141592653")
PASSWORD = b"test"
SERVICE = "org.freedesktop.secrets"


class SecretService:
    """gnome-keyring with its files under a folder of the test."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._daemon: asyncio.subprocess.Process | None = None

    async def start(self, *, unlocked: bool) -> None:
        program = shutil.which("gnome-keyring-daemon")
        assert program is not None, "these tests need gnome-keyring"
        self._daemon = await asyncio.create_subprocess_exec(
            program,
            "--foreground",
            "--unlock" if unlocked else "--start",
            "--components=secrets",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(PASSWORD if unlocked else b"")
        self._daemon.stdin.close()
        await self._until_on_the_bus()

    async def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.kill()
            await self._daemon.wait()
            self._daemon = None

    async def _until_on_the_bus(self) -> None:
        bus = await MessageBus(bus_address=self._address, bus_type=BusType.SESSION).connect()
        introspection = await bus.introspect("org.freedesktop.DBus", "/org/freedesktop/DBus")
        names = bus.get_proxy_object("org.freedesktop.DBus", "/org/freedesktop/DBus", introspection)
        async with asyncio.timeout(5):
            while not await names.get_interface("org.freedesktop.DBus").call_name_has_owner(SERVICE):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        bus.disconnect()


@asynccontextmanager
async def session(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SecretService]:
    async with private_bus(folder) as address:
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        monkeypatch.setenv("HOME", str(folder / "home"))
        for name in ("CONFIG", "DATA", "CACHE"):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / "home" / name.lower()))
        service = SecretService(address)
        try:
            yield service
        finally:
            await service.stop()


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def reason_of(store: KeyringStore) -> str:
    with pytest.raises(KeyringError) as raised:
        await store.read([KEY])
    return raised.value.problem.reason


async def test_a_key_is_kept_by_the_secret_service_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(tmp_path, monkeypatch) as service:
        await service.start(unlocked=True)
        store = KeyringStore()
        await store.write(KEY, HUSH)
        assert await store.read([KEY, SecretName("main", "none")]) == {KEY: HUSH}
        files = files_under(tmp_path)
        assert any(path.suffix == ".keyring" for path in files)
        assert not [path for path in files if HUSH.reveal().encode() in path.read_bytes()]
        await store.delete(KEY)
        await store.delete(KEY)
        assert await store.read([KEY]) == {}


async def test_a_locked_keyring_is_not_reported_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with session(tmp_path, monkeypatch) as service:
        await service.start(unlocked=True)
        store = KeyringStore()
        await store.write(KEY, HUSH)
        await service.stop()
        assert await reason_of(store) == KeyringReason.NO_BACKEND
        await service.start(unlocked=False)
        assert await reason_of(store) == KeyringReason.LOCKED
        await service.stop()
        await service.start(unlocked=True)
        assert await store.read([KEY]) == {KEY: HUSH}


async def test_a_keyring_that_was_never_made_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with session(tmp_path, monkeypatch) as service:
        await service.start(unlocked=False)
        assert await reason_of(KeyringStore()) == KeyringReason.LOCKED
