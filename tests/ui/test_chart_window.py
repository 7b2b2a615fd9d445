"""The chart window as its owner uses it: asks, draws in steps, follows ranges, keys, mouse and news."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton

from galla.domain.chart import ChartData, ChartRequest, CreditMark
from galla.domain.chart_bars import BarUnit
from galla.domain.model import ForecastState, Level, Runway, Snapshot, StorageState
from galla.domain.money import Money
from galla.domain.past import Correction, CreditKind, JudgedCredit
from galla.domain.settings import Theme
from galla.ui import save_dialog, theme
from galla.ui.chart.ranges import ChartRange
from galla.ui.chart.window import ChartWindow
from galla.ui.credits_dialog import CreditsDialog
from galla.ui.theme import apply_theme
from ui import chart_samples
from ui.chart_samples import NOW, Shop, shop
from ui.credits_samples import judged, judged_of, with_small_credits

pytestmark = pytest.mark.usefixtures("english")

DESKTOP = Path(__file__).resolve().parents[2] / "desktop"


class Desk:
    """Answers the window as the program does, and remembers what it asked."""

    def __init__(self, qtbot: Any, provide: Callable[[ChartRequest], ChartData | None]) -> None:
        self.requests: list[ChartRequest] = []
        self.exports: list[tuple[str, str, Callable[[], bytes]]] = []
        self.answers = True
        self._qtbot = qtbot
        self._provide = provide
        self.window = ChartWindow(lambda: NOW)
        qtbot.addWidget(self.window)
        self.window.data_requested.connect(self._on_requested)
        self.window.export_requested.connect(lambda *export: self.exports.append(export))

    def open(self, snapshot: Snapshot, others: tuple[Snapshot, ...] = ()) -> ChartWindow:
        """Shows the account and waits until its chart is drawn."""
        self.window.show_account(snapshot, (snapshot, *others))
        with self._qtbot.waitSignal(self.window.completed):
            self.window.show()
        return self.window

    def drawn_after(self, act: Callable[[], object]) -> None:
        """Does `act` and waits until what it asks for is drawn."""
        with self._qtbot.waitSignal(self.window.completed):
            act()

    def _on_requested(self, request: ChartRequest) -> None:
        self.requests.append(request)
        if self.answers:
            self.window.render_chart(self._provide(request), request)


@pytest.fixture
def desk(qtbot: Any) -> Desk:
    return Desk(qtbot, shop().chart)


def plots(window: ChartWindow) -> Any:
    from galla.ui.chart.plots import ChartPlots

    found = window.findChild(ChartPlots)
    assert isinstance(found, ChartPlots)
    return found


def words(window: ChartWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def button(window: ChartWindow, text: str) -> QToolButton:
    return next(found for found in window.findChildren(QToolButton) if found.text() == text)


def span_of(window: ChartWindow) -> timedelta:
    left_s, right_s = plots(window).view()
    return timedelta(seconds=right_s - left_s)


def test_the_window_needs_neither_pyqtgraph_nor_numpy() -> None:
    code = "import sys, galla.ui.chart.window; sys.exit(any(name in sys.modules for name in ('pyqtgraph', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(DESKTOP)}, check=False).returncode == 0


def test_accounts_that_come_and_go_while_it_is_open_come_and_go_in_its_choice(desk: Desk) -> None:
    def offered() -> list[str]:
        chooser = window.findChild(QComboBox)
        assert chooser is not None
        return [chooser.itemText(index) for index in range(chooser.count())] if chooser.isVisible() else []

    first = shop().snapshot()
    second = replace(first, account_id="second", account_name="Second")
    window = desk.open(first)
    assert offered() == []
    window.follow((second, first))
    assert offered() == ["Second", first.account_name]
    assert window.account_id == first.account_id
    desk.drawn_after(lambda: window.follow((second,)))
    assert window.account_id == "second"
    window.follow(())
    assert not window.isVisible()


def test_the_window_says_that_it_opens_before_anything_is_drawn(desk: Desk) -> None:
    desk.window.show_account(shop().snapshot(), ())
    desk.window.show()
    assert "Opening the chart…" in words(desk.window)
    assert "$568.35" in words(desk.window)


def test_a_week_is_asked_for_first_with_the_weeks_that_tell_what_is_usual(desk: Desk) -> None:
    desk.open(shop().snapshot())
    (request,) = desk.requests
    assert (request.account_id, request.start, request.end) == ("main", NOW - timedelta(days=7), NOW)
    assert request.hours_from is not None
    assert request.hours_from <= NOW - timedelta(days=7 + 56)


def test_the_forecast_has_room_beside_the_history(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    left_s, right_s = plots(window).view()
    assert left_s == pytest.approx((NOW - timedelta(days=7)).timestamp(), abs=1)
    assert right_s > (NOW + timedelta(days=1)).timestamp()


@pytest.mark.parametrize(("key", "days"), [("1", 1), ("2", 7), ("3", 30), ("4", 90), ("5", 365)])
def test_keys_choose_ranges(desk: Desk, key: str, days: int) -> None:
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: QTest.keyClick(window, key))
    assert desk.requests[-1].start == NOW - timedelta(days=days)


def test_key_6_shows_all_from_the_first_reading_on(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: QTest.keyClick(window, "6"))
    assert desk.requests[-1].start is None
    assert plots(window).view()[0] == pytest.approx(shop().first.timestamp(), abs=60)
    assert button(window, "All").isChecked()


def test_bars_are_of_hours_for_a_day_and_of_weeks_for_a_year(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.DAY))
    assert button(window, "Hour").isChecked()
    assert not button(window, "Week").isEnabled()
    desk.drawn_after(lambda: window.choose_range(ChartRange.YEAR))
    assert button(window, "Week").isChecked()
    assert not button(window, "Hour").isEnabled()


def test_other_bars_are_drawn_without_asking_again(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: button(window, "Hour").click())
    assert len(desk.requests) == 1
    assert "Spend per hour ($)" in spend_title(window)


def spend_title(window: ChartWindow) -> str:
    return str(plots(window)._spend_title._title)


def test_arrows_move_the_view_and_signs_zoom_it(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    before = plots(window).view()
    QTest.keyClick(window, Qt.Key.Key_Left)
    moved = plots(window).view()
    assert moved[0] < before[0]
    assert moved[1] - moved[0] == pytest.approx(before[1] - before[0])
    QTest.keyClick(window, Qt.Key.Key_Plus)
    assert span_of(window) < timedelta(seconds=before[1] - before[0])
    QTest.keyClick(window, Qt.Key.Key_Minus)
    assert span_of(window).total_seconds() == pytest.approx(before[1] - before[0])


def test_the_wheel_zooms_time_and_asks_for_finer_points_once_it_rests(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.YEAR))
    span, asked = span_of(window), len(desk.requests)
    desk.drawn_after(lambda: [turn_wheel(window) for _ in range(12)])
    assert span_of(window) < span / 2
    assert len(desk.requests) == asked + 1
    assert not button(window, "1 y").isChecked()
    finer = desk.requests[-1]
    assert finer.start is not None
    assert finer.end - finer.start < timedelta(days=365)


def turn_wheel(window: ChartWindow) -> None:
    viewport = plots(window)._canvas.viewport()
    at = QPointF(viewport.width() / 2, viewport.height() / 3)
    event = QWheelEvent(
        at,
        viewport.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def test_the_pointer_tells_time_balance_and_spend_beside_the_usual(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    at_s = (NOW - timedelta(days=2)).timestamp()
    plots(window).point_at(at_s)
    balance, spend = plots(window).readings()
    assert balance.startswith("Sat 21 Nov 2026 17:37:  $")
    assert spend.startswith("Sat 21 Nov:  $")
    assert ", usually $" in spend


def test_a_credit_under_the_pointer_is_told(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    mark = plots(window)._figure.credits[-1]
    plots(window).point_at(mark.at.timestamp())
    assert "(+$1,500.00)" in plots(window).readings()[0]


def test_a_balance_in_a_gap_is_told_as_about(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    plots(window).point_at((chart_samples.GAP[0] + timedelta(hours=4)).timestamp())
    assert ":  about $" in plots(window).readings()[0]


def test_moving_the_mouse_over_the_plot_shows_the_crosshair_and_leaving_hides_it(desk: Desk, qtbot: Any) -> None:
    window = desk.open(shop().snapshot())
    viewport = plots(window)._canvas.viewport()
    qtbot.mouseMove(viewport, QPoint(10, 10))
    qtbot.mouseMove(viewport, QPoint(viewport.width() // 2, viewport.height() // 3))
    qtbot.waitUntil(lambda: plots(window).readings()[0] != "")
    QApplication.sendEvent(viewport, leave())
    assert plots(window).readings() == ("", "")


def leave() -> Any:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_an_answer_to_an_older_request_is_ignored(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    desk.answers = False
    window.choose_range(ChartRange.DAY)
    window.choose_range(ChartRange.MONTH)
    day, month = desk.requests[-2:]
    window.render_chart(shop().chart(day))
    desk.drawn_after(lambda: window.render_chart(shop().chart(month)))
    assert span_of(window) > timedelta(days=30)


def test_a_new_reading_asks_for_the_points_up_to_it(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    news = shop().snapshot(observed_at=NOW + timedelta(minutes=1), balance=Money(Decimal("560"), "USD"))
    desk.drawn_after(lambda: window.render(news))
    assert len(desk.requests) == 2
    assert "$560.00" in words(window)


def test_a_view_moved_into_the_past_is_left_there_by_a_new_reading(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    window.pan(-0.1)
    before, asked = plots(window).view(), len(desk.requests)
    window.render(shop().snapshot(observed_at=NOW + timedelta(minutes=1)))
    assert plots(window).view() == before
    assert len(desk.requests) == asked


def test_no_history_is_a_calm_sentence(qtbot: Any) -> None:
    desk = Desk(qtbot, lambda request: None)
    window = desk.open(
        shop().snapshot(balance=None, observed_at=None, age_base=None, level=Level.UNKNOWN, runway=NO_FORECAST)
    )
    assert "No history yet. The line begins with the first reading." in words(window)
    assert not button(window, "Export").isEnabled()


def test_a_span_without_a_reading_is_not_called_a_new_history(qtbot: Any) -> None:
    def silent(request: ChartRequest) -> ChartData:
        return ChartData(request, "USD", (), (), (), (), ())

    window = Desk(qtbot, silent).open(shop().snapshot())
    assert "Nothing was read in this time." in words(window)


NO_FORECAST = Runway(ForecastState.NO_DATA)


def test_what_a_few_hours_spent_does_not_look_like_the_end_of_it(qtbot: Any) -> None:
    """Neither a forecast nor a threshold keeps zero in sight there."""

    def hours(request: ChartRequest) -> ChartData:
        times, balances = (NOW - timedelta(hours=5), NOW), (8900.0, 8450.0)
        whole = shop().chart(request)
        return replace(
            whole, times_s=[at.timestamp() for at in times], balances=list(balances), credits=(), hours=(), gaps=()
        )

    early = Runway(ForecastState.LEARNING, 1.0, 2.0, 9.0, history_days=5 / 24)
    window = Desk(qtbot, hours).open(shop().snapshot(runway=early, threshold=None))
    (_, (low, high)) = plots(window)._balance_box.viewRange()
    assert (low, high > 8900) == (0.0, True)


def test_one_reading_is_a_dot_and_a_sentence(qtbot: Any) -> None:
    def one(request: ChartRequest) -> ChartData:
        whole = shop().chart(request)
        return replace(whole, times_s=whole.times_s[-1:], balances=whole.balances[-1:], credits=(), hours=(), gaps=())

    window = Desk(qtbot, one).open(shop().snapshot(runway=NO_FORECAST))
    assert "One reading so far. The line begins with the second." in words(window)
    assert not plots(window)._figure.has_spend


def test_a_ledger_error_is_said_where_nothing_is_drawn_and_beside_what_is(desk: Desk) -> None:
    desk.answers = False
    desk.window.show_account(shop().snapshot(), ())
    desk.window.show()
    desk.window.render_error("The history cannot be read.")
    assert "The history cannot be read." in words(desk.window)
    desk.answers = True
    desk.drawn_after(lambda: desk.window.choose_range(ChartRange.DAY))
    desk.window.render_error("The history cannot be read.")
    assert "The history cannot be read." in words(desk.window)
    assert plots(desk.window).isVisible()


def test_memory_only_and_an_old_balance_are_said_in_a_banner(desk: Desk) -> None:
    old = shop().snapshot(storage=StorageState.MEMORY_ONLY, stale=True, age_base=NOW - timedelta(hours=7))
    window = desk.open(old)
    assert "it will be lost when Galla closes" in words(window)
    assert "Out of date" in words(window)


def test_another_account_is_asked_for_when_it_is_chosen(desk: Desk) -> None:
    other = replace(shop().snapshot(), account_id="cards", account_name="Gift cards")
    window = desk.open(shop().snapshot(), (other,))
    chooser = window.findChild(QComboBox)
    assert isinstance(chooser, QComboBox)
    desk.drawn_after(lambda: chooser.activated.emit(chooser.findText("Gift cards")))
    assert desk.requests[-1].account_id == "cards"
    assert window.account_id == "cards"


def test_the_picture_is_twice_as_fine_as_the_screen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    window = desk.open(shop().snapshot())
    monkeypatch.setattr(save_dialog, "chosen_path", lambda *_: "/tmp/chart.png")
    window._controls.picture_wanted.emit()
    ((kind, path, contents),) = desk.exports
    image = QImage.fromData(contents())
    assert (kind, path) == ("png", "/tmp/chart.png")
    assert image.width() == 2 * window.width()


def test_the_table_has_a_row_for_each_bar_that_is_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    window = desk.open(shop().snapshot())
    monkeypatch.setattr(save_dialog, "chosen_path", lambda *_: "/tmp/chart.csv")
    window._controls.table_wanted.emit()
    ((kind, _, contents),) = desk.exports
    lines = contents().decode().splitlines()
    assert kind == "csv"
    assert lines[0] == "start,end,currency,spend,usual_spend,credits,balance_at_end,estimated"
    assert lines[-1].startswith("2026-11-23T00:00:00+05:30,2026-11-24T00:00:00+05:30,USD,")
    assert len(lines) == 1 + 8


def test_nothing_is_exported_when_no_file_is_chosen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    window = desk.open(shop().snapshot())
    monkeypatch.setattr(save_dialog, "chosen_path", lambda *_: "")
    window._controls.table_wanted.emit()
    assert desk.exports == []


def test_closing_is_told_and_the_window_opens_again(desk: Desk, qtbot: Any) -> None:
    window = desk.open(shop().snapshot())
    with qtbot.waitSignal(window.closed):
        window.close()
    desk.open(shop().snapshot())
    assert plots(window).isVisible()


def test_no_timer_runs_while_the_chart_is_closed(desk: Desk) -> None:
    from PySide6.QtCore import QTimer

    window = desk.open(shop().snapshot())
    window.pan(0.2)
    window.close()
    assert [timer for timer in window.findChildren(QTimer) if timer.isActive() and not timer.isSingleShot()] == []


def test_rupees_are_grouped_as_in_india(qtbot: Any) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Hindi, QLocale.Country.India))
    rupees = Shop("INR", 1000, timedelta(days=20))
    window = Desk(qtbot, rupees.chart).open(rupees.snapshot())
    labels = [text for _, text in plots(window)._balance_axis._tickLevels[0]]
    assert "5,00,000" in labels


def test_an_open_chart_follows_light_and_dark(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    try:
        apply_theme(Theme.DARK)
        QApplication.processEvents()
        assert corner(window) == theme.DARK.window
        assert plots(window)._canvas.backgroundBrush().color().name() == theme.DARK.window
        apply_theme(Theme.LIGHT)
        QApplication.processEvents()
        assert corner(window) == theme.LIGHT.window
    finally:
        apply_theme(Theme.SYSTEM)


def corner(window: ChartWindow) -> str:
    return str(window.grab().toImage().pixelColor(2, 2).name())


def test_a_refund_is_drawn_smaller_and_hollow_and_told_as_one(qtbot: Any) -> None:
    window = Desk(qtbot, lambda request: with_small_credits(shop().chart(request))).open(shop().snapshot())
    refund = judged()[-1]
    drawn = plots(window)
    drawn.point_at(refund.at.timestamp())
    assert drawn.readings()[0].endswith("(+$25.50)")
    as_paid_in = drawn.grab().toImage()
    drawn.show_judged(judged())
    assert drawn.grab().toImage() != as_paid_in
    drawn.point_at(refund.at.timestamp())
    assert drawn.readings()[0].endswith("(+$25.50: Refund)")


def test_the_legend_names_top_ups_and_refunds_where_they_are_seen(qtbot: Any) -> None:
    desk = Desk(qtbot, lambda request: with_small_credits(shop().chart(request)))
    window = desk.open(shop().snapshot())
    assert legend(window) == ["read", "not read: estimated", "forecast"]
    window.render_forecast_log(None, judged_of(shop()), "main")
    assert legend(window) == ["read", "not read: estimated", "forecast", "refund"]
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    assert legend(window) == ["read", "not read: estimated", "forecast", "top-up", "refund"]


def legend(window: ChartWindow) -> list[str]:
    return [key.text for key in plots(window)._balance_title._keys]


def test_a_click_on_an_arrow_tells_which_credit_and_a_drag_over_it_does_not(qtbot: Any) -> None:
    desk = Desk(qtbot, shop().chart)
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    drawn = plots(window)
    drawn.grab()
    mark = drawn._balance_layers._marks[-1]
    place = drawn._canvas.mapFromScene(drawn._balance_box.mapToScene(QPointF(mark.x, mark.middle)))
    viewport = drawn._canvas.viewport()
    with qtbot.waitSignal(drawn.credit_clicked) as clicked:
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [mark.credit.at]
    with qtbot.assertNotEmitted(drawn.credit_clicked):
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=place - QPoint(60, 0))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place)


def test_the_pointer_over_an_arrow_is_a_hand(qtbot: Any) -> None:
    desk = Desk(qtbot, shop().chart)
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    drawn = plots(window)
    drawn.grab()
    mark = drawn._balance_layers._marks[-1]
    place = drawn._canvas.mapFromScene(drawn._balance_box.mapToScene(QPointF(mark.x, mark.middle)))
    drawn._on_pointer(place)
    assert drawn._canvas.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    drawn._on_pointer(place - QPoint(60, 0))
    assert drawn._canvas.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor


def test_of_hundreds_of_refunds_the_largest_are_marked_and_every_top_up(qtbot: Any) -> None:
    refunds = [
        JudgedCredit(NOW - timedelta(hours=3 * hour), Money(Decimal(hour + 1), "USD"), CreditKind.REFUND)
        for hour in range(200)
    ]

    def refunded(request: ChartRequest) -> ChartData:
        whole = shop().chart(request)
        return replace(whole, credits=(*whole.credits, *(CreditMark(credit.at, credit.amount) for credit in refunds)))

    desk = Desk(qtbot, refunded)
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    plots(window).show_judged((*judged_of(shop()), *refunds))
    plots(window).grab()
    marked = [mark.credit.amount.amount for mark in plots(window)._balance_layers._marks]
    assert sorted(marked)[:-3] == list(range(161, 201))
    assert sorted(marked)[-3:] == [1500] * 3


def credits_button(window: ChartWindow) -> QToolButton:
    return button(window, "Credits…")


def with_judged(qtbot: Any) -> ChartWindow:
    """A month with top-ups and refunds, answered."""
    desk = Desk(qtbot, lambda request: with_small_credits(shop().chart(request)))
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    window.render_forecast_log(None, judged_of(shop()), "main")
    return window


def open_dialogs(window: ChartWindow) -> list[CreditsDialog]:
    return [dialog for dialog in window.findChildren(CreditsDialog) if dialog.isVisible()]


def test_credits_are_offered_once_it_is_known_what_they_are_taken_for(desk: Desk) -> None:
    window = desk.open(shop().snapshot())
    assert not credits_button(window).isEnabled()
    window.render_forecast_log(None, judged(), "main")
    assert credits_button(window).isEnabled()
    window.show_account(replace(shop().snapshot(), account_id="cards"), ())
    assert not credits_button(window).isEnabled()


def test_judged_credits_are_marked_whether_they_come_before_or_after_the_line(qtbot: Any) -> None:
    window = with_judged(qtbot)
    assert "refund" in legend(window)
    window.choose_unit(BarUnit.WEEK)
    qtbot.waitUntil(lambda: "refund" in legend(window))


def test_the_owner_s_word_on_a_credit_leaves_the_window_with_its_account(qtbot: Any) -> None:
    window = with_judged(qtbot)
    credits_button(window).click()
    (dialog,) = open_dialogs(window)
    said = Correction(judged()[-1].at, CreditKind.TOP_UP)
    with qtbot.waitSignal(window.correction_requested) as requested:
        dialog.correction_chosen.emit(said)
    assert requested.args == ["main", said]


def test_a_click_on_an_arrow_opens_the_dialog_at_that_credit(qtbot: Any) -> None:
    window = with_judged(qtbot)
    refund = judged()[2]
    plots(window).credit_clicked.emit(refund.at)
    (dialog,) = open_dialogs(window)
    assert dialog._model.credit(dialog._table.currentIndex().row()).at == refund.at


def test_the_dialog_closes_with_the_window(qtbot: Any) -> None:
    window = with_judged(qtbot)
    credits_button(window).click()
    window.close()
    assert open_dialogs(window) == []


def test_a_credit_that_came_since_is_asked_about_again(qtbot: Any) -> None:
    asked: list[str] = []
    fresh = CreditMark(NOW + timedelta(minutes=1), Money(Decimal("40"), "USD"))
    shown: list[CreditMark] = []

    def provide(request: ChartRequest) -> ChartData:
        whole = shop().chart(request)
        return replace(whole, credits=(*whole.credits, *shown))

    desk = Desk(qtbot, provide)
    desk.window.forecast_log_requested.connect(asked.append)
    window = desk.open(shop().snapshot())
    desk.drawn_after(lambda: window.choose_range(ChartRange.MONTH))
    assert asked == ["main"]
    shown.append(fresh)
    desk.drawn_after(lambda: window.render(shop().snapshot(observed_at=NOW + timedelta(minutes=1))))
    assert asked == ["main", "main"]
