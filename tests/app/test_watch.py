"""The watch on real parts, without Qt: supplier on loopback, ledger on disk, keyring in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest_asyncio

from fakes import FakeNotifier
from galla.adapters.clock import SystemClock
from galla.adapters.memory_secrets import MemorySecrets
from galla.adapters.paths import paths_under
from galla.demo.supplier import EmbeddedSupplier, Fault
from galla.domain.errors import Problem, ProblemKind, SettingsError, SettingsReason
from galla.domain.model import Level, NativeMessage, Notice, NoticeKind, Secret, SecretName, Snapshot
from galla.domain.money import Money
from galla.domain.schedule import Timing
from galla.domain.settings import Account, Settings
from galla.watch import Parts, Watch

KEY = "a-key-that-nobody-may-see"
QUICK = Timing(confirm_s=0.05, refresh_min_age_s=0.0, backoff_first_s=0.05, settle_s=0.0)


class NoNews:
    """A machine that never sleeps."""

    def start(self, on_resume: Callable[[], None], on_network: Callable[[bool], None]) -> None:
        self.on_resume, self.on_network = on_resume, on_network

    def stop(self) -> None:
        pass


@dataclass
class RecordingFace:
    """Remembers what it was shown."""

    rendered: list[tuple[Snapshot, ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def render(self, snapshots: tuple[Snapshot, ...]) -> None:
        self.rendered.append(snapshots)
        self.changed.set()

    def settings_changed(self, settings: Settings) -> None:
        self.settings.append(settings)

    def trouble(self, problem: Problem | None) -> None:
        self.problems += [] if problem is None else [problem]
        self.changed.set()

    def compose(self, notice: Notice) -> NativeMessage:
        return NativeMessage(notice.id, notice.kind.value, "", notice.severity)

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


class Bench:
    """A watch and everything around it."""

    def __init__(self, home: Path) -> None:
        self.balance = "500.00"
        self.supplier = EmbeddedSupplier(KEY, lambda: Money(Decimal(self.balance), "USD"), lambda: datetime.now(UTC))
        self.face = RecordingFace()
        self.notifier = TellingNotifier(self.face.changed)
        self.news = NoNews()
        self.settings: Settings | SettingsError = Settings()
        self.parts = Parts(
            paths=paths_under(home),
            clock=SystemClock(),
            load_settings=self._load,
            secrets=MemorySecrets({SecretName("main", "api_key"): Secret(KEY)}),
            notifier=self.notifier,
            news=self.news,
            timing=QUICK,
        )
        self.watch = Watch(self.parts, self.face)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        address = await self.supplier.start()
        self.settings = Settings(accounts=(Account("main", "FoxReload", address, currency="USD"),))
        self.resume()

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

    def _load(self) -> Settings:
        if isinstance(self.settings, SettingsError):
            raise self.settings
        return self.settings


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    await bench.start()
    yield bench
    await bench.stop()
    await bench.supplier.close()


def has_balance(bench: Bench) -> bool:
    return bool(bench.face.rendered and bench.face.rendered[-1] and bench.face.last.balance is not None)


async def test_a_balance_travels_from_the_supplier_to_the_face(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))

    assert bench.face.last.balance == Money(Decimal("500.00"), "USD")
    assert bench.face.last.level is Level.HEALTHY or bench.face.last.threshold is not None
    assert bench.face.last.problem is None


async def test_a_fall_under_the_threshold_is_notified_once_and_so_is_the_recovery(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    for balance in ("95.00", "94.00", "93.00"):
        await bench.read(balance)
    await bench.until(lambda: len(bench.notifier.shown) == 1)
    for balance in ("600.00", "599.00"):
        await bench.read(balance)
    await bench.until(lambda: len(bench.notifier.shown) == 2)

    assert [message.title for message in bench.notifier.shown] == [
        NoticeKind.RAISED.value,
        NoticeKind.RECOVERED.value,
    ]


async def test_after_a_restart_the_last_balance_is_on_screen_before_any_request(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    asked = bench.supplier.requests
    bench.supplier.fault = Fault.SLOW

    await bench.restart()
    await bench.until(lambda: bool(bench.face.rendered))

    first = bench.face.rendered[0][0]
    assert first.balance == Money(Decimal("500.00"), "USD")
    assert first.observed_at is not None
    assert bench.supplier.requests == asked


async def test_a_restart_repeats_no_notification(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")
    await bench.until(lambda: len(bench.notifier.shown) == 1)

    await bench.restart()
    await bench.until(lambda: has_balance(bench))
    await bench.read("94.00")

    assert len(bench.notifier.shown) == 1


async def test_a_notice_that_no_server_took_is_shown_by_the_next_run(bench: Bench) -> None:
    bench.notifier.answers = False
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")

    bench.notifier.answers = True
    await bench.restart()

    await bench.until(lambda: len(bench.notifier.shown) == 1)
    assert bench.notifier.shown[0].notice_id.startswith("main.balance_below.")


async def test_changed_settings_take_effect_without_a_restart(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    assert isinstance(bench.settings, Settings)
    renamed = replace(bench.settings.accounts[0], name="Renamed")

    bench.settings = Settings(accounts=(renamed,))
    bench.watch.reload_settings()

    await bench.until(lambda: bool(bench.face.rendered[-1]) and bench.face.last.account_name == "Renamed")
    assert bench.face.last.balance is not None


async def test_settings_broken_while_running_are_told_and_the_watch_goes_on(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))

    bench.settings = SettingsError(SettingsReason.NOT_TOML, line=3)
    bench.watch.reload_settings()
    await bench.until(lambda: bool(bench.face.problems))
    rendered = len(bench.face.rendered)
    await bench.until(lambda: len(bench.face.rendered) > rendered)
    await bench.read("400.00")

    assert bench.face.problems[0].kind is ProblemKind.SETTINGS


async def test_a_failing_supplier_leaves_the_balance_on_screen_marked_stale(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))

    bench.supplier.fault = Fault.SERVER_ERROR
    await bench.watch.refresh("main")
    await bench.until(lambda: bench.face.last.problem is not None)

    assert bench.face.last.balance == Money(Decimal("500.00"), "USD")
    assert bench.face.last.stale
    assert bench.face.last.problem is not None
    assert bench.face.last.problem.kind is ProblemKind.SUPPLIER_FAILING


async def test_snoozing_is_written_to_the_ledger(bench: Bench) -> None:
    await bench.until(lambda: has_balance(bench))
    await bench.read("300.00")
    await bench.read("95.00")
    (episode,) = bench.face.last.episodes

    await bench.watch.snooze(episode.id)
    await bench.restart()
    await bench.until(lambda: has_balance(bench))

    assert bench.face.last.episodes[0].snoozed_until is not None
