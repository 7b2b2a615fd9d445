"""Measures forecasts from the first hours of history, which the runway benchmark's protocol leaves out.

python tests/benchmarks/bench_first_day.py FORECAST_FOLDER

FORECAST_FOLDER is that of the runway benchmark (numpy and pandas are needed, as by its evaluate.py). On its hourly
series, at origins through day and week, with 3 to 48 hours of history in which something was spent; balances
and scores are the benchmark's own.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import runway_plug

HOURS = (3, 6, 12, 18, 24, 36, 48)
FIRST_DAY, APART_H, AHEAD_DAYS = 14, 5 * 24 + 5, 28
COLUMNS = ["MdALE", "bias", "relPin", "cov80", "late%", "false%"]


def origins(spend: Sequence[float], step: int, _seed: int) -> Iterator[tuple[str, int, int]]:
    """(kind, begin, end) of histories, every five days and five hours."""
    for end in range(FIRST_DAY * step, len(spend) - AHEAD_DAYS * step, APART_H):
        for hours in HOURS:
            yield f"first{hours}", end - hours, end


class MeanSoFar:
    """The specification's formula with what there is: the hours seen, taken for every hour to come."""

    name = "a spec: mean so far"

    def runway(self, _: Sequence[Any], spend: Sequence[float], balance: float) -> tuple[float, float, float]:
        """The same three times, in days."""
        days = balance / (sum(spend) / len(spend)) / runway_plug.HOURS
        return days, days, days

    def forecast(self, _: Sequence[Any], spend: Sequence[float], horizon_days: int) -> dict[str, list[float]]:
        """Cumulative spend after 1 to `horizon_days` days."""
        return {"cum": [day * runway_plug.HOURS * sum(spend) / len(spend) for day in range(1, horizon_days + 1)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.folder))
    warnings.filterwarnings("ignore")
    evaluate = import_module("evaluate")
    evaluate.origins = origins
    found = evaluate.run(arguments.split, "hourly", [MeanSoFar(), *runway_plug.methods()])
    for hours in HOURS:
        rows = found[found.kind == f"first{hours}"]
        overall, _ = evaluate.score(rows)
        print(f"\n{hours} hours of history, {len(rows) // rows.method.nunique()} forecasts")
        print(overall[COLUMNS].round(3).to_string())


if __name__ == "__main__":
    main()
