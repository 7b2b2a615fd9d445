"""How values become columns and columns values again; those of alerts are in alert_rows.py."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import NamedBalance, ReadingState, StoredReading
from galla.domain.money import Money, from_units, to_units
from galla.domain.past import KeptForecast
from galla.domain.profiles.model import Words
from galla.domain.runway import ExpectedSpend

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

STATES = (ReadingState.ACCEPTED, ReadingState.SUSPECT, ReadingState.ANNULLED)
"""A reading's state by the number that stands for it in the file."""


def to_us(at: datetime) -> int:
    """Microseconds since 1970, exact."""
    return (at - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=us)


def optional_us(at: datetime | None) -> int | None:
    """As `to_us`, None for None."""
    return None if at is None else to_us(at)


def optional_instant(us: int | None) -> datetime | None:
    """As `from_us`, None for None."""
    return None if us is None else from_us(us)


def reading_of(row: tuple[int, int, int, int | None, int, int], currency: str) -> StoredReading:
    """The reading in (first_us, last_us, units, reported_us, polls, state)."""
    first_us, last_us, units, reported_us, polls, state = row
    first_at = from_us(first_us)
    return StoredReading(
        from_units(units, currency),
        first_at,
        first_at if last_us == first_us else from_us(last_us),
        optional_instant(reported_us),
        polls,
        STATES[state],
    )


def secondary_text(secondary: Iterable[NamedBalance]) -> str | None:
    """The further balances as JSON; None where there are none."""
    found = [
        [item.name, str(item.balance.amount), item.balance.currency, item.label.en, item.label.hi] for item in secondary
    ]
    return json.dumps(found, ensure_ascii=False) if found else None


def secondary_of(text: str | None) -> tuple[NamedBalance, ...]:
    """The further balances that `secondary_text` wrote."""
    return tuple(
        NamedBalance(name, Money(Decimal(amount), currency), Words(en, hi))
        for name, amount, currency, en, hi in (json.loads(text) if text else [])
    )


def problem_text(problem: Problem | None) -> str | None:
    """The problem as JSON; equal problems give equal texts, but for `retry_us`."""
    if problem is None:
        return None
    return json.dumps(
        {
            "kind": problem.kind.value,
            "reason": str(problem.reason),
            "facts": problem.facts,
            "retry_us": optional_us(problem.retry_at),
        },
        ensure_ascii=False,
    )


def problem_of(text: str | None) -> Problem | None:
    """The problem that `problem_text` wrote."""
    if text is None:
        return None
    stored = json.loads(text)
    facts = tuple((str(name), str(value)) for name, value in stored["facts"])
    return Problem(ProblemKind(stored["kind"]), stored["reason"], facts, optional_instant(stored["retry_us"]))


def forecast_row(kept: KeptForecast) -> tuple[object, ...]:
    """The columns of `forecasts` after its series, in their order. Raises AmountOutOfRange."""
    spend = [[item.days, str(item.low.amount), str(item.expected.amount), str(item.high.amount)] for item in kept.spend]
    return (
        to_us(kept.at),
        to_units(kept.funds).units,
        kept.p10_days,
        kept.p50_days,
        kept.p90_days,
        kept.horizon_days,
        kept.history_days,
        json.dumps(spend),
    )


def forecast_of(row: sqlite3.Row, currency: str) -> KeptForecast:
    """The forecast in a row of `forecasts`, of a series in `currency`."""
    return KeptForecast(
        at=from_us(row["at_us"]),
        funds=from_units(row["funds_units"], currency),
        p10_days=row["p10_days"],
        p50_days=row["p50_days"],
        p90_days=row["p90_days"],
        horizon_days=row["horizon_days"],
        history_days=row["history_days"],
        spend=tuple(
            ExpectedSpend(days, *(Money(Decimal(amount), currency) for amount in amounts))
            for days, *amounts in json.loads(row["spend"])
        ),
    )
