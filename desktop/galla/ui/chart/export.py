"""The chart as a file's contents: a picture, or a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

from galla.domain.chart_bars import Bar
from galla.domain.currencies import display_decimals
from galla.ui.chart.figure import Figure

PICTURE_SCALE = 2.0
COLUMNS = ("start", "end", "currency", "spend", "usual_spend", "credits", "balance_at_end", "estimated")

Contents = Callable[[], bytes]


def picture(widget: QWidget) -> Contents:
    """`widget` as it is now, twice as fine, as PNG. It is painted here; what is returned encodes it, in any thread."""
    image = QImage(widget.size() * PICTURE_SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(PICTURE_SCALE)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()

    def encoded() -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"PNG")).write(image)
        return bytes(buffer.data().data())

    return encoded


def table(figure: Figure, start_s: float, end_s: float) -> Contents:
    """The bars between two instants as CSV in UTF-8, one row each; returned is what writes it, in any thread.

    For machines: ISO 8601 with the zone's offset, a point in decimals, column names that are never translated. What
    is not known is empty.
    """
    shown = figure.bars[figure.bars_between(start_s, end_s)]

    def encoded() -> bytes:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(_row(figure, bar) for bar in shown)
        return text.getvalue().encode()

    return encoded


def _row(figure: Figure, bar: Bar) -> tuple[str, ...]:
    decimals = display_decimals(figure.currency)
    balance = figure.balance_at(bar.end.timestamp())
    return (
        bar.start.astimezone(figure.zone).isoformat(),
        bar.end.astimezone(figure.zone).isoformat(),
        figure.currency,
        f"{bar.spend:f}",
        "" if bar.usual is None else f"{bar.usual:.{decimals}f}",
        f"{bar.credit:f}",
        "" if balance is None else f"{balance:.{decimals}f}",
        "yes" if bar.estimated else "no",
    )
