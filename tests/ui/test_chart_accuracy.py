"""The chart window's section on how good the forecasts were: asked for once drawn, told in words and a picture."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton, QToolTip

from galla.domain.chart import ChartData, ChartRequest
from galla.domain.money import Money
from galla.domain.past import CreditKind, JudgedCredit
from galla.domain.settings import Theme
from galla.domain.track_record import TrackRecord
from galla.ui import theme
from galla.ui.chart.accuracy import AccuracySection
from galla.ui.chart.accuracy_picture import AccuracyPicture, scale_for
from galla.ui.chart.colours import chart_colours
from galla.ui.chart.window import ChartWindow
from galla.ui.theme import apply_theme
from ui.chart_samples import NOW, shop
from ui.records import record

pytestmark = pytest.mark.usefixtures("english")

DESKTOP = Path(__file__).resolve().parents[2] / "desktop"
KOLKATA = ZoneInfo("Asia/Kolkata")
JUDGED = (JudgedCredit(NOW, Money(Decimal(1500), "USD"), CreditKind.TOP_UP),)


class Chart:
    """A window whose chart is drawn; what it asks of forecasts is remembered."""

    def __init__(self, qtbot: Any, *, has_history: bool = True) -> None:
        self.asked: list[str] = []
        self.now = NOW
        self._qtbot = qtbot
        self._has_history = has_history
        self.window = ChartWindow(lambda: self.now)
        qtbot.addWidget(self.window)
        self.window.data_requested.connect(self._on_data_requested)
        self.window.forecast_log_requested.connect(self.asked.append)

    def open(self, *others: str) -> ChartWindow:
        snapshots = tuple(replace(shop().snapshot(), account_id=name, account_name=name) for name in ("main", *others))
        self.drawn_after(lambda: (self.window.show_account(snapshots[0], snapshots), self.window.show()))
        return self.window

    def drawn_after(self, act: Any) -> None:
        with self._qtbot.waitSignal(self.window.completed):
            act()

    def _on_data_requested(self, request: ChartRequest) -> None:
        data: ChartData | None = shop().chart(request) if self._has_history else None
        self.window.render_chart(data, request)


@pytest.fixture
def chart(qtbot: Any) -> Chart:
    return Chart(qtbot)


def section(window: ChartWindow) -> AccuracySection | None:
    return window.findChild(AccuracySection)


def shown(window: ChartWindow) -> AccuracySection:
    found = section(window)
    assert found is not None
    assert found.isVisible()
    return found


def picture(window: ChartWindow) -> AccuracyPicture:
    found = window.findChild(AccuracyPicture)
    assert found is not None
    return found


def test_neither_the_window_nor_the_section_needs_pyqtgraph_or_numpy() -> None:
    code = (
        "import sys, galla.ui.chart.window; light = 'galla.ui.chart.accuracy' not in sys.modules;"
        "import galla.ui.chart.accuracy;"
        "sys.exit(not light or any(name in sys.modules for name in ('pyqtgraph', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(DESKTOP)}, check=False).returncode == 0


def test_the_record_is_asked_for_when_the_chart_is_drawn_and_not_before(chart: Chart) -> None:
    chart.window.show_account(shop().snapshot(), ())
    assert chart.asked == []
    chart.open()
    assert chart.asked == ["main"]
    assert section(chart.window) is None


def test_without_history_nothing_is_asked(qtbot: Any) -> None:
    empty = Chart(qtbot, has_history=False)
    empty.open()
    assert empty.asked == []


def test_it_is_asked_again_after_an_hour_and_not_with_every_range(chart: Chart) -> None:
    window = chart.open()
    chart.drawn_after(window.show_range_again)
    assert chart.asked == ["main"]
    chart.now += timedelta(minutes=61)
    chart.drawn_after(window.show_range_again)
    assert chart.asked == ["main", "main"]


def test_another_account_is_asked_for_and_not_told_of_with_the_first_ones_record(chart: Chart) -> None:
    window = chart.open("cards")
    window.render_forecast_log(record(40), JUDGED, "main")
    chooser = window.findChild(QComboBox)
    assert isinstance(chooser, QComboBox)
    chart.drawn_after(lambda: chooser.activated.emit(1))
    assert chart.asked == ["main", "cards"]
    window.render_forecast_log(record(40), JUDGED, "main")
    found = section(window)
    assert found is not None
    assert not found.isVisible()
    assert window.judged == ()
    window.render_forecast_log(record(40), (), "cards")
    assert found.isVisible()


def test_judged_credits_stay_with_the_window(chart: Chart) -> None:
    window = chart.open()
    window.render_forecast_log(None, JUDGED)
    assert window.judged == JUDGED
    assert section(window) is None


def test_the_record_is_told_in_words_and_read_out_with_the_picture(chart: Chart) -> None:
    window = chart.open()
    window.render_forecast_log(record(60), ())
    told = shown(window).accessibleDescription()
    assert "forecasts, " in told
    assert "came true within their range" in told
    assert "Spend of a week: " in told
    assert picture(window).accessibleDescription() == told
    assert picture(window).toolTip() == told
    assert picture(window).isVisible()


def test_the_plots_stay_dominant(chart: Chart) -> None:
    window = chart.open()
    window.render_forecast_log(record(60), ())
    QApplication.processEvents()
    assert window.height() == 640
    assert shown(window).height() < 640 * 0.22


def test_in_the_smallest_window_the_section_covers_nothing_of_the_plots(chart: Chart) -> None:
    window = chart.open()
    window.resize(1, 1)
    window.render_forecast_log(record(60), ())
    QApplication.processEvents()
    assert shown(window).geometry().top() > window._shell._pages.geometry().bottom()


def test_without_a_scored_forecast_it_is_one_line(chart: Chart) -> None:
    window = chart.open()
    window.render_forecast_log(record(3), ())
    found = shown(window)
    assert not picture(window).isVisible()
    assert "No forecast has run its course yet; the first will by" in found.accessibleDescription()
    assert found.height() < 48
    window.render_forecast_log(TrackRecord(), ())
    assert "From now on one forecast a day is kept" in found.accessibleDescription()


def test_the_section_folds_to_one_line_and_stays_so(chart: Chart) -> None:
    window = chart.open()
    window.render_forecast_log(record(60), ())
    fold = shown(window).findChild(QToolButton)
    assert fold is not None
    fold.click()
    assert not picture(window).isVisible()
    window.render_forecast_log(record(59), ())
    assert not picture(window).isVisible()
    fold.click()
    assert picture(window).isVisible()


def test_a_record_that_is_lost_is_not_shown_on(chart: Chart) -> None:
    window = chart.open()
    window.render_forecast_log(record(60), ())
    window.render_forecast_log(None, ())
    found = section(window)
    assert found is not None
    assert not found.isVisible()


# --- the picture


def painted(qtbot: Any, told: TrackRecord) -> tuple[AccuracyPicture, QImage]:
    widget = AccuracyPicture()
    qtbot.addWidget(widget)
    widget.resize(480, 120)
    widget.show_points(told.points, KOLKATA)
    return widget, widget.grab().toImage()


def has_colour(image: QImage, colour: str) -> bool:
    wanted = QColor(colour).rgb()
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("chosen", [Theme.LIGHT, Theme.DARK])
def test_what_came_true_and_what_did_not_differ_in_light_and_dark(qtbot: Any, chosen: Theme) -> None:
    try:
        apply_theme(chosen)
        colours = chart_colours()
        assert colours.tones is (theme.LIGHT if chosen is Theme.LIGHT else theme.DARK)
        _, image = painted(qtbot, record(40))
        assert has_colour(image, colours.tones.accent)
        assert has_colour(image, colours.tones.danger)
        _, hopeful = painted(qtbot, record(20, said_by_truth=4.0))
        assert not has_colour(hopeful, colours.tones.accent)
    finally:
        apply_theme(Theme.SYSTEM)


def test_the_forecast_under_the_pointer_is_told(qtbot: Any) -> None:
    widget, _ = painted(qtbot, record(30))
    widget.show()
    places = widget._places(widget._area())
    at = QPoint(round(places[0]), 60)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    qtbot.waitUntil(lambda: QToolTip.text() != "")
    assert QToolTip.text().startswith("25 Oct: ")
    assert "were said" in QToolTip.text()
    assert widget.point_at(2.0) is None


def test_one_forecast_and_none_are_painted(qtbot: Any) -> None:
    for told in (TrackRecord(), replace(record(30), points=record(30).points[:1])):
        _, image = painted(qtbot, told)
        assert not image.isNull()


def test_what_ended_far_away_stands_at_the_edge_of_the_scale() -> None:
    near = record(30).points
    far = (*near, replace(near[0], actual_days=4000.0))
    scale = scale_for(far, 0.0, 100.0)
    assert scale.high < 12 * max(point.p90_days or 0.0 for point in near)
    assert scale.y(4000.0) == pytest.approx(0.0)
    assert 0 <= scale.y(0.0) <= 100


def test_open_ranges_reach_the_top(qtbot: Any) -> None:
    told = record(90, hopeful_end=False)
    assert told.points
    assert all(point.p90_days is None for point in told.points)
    _, image = painted(qtbot, told)
    assert not image.isNull()
