"""What the processes of a program weigh and how often they wake, read from /proc (Linux)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Weight:
    """Memory of a process tree in MiB."""

    pss_mib: float
    """Shared pages counted in equal parts for each process that maps them."""
    private_mib: float
    """What ending the program would give back at once."""
    rss_mib: float


def tree(pid: int) -> list[int]:
    """`pid` and all its descendants that are alive."""
    found = [pid]
    for parent in found:
        for children in PROC.glob(f"{parent}/task/*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue  # the thread ended meanwhile
    return found


def weight(pid: int) -> Weight:
    """The sum over the process tree of `pid`."""
    totals = {"Pss": 0, "Private_Clean": 0, "Private_Dirty": 0, "Rss": 0}
    for member in tree(pid):
        try:
            lines = (PROC / str(member) / "smaps_rollup").read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            name, _, rest = line.partition(":")
            if name in totals:
                totals[name] += int(rest.split()[0])
    mib = {name: kib / 1024 for name, kib in totals.items()}
    return Weight(mib["Pss"], mib["Private_Clean"] + mib["Private_Dirty"], mib["Rss"])


def voluntary_switches(pid: int) -> dict[str, int]:
    """How often each thread of the process tree of `pid` has gone to sleep by itself, by `thread name:id`."""
    counts: dict[str, int] = {}
    for member in tree(pid):
        for task in PROC.glob(f"{member}/task/*"):
            try:
                fields = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines())
            except OSError:
                continue
            counts[f"{fields['Name']}:{task.name}"] = int(fields["voluntary_ctxt_switches"])
    return counts


def cpu_s(pid: int) -> float:
    """Processor time of the process itself, in seconds."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
