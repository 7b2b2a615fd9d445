"""Channels other than this desktop: each message is sent by a short-lived child of our own (see channels_child).

Apprise blocks, hides why it failed and costs 60 MiB. In a child an attempt that hangs is ended from outside, our
guard of the connections (channels_transport) touches nothing else, and the tray never loads it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from galla.adapters import own_child
from galla.domain.channel import CheckedAddress, SendFailure, SendOutcome
from galla.domain.model import Secret
from galla.domain.notice import RemoteMessage

ATTEMPT_TIMEOUT_S = 60.0
"""From the start of the child; Apprise's own timeouts for each connection are shorter; a second of rest lies between
two recipients."""

MOST_AT_ONCE = 4
"""Children at the same time; each takes 60 MiB and half a second of one core."""


class AppriseSender:
    """`ports.ChannelSender` over Apprise."""

    def __init__(self, command: Sequence[str] | None = None, *, timeout_s: float = ATTEMPT_TIMEOUT_S) -> None:
        self._command = tuple(command or own_child.child_command("_channel"))
        self._timeout_s = timeout_s
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._attempts: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def send(self, address: Secret, message: RemoteMessage) -> SendOutcome:
        """What came of one attempt to send `message` to the Apprise address `address`; raises nothing."""
        request = {
            "op": "send",
            "address": address.reveal(),
            "title": message.title,
            "body": message.body,
            "severity": message.severity.value,
        }
        answer = await self._ask(request)
        return answer if isinstance(answer, SendOutcome) else _outcome_of(answer)

    async def check(self, address: Secret) -> CheckedAddress:
        """Whether `address` can be used, and which service it is of; nothing is sent, nobody is reached."""
        answer = await self._ask({"op": "check", "address": address.reveal()})
        if isinstance(answer, SendOutcome):
            return CheckedAddress(answer.failure)
        service = answer.get("service") if isinstance(answer, dict) else None
        return CheckedAddress(_outcome_of(answer).failure, service if isinstance(service, str) else "")

    async def close(self) -> None:
        """Ends the attempts that are under way, which then failed, and starts no other."""
        self._closed = True
        for attempt in self._attempts:
            attempt.cancel()
        if self._attempts:
            await asyncio.wait(self._attempts)

    async def _ask(self, request: Mapping[str, object]) -> Any:
        """The child's answer, or the SendOutcome that tells why there is none."""
        async with self._room:
            if self._closed:
                return SendOutcome(SendFailure.UNKNOWN, "closed")
            attempt = asyncio.ensure_future(own_child.ask(self._command, request, self._timeout_s))
            self._attempts.add(attempt)
            try:
                await asyncio.wait([attempt])
            finally:
                if attempt.cancel():  # whoever asked gave up
                    await asyncio.wait([attempt])
                self._attempts.discard(attempt)
        return _result_of(attempt)


def _result_of(attempt: asyncio.Task[Any]) -> Any:
    if attempt.cancelled():
        return SendOutcome(SendFailure.UNKNOWN, "closed")
    match attempt.exception():
        case None:
            return attempt.result()
        case TimeoutError():
            return SendOutcome(SendFailure.TIMEOUT)
        case own_child.ChildFailed() as error:
            return SendOutcome(SendFailure.UNKNOWN, str(error.facts.get("error", "")))
        case error:
            return SendOutcome(SendFailure.UNKNOWN, type(error).__name__)


def _outcome_of(answer: Any) -> SendOutcome:
    match answer:
        case {"failure": None}:
            return SendOutcome()
        case {"failure": str(failure), "detail": str(detail)}:
            with suppress(ValueError):
                return SendOutcome(SendFailure(failure), detail)
    return SendOutcome(SendFailure.UNKNOWN, "answer")
