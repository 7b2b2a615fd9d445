"""The pages of accounts and of what is general: cards, adding one, new keys, removal, language and theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from galla.adapters.profiles import load_profile, profile_ids
from galla.domain.errors import Problem, ProblemKind
from galla.domain.hours import Hours
from galla.domain.level import Level
from galla.domain.model import Secret, Snapshot
from galla.domain.money import Money
from galla.domain.settings import Account, General, Language, Settings, Theme
from galla.ui.settings.account_card import AccountCard
from galla.ui.settings.account_dialogs import AddAccountDialog, KeysDialog
from galla.ui.settings.account_form import AccountForm
from galla.ui.settings.entries import Choice, Switch, TextEntry
from galla.ui.settings.parts import HoursEntry, WeekdaysEntry
from galla.ui.settings.state import AccountFacts, MachineFacts
from ui.settings_samples import FOX, MOBILE, NOW, SettingsRig, button, child, owner_settings, press, type_over, words

pytestmark = pytest.mark.usefixtures("english")

PROFILES = {profile_id: load_profile(profile_id, None) for profile_id in profile_ids(None)}
KEY = "s3cret-that-nobody-may-see"


def read(account: Account, **changes: Any) -> Snapshot:
    shown: dict[str, Any] = {
        "balance": Money(Decimal("84.20"), "USD"),
        "observed_at": NOW - timedelta(minutes=4),
        "age_base": NOW - timedelta(minutes=4),
        **changes,
    }
    return Snapshot(account.id, account.name, account.timezone, NOW, Level.HEALTHY, **shown)


def facts(**snapshots: Snapshot) -> Mapping[str, AccountFacts]:
    return {key: AccountFacts(None, None, PROFILES["generic-bearer"], shown) for key, shown in snapshots.items()}


class Told:
    """What the window told of accounts."""

    def __init__(self, rig: SettingsRig) -> None:
        self.added: list[tuple[Account, dict[str, Secret]]] = []
        self.keys: list[tuple[str, dict[str, Secret]]] = []
        self.removed: list[tuple[str, bool]] = []
        self.tests: list[str] = []
        self.general: list[General] = []
        window = rig.window
        window.account_add_requested.connect(lambda account, secrets: self.added.append((account, secrets)))
        window.account_keys_changed.connect(lambda key, secrets: self.keys.append((key, secrets)))
        window.account_remove_requested.connect(lambda key, history: self.removed.append((key, history)))
        window.account_test_requested.connect(self.tests.append)
        window.general_changed.connect(lambda change: self.general.append(change(rig.settings.general)))


@pytest.fixture
def rig(qtbot: Any) -> SettingsRig:
    rig = SettingsRig(qtbot, owner_settings(FOX, MOBILE), facts=facts(main=read(FOX), mobile=read(MOBILE)))
    rig.window.render_suppliers(PROFILES)
    rig.window.open_page("accounts")
    return rig


@pytest.fixture
def told(rig: SettingsRig) -> Told:
    return Told(rig)


def card(rig: SettingsRig, account_id: str = "main") -> AccountCard:
    found = rig.window._accounts.card(account_id)
    assert found is not None
    return found


def adding(rig: SettingsRig, profile_id: str = "") -> AddAccountDialog:
    press(rig.window._accounts, "Add an account…")
    (dialog,) = rig.window.findChildren(AddAccountDialog)
    if profile_id:
        dialog.choose(profile_id)
    return dialog


def form(dialog: AddAccountDialog) -> AccountForm:
    assert dialog.form is not None
    return dialog.form


def enter(dialog: AddAccountDialog, **values: str) -> None:
    for name, text in values.items():
        entry = form(dialog).keys.entry(name)
        assert isinstance(entry, QLineEdit)
        entry.setText(text)


# --- cards


def test_an_account_shows_its_supplier_and_what_was_read_last(rig: SettingsRig) -> None:
    assert "$84.20. Read 4 min ago." in words(card(rig))
    assert "Generic (bearer key)" in words(card(rig))


def test_the_age_of_a_reading_grows_also_while_news_come_every_moment(rig: SettingsRig) -> None:
    for step in range(13):
        rig.window._now = lambda step=step: NOW + timedelta(seconds=5 * step)  # type: ignore[misc]
        rig.render()
    assert "Read 5 min ago." in words(card(rig))


def test_an_account_that_fails_says_why(rig: SettingsRig) -> None:
    rig.render(facts=facts(main=read(FOX, problem=Problem(ProblemKind.ACCESS_DENIED))))
    assert "denies access" in words(card(rig))


def test_an_account_is_paused_and_watched_again(rig: SettingsRig) -> None:
    child(card(rig), Switch).click()
    assert rig.accounts[-1].paused
    rig.write()
    assert "Paused" in words(card(rig))
    child(card(rig), Switch).click()
    assert not rig.accounts[-1].paused


def test_how_often_and_when_it_is_asked_is_changed_at_once(rig: SettingsRig) -> None:
    shown = card(rig)
    type_over(shown.rows.while_open.entry, "5")
    assert rig.accounts[-1].polling.business_interval_min == 5
    rig.write()
    child(shown, HoursEntry).entered.emit(Hours(time(8, 0), time(2, 0)))
    assert rig.accounts[-1].polling.business_hours == Hours(time(8, 0), time(2, 0))
    rig.write()
    child(shown, WeekdaysEntry).days[5].click()
    assert rig.accounts[-1].polling.closed_weekdays == {5}
    assert rig.accounts[-1].polling.business_interval_min == 5


@pytest.mark.parametrize("text", ["0", "soon", "2000"])
def test_an_interval_that_cannot_be_is_refused_beside_its_field(rig: SettingsRig, text: str) -> None:
    type_over(card(rig).rows.while_closed.entry, text)
    assert card(rig).rows.interval_row.refusal
    assert rig.accounts == []


def test_an_account_is_renamed_and_keeps_its_id(rig: SettingsRig) -> None:
    type_over(rig.entry("Name", card(rig)), "Fox two")
    assert (rig.accounts[-1].id, rig.accounts[-1].name) == ("main", "Fox two")


def test_the_supplier_is_asked_and_its_answer_is_said(rig: SettingsRig, told: Told) -> None:
    press(card(rig), "Ask the supplier now")
    assert told.tests == ["main"]
    press(card(rig), "Asking…")
    assert told.tests == ["main"]
    rig.window.render_account_test("main", "FoxReload answered: $84.20.", good=True)
    assert card(rig).outcome == "FoxReload answered: $84.20."


def test_of_many_accounts_each_is_brief_until_it_is_looked_into(qtbot: Any) -> None:
    many = tuple(replace(FOX, id=f"shop-{number}", name=f"Shop {number}") for number in range(50))
    rig = SettingsRig(qtbot, owner_settings(*many), facts=facts(**{one.id: read(one) for one in many}))
    rig.window.open_page("accounts")
    shown = card(rig, "shop-7")
    assert shown.rows is None
    assert "$84.20. Read 4 min ago." in words(shown)
    assert shown.height() < 140
    press(shown, "More…")
    assert shown.rows is not None
    type_over(shown.rows.name, "Seven")
    assert (rig.accounts[-1].id, rig.accounts[-1].name) == ("shop-7", "Seven")


def test_cards_get_brief_when_accounts_come_but_not_under_the_owner_s_hands(rig: SettingsRig) -> None:
    shown, other = card(rig), card(rig, "mobile")
    assert shown.rows is not None and other.rows is not None
    shown.rows.name.setFocus()
    more = tuple(replace(FOX, id=f"shop-{number}", name=f"Shop {number}") for number in range(3))
    rig.render(owner_settings(FOX, MOBILE, *more))
    rig.window.complete()
    assert shown.rows.isVisible()
    assert not other.rows.isVisible()
    assert card(rig, "shop-1").rows is None
    rig.render(owner_settings(FOX, MOBILE))
    assert other.rows.isVisible()


def test_without_an_account_it_says_what_one_needs(qtbot: Any) -> None:
    rig = SettingsRig(qtbot, Settings())
    rig.window.open_page("accounts")
    assert "No account yet" in words(rig.window._accounts)


# --- a further account


def test_a_supplier_is_found_by_any_words_and_the_only_one_left_is_chosen(rig: SettingsRig) -> None:
    dialog = adding(rig)
    dialog.search.setText("gift re")
    shown = [dialog.suppliers.item(index) for index in range(dialog.suppliers.count())]
    visible = [item.text() for item in shown if not item.isHidden()]
    assert any("Reloadly Gift Cards" in text for text in visible)
    assert dialog.form is None
    dialog.search.setText("nobody of that name")
    assert [item.text() for item in shown if not item.isHidden()] == ["No supplier of that name is in the list."]
    assert dialog.form is None
    dialog.search.setText("deepse")
    enter(dialog, api_key=KEY)
    assert form(dialog).account.profile == "deepseek"


def test_who_asks_for_a_further_account_twice_finds_what_was_entered(rig: SettingsRig) -> None:
    dialog = adding(rig, "kinguin-esa")
    enter(dialog, api_key=KEY)
    rig.window.add_account()
    assert rig.window.findChildren(AddAccountDialog) == [dialog]
    assert form(dialog).keys.secrets == {"api_key": Secret(KEY)}


def test_a_supplier_must_be_chosen_first(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig)
    press(dialog, "Ask and add")
    assert dialog.note.sentence == "Choose a supplier first."
    assert told.added == []


def test_what_a_supplier_needs_is_asked_for_with_where_it_is_found(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig, "bamboo")
    assert "Bamboo's portal shows it" in words(dialog)
    assert "not tried with a real account" in words(dialog)
    enter(dialog, client_id="shop-1", client_secret=KEY)
    form(dialog).currency.setText("usd")
    press(dialog, "Ask and add")
    ((account, secrets),) = told.added
    assert (account.id, account.name, account.profile) == ("bamboo-card-portal", "Bamboo Card Portal", "bamboo")
    assert (account.base_url, account.currency) == ("https://api.bamboocardportal.com", "USD")
    assert account.fields == (("client_id", "shop-1"),)
    assert secrets == {"client_secret": Secret(KEY)}


def test_what_is_missing_is_said_beside_its_field(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig, "bamboo")
    press(dialog, "Ask and add")
    rows = form(dialog).keys.rows
    assert [row.refusal for row in rows.values()] == ["Enter it.", "Enter it."]
    enter(dialog, client_id="x", client_secret=KEY)
    press(dialog, "Ask and add")
    assert form(dialog)._rows["currency"].refusal == "Enter it."
    form(dialog).currency.setText("dollars")
    press(dialog, "Ask and add")
    assert "dollars" in form(dialog)._rows["currency"].refusal
    assert told.added == []


def test_the_trial_environment_has_its_own_address(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig, "reloadly-airtime")
    environment = child(form(dialog), Choice)
    environment.show_value("sandbox")
    environment.chosen.emit("sandbox")
    enter(dialog, client_id="x", client_secret=KEY)
    press(dialog, "Ask and add")
    ((account, _),) = told.added
    assert (account.environment, account.base_url) == ("sandbox", "https://topups-sandbox.reloadly.com")


def test_a_supplier_without_an_address_of_its_own_asks_for_it(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig, "smm-panel")
    enter(dialog, api_key=KEY)
    form(dialog).address.setText("http://panel.example.com")
    press(dialog, "Ask and add")
    assert form(dialog)._rows["base_url"].refusal
    form(dialog).address.setText("https://panel.example.com/")
    press(dialog, "Ask and add")
    assert told.added[0][0].base_url == "https://panel.example.com"


def test_another_account_of_the_same_supplier_gets_an_id_of_its_own(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig, "generic-bearer")
    form(dialog).name.setText("Main")
    form(dialog).address.setText("https://api.example.com")
    enter(dialog, api_key=KEY)
    press(dialog, "Ask and add")
    assert told.added[0][0].id == "main-2"


def test_a_supplier_that_refuses_leaves_the_dialog_and_what_was_entered(rig: SettingsRig) -> None:
    dialog = adding(rig, "kinguin-esa")
    enter(dialog, api_key=KEY)
    press(dialog, "Ask and add")
    assert dialog.is_asking
    assert not dialog.suppliers.isEnabled()
    rig.window.render_account_answer("kinguin", "The supplier rejected the API key.", done=False)
    assert dialog.note.sentence == "The supplier rejected the API key."
    assert dialog.isVisible()
    assert form(dialog).keys.secrets == {"api_key": Secret(KEY)}


@pytest.mark.parametrize("where", ["in the address", "on the button"])
def test_after_a_refusal_the_focus_is_where_it_was_or_on_the_key(rig: SettingsRig, where: str) -> None:
    dialog = adding(rig, "generic-bearer")
    form(dialog).address.setText("https://api.example.com")
    enter(dialog, api_key=KEY)
    key = form(dialog).keys.entry("api_key")
    entry = form(dialog).address if where == "in the address" else dialog.submit
    entry.setFocus()
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert dialog.is_asking
    rig.window.render_account_answer("main-2", "The supplier rejected the API key.", done=False)
    focused = dialog.focusWidget()
    assert focused is (entry if where == "in the address" else key)
    assert isinstance(focused, QLineEdit)
    assert focused.hasSelectedText()


def test_an_account_that_was_added_is_gone_to_with_its_balance(rig: SettingsRig, told: Told) -> None:
    dialog = adding(rig, "kinguin-esa")
    enter(dialog, api_key=KEY)
    press(dialog, "Ask and add")
    account = told.added[0][0]
    rig.window.render_account_answer(account.id, "Kinguin was added. Its balance is €84.20.", done=True)
    assert not dialog.isVisible()
    rig.render(owner_settings(FOX, MOBILE, account))
    rig.window.complete()
    assert card(rig, account.id).outcome == "Kinguin was added. Its balance is €84.20."


def test_keys_are_hidden_and_wiped_however_the_dialog_ends(rig: SettingsRig) -> None:
    dialog = adding(rig, "kinguin-esa")
    enter(dialog, api_key=KEY)
    line = form(dialog).keys.entry("api_key")
    assert isinstance(line, QLineEdit)
    assert line.echoMode() is QLineEdit.EchoMode.Password
    dialog.reject()
    assert line.text() == ""


def test_another_supplier_forgets_what_was_entered_for_the_first(rig: SettingsRig) -> None:
    dialog = adding(rig, "kinguin-esa")
    enter(dialog, api_key=KEY)
    line = form(dialog).keys.entry("api_key")
    dialog.choose("zendit")
    assert isinstance(line, QLineEdit)
    assert line.text() == ""
    assert not child(form(dialog).keys, QLineEdit).text()


# --- new keys, removal


def test_new_keys_are_asked_for_and_told(rig: SettingsRig, told: Told) -> None:
    press(card(rig), "Enter new keys…")
    (dialog,) = rig.window.findChildren(KeysDialog)
    press(dialog, "Ask and save")
    assert dialog.form.rows["api_key"].refusal == "Enter it."
    child(dialog.form, QLineEdit).setText(KEY)
    press(dialog, "Ask and save")
    assert told.keys == [("main", {"api_key": Secret(KEY)})]
    rig.window.render_account_answer("main", "The new keys work.", done=True)
    assert not dialog.isVisible()
    assert card(rig).outcome == "The new keys work."


def test_an_answer_after_the_dialog_was_closed_is_said_in_the_window(rig: SettingsRig) -> None:
    press(card(rig), "Enter new keys…")
    (dialog,) = rig.window.findChildren(KeysDialog)
    child(dialog.form, QLineEdit).setText(KEY)
    press(dialog, "Ask and save")
    dialog.reject()
    rig.window.render_account_answer("main", "The supplier rejected the API key.", done=False)
    assert rig.window._note.sentence == "The supplier rejected the API key."


def test_removal_is_asked_for_first(rig: SettingsRig, told: Told) -> None:
    press(card(rig), "Remove…")
    question = rig.question()
    assert "Delete its history too" in words(question)
    press(question, "Cancel")
    assert told.removed == []
    press(card(rig), "Remove…")
    press(rig.question(), "Remove")
    assert told.removed == [("main", False)]
    press(card(rig, "mobile"), "Remove…")
    child(rig.question(), Switch).click()
    press(rig.question(), "Remove")
    assert told.removed[1:] == [("mobile", True)]
    rig.render(owner_settings(MOBILE))
    assert rig.window._accounts.card("main") is None


def test_every_entry_is_named_for_those_who_listen(rig: SettingsRig) -> None:
    dialog = adding(rig, "tango-raas")
    for place in (card(rig), form(dialog)):
        for entry in place.findChildren(TextEntry):
            assert entry.accessibleName(), entry.objectName()
    assert button(card(rig), "Remove…").isEnabled()


# --- general


def test_language_and_theme_are_chosen(rig: SettingsRig, told: Told) -> None:
    rig.window.open_page("general")
    language, theme = rig.window._general.findChildren(Choice)
    language.chosen.emit(Language.HINDI)
    theme.chosen.emit(Theme.DARK)
    assert told.general == [General(language=Language.HINDI), General(theme=Theme.DARK)]


def test_start_at_login_is_switched_where_it_can_be(rig: SettingsRig) -> None:
    rig.window.open_page("general")
    switches = rig.window._general.findChildren(Switch)
    assert not any(switch.isVisibleTo(rig.window) for switch in switches)
    rig.render(machine=MachineFacts(False))
    (switch,) = [found for found in switches if found.isVisibleTo(rig.window)]
    wanted: list[bool] = []
    rig.window.start_at_login_changed.connect(wanted.append)
    switch.click()
    assert wanted == [True]
    rig.render(machine=MachineFacts(True))
    assert switch.isChecked()
