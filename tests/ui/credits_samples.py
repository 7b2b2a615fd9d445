"""Judged credits as an owner would see them: the shop's own top-ups, with refunds and a glitch between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from galla.domain.chart import ChartData, CreditMark
from galla.domain.money import Money
from galla.domain.past import CreditKind, JudgedCredit
from ui.chart_samples import NOW, Shop


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def judged() -> tuple[JudgedCredit, ...]:
    """Five of the last 90 days, oldest first, and one before them."""
    return (
        JudgedCredit(NOW - timedelta(days=120), usd("1500"), CreditKind.TOP_UP),
        JudgedCredit(NOW - timedelta(days=61, hours=3), usd("1500"), CreditKind.TOP_UP, by_owner=True),
        JudgedCredit(NOW - timedelta(days=22, hours=7), usd("14.20"), CreditKind.REFUND),
        JudgedCredit(NOW - timedelta(days=7, hours=5), usd("1500"), CreditKind.TOP_UP),
        JudgedCredit(NOW - timedelta(days=2, hours=9), usd("320"), CreditKind.REVERSAL),
        JudgedCredit(NOW - timedelta(hours=3), usd("25.50"), CreditKind.REFUND, by_owner=True),
    )


def with_small_credits(data: ChartData) -> ChartData:
    """The same answer with the refund and the reversal of `judged` among its credits."""
    marks = [CreditMark(credit.at, credit.amount) for credit in judged() if credit.kind is not CreditKind.TOP_UP]
    seen = [mark for mark in marks if data.request.start is None or mark.at >= data.request.start]
    return replace(data, credits=tuple(sorted((*data.credits, *seen), key=lambda mark: mark.at)))


def judged_of(shop: Shop) -> tuple[JudgedCredit, ...]:
    """The shop's top-ups with the refunds and the reversal of `judged`, oldest first."""
    top_ups = (
        JudgedCredit(datetime.fromtimestamp(shop.times_s[index], UTC), usd("1500"), CreditKind.TOP_UP)
        for index in np.flatnonzero(shop.credits)
    )
    small = (credit for credit in judged() if credit.kind is not CreditKind.TOP_UP)
    return tuple(sorted((*top_ups, *small), key=lambda credit: credit.at))
