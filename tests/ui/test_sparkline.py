"""The small picture of the week: its words stand where they cover no line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF

from galla.ui import sparkline
from galla.ui.label_place import label_place
from galla.ui.sparkline import Sparkline
from ui import snapshots as samples

PLOT = QRectF(0, 0, 300, 80)
SIZE = QSizeF(50, 12)


def test_the_threshold_s_amount_stands_above_its_line_at_the_left() -> None:
    assert label_place(PLOT, 60, SIZE, lambda place: True) == QRectF(QPointF(3, 48), SIZE)


def test_it_gives_way_to_what_is_drawn() -> None:
    place = label_place(PLOT, 60, SIZE, lambda place: place.left() > 100)
    assert place is not None
    assert place.left() > 100
    assert place.bottom() == 60
    below = label_place(PLOT, 60, SIZE, lambda place: place.top() > 60)
    assert below is not None
    assert below.left() == 3


def test_without_a_free_place_it_stands_at_the_left_and_without_room_nowhere() -> None:
    assert label_place(PLOT, 60, SIZE, lambda place: False) == QRectF(QPointF(3, 48), SIZE)
    assert label_place(QRectF(0, 0, 20, 80), 60, SIZE, lambda place: True) is None


def test_a_top_up_s_steep_line_is_no_place_for_it(qtbot: Any) -> None:
    shown = samples.low_with_open_episode()
    spark = Sparkline()
    qtbot.addWidget(spark)
    spark.resize(352, sparkline.HEIGHT)
    spark.render_snapshot(shown, samples.NOW)
    scale = sparkline._Scale(PLOT, samples.NOW - sparkline.PAST, 4000.0, sparkline.ZoneInfo(shown.timezone))
    is_free = sparkline._free_of(scale, shown.week, spark._fan)
    steepest = max(
        range(1, len(shown.week)), key=lambda index: shown.week[index].balance - shown.week[index - 1].balance
    )
    before, after = (scale.point(one.at, one.balance) for one in shown.week[steepest - 1 : steepest + 1])
    middle = (before + after) / 2
    assert not is_free(QRectF(middle - QPointF(2, 2), QSizeF(4, 4)))
    assert is_free(QRectF(2, 2, 4, 4))
