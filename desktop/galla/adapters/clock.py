"""The real clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

LONGEST_SLEEP_S = 86_400.0
"""Qt's timers return at once beyond 24.8 days; who asks for longer looks at the clock again anyway."""


class SystemClock:
    """`ports.Clock` of this machine."""

    def now(self) -> datetime:
        """The wall clock, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()

    async def sleep(self, delay_s: float) -> None:
        """Returns after about `delay_s` seconds, or after a day."""
        import asyncio  # not before the first icon: see instance.py

        await asyncio.sleep(min(max(delay_s, 0.0), LONGEST_SLEEP_S))
