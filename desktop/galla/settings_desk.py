"""Joins the settings window with the file, the keyring and the channels: what the owner changes applies at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.alert_settings_rules import check_alerts
from galla.domain.channel import ChannelHealth, SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import GallaError, KeyringError, LedgerError
from galla.texts import alert_messages, alert_names, problems
from galla.ui.settings.state import AccountFacts, ChannelState

if TYPE_CHECKING:
    from galla.domain.model import Secret, SecretName, Snapshot
    from galla.domain.settings import Account, Settings
    from galla.ui.settings.window import SettingsWindow
    from galla.watch import Watch
    from galla.watch_parts import Parts

    Do = Callable[[Coroutine[object, object, None]], None]

log = logging.getLogger(__name__)

HEARTBEAT = "heartbeat"
"""Stands for a channel's id in the state of the heartbeat."""


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
        make_window: Callable[[], SettingsWindow] | None = None,
    ) -> None:
        """`make_window` stands in for the window's constructor."""
        self._make_window = make_window or self._new_window
        self._parts = parts
        self._watch = watch
        self._settings = settings
        self._accounts = accounts
        self._do = do
        self._window: SettingsWindow | None = None
        self._services: dict[str, str] = {}
        """By channel id, as far as they are known: to look costs a keyring's prompt and a second."""
        self._missing: set[str] = set()
        """Channels, and the heartbeat, whose address the keyring does not hold."""
        self._broken = ""
        self._changing = asyncio.Lock()
        """Changes are written one after another, in the order in which the owner made them."""

    def open(self, page: str) -> None:
        """Opens the settings, or raises them, at that page; empty: where they stand."""
        if self._window is None:
            self._window = self._built()
        if page:
            self._window.open_page(page)
        self._window.render_read_only(self._broken)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._watch.reload_settings()  # the file may have been edited by hand
        self._do(self._look_up())

    def settings_changed(self) -> None:
        """The file was read anew."""
        if self._window is not None and self._window.isVisible():
            self._do(self._show())

    def broken(self, sentence: str) -> None:
        """The file cannot be read, and so not be changed; empty: it can."""
        self._broken = sentence
        if self._window is not None:
            self._window.render_read_only(sentence)

    def retranslate(self) -> None:
        """Another language: a closed window is built anew when it is opened."""
        if self._window is not None and not self._window.isVisible():
            self.close()

    def close(self) -> None:
        """Takes the window away."""
        window, self._window = self._window, None
        if window is not None:
            window.close()
            window.deleteLater()

    def _built(self) -> SettingsWindow:
        window = self._make_window()
        window.alerts_changed.connect(lambda change: self._do(self._change_alerts(change)))
        window.account_changed.connect(lambda key, change: self._do(self._change_account(key, change)))
        window.channel_add_requested.connect(lambda channel, address: self._do(self._add(channel, address)))
        window.channel_address_changed.connect(lambda key, address: self._do(self._readdress(key, address)))
        window.channel_remove_requested.connect(lambda key: self._do(self._remove(key)))
        window.test_requested.connect(lambda key: self._do(self._test(key)))
        window.heartbeat_address_changed.connect(lambda address: self._do(self._set_heartbeat(address)))
        return window

    def _new_window(self) -> SettingsWindow:
        from galla.ui.settings.window import SettingsWindow

        return SettingsWindow(self._parts.clock.now, self._parts.zone())

    # --- what is shown

    async def _show(self) -> None:
        if self._window is None:
            return
        settings, health = self._settings(), await self._health()
        states = tuple(self._state(channel.id, health) for channel in settings.alerts.all_channels)
        called = self._watch.alerting.heartbeat_health if self._watch.alerting is not None else None
        heartbeat = ChannelState(HEARTBEAT, has_address=HEARTBEAT not in self._missing, health=called)
        self._window.render(settings, states, heartbeat, self._facts())

    def _state(self, channel_id: str, health: Mapping[str, ChannelHealth]) -> ChannelState:
        service, has_address = self._services.get(channel_id, ""), channel_id not in self._missing
        return ChannelState(channel_id, service, has_address, health.get(channel_id))

    def _facts(self) -> dict[str, AccountFacts]:
        return {
            key: AccountFacts(snapshot.balance.currency if snapshot.balance else None, snapshot.top_up_page)
            for key, snapshot in self._accounts().items()
        }

    async def _health(self) -> dict[str, ChannelHealth]:
        try:
            return {item.channel_id: item for item in await self._watch.channel_health()}
        except LedgerError as error:
            log.warning("the health of the channels could not be read: %s", error)
            return {}

    async def _look_up(self) -> None:
        """Shows what is known at once, and then which services the addresses are of."""
        await self._show()
        channels = [channel.id for channel in self._settings().alerts.channels]
        names = {address_of(key): key for key in channels} | {heartbeat_url(): HEARTBEAT}
        try:
            found = await self._parts.secrets.read(list(names))
        except KeyringError as error:
            log.warning("addresses could not be looked up: %s", error)
            return
        self._missing = {key for name, key in names.items() if name not in found}
        await self._show()
        unknown = [(key, found[address_of(key)]) for key in channels if address_of(key) in found]
        for key, address in unknown:
            if key not in self._services:
                self._services[key] = (await self._parts.sender.check(address)).service
        if unknown:
            await self._show()

    # --- what is changed

    async def _write(self, change: Callable[[AlertSettings], AlertSettings]) -> bool:
        """Whether what `change` makes of the alert settings is in the file; the window says why not."""
        async with self._changing:
            return await self._written(partial(self._parts.change_alerts, change))

    async def _change_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> None:
        await self._write(change)

    async def _change_account(self, account_id: str, change: Callable[[Account], Account]) -> None:
        async with self._changing:
            await self._written(partial(self._parts.change_account, account_id, change))

    async def _written(self, write: Callable[[], object]) -> bool:
        try:
            await asyncio.get_running_loop().run_in_executor(None, write)
        except GallaError as error:
            self._refuse(error)
            return False
        self._watch.reload_settings()
        return True

    def _refuse(self, error: GallaError) -> None:
        if self._window is not None:
            self._window.render_refusal(error.problem.fact("field"), problems.sentence(error.problem))

    async def _add(self, channel: Channel, address: Secret) -> None:
        """Tries the address, keeps it, and only then names the channel in the file: all or nothing."""
        self._parts.secret_seen(address)
        outcome = await self._tried(channel, address)
        if outcome.delivered:
            async with self._changing:
                try:
                    await asyncio.get_running_loop().run_in_executor(None, self._check_new, channel)
                except GallaError as error:  # before anything is kept: another channel may have this name by now
                    self._refuse(error)
                    return
                if not await self._keep(address_of(channel.id), address):
                    outcome = SendOutcome(SendFailure.KEYRING)
                elif not await self._written(
                    partial(self._parts.change_alerts, lambda alerts: alerts.with_channel(channel))
                ):
                    with suppress(KeyringError):
                        await self._parts.secrets.delete(address_of(channel.id))
                    return
            self._missing.discard(channel.id)
        if self._window is not None:
            self._window.render_added(outcome)

    def _check_new(self, channel: Channel) -> None:
        """Raises SettingsError where the file cannot have this channel besides those that it has now."""
        check_alerts(self._parts.load_settings().alerts.with_channel(channel))

    async def _readdress(self, channel_id: str, address: Secret) -> None:
        """A new address is tried before it replaces the old one."""
        channel = self._settings().alerts.channel(channel_id)
        if channel is None:
            return
        self._parts.secret_seen(address)
        outcome = await self._tried(channel, address)
        if self._settings().alerts.channel(channel_id) is None:
            return  # removed meanwhile: its address must not come back
        if outcome.delivered and not await self._keep(address_of(channel_id), address):
            outcome = SendOutcome(SendFailure.KEYRING)
        if outcome.delivered:
            self._missing.discard(channel_id)
            self._addresses_changed()
        if self._window is not None:
            self._window.render_address_changed(channel_id, outcome)
        await self._show()

    async def _tried(self, channel: Channel, address: Secret) -> SendOutcome:
        """What came of a test message to `address`, which is not kept yet."""
        checked = await self._parts.sender.check(address)
        if checked.failure is not None:
            return SendOutcome(checked.failure)
        name = alert_names.channel_name(channel.id, channel.name)
        test = alert_messages.test_message(name, self._parts.clock.now(), self._parts.zone())
        outcome = await self._parts.sender.send(address, test)
        if outcome.delivered:
            self._services[channel.id] = checked.service
        return outcome

    async def _remove(self, channel_id: str) -> None:
        """Out of the file first: an address without a channel does no harm, a channel without one alarms."""
        if not await self._write(lambda alerts: alerts.without_channel(channel_id)):
            return
        self._services.pop(channel_id, None)
        try:
            await self._parts.secrets.delete(address_of(channel_id))
        except KeyringError as error:
            log.warning("the address of channel %s stays in the keyring: %s", channel_id, error)
            self._refuse(error)  # the question said that it would be deleted

    async def _test(self, channel_id: str) -> None:
        alerting = self._watch.alerting
        outcome = await alerting.send_test(channel_id) if alerting is not None else SendOutcome(SendFailure.UNKNOWN)
        if self._window is not None:
            self._window.render_test(channel_id, outcome)
        await self._show()

    async def _set_heartbeat(self, address: Secret | None) -> None:
        """A new address is called before it is kept; None takes the old one away and ends the heartbeat."""
        if address is None:
            await self._end_heartbeat()
            return
        self._parts.secret_seen(address)
        outcome = await self._parts.pinger.ping(address)
        if outcome.delivered and not await self._keep(heartbeat_url(), address):
            outcome = SendOutcome(SendFailure.KEYRING)
        if outcome.delivered:
            self._missing.discard(HEARTBEAT)
            self._addresses_changed()
        if self._window is not None:
            self._window.render_heartbeat_address(outcome)
        await self._show()

    async def _end_heartbeat(self) -> None:
        def ended(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, heartbeat=replace(alerts.heartbeat, enabled=False))

        if self._settings().alerts.heartbeat.enabled and not await self._write(ended):
            return
        try:
            await self._parts.secrets.delete(heartbeat_url())
        except KeyringError as error:
            log.warning("the heartbeat's address stays in the keyring: %s", error)
            self._refuse(error)
            return
        self._missing.add(HEARTBEAT)
        self._addresses_changed()
        await self._show()

    def _addresses_changed(self) -> None:
        """The keyring holds other addresses now."""
        if self._watch.alerting is not None:
            self._watch.alerting.settings_changed()

    async def _keep(self, name: SecretName, address: Secret) -> bool:
        try:
            await self._parts.secrets.write(name, address)
        except KeyringError as error:
            log.warning("an address could not be kept: %s", error)
            return False
        return True
