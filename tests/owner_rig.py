"""An engine as its owner lives with it: told on the desktop and on a phone, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from fakes import MONDAY_NOON, FakeSecrets, watched
from galla.domain.alert_settings import DEFAULT_ALERTS, AlertSettings, Channel
from galla.domain.channel_secrets import address_of
from galla.domain.model import Secret
from galla.domain.notice import Notice, Rule, Severity
from galla.domain.watched import Watched
from rig import Rig

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PHONE = Channel("phone", "Phone", Severity.WARNING)
WITH_PHONE = replace(DEFAULT_ALERTS, channels=(PHONE,))


def without(*rules: Rule) -> AlertSettings:
    """The desktop alone, with these rules switched off."""
    return replace(DEFAULT_ALERTS, off=DEFAULT_ALERTS.off | frozenset(rules))


def rig_with(alerts: AlertSettings = WITH_PHONE, *accounts: Watched, balance: str = "500") -> Rig:
    """An engine whose owner has these settings, and a phone if they name one."""
    items = [replace(item, alerts=alerts) for item in accounts or (watched(),)]
    rig = Rig(*items, balance=balance)
    assert isinstance(rig.secrets, FakeSecrets)
    rig.secrets.secrets[address_of("phone")] = Secret("tgram://phone")
    return rig


def texted(rig: Rig) -> list[str]:
    """What the phone got, without the ids."""
    return [f"{message.title} {message.body.rsplit(' ', 1)[0]}" for _, message in rig.sender.sent]


def told(rig: Rig) -> list[Notice]:
    """All notices, with the figures by which they were made, in order."""
    return [notice for step in rig.ledger.steps for notice in step.notices]


async def at(rig: Rig, hour: int, minute: int = 0) -> None:
    """Lets time pass until that time of day (UTC) comes next."""
    now = rig.clock.now()
    wanted = now.replace(hour=hour, minute=minute)
    await rig.clock.advance((wanted if wanted > now else wanted + timedelta(days=1)) - now)


def falling(per_hour: float, since: datetime = MONDAY_NOON, balance: float = 500.0) -> Callable[[datetime], str]:
    """A balance from which so much is spent in each hour."""
    return lambda now: f"{balance - per_hour * ((now - since) / HOUR):.2f}"
