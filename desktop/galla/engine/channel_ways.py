"""The two ways to a person: the desktop's notifications, and a channel with an Apprise address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from galla.domain.channel import DELIVERED, HOPELESS, Channel, Owed, SendFailure, SendOutcome
from galla.domain.delivering import Batch
from galla.domain.model import Secret
from galla.domain.notice import NativeMessage, Notice, RemoteMessage
from galla.domain.ports import ChannelSender, Notifier
from galla.engine.channel_addresses import ChannelAddresses


@dataclass(frozen=True, slots=True)
class Wording:
    """Who puts notices into words; the owner's language may change while we run."""

    native: Callable[[Notice], NativeMessage]
    native_summary: Callable[[Sequence[Owed], bool], NativeMessage]
    """Of several notices, oldest first, and whether quiet hours held them back."""
    native_test: Callable[[], NativeMessage]
    remote: Callable[[Notice], RemoteMessage]
    remote_summary: Callable[[Sequence[Owed], bool], RemoteMessage]
    """As `native_summary`."""
    remote_test: Callable[[Channel], RemoteMessage]


class Way(Protocol):
    """How messages get to one channel. What these raise is a fault of ours with this very message."""

    async def tell(self, batch: Batch) -> SendOutcome:
        """What came of one attempt to send `batch` as one message."""

    async def test(self, channel: Channel) -> SendOutcome:
        """What came of sending a test message."""


class DesktopWay:
    """Native notifications, or where no server answers the tray's own message."""

    def __init__(self, notifier: Notifier, wording: Wording, fall_back: Callable[[NativeMessage], bool]) -> None:
        self._notifier = notifier
        self._wording = wording
        self._fall_back = fall_back

    async def tell(self, batch: Batch) -> SendOutcome:
        """Delivered when somebody was told."""
        if batch.is_summary:
            return await self._show(self._wording.native_summary(batch.owed, batch.held))
        return await self._show(self._wording.native(batch.owed[0].notice))

    async def test(self, channel: Channel) -> SendOutcome:
        """As any notification."""
        return await self._show(self._wording.native_test())

    async def _show(self, message: NativeMessage) -> SendOutcome:
        """The tray's own message answers nothing, so it counts once it was handed over: repeating it every few
        minutes would be worse."""
        if await self._notifier.show(message) or self._fall_back(message):
            return DELIVERED
        return SendOutcome(SendFailure.NOBODY_THERE)


class RemoteWay:
    """A channel whose address is in the keyring."""

    def __init__(self, channel_id: str, sender: ChannelSender, addresses: ChannelAddresses, wording: Wording) -> None:
        self._channel_id = channel_id
        self._sender = sender
        self._addresses = addresses
        self._wording = wording

    async def tell(self, batch: Batch) -> SendOutcome:
        """Sent to the address that is known; where that is refused, to the one that the keyring holds now."""
        if batch.is_summary:
            message = self._wording.remote_summary(batch.owed, batch.held)
        else:
            message = self._wording.remote(batch.owed[0].notice)
        address = await self._addresses.of(self._channel_id)
        if not isinstance(address, Secret):
            return address
        outcome = await self._sender.send(address, message)
        if outcome.failure not in HOPELESS:
            return outcome
        self._addresses.forget(self._channel_id)
        newer = await self._addresses.of(self._channel_id)
        if not isinstance(newer, Secret) or newer == address:
            return outcome
        return await self._sender.send(newer, message)

    async def test(self, channel: Channel) -> SendOutcome:
        """To the address that the keyring holds now: the owner may have changed it just now."""
        self._addresses.forget(self._channel_id)
        address = await self._addresses.of(self._channel_id)
        if not isinstance(address, Secret):
            return address
        return await self._sender.send(address, self._wording.remote_test(channel))
