"""Whatever services answer, whenever the program restarts or the clock is set: each delivery comes to its end, once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import quiet
from galla.domain.channel import DESKTOP, HOPELESS, Delivery, SendFailure, SendOutcome
from galla.domain.model import Secret
from galla.domain.notice import NativeMessage, RemoteMessage, Severity
from lives import Sleeps, Waits
from outbox_rig import CRITICAL, HOUR, MINUTE, PHONE, SECOND, TEAM, WARNING, Post, notice

LATEST = 2 * HOUR
"""So long after its deadline a delivery may still be owed: a clock that was set is noticed within an hour, and then the
channel has a while to show that it works."""


@dataclass(frozen=True)
class Writes:
    """A notice is owed to a channel; quiet hours may hold it back."""

    channel: str
    severity: Severity
    held_for: timedelta | None
    tried_for: timedelta
    episode: int


@dataclass(frozen=True)
class Answers:
    """What a channel answers from now on; None: it hangs."""

    channel: str
    outcome: SendOutcome | None


@dataclass(frozen=True)
class Does:
    """What else happens."""

    what: str


Event = Writes | Answers | Waits | Sleeps | Does

channels = st.sampled_from([PHONE, TEAM, DESKTOP])
outcomes = st.one_of(
    st.just(SendOutcome()), st.none(), st.builds(SendOutcome, st.sampled_from([*SendFailure]), st.just("503"))
)
durations = st.sampled_from([SECOND, 40 * SECOND, 10 * MINUTE, HOUR, 7 * HOUR, 25 * HOUR])
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Writes,
        channels,
        st.sampled_from(Severity),
        st.sampled_from([None, None, HOUR, 8 * HOUR, 25 * HOUR]),
        st.sampled_from([6 * HOUR, 12 * HOUR, 24 * HOUR]),
        st.integers(0, 3),
    ),
    st.builds(Answers, channels, outcomes),
    st.builds(Waits, durations),
    st.builds(Sleeps, st.sampled_from([-400 * 24 * HOUR, -2 * HOUR, -MINUTE, 50 * MINUTE, 30 * HOUR])),
    st.builds(Does, st.sampled_from(["restart", "wake", "network", "disk full", "disk ok", "test"])),
)


class OutboxLife:
    """An outbox that lives through events, and what each run of it told."""

    def __init__(self) -> None:
        self.post = Post()
        self.told: set[tuple[str, str]] = set()
        """By this run: notice and channel."""
        self.repeated: list[tuple[str, str]] = []
        self.sent_though_done: list[tuple[str, str]] = []
        self.jumped = False
        self.post.sender.send = self._send  # type: ignore[method-assign]
        self.post.notifier.show = self._show  # type: ignore[method-assign]
        self.answers: dict[str, SendOutcome | None] = {}
        self.written = 0
        self._start()

    async def live(self, event: Event) -> None:
        post = self.post
        match event:
            case Writes(channel, severity, held_for, tried_for, episode):
                self.written += 1
                item = notice(f"n{self.written}", severity, f"episode {episode}")
                begin = post.clock.now() + (held_for or timedelta(0))
                held = {"held_until": begin} if held_for else {}
                post.owe(item, channel, deadline=begin + tried_for, **held)
            case Answers(channel, outcome):
                self.answers[channel] = outcome
            case Waits(duration):
                await post.wait(duration)
            case Sleeps(by):
                self.jumped = True
                post.clock.suspend(by)
            case Does("restart"):
                await self.end()
                post.build()
                self._start()
            case Does("disk full" | "disk ok" as disk):
                post.ledger.full = disk == "disk full"
            case Does("network"):
                post.outbox.try_again()
            case Does("test"):
                self.testing.append(asyncio.ensure_future(post.outbox.send_test(PHONE)))
            case _:
                post.outbox.wake()
        await quiet()

    async def end(self) -> None:
        for task in (self.running, *self.testing):
            task.cancel()
        await asyncio.wait({self.running, *self.testing})

    @property
    def owed(self) -> list[Delivery]:
        return [item for item in self.post.ledger.deliveries.values() if item.is_owed]

    def _start(self) -> None:
        self.told = set()
        self.testing: list[asyncio.Future[SendOutcome]] = []
        self.running = asyncio.ensure_future(self.post.outbox.run())

    async def _send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        return await self._answer(address.reveal(), message.title)

    async def _show(self, message: NativeMessage) -> bool:
        return (await self._answer(DESKTOP, message.title)).delivered

    async def _answer(self, channel: str, title: str) -> SendOutcome:
        keys = [(word, channel) for word in title.split() if word.endswith(".1")]
        self.sent_though_done += [key for key in keys if not self.post.ledger.delivery(*key).is_owed]
        outcome = self.answers.get(channel, SendOutcome())
        if outcome is None:
            await asyncio.Event().wait()
        assert outcome is not None
        if outcome.delivered:
            self.repeated += [key for key in keys if key in self.told]
            self.told.update(keys)
        return outcome


def is_over(item: Delivery, now: datetime) -> bool:
    return item.deadline + LATEST < now


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=25))
async def test_every_delivery_ends_delivered_or_given_up_and_none_is_told_twice_by_one_run(story: list[Event]) -> None:
    lived = OutboxLife()
    for event in story:
        await lived.live(event)
    assert lived.repeated == []
    assert lived.sent_though_done == []

    lived.post.ledger.full = False
    await lived.post.wait(LATEST)  # the same answers as before
    late = [item for item in lived.owed if is_over(item, lived.post.clock.now())]
    assert [item for item in late if item.channel_id != DESKTOP] == []

    for item in lived.post.ledger.deliveries.values():
        if item.failed_at is not None:
            assert item.outcome is not None
            assert item.failed_at >= item.deadline or item.outcome.failure in HOPELESS

    lived.answers = {}
    await lived.post.wait(27 * HOUR)
    assert lived.owed == []
    assert lived.repeated == []
    assert lived.sent_though_done == []
    await lived.end()


@given(st.lists(outcomes, max_size=30), st.sampled_from([CRITICAL, WARNING]))
async def test_between_two_attempts_at_one_message_lie_at_least_30_seconds(
    answers: list[SendOutcome | None], severity: Severity
) -> None:
    lived = OutboxLife()
    tried_at: list[datetime] = []
    answer = lived._answer

    async def noted(channel: str, title: str) -> SendOutcome:
        tried_at.append(lived.post.clock.now())
        if answers:
            lived.answers[PHONE] = answers.pop(0)
        return await answer(channel, title)

    lived._answer = noted  # type: ignore[method-assign]
    await lived.live(Writes(PHONE, severity, None, 12 * HOUR, 0))
    await lived.live(Waits(30 * HOUR))
    await lived.end()
    gaps = [later - earlier for earlier, later in pairwise(tried_at)]
    assert all(gap >= 30 * SECOND for gap in gaps)
    assert tried_at
