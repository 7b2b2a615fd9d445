"""The dead man's switch: pinged while monitoring works, and silent when it does not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from alert_fakes import FakePinger
from fakes import FakeClock, FakeSecrets, quiet
from galla.domain.alert_settings import DEFAULT_ALERTS, Heartbeat
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.heartbeat import HeartbeatLoop

MINUTE = timedelta(minutes=1)
URL = "https://hc.example.com/a-token-that-nobody-may-see"
DOWN = SendOutcome(SendFailure.SERVICE_FAILING, "503")


class Switch:
    """A heartbeat with everything around it on fakes."""

    def __init__(self, address: str | None = URL) -> None:
        self.clock = FakeClock()
        self.secrets = FakeSecrets(accounts=())
        if address is not None:
            self.secrets.secrets[heartbeat_url()] = Secret(address)
        self.pinger = FakePinger()
        self.alerts = replace(DEFAULT_ALERTS, heartbeat=Heartbeat(enabled=True))
        self.works = True
        self.addresses = ChannelAddresses(self.secrets)
        self.loop = HeartbeatLoop(
            self.pinger, self.addresses, self.clock, plan=lambda: self.alerts, works=lambda: self.works
        )

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self.loop.run())
        await quiet()
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @property
    def pings(self) -> int:
        return len(self.pinger.pinged)


async def test_it_beats_at_once_and_then_at_its_interval() -> None:
    switch = Switch()
    async with switch.beating():
        assert switch.pinger.pinged == [URL]
        await switch.clock.advance(20 * MINUTE)
    assert switch.pings == 5


async def test_while_monitoring_does_not_work_it_is_silent_and_beats_again_soon_after() -> None:
    switch = Switch()
    async with switch.beating():
        switch.works = False
        await switch.clock.advance(60 * MINUTE)
        assert switch.pings == 1
        switch.works = True
        await switch.clock.advance(MINUTE)
    assert switch.pings == 2


async def test_a_ping_that_failed_is_made_again_after_a_minute_and_told_to_the_log_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    switch = Switch()
    switch.pinger.outcome = DOWN
    async with switch.beating():
        await switch.clock.advance(10 * MINUTE)
        assert switch.pings == 11
        switch.pinger.outcome = SendOutcome()
        await switch.clock.advance(MINUTE)
        assert switch.loop.health is not None
        assert not switch.loop.health.fails
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "nobody-may-see" not in caplog.text


async def test_it_is_known_since_when_it_fails_and_why() -> None:
    switch = Switch()
    began = switch.clock.now()
    switch.pinger.outcome = DOWN
    async with switch.beating():
        await switch.clock.advance(10 * MINUTE)
    health = switch.loop.health
    assert health is not None
    assert (health.fails, health.failed_at, health.outcome) == (True, began, DOWN)


async def test_switched_off_it_does_not_beat_and_switched_on_it_beats_at_once() -> None:
    switch = Switch()
    switch.alerts = DEFAULT_ALERTS
    async with switch.beating():
        await switch.clock.advance(60 * MINUTE)
        assert switch.pings == 0
        switch.alerts = replace(DEFAULT_ALERTS, heartbeat=Heartbeat(enabled=True, interval_min=1))
        switch.loop.wake()
        await quiet()
        assert switch.pings == 1
        await switch.clock.advance(3 * MINUTE)
    assert switch.pings == 4


async def test_without_an_address_nobody_is_called_and_the_keyring_is_seldom_asked() -> None:
    switch = Switch(address=None)
    async with switch.beating():
        await switch.clock.advance(44 * MINUTE)
    assert (switch.pings, switch.secrets.reads) == (0, 3)


async def test_an_address_that_is_given_at_last_is_called_at_once() -> None:
    switch = Switch(address=None)
    async with switch.beating():
        switch.secrets.secrets[heartbeat_url()] = Secret(URL)
        switch.addresses.forget_heartbeat()
        switch.loop.settings_changed()
        await quiet()
        assert switch.pings == 1


async def test_a_locked_keyring_is_asked_again_and_then_it_beats() -> None:
    switch = Switch()
    switch.secrets.error = KeyringError(KeyringReason.LOCKED)
    async with switch.beating():
        await switch.clock.advance(MINUTE)
        switch.secrets.error = None
        await switch.clock.advance(15 * MINUTE)
    assert switch.pings >= 1


async def test_a_clock_that_was_set_back_does_not_stop_it() -> None:
    switch = Switch()
    async with switch.beating():
        switch.clock.suspend(-timedelta(days=3))
        await switch.clock.advance(6 * MINUTE)
    assert switch.pings >= 2


async def test_the_address_is_read_once_and_anew_when_it_was_refused_or_changed() -> None:
    switch = Switch()
    async with switch.beating():
        await switch.clock.advance(20 * MINUTE)
        assert switch.secrets.reads == 1
        switch.secrets.secrets[heartbeat_url()] = Secret("https://hc.example.com/another")
        switch.pinger.outcome = SendOutcome(SendFailure.REFUSED, "404")
        await switch.clock.advance(5 * MINUTE)
        switch.pinger.outcome = SendOutcome()
        await switch.clock.advance(2 * MINUTE)
    assert switch.pinger.pinged[-1] == "https://hc.example.com/another"
