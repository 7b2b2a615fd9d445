"""The desk: tray and windows together, without a tray on this offscreen platform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QLocale, QObject, QPoint, Signal
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from galla.domain.notice import NativeMessage, Severity, SnoozeFor
from galla.domain.past import Correction, CreditKind
from galla.domain.settings import Language
from galla.domain.track_record import TrackRecord
from galla.texts import language
from galla.ui.alerts.window import AlertHistoryWindow
from galla.ui.chart.window import ChartWindow
from galla.ui.common_alert import CommonAlert
from galla.ui.desk import Desk
from galla.ui.panel import GlancePanel
from ui import alert_records
from ui import snapshots as samples


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(lambda: samples.NOW)
    yield desk
    desk.close()


def the_panel() -> GlancePanel:
    """The one panel that is open."""
    (panel,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, GlancePanel) and one.isVisible())
    return panel


def the_history() -> AlertHistoryWindow:
    """The one alert history that is open."""
    (found,) = (
        one for one in QApplication.topLevelWidgets() if isinstance(one, AlertHistoryWindow) and one.isVisible()
    )
    return found


def open_windows() -> dict[type[QWidget], QWidget]:
    """The windows on screen, by what they are."""
    return {type(one): one for one in QApplication.topLevelWidgets() if one.isVisible()}


@contextmanager
def hindi() -> Iterator[None]:
    """Texts in Hindi meanwhile."""
    before = QLocale()
    translators = language.install(Language.HINDI)
    try:
        yield
    finally:
        language.remove(translators)
        QLocale.setDefault(before)


def said_by(window: QWidget) -> set[str]:
    """Every sentence that is visible in the window."""
    return {label.text() for label in window.findChildren(QLabel) if label.isVisible()}


def test_pictures_show_the_icon_and_what_is_open(desk: Desk) -> None:
    desk.render((samples.healthy(),))
    assert set(desk.pictures()) == {"icon"}

    desk.open_panel()

    assert set(desk.pictures()) == {"icon", "panel"}


def test_a_second_click_closes_the_panel(desk: Desk) -> None:
    desk.render((samples.healthy(),))
    desk.toggle_panel()
    assert "panel" in desk.pictures()

    desk.toggle_panel()

    assert "panel" not in desk.pictures()


def test_what_is_wrong_with_the_program_opens_the_panel_and_stays_until_it_is_taken_back(desk: Desk) -> None:
    desk.render(())
    desk.set_trouble("The settings are broken.")
    assert "The settings are broken." in said_by(the_panel())
    desk.toggle_panel()

    desk.open_panel()
    assert "The settings are broken." in said_by(the_panel())
    desk.set_trouble("")

    assert "The settings are broken." not in said_by(the_panel())


def test_a_wish_of_the_panel_is_passed_on(desk: Desk, qtbot: QtBot) -> None:
    desk.render((samples.healthy(),))
    desk.open_panel()
    account = samples.healthy().account_id

    with qtbot.waitSignal(desk.poll_requested) as asked:
        the_panel().poll_requested.emit(account)

    assert asked.args == [account]


@pytest.mark.parametrize(
    ("wish", "arguments"),
    [
        ("snooze_requested", ["main-1", SnoozeFor.TOMORROW]),
        ("acknowledge_requested", ["main-1"]),
        ("paid_requested", ["main"]),
        ("top_up_requested", ["main"]),
    ],
)
def test_an_answer_to_an_alert_is_passed_on_from_panel_and_history(
    desk: Desk, qtbot: QtBot, wish: str, arguments: list[object]
) -> None:
    desk.render((samples.low_with_open_episode(),))
    desk.open_panel()
    desk.open_alert_history()
    for window in (the_panel(), the_history()):
        with qtbot.waitSignal(getattr(desk, wish)) as asked:
            getattr(window, wish).emit(*arguments)
        assert asked.args == arguments


def test_the_settings_are_asked_for_by_their_page(desk: Desk, qtbot: QtBot) -> None:
    desk.open_panel()

    with qtbot.waitSignal(desk.settings_requested) as asked:
        the_panel().settings_requested.emit("")

    assert asked.args == [""]


def test_the_panel_opens_the_alert_history_which_asks_for_its_records(desk: Desk, qtbot: QtBot) -> None:
    desk.open_panel()

    with qtbot.waitSignal(desk.alert_history_requested):
        the_panel().alert_history_requested.emit()
    desk.render_alert_history(alert_records.fortnight(), alert_records.NAMES, {}, alert_records.ZONES)

    assert the_history()._model.rowCount() == 7
    assert set(desk.pictures()) == {"icon", "panel", "alerts"}


def test_the_alert_history_is_opened_once_and_follows_the_accounts(desk: Desk, qtbot: QtBot) -> None:
    desk.open_alert_history()
    desk.open_alert_history()

    with qtbot.waitSignal(desk.alert_history_requested):
        desk.render((samples.low_with_open_episode(),))

    assert the_history().isVisible()


def test_what_is_wrong_for_all_accounts_reaches_the_panel_also_when_it_opens_later(desk: Desk) -> None:
    lost = CommonAlert(alert_records.network_lost().episode, "No network.")
    desk.render((samples.healthy(),), (lost,))
    desk.open_panel()
    assert "No network." in said_by(the_panel())

    desk.render((samples.healthy(),))

    assert "No network." not in said_by(the_panel())


def test_the_alert_history_says_what_could_not_be_exported(desk: Desk) -> None:
    desk.tell_alert_history("Nobody reads it.")
    desk.open_alert_history()

    desk.tell_alert_history("alerts.csv could not be written.")

    assert "alerts.csv could not be written." in said_by(the_history())


def test_for_another_theme_closed_windows_are_built_anew(desk: Desk) -> None:
    desk.open_alert_history()
    before = the_history()
    desk.restyle()
    assert the_history() is before
    before.close()

    desk.restyle()
    desk.open_alert_history()

    assert the_history() is not before


def test_in_another_language_open_windows_are_built_anew_where_they_stand(desk: Desk, qtbot: QtBot) -> None:
    desk.render((samples.healthy(),))
    desk.open_panel()
    desk.open_alert_history()
    desk.open_chart(samples.healthy().account_id)
    before = open_windows()
    before[AlertHistoryWindow].setGeometry(40, 50, 900, 600)
    with hindi(), qtbot.waitSignals([desk.chart_data_requested, desk.alert_history_requested], timeout=10_000):
        desk.retranslate()
    after = open_windows()
    assert after.keys() == before.keys() == {GlancePanel, AlertHistoryWindow, ChartWindow}
    for kind, window in after.items():
        assert window is not before[kind]
        assert any("\u0900" <= letter <= "\u097f" for letter in window.windowTitle() + "".join(said_by(window)))
    assert after[AlertHistoryWindow].geometry() == before[AlertHistoryWindow].geometry()


def test_a_window_in_which_something_is_asked_turns_once_that_is_over(desk: Desk, qtbot: QtBot) -> None:
    desk.open_alert_history()
    before = the_history()
    dialog = QDialog(before)
    dialog.show()
    desk.retranslate()
    assert the_history() is before
    dialog.reject()
    qtbot.waitUntil(lambda: the_history() is not before)


def test_in_another_language_a_popup_stays_one(desk: Desk) -> None:
    desk.render((samples.healthy(),))
    desk.open_panel(QPoint(700, 500))
    before = the_panel()
    desk.retranslate()
    assert the_panel() is not before
    assert the_panel().windowFlags() == before.windowFlags()
    assert the_panel().geometry() == before.geometry()


def test_where_the_panel_stands_for_the_tray_another_language_is_no_wish_to_quit(desk: Desk, qtbot: QtBot) -> None:
    desk.render((samples.healthy(),))
    desk._without_tray = True
    desk.open_panel()
    with qtbot.assertNotEmitted(desk.quit_requested):
        desk.retranslate()
    assert the_panel().isVisible()


def test_the_chart_asks_for_the_account_that_was_clicked(desk: Desk, qtbot: QtBot) -> None:
    desk.render((samples.healthy(),))

    with qtbot.waitSignal(desk.chart_data_requested, timeout=10_000) as asked:
        desk.open_chart(samples.healthy().account_id)

    assert asked.args[0].account_id == samples.healthy().account_id


def test_a_chart_of_an_account_that_is_gone_opens_nothing(desk: Desk) -> None:
    desk.render(())
    desk.open_chart("gone")

    assert set(desk.pictures()) == {"icon"}


def test_without_a_tray_its_message_is_not_taken_for_shown(desk: Desk) -> None:
    assert desk.show_message(NativeMessage("a.1", "Title", "Body", Severity.WARNING)) is False


class ChartStandIn(QObject):
    """The chart window as far as the track record and the owner's word on credits go."""

    forecast_log_requested = Signal(str)
    correction_requested = Signal(str, object)

    def __init__(self, account_id: str) -> None:
        super().__init__()
        self.account_id = account_id
        self.told: list[tuple[object, tuple[object, ...]]] = []

    def render_forecast_log(self, record: object, judged: tuple[object, ...]) -> None:
        self.told.append((record, judged))

    def close(self) -> None:
        pass


def test_a_track_record_goes_to_the_chart_of_its_account_only(desk: Desk) -> None:
    chart = ChartStandIn("main")
    desk._chart = chart  # type: ignore[assignment]

    desk.render_forecast_log(None, (), "other")
    desk.render_forecast_log(TrackRecord(), (), "main")

    assert chart.told == [(TrackRecord(), ())]


def test_the_charts_wishes_about_forecasts_and_credits_are_passed_on(desk: Desk, qtbot: QtBot) -> None:
    desk.render((samples.healthy(),))
    desk.open_chart(samples.healthy().account_id)
    (chart,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ChartWindow) and one.isVisible())
    said = Correction(samples.NOW, CreditKind.REFUND)

    with qtbot.waitSignal(desk.forecast_log_requested) as asked:
        chart.forecast_log_requested.emit("main")
    with qtbot.waitSignal(desk.correction_requested) as corrected:
        chart.correction_requested.emit("main", said)

    assert asked.args == ["main"]
    assert corrected.args == ["main", said]


def test_without_a_chart_a_track_record_is_not_missed(desk: Desk) -> None:
    desk.render_forecast_log(None, (), "main")

    assert set(desk.pictures()) == {"icon"}
