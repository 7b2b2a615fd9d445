"""Delivers notices to the owner: to each channel at least once, in order, over crashes and silent servers.

A notice is in the ledger before it is sent and is marked after the channel answered, so a crash can repeat it only
between those two moments. Each channel has a task of its own while there is something to do for it: one that hangs or
fails holds back no other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from galla.domain import delivering
from galla.domain.alert_settings import AlertSettings
from galla.domain.channel import DESKTOP, Owed, SendFailure, SendOutcome
from galla.domain.errors import LedgerError
from galla.domain.notice import NativeMessage, Rule
from galla.domain.ports import ChannelSender, Clock, Ledger, Notifier
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.channel_outbox import ChannelOutbox, Turn
from galla.engine.channel_ways import DesktopWay, RemoteWay, Way, Wording
from galla.engine.waiting import sleep_or_wake

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 3600.0
"""What is owed is looked at at least this often: the clock may have been set."""
SHORTEST_PAUSE_S = 1.0

GONE = SendOutcome(SendFailure.CHANNEL_GONE)


class Outbox:
    """Delivers what the ledger says is owed, now and whenever woken."""

    def __init__(
        self,
        ledger: Ledger,
        notifier: Notifier,
        sender: ChannelSender,
        addresses: ChannelAddresses,
        clock: Clock,
        *,
        plan: Callable[[], AlertSettings],
        wording: Wording,
        fall_back: Callable[[NativeMessage], bool],
        on_channel_changed: Callable[[], None],
    ) -> None:
        """`plan()` is asked anew whenever something is owed; `fall_back` shows a message where no notification server
        answers, and says whether it could; `on_channel_changed()` is called when a delivery failed for good or a
        channel worked again, once that is recorded."""
        self._ledger = ledger
        self._notifier = notifier
        self._sender = sender
        self._addresses = addresses
        self._clock = clock
        self._plan = plan
        self._wording = wording
        self._fall_back = fall_back
        self._on_channel_changed = on_channel_changed
        self._channels: dict[str, ChannelOutbox] = {}
        self._busy: set[str] = set()
        self._wake = asyncio.Event()
        self._fruitless = 0
        self._stopping = False

    def wake(self) -> None:
        """Notices may have been written, or the settings have changed."""
        self._wake.set()

    def try_again(self) -> None:
        """The machine resumed or its network came up: whoever backs off is tried at once."""
        for channel in self._channels.values():
            channel.try_now()
        self._wake.set()

    def try_desktop_again(self) -> None:
        """A notification server has started, which at login may be after us: nobody waits for the next attempt."""
        self._channel(DESKTOP).try_now()
        self._wake.set()

    def stop(self) -> None:
        """Lets `run` end once what is being sent is recorded: cancelling in between would repeat it."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Delivers until stopped."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                self._wake.clear()  # what wakes us while the ledger is read is for the next round
                pause_s = await self._round(group)
                await sleep_or_wake(self._clock, pause_s, self._wake)

    async def send_test(self, channel_id: str) -> SendOutcome:
        """What came of a test message to the channel, enabled or not; it is recorded."""
        channel = self._plan().channel(channel_id)
        if channel is None:
            return GONE
        outcome = await self._channel(channel_id).test(channel)
        self._wake.set()
        return outcome

    async def _round(self, group: asyncio.TaskGroup) -> float:
        """Starts whatever is due; gives the seconds until something else may be, unless woken."""
        try:
            pause_s = await self._start_due(group)
        except Exception as error:  # whatever it is, what is owed must still be told once it is over
            log.warning("outbox: %s", error, exc_info=not isinstance(error, LedgerError))
            self._fruitless += 1
            return delivering.backoff(self._fruitless).total_seconds()
        self._fruitless = 0
        return pause_s

    async def _start_due(self, group: asyncio.TaskGroup) -> float:
        busy = frozenset(self._busy)  # who ends a turn while the ledger is read is looked at in the next round
        owed = await self._ledger.owed()
        gone, by_channel = _sorted_out(owed, self._plan())
        pause_s = LOOK_AGAIN_S
        for channel_id, items in by_channel.items():
            if channel_id in busy or self._stopping:
                continue
            channel = self._channel(channel_id)
            turn = channel.plan(items)
            if not turn.is_idle:
                self._busy.add(channel_id)
                group.create_task(self._carry_out(channel_id, channel, turn))
            elif turn.look_at is not None:
                pause_s = min(pause_s, (turn.look_at - self._clock.now()) / timedelta(seconds=1))
        over = [item.delivery for item in gone if item.delivery.channel_id not in busy]
        if over and not self._stopping:
            await self._ledger.mark_failed(over, self._clock.now(), GONE)
        return max(pause_s, SHORTEST_PAUSE_S)

    async def _carry_out(self, channel_id: str, channel: ChannelOutbox, turn: Turn) -> None:
        try:
            await channel.carry_out(turn)
        finally:
            self._busy.discard(channel_id)
            self._wake.set()

    def _channel(self, channel_id: str) -> ChannelOutbox:
        if channel_id not in self._channels:
            way = self._way(channel_id)
            self._channels[channel_id] = ChannelOutbox(
                channel_id, way, self._ledger, self._clock, self._on_channel_changed
            )
        return self._channels[channel_id]

    def _way(self, channel_id: str) -> Way:
        if channel_id == DESKTOP:
            return DesktopWay(self._notifier, self._wording, self._fall_back)
        return RemoteWay(channel_id, self._sender, self._addresses, self._wording)


def _sorted_out(owed: Sequence[Owed], plan: AlertSettings) -> tuple[list[Owed], Mapping[str, list[Owed]]]:
    """What is owed to channels that are no more, and what is owed to each of the others."""
    gone: list[Owed] = []
    by_channel: defaultdict[str, list[Owed]] = defaultdict(list)
    for item in owed:
        channel = plan.channel(item.delivery.channel_id)
        is_there = channel is not None and (channel.enabled or _is_told_on_desktop_anyway(item))
        (by_channel[item.delivery.channel_id] if is_there else gone).append(item)
    return gone, by_channel


def _is_told_on_desktop_anyway(item: Owed) -> bool:
    """See `routing.deliveries`."""
    return item.delivery.channel_id == DESKTOP and item.notice.rule is Rule.CHANNEL_FAILED
