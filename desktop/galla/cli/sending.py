"""The parts of the tray that send messages and judge what is common, put together for one command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from galla.alert_words import AlertWords
from galla.domain.routing import AlertPlan
from galla.engine.channel_addresses import ChannelAddresses
from galla.engine.house import House
from galla.engine.outbox import Outbox

if TYPE_CHECKING:
    from galla.cli.context import Context
    from galla.domain.ports import Ledger


@asynccontextmanager
async def outbox_of(here: Context, ledger: Ledger) -> AsyncIterator[Outbox]:
    """An outbox that sends tests; it delivers nothing that is owed, which is the tray's to do."""
    alerts = here.settings().alerts
    sender, notifier = here.sender(), here.notifier()
    words = AlertWords(here.clock.now, dict, here.zone)
    try:
        yield Outbox(
            ledger,
            notifier,
            sender,
            ChannelAddresses(here.secrets(), here.redaction.add),
            here.clock,
            plan=lambda: alerts,
            wording=words.wording(),
            fall_back=lambda message: False,
            on_channel_changed=lambda: None,
        )
    finally:
        await sender.close()
        await notifier.close()


def house_of(here: Context, ledger: Ledger) -> House:
    """What keeps the owner's answers to alerts that are no single account's; to judge them is the tray's to do."""
    alerts = here.settings().alerts
    return House(
        ledger,
        here.clock,
        lambda: AlertPlan(alerts, here.zone()),
        tuple,
        lambda episodes: None,
        lambda: None,
    )
