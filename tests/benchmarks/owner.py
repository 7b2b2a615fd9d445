"""A store owner for the benchmarks: one account with a history, its key in the keyring, a supplier on loopback."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import shipped

from galla.adapters.clock import SystemClock
from galla.adapters.ledger.ledger import SqliteLedger
from galla.demo.supplier import EmbeddedSupplier
from galla.domain.model import Reading, SeriesKey
from galla.domain.money import Money

ACCOUNT = "main"
KEY = "benchmark-key-0123456789"
NOT_LOOKED_FOR = timedelta(hours=2)
"""Longer than the longest interval between polls."""
ABOVE_THRESHOLD = Decimal("100.20")
BELOW_THRESHOLD = Decimal("99.95")
"""An order later, so that the fall is nothing strange, also at night."""


class Owner:
    """Settings, ledger and log in `home`; the supplier listens on loopback while started."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._kept = home / "kept-ledger"
        self.balance = ABOVE_THRESHOLD
        self.supplier = EmbeddedSupplier(KEY, lambda: Money(self.balance, "USD"), lambda: datetime.now(UTC))

    @property
    def environment(self) -> dict[str, str]:
        """What the program needs to find this owner."""
        return {"GALLA_HOME": str(self.home)}

    async def move_in(self, environment: dict[str, str], *, every: timedelta, kept: timedelta) -> None:
        """Starts the supplier, adds the account by `galla accounts add`, and writes a history of `kept`."""
        address = await self.supplier.start()
        command = (
            f"{shipped.GALLA} accounts add --id {ACCOUNT} --name FoxReload --profile generic-bearer --currency USD"
        )
        await asyncio.to_thread(
            subprocess.run,
            [*command.split(), "--base-url", address, "--timezone", "Asia/Kolkata"],
            input=f"{KEY}\n".encode(),
            env={**environment, **self.environment},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        ledger = await SqliteLedger.open(self._kept, SystemClock())
        series = SeriesKey(ACCOUNT, "generic-bearer", address, "live", "USD")
        await ledger.import_history(series, history(datetime.now(UTC) - NOT_LOOKED_FOR, every, kept))
        await ledger.close()

    def come_back(self) -> None:
        """Puts the ledger back to the imported history, so that the next start polls at once."""
        shutil.rmtree(self.home / "ledger", ignore_errors=True)
        shutil.copytree(self._kept, self.home / "ledger")

    async def move_out(self) -> None:
        """Stops the supplier."""
        await self.supplier.close()


def history(end: datetime, every: timedelta, kept: timedelta) -> Iterator[Reading]:
    """More spend by day than by night, topped up when low, ending above the threshold; a day costs about ten."""
    chance = random.Random(7)
    most = 0.38 * (every / timedelta(minutes=15))
    amounts = [float(ABOVE_THRESHOLD)]
    for step in range(1, kept // every):  # backwards in time
        busy = 1 if 4 <= (end - every * step).hour < 16 else 0.2
        before = amounts[-1] + chance.random() * most * busy
        amounts.append(before if before < 240 else before - 138)
    for step in range(len(amounts) - 1, -1, -1):
        yield Reading(Money(Decimal(round(amounts[step] * 10_000)) / 10_000, "USD"), end - every * step)
