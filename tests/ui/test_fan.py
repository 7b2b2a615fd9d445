"""The forecast's fan: follows the course of the forecast, ends on the reserve, and is cheap."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QImage

from galla.domain.chart_bars import BarUnit
from galla.domain.model import ForecastState, Runway, Snapshot, SparkPoint
from galla.domain.runway import NO_FORECAST, SpendPoint
from galla.ui.chart import ranges, wording
from galla.ui.chart.figure import make_figure
from galla.ui.chart.pointed import pointed_at
from galla.ui.fan import EDGE_POINTS, Expected, Fan, make_fan
from galla.ui.sparkline import Sparkline
from ui import snapshots as samples
from ui.chart_samples import NOW, shop
from ui.courses import course

pytestmark = pytest.mark.usefixtures("english")

DESKTOP = Path(__file__).resolve().parents[2] / "desktop"
KOLKATA = ZoneInfo("Asia/Kolkata")
STRAIGHT = Runway(ForecastState.READY, 4.1, 5.2, 6.9, 60.0, None, 90.0)


def fan_of(snapshot: Snapshot) -> Fan:
    fan = make_fan(snapshot)
    assert fan is not None
    return fan


def days(count: float, since: datetime = NOW) -> float:
    return (since + timedelta(days=count)).timestamp()


def small_course(*points: tuple[float, float, float, float]) -> Runway:
    return Runway(ForecastState.READY, 1.0, 2.0, 3.0, course=tuple(SpendPoint(*point) for point in points))


def test_each_edge_meets_the_reserve_at_its_quantile() -> None:
    fan = fan_of(shop().snapshot())
    assert (fan.balance, fan.reserve, fan.start_s) == (568.35, 0.0, NOW.timestamp())
    assert fan.likely is not None
    assert fan.low.end_s == pytest.approx(days(4.1), abs=1800)
    assert fan.likely.end_s == pytest.approx(days(5.2), abs=1800)
    assert fan.end_s == pytest.approx(days(6.9), abs=1800)
    assert fan.lowest_at(days(5)) == 0.0


def test_the_high_spend_is_the_low_edge() -> None:
    runway = small_course((0, 0, 0, 0), (1, 100, 200, 300))
    fan = fan_of(shop().snapshot(runway=runway))
    assert fan.expected_at(days(1)) == Expected(pytest.approx(268.35), pytest.approx(368.35), pytest.approx(468.35))
    assert fan.expected_at(days(0.5)) == Expected(pytest.approx(418.35), pytest.approx(468.35), pytest.approx(518.35))


def test_a_night_is_a_plateau() -> None:
    fan = fan_of(shop().snapshot())
    night = datetime(2026, 11, 25, 2, 0, tzinfo=KOLKATA).timestamp()
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=KOLKATA).timestamp()
    five_hours = 5 * 3600
    for edge in (fan.low, fan.likely, fan.high):
        assert edge is not None
        assert edge.at(night) - edge.at(night + five_hours) < 1.0
        assert edge.at(noon) - edge.at(noon + five_hours) > 20.0


def test_an_edge_is_cut_where_it_meets_the_reserve_between_two_points() -> None:
    fan = fan_of(shop().snapshot(runway=small_course((0, 0, 0, 0), (1, 0, 0, 1136.70), (2, 10, 20, 1136.70))))
    assert fan.low.end_s == pytest.approx(days(0.5))
    assert fan.low.balances[-1] == 0.0
    assert fan.end_s == days(2)


def test_a_fan_that_ends_above_the_reserve_is_closed_down_its_last_instant() -> None:
    fan = fan_of(shop().snapshot(runway=small_course((0, 0, 0, 0), (1, 100, 200, 300), (2, 200, 400, 1000))))
    corners = fan.outline()
    assert (days(2), pytest.approx(368.35)) in corners
    assert (days(2), 0.0) in corners
    assert fan.expected_at(days(2) + 1) is None


def test_a_forecast_beyond_its_horizon_has_a_fan_too() -> None:
    runway = replace(small_course((0, 0, 0, 0), (60, 20, 40, 60)), p10_days=None, p50_days=None, p90_days=None)
    fan = fan_of(shop().snapshot(runway=runway))
    assert fan.lowest_at(days(60)) == pytest.approx(508.35)


def test_the_course_counts_from_the_reading_and_straight_lines_from_the_snapshot() -> None:
    read_at = NOW - timedelta(hours=6)
    curved = fan_of(shop().snapshot(observed_at=read_at))
    assert curved.end_s == pytest.approx(days(6.9, read_at), abs=1800)
    straight = fan_of(shop().snapshot(observed_at=read_at, runway=STRAIGHT))
    assert (straight.start_s, straight.end_s) == (read_at.timestamp(), days(6.9))


def test_without_a_course_the_edges_are_straight() -> None:
    fan = fan_of(shop().snapshot(runway=STRAIGHT))
    assert fan.outline() == [
        (NOW.timestamp(), 568.35),
        (days(6.9), 0.0),
        (days(6.9), 0.0),
        (days(4.1), 0.0),
        (NOW.timestamp(), 568.35),
    ]
    assert fan.lowest_at(days(2.05)) == pytest.approx(568.35 / 2)


def test_there_is_no_fan_without_a_forecast_and_none_below_the_reserve() -> None:
    assert make_fan(shop().snapshot(runway=Runway(ForecastState.NO_SPEND_SEEN))) is None
    empty = shop().snapshot()
    assert make_fan(replace(empty, reserve=empty.balance)) is None
    assert make_fan(replace(empty, balance=None)) is None


def test_a_few_hours_of_readings_draw_no_day_on_which_the_money_ends() -> None:
    shown = shop().snapshot()
    hours = replace(shown, runway=replace(shown.runway, state=ForecastState.LEARNING, history_days=5 / 24))
    assert make_fan(hours) is None
    assert make_fan(replace(hours, runway=replace(hours.runway, history_days=1.0))) is not None


def test_a_reserve_that_is_not_known_is_not_taken_for_zero() -> None:
    assert make_fan(shop().snapshot(reserve=None)) is None


def test_a_fine_course_is_drawn_with_few_points_and_keeps_its_nights() -> None:
    fine = course(568.35, (18.0, 22.0, 27.0), NOW, step_h=0.25)
    assert len(fine) > 2000
    fan = fan_of(shop().snapshot(runway=replace(STRAIGHT, course=fine)))
    assert len(fan.outline()) <= 2 * EDGE_POINTS + 1 <= 200
    assert fan.likely is not None
    errors = [abs(fan.likely.at(days(point.days)) - (568.35 - point.likely)) for point in fine if point.likely < 568.35]
    assert max(errors) < 568.35 * 0.01


def test_the_crosshair_tells_what_is_expected_and_its_range() -> None:
    data = shop().chart(ranges.request_for("main", NOW - timedelta(days=7), NOW))
    figure = make_figure(data, BarUnit.DAY, KOLKATA, time(0))
    fan = fan_of(shop().snapshot(runway=small_course((0, 0, 0, 0), (1, 100.2, 200.2, 300.2))))
    under = pointed_at(figure, fan, days(1), 60.0)
    assert wording.balance_reading(under, "USD", KOLKATA) == "Tue 24 Nov 2026 17:37:  about $368 (268–468)"
    past = pointed_at(figure, fan, days(-1), 60.0)
    assert past.expected is None
    beyond = pointed_at(figure, fan, days(9), 60.0)
    assert wording.balance_reading(beyond, "USD", KOLKATA) == "Wed 2 Dec 2026 17:37"


def test_small_balances_are_expected_with_their_cents() -> None:
    assert wording.expected_balance(Expected(3.05, 4.2, 5.5), "USD") == "about $4.20 (3.05–5.50)"
    assert wording.expected_balance(Expected(120000.4, 120000.4, 120000.4), "INR") == "about ₹120,000"
    assert wording.expected_balance(Expected(80.0, None, 150.0), "USD") == "$80 to $150"


def test_of_a_large_balance_three_digits_are_expected() -> None:
    expected = Expected(726653.2, 958605.7, 1091362.4)
    assert wording.expected_balance(expected, "INR") == "about ₹960,000 (730,000–1,090,000)"
    assert wording.expected_balance(Expected(950.0, None, 4812.3), "USD") == "$950 to $4,810"


def test_of_a_balance_in_coins_of_eight_decimals_no_more_is_expected_than_can_be_known() -> None:
    expected = Expected(0.00467774, 0.00588411, 0.00673022)
    assert wording.expected_balance(expected, "BTC") == "about BTC\u00a00.00588 (0.00468–0.00673)"
    assert wording.expected_balance(Expected(0.0, 0.0, 0.0), "BTC") == "about BTC\u00a00.00000000"
    assert wording.expected_balance(Expected(1e-9, 2e-9, 4e-8), "BTC") == (
        "about BTC\u00a00.00000000 (0.00000000–0.00000004)"
    )


def test_the_fan_needs_no_numpy() -> None:
    code = "import sys, galla.ui.sparkline; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(DESKTOP)}, check=False).returncode == 0


def test_the_panel_s_fan_follows_the_course(qtbot: Any) -> None:
    with_course, without = samples.healthy(), samples.healthy()
    without = replace(without, runway=replace(without.runway, course=()))
    assert sparkline_of(qtbot, with_course) != sparkline_of(qtbot, without)


def sparkline_of(qtbot: Any, snapshot: Snapshot) -> QImage:
    spark = Sparkline()
    qtbot.addWidget(spark)
    spark.resize(400, 104)
    spark.render_snapshot(snapshot, samples.NOW)
    return spark.grab().toImage()


def test_an_estimated_night_is_dashed_in_the_panel(qtbot: Any) -> None:
    spark = Sparkline()
    qtbot.addWidget(spark)
    spark.resize(1000, 104)
    level = tuple(
        SparkPoint(samples.NOW - timedelta(hours=hour), 1000.0, estimated=48 <= hour < 96)
        for hour in range(167, -1, -1)
    )
    spark.render_snapshot(
        replace(samples.healthy(), week=level, balance=samples.usd("1000"), threshold=None, runway=NO_FORECAST),
        samples.NOW,
    )
    image = spark.grab().toImage()
    row = next(y for y in range(104) if image.pixelColor(100, y) != image.pixelColor(100, 0)) + 1
    read = {image.pixelColor(x, row).name() for x in range(100, 260)}
    estimated = {image.pixelColor(x, row).name() for x in range(310, 490)}
    assert len(read) == 1
    assert len(estimated) > 1
