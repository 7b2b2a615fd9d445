"""Answers what the settings window asks about channels and the heartbeat."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from galla.domain.alert_settings import AlertSettings, Channel
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.errors import GallaError, KeyringError
from galla.texts import alert_names, channel_commands

if TYPE_CHECKING:
    from galla.address_desk import AddressDesk
    from galla.domain.model import Secret
    from galla.domain.settings import Settings
    from galla.ui.settings.window import SettingsWindow
    from galla.watch import Watch

    Do = Callable[[Coroutine[object, object, None]], None]
    Tell = Callable[[Callable[[SettingsWindow], None]], None]

log = logging.getLogger(__name__)


class Changes(Protocol):
    """What a window's answers need of the desk that it stands on."""

    async def write_alerts(self, change: Callable[[AlertSettings], AlertSettings]) -> bool:
        """Whether what `change` makes of the alert settings is in the file; the window says why not."""
        ...

    def refuse(self, error: GallaError) -> None:
        """Says it beside the field that it is about."""
        ...

    async def show(self) -> None:
        """Shows anew what is known."""
        ...


class ChannelAnswers:
    """For one window after another; what takes longer than its window is told in the next."""

    def __init__(
        self,
        tell: Tell,
        addresses: AddressDesk,
        watch: Watch,
        settings: Callable[[], Settings],
        changes: Changes,
    ) -> None:
        self._tell, self._addresses, self._watch = tell, addresses, watch
        self._settings, self._changes = settings, changes

    def connect(self, window: SettingsWindow, do: Do) -> None:
        """Hears the window from now on."""
        window.channel_add_requested.connect(lambda channel, address: do(self._add(channel, address)))
        window.channel_address_changed.connect(lambda key, address: do(self._readdress(key, address)))
        window.channel_remove_requested.connect(lambda key: do(self._remove(key)))
        window.test_requested.connect(lambda key: do(self._test(key)))
        window.heartbeat_address_changed.connect(lambda address: do(self._set_heartbeat(address)))

    async def _add(self, channel: Channel, address: Secret) -> None:
        try:
            outcome = await self._addresses.add(channel, address)
        except GallaError as error:
            self._changes.refuse(error)
            return
        if outcome.delivered:
            self._watch.reload_settings()
        self._tell(lambda window: window.render_added(outcome))

    async def _readdress(self, channel_id: str, address: Secret) -> None:
        try:
            outcome = await self._addresses.replace(self._channel(channel_id), address)
        except GallaError as error:
            self._changes.refuse(error)
            return
        if outcome.delivered:
            self._addresses_changed()
        self._tell(lambda window: window.render_address_changed(channel_id, outcome))
        await self._changes.show()

    async def _remove(self, channel_id: str) -> None:
        """Out of the file first: an address without a channel does no harm, a channel without one alarms."""
        channel = self._channel(channel_id)
        if not await self._changes.write_alerts(lambda alerts: alerts.without_channel(channel_id)):
            return
        try:
            await self._addresses.forget(channel_id)
        except KeyringError as error:
            log.warning("the address of channel %s stays in the keyring: %s", channel_id, error)
            name = alert_names.channel_name(channel.id, channel.name)
            # The question said that it would go too.
            self._tell(lambda window: window.render_failure(channel_commands.channel_removed_address_stays(name)))

    async def _test(self, channel_id: str) -> None:
        alerting = self._watch.alerting
        outcome = await alerting.send_test(channel_id) if alerting is not None else SendOutcome(SendFailure.UNKNOWN)
        self._tell(lambda window: window.render_test(channel_id, outcome))
        await self._changes.show()

    async def _set_heartbeat(self, address: Secret | None) -> None:
        """A new address is called before it is kept; None takes the old one away and ends the heartbeat."""
        if address is None:
            await self._end_heartbeat()
            return
        outcome = await self._addresses.set_heartbeat(address)
        if outcome.delivered:
            self._addresses_changed()
        self._tell(lambda window: window.render_heartbeat_address(outcome))
        await self._changes.show()

    async def _end_heartbeat(self) -> None:
        def ended(alerts: AlertSettings) -> AlertSettings:
            return replace(alerts, heartbeat=replace(alerts.heartbeat, enabled=False))

        if self._settings().alerts.heartbeat.enabled and not await self._changes.write_alerts(ended):
            return
        try:
            await self._addresses.forget_heartbeat()
        except KeyringError as error:
            log.warning("the heartbeat's address stays in the keyring: %s", error)
            self._tell(lambda window: window.render_failure(channel_commands.heartbeat_removed_address_stays()))
            return
        self._addresses_changed()
        await self._changes.show()

    def _channel(self, channel_id: str) -> Channel:
        return self._settings().alerts.channel(channel_id) or Channel(channel_id)

    def _addresses_changed(self) -> None:
        """The keyring holds other addresses now."""
        if self._watch.alerting is not None:
            self._watch.alerting.settings_changed()
