"""Imports the plotting libraries without holding up the windows."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

from galla.ui.chart.light_pyqtgraph import classes_on_demand

PLOTTING_MODULE = "galla.ui.chart.plots"


class PlottingLoader(QObject):
    """Imports `PLOTTING_MODULE` in a thread; `loaded` comes on the Qt thread.

    The import takes half a second of processor time. In a thread it takes turns with the Qt thread every few
    milliseconds, so that the window is painted and answers meanwhile.
    """

    loaded = Signal()
    failed = Signal(str)

    def start(self) -> None:
        """Begins the import; at once done where it was made before."""
        threading.Thread(target=self._load, name="galla-plotting-import", daemon=True).start()

    def _load(self) -> None:
        # numpy's OpenBLAS would start a thread for each further core: 45 ms, and nothing here multiplies matrices
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        try:
            with classes_on_demand():
                import_module(PLOTTING_MODULE)
        except ImportError as error:
            self.failed.emit(str(error))
        else:
            self.loaded.emit()


class StepRunner(QObject):
    """Runs an iterator one step per turn of the event loop, so that painting and input come between the steps."""

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_turn)

    @property
    def running(self) -> bool:
        """Whether steps are left."""
        return self._steps is not None

    def run(self, steps: Iterator[None]) -> None:
        """Begins with the next turn; what was running is dropped."""
        self._steps = steps
        self._timer.start(0)

    def stop(self) -> None:
        """No further step is taken."""
        self._steps = None
        self._timer.stop()

    def _on_turn(self) -> None:
        if self._steps is None:
            return
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
            self.finished.emit()
        else:
            self._timer.start(0)
