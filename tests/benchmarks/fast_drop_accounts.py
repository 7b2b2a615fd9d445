"""The accounts whose fast drops are measured: simulated shops, and the runway benchmark's hourly series."""

from __future__ import annotations

import csv
import gzip
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from galla.domain.spend_hours import SpendHours
from galla.domain.spend_past import settled
from shops import OPENED, Kind, Shop
from simulated_balances import CENT, HOUR_S, Troubles

UTC_ZONE = ZoneInfo("UTC")
HOUR = timedelta(hours=1)
DAY_H = 24
Orders = Sequence[tuple[float, float]]
"""(hours after midnight of the first day, cost) of each, in order of time."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account's trade."""

    kind: str
    orders: Orders
    days: int
    start: datetime = OPENED

    def by_hour(self) -> list[float]:
        """Spend of each hour."""
        hours = [0.0] * (self.days * DAY_H)
        for at_h, cost in self.orders:
            hours[int(at_h)] += cost
        return hours


def simulated(days: int, seeds: Iterable[int]) -> Iterator[Account]:
    """Shops by orders an hour; each also with a level that wanders within the day."""
    for by_day in (2, 10, 30, 60, 120, 250):
        for restless in (0.0, 0.2):
            kind = Kind(by_day, by_day / 20, lambda rng: rng.expovariate(1), restless)
            name = f"{by_day:3} orders/h{', restless' if restless else ''}"
            for seed in seeds:
                yield Account(name, Shop(kind, days, seed).orders, days)


def real(folder: Path) -> Iterator[Account]:
    """The hourly series; each hour's spend comes in orders of random sizes, as large as the hours let one think."""
    for path in sorted((folder / "dev").glob("*_hourly.csv.gz")):
        series: dict[str, dict[datetime, float]] = defaultdict(dict)
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                at = datetime.fromisoformat(row["timestamp"] + ":00+00:00")
                series[row["series_id"]][at] = float(row["spend"])
        for name, hours in series.items():
            start = min(hours).replace(hour=0)
            days = (max(hours) - start).days + 1
            whole = [hours.get(start + index * HOUR, 0.0) for index in range(days * DAY_H)]
            seen = (True,) * len(whole)
            known = settled(SpendHours("USD", start + timedelta(days=days), tuple(whole), seen, seen), UTC_ZONE)
            order = known.dispersion.order / 2 if known is not None else max(whole)
            chance = random.Random(name)
            orders = [(hour + at, cost) for hour, spend in enumerate(whole) for at, cost in parts(spend, order, chance)]
            yield Account(f"{path.name.split('_')[0]} {name}", orders, days, start)


def parts(spend: float, order: float, chance: random.Random) -> list[tuple[float, float]]:
    """`spend` in orders of about that size, with the hours after its beginning."""
    if spend <= 0:
        return []
    cuts = sorted(chance.random() for _ in range(round(spend / order) - 1))
    sizes = [high - low for low, high in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]
    return sorted((chance.random(), spend * size) for size in sizes)


def moves(account: Account, troubles: Troubles, seed: int) -> Iterator[tuple[float, int]]:
    """(second, units) of orders and, in addition to them, some that are refunded later; in order of time."""
    chance = random.Random(seed)
    coming: list[tuple[float, int]] = []
    for at_h, cost in account.orders:
        at, units = at_h * HOUR_S, round(cost * 100) * CENT
        coming.append((at, units))
        if chance.random() < troubles.refund_share:
            coming += [(at + 1, units), (at + chance.uniform(*troubles.refund_after_s), -units)]
    return iter(sorted(coming))
