"""What to pay in, and by when: a proposal for the owner, made from the forecast (section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Context, Decimal

from galla.domain.currencies import display_decimals
from galla.domain.money import Money
from galla.domain.runway import ForecastState, Runway

DAYS_COVERED = 7
"""A whole week, so that every weekday is paid for once."""
START_BELOW_DAYS = 3.0
DEADLINE_NEAR_DAYS = 1.0
"""Where the early end is this near, what is likely is no reason to wait."""
DIGITS = 2
"""Significant digits of a proposal: an estimate with more would only look exact."""

_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Pay `amount` before `before`: it covers what is missing now and `days` days of expected spend."""

    amount: Money
    days: int
    before: datetime
    """When the money ends by the cautious end of the forecast (p10): the payment must have arrived by then."""
    shortfall: Money | None = None
    """The part of `amount`, before rounding, that only brings the balance back to the reserve; None where nothing
    is missing."""
    learning: bool = False
    """The usual spend is not well known yet."""


def proposal(
    runway: Runway,
    available: Money | None,
    reserve: Money | None,
    at: datetime,
    *,
    days: int = DAYS_COVERED,
    start_below_days: float = START_BELOW_DAYS,
) -> Proposal | None:
    """The top-up to propose at `at`, from when on `runway` counts; None while there is time, or spend is not known.

    There is time while the cautious runway is at least `start_below_days` and p10 at least a day. The amount is rounded
    up to two significant digits of what the currency's coins allow.
    """
    burn = runway.burn_per_day
    if not runway.is_usable:
        return None
    if available is None or burn is None or burn.currency != available.currency:
        return None
    if reserve is not None and reserve.currency != available.currency:
        return None
    cautious, early = runway.cautious_days, runway.p10_days
    near = early is not None and early < DEADLINE_NEAR_DAYS
    if burn.amount <= 0 or not (near or (cautious is not None and cautious < start_below_days)):
        return None
    missing = _EXACT.subtract(Decimal(0) if reserve is None else reserve.amount, available.amount)
    needed = _EXACT.add(_EXACT.multiply(burn.amount, Decimal(days)), max(missing, Decimal(0)))
    return Proposal(
        amount=rounded_up(Money(needed, available.currency)),
        days=days,
        before=at + timedelta(days=early or 0.0),
        shortfall=Money(missing, available.currency) if missing > 0 else None,
        learning=runway.state is ForecastState.LEARNING,
    )


def rounded_up(money: Money) -> Money:
    """`money`, above zero, rounded up to two significant digits, or to the currency's minor unit if that is more."""
    exponent = max(money.amount.adjusted() - (DIGITS - 1), -display_decimals(money.currency))
    steps = _EXACT.scaleb(money.amount, -exponent).to_integral_value(ROUND_CEILING)
    return Money(Decimal(f"{steps.scaleb(exponent):f}"), money.currency)
