"""The chart window. It is on screen at once; what draws is imported and built while it already is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QMainWindow, QWidget

from galla.domain.chart import ChartData, ChartRequest
from galla.domain.chart_bars import BarUnit
from galla.domain.model import Snapshot
from galla.ui.chart.loader import PLOTTING_MODULE, PlottingLoader, StepRunner
from galla.ui.chart.ranges import (
    ChartRange,
    View,
    points_around,
    request_for,
    span_of,
    units_for,
    usual_unit,
    view_of,
    wants_other_points,
)
from galla.ui.chart.shell import ChartShell, shell_style
from galla.ui.theme import Tones, tones

if TYPE_CHECKING:
    from galla.ui.chart.figure import Figure
    from galla.ui.chart.plots import ChartPlots

_SETTLED_MS = 180
"""A pan or zoom is over when the view has stood still this long; then finer points are asked for."""
_PAN_SHARE = 0.15
_ZOOM_FACTOR = 1.4


class ChartWindow(QMainWindow):
    """Shows one account's history. Asks for data by signal and is answered with `render_chart`."""

    data_requested = Signal(object)
    """A ChartRequest."""
    export_requested = Signal(str, str, object)
    """"png" or "csv", the path the owner chose, and a callable that gives the bytes, to be called in a thread."""
    closed = Signal()
    completed = Signal()
    """What was asked for last is drawn."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._styled_with: Tones | None = None
        self._snapshot: Snapshot | None = None
        self._snapshots: tuple[Snapshot, ...] = ()
        self._range: ChartRange | None = ChartRange.WEEK
        self._unit: BarUnit | None = None
        self._view: View | None = None
        self._asked: ChartRequest | None = None
        self._answered = False
        self._data: ChartData | None = None
        self._figure: Figure | None = None
        self._plots: ChartPlots | None = None
        self._loader: PlottingLoader | None = None
        self._builder = StepRunner(self)
        self._builder.finished.connect(self._on_built)
        self._drawer = StepRunner(self)
        self._drawer.finished.connect(self.completed)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self._build_shell()
        self._build_shortcuts()

    @property
    def account_id(self) -> str:
        """The account shown; empty before the first."""
        return "" if self._snapshot is None else self._snapshot.account_id

    def show_account(self, snapshot: Snapshot, snapshots: Sequence[Snapshot]) -> None:
        """Shows `snapshot`'s account; `snapshots` are those to choose from."""
        changed = snapshot.account_id != self.account_id
        self._snapshot, self._snapshots = snapshot, tuple(snapshots)
        self._shell.header.set_accounts(self._snapshots, snapshot.account_id)
        self._render_words(snapshot)
        if changed:
            self._forget_chart()
            self._shell.say(self.tr("Opening the chart…"))
        self._choose_range(self._range or ChartRange.WEEK)

    def render(self, snapshot: Snapshot) -> None:  # type: ignore[override]
        """Shows news of an account; asks for the points that are new where the view reaches now."""
        before = self._snapshot
        self._snapshots = tuple(
            snapshot if other.account_id == snapshot.account_id else other for other in self._snapshots
        )
        if before is None or snapshot.account_id != before.account_id:
            return
        self._snapshot = snapshot
        self._render_words(snapshot)
        if self._plots is not None and self._figure is not None:
            self._plots.show_snapshot(snapshot, self._now())
        if snapshot.observed_at != before.observed_at and self._range is not None and self.isVisible():
            self._choose_range(self._range)

    def render_chart(self, data: ChartData | None, request: ChartRequest | None = None) -> None:
        """Draws `data`, the answer to the latest request; the answer to an older one is ignored.

        `request` names the request answered where `data` is None: there is no reading.
        """
        answered = data.request if data is not None else request or self._asked
        if answered is None or answered != self._asked:
            return
        self._asked = None
        self._answered = True
        self._data = data
        self._draw()

    def render_error(self, text: str) -> None:
        """Says why there is nothing to draw; what was drawn before stays."""
        self._asked = None
        if self._figure is None:
            self._shell.say(text)
        else:
            self._shell.say_beside(text)

    def choose_range(self, chosen: ChartRange) -> None:
        """Shows `chosen` up to now."""
        self._unit = None
        self._choose_range(chosen)

    def choose_unit(self, unit: BarUnit) -> None:
        """Shows spend per `unit`."""
        self._unit = unit
        self._draw()

    def pan(self, share: float) -> None:
        """Moves the view by this share of its span; negative to the past."""
        if self._view is not None:
            self._move_to(View(self._view.start + self._view.span * share, self._view.end + self._view.span * share))

    def zoom(self, factor: float) -> None:
        """Shows this many times as much, around the middle; under 1 for a closer look."""
        if self._view is not None:
            middle, half = self._view.start + self._view.span / 2, self._view.span / 2 * factor
            self._move_to(View(middle - half, middle + half))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that it was closed; it can be shown again."""
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begins to load what draws, once the window itself is on screen: the import would hold up its first frame."""
        super().paintEvent(event)
        if self._plots is None and self._loader is None:
            # Without a parent: the thread may outlive the window.
            self._loader = PlottingLoader()
            self._loader.loaded.connect(self._on_loaded)
            self._loader.failed.connect(self._on_load_failed)
            QTimer.singleShot(0, self._loader.start)

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of the palette."""
        super().changeEvent(event)
        # Our own style sheets change the palette too.
        if event.type() == QEvent.Type.PaletteChange and self._styled_with is not None and self._styled_with != tones():
            self._restyle()

    # --- shell

    def _build_shell(self) -> None:
        self.setWindowTitle(self.tr("Galla – balance and spend"))
        self._shell = ChartShell()
        self._shell.header.account_chosen.connect(self._on_account_chosen)
        self._controls = self._shell.controls
        self._controls.range_chosen.connect(self.choose_range)
        self._controls.unit_chosen.connect(self.choose_unit)
        self._controls.picture_wanted.connect(self._on_picture_wanted)
        self._controls.table_wanted.connect(self._on_table_wanted)
        self.setCentralWidget(self._shell)
        self._shell.setFocus()
        self.resize(980, 640)
        self._colour_shell()

    def _colour_shell(self) -> None:
        self._styled_with = tones()
        self.setStyleSheet(shell_style(self._styled_with))

    def _build_shortcuts(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            (str(number), lambda chosen=chosen: self.choose_range(chosen))  # type: ignore[misc]
            for number, chosen in enumerate(ChartRange, start=1)
        ]
        keys += [
            ("Left", lambda: self.pan(-_PAN_SHARE)),
            ("Right", lambda: self.pan(_PAN_SHARE)),
            ("+", lambda: self.zoom(1 / _ZOOM_FACTOR)),
            ("=", lambda: self.zoom(1 / _ZOOM_FACTOR)),
            ("-", lambda: self.zoom(_ZOOM_FACTOR)),
            ("Home", lambda: self.choose_range(self._range or ChartRange.WEEK)),
            ("Escape", self.close),
        ]
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _render_words(self, snapshot: Snapshot) -> None:
        self._shell.render_snapshot(snapshot, self._now())
        self.setWindowTitle(self.tr("{account} – balance and spend").format(account=snapshot.account_name))

    def _restyle(self) -> None:
        self._colour_shell()
        if self._snapshot is not None:
            self._render_words(self._snapshot)
        if self._plots is not None and self._figure is not None:
            self._plots.restyle()

    # --- what is looked at

    def _choose_range(self, chosen: ChartRange) -> None:
        snapshot, now = self._snapshot, self._now()
        if snapshot is None:
            return
        self._range = chosen
        span = span_of(chosen)
        start = None if span is None else now - span
        self._controls.set_range(chosen)
        self._ask(request_for(snapshot.account_id, start, now))

    def _move_to(self, view: View) -> None:
        self._on_view_changed(view.start.timestamp(), view.end.timestamp())
        self._show_view()

    def _on_view_changed(self, start_s: float, end_s: float) -> None:
        self._view = View(datetime.fromtimestamp(start_s, UTC), datetime.fromtimestamp(end_s, UTC))
        self._range = None
        self._settled.start()

    def _on_settled(self) -> None:
        snapshot, view, data = self._snapshot, self._view, self._data
        if snapshot is None or view is None or data is None:
            return
        self._show_choice()
        now = self._now()
        if wants_other_points(data.request, len(data.times_s), view, now):
            self._ask(request_for(snapshot.account_id, *points_around(view, now)))
        elif self._figure is not None and self._figure.unit is not self._fitting_unit():
            self._draw()

    def _fitting_unit(self) -> BarUnit:
        span = timedelta(days=365) if self._view is None else self._view.span
        return self._unit if self._unit in units_for(span) else usual_unit(span)

    def _show_choice(self) -> None:
        span = timedelta(days=365) if self._view is None else self._view.span
        self._controls.set_range(self._range)
        self._controls.set_units(units_for(span), self._fitting_unit())

    def _show_view(self) -> None:
        if self._plots is not None and self._figure is not None and self._view is not None:
            self._plots.show_view(self._view.start.timestamp(), self._view.end.timestamp())

    def _ask(self, request: ChartRequest) -> None:
        self._asked = request
        self.data_requested.emit(request)

    def _on_account_chosen(self, account_id: str) -> None:
        chosen = next((snapshot for snapshot in self._snapshots if snapshot.account_id == account_id), None)
        if chosen is not None:
            self.show_account(chosen, self._snapshots)

    # --- drawing

    def _on_loaded(self) -> None:
        # Already imported by the thread: this is a look-up.
        plots: ChartPlots = import_module(PLOTTING_MODULE).ChartPlots()
        self._plots = plots
        self._shell.add_plots(plots)
        plots.view_changed.connect(self._on_view_changed)
        self._builder.run(plots.build())

    def _on_load_failed(self, reason: str) -> None:
        self._shell.say(self.tr("The chart cannot be drawn here: {reason}").format(reason=reason))

    def _on_built(self) -> None:
        self._draw()

    def _forget_chart(self) -> None:
        self._drawer.stop()
        self._data = self._figure = None
        self._answered = False

    def _draw(self) -> None:
        """Draws the answer in steps, once there are both answer and plots."""
        if self._plots is None or self._builder.running or not self._answered or self._snapshot is None:
            return
        if self._data is None or not len(self._data.times_s):
            self._figure = None
            is_new = self._data is None
            self._shell.say(
                self.tr("No history yet. The line begins with the first reading.")
                if is_new
                else self.tr("Nothing was read in this time.")
            )
            self.completed.emit()
            return
        self._drawer.run(self._drawing(self._plots, self._data, self._snapshot))

    def _drawing(self, plots: ChartPlots, data: ChartData, snapshot: Snapshot) -> Iterator[None]:
        from galla.ui.chart.figure import make_figure

        now = self._now()
        if self._range is not None:
            self._view = view_of(self._range, datetime.fromtimestamp(data.times_s[0], UTC), now, snapshot.runway)
        self._show_choice()
        figure = make_figure(data, self._fitting_unit(), ZoneInfo(snapshot.timezone), snapshot.day_start)
        yield
        self._figure = figure
        self._show_view()
        plots.show_snapshot(snapshot, now)
        yield
        plots.show_figure(figure)
        yield
        is_single = len(figure.times_s) == 1
        self._shell.say_beside(self.tr("One reading so far. The line begins with the second.") if is_single else "")
        self._shell.show_plots(plots)

    # --- export

    def _on_picture_wanted(self) -> None:
        if self._plots is None or self._figure is None:
            return
        path = self._path_for(self.tr("Save the chart as a picture"), "png", self.tr("Pictures (*.png)"))
        if path:
            from galla.ui.chart.export import picture

            self.export_requested.emit("png", path, picture(self._shell))

    def _on_table_wanted(self) -> None:
        if self._plots is None or self._figure is None:
            return
        path = self._path_for(self.tr("Save the bars as a table"), "csv", self.tr("Tables (*.csv)"))
        if path:
            from galla.ui.chart.export import table

            self.export_requested.emit("csv", path, table(self._figure, *self._plots.view()))

    def _path_for(self, title: str, ending: str, kinds: str) -> str:
        """The path the owner chose, with its ending; empty when nothing was chosen."""
        name = f"galla-{self.account_id}-{self._now():%Y-%m-%d}.{ending}"
        path, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        if path and not path.lower().endswith(f".{ending}"):
            path = f"{path}.{ending}"
        return path
