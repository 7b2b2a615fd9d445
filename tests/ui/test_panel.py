"""The glance panel: what an owner sees in each state, and what the buttons and keys do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from galla.domain.model import Level, StorageState
from galla.domain.settings import Theme
from galla.texts import next_steps, outlook
from galla.texts import snapshots as texts
from galla.ui.labels import ClauseLabel, LineLabel
from galla.ui.level_colours import is_dark
from galla.ui.panel import AGE_TICK_MS, MARGIN, GlancePanel
from galla.ui.panel_parts import AccountRow, Banner
from galla.ui.panel_place import beside_tray, in_corner
from galla.ui.settings_pages import ADD_ACCOUNT
from galla.ui.severity_mark import SeverityMark
from galla.ui.sparkline import Sparkline
from galla.ui.theme import DARK, LIGHT, apply_theme
from ui import snapshots as samples
from ui.panels import button, seen, show

STATES = {
    "healthy": (samples.healthy(),),
    "watch": (samples.watch(),),
    "low": (samples.low_with_open_episode(),),
    "running short": (samples.running_short_while_learning(),),
    "critical": (samples.critical(),),
    "empty": (samples.empty(),),
    "stale": (samples.stale_with_problem(),),
    "rate limited": (samples.rate_limited(),),
    "checking again": (samples.checking_again(),),
    "no data": (samples.no_data(),),
    "learning": (samples.learning(),),
    "no spend": (samples.no_spend_seen(),),
    "memory only": (samples.memory_only(),),
    "paused": (samples.paused(),),
    "polling": (samples.polling(),),
    "long name": (samples.long_name(),),
    "three": samples.three_accounts(),
    "page": (samples.with_top_up_page(),),
    "two alerts": (samples.two_episodes(),),
    "paid": (samples.paid(),),
    "none": (),
}


@pytest.fixture
def panel(qtbot):
    apply_theme(Theme.LIGHT)
    panel = GlancePanel(lambda: samples.NOW)
    qtbot.addWidget(panel)
    yield panel
    apply_theme(Theme.SYSTEM)


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_in_any_state(panel, state, theme, qtbot):
    apply_theme(theme)
    show(panel, *STATES[state])
    qtbot.waitExposed(panel)
    panel._fit()
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QPushButton):
            continue
        corner = widget.mapTo(panel, QPoint(0, 0))
        assert panel.rect().contains(QRect(corner, widget.size())), f"{state}: {widget.accessibleName()}"
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()), f"{state}: {widget.text()}"


def test_one_look_gives_balance_runway_spend_age_and_what_to_do(panel):
    show(panel, samples.healthy())
    text = seen(panel)
    for part in (
        "FoxReload",
        "$4,812.30",
        outlook.runway_sentence(samples.healthy(), samples.NOW),
        "$312.40",
        "$287.15",
        texts.age_sentence(samples.healthy(), samples.NOW),
        next_steps.next_step(samples.healthy(), samples.NOW),
        texts.level_name(samples.healthy().level),
    ):
        assert part in text
    assert panel.findChild(Sparkline).isVisible()


def test_a_forecast_says_what_it_is_based_on_and_what_will_be_spent(panel):
    show(panel, samples.learning())
    assert outlook.basis_sentence(samples.learning(), samples.NOW) in seen(panel)
    assert outlook.expected_spend_sentence(samples.learning().runway, 3) in seen(panel)


def test_what_to_do_names_the_amount_to_pay_in(panel):
    show(panel, samples.low_with_open_episode())
    assert "Top up about $4,600 before tomorrow afternoon" in seen(panel)


def test_a_sentence_too_long_for_a_line_breaks_between_its_clauses(qtbot):
    label = ClauseLabel()
    qtbot.addWidget(label)
    label.show()
    label.set_whole_text("Lasts until about Thursday; could be Wednesday.")
    label.resize(2000, 50)
    assert label.text() == "Lasts until about Thursday; could be Wednesday."
    label.resize(label.fontMetrics().horizontalAdvance(label.whole_text) - 1, 50)
    assert label.text() == "Lasts until about Thursday;\ncould be Wednesday."
    label.set_whole_text("Lasts until about Thursday.")
    assert label.text() == label.accessibleName() == "Lasts until about Thursday."


def test_what_is_not_known_is_a_dash_and_never_a_zero(panel):
    show(panel, samples.no_data())
    assert "—" in seen(panel)
    assert "0" not in seen(panel).replace(":30", "").replace("14:", "").replace("15:", "").replace("401", "")


@pytest.mark.parametrize("state", [StorageState.MEMORY_ONLY, StorageState.RESTORED, StorageState.STARTED_NEW])
def test_a_ledger_that_is_not_what_it_was_is_said_aloud(panel, state):
    show(panel, replace(samples.healthy(), storage=state))
    assert texts.storage_sentence(state) in seen(panel)


def test_when_all_is_well_there_is_no_banner(panel):
    show(panel, samples.healthy())
    assert [banner.sentence for banner in panel.findChildren(Banner) if banner.isVisible()] == []


def test_a_failure_is_told_beside_the_last_good_balance(panel):
    show(panel, samples.stale_with_problem())
    text = seen(panel)
    assert "$1,980.00" in text
    assert "api.foxreload.example" in text


def test_of_an_old_balance_the_panel_says_until_when_todays_spend_was_seen(panel):
    old = replace(samples.healthy(), observed_at=samples.NOW - timedelta(hours=7), stale=True)
    show(panel, old)
    assert "Spent today until 07:32\n$312.40\nUsual by now\n" in seen(panel)
    show(panel, samples.healthy())
    assert "Spent today\n$312.40\n" in seen(panel)
    show(panel, replace(old, spend_today=None))
    assert "Spent today\n—\n" in seen(panel)


def test_a_surprising_balance_is_told_and_the_believed_one_stays(panel):
    show(panel, samples.checking_again())
    assert "$4,812.30" in seen(panel)
    assert texts.checking_again_sentence(samples.checking_again()) in seen(panel)


def test_money_reserved_for_orders_is_told_apart(panel):
    show(panel, samples.watch())
    assert "$2,540.00 available" in seen(panel)


def test_check_now_and_show_chart_name_the_account(panel, qtbot):
    show(panel, samples.healthy())
    with qtbot.waitSignal(panel.poll_requested) as asked:
        button(panel, "Check now").click()
    assert asked.args == ["main"]
    with qtbot.waitSignal(panel.chart_requested) as asked:
        button(panel, "Show chart").click()
    assert asked.args == ["main"]


def test_while_it_is_checking_it_cannot_be_asked_again(panel):
    show(panel, samples.polling())
    assert not button(panel, "Checking…").isEnabled()


def test_while_the_supplier_asked_for_silence_the_button_says_until_when(panel):
    show(panel, samples.rate_limited())
    assert not button(panel, "Check after 14:50").isEnabled()
    panel.render((samples.rate_limited(),), samples.NOW + timedelta(minutes=19))
    assert button(panel, "Check now").isEnabled()


def test_between_two_contents_the_panel_keeps_its_height(panel):
    """A window of no height would lose the focus, and a popup that loses the focus closes."""
    show(panel)
    height = panel.height()
    panel._empty.hide()
    QCoreApplication.sendEvent(panel, QEvent(QEvent.Type.LayoutRequest))
    assert panel.height() == height > 0


def test_of_several_accounts_the_worst_is_shown_in_full_and_a_click_shows_another(panel, qtbot):
    show(panel, *samples.three_accounts())
    assert panel._view.account_id == "main"
    rows = [row for row in panel.findChildren(AccountRow) if row.isVisibleTo(panel)]
    assert [row.property("account_id") for row in rows] == ["new", "in"]
    qtbot.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    assert panel._view.account_id == "in"
    assert {row.property("account_id") for row in rows} == {"main", "new"}


def test_the_others_are_in_order_of_urgency_and_none_runs_away_while_the_panel_is_open(panel):
    def order() -> list[object]:
        rows = [row for row in panel.findChildren(AccountRow) if row.isVisibleTo(panel)]
        return [row.property("account_id") for row in rows]

    def lasting(name: str, days: float):
        return replace(samples.healthy(name, name), runway=samples.ready(500, days, days, days))

    low = replace(samples.low_with_open_episode(), account_id="low")
    show(panel, lasting("b", 9.0), lasting("a", 6.0), low, samples.critical())
    assert order() == ["low", "a", "b"]
    panel.render((lasting("b", 5.5), lasting("a", 6.0), low, samples.critical()), samples.NOW)
    assert order() == ["low", "a", "b"]
    worse = replace(lasting("b", 5.5), level=Level.CRITICAL)
    panel.render((worse, lasting("a", 6.0), low, samples.critical()), samples.NOW)
    assert order() == ["b", "low", "a"]
    panel.close()
    panel.render((lasting("b", 5.5), lasting("a", 6.0), low, samples.critical()), samples.NOW)
    assert order() == ["low", "b", "a"]


def test_the_account_in_full_stays_while_the_panel_is_open_and_no_level_changes(panel):
    def lasting(name: str, days: float):
        return replace(samples.healthy(name, name), runway=samples.ready(500, days, days, days))

    show(panel, lasting("a", 7.40), lasting("b", 7.41))
    assert panel._view.account_id == "a"
    panel.render((lasting("a", 7.42), lasting("b", 7.41)), samples.NOW)
    assert panel._view.account_id == "a"
    panel.render((lasting("a", 7.42), replace(lasting("b", 7.41), level=Level.LOW)), samples.NOW)
    assert panel._view.account_id == "b"


def test_a_click_opens_the_account_that_was_pressed_though_another_took_its_place(panel):
    def worse(name: str):
        return replace(samples.healthy(name, name), level=Level.LOW)

    show(panel, samples.critical(), samples.healthy("a", "A"), samples.healthy("b", "B"))
    row = panel._rows.focus_order()[0]
    assert row.property("account_id") == "a"
    row.setDown(True)
    row.pressed.emit()
    panel.render((samples.critical(), samples.healthy("a", "A"), worse("b")), samples.NOW)
    assert row.property("account_id") == "b"
    row.clicked.emit()
    assert panel._view.account_id == "a"


def test_a_row_is_marked_while_an_alert_of_its_account_is_open(panel):
    low = replace(samples.low_with_open_episode(), account_id="low")
    show(panel, samples.critical(), low, samples.healthy("fine", "Fine"))
    marked, plain = (row for row in panel.findChildren(AccountRow))
    assert marked.findChild(SeverityMark).isVisibleTo(panel)
    assert "Balance under $1,000.00, since" in marked.toolTip()
    assert marked.toolTip() in marked.accessibleName()
    assert not plain.findChild(SeverityMark).isVisibleTo(panel)
    assert not plain.toolTip()


def test_in_a_row_a_long_name_is_cut_and_no_figure_is_out_of_sight(panel):
    long, short = replace(samples.long_name(), account_id="long"), samples.healthy("short", "Short")
    show(panel, samples.critical(), long, short)
    for row in panel.findChildren(AccountRow):
        assert row.width() <= panel.width() - 2 * MARGIN
        for label in row.findChildren(QLabel):
            assert label.geometry().right() <= row.width()
    shown = [label.text() for row in panel.findChildren(AccountRow) for label in row.findChildren(QLabel)]
    assert "₹123,456,789.50" in shown
    assert any(text.endswith("…") for text in shown)


def test_amounts_of_rows_end_one_under_the_other_but_for_one_with_a_long_note(panel):
    stale = replace(samples.stale_with_problem(), account_id="old", level=Level.HEALTHY)
    rows = [samples.healthy("a", "A"), replace(samples.paused(), account_id="b"), samples.no_spend_seen(), stale]
    show(panel, samples.critical(), *[replace(one, account_id=str(index)) for index, one in enumerate(rows)])
    found = {row.property("account_id"): row for row in panel.findChildren(AccountRow)}
    old = found.pop("3")
    alike = list(found.values())
    ends = [row._amount.mapTo(panel, row._amount.rect().topRight()).x() for row in alike]
    assert len(set(ends)) == 1
    assert old._amount.mapTo(panel, old._amount.rect().topRight()).x() < ends[0]
    show(panel, samples.critical(), *rows[:1])
    (row,) = panel._rows.focus_order()
    assert row._runway.minimumWidth() == row.runway_width


def test_words_in_another_script_do_not_lift_a_line(qtbot):
    def rows_of_the_digit(text: str) -> list[int]:
        label = LineLabel()
        qtbot.addWidget(label)
        label.setText(text)
        label.resize(160, 40)
        picture = label.grab().toImage()
        width, ground = label.fontMetrics().horizontalAdvance("5"), picture.pixelColor(159, 39).lightness()
        inks = [max(abs(picture.pixelColor(x, y).lightness() - ground) for x in range(width)) for y in range(40)]
        return [y for y, ink in enumerate(inks) if ink > max(inks) / 4]

    assert rows_of_the_digit("5   दिन") == rows_of_the_digit("5   days") != []


def test_an_old_number_in_a_row_says_how_old_it_is(panel):
    stale = replace(samples.stale_with_problem(), account_id="old", level=Level.HEALTHY)
    show(panel, samples.low_with_open_episode(), stale)
    (row,) = [row for row in panel.findChildren(AccountRow) if row.isVisibleTo(panel)]
    assert "$1,980.00" in row.accessibleName()
    assert row.accessibleName().endswith(", 3 h 20 min old")


def test_opened_again_it_shows_the_worst_account_again(panel, qtbot):
    show(panel, *samples.three_accounts())
    panel.findChildren(AccountRow)[0].click()
    panel.close()
    panel.popup_near(None)
    assert panel._view.account_id == "main"


def test_many_accounts_are_scrolled_and_do_not_leave_the_screen(panel, qtbot):
    with qtbot.waitSignal(panel._rows.completed):
        show(panel, *(samples.healthy(f"a{number}", f"Supplier {number}") for number in range(30)))
    assert panel.height() < 800
    rows = panel._rows.focus_order()
    names = {row.accessibleName().split(":")[0] for row in rows}
    assert len(names) == len(rows) == 29


def test_without_accounts_it_offers_to_add_one(panel, qtbot):
    show(panel)
    assert "Choose your supplier and paste its key." in seen(panel)
    with qtbot.waitSignal(panel.settings_requested) as asked:
        button(panel, "Add an account").click()
    assert asked.args == [ADD_ACCOUNT]


def test_a_long_name_is_cut_with_an_ellipsis_and_told_whole_in_its_tooltip(panel):
    show(panel, samples.long_name())
    whole = samples.long_name().account_name
    (label,) = [one for one in panel.findChildren(QLabel) if getattr(one, "whole_text", "") == whole]
    assert label.text().endswith("…")
    assert label.toolTip() == whole


def test_escape_closes_and_says_so_once(panel, qtbot):
    show(panel, samples.healthy())
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert closed == [True]


def test_tab_goes_from_top_to_bottom(panel, qtbot):
    show(panel, *samples.three_accounts())
    order: list[int] = []
    widget = panel.nextInFocusChain()
    while widget is not panel:
        if isinstance(widget, QPushButton) and widget.isVisibleTo(panel):
            order.append(widget.mapTo(panel, QPoint(0, 0)).y() * 10_000 + widget.mapTo(panel, QPoint(0, 0)).x())
        widget = widget.nextInFocusChain()
    assert len(order) == 9
    start = order.index(min(order))
    assert order[start:] + order[:start] == sorted(order)


def test_every_button_and_figure_can_be_read_aloud(panel):
    show(panel, *samples.three_accounts())
    for one in panel.findChildren(QPushButton):
        if one.isVisibleTo(panel):
            assert one.text() or one.accessibleName()
    assert panel.findChild(Sparkline).accessibleName()
    assert any("$874.25" in one.accessibleName() for one in panel.findChildren(QLabel))


def test_the_age_ticks_only_while_somebody_can_see_it(panel, qtbot):
    show(panel, samples.healthy())
    assert panel._tick.isActive()
    assert panel._tick.interval() == AGE_TICK_MS >= 30_000
    panel.hide()
    assert not panel._tick.isActive()


def test_the_age_grows_while_nothing_new_comes(qtbot):
    moment = [samples.NOW]
    panel = GlancePanel(lambda: moment[0])
    qtbot.addWidget(panel)
    show(panel, samples.healthy())
    moment[0] += timedelta(minutes=5)
    panel._tick.timeout.emit()
    assert texts.age_sentence(samples.healthy(), moment[0]) in seen(panel)


def test_a_hint_is_shown_and_goes_with_the_panel(panel):
    show(panel, samples.healthy())
    panel.show_hint("The supplier asks to wait until 14:50.")
    assert "until 14:50" in seen(panel)
    panel.hide()
    assert "until 14:50" not in seen(panel)


def test_a_click_that_took_the_focus_does_not_open_the_panel_again_at_once(panel):
    panel.render((samples.healthy(),), samples.NOW)
    panel.popup_near(QPoint(700, 590))
    panel.close()
    panel.popup_near(QPoint(700, 590))
    assert not panel.isVisible()


def test_without_a_click_it_is_an_ordinary_window(panel):
    show(panel, samples.healthy())
    assert not panel.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert panel.windowTitle() == "Galla"


SCREEN = QRect(0, 0, 1280, 800)
SIZE = QSize(384, 600)


@pytest.mark.parametrize(
    ("click", "free"),
    [
        (QPoint(1260, 784), QRect(0, 0, 1280, 768)),
        (QPoint(1260, 10), QRect(0, 32, 1280, 768)),
        (QPoint(10, 700), QRect(48, 0, 1232, 800)),
        (QPoint(1270, 400), QRect(0, 0, 1232, 800)),
        (QPoint(640, 795), QRect(0, 0, 1280, 800)),
    ],
)
def test_beside_the_tray_it_lies_whole_on_the_free_part_of_the_screen(click, free):
    corner = beside_tray(click, SIZE, SCREEN, free)
    assert corner is not None
    assert free.contains(QRect(corner, SIZE))
    place = QRect(corner, SIZE)
    distance = max(abs(place.center().x() - click.x()) - 192, abs(place.center().y() - click.y()) - 300)
    assert distance < 64, "it stands far from the click"


def test_a_click_in_the_middle_of_the_screen_was_no_click_on_a_tray():
    assert beside_tray(QPoint(600, 400), SIZE, SCREEN, SCREEN) is None
    assert beside_tray(QPoint(5000, 10), SIZE, SCREEN, SCREEN) is None


def test_without_a_plausible_click_it_stands_in_the_corner_on_the_panels_side():
    bottom, top = QRect(0, 0, 1280, 768), QRect(0, 32, 1280, 768)
    assert in_corner(SIZE, SCREEN, bottom).y() > 100
    assert in_corner(SIZE, SCREEN, top).y() < 60
    for free in (bottom, top):
        assert free.contains(QRect(in_corner(SIZE, SCREEN, free), SIZE))


@pytest.mark.parametrize("tones", [LIGHT, DARK])
def test_text_is_legible_on_every_ground(tones):
    from ui.test_icon import contrast

    for ground in (tones.window, tones.card, tones.hover, tones.info, tones.warning, tones.alarm):
        assert contrast(tones.text, ground) >= 7
    for ground in (tones.window, tones.card):
        assert contrast(tones.muted, ground) >= 4.5
        assert contrast(tones.danger, ground) >= 4.5
        assert contrast(tones.disabled, ground) >= 2.5
    assert contrast(tones.on_accent, tones.accent) >= 4.5
    assert contrast(tones.accent, tones.window) >= 3


def test_the_owner_can_choose_light_or_dark_and_open_windows_follow(panel, qtbot):
    show(panel, samples.healthy())
    for theme, tones in ((Theme.DARK, DARK), (Theme.LIGHT, LIGHT)):
        apply_theme(theme)
        assert is_dark() is (theme is Theme.DARK)
        ground = QColor(tones.window)
        qtbot.waitUntil(lambda ground=ground: panel.grab().toImage().pixelColor(6, 6) == ground)


def test_a_sparkline_without_history_draws_nothing(qtbot):
    spark = Sparkline()
    qtbot.addWidget(spark)
    before = spark.grab().toImage()
    spark.render_snapshot(replace(samples.no_data(), threshold=None), samples.NOW)
    assert spark.grab().toImage().size() == before.size()
