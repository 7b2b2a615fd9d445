"""Anything that may happen to a watch over two accounts, by hypothesis, and a watch that lives through it.

Its owner is told on the desktop and on a phone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fakes import FakeSecrets, quiet, watched
from galla.adapters.ledger.ledger import SqliteLedger
from galla.adapters.ledger.store import Store
from galla.domain import reminders
from galla.domain.alert_settings import DEFAULT_ALERTS, Channel
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.errors import AccessDenied, KeyRejected, RateLimited, SupplierFailing, Unreachable, UnreachableReason
from galla.domain.hours import BUSINESS_HOURS
from galla.domain.model import AccountMemory, Secret, Step
from galla.domain.notice import SnoozeFor
from galla.domain.past import Correction, CreditKind
from galla.domain.ports import Clock
from rig import Rig

ACCOUNTS = ("main", "second")
ALL = ""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ODD = timedelta(seconds=7, microseconds=13)
"""No clock is set by whole hours, so that no two things of a story have the same instant by that alone."""
ALERTS = replace(DEFAULT_ALERTS, channels=(Channel("phone", "Phone"),))


@dataclass(frozen=True)
class Says:
    """The supplier's answer from now on, of one account or of all."""

    answer: str | Exception
    account: str = ALL


@dataclass(frozen=True)
class Waits:
    """Time that passes."""

    duration: timedelta


@dataclass(frozen=True)
class Restarts:
    """The program ends and starts again on the same ledger; so long after."""

    after: timedelta


@dataclass(frozen=True)
class Sleeps:
    """The machine is suspended, or its clock is set: back where this is less than nothing."""

    duration: timedelta


@dataclass(frozen=True)
class Owner:
    """What the owner does to the open episodes, or to the program, or says of a credit."""

    does: str
    account: str = "main"


@dataclass(frozen=True)
class Network:
    """What the machine says of its own network."""

    up: bool


@dataclass(frozen=True)
class Phone:
    """What comes of messages to the phone from now on."""

    failure: SendFailure | None


Event = Says | Waits | Restarts | Sleeps | Owner | Network | Phone

amounts = st.sampled_from(["0", "-3", "0.5", "40", "99.99", "100", "104", "110", "110.01", "130", "500", "2000"])
failures = st.sampled_from(
    [KeyRejected(), AccessDenied(), RateLimited(), SupplierFailing(), Unreachable(UnreachableReason.DNS)]
)
durations = st.sampled_from([timedelta(seconds=20), MINUTE, 16 * MINUTE, HOUR, 9 * HOUR, 30 * HOUR])
short_durations = st.sampled_from([MINUTE, 16 * MINUTE, HOUR, 5 * HOUR])
clock_settings = st.sampled_from([-60 * HOUR, -5 * HOUR, -MINUTE, 50 * MINUTE, 30 * HOUR]).map(lambda by: by + ODD)
one_or_all = st.sampled_from([*ACCOUNTS, ALL])
owners = st.builds(
    Owner,
    st.sampled_from([*SnoozeFor, "acknowledge", "pay", "refresh", *CreditKind]),
    st.sampled_from(ACCOUNTS),
)
phones = st.builds(
    Phone, st.sampled_from([None, None, SendFailure.UNREACHABLE, SendFailure.REFUSED, SendFailure.BAD_ADDRESS])
)


def events(spans: st.SearchStrategy[timedelta], *more: st.SearchStrategy[Event]) -> st.SearchStrategy[Event]:
    """Anything that may happen, with stretches of time out of `spans`, and `more` besides."""
    return st.one_of(
        st.builds(Says, amounts | failures, one_or_all),
        st.builds(Says, amounts, one_or_all),
        st.builds(Waits, spans),
        st.builds(Restarts, spans),
        owners,
        st.builds(Network, st.booleans()),
        phones,
        *more,
    )


class LivingRig(Rig):
    """An engine over two accounts that remembers every step it wrote."""

    def __init__(self) -> None:
        second = watched(id="second", base_url="https://other.example.com")
        super().__init__(*(replace(item, alerts=ALERTS) for item in (watched(), second)))
        assert isinstance(self.secrets, FakeSecrets)
        self.secrets.secrets[address_of("phone")] = Secret("tgram://phone")

    @property
    def steps(self) -> list[Step]:
        """In the order in which they were written."""
        return self.ledger.steps

    async def memory(self, account_id: str) -> AccountMemory:
        """What the ledger has of the account."""
        return await self.ledger.load(account_id, None, self.clock.now())


class AtOnce(ThreadPoolExecutor):
    """A worker that has done everything when it is asked: virtual time does not wait for threads."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*arguments, **named))
        except Exception as error:
            done.set_exception(error)
        return done


class DiskLedger(SqliteLedger):
    """The real one, which remembers steps besides."""

    def __init__(self, folder: Path, clock: Clock, steps: list[Step]) -> None:
        super().__init__(AtOnce(1), Store(folder, clock, 1.0, lambda: False), threading.Event())
        self.steps = steps

    async def commit(self, step: Step, since: datetime) -> AccountMemory:
        memory = await super().commit(step, since)
        self.steps.append(step)
        return memory

    def end(self) -> None:
        """As at the end of the process: nobody is told."""
        self._store.close()


class RigOnDisk(LivingRig):
    """The same on a ledger in a file, which each restart opens anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._disk: DiskLedger | None = None
        super().__init__()

    def build(self) -> None:
        steps = [] if self._disk is None else self._disk.steps
        self.close()
        self._disk = DiskLedger(self._folder, self.clock, steps)
        self.ledger = self._disk  # type: ignore[assignment]
        super().build()

    def close(self) -> None:
        """Lets go of the file."""
        if self._disk is not None:
            self._disk.end()


async def play(rig: LivingRig, story: Sequence[Event], ending: str) -> None:
    """The whole story, then three hours in which every supplier says `ending` and the phone works."""
    pending = list(story)
    while pending:
        async with rig.running():
            while pending:
                event = pending.pop(0)
                await _happen(rig, event)
                if isinstance(event, Restarts):
                    break
        rig.build()
    async with rig.running():
        await _happen(rig, Phone(None))
        await _happen(rig, Says(ending))
        rig.monitor.network_changed(True)
        await rig.clock.advance(3 * HOUR)


async def _happen(rig: LivingRig, event: Event) -> None:
    match event:
        case Says(answer, account):
            if account == ALL:
                rig.source.answer = answer
                rig.source.answer_of.clear()
            else:
                rig.source.answer_of[account] = answer
            await rig.clock.advance(MINUTE)
        case Waits(duration) | Restarts(duration):
            await rig.clock.advance(duration)
        case Sleeps(duration):
            rig.clock.suspend(duration)
        case Owner():
            await _answer(rig, event)
        case Network(up):
            rig.monitor.network_changed(up)
        case Phone(failure):
            rig.sender.outcome = SendOutcome(failure)
    await quiet()


async def _answer(rig: LivingRig, owner: Owner) -> None:
    match owner.does:
        case "refresh":
            rig.monitor.refresh()
        case "pay":
            await rig.monitor.pay(owner.account)
        case CreditKind() as kind:
            await rig.monitor.correct(owner.account, Correction(rig.clock.now(), kind))
        case SnoozeFor() as how:
            await _quiet(rig, owner.account, how)
        case _:
            await _quiet(rig, owner.account, None)


async def _quiet(rig: LivingRig, account_id: str, how: SnoozeFor | None) -> None:
    """Snoozes or acknowledges all that is open of the account, and of the whole house."""
    now = rig.clock.now()
    for episode in (await rig.memory(account_id)).episodes:
        if how is None:
            await rig.monitor.acknowledge(episode.id)
        else:
            await rig.monitor.snooze(episode.id, how)
    for episode in rig.house.episodes:
        await rig.house.change_episode(
            episode.id, lambda found: reminders.answered(found, how, now, rig.plan().zone, BUSINESS_HOURS)
        )
