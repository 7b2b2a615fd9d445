"""Measures how long the spend of half a year takes after one more reading, in milliseconds, as JSON.

python tests/benchmarks/bench_spend.py [--runs N]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop")]

from galla.domain import trading_day  # noqa: E402
from galla.domain.chart import CreditMark  # noqa: E402
from galla.domain.gross_hours import hour_of, start_of  # noqa: E402
from galla.domain.model import StoredReading  # noqa: E402
from galla.domain.money import Money  # noqa: E402
from galla.domain.past import PastHours  # noqa: E402
from galla.domain.spend_hours import spend_hours  # noqa: E402
from galla.domain.timeline import believed  # noqa: E402

NOW = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
DAYS = 180
READINGS = 3_000


def half_a_year(*, sleeps: bool) -> PastHours:
    """Hours of a store with a top-up every fourth and two refunds each day; `sleeps`: not polled at night."""
    chance = random.Random(5)
    end = hour_of(NOW) - 2
    first = end - DAYS * 24
    hours = range(first, end)
    polled = tuple(not sleeps or 7 <= hour % 24 <= 20 for hour in hours)
    spend = tuple(chance.expovariate(1 / (8 if 8 <= hour % 24 <= 20 else 2)) for hour in hours)
    credits = [CreditMark(start_of(hour + 10), Money(Decimal(600), "USD")) for hour in hours[::96]]
    credits += [CreditMark(start_of(hour + 3), Money(Decimal("7.5"), "USD")) for hour in hours[::12]]
    return PastHours(first, spend, polled, tuple(sorted(credits, key=lambda mark: mark.at)))


def readings() -> tuple[StoredReading, ...]:
    """The last readings, one for each quarter of an hour."""
    chance, balance, found = random.Random(6), Decimal(100_000), []
    for ago in range(READINGS - 1, -1, -1):
        at = NOW - ago * timedelta(minutes=15)
        balance -= Decimal(chance.randrange(400)) / 100
        found.append(StoredReading(Money(balance, "USD"), at, at))
    return tuple(found)


def milliseconds(work: Callable[[], object], runs: int) -> dict[str, float]:
    """Median and 95th percentile of processor time."""
    taken: list[float] = []
    for _ in range(runs):
        begun = time.thread_time()
        work()
        taken.append(1000 * (time.thread_time() - begun))
    return {"p50_ms": round(statistics.median(taken), 2), "p95_ms": round(statistics.quantiles(taken, n=20)[18], 2)}


def spend_of_half_a_year(runs: int) -> dict[str, dict[str, float]]:
    """What the Qt thread does after every reading: hours from the ledger, and the readings after them."""
    history = readings()
    rows = believed(history)
    awake, asleep = half_a_year(sleeps=False), half_a_year(sleeps=True)
    return {
        "spend_hours": milliseconds(lambda: spend_hours(awake, history, (), ZONE, NOW), runs),
        "spend_hours, asleep at night": milliseconds(lambda: spend_hours(asleep, history, (), ZONE, NOW), runs),
        "spend_hours without past": milliseconds(lambda: spend_hours(None, history, (), ZONE, NOW), runs),
        "usual_by_now": milliseconds(lambda: trading_day.usual_by_now(rows, ZONE, datetime.min.time(), NOW), runs),
    }


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=100)
    print(json.dumps(spend_of_half_a_year(parser.parse_args().runs), indent=2))


if __name__ == "__main__":
    main()
