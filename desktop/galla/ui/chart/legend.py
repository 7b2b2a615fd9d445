"""The legend: what the colours of the visible part mean, and nothing that is not to be seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from galla.ui.chart.colours import ChartColours
from galla.ui.chart.figure import Figure
from galla.ui.chart.titles import Key, Swatch
from galla.ui.fan import Fan

translate = QCoreApplication.translate


def balance_keys(
    figure: Figure, fan: Fan | None, colours: ChartColours, left_s: float, right_s: float
) -> tuple[Key, ...]:
    """The keys of the balance plot between two instants."""
    accent = colours.tones.accent
    keys = [Key(Swatch.LINE, accent, translate("Chart", "read", "legend: the balance was read"))]
    if figure.has_estimate_between(left_s, right_s):
        text = translate("Chart", "not read: estimated", "legend: the balance between two readings")
        keys.append(Key(Swatch.DASHES, accent, text))
    if fan is not None and left_s <= fan.start_s <= right_s:
        tint = QColor(accent)
        tint.setAlphaF(0.25)
        text = translate("Chart", "forecast", "legend: the area between early and late")
        keys.append(Key(Swatch.BLOCK, tint.name(QColor.NameFormat.HexArgb), text))
    return tuple(keys)


def spend_keys(figure: Figure, colours: ChartColours, left_s: float, right_s: float) -> tuple[Key, ...]:
    """The keys of the spend plot between two instants."""
    keys = [Key(Swatch.BLOCK, colours.spend, translate("Chart", "spend", "legend"))]
    seen = figure.bars_between(left_s, right_s)
    if any(bar.estimated for bar in figure.bars[seen]):
        keys.append(Key(Swatch.BLOCK, colours.estimated, translate("Chart", "estimated", "legend: spend")))
    if np.isfinite(figure.usuals[seen]).any():
        text = translate("Chart", "usual", "legend: the spend of such an hour, day or week")
        keys.append(Key(Swatch.STEP, colours.usual, text, colours.usual_edge))
    return tuple(keys)
