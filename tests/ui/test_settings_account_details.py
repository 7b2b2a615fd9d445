"""What is rarely changed of an account: address, currency, what its supplier asks for, time zone, day, reserve."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from galla.adapters.profiles import load_profile
from galla.domain.settings import Account
from galla.ui.settings.account_details import AccountDetails
from galla.ui.settings.rows import FieldRow
from galla.ui.settings.state import AccountFacts
from ui.settings_samples import FOX, MOBILE, SettingsRig, owner_settings, press, type_over

TANGO = replace(
    FOX,
    profile="tango-raas",
    fields=(("account_identifier", "A17"), ("platform_name", "shop")),
    base_url="https://integration-api.tangocard.com",
)

pytestmark = pytest.mark.usefixtures("english")


class Details:
    """An account's card, with all of it shown."""

    def __init__(self, qtbot: Any, account: Account, *, knows_profile: bool = True) -> None:
        profile = load_profile(account.profile, None) if knows_profile else None
        facts = {account.id: AccountFacts("USD", None, profile)}
        self.rig = SettingsRig(qtbot, owner_settings(account), facts=facts)
        self.rig.window.open_page("accounts")
        card = self.rig.window._accounts.card(account.id)
        assert card is not None
        self.card = card
        assert card.details is None
        press(card, "More…")

    @property
    def shown(self) -> AccountDetails:
        assert self.card.details is not None
        return self.card.details

    @property
    def changed(self) -> Account | None:
        """The account as it was told, checked."""
        return self.rig.window._editor.account("main") if self.rig.accounts else None

    def refusal(self, field: str) -> str:
        return next(row.refusal for row in self.shown.findChildren(FieldRow) if row.field == field)


@pytest.fixture
def fox(qtbot: Any) -> Details:
    return Details(qtbot, FOX)


@pytest.fixture
def tango(qtbot: Any) -> Details:
    return Details(qtbot, TANGO)


def test_they_are_shown_on_demand_and_hidden_again(fox: Details) -> None:
    assert fox.shown.isVisible()
    press(fox.card, "Less")
    assert not fox.shown.isVisible()


def test_an_address_is_changed_at_once_or_refused_beside_its_field(fox: Details) -> None:
    type_over(fox.shown.address, "http://api.example.com")
    assert "not encrypted" in fox.refusal("base_url")
    type_over(fox.shown.address, "https://other.example.com/")
    assert fox.changed is not None
    assert fox.changed.base_url == "https://other.example.com"


def test_a_currency_is_changed_and_left_to_the_supplier_where_it_says_one(fox: Details) -> None:
    type_over(fox.shown.currency, "rupees")
    assert "no currency code" in fox.refusal("currency")
    type_over(fox.shown.currency, "inr")
    assert fox.changed is not None
    assert fox.changed.currency == "INR"
    type_over(fox.shown.currency, "")
    assert fox.changed is not None
    assert fox.changed.currency is None


def test_a_currency_that_the_supplier_does_not_say_must_stay(qtbot: Any) -> None:
    details = Details(qtbot, replace(FOX, profile="codeswholesale"))
    type_over(details.shown.currency, "")
    assert "does not name its currency" in details.refusal("currency")
    assert details.changed is None


def test_what_the_supplier_asks_for_is_changed_and_cannot_be_missing(tango: Details) -> None:
    type_over(tango.shown.texts["account_identifier"], "A18")
    assert tango.changed is not None
    assert dict(tango.changed.fields) == {"account_identifier": "A18", "platform_name": "shop"}
    type_over(tango.shown.texts["platform_name"], "")
    assert "is missing" in tango.refusal("fields.platform_name")


def test_a_time_zone_is_completed_and_checked(fox: Details) -> None:
    completer = fox.shown.zone.completer()
    completer.setCompletionPrefix("kolk")
    assert completer.currentCompletion() == "Asia/Kolkata"
    type_over(fox.shown.zone, "Mars/Base")
    assert "no time zone" in fox.refusal("timezone")
    type_over(fox.shown.zone, "Europe/Berlin")
    assert fox.changed is not None
    assert fox.changed.timezone == "Europe/Berlin"


def test_reserve_and_day_are_changed(fox: Details) -> None:
    type_over(fox.shown.reserve.entry, "1,250.50")
    assert fox.changed is not None
    assert fox.changed.reserve == Decimal("1250.50")
    fox.shown.day_start.entered.emit(time(4, 30))
    assert fox.changed.day_start == time(4, 30)


def test_a_profile_that_is_known_only_later_brings_its_fields(qtbot: Any) -> None:
    details = Details(qtbot, TANGO, knows_profile=False)
    assert details.shown.texts == {}
    details.rig.render(facts={"main": AccountFacts("USD", None, load_profile("tango-raas", None))})
    assert details.shown.texts["account_identifier"].text() == "A17"
    assert details.shown.isVisible()


def test_a_reserve_is_in_the_currency_that_was_just_chosen(fox: Details) -> None:
    type_over(fox.shown.currency, "eur")
    assert fox.shown.reserve.unit == "EUR"


def test_an_account_that_is_removed_while_it_is_changed_changes_nothing(fox: Details) -> None:
    entry = fox.shown.address
    entry.setText("https://other.example.com")
    entry.setModified(True)
    fox.rig.window._editor.settle(owner_settings(MOBILE))
    entry.finish()
    assert fox.changed is None


def test_escape_takes_back_what_was_typed(fox: Details) -> None:
    entry = fox.shown.address
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, "nonsense")
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert entry.text() == "https://api.example.com"
    assert fox.rig.window.isVisible()
