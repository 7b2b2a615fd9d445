"""Money: a Decimal with its currency, never a float, never mixed with another currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext

from galla.domain.currencies import is_known, storage_decimals

MAX_UNITS = 2**63 - 1
"""Largest count of storage units: SQLite keeps 64-bit signed integers."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were combined or compared."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be combined")
        self.left = left
        self.right = right


class UnknownCurrency(ValueError):
    """The code is neither in ISO 4217 nor a cryptocurrency that suppliers settle in."""

    def __init__(self, code: str) -> None:
        super().__init__(f"unknown currency code {code!r}")
        self.code = code


class AmountOutOfRange(ValueError):
    """The amount is not finite, or does not fit 64 bits of storage units."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency, exact.

    Raises UnknownCurrency for a code that does not exist and AmountOutOfRange for NaN or infinity.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not is_known(self.currency):
            raise UnknownCurrency(self.currency)
        if not self.amount.is_finite():
            raise AmountOutOfRange(str(self.amount))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def times(self, factor: Decimal | int) -> Money:
        """This amount multiplied by a plain number."""
        return Money(self.amount * factor, self.currency)

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.amount


@dataclass(frozen=True, slots=True)
class StoredAmount:
    """An amount as the ledger keeps it: whole units of 10⁻⁶ (10⁻⁸ for a cryptocurrency)."""

    units: int
    truncated: bool
    """True when the supplier's amount was finer than a unit and was rounded down."""


def to_units(money: Money) -> StoredAmount:
    """`money` in whole storage units, rounded down, so that nobody looks richer; AmountOutOfRange beyond 64 bits."""
    with localcontext() as context:
        context.prec = 60
        try:
            scaled = money.amount.scaleb(storage_decimals(money.currency))
            units = int(scaled.to_integral_value(rounding=ROUND_FLOOR))
        except ArithmeticError as error:
            raise AmountOutOfRange(str(money.amount)) from error
    if abs(units) > MAX_UNITS:
        raise AmountOutOfRange(str(money.amount))
    return StoredAmount(units, truncated=scaled != units)


def can_be_kept(money: Money) -> bool:
    """Whether a ledger holds so large an amount."""
    try:
        to_units(money)
    except AmountOutOfRange:
        return False
    return True


def most_kept(currency: str) -> Money:
    """The largest amount that a ledger holds."""
    return from_units(MAX_UNITS, currency)


def from_units(units: int, currency: str) -> Money:
    """The money that `units` storage units stand for, without trailing zeros."""
    with localcontext() as context:
        context.prec = 60
        amount = Decimal(units).scaleb(-storage_decimals(currency)).normalize()
        if amount == amount.to_integral_value():
            amount = amount.quantize(Decimal(1))
    return Money(amount, currency)
