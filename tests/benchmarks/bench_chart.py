"""How fast the chart opens with a year of minute readings, as JSON: its own process, on a display or offscreen.

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_chart.py

A watch thread is no witness of the Qt thread: a timer of one millisecond is, and the longest time between two of its
beats is the longest block. A thread answers the requests for data, as the ledger does.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "desktop"), str(ROOT / "tests"), str(ROOT / "tests" / "ui")]

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer, Signal  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from galla.domain.chart import ChartData, ChartRequest  # noqa: E402
from galla.domain.model import Snapshot  # noqa: E402
from galla.ui import desk as _  # noqa: E402, F401  the tray, which is there before anybody opens a chart

Provider = Callable[[ChartRequest], ChartData | None]
BEAT_MS = 1


class Answers(QObject):
    """Answers requests from a thread."""

    ready = Signal(object)

    def __init__(self, provide: Provider) -> None:
        super().__init__()
        self._provide = provide

    def ask(self, request: ChartRequest) -> None:
        """The answer comes by `ready`."""
        threading.Thread(target=lambda: self.ready.emit(self._provide(request))).start()


class Heartbeat(QObject):
    """The longest pause between two beats on the Qt thread."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)

    def start(self) -> None:
        """Begins to measure."""
        self.longest_ms, self._last_s = 0.0, time.perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> float:
        """The longest pause in milliseconds, the one under way included."""
        self._on_beat()
        self._timer.stop()
        return self.longest_ms

    def _on_beat(self) -> None:
        now_s = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now_s - self._last_s) * 1000)
        self._last_s = now_s


class FirstPaint(QObject):
    """When a widget was painted first."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.at_s: float | None = None
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.at_s is None:
            self.at_s = time.perf_counter()
        return False


def opening(build: Callable[[], QWidget], show: Callable[[QWidget], None], heartbeat: Heartbeat) -> dict[str, float]:
    """Milliseconds from the wish to the first frame and to the drawn chart, and the longest block meanwhile."""
    start_s = time.perf_counter()
    heartbeat.start()
    window = build()
    painted = FirstPaint(window)
    loop = QEventLoop()
    window.completed.connect(loop.quit)  # type: ignore[attr-defined]
    QTimer.singleShot(10_000, loop.quit)
    show(window)
    loop.exec()
    QApplication.sendPostedEvents()
    window.repaint()
    complete_s = time.perf_counter()
    assert painted.at_s is not None
    return {
        "first_frame_ms": round((painted.at_s - start_s) * 1000, 1),
        "complete_ms": round((complete_s - start_s) * 1000, 1),
        "longest_block_ms": round(heartbeat.stop(), 1),
    }


def main() -> None:
    """Prints the figures of a first opening, of one of the same window, and of one of a new window."""
    provide, snapshot = sample_provider()
    app = QApplication(sys.argv)
    answers, heartbeat, windows = Answers(provide), Heartbeat(), []

    def build() -> QWidget:
        from galla.ui.chart.window import ChartWindow

        window = ChartWindow(lambda: snapshot.at)
        window.data_requested.connect(answers.ask)
        answers.ready.connect(window.render_chart)
        windows.append(window)
        return window

    def show(window: QWidget) -> None:
        from galla.ui.chart.ranges import ChartRange
        from galla.ui.chart.window import ChartWindow

        assert isinstance(window, ChartWindow)
        window.show_account(snapshot, [snapshot])
        window.choose_range(ChartRange.YEAR)
        window.show()

    wait(50)
    figures: dict[str, object] = {"platform": app.platformName(), "first": opening(build, show, heartbeat)}
    windows[0].close()
    wait(100)
    figures["later_same_window"] = opening(lambda: windows[0], show, heartbeat)
    windows[0].close()
    wait(100)
    figures["later_new_window"] = opening(build, show, heartbeat)
    print(json.dumps(figures, indent=2), flush=True)
    os._exit(0)  # leaves out the tear-down, which is not measured


def wait(delay_ms: int) -> None:
    """Lets events be handled for a while."""
    loop = QEventLoop()
    QTimer.singleShot(delay_ms, loop.quit)
    loop.exec()


def sample_provider() -> tuple[Provider, Snapshot]:
    """A year of minute readings, made in another process so that numpy's import is measured with the opening."""
    import pickle
    import subprocess

    code = (
        f"import pickle, sys; sys.path[:0] = {sys.path[:3]!r}; import chart_samples as c;"
        "from datetime import timedelta;"
        "from galla.ui.chart.ranges import request_for; s = c.shop();"
        "d = s.chart(request_for('main', c.NOW - timedelta(days=365), c.NOW));"
        "sys.stdout.buffer.write(pickle.dumps((d, s.snapshot())))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    data, snapshot = pickle.loads(made.stdout)

    def provide(request: ChartRequest) -> ChartData:
        from dataclasses import replace

        return replace(data, request=request)

    return provide, snapshot


if __name__ == "__main__":
    main()
