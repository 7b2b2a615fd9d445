"""A program that polls and tells, and kills itself at the step it is told; beside the test, so that it can be killed.

It imports everything once and then forks for each life, because two hundred starts of Python take minutes. Each line
of its standard input is one life: `STORY STEP DELAY_MS FOLDER`, the story by its number, the step by its number in this
life or by its name. It dies `DELAY_MS` milliseconds after that step (none: at once), and its fate is answered on
standard output: `killed` or `done`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain import common_alerts, overview, reminders
from galla.domain.channel import Owed
from galla.domain.common_alerts import CommonFigures
from galla.domain.hours import BUSINESS_HOURS
from galla.domain.model import AccountMemory, Snapshot
from galla.domain.notice import ALL_ACCOUNTS, NativeMessage, Notice, NoticeAction, RemoteMessage, Severity, SnoozeFor
from galla.domain.routing import AlertPlan
from galla.domain.schedule import Timing
from galla.domain.settings import Account
from galla.domain.watched import Moment, Watched
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.channel_ways import Wording
from galla.engine.credentials import Credentials
from galla.engine.house import House
from galla.engine.outbox import Outbox
from galla.engine.poll import Poller
from killed_stories import ALERTS, STORIES, Beat
from killed_world import Keys, Server, Steps, StoryClock, StorySource, World, noting

UTC_ZONE = ZoneInfo("UTC")
LONGEST_LIFE_S = 60
"""A life that lasts longer waits for something that never comes."""


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


class Life:
    """One run of the program, from where the story stands."""

    def __init__(self, world: World, steps: Steps, ledger: SqliteLedger, clock: StoryClock) -> None:
        self._world = world
        self._ledger = ledger
        self._clock = clock
        ledger.mark_delivered = noting(world, ledger.mark_delivered)  # type: ignore[method-assign]
        steps.around(ledger, ("commit", "owed", "mark_delivered", "mark_attempted", "mark_failed"))
        server, keys = Server(world, steps), Keys()
        plan = AlertPlan(ALERTS, UTC_ZONE)
        self._house = House(ledger, clock, lambda: plan, self._shown, lambda episodes: None, self._wake)
        self._outbox = Outbox(
            ledger,
            server,
            server,
            ChannelAddresses(keys),
            clock,
            plan=lambda: ALERTS,
            wording=WORDING,
            fall_back=lambda message: False,
            on_channel_changed=self._house.channels_changed,
        )
        credentials = Credentials(keys, lambda account: ("api_key",))
        source = StorySource(world, clock)
        self._poller = Poller(source, credentials, ledger, clock, Timing(), plan=plan)
        self._watched = [watched(account_id) for account_id in world.story.accounts]
        self._snapshots: dict[str, Snapshot] = {}

    async def live(self) -> None:
        """Tells the story to its end, each beat told on all channels before the next."""
        for item in self._watched:
            self._show(item, await self._poller.load(item))
        delivering, judging = asyncio.ensure_future(self._outbox.run()), asyncio.ensure_future(self._house.run())
        while self._world.position < len(self._world.story.beats):
            await self._play(self._world.beat)
            while not await self._is_told():  # noqa: ASYNC110  the ledger tells nobody that it was written
                await asyncio.sleep(0.001)
            self._world.go_on()
        self._outbox.stop()
        judging.cancel()
        with suppress(asyncio.CancelledError):
            await judging
        await delivering

    async def _play(self, beat: Beat) -> None:
        self._poller.network_changed(beat.says != "offline")
        for item in self._watched:
            await self._answer(item, beat.owner)
            polled = await self._poller.poll(item)
            self._show(item, polled.memory)
        self._wake()

    def _wake(self) -> None:
        self._outbox.wake()

    async def _answer(self, item: Watched, answer: str) -> None:
        """What the owner does about all that is open."""
        if answer == "pay":
            await self._poller.pay(item)
        if answer not in {"acknowledge", "snooze"}:
            return
        how = SnoozeFor.HOUR if answer == "snooze" else None
        for episode in (await self._poller.load(item)).episodes:
            await self._poller.change_episode(
                item,
                episode.id,
                lambda found: reminders.answered(found, how, self._clock.now(), UTC_ZONE, BUSINESS_HOURS),
            )

    def _show(self, item: Watched, memory: AccountMemory) -> None:
        self._snapshots[memory.account_id] = overview.snapshot(memory, item, Moment(self._clock.now()))
        self._house.accounts_changed()

    def _shown(self) -> tuple[Snapshot, ...]:
        return tuple(self._snapshots.values())

    async def _is_told(self) -> bool:
        """Nothing is left to say or to send at this moment of the story.

        What is due is looked at twice: what is said in between would be missed, as would what a delivery gives to say.
        """
        if await self._owes() or await self._has_common_news():
            return False
        return not await self._owes()

    async def _owes(self) -> bool:
        """What is not critical waits behind the first of its channel, which may back off or be held back."""
        owed = await SqliteLedger.owed(self._ledger)
        first = {item.delivery.channel_id: item for item in reversed(owed)}
        tried = [*first.values(), *(item for item in owed if item.notice.severity is Severity.CRITICAL)]
        return any(item.delivery.due_at <= self._clock.now() for item in tried)

    async def _has_common_news(self) -> bool:
        now = self._clock.now()
        common = await self._ledger.load(ALL_ACCOUNTS, None, now)
        figures = CommonFigures(now, self._shown(), await self._ledger.channel_health(), ALERTS)
        return bool(common_alerts.evaluate(common.episodes, figures).notices)


def watched(account_id: str) -> Watched:
    account = Account(account_id, "FoxReload", f"https://{account_id}.example.com", currency="USD")
    return Watched(account, UTC_ZONE, alerts=ALERTS)


async def live(world: World, steps: Steps) -> None:
    clock = StoryClock(world)
    ledger = await SqliteLedger.open(world.folder / "ledger", clock)
    await Life(world, steps, ledger, clock).live()
    await ledger.close()


def main() -> None:
    logging.basicConfig(level=logging.ERROR)  # that a channel fails is part of the stories
    for line in sys.stdin:
        story, last, delay_ms, folder = line.rstrip("\n").split(" ", maxsplit=3)
        world = World(Path(folder), STORIES[int(story)])
        child = os.fork()
        if not child:
            signal.alarm(LONGEST_LIFE_S)
            asyncio.run(live(world, Steps(last, float(delay_ms))))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        fates = {0: "done", -signal.SIGKILL: "killed"}
        print(fates[os.waitstatus_to_exitcode(status)], flush=True)


if __name__ == "__main__":
    main()
