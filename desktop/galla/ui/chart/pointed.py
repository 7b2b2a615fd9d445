"""What is under the crosshair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from galla.domain.chart_bars import Bar
from galla.domain.money import Money

if TYPE_CHECKING:
    from galla.ui.chart.figure import Figure
    from galla.ui.fan import Expected, Fan


@dataclass(frozen=True, slots=True)
class Pointed:
    """The instant, the balance then or what is expected of it, the credit beside it, and the bar it falls into."""

    at: datetime
    balance: Money | None
    balance_estimated: bool
    credit: Money | None
    bar: Bar | None
    expected: Expected | None = None
    """Where the balance is not known but forecast."""
    credit_at: datetime | None = None
    """The reading that showed `credit`."""


def pointed_at(figure: Figure, fan: Fan | None, at_s: float, reach_s: float) -> Pointed:
    """What `figure` and `fan` show at that instant; a credit at most `reach_s` away counts as pointed at."""
    balance = figure.balance_at(at_s)
    expected = fan.expected_at(at_s) if fan is not None and balance is None else None
    near = [mark for mark in figure.credits if abs(mark.at.timestamp() - at_s) <= reach_s]
    nearest = min(near, key=lambda mark: abs(mark.at.timestamp() - at_s), default=None)
    return Pointed(
        datetime.fromtimestamp(at_s, UTC),
        None if balance is None else Money(Decimal(repr(balance)), figure.currency),
        figure.is_estimated_at(at_s),
        None if nearest is None else nearest.amount,
        figure.bar_at(at_s),
        expected,
        None if nearest is None else nearest.at,
    )
