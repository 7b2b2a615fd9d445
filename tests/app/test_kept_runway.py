"""The runway that is kept between polls is that of what a real ledger holds."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.spend_hours import spend_hours
from galla.domain.standing import runway_at_reading
from rig import Rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    found = Rig()
    found.ledger = await SqliteLedger.open(tmp_path, found.clock)  # type: ignore[assignment]
    found.build()
    yield found
    await found.ledger.close()  # type: ignore[attr-defined]


async def polls(rig: Rig, amount: Decimal, after: timedelta) -> None:
    """And compares what is kept with what the memory says, and that with all readings."""
    rig.clock.suspend(after)
    rig.source.answer = str(amount)
    account = rig.watched[0]
    memory = (await rig.poller.poll(account)).memory
    assert await rig.poller.runway(account, memory) == runway_at_reading(memory, account)
    remembered, whole = (
        spend_hours(past, rows, (), account.zone, rows[-1].last_at)
        for past, rows in ((memory.past, memory.history), (None, await rig.ledger.history("main")))
    )
    assert remembered == whole


@pytest.mark.parametrize("back_h", [0.1, 0.5, 2.3])
async def test_a_clock_that_is_set_back_leaves_no_runway_of_rows_that_are_annulled(rig: Rig, back_h: float) -> None:
    """The last row began before the instant to which the clock is set, and ends there now."""
    for quarter in range(96):
        await polls(rig, Decimal(500) - quarter // 2, timedelta(minutes=15))
    for _ in range(16):
        await polls(rig, Decimal(450), timedelta(minutes=15))
    await polls(rig, Decimal(449), -timedelta(hours=back_h))
    await polls(rig, Decimal(448), timedelta(minutes=15))


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_the_clock_and_the_balance_do(rig: Rig, seed: int) -> None:
    chance, balance = random.Random(seed), Decimal(1_000)
    for _ in range(150):
        balance += chance.choice([-3, -3, -8, 0, 0, 6, 300])
        minutes = chance.choice([15] * 12 + [60, 200, 1500, 20_000, -3, -30, -200])
        await polls(rig, balance, timedelta(minutes=minutes))
