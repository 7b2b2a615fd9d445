"""What is drawn in the chart window: the latest answer, once there are plots to draw it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from galla.domain.chart import ChartData
from galla.domain.model import Snapshot
from galla.ui.chart.loader import PLOTTING_MODULE, PlottingLoader, StepRunner
from galla.ui.chart.shell import ChartShell
from galla.ui.chart.view_choice import ViewChoice

if TYPE_CHECKING:
    from galla.domain.past import JudgedCredit
    from galla.ui.chart.figure import Figure
    from galla.ui.chart.plots import ChartPlots

translate = QCoreApplication.translate


class ChartDrawing(QObject):
    """Imports and builds the plots, and draws in steps between which the window answers."""

    view_changed = Signal(float, float)
    """The owner moved the view to between these instants (POSIX seconds)."""
    credit_clicked = Signal(object)
    """The instant of the credit that the owner clicked on."""
    drawn = Signal()
    """The figure is on screen."""
    completed = Signal()
    """The latest answer is drawn, or it is said why there is nothing to draw."""

    def __init__(self, shell: ChartShell, choice: ViewChoice, now: Callable[[], datetime]) -> None:
        super().__init__(shell)
        self._shell = shell
        self._choice = choice
        self._now = now
        self._snapshot: Snapshot | None = None
        self._judged: tuple[JudgedCredit, ...] = ()
        self._answered = False
        self._data: ChartData | None = None
        self._figure: Figure | None = None
        self._plots: ChartPlots | None = None
        self._loader: PlottingLoader | None = None
        self._builder = StepRunner(self)
        self._builder.finished.connect(self.draw)
        self._drawer = StepRunner(self)
        self._drawer.finished.connect(self._on_drawn)

    @property
    def data(self) -> ChartData | None:
        """The latest answer."""
        return self._data

    @property
    def figure(self) -> Figure | None:
        """What is drawn; None while that is nothing."""
        return self._figure

    @property
    def view(self) -> tuple[float, float] | None:
        """The edges of what the plots show (POSIX seconds); None while nothing is drawn."""
        return None if self._plots is None or self._figure is None else self._plots.view()

    def load(self) -> None:
        """Begins to import what draws, unless that was done."""
        if self._plots is None and self._loader is None:
            # Without a parent: the thread may outlive the window.
            self._loader = PlottingLoader()
            self._loader.loaded.connect(self._on_loaded)
            self._loader.failed.connect(self._on_load_failed)
            QTimer.singleShot(0, self._loader.start)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Takes the account that is drawn from now on."""
        self._snapshot = snapshot

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draws news of the account."""
        self.set_snapshot(snapshot)
        if self._plots is not None and self._figure is not None:
            self._plots.show_snapshot(snapshot, self._now())

    def show_answer(self, data: ChartData | None) -> None:
        """Draws `data`; None where there is no reading."""
        self._answered = True
        self._data = data
        self.draw()

    def show_judged(self, judged: tuple[JudgedCredit, ...]) -> None:
        """Marks the credits by what they are taken for."""
        self._judged = judged
        if self._plots is not None and self._figure is not None:
            self._plots.show_judged(judged)

    def show_view(self) -> None:
        """Moves the plots to the view chosen."""
        view = self._choice.view
        if self._plots is not None and self._figure is not None and view is not None:
            self._plots.show_view(view.start.timestamp(), view.end.timestamp())

    def restyle(self) -> None:
        """Follows a change of the palette."""
        if self._plots is not None and self._figure is not None:
            self._plots.restyle()

    def forget(self) -> None:
        """Another account is shown: nothing of the one before is drawn any more."""
        self._drawer.stop()
        self._data = self._figure = None
        self._answered = False

    def draw(self) -> None:
        """Draws the answer in steps, once there are both answer and plots."""
        if self._plots is None or self._builder.running or not self._answered or self._snapshot is None:
            return
        if self._data is None or not len(self._data.times_s):
            self._figure = None
            is_new = self._data is None
            self._shell.say(
                translate("ChartWindow", "No history yet. The line begins with the first reading.")
                if is_new
                else translate("ChartWindow", "Nothing was read in this time.")
            )
            self.completed.emit()
            return
        self._drawer.run(self._drawing(self._plots, self._data, self._snapshot))

    def _drawing(self, plots: ChartPlots, data: ChartData, snapshot: Snapshot) -> Iterator[None]:
        from galla.ui.chart.figure import make_figure

        now = self._now()
        self._choice.fit(datetime.fromtimestamp(data.times_s[0], UTC), now, snapshot.runway)
        self._shell.show_choice(self._choice)
        figure = make_figure(data, self._choice.unit, ZoneInfo(snapshot.timezone), snapshot.day_start)
        yield
        self._figure = figure
        self.show_view()
        plots.show_snapshot(snapshot, now)
        yield
        plots.show_judged(self._judged)
        plots.show_figure(figure)
        yield
        is_single = len(figure.times_s) == 1
        self._shell.say_beside(
            translate("ChartWindow", "One reading so far. The line begins with the second.") if is_single else ""
        )
        self._shell.show_plots(plots)

    def _on_loaded(self) -> None:
        # Already imported by the thread: this is a look-up.
        plots: ChartPlots = import_module(PLOTTING_MODULE).ChartPlots()
        self._plots = plots
        self._shell.add_plots(plots)
        plots.view_changed.connect(self.view_changed)
        plots.credit_clicked.connect(self.credit_clicked)
        self._builder.run(plots.build())

    def _on_load_failed(self, reason: str) -> None:
        self._shell.say(translate("ChartWindow", "The chart cannot be drawn here: {reason}").format(reason=reason))

    def _on_drawn(self) -> None:
        self.completed.emit()
        self.drawn.emit()
