"""A program that polls and tells, and kills itself at the step it is told; beside the test, so that it can be killed.

It imports everything once and then forks for each life, because two hundred starts of Python take minutes. Each line
of its standard input is one life: `STEP DELAY_MS`. It dies `DELAY_MS` milliseconds after that step (none: at once), and
its fate is answered on standard output: `killed` or `done`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.alert_settings import DEFAULT_ALERTS, Channel
from galla.domain.channel import DELIVERED, Delivery, Owed, SendOutcome
from galla.domain.errors import KeyRejected
from galla.domain.model import Answer, Reading, Secret, SecretName
from galla.domain.money import Money
from galla.domain.notice import NativeMessage, Notice, NoticeAction, RemoteMessage, Severity
from galla.domain.routing import AlertPlan
from galla.domain.schedule import Timing
from galla.domain.settings import Account
from galla.domain.watched import Watched
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.channel_ways import Wording
from galla.engine.credentials import Credentials
from galla.engine.outbox import Outbox
from galla.engine.poll import Poller

BEGAN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EACH_CYCLE = ("300", "250", "95", "94", "rejected", "93", "600", "599", "598")
"""Below the threshold, the key rejected and accepted again, a top-up, recovered."""
CYCLES = 3
ALERTS = replace(DEFAULT_ALERTS, channels=(Channel("phone", "Phone", Severity.INFO),))
WATCHED = Watched(
    Account("main", "FoxReload", "https://api.example.com", currency="USD"), ZoneInfo("UTC"), alerts=ALERTS
)


class World:
    """What outlives every life: how far the story has gone, and what was shown and sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def position(self) -> int:
        file = self.folder / "position"
        return int(file.read_text()) if file.exists() else 0

    def go_on(self) -> None:
        whole = self.folder / "position.new"
        whole.write_text(str(self.position + 1))
        whole.replace(self.folder / "position")

    def note(self, name: str, words: str) -> None:
        """As a notification server or a chat service remembers what it took."""
        with (self.folder / name).open("a") as file:
            file.write(f"{time.monotonic_ns()} {words}\n")


class Steps:
    """Counts the steps of a life and ends it at the one that was chosen."""

    def __init__(self, last: int, delay_ms: float) -> None:
        self._last = last
        self._delay_s = delay_ms / 1000
        self._count = 0

    def step(self) -> None:
        self._count += 1
        if self._count != self._last:
            return
        if not self._delay_s:
            die()
        threading.Timer(self._delay_s, die).start()

    def around(self, thing: Any, names: Sequence[str]) -> Any:
        """`thing`, with a step before and after each of its methods."""
        for name in names:
            setattr(thing, name, self._stepping(getattr(thing, name)))
        return thing

    def _stepping(self, method: Any) -> Any:
        async def stepping(*arguments: Any, **named: Any) -> Any:
            self.step()
            result = await method(*arguments, **named)
            self.step()
            return result

        return stepping


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class StoryClock:
    """A quarter of an hour for each reading of the story."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return BEGAN + timedelta(minutes=15 * self._world.position)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, delay_s: float) -> None:
        await asyncio.sleep(0.002 if delay_s <= 60 else 3600)


class StorySource:
    """The supplier of the story."""

    def __init__(self, world: World, clock: StoryClock) -> None:
        self._world = world
        self._clock = clock

    async def fetch(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        says = EACH_CYCLE[self._world.position % len(EACH_CYCLE)]
        if says == "rejected":
            raise KeyRejected()
        return Answer(Reading(Money(Decimal(says), "USD"), self._clock.now()))


class Keys:
    """A keyring that holds what is asked for."""

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        return {name: Secret("a-secret") for name in names}

    async def write(self, name: SecretName, secret: Secret) -> None:
        raise AssertionError("nothing is written here")

    async def delete(self, name: SecretName) -> None:
        raise AssertionError("nothing is deleted here")


class Server:
    """A notification server and a chat service, which remember each message that they took."""

    def __init__(self, world: World, steps: Steps) -> None:
        self._world = world
        self._steps = steps

    async def show(self, message: NativeMessage) -> bool:
        self._steps.step()
        self._world.note("shown", message.body)
        self._steps.step()
        return True

    def listen(self, on_action: Any) -> None:
        pass

    def watch_server(self, on_start: Any) -> None:
        pass

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        self._steps.step()
        self._world.note("sent", message.body)
        self._steps.step()
        return DELIVERED

    async def close(self) -> None:
        pass


def native(notice: Notice) -> NativeMessage:
    return NativeMessage(notice.id, notice.rule, notice.id, notice.severity, ((NoticeAction.OPEN, "Open"),))


def summary(owed: Sequence[Owed], held: bool) -> NativeMessage:
    return replace(native(owed[0].notice), body=" ".join(item.notice.id for item in owed))


def remote(message: NativeMessage) -> RemoteMessage:
    return RemoteMessage(message.title, message.body, message.severity)


WORDING = Wording(
    native=native,
    native_summary=summary,
    native_test=lambda: NativeMessage("test", "", "", Severity.INFO),
    remote=lambda notice: remote(native(notice)),
    remote_summary=lambda owed, held: remote(summary(owed, held)),
    remote_test=lambda channel: RemoteMessage("", "", Severity.INFO),
)


def noting(world: World, mark: Any) -> Any:
    """`mark`, which notes when it has come back: until then a kill repeats what was told."""

    async def marked(deliveries: Sequence[Delivery], at: datetime) -> None:
        await mark(deliveries, at)
        for item in deliveries:
            world.note("recorded", f"{item.channel_id}:{item.notice_id}")

    return marked


async def live(folder: Path, steps: Steps) -> None:
    """Tells the story from where it stands to its end, each reading told on all channels before the next."""
    world = World(folder)
    clock = StoryClock(world)
    ledger = await SqliteLedger.open(folder / "ledger", clock)
    ledger.mark_delivered = noting(world, ledger.mark_delivered)  # type: ignore[method-assign]
    steps.around(ledger, ("commit", "owed", "mark_delivered", "mark_attempted", "mark_failed"))
    server = Server(world, steps)
    outbox = Outbox(
        ledger,
        server,
        server,
        ChannelAddresses(Keys()),
        clock,
        plan=lambda: ALERTS,
        wording=WORDING,
        fall_back=lambda message: False,
        on_channel_changed=lambda: None,
    )
    credentials = Credentials(Keys(), lambda account: ("api_key",))
    plan = AlertPlan(ALERTS, ZoneInfo("UTC"))
    poller = Poller(StorySource(world, clock), credentials, ledger, clock, Timing(), plan=plan)
    delivering = asyncio.ensure_future(outbox.run())
    while world.position < CYCLES * len(EACH_CYCLE):
        await poller.poll(WATCHED)
        outbox.wake()
        while await SqliteLedger.owed(ledger):  # noqa: ASYNC110  the ledger tells nobody that it was written
            await asyncio.sleep(0.001)
        world.go_on()
    outbox.stop()
    await delivering
    await ledger.close()


def main() -> None:
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        last, delay_ms = line.split()
        child = os.fork()
        if not child:
            asyncio.run(live(folder, Steps(int(last), float(delay_ms))))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit(1)
        print("killed" if os.WIFSIGNALED(status) else "done", flush=True)


if __name__ == "__main__":
    main()
