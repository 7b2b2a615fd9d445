"""Ticks, ranges and figures of the chart: pure, and checked against the clock on the wall."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from galla.domain.chart_bars import BarUnit
from galla.domain.model import ForecastState, Runway
from galla.domain.runway import SpendPoint
from galla.ui.chart import ranges
from galla.ui.chart.figure import Figure, make_figure
from galla.ui.chart.ranges import ChartRange, View
from galla.ui.chart.ticks import money_ticks, time_ticks
from ui.chart_samples import GAP, NOW, shop

pytestmark = pytest.mark.usefixtures("english")

BERLIN = ZoneInfo("Europe/Berlin")


def texts(start: datetime, end: datetime, at_most: int, zone: ZoneInfo = BERLIN) -> list[str]:
    return [tick.text for tick in time_ticks(start.timestamp(), end.timestamp(), zone, at_most)]


def test_hours_are_those_of_the_wall_clock_and_midnight_names_the_day() -> None:
    start = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert texts(start, start + timedelta(hours=14), 6) == ["18:00", "21:00", "23 Nov", "03:00", "06:00"]


def test_an_hour_that_the_clocks_jump_over_has_no_tick() -> None:
    start = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert texts(start, start + timedelta(hours=5), 6) == ["29 Mar", "01:00", "03:00", "04:00", "05:00", "06:00"]


def test_ticks_of_days_lie_on_local_midnight_also_across_a_clock_change() -> None:
    start = datetime(2026, 10, 23, 12, tzinfo=UTC)
    ticks = time_ticks(start.timestamp(), (start + timedelta(days=4)).timestamp(), BERLIN, 6)
    local = [datetime.fromtimestamp(tick.value, BERLIN) for tick in ticks]
    assert [at.time() for at in local] == [time(0)] * 4
    assert [tick.text for tick in ticks] == ["Sat 24 Oct", "Sun 25 Oct", "Mon 26 Oct", "Tue 27 Oct"]


def test_half_hour_zones_have_ticks_on_their_own_hours() -> None:
    start = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert texts(start, start + timedelta(hours=3), 4, ZoneInfo("Asia/Kolkata")) == ["18:00", "19:00", "20:00"]


def test_weeks_begin_on_monday_and_stay_there_while_the_view_moves() -> None:
    start = datetime(2026, 10, 20, tzinfo=UTC)
    assert texts(start, start + timedelta(days=30), 5) == ["26 Oct", "2 Nov", "9 Nov", "16 Nov"]
    assert texts(start + timedelta(days=3), start + timedelta(days=33), 5) == ["26 Oct", "2 Nov", "9 Nov", "16 Nov"]


def test_a_year_has_months_and_january_names_it() -> None:
    start = datetime(2025, 11, 23, tzinfo=UTC)
    assert texts(start, start + timedelta(days=365), 7) == [
        "1 Jan 2026",
        "1 Mar",
        "1 May",
        "1 Jul",
        "1 Sep",
        "1 Nov",
    ]


def test_amounts_have_ticks_at_round_numbers_with_cents_where_needed() -> None:
    assert [tick.text for tick in money_ticks(0, 1234, 5)] == ["0", "500", "1,000"]
    assert [tick.text for tick in money_ticks(0, 1.1, 3)] == ["0.00", "0.50", "1.00"]
    assert [tick.text for tick in money_ticks(-30, 30, 4)] == ["−20", "0", "20"]
    assert money_ticks(5, 5, 4) == ()


def test_a_scale_has_two_ticks_at_least() -> None:
    assert [tick.text for tick in money_ticks(0, 473, 2)] == ["0", "200", "400"]
    assert [tick.text for tick in money_ticks(0, 0.95, 1)] == ["0.00", "0.50"]


def test_a_range_shows_no_empty_months_before_the_first_reading() -> None:
    runway = Runway(ForecastState.NO_DATA)
    view = ranges.view_of(ChartRange.YEAR, NOW - timedelta(days=10), NOW, runway)
    assert view.start == NOW - timedelta(days=10)


def test_the_forecast_takes_at_most_a_third_of_the_history_s_room() -> None:
    long = Runway(ForecastState.READY, 20, 30, 50)
    assert ranges.future_of(timedelta(days=7), long) == timedelta(days=7) * 0.32
    short = Runway(ForecastState.READY, 1, 2, 3)
    assert ranges.future_of(timedelta(days=30), short) == timedelta(days=3) * 1.12


def test_no_room_is_kept_for_a_forecast_that_a_few_hours_do_not_draw() -> None:
    hours = Runway(ForecastState.LEARNING, 1, 2, 3, history_days=5 / 24)
    nothing = Runway(ForecastState.NO_DATA)
    assert ranges.future_of(timedelta(days=7), hours) == ranges.future_of(timedelta(days=7), nothing)


def test_a_forecast_beyond_its_horizon_is_shown_as_far_as_its_course_goes() -> None:
    course = (SpendPoint(0.0, 0.0, 0.0, 0.0), SpendPoint(10.0, 1.0, 2.0, 3.0))
    unending = Runway(ForecastState.READY, 20.0, course=course)
    assert ranges.future_of(timedelta(days=90), unending) == timedelta(days=10) * 1.12


def test_a_closer_look_at_thinned_points_wants_finer_ones_and_a_small_pan_does_not() -> None:
    loaded = ranges.request_for("main", NOW - timedelta(days=365), NOW)
    close = View(NOW - timedelta(days=40), NOW)
    assert ranges.wants_other_points(loaded, loaded.max_points, close, NOW)
    assert not ranges.wants_other_points(loaded, 50, close, NOW)
    assert not ranges.wants_other_points(loaded, 1600, View(NOW - timedelta(days=300), NOW), NOW)
    assert ranges.wants_other_points(loaded, 50, View(NOW - timedelta(days=400), NOW), NOW)


def figure(unit: BarUnit = BarUnit.DAY) -> Figure:
    data = shop().chart(ranges.request_for("main", NOW - timedelta(days=7), NOW))
    return make_figure(data, unit, ZoneInfo("Asia/Kolkata"), time(0))


def test_the_line_across_a_gap_is_an_estimate_and_no_other() -> None:
    drawn = figure()
    assert drawn.is_estimated_at((GAP[0] + timedelta(hours=1)).timestamp())
    assert not drawn.is_estimated_at((GAP[0] - timedelta(hours=1)).timestamp())
    assert not drawn.is_estimated_at((GAP[1] + timedelta(hours=1)).timestamp())
    assert int((drawn.read == 0).sum()) == 1


def test_flat_stretches_keep_their_ends_and_the_gaps_between_them() -> None:
    data = shop().chart(ranges.request_for("main", NOW - timedelta(days=7), NOW))
    flat = make_figure(replace(data, balances=[500.0] * len(data.times_s)), BarUnit.DAY, BERLIN, time(0))
    assert len(flat.times_s) == 4
    assert flat.is_estimated_at((GAP[0] + timedelta(hours=1)).timestamp())
    assert not flat.is_estimated_at((GAP[1] + timedelta(hours=1)).timestamp())
    assert flat.balance_at(NOW.timestamp() - 60) == 500.0


def test_nothing_is_known_before_the_first_and_after_the_last_reading() -> None:
    drawn = figure()
    assert drawn.balance_at(float(drawn.times_s[0]) - 1) is None
    assert drawn.balance_at(float(drawn.times_s[-1]) + 1) is None
    assert drawn.balance_at(float(drawn.times_s[-1])) == pytest.approx(568.35)


def test_the_usual_of_the_first_bar_shown_comes_from_the_weeks_before() -> None:
    drawn = figure()
    seen = drawn.bars_between((NOW - timedelta(days=6)).timestamp(), NOW.timestamp())
    assert np.isfinite(drawn.usuals[seen]).all()
