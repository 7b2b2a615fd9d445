"""Joins the settings window with the file, the keyring and the channels: what the owner changes applies at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from galla.account_answers import AccountAnswers
from galla.account_desk import AccountDesk
from galla.address_desk import HEARTBEAT, AddressDesk
from galla.channel_answers import ChannelAnswers
from galla.data_desk import DataDesk
from galla.domain.alert_settings import AlertSettings
from galla.domain.channel import ChannelHealth
from galla.domain.errors import GallaError, LedgerError
from galla.tasks import in_thread
from galla.texts import problems
from galla.ui.settings.state import AccountFacts, ChannelState, MachineFacts
from galla.ui.settings_pages import ADD_ACCOUNT
from galla.ui.stand_in import asks, stand_in, when_answered

if TYPE_CHECKING:
    from galla.domain.model import Snapshot
    from galla.domain.settings import Account, General, Settings
    from galla.ui.settings.window import SettingsWindow
    from galla.watch import Watch
    from galla.watch_parts import Parts

    Do = Callable[[Coroutine[object, object, None]], None]

log = logging.getLogger(__name__)

NEWS_AFTER_S = 0.25
"""Of fifty accounts that are read one after the other, what is known is shown four times a second."""


class SettingsDesk:
    """Opens the window, and does what its signals ask for."""

    def __init__(
        self,
        parts: Parts,
        watch: Watch,
        *,
        settings: Callable[[], Settings],
        accounts: Callable[[], Mapping[str, Snapshot]],
        do: Do,
        erase: Callable[[Sequence[str]], None] = lambda _: None,
        make_window: Callable[[], SettingsWindow] | None = None,
    ) -> None:
        """`erase` is `DataDesk`'s; `make_window` stands in for the window's constructor."""
        self._make_window = make_window or self._new_window
        self._parts = parts
        self._watch = watch
        self._settings = settings
        self._accounts = accounts
        self._do = do
        self._window: SettingsWindow | None = None
        self._broken = ""
        self._starts_at_login: bool | None = None
        self._news_waits = False
        self._wants_addition = False
        """The window was opened to add an account."""
        self._changing = asyncio.Lock()
        """Changes are written one after another, in the order in which the owner made them."""
        self._addresses = AddressDesk(parts, self._changing)
        self._suppliers = AccountDesk(parts, self._changing)
        self._on_channels = ChannelAnswers(self._tell, self._addresses, watch, settings, self)
        self._on_accounts = AccountAnswers(self._tell, self._suppliers, watch, settings, accounts)
        self._on_data = DataDesk(
            self._tell,
            parts,
            watch,
            self._suppliers,
            changing=self._changing,
            settings=settings,
            look_up=self._look_up,
            erase=erase,
        )

    def open(self, page: str) -> None:
        """Opens the settings, or raises them, at that page; empty: where they stand."""
        if self._window is None:
            self._window = self._built()
        if page:
            self._window.open_page("accounts" if page == ADD_ACCOUNT else page)
        self._wants_addition = page == ADD_ACCOUNT
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._watch.reload_settings()  # the file may have been edited by hand
        self._do(self._look_up())

    def settings_changed(self) -> None:
        """The file was read anew."""
        if self._window is not None and self._window.isVisible():
            self._do(self._show_changed())

    async def _show_changed(self) -> None:
        """An import, or a file edited by hand, may name channels whose address nobody has looked for yet."""
        await self.show()
        channel_ids = [channel.id for channel in self._settings().alerts.channels]
        if self._addresses.has_news_of(channel_ids):
            async for _ in self._addresses.look_up(channel_ids):
                await self.show()

    def accounts_changed(self) -> None:
        """Something else is known of the accounts: told soon, and once of all that come together."""
        if self._window is not None and self._window.isVisible() and not self._news_waits:
            self._news_waits = True
            self._do(self._tell_news())

    async def _tell_news(self) -> None:
        await self._parts.clock.sleep(NEWS_AFTER_S)
        self._news_waits = False
        await self.show()

    def broken(self, sentence: str) -> None:
        """The file cannot be read, and so not be changed; empty: it can."""
        self._broken = sentence
        if self._window is not None:
            self._window.render_read_only(sentence)

    def retranslate(self) -> None:
        """Another language: an open window is built anew where it stands, a closed one when it is opened.

        While something is asked in it, it waits until that is over: what was entered there would be lost.
        """
        old = self._window
        if old is None or not old.isVisible():
            self.close()
            return
        if asks(old):
            when_answered(old, self.retranslate)
            return
        self._window, place = self._built(), old.place
        stand_in(self._window, old)
        self._window.go_to(place)
        self._on_data.say_again()
        self._do(self._show_known())

    def close(self) -> None:
        """Takes the window away."""
        window, self._window = self._window, None
        if window is not None:
            window.close()
            window.deleteLater()

    def _built(self) -> SettingsWindow:
        window = self._make_window()
        window.render_read_only(self._broken)
        window.alerts_changed.connect(lambda change: self._do(self._change_alerts(change)))
        window.account_changed.connect(lambda key, change: self._do(self._change_account(key, change)))
        window.start_at_login_changed.connect(lambda on: self._do(self._change_start(on)))
        window.general_changed.connect(lambda change: self._do(self._change_general(change)))
        for answers in (self._on_channels, self._on_accounts, self._on_data):
            answers.connect(window, self._do)
        return window

    def _new_window(self) -> SettingsWindow:
        from galla.ui.settings.window import SettingsWindow

        return SettingsWindow(self._parts.clock.now, self._parts.zone())

    # --- what is shown

    async def show(self) -> None:
        """Shows what is known now."""
        health = await self._health()
        if self._window is None:
            return
        settings = self._settings()
        states = tuple(self._state(channel.id, health) for channel in settings.alerts.all_channels)
        called = self._watch.alerting.heartbeat_health if self._watch.alerting is not None else None
        heartbeat = ChannelState(HEARTBEAT, has_address=HEARTBEAT not in self._addresses.missing, health=called)
        folder = str(self._parts.paths.data_folder) if self._parts.transfer is not None else ""
        machine = MachineFacts(self._starts_at_login, folder)
        self._window.render(settings, states, heartbeat, self._facts(), machine)

    def _state(self, channel_id: str, health: Mapping[str, ChannelHealth]) -> ChannelState:
        known = self._addresses
        has_address = channel_id not in known.missing
        return ChannelState(channel_id, known.services.get(channel_id, ""), has_address, health.get(channel_id))

    def _facts(self) -> dict[str, AccountFacts]:
        shown, profiles = self._accounts(), self._suppliers.profiles
        facts = {}
        for account in self._settings().accounts:
            snapshot = shown.get(account.id)
            balance = None if snapshot is None else snapshot.balance
            page = None if snapshot is None else snapshot.top_up_page
            currency = None if balance is None else balance.currency
            facts[account.id] = AccountFacts(currency, page, profiles.get(account.profile), snapshot)
        return facts

    async def _health(self) -> dict[str, ChannelHealth]:
        try:
            return {item.channel_id: item for item in await self._watch.channel_health()}
        except LedgerError as error:
            log.warning("the health of the channels could not be read: %s", error)
            return {}

    async def _look_up(self) -> None:
        """Shows what is known at once, and then which services the addresses are of."""
        await self._suppliers.look_up()
        await self._look_at_login()
        if self._window is not None:
            self._window.render_suppliers(self._suppliers.profiles)
            if self._wants_addition and not self._broken:
                self._wants_addition = False
                self._window.add_account()
        await self.show()
        async for _ in self._addresses.look_up([channel.id for channel in self._settings().alerts.channels]):
            await self.show()

    async def _show_known(self) -> None:
        """In a window that took the place of another: nobody is asked anew."""
        self._tell(lambda window: window.render_suppliers(self._suppliers.profiles))
        await self.show()

    # --- what is changed

    async def write_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> bool:
        """Whether what `change` makes of the alert settings is in the file; the window says why not."""
        async with self._changing:
            return await self._written(partial(self._parts.change_alerts, change))

    async def _change_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> None:
        await self.write_alerts(change)

    async def _change_account(self, account_id: str, change: Callable[[Account], Account]) -> None:
        async with self._changing:
            await self._written(partial(self._parts.change_account, account_id, change))

    async def _look_at_login(self) -> None:
        login = self._parts.start_at_login
        if login is not None:
            self._starts_at_login = await in_thread(login.is_on)

    async def _change_start(self, on: bool) -> None:
        login = self._parts.start_at_login
        if login is None:
            return
        try:
            await in_thread(partial(login.set, on))
        except GallaError as error:
            sentence = problems.sentence(error.problem)
            self._tell(lambda window: window.render_failure(sentence))
        await self._look_at_login()
        await self.show()

    async def _change_general(self, change: Callable[[General], General]) -> None:
        async with self._changing:
            await self._written(partial(self._parts.change_general, change))

    async def _written(self, write: Callable[[], object]) -> bool:
        try:
            await in_thread(write)
        except GallaError as error:
            self.refuse(error)
            return False
        self._watch.reload_settings()
        return True

    def refuse(self, error: GallaError) -> None:
        """Says it beside the field that it is about."""
        self._tell(lambda window: window.render_refusal(error.problem.fact("field"), problems.sentence(error.problem)))

    def _tell(self, tell: Callable[[SettingsWindow], None]) -> None:
        """The window that is there when an answer comes may be another than the one that asked."""
        if self._window is not None:
            tell(self._window)
