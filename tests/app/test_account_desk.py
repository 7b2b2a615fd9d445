"""Accounts in the settings window joined with supplier, file and keyring: all of it is kept, or none."""

from __future__ import annotations

from dataclasses import replace

from app.opened_settings import Opened
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.domain.settings import Account, Theme
from galla.ui.settings.account_dialogs import AddAccountDialog
from galla.ui.settings_pages import ADD_ACCOUNT

SECOND = {"api_key": Secret("another-key-0123456789")}


def second(opened: Opened, **changes: object) -> Account:
    account = Account("second", "Second", opened.settings.accounts[0].base_url, currency="USD")
    return replace(account, **changes)  # type: ignore[arg-type]


async def secrets_of(opened: Opened, account_id: str) -> dict[object, Secret]:
    return dict(await opened.bench.parts.secrets.read([SecretName(account_id, "api_key")]))


async def test_an_account_is_asked_for_before_it_is_kept_and_then_watched(opened: Opened) -> None:
    await opened.quiet()
    key = dict(await opened.bench.parts.secrets.read([SecretName("main", "api_key")])).popitem()[1]
    opened.window.account_add_requested.emit(second(opened), {"api_key": key})
    assert await opened.answer() == ("second", "Second was added. Its balance is $500.00.", True)
    assert [account.id for account in opened.settings.accounts] == ["main", "second"]
    await opened.bench.until(lambda: len(opened.bench.face.rendered[-1]) == 2)


async def test_opened_to_add_an_account_it_asks_for_one_once_the_suppliers_are_known(opened: Opened) -> None:
    await opened.quiet()
    opened.desk.open(ADD_ACCOUNT)
    await opened.quiet()
    (dialog,) = opened.window.findChildren(AddAccountDialog)
    assert dialog.suppliers.count() >= 16
    dialog.close()


async def test_an_account_whose_key_is_refused_leaves_nothing_behind(opened: Opened) -> None:
    await opened.quiet()
    opened.window.account_add_requested.emit(second(opened), SECOND)
    account_id, sentence, done = await opened.answer()
    assert (account_id, done) == ("second", False)
    assert "rejected the API key" in sentence
    assert [account.id for account in opened.settings.accounts] == ["main"]
    assert await secrets_of(opened, "second") == {}


async def test_new_keys_that_are_refused_leave_the_old_ones(opened: Opened) -> None:
    await opened.quiet()
    before = await secrets_of(opened, "main")
    opened.window.account_keys_changed.emit("main", SECOND)
    assert (await opened.answer())[2] is False
    assert await secrets_of(opened, "main") == before


async def test_a_test_asks_the_supplier_and_says_what_it_answered(opened: Opened) -> None:
    await opened.quiet()
    opened.window.account_test_requested.emit("main")
    assert await opened.answer() == ("main", "FoxReload answered: $500.00.", True)


async def test_an_account_that_is_removed_leaves_no_key(opened: Opened) -> None:
    await opened.quiet()
    opened.window.account_remove_requested.emit("main", False)
    await opened.bench.until(lambda: opened.bench.face.settings[-1].accounts == ())
    await opened.quiet()
    assert await secrets_of(opened, "main") == {}
    assert await opened.bench.watch.ledger.history("main")


async def test_an_account_that_is_removed_with_its_history_leaves_nothing_in_the_ledger(opened: Opened) -> None:
    await opened.quiet()
    opened.window.account_remove_requested.emit("main", True)
    await opened.bench.until(lambda: opened.bench.face.settings[-1].accounts == ())
    await opened.bench.until(lambda: opened.bench.face.rendered[-1] == ())
    assert await opened.bench.watch.ledger.history("main") == ()


async def test_language_and_theme_are_written(opened: Opened) -> None:
    opened.window.general_changed.emit(lambda general: replace(general, theme=Theme.DARK))
    await opened.bench.until(lambda: opened.bench.face.settings[-1].general.theme is Theme.DARK)


async def test_start_at_login_is_the_systems_to_say(opened: Opened) -> None:
    await opened.quiet()
    login = opened.bench.login
    opened.window.start_at_login_changed.emit(True)
    await opened.quiet()
    assert (login.on, opened.desk._starts_at_login) == (True, True)
    login.error = SettingsError(SettingsReason.UNWRITABLE, path="autostart")
    opened.window.start_at_login_changed.emit(False)
    await opened.quiet()
    assert opened.desk._starts_at_login
    assert "autostart" in opened.window.answers[-1]


TABLE = {
    "name": "Second",
    "request": {"path": "/balance"},
    "auth": {"type": "bearer"},
    "amount": {"pointer": "/balance/amount"},
    "currency": {"pointer": "/balance/currency"},
}


async def test_a_supplier_without_a_profile_gets_one_with_its_account(opened: Opened) -> None:
    await opened.quiet()
    key = dict(await opened.bench.parts.secrets.read([SecretName("main", "api_key")])).popitem()[1]
    folder = opened.bench.parts.paths.profiles_folder
    opened.window.other_supplier_requested.emit(second(opened, profile="second"), TABLE, {"api_key": key})
    assert await opened.answer() == ("second", "Second was added. Its balance is $500.00.", True)
    assert (folder / "second.toml").exists()
    await opened.bench.until(lambda: len(opened.bench.face.rendered[-1]) == 2)
    await opened.bench.until(lambda: all(item.balance is not None for item in opened.bench.face.rendered[-1]))


async def test_a_profile_whose_supplier_refuses_is_not_written(opened: Opened) -> None:
    await opened.quiet()
    opened.window.other_supplier_requested.emit(second(opened, profile="second"), TABLE, SECOND)
    assert (await opened.answer())[2] is False
    assert not list(opened.bench.parts.paths.profiles_folder.glob("*"))


async def test_a_profile_whose_account_cannot_be_written_does_not_stay(opened: Opened) -> None:
    await opened.quiet()
    key = dict(await opened.bench.parts.secrets.read([SecretName("main", "api_key")])).popitem()[1]
    opened.window.other_supplier_requested.emit(second(opened, id="main", profile="second"), TABLE, {"api_key": key})
    assert (await opened.answer())[2] is False
    assert not list(opened.bench.parts.paths.profiles_folder.glob("*"))
    assert await secrets_of(opened, "main") == {SecretName("main", "api_key"): key}


async def test_new_keys_end_the_wait_for_the_owner_at_once(opened: Opened) -> None:
    await opened.quiet()
    bench, name = opened.bench, SecretName("main", "api_key")
    good = (await bench.parts.secrets.read([name]))[name]
    await bench.parts.secrets.write(name, Secret("a-key-that-was-withdrawn"))
    before = bench.watch._monitor
    bench.watch.reload_settings()
    await bench.until(lambda: bench.watch._monitor not in (None, before))
    assert await bench.watch.refresh("main") is None
    await bench.until(lambda: bench.face.last.problem is not None)
    opened.window.account_keys_changed.emit("main", {"api_key": good})
    assert (await opened.answer())[2]
    await bench.until(lambda: bench.face.last.problem is None)


async def test_an_account_whose_profile_cannot_be_read_is_removed_and_its_keys_are_spoken_of(opened: Opened) -> None:
    await opened.quiet()
    (account,) = opened.settings.accounts
    opened.bench.settings = replace(opened.settings, accounts=(replace(account, profile="gone"),))
    opened.bench.watch.reload_settings()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].accounts[0].profile == "gone")
    opened.window.account_remove_requested.emit("main", False)
    assert "if the keyring has keys of galla/main, delete them there" in await opened.answer()
    assert opened.settings.accounts == ()
