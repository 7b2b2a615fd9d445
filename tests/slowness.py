"""How slow the machine is on which the tests run, for those that measure time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time


def slowness() -> float:
    """How many times as long as on a usual laptop this machine now takes for plain Python; 1 where it is faster."""
    started = process_time()
    sums = dict.fromkeys(range(97), 0.0)
    for number in range(500_000):
        sums[number % 97] += number / 3
    assert sums[0] < sums[1]
    return max((process_time() - started) / 0.04, 1.0)


@contextmanager
def own_garbage_only() -> Iterator[None]:
    """What earlier tests left alive is not looked through again and again while something is timed."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
