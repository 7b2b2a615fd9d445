"""Mean spend between two instants, by the hour of the week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from galla.domain.usual_spend import UsualSpend

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
RISING = UsualSpend(MONDAY, tuple(float(hour) for hour in range(168)), order=1.0)
WEEK = sum(range(168))


def between(start_h: float, end_h: float) -> float:
    return RISING.between(MONDAY + timedelta(hours=start_h), MONDAY + timedelta(hours=end_h))


def test_parts_of_hours_count_by_their_length() -> None:
    assert between(10, 11) == 10
    assert between(10.5, 12.25) == pytest.approx(5 + 11 + 3)


def test_every_week_is_like_the_first() -> None:
    assert between(0, 168) == WEEK
    assert between(168 + 10, 168 + 11) == pytest.approx(10)
    assert between(167, 169) == pytest.approx(167)
    assert between(5, 168 * 520 + 5) == pytest.approx(520 * WEEK)


def test_nothing_is_spent_backwards_or_before_the_beginning() -> None:
    assert between(12, 10) == 0
    assert between(-20, -10) == 0
    assert between(-(10**6), 2) == 1
