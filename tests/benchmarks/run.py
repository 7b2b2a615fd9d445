"""Measures Galla as it is shipped and writes a table for the README and build/benchmarks.json; `make bench` runs it.

python tests/benchmarks/run.py [--quick] [--only tray|chart|ledger]

Everything of a run is under build/, on the disk of the checkout. Takes about nine minutes, --quick two.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import report
import shipped

SESSION = shipped.ROOT / "tests" / "desktop" / "session.sh"
RESULT = shipped.ROOT / "build" / "benchmarks.json"
PARTS = ("tray", "chart", "ledger")


def main() -> int:
    """Outside a desktop session it makes the environment and starts itself in one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs, for trying a change")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not options.inside:
        shipped.make()
        command = [str(SESSION), sys.executable, *sys.argv, "--inside"]
        return subprocess.run(command, check=False).returncode
    found = {"machine": report.machine(shipped.PYTHON), "load_before": os.getloadavg()[0]}
    found |= measure(tuple(options.only or PARTS), quick=options.quick)
    found["load_after"] = os.getloadavg()[0]
    RESULT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(report.markdown(found))
    return 0


def measure(parts: tuple[str, ...], *, quick: bool) -> dict[str, Any]:
    """The figures of each part, on the disk of the checkout."""
    import tray_figures

    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=shipped.ROOT / "build", prefix="bench-") as folder:
        homes = {part: Path(folder) / part for part in parts}
        for home in homes.values():
            home.mkdir()
        if "tray" in homes:
            plan = tray_figures.Plan(runs=2, idle_s=15, watch_s=30) if quick else tray_figures.Plan()
            found["tray"] = asyncio.run(tray_figures.measure(plan, homes["tray"]))
        if "chart" in homes:
            found["chart"] = asyncio.run(tray_figures.chart(homes["chart"]))
        if "ledger" in homes:
            found["ledger"] = ledger(homes["ledger"])
    return found


def ledger(home: Path) -> dict[str, Any]:
    """What bench_ledger.py measures."""
    script = Path(__file__).with_name("bench_ledger.py")
    said = subprocess.run(
        [str(shipped.PYTHON), str(script), "--dir", str(home), "--json"], check=True, capture_output=True
    ).stdout
    found: dict[str, Any] = json.loads(said)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
