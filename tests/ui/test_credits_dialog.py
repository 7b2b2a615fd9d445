"""Where the owner says what a rise was: what is listed, how it is chosen, and what it tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton, QTableView

from galla.domain.past import Correction, CreditKind, JudgedCredit
from galla.domain.settings import Theme
from galla.ui import theme
from galla.ui.credits_dialog import CreditsDialog
from galla.ui.credits_model import Column
from galla.ui.theme import apply_theme
from ui.chart_samples import NOW
from ui.credits_samples import judged, usd

pytestmark = pytest.mark.usefixtures("english")

KOLKATA = ZoneInfo("Asia/Kolkata")


@pytest.fixture
def dialog(qtbot: Any) -> CreditsDialog:
    dialog = CreditsDialog("FoxReload")
    qtbot.addWidget(dialog)
    dialog.render(judged(), KOLKATA, NOW)
    dialog.show()
    return dialog


def table(dialog: QDialog) -> QTableView:
    found = dialog.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


def rows(dialog: QDialog) -> list[tuple[str, ...]]:
    model = table(dialog).model()
    return [tuple(str(model.index(row, column).data()) for column in Column) for row in range(model.rowCount())]


def words(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def menu(dialog: QDialog) -> QMenu:
    return next(found for found in dialog.findChildren(QMenu) if found.isVisible())


def choose(dialog: QDialog, row: int, kind: CreditKind) -> None:
    """Chooses `kind` by keyboard alone."""
    view = table(dialog)
    view.setCurrentIndex(view.model().index(row, Column.WHEN))
    QTest.keyClick(view, Qt.Key.Key_Return)
    choice = menu(dialog)
    while choice.activeAction() is not choice.actions()[list(CreditKind).index(kind)]:
        QTest.keyClick(choice, Qt.Key.Key_Down)
    QTest.keyClick(choice, Qt.Key.Key_Return)


def test_credits_of_90_days_are_listed_newest_first_in_the_account_s_time(dialog: CreditsDialog) -> None:
    assert rows(dialog) == [
        ("today 14:37", "+$25.50", "Refund", "You"),
        ("Sat 08:37", "+$320.00", "Correction of an earlier fall", "Galla's guess"),
        ("16 Nov 12:37", "+$1,500.00", "Top-up", "Galla's guess"),
        ("1 Nov 10:37", "+$14.20", "Refund", "Galla's guess"),
        ("23 Sep 14:37", "+$1,500.00", "Top-up", "You"),
    ]


def test_it_says_at_the_top_why_it_matters(dialog: CreditsDialog) -> None:
    assert "Refunds reduce spend; top-ups don't." in words(dialog)


def test_what_is_chosen_by_keyboard_is_told_at_once(dialog: CreditsDialog, qtbot: Any) -> None:
    with qtbot.waitSignal(dialog.correction_chosen) as chosen:
        choose(dialog, 3, CreditKind.TOP_UP)
    assert chosen.args == [Correction(judged()[2].at, CreditKind.TOP_UP)]
    assert rows(dialog)[3][2:] == ("Top-up", "You")


def test_a_click_on_what_it_is_taken_for_opens_the_choice(dialog: CreditsDialog, qtbot: Any) -> None:
    view = table(dialog)
    place = view.visualRect(view.model().index(2, Column.KIND)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    choice = menu(dialog)
    assert [action.isChecked() for action in choice.actions()] == [True, False, False]
    with qtbot.waitSignal(dialog.correction_chosen) as chosen:
        choice.actions()[1].trigger()
    assert chosen.args == [Correction(judged()[3].at, CreditKind.REFUND)]


def test_a_click_elsewhere_in_the_row_opens_nothing(dialog: CreditsDialog, qtbot: Any) -> None:
    view = table(dialog)
    place = view.visualRect(view.model().index(2, Column.AMOUNT)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [found for found in dialog.findChildren(QMenu) if found.isVisible()] == []


def test_galla_s_guess_can_be_confirmed_and_the_owner_s_own_word_is_not_repeated(
    dialog: CreditsDialog, qtbot: Any
) -> None:
    with qtbot.waitSignal(dialog.correction_chosen):
        choose(dialog, 2, CreditKind.TOP_UP)
    assert rows(dialog)[2][3] == "You"
    with qtbot.assertNotEmitted(dialog.correction_chosen):
        choose(dialog, 2, CreditKind.TOP_UP)


def test_escape_in_the_choice_leaves_everything_as_it_is(dialog: CreditsDialog, qtbot: Any) -> None:
    before = rows(dialog)
    with qtbot.assertNotEmitted(dialog.correction_chosen):
        QTest.keyClick(table(dialog), Qt.Key.Key_Space)
        QTest.keyClick(menu(dialog), Qt.Key.Key_Escape)
    assert rows(dialog) == before
    assert dialog.isVisible()


def test_news_are_shown_and_the_owner_stays_at_the_same_credit(dialog: CreditsDialog) -> None:
    view = table(dialog)
    view.setCurrentIndex(view.model().index(2, Column.KIND))
    newest = JudgedCredit(NOW, usd("40"), CreditKind.REFUND)
    dialog.render((*judged(), newest), KOLKATA, NOW)
    assert rows(dialog)[0] == ("today 17:37", "+$40.00", "Refund", "Galla's guess")
    assert view.currentIndex().row() == 3


def test_a_credit_can_be_gone_to(dialog: CreditsDialog) -> None:
    dialog.select(judged()[2].at)
    assert table(dialog).currentIndex().row() == 3


def test_without_credits_it_says_so(qtbot: Any) -> None:
    dialog = CreditsDialog("FoxReload")
    qtbot.addWidget(dialog)
    dialog.render((), KOLKATA, NOW)
    dialog.show()
    assert "Nothing came in during the last 90 days." in words(dialog)
    assert not table(dialog).isVisible()
    dialog.render(judged(), KOLKATA, NOW)
    assert table(dialog).isVisible()


def test_hundreds_of_credits_scroll_and_need_no_widget_each(qtbot: Any) -> None:
    dialog = CreditsDialog("FoxReload")
    qtbot.addWidget(dialog)
    many = tuple(JudgedCredit(NOW - timedelta(hours=hour), usd("2.50"), CreditKind.REFUND) for hour in range(800))
    dialog.render(many, KOLKATA, NOW)
    dialog.show()
    view = table(dialog)
    assert view.model().rowCount() == 800
    assert view.verticalScrollBar().maximum() > 0
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.currentIndex().row() == 799
    assert len(view.viewport().children()) == 0


def test_tab_leads_from_the_table_to_close_and_escape_closes(dialog: CreditsDialog, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: table(dialog).hasFocus())
    QTest.keyClick(table(dialog), Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Close"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_table_and_its_choosers_are_read_aloud(dialog: CreditsDialog) -> None:
    view = table(dialog)
    assert view.accessibleName() == "Credits of the last 90 days"
    spoken = view.model().index(0, Column.KIND).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Refund. Press Enter to change."


def test_an_open_dialog_follows_light_and_dark(dialog: CreditsDialog) -> None:
    try:
        apply_theme(Theme.DARK)
        QApplication.processEvents()
        assert dialog.grab(dialog.rect()).toImage().pixelColor(QPoint(4, 4)).name() == theme.DARK.window
        apply_theme(Theme.LIGHT)
        QApplication.processEvents()
        assert dialog.grab(dialog.rect()).toImage().pixelColor(QPoint(4, 4)).name() == theme.LIGHT.window
    finally:
        apply_theme(Theme.SYSTEM)


@pytest.mark.parametrize("chosen", [Theme.LIGHT, Theme.DARK])
def test_the_choice_has_a_frame_that_tells_it_from_the_table(dialog: CreditsDialog, chosen: Theme) -> None:
    try:
        apply_theme(chosen)
        QApplication.processEvents()
        dialog._on_chooser_wanted(0)
        menu = dialog.findChild(QMenu)
        edge = menu.grab().toImage().pixelColor(0, menu.height() // 2).name()
        menu.close()
        assert edge == theme.tones().border
    finally:
        apply_theme(Theme.SYSTEM)
