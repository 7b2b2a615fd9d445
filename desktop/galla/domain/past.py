"""What is kept of an account's past besides its readings: hours, credits and their kinds, forecasts. All immutable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from galla.domain.chart import CreditMark
from galla.domain.money import Money
from galla.domain.runway import ExpectedSpend


@dataclass(frozen=True, slots=True)
class PastHours:
    """Consecutive hours (UTC) of one series that no later reading can change; one element for each.

    Made from readings by the ledger, so that half a year of them need not be read again. `spend` is the sum of all
    falls, shared out by time across silences; credits are not deducted.
    """

    first_hour: int
    """Whole hours since 1970 in UTC, of the first element."""
    spend: tuple[float, ...]
    polled: tuple[bool, ...]
    """A reading lay in the hour, or it is inside one row of equal readings; otherwise it is its share of a silence."""
    credits: tuple[CreditMark, ...] = ()
    """Every rise within these hours, at the reading that showed it, oldest first."""

    @property
    def end_hour(self) -> int:
        """The hour after the last element."""
        return self.first_hour + len(self.spend)


class CreditKind(StrEnum):
    """Why a balance rose."""

    TOP_UP = "top_up"
    """The owner paid in: no spend is taken back by it."""
    REFUND = "refund"
    """An order was refunded or a hold released: spend is less by it."""
    REVERSAL = "reversal"
    """A fall shortly before is taken back whole: a glitch, or a recalculation by the supplier."""


@dataclass(frozen=True, slots=True)
class JudgedCredit:
    """A rise of the balance and what it is taken for."""

    at: datetime
    """The reading that showed it."""
    amount: Money
    kind: CreditKind
    by_owner: bool = False
    """The owner said so."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The owner's word on the rise that the reading at `at` showed; it counts whatever we would have guessed."""

    at: datetime
    kind: CreditKind


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast as it was made, kept to be scored later; at most one for each trading day."""

    at: datetime
    """The reading it was made from."""
    funds: Money
    """Available balance less the reserve at that moment."""
    p10_days: float | None
    p50_days: float | None
    p90_days: float | None
    """None: beyond `horizon_days`."""
    horizon_days: float
    history_days: float
    spend: tuple[ExpectedSpend, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastLog:
    """What is needed to score forecasts: those kept, oldest first, and all hours since the first of them."""

    kept: tuple[KeptForecast, ...]
    hours: PastHours
    """Up to the last reading; the last hour may be a part."""
    corrections: tuple[Correction, ...] = ()
    until: datetime | None = None
    """The last accepted reading: nothing is known of later."""
