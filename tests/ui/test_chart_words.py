"""Words over a plot cover neither one another nor the arrow that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QImage, QPainter

from galla.domain.chart import ChartRequest
from galla.domain.chart_bars import BarUnit
from galla.ui.chart.balance_layer import _free_of, _last_spot
from galla.ui.chart.figure import make_figure
from galla.ui.chart.layers import Scale, Words
from galla.ui.fan import make_fan
from ui.chart_samples import NOW, shop

TEXT = "+$1,500.00"


@pytest.fixture
def words(qapp: object) -> Iterator[Words]:
    image = QImage(400, 100, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    yield Words(painter, Scale(0.0, 1.0, 0.0, 1.0, 400.0, 100.0), QFont(), "#ffffff")
    painter.end()


def test_at_the_upper_edge_words_have_no_room_above(words: Words) -> None:
    assert words.has_room_above(50.0)
    assert not words.has_room_above(5.0)


def test_words_beside_an_arrow_end_before_it(words: Words) -> None:
    assert words.beside(TEXT, QPointF(300.0, 8.0), "#000000")
    (box,) = words._taken
    assert box.right() < 295.0
    assert box.top() >= 0.0


def test_at_the_left_edge_they_begin_after_it(words: Words) -> None:
    assert words.beside(TEXT, QPointF(20.0, 8.0), "#000000")
    (box,) = words._taken
    assert box.left() > 25.0


def test_words_about_a_line_give_way_to_what_is_drawn_and_to_other_words(words: Words) -> None:
    assert words.along("Threshold", 60.0, "#000000", lambda place: True)
    assert words.along("Reserve", 64.0, "#000000", lambda place: place.left() > 200)
    threshold, reserve = words._taken
    assert (threshold.left(), threshold.bottom()) == (3.0, 58.0)
    assert reserve.left() > 200
    assert not words.along("Threshold", 60.0, "#000000", lambda place: False)


def test_no_words_about_a_line_stand_on_another(words: Words) -> None:
    assert words.along("Reserve", 50.0, "#000000", lambda place: True, [45.0])
    (below,) = words._taken
    assert below.top() > 45.0
    assert not words.along("Reserve", 96.0, "#000000", lambda place: True, [90.0])


def test_neither_the_balance_nor_its_forecast_is_a_place_for_words() -> None:
    week = ChartRequest("main", NOW - timedelta(days=7), NOW)
    figure = make_figure(shop().chart(week), BarUnit.DAY, ZoneInfo("Asia/Kolkata"), time(0))
    fan = make_fan(shop().snapshot())
    assert fan is not None
    end_s = NOW.timestamp() + 2 * 86_400
    scale = Scale(week.start.timestamp(), end_s, 0.0, 2.0 * float(figure.balances.max()), 900.0, 200.0)
    is_free = _free_of(scale, figure, fan)
    for index in (0, len(figure.times_s) // 2, -1):
        spot = QPointF(scale.x(float(figure.times_s[index])), scale.y(float(figure.balances[index])))
        assert not is_free(QRectF(spot - QPointF(20, 6), QSizeF(40, 12)))
    tomorrow = fan.expected_at(NOW.timestamp() + 86_400)
    assert tomorrow is not None
    assert not is_free(QRectF(scale.x(NOW.timestamp() + 86_400) - 5, scale.y(tomorrow.low) - 8, 10, 12))
    assert is_free(QRectF(10, 4, 100, 12))


def test_the_last_balance_is_marked_whole_also_at_zero() -> None:
    week = ChartRequest("main", NOW - timedelta(days=7), NOW)
    figure = make_figure(shop().chart(week), BarUnit.DAY, ZoneInfo("Asia/Kolkata"), time(0))
    scale = Scale(NOW.timestamp() - 86_400, NOW.timestamp(), 0.0, 1000.0, 900.0, 200.0)
    spent = replace(figure, balances=figure.balances * 0.0)
    assert _last_spot(scale, spent) == QPointF(scale.x(float(figure.times_s[-1])), 196.0)
    assert _last_spot(scale, replace(figure, times_s=figure.times_s[:0])) is None
    below = Scale(scale.left_s, scale.right_s, 600.0, 1000.0, 900.0, 200.0)
    beyond = _last_spot(below, spent)
    assert beyond is not None
    assert beyond.y() > 200


def test_what_would_cover_other_words_is_left_out(words: Words) -> None:
    assert words.beside(TEXT, QPointF(300.0, 8.0), "#000000")
    assert not words.beside(TEXT, QPointF(310.0, 8.0), "#000000")
