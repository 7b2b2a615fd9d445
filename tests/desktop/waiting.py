"""Waiting for what other processes do: by looking again, never by a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_AGAIN_S = 0.05
PATIENCE_S = 30.0
"""A busy machine with two cores may take this long for what takes a tenth of a second on an idle one."""


def eventually(look: Callable[[], T], within_s: float = PATIENCE_S) -> T:
    """What `look` gives as soon as it is true; fails with what it gave last."""
    end = time.monotonic() + within_s
    while not (seen := look()):
        assert time.monotonic() < end, f"not within {within_s:g} s; last seen: {seen!r}"
        time.sleep(LOOK_AGAIN_S)
    return seen
