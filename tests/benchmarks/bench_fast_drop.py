"""Measures how soon a drop faster than expected is found, and how often ordinary trade is taken for one.

python tests/benchmarks/bench_fast_drop.py [FORECAST_FOLDER] [--troubled] [--quick] [--seeds N...] [--only KIND...]

Simulated shops of 2 to 250 orders an hour or, given the folder of the runway benchmark, its hourly series. Polls come
as the program's do, every quarter of an hour by day and every hour at night. What is usual is told anew once a day
(the program does it every six hours), always from the past alone. --troubled counts the false alarms where top-ups,
refunds, late and recalculated answers and a laptop that sleeps come in between. Each takes one to three minutes,
--quick a fifth. Nothing but the standard library is needed.
"""

from __future__ import annotations

import argparse
import random
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests"), str(Path(__file__).parent)]

from fast_drop_accounts import DAY_H, HOUR, UTC_ZONE, Account, Orders, moves, real, simulated  # noqa: E402

from galla.domain import fast_drop  # noqa: E402
from galla.domain.model import ReadingState, StoredReading  # noqa: E402
from galla.domain.money import Money  # noqa: E402
from galla.domain.monitoring import HISTORY_KEPT  # noqa: E402
from galla.domain.spend_dispersion import Dispersion  # noqa: E402
from galla.domain.spend_hours import SpendHours, spend_hours  # noqa: E402
from galla.domain.spend_past import Settled, settled  # noqa: E402
from pasts import past_of  # noqa: E402
from simulated_balances import Troubles, polled  # noqa: E402

OPENS, CLOSES = 9, 21
FIRST_DAY = 9
"""From this day of history on alarms are counted."""
SETTLED_DAY = 16
"""And from this on incidents are made."""
AGES = (14, 28, 10_000)
"""Days of history up to which alarms are counted apart."""
FUNDS = Decimal(10) ** 9
BACK_H = 44
"""So many hours of readings before an incident are shown to the detector."""
NOTHING = Settled((0.0,) * 168, Dispersion(1.0, 1.0, 1.0, 1.0, 0.0, (0.0,)))


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


class Tally:
    """Days that were watched and false alarms, by age of history."""

    def __init__(self) -> None:
        self.days = [0] * len(AGES)
        self.alarms = [0] * len(AGES)

    def add(self, watched: Iterable[int], alarms: Iterable[int]) -> None:
        """Days of history, each once for a day that was watched and for an alarm on it."""
        for days, counts in ((watched, self.days), (alarms, self.alarms)):
            for day in days:
                counts[bisect_right(AGES, day)] += 1

    def rates(self) -> str:
        """Alarms in sixty days, all and by age."""
        pairs = [(sum(self.alarms), sum(self.days)), *zip(self.alarms, self.days, strict=True)]
        return "  ".join(f"{60 * alarms / days:5.2f}" if days else "    -" for alarms, days in pairs)


RATES = "  all   <14d  <28d   more"


@dataclass(slots=True)
class Result:
    """Of all accounts of a kind."""

    tally: Tally
    orders_per_h: list[float]
    delays: dict[str, list[float]]


def measure(accounts: Iterable[Account], every: int, days: int, incidents: Sequence[str]) -> None:
    """Prints false alarms and delays by kind of account."""
    results: dict[str, Result] = {}
    for account in accounts:
        watched = Watched(account)
        result = results.setdefault(account.kind, Result(Tally(), [], defaultdict(list)))
        last = min(account.days - 1, SETTLED_DAY + days)
        result.tally.add(range(FIRST_DAY, last), false_alarms(watched, FIRST_DAY, last))
        usual = watched.usual_hours(last)
        busy = fmean(usual[hour] for hour in watched.busy(last)) if watched.busy(last) else 0.0
        result.orders_per_h.append(busy / watched.usual(last).dispersion.order)
        chance = random.Random(1)
        for day in range(SETTLED_DAY, last, every):
            for name in incidents:
                passed = delay(watched, day, *INCIDENTS[name], chance)
                if passed is not None:
                    result.delays[name].append(passed)
    print(f"{'':30} orders/h  false alarms in 60 days    " + "".join(f"{name:>24}" for name in incidents))
    print(f"{'':30} {'':8}  {RATES}    " + "".join(f"{'median h   1 h   all':>24}" for _ in incidents))
    for kind, result in results.items():
        delays = "".join(f"{summary(result.delays[name]):>24}" for name in incidents)
        print(f"{kind:30} {fmean(result.orders_per_h):8.1f}  {result.tally.rates()}    {delays}")


def summary(delays: Sequence[float]) -> str:
    """Median in hours, and the shares found within an hour and at all."""
    if not delays:
        return "-"
    middle = median(delays)
    soon, ever = (fmean(passed <= most for passed in delays) for most in (1.0, DAY_H))
    return f"{f'{middle:.1f}' if middle < DAY_H else '-':>8}  {soon:4.0%}  {ever:4.0%}"


def troubled(accounts: Iterable[Account]) -> None:
    """Prints false alarms where readings are as a ledger would hold them; hours come from them as in the program."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for number, account in enumerate(accounts):
        rows = polled(account.by_hour(), account.start, Troubles(), number, moves=moves(account, Troubles(), number))
        days, open_, hours, made = [], False, None, -1
        for index, row in enumerate(rows):
            day = (row.last_at - account.start).days
            if day < FIRST_DAY or row.state is not ReadingState.ACCEPTED:
                continue
            first = bisect_left(rows, row.last_at - HISTORY_KEPT, key=lambda row: row.last_at)
            history = tuple(rows[first : index + 1])
            if made != (made := (row.last_at - account.start) // (6 * HOUR)):
                hours = spend_hours(past_of(tuple(rows[: index + 1])), history, (), UTC_ZONE, row.last_at)
            drop, over = fast_drop.find(history, hours, UTC_ZONE)
            if drop is not None and not open_:
                days.append(day)
            open_ = drop is not None or (open_ and not over)
        tallies[account.kind].add(range(FIRST_DAY, account.days), days)
    print(f"{'false alarms in 60 days':30} {RATES}")
    for kind, tally in tallies.items():
        print(f"{kind:30} {tally.rates()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--troubled", action="store_true", help="false alarms through disturbed balances")
    parser.add_argument("--quick", action="store_true", help="one shop of each kind for a month")
    parser.add_argument("--days", type=int, help="of each account: 60, of the series 300")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--only", nargs="+", default=[], help="accounts whose kind has one of these words")
    parser.add_argument("--incidents", nargs="+", choices=list(INCIDENTS), default=list(INCIDENTS))
    options = parser.parse_args()
    days = options.days or (30 if options.quick else 300 if options.folder else 60)
    seeds = options.seeds[:1] if options.quick else options.seeds
    accounts = list(real(options.folder) if options.folder else simulated(SETTLED_DAY + days + 1, seeds))
    if options.only:
        accounts = [one for one in accounts if any(word in one.kind for word in options.only)]
    begun = perf_counter()
    if options.troubled:
        troubled(accounts)
    else:
        measure(accounts, 8 if options.folder else 4, days, options.incidents)
    print(f"{perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
