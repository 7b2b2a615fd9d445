"""A year of a shop's balance as the chart window gets it: minute readings, thinned as the ledger thins them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

import numpy as np

from galla.domain.chart import ChartData, ChartRequest, CreditMark, HourSpend
from galla.domain.model import ForecastState, Level, Runway, Snapshot
from galla.domain.money import Money
from ui.courses import course

NOW = datetime(2026, 11, 23, 12, 7, tzinfo=UTC)
HISTORY = timedelta(days=365)
GAP = (NOW - timedelta(days=3, hours=11), NOW - timedelta(days=3, hours=2))
TOP_UP = 1500
THRESHOLD = 250


class Shop:
    """365 days of minute readings with daily and weekly rhythm and top-ups, in the account's currency."""

    def __init__(self, currency: str = "USD", per_unit: int = 1, history: timedelta = HISTORY) -> None:
        self.currency = currency
        self._per_unit = per_unit
        minutes = int(history / timedelta(minutes=1))
        self.first = NOW - timedelta(minutes=minutes - 1)
        chance = np.random.default_rng(7)
        self.times_s = self.first.timestamp() + 60.0 * np.arange(minutes)
        hour = self.times_s / 3600 % 24
        weekday = (self.times_s / 86_400 + 3) % 7
        rhythm = (0.25 + np.exp(-(((hour - 14) / 4.5) ** 2))) * np.where(weekday >= 5, 1.45, 1.0)
        orders = chance.poisson(0.08 * rhythm / rhythm.mean())
        self.spends = np.round(orders * chance.gamma(3.0, 0.55, minutes), 2) * per_unit
        self.credits = np.zeros(minutes)
        balance, top_up, low = 1400.0 * per_unit, TOP_UP * per_unit, 300.0 * per_unit
        self.balances = np.empty(minutes)
        for index, spend in enumerate(self.spends.tolist()):
            balance -= spend
            if balance < low and 9 <= hour[index] < 18:
                self.credits[index] = top_up
                balance += top_up
            self.balances[index] = balance

    def chart(self, request: ChartRequest) -> ChartData:
        """The answer to `request`, as the ledger gives it."""
        start_s = self.first.timestamp() if request.start is None else request.start.timestamp()
        first, last = np.searchsorted(self.times_s, (start_s, request.end.timestamp()))
        seen = slice(int(first), int(last) + 1)
        times_s, balances = self.times_s[seen], self.balances[seen]
        inside = (times_s > GAP[0].timestamp()) & (times_s < GAP[1].timestamp())
        times_s, balances = _thinned(times_s[~inside], balances[~inside], request.max_points)
        return ChartData(
            request,
            self.currency,
            times_s.tolist(),
            balances.tolist(),
            (GAP,) if inside.any() else (),
            tuple(
                CreditMark(datetime.fromtimestamp(self.times_s[index], UTC), self._money(self.credits[index]))
                for index in np.flatnonzero(self.credits[seen]) + seen.start
            ),
            self._hours(request, seen),
        )

    def snapshot(self, **changes: object) -> Snapshot:
        """The account as it is now."""
        values: dict[str, object] = {
            "account_id": "main",
            "account_name": "FoxReload",
            "timezone": "Asia/Kolkata",
            "at": NOW,
            "level": Level.HEALTHY,
            "balance": self._money(float(self.balances[-1])),
            "available": self._money(float(self.balances[-1])),
            "observed_at": NOW,
            "age_base": NOW - timedelta(minutes=4),
            "runway": self._runway(),
            "threshold": self._money(THRESHOLD * self._per_unit),
            "reserve": self._money(0),
        }
        return Snapshot(**(values | changes))  # type: ignore[arg-type]

    def _runway(self) -> Runway:
        days = (4.1, 5.2, 6.9)
        spends = course(float(self._money(self.balances[-1]).amount), days, NOW)
        return Runway(ForecastState.READY, *days, 60.0, None, 90.0, course=spends)

    def _money(self, amount: float) -> Money:
        return Money(Decimal(f"{amount:.2f}"), self.currency)

    def _hours(self, request: ChartRequest, seen: slice) -> tuple[HourSpend, ...]:
        first = seen.start
        if request.hours_from is not None:
            first = int(np.searchsorted(self.times_s, request.hours_from.timestamp()))
        numbers = (self.times_s[first : seen.stop] // 3600).astype(int)
        if not len(numbers):
            return ()
        spends = np.bincount(numbers - numbers[0], self.spends[first : seen.stop])
        gap = (GAP[0].timestamp(), GAP[1].timestamp())
        return tuple(
            HourSpend(
                datetime.fromtimestamp((numbers[0] + index) * 3600, UTC),
                Decimal(f"{spend:.2f}"),
                Decimal(0),
                gap[0] <= (numbers[0] + index) * 3600 < gap[1],
            )
            for index, spend in enumerate(spends.tolist())
        )


@cache
def shop() -> Shop:
    """One shop for all tests."""
    return Shop()


def _thinned(times_s: np.ndarray, balances: np.ndarray, at_most: int) -> tuple[np.ndarray, np.ndarray]:
    if len(times_s) <= at_most:
        return times_s, balances
    edges = np.linspace(0, len(times_s), at_most // 2 + 1).astype(int)[:-1]
    buckets = np.split(balances, edges[1:])
    kept = {0, len(times_s) - 1}
    for edge, bucket in zip(edges.tolist(), buckets, strict=True):
        kept |= {edge + int(bucket.argmin()), edge + int(bucket.argmax())}
    order = np.array(sorted(kept))
    return times_s[order], balances[order]
