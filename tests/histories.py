"""Short ways to write down a history of readings, and hypothesis strategies for any history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from galla.domain.model import ReadingState, StoredReading
from galla.domain.money import Money

START = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
"""A Monday, midnight in UTC."""


def reading(
    hours: float, amount: str | int, *, until: float | None = None, currency: str = "USD", suspect: bool = False
) -> StoredReading:
    """A reading `hours` after START, confirmed up to `until` hours after it."""
    first_at = START + timedelta(hours=hours)
    last_at = first_at if until is None else START + timedelta(hours=until)
    state = ReadingState.SUSPECT if suspect else ReadingState.ACCEPTED
    return StoredReading(Money(Decimal(amount), currency), first_at, last_at, state=state)


def history(*points: tuple[float, str | int]) -> tuple[StoredReading, ...]:
    """Readings from pairs of hours after START and amount."""
    return tuple(reading(hours, amount) for hours, amount in points)


def steady(days: float, per_day: int, *, opening: int = 10_000, every_hours: float = 1) -> tuple[StoredReading, ...]:
    """A balance that falls by `per_day` a day, read every so many hours."""
    count = int(days * 24 / every_hours)
    fall = Decimal(per_day) * Decimal(every_hours) / 24
    return tuple(
        reading(index * every_hours, str((opening - fall * index).quantize(Decimal("0.000001"))))
        for index in range(count + 1)
    )


def at(hours: float) -> datetime:
    """That many hours after START."""
    return START + timedelta(hours=hours)


QUICK = settings(max_examples=25, deadline=None)
"""Enough for a run of all tests; a busy machine fails nothing by being slow."""
PLAUSIBLE = st.decimals(-1_000, 10_000, places=6, allow_nan=False, allow_infinity=False)
ABSURD = st.one_of(
    PLAUSIBLE,
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from([Decimal("1E+999999"), Decimal("-9E+400"), Decimal("1E-999999"), Decimal("9223372036854.775807")]),
)


@st.composite
def orderly(draw: st.DrawFn) -> tuple[StoredReading, ...]:
    """Readings in one currency in order of time, up to a few days apart, with falls and rises."""
    now, rows = START, []
    for _ in range(draw(st.integers(1, 25))):
        now += timedelta(seconds=draw(st.integers(0, 250_000)))
        end = now + timedelta(seconds=draw(st.one_of(st.just(0), st.integers(0, 50_000))))
        rows.append(StoredReading(Money(draw(PLAUSIBLE), "USD"), now, end))
        now = end
    return tuple(rows)


@st.composite
def anything(draw: st.DrawFn) -> tuple[StoredReading, ...]:
    """What no ledger should hold: clocks that jump by years either way, mixed currencies, absurd amounts."""
    now, rows = START, []
    for _ in range(draw(st.integers(0, 12))):
        now += timedelta(seconds=draw(st.one_of(st.integers(0, 90_000), st.integers(-(10**8), 10**9))))
        end = now + timedelta(seconds=draw(st.one_of(st.just(0), st.integers(-5_000, 50_000))))
        currency = draw(st.sampled_from(["USD"] * 6 + ["EUR", "BTC"]))
        state = draw(st.sampled_from([ReadingState.ACCEPTED] * 4 + [ReadingState.SUSPECT, ReadingState.ANNULLED]))
        rows.append(StoredReading(Money(draw(ABSURD), currency), now, end, state=state))
    return tuple(rows)
