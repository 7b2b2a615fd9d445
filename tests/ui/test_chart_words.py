"""Words over a plot cover neither one another nor the arrow that they are about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QImage, QPainter

from galla.ui.chart.layers import Scale, Words

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


def test_what_would_cover_other_words_is_left_out(words: Words) -> None:
    assert words.beside(TEXT, QPointF(300.0, 8.0), "#000000")
    assert not words.beside(TEXT, QPointF(310.0, 8.0), "#000000")
