"""Measures what the way through a balance costs the forecast: top-ups, refunds, silences, a supplier's corrections.

python tests/benchmarks/bench_balances.py FORECAST_FOLDER [--gran hourly|daily] [--seeds N...] [--broken]
    [--only TROUBLE]...

FORECAST_FOLDER is that of the runway benchmark (numpy and pandas are needed, as by its evaluate.py). Its series become
balances polled every 15 minutes; readings become hours and a forecast, as in the program. At the benchmark's own
origins and start balances the error is compared with that of the forecast from the series themselves.
"""

from __future__ import annotations

import argparse
import sys
import warnings
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests"), str(Path(__file__).parent)]

import runway_plug  # noqa: E402

from galla.domain.day_windows import HOURS  # noqa: E402
from galla.domain.model import StoredReading  # noqa: E402
from galla.domain.monitoring import HISTORY_KEPT  # noqa: E402
from galla.domain.spend_hours import MOST_HOURS, SpendHours, spend_hours  # noqa: E402
from pasts import past_of  # noqa: E402
from simulated_balances import BROKEN, NONE, Troubles, polled  # noqa: E402

BEFORE_H = MOST_HOURS + 10 * 24
"""What the program looks back on, and some days more."""
COLUMNS = ["MdALE", "bias", "relPin", "cov80", "WAPE7", "late%", "false%"]


class FromBalances:
    """The program's forecast from what its ledger would hold at each origin of one series."""

    name = "z galla from balances"

    def __init__(self, troubles: Troubles, seed: int) -> None:
        self._troubles = troubles
        self._seed = seed
        self._rows: list[StoredReading] = []

    def take_up(self, timestamps: Sequence[Any], spend: Sequence[float], edges: Iterable[int]) -> None:
        """A series, and at which of its steps stretches begin and end: there the laptop is awake."""
        start, step = runway_plug.instant(timestamps[0]), runway_plug.step_hours(timestamps)
        hours = [float(value) for value in spend]
        if step == HOURS:
            hours = [value / HOURS for value in hours for _ in range(HOURS)]  # as the benchmark times what happened
        awake = sorted({start + timedelta(hours=step * edge) for edge in edges})
        seed = self._seed + zlib.crc32(repr((len(hours), round(sum(hours), 2))).encode())
        self._rows = polled(hours, start, self._troubles, seed, awake_at=awake)

    def runway(self, timestamps: Sequence[Any], spend: Sequence[float], balance: float) -> tuple[float, float, float]:
        """p10, p50 and p90 in days."""
        return runway_plug.quantiles(self._hours(timestamps), balance)

    def forecast(self, timestamps: Sequence[Any], spend: Sequence[float], horizon_days: int) -> dict[str, list[float]]:
        """Expected cumulative spend after 1 to `horizon_days` days."""
        return runway_plug.expected(self._hours(timestamps), horizon_days)

    def _hours(self, timestamps: Sequence[Any]) -> SpendHours | None:
        """From the ledger's past hours and the readings of the last weeks, as the program has them."""
        now = runway_plug.instant(timestamps[-1]) + timedelta(hours=runway_plug.step_hours(timestamps))
        first = max(runway_plug.instant(timestamps[0]), now - timedelta(hours=BEFORE_H))
        begin = bisect_left(self._rows, first, key=lambda row: row.last_at)
        end = bisect_right(self._rows, now, key=lambda row: row.first_at)
        rows = [
            replace(row, first_at=max(row.first_at, first), last_at=min(row.last_at, now))
            for row in self._rows[begin:end]
        ]
        history = tuple(row for row in rows if row.last_at >= now - HISTORY_KEPT)
        return spend_hours(past_of(tuple(rows)), history, (), runway_plug.UTC_ZONE, now)


def with_balances(evaluate: Any, load: Any, gran: str, method: FromBalances) -> Callable[..., Iterator[Any]]:
    """`load`, with each series taken up by `method` before the benchmark asks it about stretches of it."""
    step = 1 if gran == "daily" else HOURS

    def taken_up(*_: str) -> Iterator[Any]:
        for data_set, series, timestamps, spend in load:
            seed = zlib.crc32(f"{data_set}/{series}/{gran}".encode())
            edges = [edge for _, *pair in evaluate.origins(spend, step, seed) for edge in pair]
            method.take_up(timestamps, spend, edges)
            yield data_set, series, timestamps, spend

    return taken_up


def compared(evaluate: Any, found: Any, clean: str, from_balances: str) -> dict[str, float]:
    """Prints both methods' figures by kind of history; by how many per cent the error grew, of each kind."""
    grown = {}
    for kind in ("warm", "cold2", "cold4", "cold7"):
        overall, _ = evaluate.score(found[found.kind == kind])
        errors = overall.MdALE
        grown[kind] = 100 * (errors[from_balances] / errors[clean] - 1)
        print(f"\n{kind}: error {grown[kind]:+.1f} %")
        print(overall.loc[[clean, from_balances], COLUMNS].round(3).to_string())
    return grown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--gran", choices=("hourly", "daily"), default="hourly")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--broken", action="store_true", help="false balances for hours as well")
    parser.add_argument("--only", choices=[field.name for field in fields(Troubles)], action="append", default=[])
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.folder))
    warnings.filterwarnings("ignore")
    evaluate, methods = import_module("evaluate"), import_module("methods")

    troubles = BROKEN if arguments.broken else Troubles()
    if arguments.only:
        troubles = replace(NONE, **{name: getattr(troubles, name) for name in arguments.only})
    load, clean = evaluate.load, runway_plug.Galla("z galla")
    by_seed = []
    for seed in arguments.seeds:
        print(f"\n{arguments.split} {arguments.gran}, seed {seed}")
        from_balances = FromBalances(troubles, seed)
        evaluate.load = with_balances(evaluate, load(arguments.split, arguments.gran), arguments.gran, from_balances)
        found = evaluate.run(arguments.split, arguments.gran, [methods.Spec(), clean, from_balances])
        by_seed.append(compared(evaluate, found, clean.name, from_balances.name))
    print("\nmean of the seeds:", {kind: f"{fmean(one[kind] for one in by_seed):+.1f} %" for kind in by_seed[0]})


if __name__ == "__main__":
    main()
