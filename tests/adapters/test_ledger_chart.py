"""What the chart window gets: the outline, gaps, credits and hourly spend, from readings and from hours alike."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.ledger_child import MAIN, NOON, SINCE, FixedClock, at, read, reading
from galla.adapters.ledger import chart_query, rollup
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.chart import ChartData, ChartRequest
from galla.domain.model import AccountMemory, Reading, ReadingState


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[SqliteLedger]:
    opened = await SqliteLedger.open(tmp_path, FixedClock())
    yield opened
    await opened.close()


async def drawn(
    ledger: SqliteLedger, start: datetime | None = None, end: datetime | None = None, max_points: int = 4000
) -> ChartData:
    data = await ledger.chart(ChartRequest("main", start, end or NOON + timedelta(days=400), max_points))
    assert data is not None
    return data


def points(data: ChartData) -> set[tuple[float, float]]:
    return set(zip(data.times_s, data.balances, strict=True))


def trade(days: int, every_min: int = 15, seed: int = 3) -> list[Reading]:
    """Readings of a shop that spends, tops up at 500, and sometimes sleeps for some hours."""
    chance, balance, minutes, polls = random.Random(seed), Decimal(4000), 0, []
    while minutes < days * 1440:
        balance -= Decimal(chance.randrange(0, 400)) / 100 if chance.random() < 0.7 else 0
        balance += 4000 if balance < 500 else 0
        polls.append(reading(str(balance), minutes))
        minutes += every_min if chance.random() > 0.01 else chance.randrange(130, 900)
    return polls


async def test_an_account_without_a_reading_has_no_chart(ledger: SqliteLedger) -> None:
    assert await ledger.chart(ChartRequest("main", None, NOON)) is None


async def test_a_short_span_shows_both_ends_of_every_row(ledger: SqliteLedger) -> None:
    memory = AccountMemory("main")
    for minutes, amount in ((0, 100), (15, 100), (30, 90), (45, 90), (60, 190)):
        memory = await ledger.commit(read(memory, amount, minutes), SINCE)
    data = await drawn(ledger, end=at(61))
    assert list(data.times_s) == [at(minutes).timestamp() for minutes in (0, 15, 30, 45, 60)]
    assert list(data.balances) == [100, 100, 90, 90, 190]
    assert data.currency == "USD"
    assert [(mark.at, mark.amount.amount) for mark in data.credits] == [(at(60), 100)]
    assert [(hour.start, hour.spend, hour.credit, hour.estimated) for hour in data.hours] == [
        (at(0), 10, 0, False),
        (at(60), 0, 100, False),
    ]
    assert data.gaps == ()


async def test_a_flat_row_is_cut_to_the_span(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(100, 60 * number) for number in range(10)])
    data = await drawn(ledger, at(90), at(200))
    assert list(data.times_s) == [at(90).timestamp(), at(200).timestamp()]
    assert list(data.balances) == [100, 100]
    assert [hour.estimated for hour in data.hours] == [False, False, False]


async def test_spend_over_a_silence_is_shared_among_its_hours_and_marked_estimated(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(100, 30), reading(60, 270)])
    data = await drawn(ledger)
    assert data.gaps == ((at(30), at(270)),)
    assert [(hour.spend, hour.estimated) for hour in data.hours] == [
        (5, False),
        (10, True),
        (10, True),
        (10, True),
        (5, False),
    ]


async def test_polls_at_the_night_cadence_leave_no_gap(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(100 - number, number * 130) for number in range(9)])
    assert (await drawn(ledger)).gaps == ()


async def test_suspect_and_annulled_readings_are_not_drawn(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 100, 0), SINCE)
    memory = await ledger.commit(read(memory, 0, 58, reading_state=ReadingState.SUSPECT), SINCE)
    assert list((await drawn(ledger)).balances) == [100]
    memory = await ledger.commit(read(memory, 99, 62, settle_suspects=ReadingState.ANNULLED), SINCE)
    await ledger.commit(read(memory, 98, 300), SINCE)
    data = await drawn(ledger)
    assert list(data.balances) == [100, 99, 98]
    assert data.credits == ()
    assert sum(hour.spend for hour in data.hours) == 2


async def test_hours_written_poll_by_poll_are_what_the_readings_say(ledger: SqliteLedger) -> None:
    memory = AccountMemory("main")
    chance = random.Random(5)
    for poll in trade(3):
        minutes = (poll.observed_at - NOON) / timedelta(minutes=1)
        suspect = chance.random() < 0.05 and memory.suspect is None
        settled = chance.choice([ReadingState.ACCEPTED, ReadingState.ANNULLED]) if memory.suspect else None
        state = ReadingState.SUSPECT if suspect else ReadingState.ACCEPTED
        step = read(memory, str(poll.balance.amount), minutes, reading_state=state, settle_suspects=settled)
        memory = await ledger.commit(step, SINCE)
    stored = await drawn(ledger)
    connection = ledger._store._connection
    assert await ledger._do(lambda: rollup.rolled_hour(connection, 1)) is not None
    await ledger._do(lambda: ledger._store.write(lambda file: rollup.unroll(file, 1, 0)))
    computed = await drawn(ledger)
    assert stored == computed
    assert stored.gaps
    assert len(stored.hours) == 72


async def test_a_clock_that_ran_ahead_leaves_no_trace_in_the_hours(ledger: SqliteLedger) -> None:
    memory = AccountMemory("main")
    for minutes, amount in (
        (0, 100),
        (15, 95),
        (5000, 7000),
        (5090, 6000),
        (5200, 5500),
        (40, 90),
        (75, 80),
        (150, 70),
    ):
        memory = await ledger.commit(read(memory, amount, minutes), SINCE)
    data = await drawn(ledger)
    assert list(data.balances) == [100, 95, 90, 80, 70]
    assert sum(hour.spend for hour in data.hours) == 30
    assert (data.credits, data.gaps) == ((), ())


async def test_a_long_span_keeps_every_extreme_and_the_sums(
    ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    polls = trade(40)
    await ledger.import_history(MAIN, polls)
    data = await drawn(ledger, max_points=400)
    amounts = [float(poll.balance.amount) for poll in polls]
    assert 200 < len(data.times_s) <= 402
    assert list(data.times_s) == sorted(set(data.times_s))
    assert (min(data.balances), max(data.balances)) == (min(amounts), max(amounts))
    assert (data.balances[0], data.balances[-1]) == (amounts[0], amounts[-1])
    falls = (before.balance.amount - after.balance.amount for before, after in pairwise(polls))
    fallen = sum((max(fall, Decimal(0)) for fall in falls), Decimal(0))
    assert sum(hour.spend for hour in data.hours) == fallen
    assert [mark.amount.amount > 3000 for mark in data.credits] == [True] * len(data.credits)
    assert sum(hour.credit for hour in data.hours) == sum(mark.amount.amount for mark in data.credits) > 0
    whole = await drawn(ledger, max_points=100_000)
    monkeypatch.setattr(chart_query, "RAW_SPAN", timedelta(days=99))
    raw = await drawn(ledger, max_points=100_000)
    assert points(whole) <= points(raw)
    assert (raw.hours, raw.gaps, raw.credits) == (whole.hours, whole.gaps, whole.credits)


async def test_only_the_latest_series_is_drawn(ledger: SqliteLedger) -> None:
    memory = await ledger.commit(read(AccountMemory("main"), 9000, 0), SINCE)
    await ledger.commit(read(memory, 50, 15, series=replace(MAIN, environment="sandbox")), SINCE)
    data = await drawn(ledger)
    assert list(data.balances) == [50]
    assert sum(hour.spend for hour in data.hours) == 0


async def test_history_of_another_source_than_the_one_asked_for_is_not_drawn(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(100, 0)])
    request = ChartRequest("main", None, NOON)
    assert await ledger.chart(request, lambda series: series == replace(MAIN, base_url="https://other.example")) is None
    assert await ledger.chart(request, lambda series: series == MAIN) is not None


async def test_a_span_without_readings_is_empty_and_not_none(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, [reading(100, 0)])
    data = await drawn(ledger, at(600), at(700))
    assert (list(data.times_s), data.hours, data.credits) == ([], (), ())


async def test_hours_before_the_span_are_given_where_they_are_asked_for(ledger: SqliteLedger) -> None:
    await ledger.import_history(MAIN, trade(5))
    start, end = NOON + timedelta(days=4), NOON + timedelta(days=5)
    data = await ledger.chart(ChartRequest("main", start, end, hours_from=start - timedelta(weeks=9)))
    alone = await drawn(ledger, start, end)
    assert data is not None
    assert data.times_s == alone.times_s
    assert data.hours[0].start == (await drawn(ledger)).hours[0].start
    assert data.hours[-len(alone.hours) :] == alone.hours
