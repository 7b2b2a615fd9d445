"""`galla heartbeat set|remove`: an address that is called while Galla watches, so that its silence raises an alarm."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace

from galla.cli import outcomes
from galla.cli.context import Context
from galla.cli.secret_input import read_secret
from galla.domain.alert_settings import Heartbeat
from galla.domain.alert_settings_rules import check_alerts
from galla.domain.channel import SendOutcome
from galla.domain.channel_secrets import heartbeat_url
from galla.domain.errors import EXIT_CODES, KeyringError, ProblemKind
from galla.domain.model import Secret
from galla.engine.keeping import keep_with
from galla.texts import channel_commands as words

NOTHING_GIVEN = 2


def put(here: Context, options: argparse.Namespace) -> int:
    """Calls the address, then keeps it in the keyring and switches the heartbeat on: both or neither."""
    before = here.settings().alerts
    interval_min = before.heartbeat.interval_min if options.interval_min is None else options.interval_min
    heartbeat = check_alerts(replace(before, heartbeat=Heartbeat(True, interval_min))).heartbeat
    address = read_secret(words.heartbeat_prompt())
    if address is None:
        print(words.no_address_given(), file=sys.stderr)
        return NOTHING_GIVEN
    return asyncio.run(_put(here, heartbeat, address, tested=options.test))


def remove(here: Context) -> int:
    """Switches the heartbeat off and takes its address out of the keyring."""
    here.settings_file.change_alerts(lambda alerts: replace(alerts, heartbeat=replace(alerts.heartbeat, enabled=False)))
    if asyncio.run(_forget(here)):
        print(words.heartbeat_removed())
        return 0
    print(words.heartbeat_removed_address_stays())
    return EXIT_CODES[ProblemKind.KEYRING]


async def _put(here: Context, heartbeat: Heartbeat, address: Secret, *, tested: bool) -> int:
    here.redaction.add(address)
    outcome = await _tried(here, address, tested=tested)
    if not outcome.delivered:
        print(words.not_added(outcome, words.heartbeat_name()), file=sys.stderr)
        return outcomes.exit_code([outcome])

    async def switch_on() -> None:
        here.settings_file.change_alerts(lambda alerts: replace(alerts, heartbeat=heartbeat))

    await keep_with(here.secrets(), {heartbeat_url(): address}, switch_on)
    await here.tell_tray("reload")
    print(words.heartbeat_set(heartbeat.interval_min, tested=tested))
    return 0


async def _tried(here: Context, address: Secret, *, tested: bool) -> SendOutcome:
    """What came of one call, or of a look at the address where none is to be made."""
    if not tested:
        from galla.adapters.heartbeat_ping import check_address

        return SendOutcome(check_address(address))
    pinger = here.pinger()
    try:
        return await pinger.ping(address)
    finally:
        await pinger.close()


async def _forget(here: Context) -> bool:
    await here.tell_tray("reload")
    try:
        await here.secrets().delete(heartbeat_url())
    except KeyringError:
        return False
    return True
