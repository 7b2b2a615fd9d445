"""Section 6 of the design, sentence by sentence, in virtual time: once, again, and not while the owner wants quiet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes import MONDAY_NOON, watched
from galla.domain.alert_settings import DEFAULT_ALERTS, LeadTime, TopUp
from galla.domain.errors import Unreachable, UnreachableReason
from galla.domain.notice import AnswerKind, Rule, Severity, SnoozeFor
from owner_rig import HOUR, MINUTE, falling, rig_with, texted, told, without


async def test_one_loss_of_our_own_network_is_one_message_not_one_for_each_account() -> None:
    accounts = [watched(id=f"a{n}", base_url=f"https://s{n}.example.com") for n in range(5)]
    rig = rig_with(DEFAULT_ALERTS, *accounts)
    async with rig.running():
        await rig.clock.advance(MINUTE)
        rig.source.answer = Unreachable(UnreachableReason.DNS)  # the machine itself says nothing of it
        await rig.clock.advance(3 * HOUR)
    assert rig.shown == ["no_reading raised"]


async def test_each_episode_notifies_once_repeats_after_four_hours_and_says_when_it_recovered() -> None:
    rig = rig_with(balance="80")
    async with rig.running():
        await rig.clock.advance(4 * HOUR - MINUTE)
        assert rig.shown == texted(rig) == ["balance_below raised"]
        await rig.clock.advance(2 * MINUTE)
        assert rig.shown[1:] == texted(rig)[1:] == ["balance_below reminder"]
        rig.source.answer = "500"
        await rig.clock.advance(HOUR)
    assert rig.shown[-1] == texted(rig)[-1] == "balance_below recovered"


@pytest.mark.parametrize(
    ("how", "quiet_for"),
    [(SnoozeFor.HOUR, HOUR), (SnoozeFor.TOMORROW, 21 * HOUR)],
)
async def test_a_snoozed_episode_is_silent_for_as_long_as_was_asked_and_then_speaks_again(
    how: SnoozeFor, quiet_for: timedelta
) -> None:
    rig = rig_with(balance="80")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id, how)
        await rig.clock.advance(quiet_for - MINUTE)
        assert len(rig.shown) == len(rig.sender.sent) == 1
        await rig.clock.advance(2 * MINUTE)
    assert rig.shown == texted(rig) == ["balance_below raised", "balance_below reminder"]


async def test_what_gets_critical_breaks_every_silence() -> None:
    rig = rig_with(balance="80")
    async with rig.running():
        await rig.monitor.acknowledge(rig.last.episodes[0].id)
        rig.source.answer = "0"
        await rig.clock.advance(17 * MINUTE)
    assert rig.shown == ["balance_below raised", "empty raised"]


async def test_a_snooze_until_money_arrives_ends_with_money_that_is_not_enough() -> None:
    rig = rig_with(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id, SnoozeFor.TOP_UP)
        await rig.clock.advance(timedelta(days=2))
        assert rig.shown == ["balance_below raised"]
        rig.source.answer = "95"
        await rig.clock.advance(HOUR)
    assert rig.shown == ["balance_below raised", "balance_below reminder"]
    assert told(rig)[1].evidence.also == (Rule.CREDIT,)


async def test_a_runway_that_gets_critical_breaks_a_snooze() -> None:
    rig = rig_with(without(Rule.BALANCE_BELOW, Rule.BUSINESS_CLOSE))
    async with rig.running():
        rig.source.answer = falling(5.0)
        while not rig.shown:
            await rig.clock.advance(HOUR)
        assert rig.shown == ["runway_below raised"]
        await rig.monitor.snooze(rig.last.episodes[0].id, SnoozeFor.TOP_UP)
        while len(rig.shown) == 1:
            assert rig.last.runway.cautious_days is not None and rig.last.runway.cautious_days > 1
            await rig.clock.advance(HOUR)
    assert rig.shown == ["runway_below raised", "runway_below escalated"]
    assert [message.severity for message in rig.notifier.shown] == [Severity.WARNING, Severity.CRITICAL]


async def test_what_is_paid_is_quiet_until_the_money_has_arrived() -> None:
    rig = rig_with(DEFAULT_ALERTS, watched(top_up=TopUp(LeadTime(hours=12))), balance="80")
    async with rig.running():
        await rig.monitor.pay("main")
        await rig.clock.advance(11 * HOUR)
        assert rig.shown == ["balance_below raised"]  # where two reminders were due
        rig.source.answer = "500"
        await rig.clock.advance(5 * HOUR)
        rig.source.answer = "90"
        await rig.clock.advance(3 * HOUR)
    assert rig.shown == ["balance_below raised", "credit raised", "balance_below recovered", "balance_below raised"]


async def test_all_answers_are_kept_although_what_gets_worse_breaks_them() -> None:
    rig = rig_with(DEFAULT_ALERTS, balance="80")
    async with rig.running():
        episode_id = rig.last.episodes[0].id
        await rig.monitor.acknowledge(episode_id)
        await rig.monitor.snooze(episode_id, SnoozeFor.TOP_UP)
        await rig.monitor.pay("main")
        await rig.monitor.snooze(episode_id, SnoozeFor.HOUR)
    (record,) = [one for one in await rig.ledger.alert_history() if one.episode.id == episode_id]
    assert [(answer.kind, answer.until) for answer in record.episode.answers] == [
        (AnswerKind.ACKNOWLEDGED, None),
        (AnswerKind.SNOOZED, None),
        (AnswerKind.PAID, MONDAY_NOON + 2 * HOUR),
        (AnswerKind.SNOOZED, MONDAY_NOON + HOUR),
    ]
