"""What the ledger promises of alerts: the one in a file, and the one that stands for it in other tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.ledger_alerts import REFUSED, TIMEOUT, delivery, notice, spell, tells
from adapters.ledger_child import MAIN, SINCE, FixedClock, at, fail, read
from fake_ledger import FakeLedger
from fakes import usd
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain.channel import DELIVERED, AlertRecord, ChannelHealth, Delivery, Owed, SendFailure, SendOutcome
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, NamedBalance, Step
from galla.domain.notice import ALL_ACCOUNTS, AnswerKind, NoticeKind, OwnerAnswer, Rule, Severity, Superseded
from galla.domain.payment import Payment
from galla.domain.ports import Ledger, StaleStep
from galla.domain.profiles.model import Words

NEW = AccountMemory("main")


@pytest.fixture(params=["file", "fake"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    opened = await SqliteLedger.open(tmp_path, FixedClock()) if request.param == "file" else FakeLedger()
    yield opened
    await opened.close()


async def deliveries_of(ledger: Ledger) -> list[Delivery]:
    return [item for record in await ledger.alert_history() for item in record.deliveries]


async def test_a_notice_is_owed_to_each_channel_until_it_is_delivered_there(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "desktop", "slack"), SINCE)
    assert await ledger.owed() == (
        Owed(notice(), delivery("desktop"), spell()),
        Owed(notice(), delivery("slack"), spell()),
    )
    await ledger.mark_delivered([delivery("desktop")], at(3))
    assert [item.delivery.channel_id for item in await ledger.owed()] == ["slack"]
    await ledger.mark_delivered([delivery("slack")], at(4))
    assert await ledger.owed() == ()


async def test_the_episode_of_what_is_owed_is_as_it_is_now(ledger: Ledger) -> None:
    memory = await ledger.commit(tells(NEW, "desktop"), SINCE)
    seen = spell(acknowledged_at=at(2), told_at=at(1))
    await ledger.commit(read(memory, "0.5", 2, episodes=(seen,)), SINCE)
    (owed,) = await ledger.owed()
    assert (owed.episode, owed.notice) == (seen, notice())


async def test_all_that_the_owner_answered_is_kept(ledger: Ledger) -> None:
    given = (
        OwnerAnswer(at(2), AnswerKind.ACKNOWLEDGED),
        OwnerAnswer(at(3), AnswerKind.SNOOZED, at(63)),
        OwnerAnswer(at(4), AnswerKind.SNOOZED),
        OwnerAnswer(at(5), AnswerKind.PAID, at(125)),
    )
    memory = await ledger.commit(tells(NEW, "desktop"), SINCE)
    answered = spell(answers=given, told_at=at(1))
    memory = await ledger.commit(read(memory, "0.5", 2, episodes=(answered,)), SINCE)
    assert memory.episodes == (answered,)
    await ledger.commit(read(memory, "500", 9, episodes=(replace(answered, recovered_at=at(9)),)), SINCE)
    (record,) = await ledger.alert_history()
    assert record.episode.answers == given


async def test_what_another_notice_spoke_for_is_kept_with_its_figures_and_never_owed(ledger: Ledger) -> None:
    low = spell(id="main.balance_below.1", rule=Rule.BALANCE_BELOW, severity=Severity.WARNING)
    short = spell(id="main.runway_below.1", rule=Rule.RUNWAY_BELOW, severity=Severity.WARNING)
    of_low = notice(id=f"{low.id}.superseded", episode_id=low.id, rule=Rule.BALANCE_BELOW, threshold=usd("100"))
    of_short = notice(
        id=f"{short.id}.superseded", episode_id=short.id, rule=Rule.RUNWAY_BELOW, threshold=None, created_at=at(2)
    )
    first = replace(tells(NEW, "desktop"), superseded=(Superseded(of_low, notice().id),))
    memory = await ledger.commit(replace(first, episodes=(*first.episodes, low)), SINCE)
    # This one points to the low balance, for which itself the other has spoken.
    later = read(memory, "0.5", 2, episodes=(short,))
    await ledger.commit(replace(later, superseded=(Superseded(of_short, f"{low.id}.1"),)), SINCE)
    records = {record.episode.id: record for record in await ledger.alert_history()}
    assert records[low.id].superseded == (Superseded(of_low, notice().id),)
    assert records[short.id].superseded == (Superseded(of_short, notice().id),)
    assert {records[key].spoken for key in (low.id, short.id)} == {(notice(),)}
    assert (records[spell().id].superseded, records[spell().id].spoken) == ((), ())
    assert [item.notice.id for item in await ledger.owed()] == [notice().id]


async def test_what_is_owed_comes_in_the_order_in_which_it_was_written(ledger: Ledger) -> None:
    notices = [
        notice(id=f"main.empty.1.{number}", created_at=at(minute)) for number, minute in ((3, 1), (1, 2), (2, 1))
    ]
    owed = [delivery(channel, item.id) for channel in ("slack", "desktop") for item in notices]
    step = replace(tells(NEW), notices=tuple(notices), deliveries=tuple(owed))
    await ledger.commit(step, SINCE)
    assert [(item.notice.id[-1], item.delivery.channel_id) for item in await ledger.owed()] == [
        ("3", "desktop"),
        ("3", "slack"),
        ("2", "desktop"),
        ("2", "slack"),
        ("1", "desktop"),
        ("1", "slack"),
    ]


async def test_what_quiet_hours_hold_back_is_owed_as_well(ledger: Ledger) -> None:
    held = delivery("slack", not_before=at(600), deadline=at(2000), held=True)
    await ledger.commit(tells(NEW, deliveries=(held,)), SINCE)
    assert [item.delivery for item in await ledger.owed()] == [held]


async def test_a_delivery_that_is_written_again_is_the_same_delivery(ledger: Ledger) -> None:
    memory = await ledger.commit(tells(NEW, "desktop"), SINCE)
    await ledger.mark_delivered([delivery("desktop")], at(2))
    later = (delivery("desktop", not_before=at(9)), delivery("slack"))
    await ledger.commit(tells(memory, minutes=3, deliveries=later), SINCE)
    assert [item.delivery for item in await ledger.owed()] == [delivery("slack")]
    assert len(await deliveries_of(ledger)) == 2


async def test_an_attempt_that_failed_is_counted_and_its_outcome_kept(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "desktop", "slack"), SINCE)
    await ledger.mark_attempted([delivery("slack")], at(2), REFUSED, at(3))
    await ledger.mark_attempted([delivery("slack")], at(3), TIMEOUT, at(5))
    untouched, tried = [item.delivery for item in await ledger.owed()]
    assert untouched == delivery("desktop")
    assert tried == delivery("slack", attempts=2, attempted_at=at(3), next_attempt_at=at(5), outcome=TIMEOUT)
    await ledger.mark_delivered([delivery("slack")], at(6))
    assert delivery("slack", attempts=3, attempted_at=at(6), delivered_at=at(6), outcome=DELIVERED) in (
        await deliveries_of(ledger)
    )


async def test_the_first_delivery_counts_and_later_marks_are_only_counted(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "desktop"), SINCE)
    await ledger.mark_delivered([delivery("desktop")], at(2))
    await ledger.mark_delivered([delivery("desktop")], at(3))
    await ledger.mark_attempted([delivery("desktop")], at(4), TIMEOUT, at(5))
    await ledger.mark_failed([delivery("desktop")], at(6), TIMEOUT)
    assert await deliveries_of(ledger) == [
        delivery("desktop", attempts=4, attempted_at=at(2), delivered_at=at(2), outcome=DELIVERED)
    ]


async def test_what_is_given_up_is_no_longer_owed(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "desktop", "slack", "sms"), SINCE)
    await ledger.mark_attempted([delivery("slack")], at(2), TIMEOUT, at(3))
    await ledger.mark_failed([delivery("slack"), delivery("sms")], at(3), REFUSED)
    await ledger.mark_attempted([delivery("sms")], at(4), TIMEOUT, at(5))
    assert [item.delivery.channel_id for item in await ledger.owed()] == ["desktop"]
    assert (await deliveries_of(ledger))[1:] == [
        delivery("slack", attempts=2, attempted_at=at(3), failed_at=at(3), outcome=REFUSED),
        delivery("sms", attempts=2, attempted_at=at(3), failed_at=at(3), outcome=REFUSED),
    ]


async def test_what_was_delivered_after_all_has_not_failed(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "slack"), SINCE)
    await ledger.mark_failed([delivery("slack")], at(3), TIMEOUT)
    await ledger.mark_delivered([delivery("slack")], at(4))
    (only,) = await deliveries_of(ledger)
    assert (only.delivered_at, only.failed_at, only.outcome) == (at(4), None, DELIVERED)
    assert await ledger.channel_health() == (ChannelHealth("slack", at(4)),)


async def test_marks_of_what_was_never_owed_change_nothing(ledger: Ledger) -> None:
    await ledger.mark_delivered([delivery("slack")], at(2))
    await ledger.mark_failed([delivery("slack")], at(2), TIMEOUT)
    assert await ledger.owed() == await ledger.channel_health() == ()


async def test_a_channel_that_was_only_owed_has_neither_worked_nor_failed(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "slack"), SINCE)
    assert await ledger.channel_health() == (ChannelHealth("slack"),)


async def test_health_is_the_last_success_and_the_last_failure_for_good(ledger: Ledger) -> None:
    memory = NEW
    for number in range(1, 5):
        told = notice(id=f"main.empty.1.{number}", created_at=at(number))
        owed = tuple(delivery(channel, told.id) for channel in ("slack", "sms"))
        step = read(memory, number, number, episodes=(spell(),), notices=(told,), deliveries=owed)
        memory = await ledger.commit(step, SINCE)
    slack = [delivery("slack", f"main.empty.1.{number}") for number in range(1, 5)]
    await ledger.mark_delivered(slack[:1], at(10))
    await ledger.mark_failed(slack[1:2], at(20), REFUSED)
    await ledger.mark_failed(slack[2:3], at(15), TIMEOUT)
    await ledger.mark_attempted(slack[3:], at(30), TIMEOUT, at(31))
    slack_health, sms_health = await ledger.channel_health()
    assert slack_health == ChannelHealth("slack", at(10), at(20), REFUSED)
    assert slack_health.fails
    assert sms_health == ChannelHealth("sms")
    await ledger.mark_delivered(slack[3:], at(40))
    assert (await ledger.channel_health())[0] == ChannelHealth("slack", at(40), at(20), REFUSED)
    assert not (await ledger.channel_health())[0].fails


async def test_a_test_counts_for_the_health_of_its_channel(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "slack"), SINCE)
    await ledger.mark_failed([delivery("slack")], at(2), REFUSED)
    await ledger.mark_tested("slack", at(3), DELIVERED)
    await ledger.mark_tested("mail", at(3), DELIVERED)
    await ledger.mark_tested("mail", at(4), TIMEOUT)
    mail, slack = await ledger.channel_health()
    assert slack == ChannelHealth("slack", at(3), at(2), REFUSED)
    assert mail == ChannelHealth("mail", at(3), at(4), TIMEOUT)
    assert (slack.fails, mail.fails) == (False, True)
    await ledger.mark_tested("mail", at(5), DELIVERED)
    assert (await ledger.channel_health())[0] == ChannelHealth("mail", at(5), at(4), TIMEOUT)


async def test_a_channel_that_was_taken_away_and_comes_back_does_not_fail(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "slack"), SINCE)
    await ledger.mark_failed([delivery("slack")], at(2), SendOutcome(SendFailure.CHANNEL_GONE))
    assert await ledger.channel_health() == (ChannelHealth("slack"),)
    assert await ledger.owed() == ()


async def test_the_history_of_alerts_has_the_newest_first_with_all_that_was_told(ledger: Ledger) -> None:
    first = tells(NEW, "desktop", "slack")
    memory = await ledger.commit(first, SINCE)
    over = spell(recovered_at=at(30))
    news = notice(id="main.empty.1.recovered", kind=NoticeKind.RECOVERED, severity=Severity.INFO, created_at=at(30))
    ended = delivery("slack", news.id)
    step = read(memory, 500, 30, episodes=(over,), notices=(news,), deliveries=(ended,))
    memory = await ledger.commit(step, SINCE)
    later = spell(id="main.empty.2", raised_at=at(60))
    await ledger.commit(read(memory, 0, 60, episodes=(later,)), SINCE)
    assert await ledger.alert_history() == (
        AlertRecord(later, (), ()),
        AlertRecord(over, (notice(), news), (delivery("desktop"), delivery("slack"), ended)),
    )


async def test_the_history_of_alerts_reaches_back_as_far_as_asked_and_to_what_is_still_open(ledger: Ledger) -> None:
    episodes = (
        spell(id="open", raised_at=at(0)),
        spell(id="over", raised_at=at(1), recovered_at=at(2)),
        spell(id="a", raised_at=at(5), recovered_at=at(6)),
        spell(id="b", raised_at=at(5), recovered_at=at(6)),
    )
    told = notice(id="open.1", episode_id="open")
    step = read(NEW, 0, 5, episodes=episodes, notices=(told,), deliveries=(delivery("slack", "open.1"),))
    await ledger.commit(step, SINCE)
    assert [item.episode.id for item in await ledger.alert_history(at(5))] == ["b", "a", "open"]
    assert [item.episode.id for item in await ledger.alert_history(at(5) + timedelta(microseconds=1))] == ["open"]
    assert (await ledger.alert_history(at(9)))[0].deliveries == (delivery("slack", "open.1"),)
    assert len(await ledger.alert_history()) == 4


async def test_what_is_no_single_accounts_has_a_memory_of_its_own(ledger: Ledger) -> None:
    await ledger.commit(tells(NEW, "desktop"), SINCE)
    assert await ledger.load(ALL_ACCOUNTS, None, SINCE) == AccountMemory(ALL_ACCOUNTS)
    lost = spell(id="all.1", account_id=ALL_ACCOUNTS, rule=Rule.CHANNEL_FAILED, subject="slack", told_at=at(1))
    told = notice(id="all.1.1", episode_id="all.1", account_id=ALL_ACCOUNTS, rule=Rule.CHANNEL_FAILED)
    owed = delivery("desktop", "all.1.1")
    step = Step(ALL_ACCOUNTS, 0, at=at(1), episodes=(lost,), notices=(told,), deliveries=(owed,))
    after = await ledger.commit(step, SINCE)
    assert (after.version, after.episodes, after.history) == (1, (lost,), ())
    assert await ledger.load(ALL_ACCOUNTS, None, SINCE) == after
    assert [item.notice.account_id for item in await ledger.owed()] == ["main", ALL_ACCOUNTS]
    with pytest.raises(StaleStep):
        await ledger.commit(step, SINCE)
    assert (await ledger.load("main", MAIN, SINCE)).episodes == (spell(),)


async def test_an_account_that_is_forgotten_leaves_nothing_and_takes_nothing_of_another_with_it(ledger: Ledger) -> None:
    other = replace(MAIN, account_id="other")
    figures = notice(id=f"{spell().id}.superseded")
    step = read(NEW, 5, 1, episodes=(spell(),), payment=Payment(at(1), at(9)), superseded=(Superseded(figures),))
    memory = await ledger.commit(step, SINCE)
    kept = await ledger.commit(read(AccountMemory("other"), 7, 1, series=other), SINCE)
    await ledger.forget("main")
    assert await ledger.load("main", MAIN, SINCE) == AccountMemory("main")
    assert await ledger.load("other", other, SINCE) == kept
    assert await ledger.alert_history() == ()
    again = await ledger.commit(read(AccountMemory("main"), 3, 2), SINCE)
    assert [item.balance.amount for item in again.history] == [3]
    assert memory.version == again.version


async def test_what_the_supplier_said_besides_stays_until_it_says_something_else(ledger: Ledger) -> None:
    held = (NamedBalance("held", usd("12.50")), NamedBalance("line", usd("500"), Words("Line", "सीमा")))
    memory = await ledger.commit(read(NEW, 5, 1, secondary=held), SINCE)
    assert memory.secondary == held
    memory = await ledger.commit(read(memory, 5, 2), SINCE)
    assert (await ledger.load("main", MAIN, SINCE)).secondary == held
    await ledger.commit(read(memory, 5, 3, secondary=()), SINCE)
    assert (await ledger.load("main", MAIN, SINCE)).secondary == ()


async def test_the_last_word_on_a_payment_counts_even_where_the_clock_ran_ahead_before(ledger: Ledger) -> None:
    ahead, now = Payment(at(60 * 24 * 300), at(60 * 24 * 301)), Payment(at(5), at(125))
    memory = await ledger.commit(read(NEW, 5, 1, payment=ahead), SINCE)
    await ledger.commit(read(memory, 5, 5, payment=now), SINCE)
    assert (await ledger.load("main", MAIN, SINCE)).payment == now


async def test_the_payment_that_was_told_of_last_is_remembered_until_it_has_arrived_and_after(ledger: Ledger) -> None:
    first, second = Payment(at(1), at(120)), Payment(at(10), at(130))
    memory = await ledger.commit(read(NEW, 5, 1, payment=first), SINCE)
    assert memory.payment == first
    memory = await ledger.commit(read(memory, 5, 2), SINCE)
    assert memory.payment == first
    memory = await ledger.commit(read(memory, 5, 10, payment=second), SINCE)
    arrived = replace(second, arrived_at=at(40))
    memory = await ledger.commit(read(memory, 500, 40, payment=arrived), SINCE)
    assert memory.payment == arrived
    assert (await ledger.load("main", MAIN, SINCE)).payment == arrived
    other = await ledger.commit(read(AccountMemory("other"), 5, 1, series=replace(MAIN, account_id="other")), SINCE)
    assert other.payment is None


async def test_the_day_whose_close_was_told_is_remembered(ledger: Ledger) -> None:
    memory = await ledger.commit(read(NEW, 5, 1, last_close=date(2026, 11, 22)), SINCE)
    assert (await ledger.commit(read(memory, 5, 2), SINCE)).last_close == date(2026, 11, 22)
    memory = await ledger.load("main", MAIN, SINCE)
    assert (await ledger.commit(read(memory, 5, 3, last_close=date(2026, 11, 23)), SINCE)).last_close == (
        date(2026, 11, 23)
    )


async def test_since_when_it_is_tried_is_remembered(ledger: Ledger) -> None:
    memory = await ledger.commit(replace(fail(NEW, 1), trying_since=at(1)), SINCE)
    assert memory.trying_since == at(1)
    assert (await ledger.commit(read(memory, 5, 2), SINCE)).trying_since is None


async def test_a_step_whose_deliveries_cannot_be_written_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(LedgerError) as refused:
        await ledger.commit(tells(NEW, deliveries=(delivery("slack"), delivery("slack", "of.no.notice"))), SINCE)
    assert refused.value.problem.reason == LedgerReason.FAILED
    assert await ledger.load("main", MAIN, SINCE) == NEW
    assert await ledger.owed() == await ledger.alert_history() == ()
    assert (await ledger.commit(tells(NEW, "slack"), SINCE)).version == 1
