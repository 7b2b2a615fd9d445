"""Section 6 of the design, sentence by sentence, in virtual time: what reaches the desktop and a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from fakes import MONDAY_NOON, FakeSecrets, quiet, watched
from galla.domain.alert_settings import DEFAULT_ALERTS, AlertSettings, Channel, Quiet
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.channel_secrets import address_of
from galla.domain.errors import AccessDenied, KeyRejected, SupplierFailing, Unreachable, UnreachableReason
from galla.domain.hours import Hours
from galla.domain.model import Secret
from galla.domain.notice import AnswerKind, Rule, Severity, SnoozeFor
from galla.domain.settings import Polling
from galla.domain.watched import Watched
from rig import Rig

OF_THE_CLOSE = {Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE}
"""Rules that would speak as well, of the same fall."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)
"""When the shop opens."""
PHONE = Channel("phone", "Phone", Severity.WARNING)
WITH_PHONE = replace(DEFAULT_ALERTS, channels=(PHONE,))
NIGHT = Quiet(Hours(time(22), time(8)))


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


async def at(rig: Rig, hour: int, minute: int = 0) -> None:
    """Lets time pass until that time of day (UTC) comes next."""
    now = rig.clock.now()
    wanted = now.replace(hour=hour, minute=minute)
    await rig.clock.advance((wanted if wanted > now else wanted + timedelta(days=1)) - now)


def falling(per_hour: float, since: datetime = MONDAY_NOON, balance: float = 500.0) -> object:
    """A balance from which so much is spent in each hour."""
    return lambda now: f"{balance - per_hour * ((now - since) / HOUR):.2f}"


# --- the rules


async def test_empty_is_critical_and_reaches_everybody_once_it_was_read_again() -> None:
    rig = rig_with()
    async with rig.running():
        rig.source.answer = "0"
        await rig.clock.advance(16 * MINUTE)
    assert rig.shown == texted(rig) == ["empty raised"]
    assert rig.notifier.shown[0].severity is Severity.CRITICAL


async def test_money_that_may_not_last_the_night_is_told_once_while_there_is_time_to_pay_and_as_critical() -> None:
    rig = rig_with(without(Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW), balance="1400")
    async with rig.running():
        rig.source.answer = falling(10.0, balance=1400.0)
        await rig.clock.advance(SATURDAY - MONDAY_NOON - MINUTE)
        assert rig.shown == []
        await rig.clock.advance(2 * MINUTE)  # 230 left: until the next morning, when the shop opens again
        assert rig.shown == ["business_close raised"]
        assert rig.notifier.shown[0].severity is Severity.CRITICAL
        await rig.clock.advance(4 * HOUR - 5 * MINUTE)
    assert len(rig.shown) == 1


async def test_who_wants_to_hear_of_the_night_in_the_evening_alone_is_told_in_the_evening() -> None:
    alerts = replace(without(Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW), close_notice_min=60)
    rig = rig_with(alerts, balance="1400")
    async with rig.running():
        rig.source.answer = falling(10.0, balance=1400.0)
        await rig.clock.advance(SATURDAY - MONDAY_NOON + 11 * HOUR - MINUTE)
        assert rig.shown == []
        await rig.clock.advance(2 * MINUTE)
    assert rig.shown == ["business_close raised"]


async def test_under_the_threshold_is_a_warning() -> None:
    rig = rig_with()
    async with rig.running():
        rig.source.answer = "80"
        await rig.clock.advance(16 * MINUTE)
        await rig.clock.advance(MINUTE)
    assert rig.shown == texted(rig) == ["balance_below raised"]
    assert rig.notifier.shown[0].severity is Severity.WARNING


async def test_a_short_runway_is_a_warning_and_under_a_day_critical() -> None:
    rig = rig_with(without(Rule.BUSINESS_CLOSE))
    async with rig.running():
        rig.source.answer = falling(5.0, balance=500.0)
        await rig.clock.advance(timedelta(hours=78))
    told = [message for message in rig.notifier.shown if message.title == "runway_below"]
    assert [message.severity for message in told if message.body != "reminder"] == [
        Severity.WARNING,
        Severity.CRITICAL,
    ]


async def test_money_that_goes_faster_than_ever_at_these_hours_is_critical() -> None:
    rig = rig_with(without(*OF_THE_CLOSE), balance="5000")
    async with rig.running():
        rig.source.answer = falling(2.0, balance=5000.0)
        await rig.clock.advance(timedelta(days=16))
        assert rig.shown == []
        before = 5000.0 - 2.0 * 16 * 24
        rig.source.answer = falling(40.0, rig.clock.now(), balance=before)
        await rig.clock.advance(3 * HOUR)
    assert rig.shown == ["fast_drop raised"]
    assert rig.notifier.shown[0].severity is Severity.CRITICAL


@pytest.mark.parametrize("error", [KeyRejected(), AccessDenied()])
async def test_a_key_that_is_refused_is_critical(error: Exception) -> None:
    rig = rig_with()
    async with rig.running():
        rig.source.answer = error
        await rig.clock.advance(16 * MINUTE)
    assert rig.shown == texted(rig) == ["access raised"]


async def test_no_fresh_reading_is_a_warning_and_critical_once_the_threshold_has_probably_been_passed() -> None:
    rig = rig_with(without(*OF_THE_CLOSE), balance="1000")
    async with rig.running():
        rig.source.answer = falling(5.0, balance=1000.0)
        await rig.clock.advance(timedelta(days=7))  # 160 left
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(2 * HOUR + 16 * MINUTE)
        assert rig.shown == ["no_reading raised"]
        await rig.clock.advance(16 * HOUR)
        assert "no_reading escalated" in rig.shown
        critical = next(message for message in rig.notifier.shown if message.body == "escalated")
        assert critical.severity is Severity.CRITICAL


async def test_a_payment_that_does_not_come_and_a_channel_that_fails_are_warnings() -> None:
    rig = rig_with(balance="80")
    rig.sender.outcome = SendOutcome(SendFailure.REFUSED, "403")
    async with rig.running():
        await rig.monitor.pay("main")
        await rig.clock.advance(2 * HOUR + MINUTE)
    assert set(rig.shown) == {"balance_below raised", "channel_failed raised", "top_up_overdue raised"}
    assert rig.sender.sent == []


async def test_money_received_and_the_close_of_a_day_are_news() -> None:
    rig = rig_with(replace(DEFAULT_ALERTS, off=frozenset()))
    async with rig.running():
        rig.source.answer = falling(1.0, balance=500.0)
        await rig.clock.advance(timedelta(days=2))
        rig.source.answer = falling(1.0, balance=900.0)
        await rig.clock.advance(HOUR)
    assert rig.shown == ["daily_close raised", "credit raised"]
    assert {message.severity for message in rig.notifier.shown} == {Severity.INFO}


# --- once


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
    [(SnoozeFor.HOUR, HOUR), (SnoozeFor.TOMORROW, 21 * HOUR), (SnoozeFor.TOP_UP, timedelta(days=3))],
)
async def test_a_snoozed_episode_is_silent_for_as_long_as_was_asked(how: SnoozeFor, quiet_for: timedelta) -> None:
    rig = rig_with(balance="80")
    async with rig.running():
        await rig.monitor.snooze(rig.last.episodes[0].id, how)
        await rig.clock.advance(quiet_for - MINUTE)
        assert len(rig.shown) == len(rig.sender.sent) == 1


async def test_what_gets_critical_breaks_every_silence() -> None:
    rig = rig_with(balance="80")
    async with rig.running():
        await rig.monitor.acknowledge(rig.last.episodes[0].id)
        rig.source.answer = "0"
        await rig.clock.advance(17 * MINUTE)
    assert rig.shown == ["balance_below raised", "empty raised"]


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


async def test_in_a_shop_that_is_closed_on_sundays_saturday_looks_ahead_to_monday() -> None:
    polling = Polling(closed_weekdays=frozenset({7}))
    rig = rig_with(without(Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW), watched(polling=polling), balance="1750")
    async with rig.running():
        rig.source.answer = falling(10.0, balance=1750.0)
        await rig.clock.advance(SATURDAY - MONDAY_NOON - MINUTE)
        assert rig.shown == []
        await rig.clock.advance(HOUR)  # 580 left: until the evening of Monday, by the early end until Sunday
    assert rig.shown == ["business_close raised"]


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
