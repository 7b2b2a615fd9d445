"""Hand-written stand-ins for what alerts are sent through."""

from __future__ import annotations

import asyncio

from galla.domain.channel import DELIVERED, HOPELESS, CheckedAddress, SendOutcome
from galla.domain.model import Secret
from galla.domain.notice import RemoteMessage


class FakeSender:
    """Services that take every message, or answer as the test says."""

    def __init__(self) -> None:
        self.outcome = DELIVERED
        self.outcome_of: dict[str, SendOutcome] = {}
        """Of single addresses; the others get `outcome`."""
        self.tried: list[tuple[str, RemoteMessage]] = []
        """Every attempt: address and message."""
        self.sent: list[tuple[str, RemoteMessage]] = []
        """What was taken."""
        self.gate: asyncio.Event | None = None
        """While there is one, attempts end only when it is set."""
        self.closed = False

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        attempt = (address.reveal(), message)
        self.tried.append(attempt)
        if self.gate is not None:
            await self.gate.wait()
        outcome = self.outcome_of.get(attempt[0], self.outcome)
        if outcome.delivered:
            self.sent.append(attempt)
        return outcome

    async def check(self, address: Secret) -> CheckedAddress:
        outcome = self.outcome_of.get(address.reveal(), self.outcome)
        return CheckedAddress(outcome.failure if outcome.failure in HOPELESS else None, "Fake")

    async def close(self) -> None:
        self.closed = True


class FakePinger:
    """A dead man's switch that counts how often it was told that we are alive."""

    def __init__(self) -> None:
        self.outcome = DELIVERED
        self.pinged: list[str] = []
        self.gate: asyncio.Event | None = None
        """While there is one, attempts end only when it is set."""
        self.closed = False

    async def ping(self, address: Secret) -> SendOutcome:
        self.pinged.append(address.reveal())
        if self.gate is not None:
            await self.gate.wait()
        return self.outcome

    async def close(self) -> None:
        self.closed = True
