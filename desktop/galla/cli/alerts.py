"""`galla alerts list|ack|snooze|paid|test`: what is open, the owner's answers to it, and whether it would reach him."""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import replace
from zoneinfo import ZoneInfo

from galla.cli import alert_report, outcomes, sending
from galla.cli.context import Context
from galla.domain import answers, reminders
from galla.domain.channel import AlertRecord, SendOutcome
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.notice import ALL_ACCOUNTS, EVENTS, Episode, SnoozeFor
from galla.domain.payment import Payment
from galla.domain.ports import Ledger
from galla.texts import alert_commands as words
from galla.texts import deliveries

USAGE = 2

_LOOKS_LIKE = {"O": "0", "I": "1", "L": "1"}
"""Letters that a short id does not have, and what is meant by whoever types them."""


def show_all(here: Context, *, everything: bool, only: str | None, as_json: bool) -> int:
    """Prints the open alerts, or the history, newest first."""
    settings = here.settings()
    known = {account.id for account in settings.accounts}
    if only is not None and only not in known:
        raise SettingsError(SettingsReason.UNKNOWN_ACCOUNT, account=only)
    history, payments = asyncio.run(_history(here, everything=everything))
    records = [
        record
        for record in history
        if (everything or (record.episode.is_open and record.episode.account_id in {*known, ALL_ACCOUNTS}))
        and only in {None, record.episode.account_id}
    ]
    now = here.clock.now()
    if as_json:
        print(alert_report.as_json(records, payments, now))
        return 0
    names = {account.id: account.name for account in settings.accounts}
    zones = {account.id: ZoneInfo(account.timezone) for account in settings.accounts}
    channels = here.channel_names()
    for record in records:
        zone = zones.get(record.episode.account_id) or here.zone()
        payment = payments.get(record.episode.account_id)
        print("\n    ".join(words.alert_lines(record, names, channels, zone, now, payment=payment)))
    if not records:
        print(words.no_alerts_ever() if everything else words.no_alerts())
    return 0


def answer(here: Context, given: str, how: SnoozeFor | None) -> int:
    """Snoozes the alert of that id for so long, or acknowledges it where that is None."""
    return asyncio.run(_answer(here, given, how))


def pay(here: Context, account_id: str) -> int:
    """Keeps the owner's "I have paid": the shortage is quiet until the money has arrived or is overdue."""
    (account,) = here.accounts(account_id)
    watched = here.watched(account)
    payment = asyncio.run(_pay(here, account_id))
    print(words.paid(account.name, payment, watched.zone, here.clock.now()))
    return 0


def test(here: Context, channel_id: str | None) -> int:
    """Sends a real message to the channel, or to all that are enabled, and prints what came of each."""
    alerts = here.settings().alerts
    if channel_id is not None and alerts.channel(channel_id) is None:
        raise SettingsError(SettingsReason.UNKNOWN_CHANNEL, channel=channel_id)
    wanted = [channel_id] if channel_id else [channel.id for channel in alerts.all_channels if channel.enabled]
    found = asyncio.run(_test(here, wanted))
    names = here.channel_names()
    for key, outcome in found.items():
        print(deliveries.outcome_sentence(outcome, names[key]))
    return outcomes.exit_code(found.values())


async def _history(here: Context, *, everything: bool) -> tuple[tuple[AlertRecord, ...], dict[str, Payment]]:
    """The alerts, and by account what the owner says he has paid."""
    now = here.clock.now()
    async with here.ledger() as ledger:
        records = await ledger.alert_history(None if everything else now)
        asked = {record.episode.account_id for record in records if record.episode.is_open} - {ALL_ACCOUNTS}
        found = {account_id: (await ledger.load(account_id, None, now)).payment for account_id in sorted(asked)}
    return records, {account_id: payment for account_id, payment in found.items() if payment is not None}


async def _answer(here: Context, given: str, how: SnoozeFor | None) -> int:
    async with here.ledger() as ledger:
        episode = await _find(here, ledger, given)
        if episode is None:
            return USAGE
        name = _name(here, episode)
        if episode.rule in EVENTS or not episode.is_open:
            print(words.is_over(name))
            return 0
        if how is not None and how not in _lengths(here, episode):
            print(words.no_such_snooze(name), file=sys.stderr)
            return USAGE
        after = await _change(here, ledger, episode, how)
    await here.tell_tray("polled")
    if after is None:
        print(words.is_over(name))
    else:
        zone, now = _zone(here, episode), here.clock.now()
        print(words.acknowledged(name) if how is None else words.snoozed(name, after, zone, now))
    return 0


async def _find(here: Context, ledger: Ledger, given: str) -> Episode | None:
    """The episode that is meant, the open ones first; None, after saying so, where it is none or several."""
    wanted = "".join(_LOOKS_LIKE.get(letter, letter) for letter in re.sub(r"-[0-9]+$", "", given.strip()).upper())
    for since in (here.clock.now(), None):
        episodes = [record.episode for record in await ledger.alert_history(since)]
        found = [item for item in episodes if given == item.id] or [
            item for item in episodes if item.short_id == wanted
        ]
        if len(found) > 1:
            print(words.ambiguous_alert(given, [item.id for item in found]), file=sys.stderr)
            return None
        if found:
            return found[0]
    print(words.unknown_alert(given), file=sys.stderr)
    return None


async def _change(here: Context, ledger: Ledger, episode: Episode, how: SnoozeFor | None) -> Episode | None:
    """The episode after the answer; None where it has recovered meanwhile."""
    now = here.clock.now()
    if episode.account_id == ALL_ACCOUNTS:
        house = sending.house_of(here, ledger)
        await house.change_episode(
            episode.id, lambda item: reminders.answered(item, how, now, here.zone(), reminders.MORNING)
        )
        return next((item for item in house.episodes if item.id == episode.id), None)
    (account,) = here.accounts(episode.account_id)
    watched, hours = here.watched(account), account.polling.business_hours
    async with here.source() as source:
        memory = await here.poller(source, ledger).change_episode(
            watched, episode.id, lambda item: reminders.answered(item, how, now, watched.zone, hours)
        )
    return next((item for item in memory.episodes if item.id == episode.id), None)


async def _pay(here: Context, account_id: str) -> Payment:
    (account,) = here.accounts(account_id)
    async with here.ledger() as ledger, here.source() as source:
        memory = await here.poller(source, ledger).pay(here.watched(account))
    await here.tell_tray("polled")
    assert memory.payment is not None
    return memory.payment


async def _test(here: Context, channel_ids: list[str]) -> dict[str, SendOutcome]:
    async with here.ledger() as ledger, sending.outbox_of(here, ledger) as outbox:
        found = await asyncio.gather(*(outbox.send_test(channel_id) for channel_id in channel_ids))
    await here.tell_tray("polled")
    return dict(zip(channel_ids, found, strict=True))


def _lengths(here: Context, episode: Episode) -> tuple[SnoozeFor, ...]:
    """For how long it can be quiet, however it was answered before; as the windows offer it."""
    asked = replace(episode, acknowledged_at=None, snoozed_until=None, until_top_up=False)
    return answers.offer(asked, here.clock.now()).snooze


def _name(here: Context, episode: Episode) -> str:
    account = here.settings().account(episode.account_id)
    if episode.subject:
        return words.alert_name(episode, here.channel_names().get(episode.subject, episode.subject))
    return words.alert_name(episode, account.name if account else episode.account_id)


def _zone(here: Context, episode: Episode) -> ZoneInfo:
    account = here.settings().account(episode.account_id)
    return ZoneInfo(account.timezone) if account else here.zone()
