"""One account's loop and what others do to it: the owner pauses, snoozes and changes keys, a command writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fakes import MONDAY_NOON, quiet, usd, watched
from galla.domain.alert_settings import DEFAULT_ALERTS
from galla.domain.errors import KeyRejected, RateLimited, Unreachable, UnreachableReason
from galla.domain.model import Level, Step
from galla.domain.notice import Rule, SnoozeFor
from galla.domain.past import Correction, CreditKind
from rig import Rig

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


# --- paused, snoozed


async def test_a_paused_account_is_never_polled_and_promises_no_poll() -> None:
    rig = Rig(watched(paused=True))
    async with rig.running():
        rig.monitor.refresh()
        await rig.clock.advance(timedelta(days=3))
        assert (rig.last.level, rig.last.next_poll_at) == (Level.PAUSED, None)
    assert rig.source.asked_at == []


async def test_of_a_paused_account_nobody_is_reminded() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        assert rig.shown == ["balance_below raised"]
    rig.watched = (watched(paused=True),)
    rig.build()
    async with rig.running():
        await rig.clock.advance(timedelta(days=2))
    assert len(rig.shown) == 1


async def test_snoozed_for_an_hour_it_reminds_when_the_hour_is_over_and_only_once() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id)
        assert rig.last.episodes[0].snoozed_until == MONDAY_NOON + HOUR
        await rig.clock.advance(HOUR - seconds(1))
        assert rig.shown == ["balance_below raised"]
        await rig.clock.advance(seconds(1))
        assert rig.shown == ["balance_below raised", "balance_below reminder"]
        await rig.clock.advance(4 * HOUR - seconds(1))
        assert len(rig.shown) == 2


async def test_a_snooze_ends_on_time_while_the_supplier_wants_silence() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        rig.source.answer = RateLimited(retry_at=MONDAY_NOON + 5 * HOUR)
        await rig.clock.advance(15 * MINUTE)
        await rig.monitor.snooze(rig.last.episodes[0].id)
        await rig.clock.advance(HOUR)
        assert rig.shown[-1] == "balance_below reminder"
        assert len(rig.source.asked_at) == 2


async def test_a_snooze_is_kept_over_a_restart() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id)
    rig.build()
    async with rig.running():
        await rig.clock.advance(HOUR - seconds(1))
        assert len(rig.shown) == 1
        await rig.clock.advance(seconds(1))
        assert rig.shown[1:] == ["balance_below reminder"]


async def test_topped_up_during_the_snooze_it_does_not_say_still_low() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id)
        await rig.clock.advance(50 * MINUTE)
        rig.source.answer = "500"
        rig.monitor.refresh()
        await quiet()
        await rig.clock.advance(30 * MINUTE)
    assert rig.shown[1:] == ["credit raised", "balance_below recovered"]


async def test_acknowledged_it_is_quiet_until_it_recovers() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.acknowledge(rig.last.episodes[0].id)
        await rig.clock.advance(timedelta(days=1))
        assert len(rig.shown) == 1
        rig.source.answer = "500"
        await rig.clock.advance(2 * HOUR)
        assert rig.shown[1:] == ["credit raised", "balance_below recovered"]


async def test_snoozed_until_tomorrow_it_reminds_when_the_shop_opens() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id, SnoozeFor.TOMORROW)
        await rig.clock.advance(21 * HOUR - seconds(1))
        assert len(rig.shown) == 1
        await rig.clock.advance(seconds(1))
        assert rig.shown[1:] == ["balance_below reminder"]


async def test_snoozed_until_top_up_it_is_quiet_until_money_arrives_and_then_says_that_it_is_still_low() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id, SnoozeFor.TOP_UP)
        await rig.clock.advance(timedelta(days=2))
        assert len(rig.shown) == 1
        rig.source.answer = "95"
        await rig.clock.advance(2 * HOUR)
    assert rig.shown[1:] == ["balance_below reminder"]
    (reminder,) = (notice for step in rig.ledger.steps[-9:] for notice in step.notices)
    assert reminder.evidence.also == (Rule.CREDIT,)


async def test_i_have_paid_is_quiet_until_it_is_late_and_is_kept_over_a_restart() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.pay("main")
        assert rig.last.payment is not None
    rig.build()
    async with rig.running():
        await rig.clock.advance(2 * HOUR)
        assert len(rig.shown) == 1
        await rig.clock.advance(seconds(1))
        assert rig.shown[1:] == ["top_up_overdue raised"]
        rig.source.answer = "550"
        await rig.clock.advance(HOUR)
        assert rig.last.payment is None
    assert rig.shown[2:] == ["top_up_overdue recovered", "balance_below recovered"]


async def test_a_shortage_that_began_while_a_payment_was_awaited_is_told_in_the_second_in_which_that_is_late() -> None:
    alerts = replace(DEFAULT_ALERTS, off=frozenset({Rule.TOP_UP_OVERDUE}), repeat_hours=0)
    rig = Rig(replace(watched(), alerts=alerts), balance="500")
    async with rig.running():
        await rig.monitor.pay("main")
        rig.source.answer = "50"
        await rig.clock.advance(2 * HOUR)
        assert rig.last.episodes
        assert rig.shown == []
        rig.source.answer = Unreachable(UnreachableReason.DNS)
        await rig.clock.advance(seconds(1))
        assert rig.shown == ["balance_below raised"]
        await rig.clock.advance(HOUR)
    assert rig.shown == ["balance_below raised"]


async def test_a_payment_said_under_a_clock_that_ran_ahead_silences_nothing_and_can_be_said_again() -> None:
    rig = Rig(balance="500")
    rig.clock.suspend(timedelta(days=300))
    async with rig.running():
        await rig.monitor.pay("main")
    rig.clock.suspend(-timedelta(days=300))
    rig.build()
    rig.source.answer = "50"
    async with rig.running():
        await rig.clock.advance(HOUR)
        assert rig.shown == ["balance_below raised"]
        assert rig.last.payment is None
        await rig.monitor.pay("main")
        assert rig.last.payment is not None


async def test_a_second_payment_that_is_late_too_is_told_again() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.pay("main")
        await rig.clock.advance(2 * HOUR + seconds(1))
        await rig.monitor.pay("main")
        await rig.clock.advance(2 * HOUR + seconds(1))
    assert rig.shown.count("top_up_overdue raised") == 2


async def test_a_small_payment_that_is_taken_for_a_refund_has_arrived_once_it_ends_the_shortage() -> None:
    rig = Rig(balance="500")
    async with rig.running():
        for balance in ("380", "260", "140", "90"):  # a day's spend is far more than what is paid in
            rig.source.answer = balance
            await rig.clock.advance(6 * HOUR)
        await rig.monitor.pay("main")
        rig.source.answer = "120"
        await rig.clock.advance(2 * HOUR)
    assert rig.last.payment is None
    assert not any(line.startswith("top_up_overdue") for line in rig.shown)


async def test_what_was_paid_and_arrives_in_time_is_told_as_such() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        await rig.monitor.pay("main")
        rig.source.answer = "550"
        await rig.clock.advance(3 * HOUR)
    assert rig.shown[1:] == ["credit raised", "balance_below recovered"]


# --- what the owner says of a credit


async def test_the_owners_word_is_written_and_shown_at_once() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "700"
        await rig.clock.advance(15 * MINUTE)
        word = Correction(MONDAY_NOON + 15 * MINUTE, CreditKind.REFUND)
        announced = len(rig.announced)
        await rig.monitor.correct("main", word)
        assert len(rig.announced) > announced
        loop = rig.monitor._loops["main"]
        assert loop.memory.corrections == (word,)
    assert rig.ledger.steps[-1].corrections == (word,)
    assert not rig.ledger.steps[-1].polled
    assert rig.ledger.memories["main"].corrections == (word,)


async def test_a_second_word_on_the_same_credit_replaces_the_first_and_a_restart_knows_it() -> None:
    rig = Rig()
    async with rig.running():
        for kind in (CreditKind.REFUND, CreditKind.TOP_UP):
            await rig.monitor.correct("main", Correction(MONDAY_NOON, kind))
    rig.build()
    async with rig.running():
        assert rig.monitor._loops["main"].memory.corrections == (Correction(MONDAY_NOON, CreditKind.TOP_UP),)


async def test_the_owners_word_changes_neither_level_nor_alerts_by_itself() -> None:
    rig = Rig(balance="50")
    async with rig.running():
        before = rig.last
        await rig.monitor.correct("main", Correction(MONDAY_NOON, CreditKind.REFUND))
        assert (rig.last.level, rig.last.episodes, rig.last.next_poll_at) == (
            before.level,
            before.episodes,
            before.next_poll_at,
        )
        assert rig.shown == ["balance_below raised"]


async def test_a_word_on_an_account_that_is_gone_changes_nothing() -> None:
    rig = Rig()
    async with rig.running():
        steps = len(rig.ledger.steps)
        await rig.monitor.correct("gone", Correction(MONDAY_NOON, CreditKind.REFUND))
        assert len(rig.ledger.steps) == steps


async def test_a_word_on_a_source_that_the_settings_no_longer_name_is_not_taken() -> None:
    rig = Rig()
    async with rig.running():
        pass
    steps = len(rig.ledger.steps)
    other = watched(base_url="https://sandbox.example.com")
    memory = await rig.poller.correct(other, Correction(MONDAY_NOON, CreditKind.REFUND))
    assert (memory.series, memory.corrections) == (None, ())
    assert len(rig.ledger.steps) == steps


async def test_a_word_that_another_process_overtook_is_written_all_the_same() -> None:
    rig = Rig()
    async with rig.running():
        word, polls = Correction(MONDAY_NOON, CreditKind.REFUND), 0

        def poll_between(step: Step) -> None:
            nonlocal polls
            if step.corrections and not polls:
                polls += 1
                memory = rig.ledger.memories["main"]
                rig.ledger.memories["main"] = replace(memory, version=memory.version + 1)

        rig.ledger.before_commit = poll_between
        await rig.monitor.correct("main", word)
        assert (polls, rig.ledger.memories["main"].corrections) == (1, (word,))


# --- another process


async def test_what_a_command_wrote_is_taken_up() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = "470"
        await rig.clock.advance(MINUTE)
        await rig.poller.poll(rig.watched[0])
        await rig.monitor.reload()
        assert rig.last.balance == usd("470")
        await quiet()
        assert rig.last.next_poll_at == MONDAY_NOON + 16 * MINUTE


async def test_a_rejected_key_is_told_once_and_recovers_with_the_new_key() -> None:
    rig = Rig()
    async with rig.running():
        rig.source.answer = KeyRejected()
        await rig.clock.advance(2 * HOUR)
        rig.source.answer = "500"
        await rig.clock.advance(15 * MINUTE)
    assert rig.shown == ["access raised", "access recovered"]
