"""Measures what the way through a balance costs the forecast: top-ups, refunds, silences, a supplier's corrections.

python tests/benchmarks/bench_balances.py FORECAST_FOLDER [--gran hourly|daily] [--seed N] [--only TROUBLE]...

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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests"), str(Path(__file__).parent)]

import runway_plug  # noqa: E402

from galla.domain.day_windows import HOURS  # noqa: E402
from galla.domain.model import StoredReading  # noqa: E402
from galla.domain.monitoring import HISTORY_KEPT  # noqa: E402
from galla.domain.spend_hours import MOST_HOURS, SpendHours, spend_hours  # noqa: E402
from pasts import past_of  # noqa: E402
from simulated_balances import NONE, Troubles, polled  # noqa: E402

BEFORE_H = MOST_HOURS + 10 * 24
"""What the program looks back on, and some days more."""
DAY_SHAPE = (0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 5, 6, 7, 7, 6, 5, 5, 6, 8, 9, 8, 5, 3, 1)
"""Of the spend of a day where only its sum is known."""
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
            hours = [value * share / sum(DAY_SHAPE) for value in hours for share in DAY_SHAPE]
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


def with_balances(evaluate: Any, split: str, gran: str, method: FromBalances) -> None:
    """Lets `method` take up each series before the benchmark asks it about stretches of it."""
    load = evaluate.load(split, gran)
    step = 1 if gran == "daily" else HOURS

    def taken_up(*_: str) -> Iterator[Any]:
        for data_set, series, timestamps, spend in load:
            seed = zlib.crc32(f"{data_set}/{series}/{gran}".encode())
            edges = [edge for _, *pair in evaluate.origins(spend, step, seed) for edge in pair]
            method.take_up(timestamps, spend, edges)
            yield data_set, series, timestamps, spend

    evaluate.load = taken_up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--gran", choices=("hourly", "daily"), default="hourly")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=[field.name for field in fields(Troubles)], action="append", default=[])
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.folder))
    warnings.filterwarnings("ignore")
    evaluate, methods = import_module("evaluate"), import_module("methods")

    usual = Troubles()
    troubles = replace(NONE, **{name: getattr(usual, name) for name in arguments.only}) if arguments.only else usual
    from_balances = FromBalances(troubles, arguments.seed)
    with_balances(evaluate, arguments.split, arguments.gran, from_balances)
    clean = runway_plug.Galla("z galla")
    found = evaluate.run(arguments.split, arguments.gran, [methods.Spec(), clean, from_balances])
    for kind in ("warm", "cold2", "cold4", "cold7"):
        rows = found[found.kind == kind]
        overall, _ = evaluate.score(rows)
        print(f"\n{arguments.split} {arguments.gran} {kind}")
        print(overall.loc[[clean.name, from_balances.name], COLUMNS].round(3).to_string())
        errors = overall.MdALE
        print(f"error {100 * (errors[from_balances.name] / errors[clean.name] - 1):+.1f} %")


if __name__ == "__main__":
    main()
