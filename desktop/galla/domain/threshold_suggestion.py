"""Which money threshold is suggested for an account of which one balance is known and no spend yet."""

from __future__ import annotations

from decimal import Decimal

from galla.domain.health import default_threshold_amount
from galla.domain.money import Money

SHARE = Decimal("0.2")
"""Of the balance. A store that loads funds once a week has more than a day left there; less of it would warn too late
of a busy day, and more would warn soon after every payment."""

_ROUND = (5, 2, 1)


def suggested_threshold(balance: Money) -> Money | None:
    """The currency's default where it has one, else the round amount (1, 2 or 5 and zeros) next under a fifth of
    `balance`. None where that would be less than one whole unit: then nobody knows what a day's orders cost."""
    default = default_threshold_amount(balance.currency)
    if default is not None:
        return Money(default, balance.currency)
    most = balance.amount * SHARE
    if most < 1:
        return None
    power = Decimal(1).scaleb(most.adjusted())
    return Money(next(step * power for step in _ROUND if step * power <= most), balance.currency)
