"""Spend as bars, each before what was usual."""

from __future__ import annotations

import numpy as np
from pyqtgraph import ViewBox
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from galla.ui.chart.colours import ChartColours
from galla.ui.chart.figure import Figure
from galla.ui.chart.layers import BarLook, BarPixels, Layer, Scale, paint_bars, paint_grid


class SpendLayer:
    """The bars of one figure."""

    def __init__(self, box: ViewBox) -> None:
        self._figure: Figure | None = None
        self._times_s: list[float] = []
        self._amounts: list[float] = []
        self._colours: ChartColours | None = None
        self._font = QFont()
        self._layer = Layer(box, 10, self._paint)

    def set_style(self, colours: ChartColours, font: QFont) -> None:
        """Paints with these from now on."""
        self._colours, self._font = colours, font
        self._layer.update()

    def set_times(self, times_s: list[float]) -> None:
        """Grid lines at these instants."""
        self._times_s = times_s
        self._layer.update()

    def set_amounts(self, amounts: list[float]) -> None:
        """Grid lines at these amounts."""
        self._amounts = amounts
        self._layer.update()

    def show_figure(self, figure: Figure) -> None:
        """Draws the bars of `figure`."""
        self._figure = figure
        self._layer.update()

    def amounts_between(self, left_s: float, right_s: float) -> tuple[float, float]:
        """Zero, and the highest amount to show while time goes from `left_s` to `right_s`."""
        if self._figure is None:
            return 0.0, 1.0
        seen = self._figure.bars_between(left_s, right_s)
        values = np.concatenate((self._figure.spends[seen], self._figure.usuals[seen]))
        values = values[np.isfinite(values)]
        return 0.0, float(values.max()) * 1.12 if len(values) and values.max() > 0 else 1.0

    def _paint(self, painter: QPainter, scale: Scale) -> None:
        figure, colours = self._figure, self._colours
        if figure is None or colours is None:
            return
        if not figure.has_spend:
            self._paint_no_spend(painter, scale, colours)
            return
        paint_grid(painter, scale, self._times_s, self._amounts, colours.grid)
        look = BarLook(*map(QColor, (colours.spend, colours.estimated, colours.usual, colours.usual_edge)))
        paint_bars(painter, scale, _pixels(figure, scale), look)

    def _paint_no_spend(self, painter: QPainter, scale: Scale, colours: ChartColours) -> None:
        painter.setFont(self._font)
        painter.setPen(QColor(colours.tones.muted))
        painter.drawText(
            QRectF(0, 0, scale.width, scale.height),
            Qt.AlignmentFlag.AlignCenter,
            QCoreApplication.translate("Chart", "No spend seen in this time."),
        )


def _pixels(figure: Figure, scale: Scale) -> BarPixels:
    seen = figure.bars_between(scale.left_s, scale.right_s)
    per_amount = scale.height / (scale.high - scale.low)
    bottom = round(scale.y(0.0))
    return BarPixels(
        lefts=np.round(scale.xs(figure.bar_starts_s[seen])).tolist(),
        rights=np.round(scale.xs(figure.bar_ends_s[seen])).tolist(),
        tops=(bottom - np.round(figure.spends[seen] * per_amount)).tolist(),
        usual_tops=(bottom - np.round(figure.usuals[seen] * per_amount)).tolist(),
        estimated=[bar.estimated for bar in figure.bars[seen]],
    )
