"""Measures how soon a drop faster than expected is found, and how often ordinary trade is taken for one.

python tests/benchmarks/bench_fast_drop.py [FORECAST_FOLDER] [--quick] [--seeds N...] [--only KIND...]

Simulated shops of 2 to 250 orders an hour and, given the folder of the runway benchmark, its hourly series. Polls come
as the program's do, every quarter of an hour by day and every hour at night. What is usual is told anew once a day
(the program does it every hour), always from the past alone. No library is needed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests")]

from galla.domain import fast_drop  # noqa: E402
from galla.domain.model import StoredReading  # noqa: E402
from galla.domain.money import Money  # noqa: E402
from galla.domain.spend_dispersion import Dispersion, Settled, settled  # noqa: E402
from galla.domain.spend_hours import SpendHours  # noqa: E402
from shops import OPENED, Kind, Shop  # noqa: E402

UTC_ZONE = ZoneInfo("UTC")
HOUR = timedelta(hours=1)
DAY_H = 24
OPENS, CLOSES = 9, 21
FIRST_DAY = 14
"""From this day of history on."""
FUNDS = Decimal(10) ** 9
BACK_H = 44
"""So many hours of readings before an incident are shown to the detector."""
NOTHING = Settled((0.0,) * 168, 0.0, Dispersion(1.0, 1.0, 0.0, (0.0,), 0.0))
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
    """The hourly series, each hour's spend at one to four instants of it."""
    for path in sorted((folder / "dev").glob("*_hourly.csv.gz")):
        series: dict[str, dict[datetime, float]] = defaultdict(dict)
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                at = datetime.fromisoformat(row["timestamp"] + ":00+00:00")
                series[row["series_id"]][at] = float(row["spend"])
        for name, hours in series.items():
            start = min(hours).replace(hour=0)
            chance = random.Random(name)
            orders = [
                ((at - start) / HOUR + offset, amount)
                for at, spend in sorted(hours.items())
                for offset, amount in parts(spend, chance)
            ]
            yield Account(f"{path.name.split('_')[0]} {name}", orders, (max(hours) - start).days + 1, start)


def parts(spend: float, chance: random.Random) -> list[tuple[float, float]]:
    """`spend` in one to four parts, with the hours after its beginning."""
    cuts = sorted(chance.random() for _ in range(chance.randint(0, 3)))
    sizes = [high - low for low, high in zip([0.0, *cuts], [*cuts, 1.0], strict=True)]
    return sorted((chance.random(), spend * size) for size in sizes)


class Watched:
    """An account as the program sees it: readings, and what was usual on each day."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._hours = account.by_hour()
        self._ends = [at for at, _ in account.orders]

    def polls(self, from_h: float, to_h: float) -> list[float]:
        """Hours at which the balance is read."""
        found, at = [], float(int(from_h))
        while at <= to_h:
            found.append(at)
            at += 0.25 if OPENS <= at % DAY_H < CLOSES else 1.0
        return found

    def orders(self, from_h: float, to_h: float) -> Orders:
        """Those of a part of the time."""
        return self.account.orders[bisect_left(self._ends, from_h) : bisect_left(self._ends, to_h)]

    def readings(self, from_h: float, to_h: float, orders: Orders) -> list[StoredReading]:
        """Rows, one for each poll that shows another balance."""
        rows: list[StoredReading] = []
        sums = list(accumulate((round(cost, 2) for _, cost in orders), initial=0.0))
        ends = [at for at, _ in orders]
        for at_h in self.polls(from_h, to_h):
            at = self.account.start + at_h * HOUR
            balance = FUNDS - round(Decimal(sums[bisect_left(ends, at_h)]), 2)
            if rows and rows[-1].balance.amount == balance:
                rows[-1] = replace(rows[-1], last_at=at)
            else:
                rows.append(StoredReading(Money(balance, "USD"), at, at))
        return rows

    @lru_cache(maxsize=4)  # noqa: B019
    def hours(self, day: int) -> SpendHours:
        """What the program knew when `day` began."""
        first = max(day - 180, 0) * DAY_H
        spend = tuple(self._hours[first : day * DAY_H])
        seen = (True,) * len(spend)
        return SpendHours("USD", self.account.start + timedelta(days=day), spend, seen, seen)

    def usual(self, day: int) -> Settled:
        """What was usual then."""
        found = settled(self.hours(day), UTC_ZONE)
        return found if found is not None else NOTHING

    def usual_hours(self, day: int) -> tuple[float, ...]:
        """Of that day."""
        first = (self.account.start + timedelta(days=day)).weekday() * DAY_H
        return self.usual(day).week[first : first + DAY_H]

    def busy(self, day: int) -> list[int]:
        """Hours of the day that usually spend more than the mean hour does."""
        mean = fmean(self.usual(day).week)
        return [hour for hour, amount in enumerate(self.usual_hours(day)) if amount > mean]

    def found(self, from_h: float, to_h: float, orders: Orders) -> Iterator[tuple[float, bool, bool]]:
        """(hours after the beginning, alarm, over) of each reading from `from_h` to `to_h`, given those orders."""
        begin = max(from_h - BACK_H, 0.0)
        rows = self.readings(begin, to_h, orders)
        ends = [row.first_at for row in rows]
        for at_h in self.polls(from_h, to_h):
            if at_h < from_h:
                continue
            at = self.account.start + at_h * HOUR
            count = bisect_left(ends, at + timedelta(seconds=1))
            last = rows[count - 1]
            history = (*rows[max(count - 200, 0) : count - 1], replace(last, last_at=min(last.last_at, at)))
            drop, over = fast_drop.find(history, self.hours(int(at_h // DAY_H)), UTC_ZONE)
            yield at_h, drop is not None, over


def false_alarms(watched: Watched, first: int, last: int) -> list[int]:
    """The days on which an episode began in ordinary trade."""
    days, open_ = [], False
    for day in range(first, last):
        orders = watched.orders(day * DAY_H - BACK_H, (day + 1) * DAY_H)
        for at_h, alarm, over in watched.found(day * DAY_H, (day + 1) * DAY_H - 0.01, orders):
            if alarm and not open_:
                days.append(int(at_h // DAY_H))
            open_ = alarm or (open_ and not over)
    return days


Incident = Callable[[Watched, int, random.Random], tuple[float, float, Orders] | None]
"""(begin, end, orders in addition to those of the shop) on a day; None where there is none."""


def doubled(watched: Watched, day: int, chance: random.Random) -> tuple[float, float, Orders] | None:
    """Every order twice for two busy hours."""
    busy = watched.busy(day)
    hours = [hour for hour in busy if hour + 1 in busy] or busy
    if not hours:
        return None
    begin = day * DAY_H + chance.choice(hours) + chance.random()
    return begin, begin + 2, watched.orders(begin, begin + 2)


def leaked(times: float) -> Incident:
    """A steady drain from one at night on for six hours, of so many mean hours' spend each hour."""

    def drain(watched: Watched, day: int, chance: random.Random) -> tuple[float, float, Orders] | None:
        begin = day * DAY_H + 1 + chance.random()
        each = times * fmean(watched.usual(day).week) / 20
        return begin, begin + 6, [(begin + index / 20, each) for index in range(120)]

    return drain


def campaign(watched: Watched, day: int, chance: random.Random) -> tuple[float, float, Orders] | None:
    """Three times the usual, for a day."""
    begin = float(day * DAY_H)
    orders = watched.orders(begin, begin + DAY_H)
    return begin, begin + DAY_H, sorted((at, 2 * cost) for at, cost in orders)


INCIDENTS: dict[str, tuple[Incident, float]] = {
    "doubled": (doubled, 12.0),
    "leak 1x": (leaked(1.0), 12.0),
    "leak 3x": (leaked(3.0), 12.0),
    "campaign": (campaign, 24.0),
}
"""And for so many hours an alarm counts as having found it."""


def delay(watched: Watched, day: int, incident: Incident, within_h: float, chance: random.Random) -> float | None:
    """Hours from the first order of the incident to the first alarm, infinite if none came; None without incident."""
    made = incident(watched, day, chance)
    if made is None or not made[2]:
        return None
    begin, _, more = made
    orders = sorted([*watched.orders(begin - BACK_H - 1, begin + within_h + 1), *more])
    for at_h, alarm, _ in watched.found(begin, begin + within_h, orders):
        if alarm:
            return at_h - begin
    return float("inf")


@dataclass(slots=True)
class Result:
    """Of all accounts of a kind."""

    watched_days: int = 0
    alarms: int = 0
    young_days: int = 0
    young_alarms: int = 0
    orders_per_h: float = 0.0


def measure(accounts: Iterable[Account], every: int, days: int, incidents: Sequence[str]) -> None:
    results: dict[str, Result] = defaultdict(Result)
    delays: dict[tuple[str, str], list[float]] = defaultdict(list)
    begun = perf_counter()
    for account in accounts:
        watched = Watched(account)
        result = results[account.kind]
        last = min(account.days - 1, FIRST_DAY + days)
        alarms = false_alarms(watched, FIRST_DAY, last)
        result.watched_days += last - FIRST_DAY
        result.alarms += len(alarms)
        result.young_days += min(last, 28) - FIRST_DAY
        result.young_alarms += sum(day < 28 for day in alarms)
        usual = watched.usual_hours(last)
        result.orders_per_h = fmean(usual[hour] for hour in watched.busy(last)) / watched.usual(last).dispersion.order
        chance = random.Random(1)
        for day in range(FIRST_DAY + 2, last, every):
            for name in incidents:
                incident, within_h = INCIDENTS[name]
                passed = delay(watched, day, incident, within_h, chance)
                if passed is not None:
                    delays[account.kind, name].append(passed)
    print(f"{'':28} orders/h  false/60d  of 14-28 d  " + "  ".join(f"{name:>22}" for name in incidents))
    print(f"{'':28} {'':8}  {'':9}  {'':10}  " + "  ".join(f"{'median h  1 h  all':>22}" for _ in incidents))
    for kind, result in results.items():
        cells = []
        for name in incidents:
            found = delays[kind, name]
            if not found:
                cells.append(f"{'-':>22}")
                continue
            middle = median(found)
            soon, ever = (fmean(passed <= most for passed in found) for most in (1.0, 24.0))
            shown = f"{middle:8.1f}" if middle < 99 else "       -"
            cells.append(f"{shown}  {soon:4.0%}  {ever:4.0%}".rjust(22))
        rate = 60 * result.alarms / max(result.watched_days, 1)
        young = 60 * result.young_alarms / max(result.young_days, 1)
        print(f"{kind:28} {result.orders_per_h:8.1f}  {rate:9.2f}  {young:10.2f}  " + "  ".join(cells))
    print(f"{perf_counter() - begun:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--incidents", nargs="+", choices=list(INCIDENTS), default=list(INCIDENTS))
    arguments = parser.parse_args()
    accounts: list[Account] = []
    if arguments.folder:
        accounts += real(arguments.folder)
    else:
        accounts += simulated(FIRST_DAY + arguments.days + 1, arguments.seeds)
    if arguments.only:
        accounts = [one for one in accounts if any(word in one.kind for word in arguments.only)]
    measure(accounts, arguments.every, arguments.days, arguments.incidents)


if __name__ == "__main__":
    main()
