"""The two plots over one time axis: the balance above, spend below. Imports pyqtgraph; see `loader`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import cast

import numpy as np
from pyqtgraph import AxisItem, GraphicsLayoutWidget, PlotCurveItem, ViewBox, mkPen
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QGraphicsGridLayout, QSizePolicy, QVBoxLayout, QWidget

from galla.domain.chart import CreditMark
from galla.domain.model import Snapshot
from galla.domain.past import CreditKind, JudgedCredit
from galla.ui.chart import legend, wording
from galla.ui.chart.balance_layer import BalanceLayers
from galla.ui.chart.colours import chart_colours
from galla.ui.chart.crosshair import Crosshair
from galla.ui.chart.figure import Figure
from galla.ui.chart.pointed import pointed_at
from galla.ui.chart.pointer import Pointer
from galla.ui.chart.spend_layer import SpendLayer
from galla.ui.chart.ticks import Tick, money_ticks, time_ticks_within
from galla.ui.chart.titles import PlotTitle
from galla.ui.fan import Fan, make_fan

_BALANCE_ROW, _SPEND_ROW, _TIME_ROW = 1, 3, 4
_LINE_WIDTH = 1.5
_SMOOTH_CREDITS = 6
_REACH_PX = 7.0
"""How near to a credit the pointer tells of it."""
_SHORTEST_S = 20 * 60
_LONGEST_S = 40 * 365 * 86_400


class ChartPlots(QWidget):
    """Draws one figure. Built in steps: call `build()` and take all its steps before anything else."""

    view_changed = Signal(float, float)
    """The owner panned or zoomed with the mouse: POSIX seconds of the edges."""
    credit_clicked = Signal(object)
    """The instant of the credit whose arrow was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self._fan: Fan | None = None
        self._snapshot: Snapshot | None = None
        self._kinds: dict[datetime, CreditKind] = {}
        self._now_s = 0.0
        self._colours = chart_colours()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def build(self) -> Iterator[None]:
        """Builds the plots; one short step for each value."""
        self._canvas = GraphicsLayoutWidget(self)
        self._canvas.useOpenGL(False)
        self._canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._grid = cast(QGraphicsGridLayout, self._canvas.ci.layout)
        self._grid.setContentsMargins(4, 6, 14, 4)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(6)
        self._balance_title, self._spend_title = PlotTitle(), PlotTitle()
        self._canvas.ci.addItem(self._balance_title, _BALANCE_ROW - 1, 0, 1, 2)
        self._canvas.ci.addItem(self._spend_title, _SPEND_ROW - 1, 0, 1, 2)
        yield
        self._balance_box, self._balance_axis = self._add_plot(_BALANCE_ROW, 62)
        yield
        self._spend_box, self._spend_axis = self._add_plot(_SPEND_ROW, 38)
        self._spend_box.setXLink(self._balance_box)
        yield
        self._time_axis = AxisItem("bottom")
        self._time_axis.linkToView(self._spend_box)
        self._time_axis.setStyle(tickLength=0, tickAlpha=0, hideOverlappingLabels=True)
        self._canvas.ci.addItem(self._time_axis, _TIME_ROW, 1)
        self._line = PlotCurveItem(antialias=True)
        self._gap_line = PlotCurveItem(antialias=True, connect="pairs")
        self._area = PlotCurveItem(pen=None)
        yield
        self._balance_layers = BalanceLayers(self._balance_box)
        for line in (self._area, self._line, self._gap_line):
            self._balance_box.addItem(line, ignoreBounds=True)
        self._spend_layer = SpendLayer(self._spend_box)
        yield
        self._crosshairs = (Crosshair(self._balance_box), Crosshair(self._spend_box))
        pointer = Pointer(self._canvas.viewport())
        pointer.moved.connect(self._on_pointer)
        pointer.left.connect(self._hide_crosshair)
        pointer.clicked.connect(self._on_clicked)
        self._balance_box.sigXRangeChanged.connect(self._on_range_changed)
        self._balance_box.sigResized.connect(self._on_range_changed)
        for box in (self._balance_box, self._spend_box):
            box.sigRangeChangedManually.connect(self._on_moved_by_hand)
        self.restyle()
        yield
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._canvas)
        yield

    def restyle(self) -> None:
        """Takes the colours and font that windows have now."""
        self._colours = chart_colours()
        colours = self._colours
        font = self._axis_font()
        self._canvas.setBackground(colours.tones.window)
        for axis in (self._balance_axis, self._spend_axis, self._time_axis):
            axis.setPen(mkPen(None))
            axis.setTextPen(mkPen(colours.tones.muted))
            axis.setTickFont(font)
        # The plotting library's pens are of device pixels.
        width = _LINE_WIDTH * self.devicePixelRatioF()
        self._line.setPen(mkPen(colours.tones.accent, width=width))
        tint = QColor(colours.tones.accent)
        tint.setAlphaF(0.09)
        self._area.setBrush(tint)
        self._gap_line.setPen(mkPen(colours.tones.accent, width=width, style=Qt.PenStyle.DashLine))
        self._balance_layers.set_style(colours, font)
        self._spend_layer.set_style(colours, font)
        for crosshair in self._crosshairs:
            crosshair.set_colours(colours)
        for title in (self._balance_title, self._spend_title):
            title.set_style(colours, self.font())
        self._say_titles()
        self._time_axis.setHeight(round(QFontMetricsF(font).height()) + 10)
        self._on_range_changed()

    def show_snapshot(self, snapshot: Snapshot, now: datetime) -> None:
        """Draws thresholds, last balance and forecast of `snapshot`."""
        self._snapshot = snapshot
        self._now_s = now.timestamp()
        self._fan = make_fan(snapshot)
        self._balance_layers.show_snapshot(snapshot, self._fan, self._now_s)
        self._say_titles()
        self._fit_amounts()

    def show_judged(self, judged: Sequence[JudgedCredit]) -> None:
        """Draws each credit as what it is taken for."""
        self._kinds = {credit.at: credit.kind for credit in judged}
        self._balance_layers.show_kinds(self._kinds)
        self._say_titles()

    def show_figure(self, figure: Figure) -> None:
        """Draws `figure`; the view stays where it is."""
        self._figure = figure
        self._hide_crosshair()
        read = figure.read
        # One path has smoother joints; of a long saw it is painted several times slower than its single segments.
        self._line.setSegmentedLineMode("off" if len(figure.credits) <= _SMOOTH_CREDITS else "on")
        self._line.setData(figure.times_s, figure.balances, connect=read, skipFiniteCheck=True)
        self._area.setData(figure.times_s, figure.balances, fillLevel=0.0, skipFiniteCheck=True)
        gaps = np.flatnonzero(read[:-1] == 0) if len(read) else np.array([], dtype=int)
        pairs = np.column_stack((gaps, gaps + 1)).ravel()
        self._gap_line.setData(figure.times_s[pairs], figure.balances[pairs], connect="pairs")
        self._balance_layers.show_figure(figure)
        self._spend_layer.show_figure(figure)
        self._on_range_changed()

    def show_view(self, start_s: float, end_s: float) -> None:
        """Shows the time between two instants (POSIX seconds)."""
        middle = (start_s + end_s) / 2
        half = min(max(end_s - start_s, _SHORTEST_S), _LONGEST_S) / 2
        self._balance_box.setXRange(middle - half, middle + half, padding=0)

    def view(self) -> tuple[float, float]:
        """The edges of what is shown, in POSIX seconds."""
        left_s, right_s = self._balance_box.viewRange()[0]
        return float(left_s), float(right_s)

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of the screen."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange and self._figure is not None:
            self.restyle()

    def point_at(self, at_s: float) -> None:
        """Puts the crosshair at an instant."""
        if self._figure is None:
            return
        left_s, right_s = self.view()
        reach_s = (right_s - left_s) / max(self._balance_box.rect().width(), 1.0) * _REACH_PX
        figure, under = self._figure, pointed_at(self._figure, self._fan, at_s, reach_s)
        dot = figure.balance_at(at_s) if under.expected is None else under.expected.likely
        self._crosshairs[0].show_at(at_s, dot)
        self._crosshairs[1].show_at(at_s)
        kind = None if under.credit_at is None else self._kinds.get(under.credit_at)
        self._balance_title.set_reading(wording.balance_reading(under, figure.currency, figure.zone, kind))
        now = datetime.fromtimestamp(self._now_s, UTC)
        self._spend_title.set_reading(
            ""
            if under.bar is None
            else wording.spend_reading(under.bar, figure.unit, figure.currency, figure.zone, now)
        )

    def readings(self) -> tuple[str, str]:
        """What the crosshair tells of balance and spend; empty while it is not shown."""
        return self._balance_title.reading, self._spend_title.reading

    def _add_plot(self, row: int, stretch: int) -> tuple[ViewBox, AxisItem]:
        box = ViewBox(enableMenu=False, enableMouse=True)
        box.setMouseEnabled(x=True, y=False)
        box.disableAutoRange()
        box.setLimits(minXRange=_SHORTEST_S, maxXRange=_LONGEST_S)
        axis = AxisItem("left")
        axis.linkToView(box)
        axis.setStyle(tickLength=0, tickAlpha=0)
        self._canvas.ci.addItem(axis, row, 0)
        self._canvas.ci.addItem(box, row, 1)
        self._grid.setRowStretchFactor(row, stretch)
        return box, axis

    def _axis_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * 0.9, 7.0))
        return font

    def _on_pointer(self, at: QPoint) -> None:
        scene = self._canvas.mapToScene(at)
        on_arrow = self._credit_at(at) is not None
        self._canvas.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_arrow else Qt.CursorShape.ArrowCursor)
        for box in (self._balance_box, self._spend_box):
            if box.sceneBoundingRect().contains(scene):
                self.point_at(float(box.mapSceneToView(scene).x()))
                return
        self._hide_crosshair()

    def _on_clicked(self, at: QPoint) -> None:
        credit = self._credit_at(at)
        if credit is not None:
            self.credit_clicked.emit(credit.at)

    def _credit_at(self, at: QPoint) -> CreditMark | None:
        place = self._balance_box.mapFromScene(self._canvas.mapToScene(at))
        return self._balance_layers.credit_near(place.x(), place.y())

    def _hide_crosshair(self) -> None:
        if self._crosshairs[0].isVisible():
            for crosshair in self._crosshairs:
                crosshair.setVisible(False)
            self._balance_title.set_reading("")
            self._spend_title.set_reading("")

    def _say_titles(self) -> None:
        figure, colours = self._figure, self._colours
        if figure is None:
            return
        keys = legend.balance_keys(figure, self._fan, self._kinds, colours, self.view())
        self._balance_title.set_title(wording.balance_title(figure.currency), keys)
        keys = legend.spend_keys(figure, colours, self.view())
        self._spend_title.set_title(wording.spend_title(figure.unit, figure.currency), keys)

    def _on_moved_by_hand(self, *_: object) -> None:
        self.view_changed.emit(*self.view())

    def _on_range_changed(self, *_: object) -> None:
        self._hide_crosshair()
        self._fit_amounts()
        if self._figure is None:
            return
        left_s, right_s = self.view()
        width, metrics = self._balance_box.rect().width(), QFontMetricsF(self._axis_font())
        ticks = time_ticks_within(width, metrics, left_s, right_s, self._figure.zone)
        _set_ticks(self._time_axis, ticks)
        times_s = [tick.value for tick in ticks]
        self._balance_layers.set_times(times_s)
        self._spend_layer.set_times(times_s)
        self._say_titles()

    def _fit_amounts(self) -> None:
        """Both scales fit what is visible, so that a quiet day is as legible as a year."""
        if self._figure is None:
            return
        left_s, right_s = self.view()
        low, high = self._balance_layers.amounts_between(left_s, right_s)
        self._balance_box.setYRange(low, high, padding=0)
        _, top = self._spend_layer.amounts_between(left_s, right_s)
        self._spend_box.setYRange(0.0, top, padding=0)
        balance_ticks = money_ticks(low, high, self._rows(self._balance_box))
        spend_ticks = money_ticks(0.0, top, self._rows(self._spend_box)) if self._figure.has_spend else ()
        self._balance_layers.set_amounts([tick.value for tick in balance_ticks])
        self._spend_layer.set_amounts([tick.value for tick in spend_ticks])
        _set_ticks(self._balance_axis, balance_ticks)
        _set_ticks(self._spend_axis, spend_ticks)
        metrics = QFontMetricsF(self._axis_font())
        widest = max((metrics.horizontalAdvance(tick.text) for tick in balance_ticks + spend_ticks), default=20.0)
        for axis in (self._balance_axis, self._spend_axis):
            axis.setWidth(round(widest) + 14)

    def _rows(self, box: ViewBox) -> int:
        return max(2, int(box.rect().height() // 34))


def _set_ticks(axis: AxisItem, ticks: tuple[Tick, ...]) -> None:
    axis.setTicks([[(tick.value, tick.text) for tick in ticks]])
