"""A supplier that is not in the list: an answer is pasted, the balance clicked, and a profile comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTreeWidgetItem

from galla.domain.model import Secret
from galla.domain.profiles.making import KeyPlace
from galla.domain.profiles.parsing import parse_profile
from galla.domain.settings import Account
from galla.ui.settings.account_dialogs import AddAccountDialog
from galla.ui.settings.other_dialog import OtherSupplierDialog
from ui.settings_samples import FOX, SettingsRig, child, owner_settings, press, words
from ui.test_settings_accounts import PROFILES

pytestmark = pytest.mark.usefixtures("english")

KEY = "s3cret-that-nobody-may-see"
ANSWER = '{"ok": true, "data": {"user": 17, "wallet": {"free": "284.50", "locked": "3"}, "unit": "USD"}}'


class Other:
    """The dialog, and what it told."""

    def __init__(self, qtbot: Any) -> None:
        self.rig = SettingsRig(qtbot, owner_settings(FOX))
        self.rig.window.render_suppliers(PROFILES)
        self.rig.window.open_page("accounts")
        self.told: list[tuple[Account, Mapping[str, object], dict[str, Secret]]] = []
        self.rig.window.other_supplier_requested.connect(lambda *told: self.told.append(told))
        press(self.rig.window._accounts, "Add an account…")
        press(child(self.rig.window, AddAccountDialog), "My supplier is not in the list…")
        self.dialog = child(self.rig.window, OtherSupplierDialog)

    def fill(self, url: str = "https://api.example.com/v1/me?full=1") -> None:
        self.dialog.name.setText("Card Shop")
        self.dialog.url.setText(url)
        self.enter_keys()

    def enter_keys(self) -> None:
        for line in self.dialog.keys.findChildren(QLineEdit):
            line.setText(KEY)

    def paste(self, answer: str = ANSWER) -> None:
        self.dialog.answer.setPlainText(answer)

    def click(self, *tokens: str) -> None:
        flags = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
        items = self.dialog.tree.findItems("", flags, 0)
        (item,) = [item for item in items if tuple(item.data(0, Qt.ItemDataRole.UserRole)) == tokens]
        assert isinstance(item, QTreeWidgetItem)
        self.dialog.tree.itemClicked.emit(item, 0)

    def submit(self) -> None:
        press(self.dialog, "Ask and add")


@pytest.fixture
def other(qtbot: Any) -> Other:
    return Other(qtbot)


def test_a_pasted_answer_is_a_tree_in_which_the_likely_balance_is_found(other: Other) -> None:
    other.paste('{"balance": 284.5, "currency": "USD"}')
    assert other.dialog.reads.text() == "Galla would read: $284.50"
    assert other.dialog.tree.currentItem().text(0) == "balance"


def test_balance_and_currency_are_clicked(other: Other) -> None:
    other.paste()
    other.click("data", "wallet", "free")
    other.dialog.meant.show_value("currency")
    other.click("data", "unit")
    assert other.dialog.reads.text() == "Galla would read: $284.50"
    other.fill()
    other.submit()
    ((account, table, secrets),) = other.told
    assert (account.id, account.profile, account.base_url) == ("card-shop", "card-shop", "https://api.example.com")
    profile = parse_profile(table, "card-shop.toml")
    assert (str(profile.amount.pointer), str(profile.currency.pointer)) == ("/data/wallet/free", "/data/unit")
    assert profile.request.path.text == "/v1/me?full=1"
    assert secrets == {"api_key": Secret(KEY)}


def test_a_number_in_cents_is_shown_in_whole_units(other: Other) -> None:
    other.paste('{"balance": 28450, "currency": "USD"}')
    other.dialog.hundredths.click()
    assert other.dialog.reads.text() == "Galla would read: $284.50"


def test_a_currency_that_the_answer_does_not_name_is_entered(other: Other) -> None:
    other.paste('{"balance": 5}')
    assert "names no currency" in other.dialog.reads.text()
    other.fill()
    other.submit()
    assert other.dialog.rows["currency"].refusal == "Enter it."
    other.dialog.currency.setText("inr")
    assert other.dialog.reads.text() == "Galla would read: ₹5.00"
    other.submit()
    assert other.told[0][0].currency == "INR"


def test_what_is_no_number_is_no_balance(other: Other) -> None:
    other.paste()
    other.click("ok")
    assert other.dialog.reads.text() == "Click the number that is your balance."


@pytest.mark.parametrize("answer", ["", "{", "<html>", "null"])
def test_what_is_no_answer_is_not_clicked_in(other: Other, answer: str) -> None:
    other.paste(ANSWER)
    other.paste(answer)
    other.fill()
    other.submit()
    assert other.dialog.note.sentence == "Paste an example answer and click the balance in it."
    assert other.told == []


@pytest.mark.parametrize(
    ("place", "keys"),
    [(KeyPlace.BEARER, 1), (KeyPlace.HEADER, 1), (KeyPlace.QUERY, 1), (KeyPlace.BASIC, 2)],
)
def test_the_key_is_sent_as_the_owner_says(other: Other, place: KeyPlace, keys: int) -> None:
    other.dialog.key_place.show_value(place)
    other.dialog.key_place.chosen.emit(place)
    other.paste('{"balance": 284.5, "currency": "USD"}')
    other.fill()
    other.dialog.key_name.setText("X-Key")
    other.submit()
    assert len(other.told[0][2]) == keys
    assert other.dialog.rows["key_name"].isVisibleTo(other.dialog) is (place in {KeyPlace.HEADER, KeyPlace.QUERY})


@pytest.mark.parametrize("url", ["", "api.example.com", "http://api.example.com/b", "https://u:p@api.example.com/b"])
def test_an_address_that_cannot_be_is_refused_beside_its_field(other: Other, url: str) -> None:
    other.paste('{"balance": 284.5, "currency": "USD"}')
    other.fill(url)
    other.submit()
    assert other.dialog.rows["url"].refusal
    assert other.told == []


def test_a_name_of_a_header_that_cannot_be_is_refused_beside_its_field(other: Other) -> None:
    other.dialog.key_place.show_value(KeyPlace.HEADER)
    other.dialog.key_place.chosen.emit(KeyPlace.HEADER)
    other.paste('{"balance": 284.5, "currency": "USD"}')
    other.fill()
    other.dialog.key_name.setText("Host")
    other.submit()
    assert other.dialog.rows["key_name"].refusal


def test_a_refusal_of_the_supplier_leaves_what_was_entered(other: Other) -> None:
    other.paste('{"balance": 284.5, "currency": "USD"}')
    other.fill()
    other.submit()
    other.rig.window.render_account_answer("card-shop", "The supplier rejected the API key.", done=False)
    assert other.dialog.note.sentence == "The supplier rejected the API key."
    assert "Card Shop" in (other.dialog.name.text(), words(other.dialog))
    other.dialog.reject()
    assert not any(line.text() for line in other.dialog.keys.findChildren(QLineEdit))
