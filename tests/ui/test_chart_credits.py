"""The dialog about credits as the chart window keeps it: opened when wanted, in step with news, one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QTableView, QWidget

from galla.domain.past import Correction, CreditKind
from galla.ui.chart.credits import ChartCredits
from galla.ui.credits_dialog import CreditsDialog
from ui.chart_samples import NOW, shop
from ui.credits_samples import judged


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def credits(window: QWidget) -> ChartCredits:
    credits = ChartCredits(window, lambda: NOW)
    credits.render(shop().snapshot(), judged())
    return credits


def dialogs(window: QWidget) -> list[CreditsDialog]:
    return [dialog for dialog in window.findChildren(CreditsDialog) if dialog.isVisible()]


def table(window: QWidget) -> QTableView:
    (dialog,) = dialogs(window)
    found = dialog.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


def test_the_dialog_opens_once_and_names_the_account(window: QWidget, credits: ChartCredits) -> None:
    credits.open()
    credits.open()
    (dialog,) = dialogs(window)
    assert dialog.windowTitle() == "FoxReload – credits"
    assert not dialog.isModal()


def test_it_opens_at_the_credit_that_was_clicked(window: QWidget, credits: ChartCredits) -> None:
    credits.open(judged()[2].at)
    assert table(window).currentIndex().row() == 3


def test_a_correction_is_asked_for_with_the_account(window: QWidget, credits: ChartCredits, qtbot: Any) -> None:
    credits.open()
    correction = Correction(judged()[2].at, CreditKind.TOP_UP)
    with qtbot.waitSignal(credits.correction_requested) as requested:
        dialogs(window)[0].correction_chosen.emit(correction)
    assert requested.args == ["main", correction]


def test_news_reach_the_open_dialog(window: QWidget, credits: ChartCredits) -> None:
    credits.open()
    credits.render(shop().snapshot(), judged()[:-1])
    assert table(window).model().rowCount() == 4


def test_another_account_closes_the_dialog_about_the_first(window: QWidget, credits: ChartCredits) -> None:
    credits.open()
    credits.render(replace(shop().snapshot(), account_id="cards", account_name="Gift cards"), ())
    assert dialogs(window) == []
    credits.open()
    assert dialogs(window)[0].windowTitle() == "Gift cards – credits"


def test_nothing_opens_before_there_is_an_account(window: QWidget) -> None:
    ChartCredits(window, lambda: NOW).open()
    assert dialogs(window) == []


def test_what_is_forgotten_is_not_shown_again(window: QWidget, credits: ChartCredits) -> None:
    credits.open()
    credits.forget()
    assert dialogs(window) == []
    credits.open()
    assert dialogs(window) == []
    assert credits.judged == ()
