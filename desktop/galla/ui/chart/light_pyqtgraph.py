"""pyqtgraph imported with a mirror of Qt that makes each of Qt's classes when it is first used.

pyqtgraph copies every name of QtCore, QtGui and QtWidgets into modules of its own, and PySide6 makes a class when its
name is first looked up: 700 classes, of which the chart needs some dozens. On demand the import takes 160 ms instead
of 290 and 8 MiB less (medians of 3, two cores).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from types import ModuleType

_MIRRORED = ("QtCore", "QtGui", "QtWidgets")


@contextmanager
def classes_on_demand() -> Iterator[None]:
    """Import pyqtgraph within this; of no effect where it was imported before."""
    if "pyqtgraph" in sys.modules:
        yield
        return
    originals = [import_module(f"PySide6.{name}") for name in _MIRRORED]
    listings = [original.__dir__ for original in originals]
    for name, original in zip(_MIRRORED, originals, strict=True):
        mirror = ModuleType(f"pyqtgraph.Qt.{name}")
        mirror.__getattr__ = partial(getattr, original)  # type: ignore[method-assign]
        sys.modules[mirror.__name__] = mirror
        original.__dir__ = list  # type: ignore[method-assign]  # nothing to copy
    try:
        yield
    finally:
        for original, listing in zip(originals, listings, strict=True):
            original.__dir__ = listing  # type: ignore[method-assign]
