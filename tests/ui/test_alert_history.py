"""The alert history's window: what is listed, what one alert tells, and what keys and buttons do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from galla.domain.channel import AlertRecord
from galla.domain.notice import ALL_ACCOUNTS, AnswerKind, OwnerAnswer, Rule, Severity, SnoozeFor
from galla.domain.reminders import acknowledge
from galla.domain.settings import Theme
from galla.texts import notices
from galla.ui import save_dialog
from galla.ui.alerts.alert_filter import Period
from galla.ui.alerts.model import Column
from galla.ui.alerts.window import AlertHistoryWindow
from galla.ui.chooser import Chooser
from galla.ui.common_alert import CommonAlert
from galla.ui.theme import DARK, LIGHT, apply_theme
from ui import alert_records as samples
from ui import snapshots
from ui.panels import button, buttons, seen, words_on_buttons
from ui.snapshots import NOW

ACCOUNTS = (snapshots.with_top_up_page(), snapshots.healthy("in", "Bharat Vouchers"))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[AlertHistoryWindow]:
    apply_theme(Theme.LIGHT)
    window = AlertHistoryWindow(lambda: NOW)
    qtbot.addWidget(window)
    window.follow(ACCOUNTS)
    yield window
    apply_theme(Theme.SYSTEM)


def answer(window: AlertHistoryWindow, *records: AlertRecord) -> None:
    window.render(records or samples.fortnight(), samples.NAMES, samples.CHANNEL_NAMES, samples.ZONES)


def opened(window: AlertHistoryWindow, *records: AlertRecord) -> AlertHistoryWindow:
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    answer(window, *records)
    return window


def table_of(window: AlertHistoryWindow) -> QTableView:
    found = window.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


def column(window: AlertHistoryWindow, wanted: Column) -> list[str]:
    model = table_of(window).model()
    return [str(model.index(row, wanted).data()) for row in range(model.rowCount())]


def listed(window: AlertHistoryWindow) -> list[str]:
    return column(window, Column.ALERT)


def story_of(window: AlertHistoryWindow) -> str:
    found = window.findChild(QTextBrowser)
    assert isinstance(found, QTextBrowser)
    return found.toPlainText()


def look_at(window: AlertHistoryWindow, record: AlertRecord) -> None:
    row = window._model.row_of(record.episode.id)
    assert row is not None
    window._table.choose_row(row)


def choose(window: AlertHistoryWindow, field: str, entry: str) -> None:
    """Chooses as the owner does."""
    (chooser,) = (one for one in window.findChildren(Chooser) if one.accessibleName() == field)
    chooser.setCurrentText(entry)
    chooser.activated.emit(chooser.currentIndex())


# --- what is listed


def test_opened_it_asks_for_its_records_and_says_nothing_before_they_come(
    window: AlertHistoryWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.records_requested):
        window.show()
    assert "No alert yet" not in seen(window)
    answer(window)
    assert len(listed(window)) == 7


def test_each_alert_has_a_row_with_when_who_what_how_and_where(window: AlertHistoryWindow) -> None:
    opened(window)
    assert column(window, Column.RAISED)[:3] == ["today 13:42", "today 12:32", "today 08:32"]
    assert column(window, Column.ACCOUNT)[:3] == ["Bharat Vouchers", "This computer", "FoxReload"]
    assert listed(window)[:3] == ["Spending too fast", "Channel failing: Owner's phone", "Running short"]
    assert column(window, Column.STATE)[0] == "Snoozed until 14:42"
    assert column(window, Column.DELIVERED)[2] == "This desktop, Slack; failed: Owner's phone"


def test_the_newest_is_first_whatever_the_order_they_come_in(window: AlertHistoryWindow) -> None:
    opened(window, *samples.fortnight()[::-1])
    assert column(window, Column.RAISED)[0] == "today 13:42"


def test_rows_and_titles_can_be_read_aloud_also_where_only_a_mark_is_seen(window: AlertHistoryWindow) -> None:
    opened(window)
    model = table_of(window).model()
    spoken = model.index(0, Column.MARK).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == notices.severity_name(Severity.CRITICAL)
    titles = [model.headerData(one, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) for one in Column]
    assert titles == ["Severity", "Raised", "Account", "Alert", "State", "Delivered to"]
    for one in (*window.findChildren(Chooser), window._filters.search, table_of(window), window._detail._story):
        assert one.accessibleName()


def test_severities_and_whether_they_are_over_are_told_apart_in_grey(window: AlertHistoryWindow) -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from galla.ui.severity_mark import paint_severity

    def painted(severity: Severity, is_open: bool) -> QImage:
        image = QImage(16, 16, QImage.Format.Format_ARGB32)
        image.fill(QColor("#ffffff"))
        painter = QPainter(image)
        paint_severity(painter, QRectF(0, 0, 16, 16), severity, is_open=is_open)
        painter.end()
        return image.convertToFormat(QImage.Format.Format_Grayscale8)

    marks = [painted(severity, is_open) for severity in Severity for is_open in (True, False)]

    def difference(one: QImage, other: QImage) -> int:
        pairs = ((one.pixelColor(x, y), other.pixelColor(x, y)) for x in range(16) for y in range(16))
        return sum(abs(a.lightness() - b.lightness()) > 60 for a, b in pairs)

    pairs = [(one, other) for number, one in enumerate(marks) for other in marks[number + 1 :]]
    assert min(difference(one, other) for one, other in pairs) >= 20


def test_a_delivery_that_failed_stands_out_and_what_is_over_stands_back(window: AlertHistoryWindow) -> None:
    opened(window)
    model = table_of(window).model()
    failed = model.index(2, Column.DELIVERED).data(Qt.ItemDataRole.ForegroundRole)
    over = model.index(5, Column.STATE).data(Qt.ItemDataRole.ForegroundRole)
    assert (failed, over) == (QColor(LIGHT.danger), QColor(LIGHT.muted))
    assert model.index(2, Column.STATE).data(Qt.ItemDataRole.ForegroundRole) is None


def test_of_a_single_account_neither_column_nor_choice_is_needed(window: AlertHistoryWindow) -> None:
    opened(window, samples.open_shortage(), samples.acknowledged_low())
    assert table_of(window).isColumnHidden(Column.ACCOUNT)
    assert not window._filters._accounts.isVisibleTo(window)
    answer(window)
    assert not table_of(window).isColumnHidden(Column.ACCOUNT)
    assert window._filters._accounts.isVisibleTo(window)


def test_it_says_how_many_are_listed_and_how_many_of_them_are_open(window: AlertHistoryWindow) -> None:
    opened(window)
    assert (len(window._shown), window._count.text()[:1]) == (7, "7")
    assert "4 open" in window._count.text()
    choose(window, "Rule", "Balance used up")
    assert "open" not in window._count.text()


# --- looking for something


def test_before_the_first_alert_it_says_what_will_be_listed(window: AlertHistoryWindow) -> None:
    window.show()
    window.render((), {}, {}, {})
    assert "No alert yet" in seen(window)
    assert not window._filters.isVisible()
    assert not window._export.isVisible()


def test_where_nothing_matches_it_offers_to_show_all(window: AlertHistoryWindow) -> None:
    opened(window)
    window._filters.search.setText("nothing like it")
    assert "Nothing matches" in seen(window)
    assert not window._export.isEnabled()
    button(window, "Show all alerts").click()
    assert len(listed(window)) == 8
    assert window._filters.search.text() == ""
    assert window._filters._periods[Period.ALL].isChecked()


def test_filters_narrow_the_list_together(window: AlertHistoryWindow) -> None:
    opened(window)
    choose(window, "Severity", "Critical")
    assert listed(window) == ["Spending too fast", "Running short", "Balance used up"]
    choose(window, "Account", "FoxReload")
    assert listed(window) == ["Running short", "Balance used up"]
    window._filters._open.click()
    assert listed(window) == ["Running short"]
    choose(window, "Severity", "All severities")
    assert listed(window) == ["Running short", "Balance under its threshold"]
    choose(window, "Rule", "Balance under its threshold")
    assert listed(window) == ["Balance under its threshold"]


def test_a_period_is_one_click(window: AlertHistoryWindow) -> None:
    opened(window)
    button_of = window._filters._periods
    button_of[Period.WEEK].click()
    assert len(listed(window)) == 6
    button_of[Period.ALL].click()
    assert len(listed(window)) == 8


def test_an_account_that_has_no_alerts_any_more_is_looked_for_no_more(window: AlertHistoryWindow) -> None:
    opened(window)
    choose(window, "Account", "Bharat Vouchers")
    assert listed(window) == ["Spending too fast"]
    answer(window, samples.open_shortage(), samples.channel_failing())
    assert window._filters.chosen.account_id is None
    assert len(listed(window)) == 2


def test_news_leave_the_filter_as_it_is(window: AlertHistoryWindow) -> None:
    opened(window)
    choose(window, "Account", "Bharat Vouchers")
    answer(window)
    assert window._filters._accounts.currentText() == "Bharat Vouchers"
    assert listed(window) == ["Spending too fast"]


def test_the_list_of_a_chooser_is_wide_enough_for_its_entries_within_reason(
    window: AlertHistoryWindow, qtbot: QtBot
) -> None:
    opened(window)
    window._filters._accounts.addItem("Bharat Digital Vouchers and Prepaid Top-up Services Private Limited " * 2, "x")
    for chooser in (window._filters._rules, window._filters._accounts):
        chooser.showPopup()
        assert min(360, chooser.view().sizeHintForColumn(0)) <= chooser.view().width() <= 400
        chooser.hidePopup()


# --- one alert


def test_the_newest_is_looked_at_first(window: AlertHistoryWindow) -> None:
    opened(window)
    assert table_of(window).currentIndex().row() == 0
    assert "$420.00 spent" in seen(window._detail)
    assert "Slack: waits until 19:32 (quiet hours)" in story_of(window)


def test_the_pane_tells_of_the_alert_that_the_arrows_reach(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    table = table_of(window)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    short = samples.open_shortage()
    assert notices.history_title(short, "FoxReload", ZoneInfo(samples.ZONES["main"])) in seen(window._detail)
    assert short.episode.short_id in seen(window._detail)
    assert "refused (403)" in story_of(window)


def test_news_leave_the_owner_at_the_alert_he_looks_at(window: AlertHistoryWindow) -> None:
    opened(window)
    look_at(window, samples.acknowledged_low())
    fresh = AlertRecord(samples.episode(Rule.ACCESS, timedelta(minutes=1)), (), ())
    answer(window, fresh, *samples.fortnight())
    chosen = window._table.current_record()
    assert chosen is not None
    assert chosen.episode.id == samples.acknowledged_low().episode.id


def test_news_of_the_same_alert_change_its_row_and_pane_in_place(window: AlertHistoryWindow) -> None:
    opened(window)
    look_at(window, samples.open_shortage())
    resets: list[QModelIndex] = []
    window._model.modelReset.connect(lambda: resets.append(QModelIndex()))
    seen_at = acknowledge(samples.open_shortage().episode, NOW)
    changed = [replace(one, episode=seen_at) if one.episode.id == seen_at.id else one for one in samples.fortnight()]
    answer(window, *changed)
    assert resets == []
    assert column(window, Column.STATE)[2] == "Acknowledged"
    assert "Acknowledged · today 14:32" in story_of(window)
    assert words_on_buttons(window._detail) == ["Top up", "I have paid"]


def test_every_answer_stays_in_the_story_although_it_holds_no_longer(window: AlertHistoryWindow) -> None:
    short = samples.open_shortage()
    given = (
        OwnerAnswer(NOW - 2 * samples.HOUR, AnswerKind.ACKNOWLEDGED),
        OwnerAnswer(NOW - samples.HOUR, AnswerKind.SNOOZED, NOW - samples.HOUR / 2),
        OwnerAnswer(NOW - samples.HOUR / 4, AnswerKind.SNOOZED),
        OwnerAnswer(NOW, AnswerKind.PAID, NOW + 2 * samples.HOUR),
    )
    opened(window, replace(short, episode=replace(short.episode, answers=given)))
    told = story_of(window)
    for line in (
        "Acknowledged · today 12:32",
        "Snoozed until today 14:02 · today 13:32",
        "Snoozed until money arrives · today 14:17",
        "Paid, expected by today 16:32 · today 14:32",
    ):
        assert line in told


def test_where_the_alert_looked_at_is_filtered_out_the_newest_is_looked_at(window: AlertHistoryWindow) -> None:
    opened(window)
    look_at(window, samples.network_lost())
    window._filters._open.click()
    assert "$420.00 spent" in seen(window._detail)


def test_what_is_read_stays_in_place_when_nothing_changed(window: AlertHistoryWindow) -> None:
    opened(window)
    look_at(window, samples.open_shortage())
    window.resize(900, 340)
    bar = window._detail._story.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    place = bar.value()
    answer(window)
    assert bar.value() == place
    look_at(window, samples.recovered_empty())
    assert bar.value() == 0


# --- answers


def test_an_open_alert_can_be_answered_as_in_the_panel(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    short = samples.open_shortage().episode
    look_at(window, samples.open_shortage())
    detail = window._detail
    assert words_on_buttons(detail) == ["Top up", "I have paid", "Snooze", "Acknowledge"]
    with qtbot.waitSignal(window.top_up_requested) as asked:
        button(detail, "Top up").click()
    assert asked.args == ["main"]
    with qtbot.waitSignal(window.paid_requested) as asked:
        button(detail, "I have paid").click()
    assert asked.args == ["main"]
    with qtbot.waitSignal(window.acknowledge_requested) as asked:
        button(detail, "Acknowledge").click()
    assert asked.args == [short.id]
    with qtbot.waitSignal(window.snooze_requested) as asked:
        detail._buttons.snooze_wanted.emit(SnoozeFor.TOMORROW)
    assert asked.args == [short.id, SnoozeFor.TOMORROW]


def test_what_is_over_or_merely_happened_cannot_be_answered(window: AlertHistoryWindow) -> None:
    opened(window)
    for record in (samples.recovered_empty(), samples.network_lost(), samples.day_closed()):
        look_at(window, record)
        assert buttons(window._detail) == []


def test_what_concerns_all_accounts_can_be_answered_too(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    look_at(window, samples.channel_failing())
    with qtbot.waitSignal(window.snooze_requested) as asked:
        button(window._detail, "Snooze 1 h").click()
    assert asked.args == [samples.channel_failing().episode.id, SnoozeFor.HOUR]


def test_an_account_that_is_no_longer_watched_has_nothing_to_answer(window: AlertHistoryWindow) -> None:
    window.follow(())
    opened(window)
    look_at(window, samples.open_shortage())
    assert buttons(window._detail) == []


def test_changed_alerts_of_the_accounts_make_it_ask_again(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    with qtbot.assertNotEmitted(window.records_requested):
        window.follow(ACCOUNTS)
        window.follow((replace(ACCOUNTS[0], balance=snapshots.usd("870")), ACCOUNTS[1]))
    with qtbot.waitSignal(window.records_requested):
        window.follow((replace(ACCOUNTS[0], episodes=()), ACCOUNTS[1]))
    lost = CommonAlert(samples.episode(Rule.NO_READING, samples.HOUR, ALL_ACCOUNTS), "No network.")
    with qtbot.waitSignal(window.records_requested):
        window.follow(ACCOUNTS, (lost,))


def test_a_payment_on_its_way_takes_the_buttons_away_at_once(window: AlertHistoryWindow) -> None:
    opened(window)
    look_at(window, samples.open_shortage())
    window.follow((replace(ACCOUNTS[0], payment=snapshots.paid().payment), ACCOUNTS[1]))
    assert buttons(window._detail) == []


def test_deliveries_are_looked_up_only_while_somebody_looks(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    with qtbot.waitSignal(window.records_requested):
        window._look_again.timeout.emit()
    window.close()
    assert not window._look_again.isActive()
    with qtbot.assertNotEmitted(window.records_requested):
        window.follow(())


# --- keys


def test_escape_closes(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    qtbot.keyClick(table_of(window), Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_control_and_f_begin_a_search(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    qtbot.keyClick(table_of(window), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window._filters.search
    qtbot.keyClicks(window._filters.search, "bharat")
    assert listed(window) == ["Spending too fast"]


def test_once_the_alerts_are_there_the_arrows_move_among_them(window: AlertHistoryWindow) -> None:
    opened(window)
    assert window.focusWidget() is table_of(window)


def test_tab_goes_from_the_filters_over_the_list_to_the_alert(window: AlertHistoryWindow) -> None:
    opened(window)
    look_at(window, samples.open_shortage())
    order: list[QWidget] = []
    widget: QWidget = window._filters.search
    while widget not in order:
        if widget.isVisibleTo(window) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(widget)
        widget = widget.nextInFocusChain()
    names = [one.accessibleName() or getattr(one, "text", str)() for one in order]
    assert names == [
        "Search alerts",
        "Account",
        "Severity",
        "Rule",
        "Open only",
        "7 days",
        "30 days",
        "All",
        "Alerts, the newest first",
        "Top up",
        "I have paid",
        "Snooze",
        "Acknowledge",
        "What was told of the alert, and where it was delivered",
        "Export CSV…",
    ]


# --- export


def test_control_and_s_export_what_is_listed(
    window: AlertHistoryWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []

    def chosen(_parent: QWidget, _title: str, name: str, _kinds: str) -> str:
        asked.append(name)
        return str(tmp_path / "alerts.csv")

    monkeypatch.setattr(save_dialog, "chosen_path", chosen)
    opened(window)
    choose(window, "Rule", "Balance used up")
    with qtbot.waitSignal(window.export_requested) as wanted:
        qtbot.keyClick(table_of(window), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    path, contents = wanted.args
    assert asked == ["galla-alerts-2026-11-18.csv"]
    assert path == str(tmp_path / "alerts.csv")
    rows = list(csv.DictReader(io.StringIO(contents().decode(), newline="")))
    assert {row["rule"] for row in rows} == {"empty"}
    assert len(rows) == 3


def test_an_export_that_is_given_up_writes_nothing(
    window: AlertHistoryWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_dialog, "chosen_path", lambda *_: "")
    opened(window)
    with qtbot.assertNotEmitted(window.export_requested):
        button(window, "Export CSV…").click()


def test_what_could_not_be_done_is_said_until_the_window_closes(window: AlertHistoryWindow) -> None:
    opened(window)
    window.say("/x/alerts.csv could not be written.")
    assert "could not be written" in seen(window)
    window.close()
    window.show()
    assert "could not be written" not in seen(window)


# --- looks


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("row", range(7))
def test_nothing_is_cut_off(window: AlertHistoryWindow, row: int, theme: Theme) -> None:
    apply_theme(theme)
    opened(window)
    window._table.choose_row(row)
    window.resize(window.minimumSizeHint())
    QApplication.processEvents()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QPushButton | Chooser):
            place = QRect(widget.mapTo(window, QPoint()), widget.size())
            assert window.rect().contains(place), widget
            if isinstance(widget, QLabel) and widget.wordWrap():
                assert widget.height() >= widget.heightForWidth(widget.width()), widget.text()


def test_an_empty_window_does_not_cut_its_words(window: AlertHistoryWindow) -> None:
    window.show()
    window.render((), {}, {}, {})
    QApplication.processEvents()
    for label in window._nothing.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_light_and_dark_are_followed(window: AlertHistoryWindow, qtbot: QtBot) -> None:
    opened(window)
    look_at(window, samples.open_shortage())
    for theme, tones in ((Theme.DARK, DARK), (Theme.LIGHT, LIGHT)):
        apply_theme(theme)
        ground = QColor(tones.window)
        qtbot.waitUntil(lambda ground=ground: window.grab().toImage().pixelColor(4, 4) == ground)
        assert tones.card in window._detail._html


def test_ten_thousand_alerts_are_listed_and_searched_without_a_widget_of_their_own(
    window: AlertHistoryWindow,
) -> None:
    few = opened(window, *samples.many(20))
    widgets = len(few.findChildren(QWidget))
    answer(window, *samples.many(10_000))
    window._filters._periods[Period.ALL].click()
    assert len(listed(window)) == 10_000
    window._filters.search.setText("bharat running")
    assert 0 < len(listed(window)) < 1_000
    assert len(window.findChildren(QWidget)) == widgets


def test_only_what_is_in_sight_is_put_into_words(window: AlertHistoryWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    from galla.texts import locale_format

    asked: list[datetime] = []
    whole = locale_format.instant

    def counted(at: datetime, *others: object) -> str:
        asked.append(at)
        return whole(at, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(locale_format, "instant", counted)
    opened(window, *samples.many(10_000))
    window._filters._periods[Period.ALL].click()
    window.grab()
    assert 0 < len(asked) < 500
