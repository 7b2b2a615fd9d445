"""Section 6 of the design, sentence by sentence, in virtual time: quiet hours, and channels that fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from fakes import quiet
from galla.domain.alert_settings import DEFAULT_ALERTS, Quiet
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.errors import SupplierFailing
from galla.domain.hours import Hours
from owner_rig import HOUR, MINUTE, WITH_PHONE, at, rig_with, texted

NIGHT = Quiet(Hours(time(22), time(8)))


# --- quiet hours


async def test_quiet_hours_hold_warnings_back_and_deliver_them_as_one_summary_in_the_morning() -> None:
    rig = rig_with(replace(WITH_PHONE, quiet=NIGHT))
    async with rig.running():
        await at(rig, 23)
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(3 * HOUR)
        rig.source.answer = "80"
        await at(rig, 7, 59)
        assert rig.shown == texted(rig) == []
        await rig.clock.advance(2 * MINUTE)
    assert [message.title for message in rig.notifier.shown] == ["summary"]
    assert [message.title for _, message in rig.sender.sent] == ["summary"]


async def test_quiet_hours_never_hold_back_what_is_critical() -> None:
    rig = rig_with(replace(WITH_PHONE, quiet=NIGHT))
    async with rig.running():
        await at(rig, 23)
        rig.source.answer = "0"
        await rig.clock.advance(2 * HOUR)
    assert rig.shown == texted(rig) == ["empty raised"]


# --- delivering


async def test_a_channel_that_cannot_be_reached_is_tried_again_until_it_takes_the_message() -> None:
    rig = rig_with(balance="80")
    rig.sender.outcome = SendOutcome(SendFailure.UNREACHABLE)
    async with rig.running():
        await rig.clock.advance(20 * MINUTE)
        assert rig.shown == ["balance_below raised"]  # no channel waits for another
        assert len(rig.sender.tried) > 3
        rig.sender.outcome = SendOutcome()
        await rig.clock.advance(16 * MINUTE)
    assert texted(rig) == ["balance_below raised"]


async def test_shown_means_that_the_notification_server_answered() -> None:
    rig = rig_with(DEFAULT_ALERTS, balance="80")
    rig.notifier.answers = False
    async with rig.running():
        await rig.clock.advance(HOUR)
        assert rig.ledger.undelivered != []
        rig.notifier.answers = True
        await rig.clock.advance(16 * MINUTE)
    assert rig.shown == ["balance_below raised"]
    assert rig.ledger.undelivered == []


async def test_what_was_written_but_not_delivered_when_the_program_ended_is_delivered_by_the_next() -> None:
    rig = rig_with(balance="80")
    rig.notifier.answers = False
    rig.sender.outcome = SendOutcome(SendFailure.UNREACHABLE)
    async with rig.running():
        await quiet()
    rig.notifier.answers, rig.sender.outcome = True, SendOutcome()
    rig.build()
    async with rig.running():
        await rig.clock.advance(16 * MINUTE)
    assert rig.shown == texted(rig) == ["balance_below raised"]
