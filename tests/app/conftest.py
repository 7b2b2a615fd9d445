"""A watch on real parts, without Qt: supplier on loopback, ledger on disk, keyring in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from alert_fakes import FakePinger, FakeSender
from fakes import FakeLogin, FakeNotifier
from galla.adapters.clock import SystemClock
from galla.adapters.memory_secrets import MemorySecrets
from galla.adapters.paths import paths_under
from galla.adapters.settings_file import SettingsFile
from galla.adapters.settings_transfer import SettingsTransfer
from galla.demo.supplier import EmbeddedSupplier
from galla.domain.alert_settings import AlertSettings
from galla.domain.alert_settings_rules import check_alerts
from galla.domain.channel import SendOutcome
from galla.domain.errors import Problem, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName, Snapshot
from galla.domain.money import Money
from galla.domain.notice import Episode, NativeMessage, RemoteMessage
from galla.domain.schedule import Timing
from galla.domain.settings import Account, General, Settings
from galla.engine.channel_ways import Wording
from galla.watch import Watch
from galla.watch_parts import Parts
from rig import WORDING

if TYPE_CHECKING:
    from app.opened_settings import Opened

KEY = "a-key-that-nobody-may-see"
QUICK = Timing(confirm_s=0.05, refresh_min_age_s=0.0, backoff_first_s=0.05, settle_s=0.0)


class NoNews:
    """A machine that never sleeps."""

    def start(self, on_resume: Callable[[], None], on_network: Callable[[bool], None]) -> None:
        self.on_resume, self.on_network = on_resume, on_network

    def stop(self) -> None:
        pass


class FakeFileNews:
    """Tells when the test says that somebody wrote the file."""

    def __init__(self) -> None:
        self.on_change: Callable[[], None] | None = None

    def start(self, on_change: Callable[[], None]) -> None:
        self.on_change = on_change

    def stop(self) -> None:
        self.on_change = None


@dataclass
class RecordingFace:
    """Remembers what it was shown."""

    rendered: list[tuple[Snapshot, ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trouble_now: Problem | None = None
    faults: list[str] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    common: tuple[Episode, ...] = ()
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def render(self, snapshots: tuple[Snapshot, ...]) -> None:
        self.rendered.append(snapshots)
        self.changed.set()

    def settings_changed(self, settings: Settings) -> None:
        self.settings.append(settings)
        self.changed.set()

    def trouble(self, problem: Problem | None) -> None:
        self.problems += [] if problem is None else [problem]
        self.trouble_now = problem
        self.changed.set()

    def fault(self, log_file: str) -> None:
        self.faults.append(log_file)
        self.changed.set()

    def wording(self) -> Wording:
        return WORDING

    def common_alerts(self, episodes: tuple[Episode, ...]) -> None:
        self.common = episodes
        self.changed.set()

    def fall_back(self, message: NativeMessage) -> bool:
        return False

    @property
    def last(self) -> Snapshot:
        return self.rendered[-1][0]


class TellingNotifier(FakeNotifier):
    """Says when it was asked."""

    def __init__(self, asked: asyncio.Event) -> None:
        super().__init__()
        self._asked = asked

    async def show(self, message: NativeMessage) -> bool:
        shown = await super().show(message)
        self._asked.set()
        return shown


class TellingSender(FakeSender):
    """Says when it was asked."""

    def __init__(self, asked: asyncio.Event) -> None:
        super().__init__()
        self._asked = asked

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        outcome = await super().send(address, message)
        self._asked.set()
        return outcome


class TellingPinger(FakePinger):
    """Says when it was asked."""

    def __init__(self, asked: asyncio.Event) -> None:
        super().__init__()
        self._asked = asked

    async def ping(self, address: Secret) -> SendOutcome:
        outcome = await super().ping(address)
        self._asked.set()
        return outcome


class Bench:
    """A watch and everything around it."""

    def __init__(self, home: Path) -> None:
        self.balance = "500.00"
        self.supplier = EmbeddedSupplier(KEY, lambda: Money(Decimal(self.balance), "USD"), lambda: datetime.now(UTC))
        self.face = RecordingFace()
        self.notifier = TellingNotifier(self.face.changed)
        self.sender = TellingSender(self.face.changed)
        self.pinger = TellingPinger(self.face.changed)
        self.news = NoNews()
        self.settings_news = FakeFileNews()
        self.login = FakeLogin()
        self.settings: Settings | SettingsError = Settings()
        paths = paths_under(home)
        self.parts = Parts(
            paths=paths,
            clock=SystemClock(),
            load_settings=self._load,
            change_alerts=self._change_alerts,
            change_account=self._change_account,
            change_general=self._change_general,
            add_account=self._add_account,
            remove_account=self._remove_account,
            secrets=MemorySecrets({SecretName("main", "api_key"): Secret(KEY)}),
            notifier=self.notifier,
            sender=self.sender,
            pinger=self.pinger,
            news=self.news,
            settings_news=self.settings_news,
            start_at_login=self.login,
            transfer=SettingsTransfer(SettingsFile(paths.settings_file), paths.profiles_folder),
            timing=QUICK,
        )
        self.before_load: Callable[[], None] = lambda: None
        """Called on the thread that reads the settings."""
        self.watch = Watch(self.parts, self.face)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        address = await self.supplier.start()
        self.settings = Settings(accounts=(self.account(address),))
        self.resume()

    def account(self, address: str) -> Account:
        return Account("main", "FoxReload", address, currency="USD")

    def resume(self) -> None:
        self._running = asyncio.ensure_future(self.watch.run())

    async def restart(self) -> None:
        await self.stop()
        self.face.rendered.clear()
        self.watch = Watch(self.parts, self.face)
        self.resume()

    async def stop(self) -> None:
        self.watch.stop()
        if self._running is not None:
            await self._running

    async def until(self, condition: Callable[[], bool]) -> None:
        """Returns once `condition` holds, looking whenever something was shown or told."""
        async with asyncio.timeout(20):
            while not condition():
                await self.face.changed.wait()
                self.face.changed.clear()

    async def read(self, balance: str) -> None:
        """Has `balance` read by a refresh, as the owner's click would."""
        self.balance = balance
        await self.watch.refresh("main")
        await self.until(lambda: self.face.last.balance == Money(Decimal(balance), "USD"))

    def _change_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> Settings:
        settings = self._load()
        self.settings = replace(settings, alerts=check_alerts(change(settings.alerts)))
        return self.settings

    def _change_account(self, account_id: str, change: Callable[[Account], Account]) -> Settings:
        settings = self._load()
        accounts = (change(item) if item.id == account_id else item for item in settings.accounts)
        self.settings = replace(settings, accounts=tuple(accounts))
        return self.settings

    def _change_general(self, change: Callable[[General], General]) -> Settings:
        settings = self._load()
        self.settings = replace(settings, general=change(settings.general))
        return self.settings

    def _add_account(self, account: Account) -> Settings:
        settings = self._load()
        if settings.account(account.id) is not None:
            raise SettingsError(SettingsReason.DUPLICATE_ACCOUNT, account=account.id)
        self.settings = replace(settings, accounts=(*settings.accounts, account))
        return self.settings

    def _remove_account(self, account_id: str) -> Settings:
        settings = self._load()
        self.settings = replace(settings, accounts=tuple(item for item in settings.accounts if item.id != account_id))
        return self.settings

    def _load(self) -> Settings:
        self.before_load()
        if isinstance(self.settings, SettingsError):
            raise self.settings
        return self.settings


@pytest_asyncio.fixture
async def idle_bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A bench whose watch has not begun."""
    bench = Bench(tmp_path)
    yield bench
    await bench.stop()
    await bench.supplier.close()


@pytest_asyncio.fixture
async def bench(idle_bench: Bench) -> Bench:
    await idle_bench.start()
    return idle_bench


def has_balance(bench: Bench) -> bool:
    return bool(bench.face.rendered and bench.face.rendered[-1] and bench.face.last.balance is not None)


@pytest_asyncio.fixture
async def opened(bench: Bench, qapp: object) -> AsyncIterator[Opened]:
    """The settings window on the bench's running watch."""
    from app.opened_settings import Opened

    await bench.until(lambda: has_balance(bench))
    made = Opened(bench)
    yield made
    await made.quiet()
    made.desk.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have measured is said at the end of the run, be it only to be watched."""
    measured = [
        f"{name}: {value}"
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call"
        for name, value in report.user_properties
    ]
    if measured:
        terminalreporter.section("measured")
    for line in measured:
        terminalreporter.line(line)
