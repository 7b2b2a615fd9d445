"""One attempt to send something, ended if it never ends by itself."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Coroutine
from typing import Any

from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.ports import Clock

LIMIT_S = 300.0
"""Longer than a keyring's prompt (two minutes) and a slow service (half a minute) together."""


async def limited(clock: Clock, sending: Coroutine[Any, Any, SendOutcome]) -> SendOutcome:
    """What came of `sending`; TIMEOUT if it is not done within `LIMIT_S`. Raises what it raises.

    Its being cancelled from within is a failure like any other: only our caller's being cancelled ends our caller.
    """
    attempt, limit = asyncio.ensure_future(sending), asyncio.ensure_future(clock.sleep(LIMIT_S))
    try:
        await asyncio.wait({attempt, limit}, return_when=asyncio.FIRST_COMPLETED)
        if not attempt.done():
            return SendOutcome(SendFailure.TIMEOUT)
        return SendOutcome(SendFailure.UNKNOWN) if attempt.cancelled() else attempt.result()
    finally:
        attempt.cancel()
        limit.cancel()


def described(fault: Exception) -> str:
    """What was raised and where, without its own words: those of a sending library may hold parts of an address."""
    return f"{type(fault).__name__}\n{''.join(traceback.format_tb(fault.__traceback__))}"
