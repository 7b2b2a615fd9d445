"""The settings window joined with file, keyring and channels: a change applies at once, or is refused with a reason."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.conftest import Bench, has_balance
from galla.domain.alert_settings import DESKTOP, AlertSettings, Channel
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.domain.money import Money
from galla.domain.settings import Account, Settings, Theme
from galla.settings_desk import SettingsDesk
from galla.ui.settings.account_dialogs import AddAccountDialog
from galla.ui.settings.window import SettingsWindow
from galla.ui.settings_pages import ADD_ACCOUNT

PHONE = Channel("phone", "Phone")
ADDRESS = Secret("tgram://a-token-that-nobody-may-see/1")
REFUSED = SendOutcome(SendFailure.REFUSED, "403")


class Seen(SettingsWindow):
    """The window, which remembers what it was answered."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.parts.clock.now, bench.parts.zone())
        self.answers: list[object] = []
        self._changed = bench.face.changed

    def render_added(self, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_added(outcome)

    def render_address_changed(self, channel_id: str, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_address_changed(channel_id, outcome)

    def render_test(self, channel_id: str, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_test(channel_id, outcome)

    def render_heartbeat_address(self, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_heartbeat_address(outcome)

    def render_refusal(self, field: str, sentence: str) -> None:
        self._answered(field)
        super().render_refusal(field, sentence)

    def render_failure(self, sentence: str) -> None:
        self._answered(sentence)
        super().render_failure(sentence)

    def render_account_answer(
        self, account_id: str, sentence: str, *, done: bool, balance: Money | None = None
    ) -> None:
        self._answered((account_id, sentence, done))
        super().render_account_answer(account_id, sentence, done=done, balance=balance)

    def render_account_test(self, account_id: str, sentence: str, *, good: bool) -> None:
        self._answered((account_id, sentence, good))
        super().render_account_test(account_id, sentence, good=good)

    def _answered(self, answer: object) -> None:
        self.answers.append(answer)
        self._changed.set()


class Opened:
    """The window on a running watch."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._tasks: list[asyncio.Task[None]] = []
        self.desk = SettingsDesk(
            bench.parts,
            bench.watch,
            settings=lambda: bench.face.settings[-1],
            accounts=lambda: {item.account_id: item for item in bench.face.rendered[-1]},
            do=self._do,
            make_window=lambda: self.window,
        )
        self.window = Seen(bench)
        self.desk.open("channels")

    @property
    def settings(self) -> Settings:
        assert isinstance(self.bench.settings, Settings)
        return self.bench.settings

    async def answer(self, count: int = 1) -> Any:
        await self.bench.until(lambda: len(self.window.answers) >= count)
        return self.window.answers[-1]

    async def quiet(self) -> None:
        await asyncio.gather(*self._tasks)

    async def kept(self) -> dict[object, Secret]:
        return dict(await self.bench.parts.secrets.read([address_of("phone"), heartbeat_url()]))

    def _do(self, work: Coroutine[object, object, None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))  # type: ignore[arg-type]


def repeats(hours: int) -> Callable[[AlertSettings], AlertSettings]:
    """The owner's change of one field."""
    return lambda alerts: replace(alerts, repeat_hours=hours)


@pytest.fixture
async def opened(bench: Bench, qapp: QApplication) -> Iterator[Opened]:
    await bench.until(lambda: has_balance(bench))
    made = Opened(bench)
    yield made
    await made.quiet()
    made.desk.close()


async def test_a_change_of_rules_is_written_and_applied_at_once(opened: Opened) -> None:
    opened.window.alerts_changed.emit(repeats(9))
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.repeat_hours == 9)


async def test_a_change_that_cannot_be_written_is_refused_beside_its_field(opened: Opened) -> None:
    opened.bench.settings = SettingsError(SettingsReason.UNWRITABLE, field="alerts.repeat_hours")
    opened.window.alerts_changed.emit(repeats(9))
    assert await opened.answer() == "alerts.repeat_hours"


async def test_a_channel_is_tried_before_it_is_kept_and_then_used(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    assert await opened.answer() == SendOutcome()
    assert opened.settings.alerts.channels == (PHONE,)
    assert await opened.kept() == {address_of("phone"): ADDRESS}
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))


async def test_a_channel_whose_address_is_refused_is_not_kept(opened: Opened) -> None:
    opened.bench.sender.outcome = REFUSED
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    outcome = await opened.answer()
    assert isinstance(outcome, SendOutcome)
    assert outcome.failure is SendFailure.REFUSED
    assert (opened.settings.alerts.channels, await opened.kept()) == ((), {})


async def test_an_address_whose_channel_cannot_be_written_does_not_stay_in_the_keyring(opened: Opened) -> None:
    opened.bench.settings = SettingsError(SettingsReason.UNWRITABLE)
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.quiet()
    assert await opened.kept() == {}


async def test_another_address_replaces_the_old_one_only_if_it_works(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    opened.bench.sender.outcome = REFUSED
    opened.window.channel_address_changed.emit("phone", Secret("tgram://another/1"))
    await opened.answer(2)
    assert await opened.kept() == {address_of("phone"): ADDRESS}
    opened.bench.sender.outcome = SendOutcome()
    opened.window.channel_address_changed.emit("phone", Secret("tgram://another/1"))
    assert await opened.answer(3) == SendOutcome()
    assert await opened.kept() == {address_of("phone"): Secret("tgram://another/1")}


async def test_a_channel_that_is_removed_leaves_nothing_in_file_and_keyring(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    opened.window.channel_remove_requested.emit("phone")
    await opened.quiet()
    assert (opened.settings.alerts.channels, await opened.kept()) == ((), {})


async def test_a_test_tells_its_real_outcome(opened: Opened) -> None:
    opened.bench.notifier.answers = False
    opened.window.test_requested.emit(DESKTOP)
    outcome = await opened.answer()
    assert isinstance(outcome, SendOutcome)
    assert outcome.failure is SendFailure.NOBODY_THERE


async def test_a_heartbeat_is_called_before_its_address_is_kept_and_can_be_taken_away(opened: Opened) -> None:
    opened.bench.pinger.outcome = REFUSED
    opened.window.heartbeat_address_changed.emit(Secret("https://hc.example.com/x"))
    assert await opened.answer() == REFUSED
    assert await opened.kept() == {}
    opened.bench.pinger.outcome = SendOutcome()
    opened.window.heartbeat_address_changed.emit(Secret("https://hc.example.com/x"))
    await opened.answer(2)
    assert heartbeat_url() in await opened.kept()
    opened.window.heartbeat_address_changed.emit(None)
    await opened.quiet()
    assert await opened.kept() == {}


async def test_changes_are_written_in_the_order_in_which_they_were_made_and_none_is_lost(opened: Opened) -> None:
    for hours in range(1, 9):
        opened.window.alerts_changed.emit(repeats(hours))
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.quiet()
    assert (opened.settings.alerts.repeat_hours, opened.settings.alerts.channels) == (8, (PHONE,))


async def test_what_was_written_by_hand_while_the_window_is_open_stays(opened: Opened) -> None:
    by_hand = replace(opened.settings.alerts, no_reading_min=45, channels=(PHONE,))
    opened.bench.settings = replace(opened.settings, alerts=by_hand)
    opened.window.alerts_changed.emit(repeats(9))
    await opened.quiet()
    assert opened.settings.alerts == replace(by_hand, repeat_hours=9)


async def test_a_channel_whose_name_was_taken_meanwhile_leaves_the_others_address_alone(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    opened.window.channel_add_requested.emit(PHONE, Secret("tgram://another/1"))
    await opened.quiet()
    assert opened.settings.alerts.channels == (PHONE,)
    assert await opened.kept() == {address_of("phone"): ADDRESS}


async def test_a_new_address_for_a_channel_that_was_removed_meanwhile_is_not_kept(opened: Opened) -> None:
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    opened.bench.settings = replace(opened.settings, alerts=AlertSettings())  # by hand, and not read yet
    opened.window.channel_address_changed.emit("phone", Secret("tgram://another/1"))
    await opened.quiet()
    assert opened.window.answers[1:] == [""]
    assert await opened.kept() == {address_of("phone"): ADDRESS}


async def test_an_address_that_could_not_be_deleted_is_said(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(name: object) -> None:
        raise KeyringError(KeyringReason.LOCKED)

    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    await opened.answer()
    await opened.bench.until(lambda: opened.bench.face.settings[-1].alerts.channels == (PHONE,))
    monkeypatch.setattr(opened.bench.parts.secrets, "delete", refuse)
    opened.window.channel_remove_requested.emit("phone")
    await opened.quiet()
    assert opened.settings.alerts.channels == ()
    assert opened.window.answers[1:] == [
        "Phone was removed, but its address could not be deleted from the keyring; delete it there."
    ]


async def test_a_service_is_known_only_of_an_address_that_was_kept(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(name: object, secret: object) -> None:
        raise KeyringError(KeyringReason.DENIED)

    monkeypatch.setattr(opened.bench.parts.secrets, "write", refuse)
    opened.window.channel_add_requested.emit(PHONE, ADDRESS)
    assert await opened.answer() == SendOutcome(SendFailure.KEYRING)
    assert opened.settings.alerts.channels == ()
    assert opened.desk._addresses.services == {}


# --- accounts


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
