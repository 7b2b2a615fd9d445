"""Hand-written stand-ins for everything outside the engine, and a clock that moves only when told."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fake_ledger import FakeLedger as FakeLedger  # noqa: PLC0414  one of the stand-ins for everybody else
from galla.domain.errors import KeyringError, SettingsError
from galla.domain.model import Answer, Reading, Secret, SecretName
from galla.domain.money import Money
from galla.domain.notice import NativeMessage, NoticeAction
from galla.domain.settings import Account
from galla.domain.watched import Watched

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def usd(amount: str | int) -> Money:
    """That many dollars."""
    return Money(Decimal(amount), "USD")


def account(**changes: object) -> Account:
    """An account named main in UTC, with a threshold of 100 dollars by default."""
    return replace(Account(id="main", name="FoxReload", base_url="https://api.example.com"), **changes)  # type: ignore[arg-type]


def watched(**changes: object) -> Watched:
    """The account as the monitor sees it."""
    item = account(**changes)
    return Watched(item, ZoneInfo(item.timezone))


class FakeClock:
    """Virtual time: `advance` runs every timer that falls due, in order."""

    def __init__(self, now: datetime = MONDAY_NOON) -> None:
        self._now = now
        self._monotonic_s = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic_s

    async def sleep(self, delay_s: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic_s + max(delay_s, 0.0), next(self._order), woken))
        await woken

    def suspend(self, duration: timedelta) -> None:
        """The machine sleeps: the wall clock moves on, timers stand still."""
        self._now += duration

    async def advance(self, duration: timedelta) -> None:
        """Moves on by `duration`, letting everybody finish what they do at each timer."""
        end_s = self._monotonic_s + duration.total_seconds()
        await quiet()
        while self._sleepers and self._sleepers[0][0] <= end_s:
            due_s, _, woken = heapq.heappop(self._sleepers)
            if woken.done():
                continue
            self._move_to(due_s)
            woken.set_result(None)
            await quiet()
        self._move_to(end_s)
        await quiet()

    def _move_to(self, monotonic_s: float) -> None:
        self._now += timedelta(seconds=monotonic_s - self._monotonic_s)
        self._monotonic_s = monotonic_s


MANY_TURNS = 2_000


async def quiet() -> None:
    """Lets every task that can run, run, until all of them wait for time or for the test."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    for _ in range(MANY_TURNS):
        await asyncio.sleep(0)
        if not ready:
            return
    raise AssertionError("a task runs without ever waiting for time to pass")


FakeAnswer = str | Exception | Callable[[datetime], str]


class FakeSource:
    """A supplier whose answers the test sets: a balance, an error, or a function of time."""

    def __init__(self, clock: FakeClock, balance: str = "500") -> None:
        self._clock = clock
        self.answer: FakeAnswer = balance
        self.answer_of: dict[str, FakeAnswer] = {}
        """Answers of single accounts; the others get `answer`."""
        self.gate: asyncio.Event | None = None
        """While there is one, answers come only when it is set."""
        self.currency = "USD"
        self.reported_at: datetime | None = None
        self.next_allowed_at: datetime | None = None
        self.asked_at: list[datetime] = []
        self.asked_of: list[str] = []
        self.keys_used: list[str] = []

    async def fetch(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        now = self._clock.now()
        self.asked_at.append(now)
        self.asked_of.append(account.id)
        self.keys_used.append(secrets["api_key"].reveal())
        if self.gate is not None:
            await self.gate.wait()
        answer = self.answer_of.get(account.id, self.answer)
        if isinstance(answer, Exception):
            raise answer
        amount = answer if isinstance(answer, str) else answer(now)
        now = self._clock.now()
        return Answer(Reading(Money(Decimal(amount), self.currency), now, self.reported_at), self.next_allowed_at)


class FakeSecrets:
    """A keyring in memory that can refuse."""

    def __init__(self, *, accounts: Iterable[str] = ("main",), **secrets: str) -> None:
        self.secrets = {SecretName(key, name): Secret(text) for key in accounts for name, text in secrets.items()}
        self.error: KeyringError | None = None
        self.reads = 0
        self.gate: asyncio.Event | None = None
        """While there is one, the keyring prompts: it answers only when this is set."""

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        self.reads += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        return {name: self.secrets[name] for name in names if name in self.secrets}

    async def write(self, name: SecretName, secret: Secret) -> None:
        self.secrets[name] = secret

    async def delete(self, name: SecretName) -> None:
        self.secrets.pop(name, None)


class FakeLogin:
    """A system that remembers what starts at login, or refuses."""

    def __init__(self) -> None:
        self.on = False
        self.error: SettingsError | None = None

    def is_on(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        if self.error is not None:
            raise self.error
        self.on = on


class FakeNotifier:
    """A notification server that remembers what it was told, or refuses."""

    def __init__(self) -> None:
        self.shown: list[NativeMessage] = []
        self.answers = True
        self.on_action: Callable[[str, NoticeAction], None] = lambda notice_id, action: None
        self.on_start: Callable[[], None] = lambda: None

    async def show(self, message: NativeMessage) -> bool:
        if self.answers:
            self.shown.append(message)
        return self.answers

    def listen(self, on_action: Callable[[str, NoticeAction], None]) -> None:
        self.on_action = on_action

    def watch_server(self, on_start: Callable[[], None]) -> None:
        self.on_start = on_start

    async def close(self) -> None:
        pass
