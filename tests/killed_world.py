"""What a program that is killed again and again lives among: supplier, keyring, server, clock, and how it dies."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from galla.domain.channel import Delivery, SendOutcome
from galla.domain.errors import KeyRejected, Unreachable, UnreachableReason
from galla.domain.model import Answer, Reading, Secret, SecretName
from galla.domain.money import Money
from galla.domain.notice import NativeMessage, RemoteMessage
from galla.domain.settings import Account
from killed_stories import Beat, Story


class World:
    """What outlives every life: how far the story has gone, and what was shown and sent."""

    def __init__(self, folder: Path, story: Story) -> None:
        self.folder = folder
        self.story = story

    @property
    def position(self) -> int:
        file = self.folder / "position"
        return int(file.read_text()) if file.exists() else 0

    @property
    def beat(self) -> Beat:
        return self.story.beats[self.position]

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

    def __init__(self, last: str, delay_ms: float) -> None:
        self._last = last
        self._delay_s = delay_ms / 1000
        self._count = 0

    def step(self, name: str) -> None:
        self._count += 1
        if self._last not in {str(self._count), name}:
            return
        if not self._delay_s:
            die()
        threading.Timer(self._delay_s, die).start()

    def around(self, thing: Any, names: Sequence[str]) -> Any:
        """`thing`, with a step before and after each of its methods."""
        for name in names:
            setattr(thing, name, self._stepping(name, getattr(thing, name)))
        return thing

    def _stepping(self, name: str, method: Any) -> Any:
        async def stepping(*arguments: Any, **named: Any) -> Any:
            self.step(f"before-{name}")
            result = await method(*arguments, **named)
            self.step(f"after-{name}")
            return result

        return stepping


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class StoryClock:
    """Stands still while a beat is played, so what waits for time waits for a later beat."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.story.at(self._world.position)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, delay_s: float) -> None:
        await asyncio.sleep(3600)


class StorySource:
    """The supplier of the story."""

    def __init__(self, world: World, clock: StoryClock) -> None:
        self._world = world
        self._clock = clock

    async def fetch(self, account: Account, secrets: Mapping[str, Secret]) -> Answer:
        says = self._world.beat.says
        if says == "rejected":
            raise KeyRejected()
        if says == "offline":
            raise Unreachable(UnreachableReason.DNS)
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
        return self._takes("show", "shown", message.body, taken=not self._world.beat.nobody_there)

    def listen(self, on_action: Any) -> None:
        pass

    def watch_server(self, on_start: Any) -> None:
        pass

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        failure = self._world.beat.phone
        self._takes("send", "sent", message.body, taken=failure is None)
        return SendOutcome(failure)

    async def close(self) -> None:
        pass

    def _takes(self, place: str, name: str, words: str, *, taken: bool) -> bool:
        self._steps.step(f"before-{place}")
        if taken:
            self._world.note(name, words)
        self._steps.step(f"after-{place}")
        return taken


def noting(world: World, mark: Any) -> Any:
    """`mark`, which notes when it has come back: until then a kill repeats what was told."""

    async def marked(deliveries: Sequence[Delivery], at: datetime) -> None:
        await mark(deliveries, at)
        for item in deliveries:
            world.note("recorded", f"{item.channel_id}:{item.notice_id}")

    return marked
