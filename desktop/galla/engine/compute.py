"""Where arithmetic of some milliseconds is done: beside the loop's thread in the tray, at once in commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Compute(Protocol):
    """Does a piece of arithmetic and gives what it gave; raises what it raised."""

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """`work` must touch nothing that changes meanwhile: it may run on another thread."""


async def at_once(work: Callable[[], Result]) -> Result:
    """Done here and now."""
    return work()
