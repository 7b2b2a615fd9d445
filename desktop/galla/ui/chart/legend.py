"""The legend: what the colours of the visible part mean, and nothing that is not to be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from galla.domain.past import CreditKind
from galla.ui.chart.colours import ChartColours
from galla.ui.chart.figure import Figure
from galla.ui.chart.titles import Key, Swatch
from galla.ui.fan import Fan

translate = QCoreApplication.translate

Span = tuple[float, float]
"""Two instants in POSIX seconds: the edges of what is seen."""


def balance_keys(
    figure: Figure, fan: Fan | None, kinds: Mapping[datetime, CreditKind], colours: ChartColours, view: Span
) -> tuple[Key, ...]:
    """The keys of the balance plot; `kinds` tells what a credit is taken for, by the instant of its reading."""
    left_s, right_s = view
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
    seen = {kinds.get(credit.at) for credit in figure.credits if left_s <= credit.at.timestamp() <= right_s}
    if CreditKind.TOP_UP in seen:
        keys.append(Key(Swatch.ARROW, colours.credit, translate("Chart", "top-up", "legend: money paid in")))
    if not seen.isdisjoint((CreditKind.REFUND, CreditKind.REVERSAL)):
        text = translate("Chart", "refund", "legend: money that came back")
        keys.append(Key(Swatch.HOLLOW_ARROW, colours.credit, text))
    return tuple(keys)


def spend_keys(figure: Figure, colours: ChartColours, view: Span) -> tuple[Key, ...]:
    """The keys of the spend plot."""
    left_s, right_s = view
    keys = [Key(Swatch.BLOCK, colours.spend, translate("Chart", "spend", "legend"))]
    seen = figure.bars_between(left_s, right_s)
    if any(bar.estimated for bar in figure.bars[seen]):
        keys.append(Key(Swatch.BLOCK, colours.estimated, translate("Chart", "estimated", "legend: spend")))
    if np.isfinite(figure.usuals[seen]).any():
        text = translate("Chart", "usual", "legend: the spend of such an hour, day or week")
        keys.append(Key(Swatch.STEP, colours.usual, text, colours.usual_edge))
    return tuple(keys)
