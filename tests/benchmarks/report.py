"""The figures as a table in Markdown, with the machine that they are from."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = tuple[str, str, str]


def machine(python: Path) -> dict[str, str]:
    """What the figures depend on; versions are those of the measured environment."""
    code = "import platform, PySide6.QtCore as q; print(platform.python_version(), q.qVersion())"
    versions = subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True).stdout.split()
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    distribution = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return {
        "processor": models[0].partition(": ")[2] if models else platform.machine(),
        "cores": str(os.cpu_count()),
        "system": f"{distribution}, kernel {platform.release()}",
        "python": versions[0],
        "qt": versions[1],
    }


def markdown(found: dict[str, Any]) -> str:
    """The table for the README."""
    where = found["machine"]
    rows = [("Figure", "Goal", "Measured"), ("---", "---", "---")]
    if "tray" in found:
        rows += tray_rows(found["tray"])
    if "chart" in found:
        rows += chart_rows(found["chart"])
    if "ledger" in found:
        rows += ledger_rows(found["ledger"])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    head = (
        f"Measured by `make bench` on {where['processor']}, {where['cores']} cores, {where['system']}, "
        f"Python {where['python']}, Qt {where['qt']}; load of the machine {found['load_before']:.1f} before and "
        f"{found['load_after']:.1f} after. Medians, warm caches."
    )
    return "\n".join([head, "", *lines])


def tray_rows(tray: dict[str, Any]) -> Iterator[Row]:
    """Start, memory, wakefulness and blocks."""
    start, memory, switches = tray["start"], tray["memory"], tray["switches"]
    blocks = tray["blocks_while_starting"]
    yield (
        "Process start to icon registered",
        "≤ 1.4 × bare icon",
        f"{start['galla_ms']:.0f} ms, {start['ratio']:.2f} × bare ({start['bare_ms']:.0f} ms)",
    )
    yield (
        "Memory (PSS) of all processes after a minute, one account polled",
        "≤ 80 MiB",
        f"{memory['galla_pss_mib']:.1f} MiB (private {memory['galla_private_mib']:.1f}; "
        f"bare icon {memory['bare_pss_mib']:.1f}; its libraries all imported {memory['named_libraries_pss_mib']:.1f})",
    )
    yield (
        "… after a notification / with the chart open / closed again",
        "",
        f"{memory['after_notification_pss_mib']:.1f} / {memory['chart_open_pss_mib']:.1f} / "
        f"{memory['chart_closed_pss_mib']:.1f} MiB",
    )
    yield (
        "Voluntary context switches a minute, idle and hidden",
        "≤ bare icon + 4",
        f"{switches['galla_a_minute']:.1f} (bare icon {switches['bare_a_minute']:.1f})",
    )
    yield "Processor time a minute, idle and hidden", "", f"{switches['galla_cpu_ms_a_minute']:.0f} ms"
    yield (
        "Longest block of the Qt thread from the icon to the watch / during the first poll",
        "",
        f"{blocks['until_loop_ms']:.0f} / {blocks['first_poll_ms']:.0f} ms",
    )


def chart_rows(chart: dict[str, dict[str, float]]) -> Iterator[Row]:
    """Openings over a year of minute readings."""
    goals = {
        "first": ("first opening, imports included", "frame ≤ 100 ms, complete ≤ 1 s"),
        "later": ("opened again", "complete ≤ 300 ms"),
        "later_new_window": ("opened as a new window", "complete ≤ 300 ms"),
    }
    for key, (name, goal) in goals.items():
        figures = chart[key]
        yield (
            f"Chart with a year of minute readings, {name}",
            goal,
            f"frame {figures['first_frame_ms']:.0f} ms, complete {figures['complete_ms']:.0f} ms, "
            f"longest block {figures['longest_block_ms']:.0f} ms",
        )


def ledger_rows(ledger: dict[str, Any]) -> Iterator[Row]:
    """The ledger on a real disk."""
    for name, value in ledger.items():
        if isinstance(value, dict):
            measured = f"median {value['p50_ms']:.1f} ms, 95 % within {value['p95_ms']:.1f} ms"
            yield f"Ledger: {name}", "", measured if value["runs"] > 1 else f"{value['p50_ms']:.1f} ms"
        else:
            yield f"Ledger: {name}", "", str(value)
