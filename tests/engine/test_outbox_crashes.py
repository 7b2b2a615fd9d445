"""The program may die at any moment: nothing is lost, and only what was told but not recorded is told again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from fakes import MONDAY_NOON, FakeNotifier, FakeSecrets, quiet
from galla.domain.channel import DESKTOP, Delivery, Owed, SendFailure, SendOutcome
from galla.domain.model import Secret, SecretName
from galla.domain.notice import NativeMessage, RemoteMessage
from outbox_rig import CRITICAL, HOUR, MINUTE, PHONE, TEAM, BadDisk, Post, Services, notice

REFUSED = SendOutcome(SendFailure.REFUSED, "403")
UNREACHABLE = SendOutcome(SendFailure.UNREACHABLE)
PHONE_WORKS_AGAIN_AFTER = 3
"""Attempts that fail before."""


class Fate:
    """Decides when the program dies: before or after what it does outside itself for the nth time."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.steps: list[str] = []
        self.dies_at = dies_at
        self.dead = False

    async def step(self, name: str) -> None:
        self.steps.append(name)
        self.dead = self.dead or len(self.steps) == self.dies_at
        if self.dead:
            await asyncio.Event().wait()

    def cut_off(self, channel: str) -> bool:
        """Whether it died after the channel had told something and before that was recorded."""
        return self.steps.count(f"told {channel}") > self.steps.count(f"recorded {channel}")

    def lives_on(self) -> None:
        self.dies_at, self.dead = None, False


class FatefulLedger(BadDisk):
    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.fate = fate

    async def owed(self) -> tuple[Owed, ...]:
        await self.fate.step("before owed")
        found = await super().owed()
        await self.fate.step("after owed")
        return found

    async def mark_delivered(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        await self.fate.step(f"before delivered {deliveries[0].channel_id}")
        await super().mark_delivered(deliveries, at)
        await self.fate.step(f"recorded {deliveries[0].channel_id}")

    async def mark_attempted(
        self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome, next_attempt_at: datetime
    ) -> None:
        await self.fate.step("before attempted")
        await super().mark_attempted(deliveries, at, outcome, next_attempt_at)
        await self.fate.step("after attempted")

    async def mark_failed(self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome) -> None:
        await self.fate.step("before failed")
        await super().mark_failed(deliveries, at, outcome)
        await self.fate.step("after failed")


class FatefulNotifier(FakeNotifier):
    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.fate = fate

    async def show(self, message: NativeMessage) -> bool:
        await self.fate.step("before shown")
        answer = await super().show(message)
        await self.fate.step(f"told {DESKTOP}")
        return answer


class FatefulSecrets(FakeSecrets):
    def __init__(self, secrets: FakeSecrets, fate: Fate) -> None:
        super().__init__(accounts=())
        self.secrets = secrets.secrets
        self.fate = fate

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        await self.fate.step("before read")
        found = await super().read(names)
        await self.fate.step("after read")
        return found


class FatefulServices(Services):
    """The phone fails at first; the team refuses."""

    def __init__(self, fate: Fate) -> None:
        super().__init__()
        self.fate = fate

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        await self.fate.step("before sent")
        tried = sum(channel == PHONE for channel, _ in self.tried)
        phone = UNREACHABLE if tried < PHONE_WORKS_AGAIN_AFTER else SendOutcome()
        self.outcome_of = {PHONE: phone, TEAM: REFUSED}
        outcome = await super().send(address, message)
        await self.fate.step(f"told {address.reveal()}" if outcome.delivered else "after sent")
        return outcome


def fateful(dies_at: int | None) -> tuple[Post, Fate]:
    """A post in which everything outside the outbox can be the last that it does."""
    post, fate = Post(), Fate(dies_at)
    post.ledger, post.notifier, post.sender = FatefulLedger(fate), FatefulNotifier(fate), FatefulServices(fate)
    post.secrets = FatefulSecrets(post.secrets, fate)
    post.build()
    post.owe(notice("a"), DESKTOP, PHONE, TEAM)
    post.owe(notice("empty", CRITICAL), DESKTOP, PHONE)
    post.owe(notice("b"), PHONE, "gone")
    for name in ("held", "held-too"):
        post.owe(notice(name), DESKTOP, PHONE, held_until=MONDAY_NOON + HOUR)
    return post, fate


async def live(post: Post, fate: Fate) -> None:
    """The outbox works for two hours, or until it dies: then nothing of it does anything any more."""
    task = asyncio.ensure_future(post.outbox.run())
    for _ in range(8):
        await post.clock.advance(15 * MINUTE)
        if fate.dead:
            break
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await quiet()


def told(messages: Sequence[NativeMessage | RemoteMessage]) -> Counter[str]:
    """How often each notice was told, by itself or in a summary."""
    return Counter(name for message in messages for name in message.title.split() if name.endswith(".1"))


async def test_whenever_the_program_dies_nothing_is_lost_and_only_what_was_not_recorded_is_told_again() -> None:
    untroubled, fate = fateful(None)
    await live(untroubled, fate)
    steps = fate.steps
    died_between = 0
    for dies_at in range(1, len(steps) + 1):
        post, fate = fateful(dies_at)
        await live(post, fate)
        assert fate.dead
        last = fate.steps[dies_at - 1]
        cut_off = {channel for channel in (DESKTOP, PHONE) if fate.cut_off(channel)}
        died_between += DESKTOP in cut_off
        fate.lives_on()
        post.build()
        await live(post, fate)

        assert post.ledger.undelivered == [], last
        shown, sent = told(post.notifier.shown), told([message for _, message in post.sender.sent])
        assert set(shown) == {"a.1", "empty.1", "held.1", "held-too.1"}, last
        assert set(sent) == {"a.1", "empty.1", "b.1", "held.1", "held-too.1"}, last
        assert (max(shown.values()) > 1) == (DESKTOP in cut_off), last
        assert (max(sent.values()) > 1) == (PHONE in cut_off), last
        for name, channel in (("a", TEAM), ("b", "gone")):
            assert post.delivery(name, channel).failed_at is not None, last
    assert died_between >= 6
    assert len(steps) > 60
