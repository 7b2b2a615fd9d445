"""What follows a new account: when to warn of it, and whether Galla starts by itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from galla.domain.money import Money
from galla.domain.settings import Account, Thresholds
from galla.texts import account_words
from galla.ui.settings.first_warning_dialog import FirstWarningDialog
from galla.ui.settings.state import MachineFacts
from ui.settings_samples import FOX, MOBILE, SettingsRig, owner_settings, press, words

pytestmark = pytest.mark.usefixtures("english")

RUPEES = replace(MOBILE, id="new", name="New Supplier", thresholds=Thresholds())
DOLLARS = replace(FOX, id="new", name="New Supplier")


class Adding:
    """A window in which an account is being added."""

    def __init__(self, qtbot: Any) -> None:
        self.rig = SettingsRig(qtbot, owner_settings(FOX), machine=MachineFacts(False))
        self.rig.window.open_page("accounts")
        self.starts: list[bool] = []
        self.rig.window.start_at_login_changed.connect(self.starts.append)

    def answer(self, account: Account, amount: str) -> FirstWarningDialog:
        window = self.rig.window
        press(window._accounts, "Add an account…")
        balance = Money(Decimal(amount), account.currency or "")
        sentence = account_words.account_added(account, balance)
        window.render_account_answer(account.id, sentence, done=True, balance=balance)
        self.rig.render(owner_settings(FOX, account))
        window.complete()
        return self.dialog

    @property
    def dialog(self) -> FirstWarningDialog:
        (dialog,) = (found for found in self.rig.window.findChildren(FirstWarningDialog) if found.isVisible())
        return dialog

    @property
    def threshold(self) -> Thresholds | None:
        return self.rig.accounts[-1].thresholds if self.rig.accounts else None


@pytest.fixture
def adding(qtbot: Any) -> Adding:
    return Adding(qtbot)


def test_it_says_the_balance_that_was_read(adding: Adding) -> None:
    dialog = adding.answer(DOLLARS, "150")
    assert "New Supplier was added. Its balance is $150.00." in words(dialog)
    assert "$100.00, unless you choose something else." in words(dialog)


def test_a_suggestion_is_set_once_it_is_accepted(adding: Adding) -> None:
    dialog = adding.answer(RUPEES, "52340.75")
    assert dialog.threshold._number.entry.text() == "10,000.00"
    assert adding.threshold is None
    press(dialog, "Done")
    assert adding.threshold is not None
    assert adding.threshold.balance == Decimal("10000.00")
    assert not adding.rig.window.findChildren(FirstWarningDialog)


def test_who_closes_it_has_what_is_usual(adding: Adding) -> None:
    dialog = adding.answer(RUPEES, "52340.75")
    dialog.reject()
    assert adding.threshold is None


def test_a_suggestion_that_is_taken_back_says_what_is_usual(adding: Adding) -> None:
    dialog = adding.answer(RUPEES, "52340.75")
    QTest.keyClick(dialog.threshold._number.entry, Qt.Key.Key_Escape)
    assert "24 h of usual spend, once Galla has seen a day of it." in words(dialog)
    press(dialog, "Done")
    assert adding.threshold is None


def test_an_amount_that_cannot_be_keeps_it_open(adding: Adding) -> None:
    dialog = adding.answer(RUPEES, "52340.75")
    dialog.threshold._number.entry.propose("plenty")
    press(dialog, "Done")
    assert dialog.threshold.refusal
    assert dialog.isVisible()
    assert adding.threshold is None


def test_of_an_empty_balance_no_amount_is_suggested(adding: Adding) -> None:
    dialog = adding.answer(RUPEES, "0")
    assert "24 h of usual spend" in words(dialog)


def test_a_window_that_was_closed_meanwhile_asks_nothing_when_it_is_opened_again(adding: Adding) -> None:
    window = adding.rig.window
    press(window._accounts, "Add an account…")
    balance = Money(Decimal(150), "USD")
    window.render_account_answer("new", "New was added.", done=True, balance=balance)
    window.close()
    adding.rig.render(owner_settings(FOX, DOLLARS))
    window.complete()
    window.show()
    assert not window.findChildren(FirstWarningDialog)


def test_start_at_login_is_asked_for_where_it_is_off(adding: Adding) -> None:
    dialog = adding.answer(DOLLARS, "150")
    dialog.start.switch.click()
    assert adding.starts == [True]
    adding.rig.render(machine=MachineFacts(True))
    assert dialog.start.switch.isChecked()
    assert dialog.start.isVisible()
    dialog.start.switch.click()
    assert adding.starts == [True, False]


@pytest.mark.parametrize("known", [True, None])
def test_start_at_login_is_not_asked_for_where_it_is_on_or_cannot_be(adding: Adding, known: bool | None) -> None:
    adding.rig.render(machine=MachineFacts(known))
    assert not adding.answer(DOLLARS, "150").start.isVisible()


def test_a_change_that_cannot_be_written_is_said_where_it_is_seen(adding: Adding) -> None:
    dialog = adding.answer(RUPEES, "52340.75")
    press(dialog, "Done")  # takes the field away
    adding.rig.window.render_refusal("", "The settings could not be written.")
    assert adding.rig.window._note.sentence == "The settings could not be written."
