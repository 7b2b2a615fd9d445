"""What the chart window asks for and gets. Plotted balances are floats; sums of money stay Decimal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from galla.domain.money import Money


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """A span of one account's history, at a resolution."""

    account_id: str
    start: datetime | None
    """None: from the first reading on."""
    end: datetime
    max_points: int = 4000
    """The line is thinned to about this many points, keeping each bucket's lowest and highest."""
    hours_from: datetime | None = None
    """Where `hours` begins when that is before `start`: what is usual needs the weeks before what is seen."""


@dataclass(frozen=True, slots=True)
class CreditMark:
    """The balance rose by `amount` between the reading before `at` and the one at `at`."""

    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class HourSpend:
    """Spend and credits of one hour (UTC, on the hour)."""

    start: datetime
    spend: Decimal
    credit: Decimal
    estimated: bool
    """No reading fell near this hour: it is its share of a longer interval."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """The answer to a ChartRequest."""

    request: ChartRequest
    currency: str
    times_s: Sequence[float]
    """POSIX seconds, rising; same length as `balances`."""
    balances: Sequence[float]
    gaps: tuple[tuple[datetime, datetime], ...]
    """Spans without polls; the line across them is an estimate and drawn so."""
    credits: tuple[CreditMark, ...]
    hours: tuple[HourSpend, ...]
    """Rising and without holes from the first hour with a reading on; an hour left out counts as one without spend."""
