"""Whatever readings, failures and restarts come, in whatever order: no alert is lost, repeated or taken back early."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alert_laws import assert_no_episode_is_lost, assert_recoveries_were_confirmed, assert_runways_were_short
from fakes import usd
from galla.domain.channel import DESKTOP, Delivery
from galla.domain.model import Step
from galla.domain.notice import ALL_ACCOUNTS, KEPT_BACK, Notice, Rule, Severity
from lives import (
    ACCOUNTS,
    HOUR,
    Event,
    LivingRig,
    Owner,
    Restarts,
    RigOnDisk,
    Says,
    Sleeps,
    Waits,
    amounts,
    clock_settings,
    durations,
    events,
    failures,
    one_or_all,
    play,
    short_durations,
)

pytestmark = pytest.mark.timeout(180)  # two accounts may live through weeks

BY_THE_STORY = {Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE, Rule.FAST_DROP, Rule.TOP_UP_OVERDUE}
"""Whether these are open at the end depends on the whole story."""
ENDINGS = {"500": set(), "50": {Rule.BALANCE_BELOW}, "0": {Rule.BALANCE_BELOW, Rule.EMPTY}}

endings = st.sampled_from(sorted(ENDINGS))


def told(rig: LivingRig) -> list[Notice]:
    return [notice for step in rig.steps for notice in step.notices]


def steps_of(rig: LivingRig, account_id: str) -> list[Step]:
    return [step for step in rig.steps if step.account_id == account_id]


@settings(max_examples=25, deadline=None)
@given(st.lists(events(durations, st.builds(Sleeps, durations)), max_size=12), endings)
def test_no_alert_is_lost_repeated_or_taken_back_early(story: list[Event], ending: str) -> None:
    async def lives() -> None:
        rig = LivingRig()
        await play(rig, story, ending)
        await assert_all_holds(rig, ending)
        assert shown(rig) == [notice.id for notice in told(rig)]
        assert_runways_were_short(told(rig))

    asyncio.run(lives())


@settings(max_examples=25, deadline=None)
@given(st.lists(events(short_durations, st.builds(Sleeps, clock_settings)), max_size=8), endings)
def test_the_same_holds_on_disk_and_whichever_way_the_clock_is_set(story: list[Event], ending: str) -> None:
    async def lives(rig: RigOnDisk) -> None:
        await play(rig, story, ending)
        await assert_all_holds(rig, ending)

    with TemporaryDirectory() as folder, closing(RigOnDisk(Path(folder))) as rig:
        asyncio.run(lives(rig))


async def assert_all_holds(rig: LivingRig, ending: str) -> None:
    await assert_told_once(rig)
    for account_id in ACCOUNTS:
        assert_no_episode_is_lost(steps_of(rig, account_id))
        assert_recoveries_were_confirmed(steps_of(rig, account_id))
    await assert_every_episode_is_explained(rig)
    await assert_the_ending_is_known(rig, ending)


async def assert_every_episode_is_explained(rig: LivingRig) -> None:
    """The history has the figures of each beginning, and the notice that told of it, be it another's; but for what
    was kept back because of a payment."""
    for record in await rig.ledger.alert_history():
        assert record.moments
        assert all(record.spoken_by(item) is not None for item in record.superseded if item.told_by != KEPT_BACK)


async def assert_told_once(rig: LivingRig) -> None:
    """One notice of an account at a time; each once on the desktop, and on the phone once, or not if that failed."""
    assert all(len(step.notices) <= 1 for step in rig.steps if step.account_id != ALL_ACCOUNTS)
    notices = [notice.id for notice in told(rig)]
    assert len(set(notices)) == len(notices)
    assert sorted(shown(rig)) == sorted(notices)
    sent = Counter(sent_to_phone(rig))
    assert set(sent.values()) <= {1}
    owed = [item for record in await rig.ledger.alert_history() for item in record.deliveries if not on_desktop(item)]
    assert {item.notice_id for item in owed if item.delivered_at is not None} == sent.keys()
    given_up = [item for item in owed if item.delivered_at is None]
    assert all(item.failed_at is not None for item in given_up)
    assert not given_up or len(rig.sender.tried) > len(rig.sender.sent)
    reaching = {notice.id for notice in told(rig) if notice.reach >= Severity.WARNING}
    assert {item.notice_id for item in owed} == {item for item in reaching if Rule.CHANNEL_FAILED not in item}


def on_desktop(delivery: Delivery) -> bool:
    return delivery.channel_id == DESKTOP


def shown(rig: LivingRig) -> list[str]:
    """Ids of what the desktop has told, in order; a summary tells several."""
    messages = rig.notifier.shown
    return [item for m in messages for item in (m.body.split() if m.title == "summary" else [m.notice_id])]


def sent_to_phone(rig: LivingRig) -> list[str]:
    """The same of the phone, where every message ends with an id, a summary with one that it has named already."""
    words = [(message.title, message.body.split()) for _, message in rig.sender.sent]
    return [item for title, ids in words for item in (ids[:-1] if title == "summary" else ids[-1:])]


async def assert_the_ending_is_known(rig: LivingRig, ending: str) -> None:
    """Three hours of one answer: what it means is open or closed, and the screen shows it."""
    for account_id in ACCOUNTS:
        rules = {episode.rule for episode in (await rig.memory(account_id)).episodes}
        assert rules - BY_THE_STORY == ENDINGS[ending]
    assert {episode.rule for episode in rig.house.episodes} <= {Rule.CHANNEL_FAILED}
    assert [snapshot.balance for snapshot in rig.snapshots] == [usd(ending)] * len(ACCOUNTS)


async def test_two_notices_of_the_same_instant_are_told_in_the_order_in_which_they_were_written() -> None:
    """A late payment is told, and at once the reminder that had stood back for it; found by the test above."""
    story: list[Event] = [
        Says("50"),
        Waits(30 * HOUR),
        Owner("pay"),
        Restarts(30 * HOUR),
    ]
    rig = LivingRig()
    await play(rig, story, "50")
    assert shown(rig) == [notice.id for notice in told(rig)]


steady_events = st.one_of(st.builds(Says, amounts | failures, one_or_all), st.builds(Waits, durations))


@settings(max_examples=15, deadline=None)
@given(st.lists(steady_events, max_size=6), st.integers(0, 6))
def test_a_restart_changes_neither_what_is_asked_nor_what_is_told(story: list[Event], where: int) -> None:
    restarted = [*story[:where], Restarts(timedelta(0)), *story[where:]]
    one, other = LivingRig(), LivingRig()
    asyncio.run(play(one, story, "500"))
    asyncio.run(play(other, restarted, "500"))
    assert one.source.asked_at == other.source.asked_at
    assert one.steps == other.steps
    assert one.shown == other.shown
