"""Around the balance line: grid, forecast, thresholds and credits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pyqtgraph import ViewBox
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPolygonF

from galla.domain.chart import CreditMark
from galla.domain.model import Snapshot
from galla.domain.past import CreditKind
from galla.texts import locale_format as fmt
from galla.texts import thresholds
from galla.ui.chart.colours import ChartColours
from galla.ui.chart.figure import Figure
from galla.ui.chart.layers import (
    Layer,
    Scale,
    Words,
    paint_arrow_up,
    paint_dot,
    paint_fan,
    paint_grid,
    paint_hollow_arrow,
    paint_level,
)
from galla.ui.fan import Fan

translate = QCoreApplication.translate

_FLAT = 4.0
"""Zero and thresholds are in sight unless the line would then fill less than a quarter of the plot."""
_LABELLED_CREDITS = 12
"""Of more than these the crosshair tells the amounts."""
_MARKED_REFUNDS = 40
"""A shop has refunds every day: of more than these in sight, the largest are marked."""
_DOT = 4.0
_AIR = 3.0
"""Pixels that words keep from what is drawn."""
_GRIP = 8.0
"""How near to an arrow's middle, in pixels, counts as on it."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A credit, the balance it led to and the middle of its arrow, in pixels of the view box."""

    credit: CreditMark
    paid_in: bool
    x: float
    y: float
    middle: float


class BalanceLayers:
    """One layer under the balance line and one over it."""

    def __init__(self, box: ViewBox) -> None:
        self._figure: Figure | None = None
        self._fan: Fan | None = None
        self._snapshot: Snapshot | None = None
        self._now_s = 0.0
        self._kinds: Mapping[datetime, CreditKind] = {}
        self._marks: list[_Mark] = []
        self._times_s: list[float] = []
        self._amounts: list[float] = []
        self._colours: ChartColours | None = None
        self._font = QFont()
        self._under = Layer(box, -10, self._paint_under)
        self._over = Layer(box, 20, self._paint_over)

    def set_style(self, colours: ChartColours, font: QFont) -> None:
        """Paints with these from now on."""
        self._colours, self._font = colours, font
        self._update()

    def set_times(self, times_s: list[float]) -> None:
        """Grid lines at these instants."""
        self._times_s = times_s
        self._update()

    def set_amounts(self, amounts: list[float]) -> None:
        """Grid lines at these amounts."""
        self._amounts = amounts
        self._update()

    def show_figure(self, figure: Figure) -> None:
        """Marks the credits of `figure`."""
        self._figure = figure
        self._update()

    def show_snapshot(self, snapshot: Snapshot, fan: Fan | None, now_s: float) -> None:
        """Draws thresholds, last balance and forecast."""
        self._snapshot, self._fan, self._now_s = snapshot, fan, now_s
        self._update()

    def show_kinds(self, kinds: Mapping[datetime, CreditKind]) -> None:
        """Draws each credit as what it is taken for, by the instant of its reading."""
        self._kinds = kinds
        self._update()

    def credit_near(self, x: float, y: float) -> CreditMark | None:
        """The credit whose arrow is under a point (pixels of the view box) as it was painted last."""
        near = [mark for mark in self._marks if abs(mark.x - x) <= _GRIP and abs(mark.middle - y) <= _GRIP]
        return min(near, key=lambda mark: abs(mark.x - x)).credit if near else None

    def amounts_between(self, left_s: float, right_s: float) -> tuple[float, float]:
        """The lowest and highest amount to show while time goes from `left_s` to `right_s`."""
        values: list[float] = []
        if self._figure is not None:
            seen = self._figure.seen_between(left_s, right_s)
            values += [float(seen.min()), float(seen.max())] if len(seen) else []
        if self._fan is not None and left_s <= self._fan.start_s <= right_s:
            values += [self._fan.balance, self._fan.lowest_at(right_s)]
        if self._snapshot is not None and self._snapshot.runway.is_of_a_first_day:
            values.append(0.0)  # else what a few hours spent would look like the end of it
        levels = [level for level, _, _ in self._levels()]
        if not values:
            values = [*levels, 0.0]
        low, high = min(values), max(values)
        floor = min([0.0, *levels])
        if high - floor <= _FLAT * (high - low) or high - low <= 0.02 * abs(high):
            low = min(low, floor)
            high = max([high, *(level for level in levels if level <= 2 * high)])
        air = (high - low) * 0.10 or max(abs(high) * 0.1, 1.0)
        return (low if low == 0.0 else low - air / 2), high + air

    def _levels(self) -> list[tuple[float, str, str]]:
        """Amount, words and colour of the lines across."""
        snapshot, colours = self._snapshot, self._colours
        if snapshot is None or colours is None:
            return []
        levels: list[tuple[float, str, str]] = []
        if snapshot.threshold is not None:
            text = translate("Chart", "Threshold {amount}").format(
                amount=thresholds.amount(snapshot.threshold, snapshot.threshold_hours)
            )
            levels.append((float(snapshot.threshold.amount), text, colours.tones.danger))
        if snapshot.reserve is not None and snapshot.reserve.amount != 0:
            text = translate("Chart", "Reserve {amount}").format(amount=fmt.money(snapshot.reserve))
            levels.append((float(snapshot.reserve.amount), text, colours.tones.muted))
        return levels

    def _paint_under(self, painter: QPainter, scale: Scale) -> None:
        colours = self._colours
        if colours is None:
            return
        paint_grid(painter, scale, self._times_s, self._amounts, colours.grid)
        if self._fan is not None and self._figure is not None:
            paint_fan(painter, scale, self._fan, colours.tones.accent)
        for amount, _, colour in self._levels():
            paint_level(painter, scale, amount, colour, Qt.PenStyle.DashLine)

    def _paint_over(self, painter: QPainter, scale: Scale) -> None:
        colours, figure = self._colours, self._figure
        if colours is None or figure is None:
            return
        words = Words(painter, scale, self._font, colours.tones.window)
        is_free = _free_of(scale, figure, self._fan)
        levels = [(scale.y(amount), text, colour) for amount, text, colour in self._levels()]
        for y, text, colour in levels:
            if 0 <= y <= scale.height:
                words.along(text, y, colour, is_free, [other for other, _, _ in levels if other != y])
        self._paint_credits(painter, scale, figure, colours, words)
        last = _last_spot(scale, figure)
        if last is not None and 0 <= last.x() <= scale.width:
            paint_dot(painter, last, colours.tones.accent, colours.tones.window, _DOT)

    def _paint_credits(
        self, painter: QPainter, scale: Scale, figure: Figure, colours: ChartColours, words: Words
    ) -> None:
        """Money paid in as arrows with its amount; what came back, smaller and hollow."""
        seen = [mark for mark in figure.credits if scale.left_s <= mark.at.timestamp() <= scale.right_s]
        marks = sorted((self._mark(credit, scale, figure) for credit in seen), key=_size, reverse=True)
        paid_in = [mark for mark in marks if mark.paid_in]
        came_back = [mark for mark in marks if not mark.paid_in]
        self._marks = [*came_back[:_MARKED_REFUNDS], *paid_in]
        for mark in self._marks:
            paint = paint_arrow_up if mark.paid_in else paint_hollow_arrow
            paint(painter, QPointF(mark.x, mark.middle), colours.credit, colours.tones.window)
        if len(paid_in) > _LABELLED_CREDITS:
            return
        for mark in paid_in:
            text = translate("Chart", "+{amount}", "money that came in").format(amount=fmt.money(mark.credit.amount))
            bottom = mark.y - 6
            if words.has_room_above(bottom):
                words.centred(text, mark.x, bottom, colours.credit)
            else:  # pushed down from the edge it would cover the arrow
                words.beside(text, QPointF(mark.x, mark.middle), colours.credit)

    def _mark(self, credit: CreditMark, scale: Scale, figure: Figure) -> _Mark:
        """What nobody has judged counts as paid in. Other arrows stand over the line, which goes on beneath them."""
        at_s = credit.at.timestamp()
        balance = figure.balance_at(at_s)
        y = scale.height if balance is None else scale.y(balance)
        is_paid_in = self._kinds.get(credit.at, CreditKind.TOP_UP) is CreditKind.TOP_UP
        return _Mark(credit, is_paid_in, scale.x(at_s), y, y + 2 if is_paid_in else y - 8)

    def _update(self) -> None:
        self._under.update()
        self._over.update()


def _last_spot(scale: Scale, figure: Figure) -> QPointF | None:
    """Where the last balance is marked; at zero, on the plot's edge, half a dot would hardly be seen."""
    if not len(figure.times_s):
        return None
    y = scale.y(float(figure.balances[-1]))
    return QPointF(scale.x(float(figure.times_s[-1])), min(y, scale.height - _DOT) if y <= scale.height else y)


def _free_of(scale: Scale, figure: Figure, fan: Fan | None) -> Callable[[QRectF], bool]:
    """Whether neither the balance nor its forecast comes near a place."""
    corners = fan.outline() if fan is not None else []
    area = QPolygonF([QPointF(scale.x(at_s), scale.y(balance)) for at_s, balance in corners])
    reach = area.boundingRect()

    def is_free(place: QRectF) -> bool:
        around = place.adjusted(-_AIR, -_AIR, _AIR, _AIR)
        seen = figure.seen_between(scale.at_s(around.left()), scale.at_s(around.right()))
        if len(seen) and scale.y(float(seen.max())) <= around.bottom() and scale.y(float(seen.min())) >= around.top():
            return False
        return not (reach.intersects(around) and area.intersects(QPolygonF(around)))

    return is_free


def _size(mark: _Mark) -> Decimal:
    return mark.credit.amount.amount
