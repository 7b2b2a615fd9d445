"""`galla channels add|list|remove`: the ways to reach somebody. An address is never an argument."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress

from galla.cli import outcomes
from galla.cli.context import Context
from galla.cli.secret_input import read_secret
from galla.domain.alert_settings import DESKTOP, Channel
from galla.domain.alert_settings_rules import SeverityName, check_alerts, parse_quiet
from galla.domain.channel import DELIVERED, ChannelHealth, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.errors import (
    EXIT_CODES,
    GallaError,
    KeyringError,
    LedgerError,
    ProblemKind,
    SettingsError,
    SettingsReason,
)
from galla.domain.model import Secret
from galla.domain.setting_values import Place
from galla.engine.keeping import keep_with
from galla.texts import alert_messages
from galla.texts import channel_commands as words

NOTHING_GIVEN = 2


def add(here: Context, options: argparse.Namespace) -> int:
    """Tries the address, then keeps it in the keyring and the channel in the settings: both or neither."""
    asked = Channel(
        id=options.id,
        name=options.name or "",
        least_severity=SeverityName(options.least_severity).severity,
        quiet=None if options.quiet_hours is None else parse_quiet(options.quiet_hours, _quiet_hours()),
    )
    before = here.settings().alerts
    channel = check_alerts(before.with_channel(asked)).channels[-1]  # before anybody types an address
    address = read_secret(words.address_prompt(channel.name))
    if address is None:
        print(words.no_address_given(), file=sys.stderr)
        return NOTHING_GIVEN
    return asyncio.run(_add(here, channel, address, tested=options.test))


def show_all(here: Context) -> int:
    """Prints one line for each channel, the desktop first."""
    alerts = here.settings().alerts
    health = asyncio.run(_health(here))
    for channel in alerts.all_channels:
        print(words.channel_line(channel, alerts.quiet, health.get(channel.id), here.zone(), here.clock.now()))
    return 0


def remove(here: Context, channel_id: str) -> int:
    """Takes the channel out of the settings and its address out of the keyring."""
    if channel_id == DESKTOP:
        print(words.desktop_stays(), file=sys.stderr)
        return EXIT_CODES[ProblemKind.SETTINGS]
    alerts = here.settings().alerts
    channel = alerts.channel(channel_id)
    if channel is None:
        raise SettingsError(SettingsReason.UNKNOWN_CHANNEL, channel=channel_id)
    here.settings_file.change_alerts(lambda alerts: alerts.without_channel(channel_id))
    if asyncio.run(_forget(here, channel_id)):
        print(words.channel_removed(channel.name))
        return 0
    print(words.channel_removed_address_stays(channel.name))
    return EXIT_CODES[ProblemKind.KEYRING]


async def _add(here: Context, channel: Channel, address: Secret, *, tested: bool) -> int:
    here.redaction.add(address)
    outcome, service = await _tried(here, channel.name, address, tested=tested)
    if not outcome.delivered:
        print(words.not_added(outcome, channel.name), file=sys.stderr)
        return outcomes.exit_code([outcome])
    check_alerts(here.settings().alerts.with_channel(channel))  # somebody may have taken its name meanwhile

    async def name_it() -> None:
        here.settings_file.change_alerts(lambda alerts: alerts.with_channel(channel))

    await keep_with(here.secrets(), {address_of(channel.id): address}, name_it)
    if tested:
        with suppress(LedgerError):
            async with here.ledger() as ledger:
                await ledger.mark_tested(channel.id, here.clock.now(), outcome)
    await here.tell_tray("reload")
    print(words.channel_added(channel, service, tested=tested))
    return 0


async def _tried(here: Context, name: str, address: Secret, *, tested: bool) -> tuple[SendOutcome, str]:
    """What came of looking at the address, and of a test message if there is to be one; and its service."""
    sender = here.sender()
    try:
        checked = await sender.check(address)
        if checked.failure is not None:
            return SendOutcome(checked.failure), checked.service
        if not tested:
            return DELIVERED, checked.service
        message = alert_messages.test_message(name, here.clock.now(), here.zone())
        return await sender.send(address, message), checked.service
    finally:
        await sender.close()


async def _forget(here: Context, channel_id: str) -> bool:
    await here.tell_tray("reload")
    try:
        await here.secrets().delete(address_of(channel_id))
    except KeyringError:
        return False
    return True


async def _health(here: Context) -> dict[str, ChannelHealth]:
    """By channel; empty where the ledger cannot be read, because the settings can be shown all the same."""
    try:
        async with here.ledger() as ledger:
            return {item.channel_id: item for item in await ledger.channel_health()}
    except GallaError:
        return {}


def _quiet_hours() -> Place:
    return Place("--quiet-hours", lambda: None)
