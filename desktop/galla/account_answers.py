"""Answers what the settings window asks about accounts, in sentences."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from galla.domain.errors import GallaError, KeyringError, ProblemKind
from galla.texts import account_words, problems

if TYPE_CHECKING:
    from galla.account_desk import AccountDesk
    from galla.domain.model import Secret, Snapshot
    from galla.domain.money import Money
    from galla.domain.settings import Account, Settings
    from galla.ui.settings.window import SettingsWindow
    from galla.watch import Watch

    Do = Callable[[Coroutine[object, object, None]], None]
    Tell = Callable[[Callable[[SettingsWindow], None]], None]

log = logging.getLogger(__name__)


class AccountAnswers:
    """For one window after another; what takes longer than its window is told in the next."""

    def __init__(
        self,
        tell: Tell,
        suppliers: AccountDesk,
        watch: Watch,
        settings: Callable[[], Settings],
        snapshots: Callable[[], Mapping[str, Snapshot]],
    ) -> None:
        self._tell, self._suppliers, self._watch = tell, suppliers, watch
        self._settings, self._snapshots = settings, snapshots

    def connect(self, window: SettingsWindow, do: Do) -> None:
        """Hears the window from now on."""
        window.account_add_requested.connect(lambda account, secrets: do(self._add(account, secrets)))
        window.other_supplier_requested.connect(lambda account, table, keys: do(self._add_other(account, table, keys)))
        window.account_keys_changed.connect(lambda key, secrets: do(self._change_keys(key, secrets)))
        window.account_remove_requested.connect(lambda key, history: do(self._remove(key, with_history=history)))
        window.account_test_requested.connect(lambda key: do(self._test(key)))

    async def _add(self, account: Account, secrets: Mapping[str, Secret]) -> None:
        await self._answer(account, self._suppliers.add(account, secrets), account_words.account_added)

    async def _add_other(self, account: Account, table: Mapping[str, object], secrets: Mapping[str, Secret]) -> None:
        work = self._suppliers.add_other(account, table, secrets)
        await self._answer(account, work, account_words.account_added)
        self._tell(lambda window: window.render_suppliers(self._suppliers.profiles))

    async def _change_keys(self, account_id: str, secrets: Mapping[str, Secret]) -> None:
        account = self._settings().account(account_id)
        if account is not None:
            await self._answer(account, self._suppliers.replace_keys(account, secrets), account_words.keys_replaced)

    async def _answer(
        self, account: Account, work: Coroutine[object, object, Money], say: Callable[[Account, Money], str]
    ) -> None:
        """What is kept applies at once."""
        try:
            balance = await work
        except GallaError as error:
            is_key = error.problem.kind is ProblemKind.KEY_REJECTED
            why = account_words.keys_refused() if is_key else _sentence(error, account)
            self._tell(lambda window: window.render_account_answer(account.id, why, done=False))
            return
        self._watch.reload_settings(to_ask=[account.id])
        done = say(account, balance)
        self._tell(lambda window: window.render_account_answer(account.id, done, done=True, balance=balance))

    async def _test(self, account_id: str) -> None:
        account, snapshot = self._settings().account(account_id), self._snapshots().get(account_id)
        if account is None:
            return
        allowed_at = None if snapshot is None else snapshot.next_allowed_at
        try:
            sentence = account_words.account_answered(account, await self._suppliers.test(account, allowed_at))
            good = True
        except GallaError as error:
            sentence, good = _sentence(error, account), False
        self._tell(lambda window: window.render_account_test(account_id, sentence, good=good))

    async def _remove(self, account_id: str, *, with_history: bool) -> None:
        account = self._settings().account(account_id)
        if account is None:
            return
        try:
            if not await self._suppliers.remove(account):
                self._tell(lambda window: window.render_failure(account_words.keys_may_stay(account)))
        except KeyringError as error:
            log.warning("keys of account %s stay in the keyring: %s", account_id, error)
            self._tell(lambda window: window.render_failure(account_words.keys_stay(account)))
        except GallaError as error:
            field, why = error.problem.fact("field"), _sentence(error, account)
            self._tell(lambda window: window.render_refusal(field, why))
            return
        if with_history:
            self._watch.forget_history(account_id)
        self._watch.reload_settings()


def _sentence(error: GallaError, account: Account) -> str:
    return problems.sentence(error.problem, zone=ZoneInfo(account.timezone))
