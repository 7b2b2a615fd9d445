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


@dataclass(frozen=True, slots=True)
class Pointed:
    """The instant, the balance then, the credit beside it, and the bar it falls into."""

    at: datetime
    balance: Money | None
    balance_estimated: bool
    credit: Money | None
    bar: Bar | None


def pointed_at(figure: Figure, at_s: float, reach_s: float) -> Pointed:
    """What `figure` shows at that instant; a credit at most `reach_s` away counts as pointed at."""
    balance = figure.balance_at(at_s)
    near = [mark for mark in figure.credits if abs(mark.at.timestamp() - at_s) <= reach_s]
    nearest = min(near, key=lambda mark: abs(mark.at.timestamp() - at_s), default=None)
    return Pointed(
        datetime.fromtimestamp(at_s, UTC),
        None if balance is None else Money(Decimal(repr(balance)), figure.currency),
        figure.is_estimated_at(at_s),
        None if nearest is None else nearest.amount,
        figure.bar_at(at_s),
    )
