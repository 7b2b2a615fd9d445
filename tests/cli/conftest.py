"""Commands run in this process, on a folder of their own, a keyring in memory and a supplier on loopback."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alert_fakes import FakePinger, FakeSender
from fakes import FakeLogin, FakeNotifier
from galla.adapters.clock import SystemClock
from galla.adapters.log import Redaction
from galla.adapters.memory_secrets import MemorySecrets
from galla.adapters.paths import paths_under
from galla.cli import parser
from galla.cli.context import Context
from galla.demo.supplier import EmbeddedSupplier, Fault
from galla.domain.money import Money
from galla.profile_shelf import ProfileShelf

KEY = "a-key-that-nobody-may-see"


class SupplierThread:
    """The embedded supplier on a loop of its own, because each command runs one itself."""

    def __init__(self) -> None:
        self.balance = "84.20"
        self._supplier = EmbeddedSupplier(KEY, self._money, lambda: datetime.now(UTC))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.url = self._run(self._supplier.start())

    def break_with(self, fault: Fault | None) -> None:
        self._supplier.fault = fault

    @property
    def requests(self) -> int:
        return self._supplier.requests

    def close(self) -> None:
        self._run(self._supplier.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _money(self) -> Money:
        return Money(Decimal(self.balance), "USD")

    def _run(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


@dataclass
class Terminal:
    """What an owner types and sees."""

    home: Path
    capture: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    sender: FakeSender = field(default_factory=FakeSender)
    pinger: FakePinger = field(default_factory=FakePinger)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    login: FakeLogin = field(default_factory=FakeLogin)
    out: str = ""
    err: str = ""

    def galla(self, *arguments: str, typed: str = "") -> int:
        """Runs one command with `typed` on standard input, and gives its exit code."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            code = parser.run(arguments, self.here)
        except SystemExit as stopped:  # argparse's own way out
            code = int(stopped.code or 0)
        seen = self.capture.readouterr()
        self.out, self.err = seen.out, seen.err
        return code

    @property
    def here(self) -> Context:
        """What the commands work with."""
        paths = paths_under(self.home)
        return Context(
            paths,
            SystemClock(),
            ProfileShelf(paths.profiles_folder),
            Redaction(),
            secrets=lambda: self.secrets,
            sender=lambda: self.sender,
            notifier=lambda: self.notifier,
            pinger=lambda: self.pinger,
            start_at_login=lambda: self.login,
            zone=lambda: ZoneInfo("Asia/Kolkata"),
        )

    def add(self, url: str, *more: str) -> int:
        """Adds the account that most tests use."""
        return self.galla(
            "accounts", "add", "--id", "main", "--name", "FoxReload", "--base-url", url, "--currency", "USD",
            "--timezone", "Asia/Kolkata", *more, typed=KEY + "\n",
        )  # fmt: skip


@pytest.fixture
def terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, qapp: object
) -> Terminal:
    """A terminal; the one Qt application of the tests serves the commands' texts too."""
    return Terminal(tmp_path / "home", capsys, monkeypatch)


@pytest.fixture
def supplier() -> Iterator[SupplierThread]:
    running = SupplierThread()
    yield running
    running.close()
