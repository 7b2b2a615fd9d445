"""Section 6 of the design, sentence by sentence, in virtual time: the rules, and how severe what they tell is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fakes import MONDAY_NOON, usd, watched
from galla.domain.alert_settings import DEFAULT_ALERTS, LeadTime, TopUp
from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.errors import AccessDenied, KeyRejected, SupplierFailing
from galla.domain.money import Money
from galla.domain.notice import Rule, Severity
from galla.domain.settings import Polling, Thresholds
from owner_rig import HOUR, MINUTE, falling, rig_with, texted, told, without

OF_THE_CLOSE = {Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE}
"""Rules that would speak as well, of the same fall."""
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)
"""When the shop opens."""


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


async def test_a_threshold_of_hours_of_spend_is_the_usual_spend_of_so_many_hours() -> None:
    account = watched(thresholds=Thresholds(balance_hours=24))
    rig = rig_with(without(*OF_THE_CLOSE), account, balance="1000")
    async with rig.running():
        rig.source.answer = falling(10.0, balance=1000.0)
        await rig.clock.advance(74 * HOUR)  # 260 left, and 240 are spent in a day
        assert rig.shown == []
        await rig.clock.advance(3 * HOUR)
    (notice,) = told(rig)
    assert (notice.rule, notice.severity) == (Rule.BALANCE_BELOW, Severity.WARNING)
    assert (notice.threshold, notice.threshold_hours) == (usd("250"), 24)  # rounded up to two digits


@pytest.mark.parametrize(("currency", "warned"), [("USD", True), ("EUR", True), ("GBP", True), ("INR", False)])
async def test_a_hundred_is_the_default_threshold_of_three_currencies_alone(currency: str, warned: bool) -> None:
    rig = rig_with(without(*OF_THE_CLOSE), watched(currency=currency), balance="99")
    rig.source.currency = currency
    async with rig.running():
        await rig.clock.advance(3 * HOUR)
    assert rig.shown == ["balance_below raised"] * warned


async def test_elsewhere_the_default_threshold_is_a_day_of_spend_once_it_is_known() -> None:
    rig = rig_with(without(*OF_THE_CLOSE), watched(currency="INR"), balance="20000")
    rig.source.currency = "INR"
    async with rig.running():
        rig.source.answer = falling(200.0, balance=20000.0)
        await rig.clock.advance(74 * HOUR)  # 5,200 left, and 4,800 are spent in a day
        assert rig.shown == []
        await rig.clock.advance(3 * HOUR)
    (notice,) = told(rig)
    assert (notice.rule, notice.severity) == (Rule.BALANCE_BELOW, Severity.WARNING)
    assert (notice.threshold, notice.threshold_hours) == (Money(Decimal(5000), "INR"), 24)


async def test_a_payment_that_must_soon_be_sent_is_a_warning_though_the_money_lasts_longer_than_the_limit() -> None:
    account = watched(top_up=TopUp(LeadTime(working_days=3)))
    rig = rig_with(without(Rule.BUSINESS_CLOSE), account, balance="2400")
    async with rig.running():
        rig.source.answer = falling(10.0, balance=2400.0)
        await rig.clock.advance(timedelta(days=6))
    notice = told(rig)[0]
    assert (notice.rule, notice.severity) == (Rule.RUNWAY_BELOW, Severity.WARNING)
    assert notice.runway is not None and notice.runway.cautious_days is not None
    assert notice.runway.cautious_days > 3
    assert notice.evidence.deadline is not None
    assert notice.evidence.deadline - notice.created_at < timedelta(days=1)


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
        assert rig.notifier.shown[0].severity is Severity.WARNING
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
    assert {message.severity for message in rig.notifier.shown} == {Severity.WARNING}
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
    closed, credited = told(rig)
    day = closed.evidence
    assert day.day == date(2026, 11, 24)
    assert (day.opening, day.spent, day.credits, day.closing) == (usd("488"), usd("24"), usd("0"), usd("464"))
    assert closed.runway is not None and closed.runway.p50_days is not None
    assert 15 < closed.runway.p50_days < 20  # 464 at 24 a day
    assert credited.evidence.credits == usd("399.75")  # a quarter of an hour of spend is hidden in it


async def test_in_a_shop_that_is_closed_on_sundays_saturday_looks_ahead_to_monday() -> None:
    polling = Polling(closed_weekdays=frozenset({7}))
    rig = rig_with(without(Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW), watched(polling=polling), balance="1750")
    async with rig.running():
        rig.source.answer = falling(10.0, balance=1750.0)
        await rig.clock.advance(SATURDAY - MONDAY_NOON - MINUTE)
        assert rig.shown == []
        await rig.clock.advance(HOUR)  # 580 left: until the evening of Monday, by the early end until Sunday
    assert rig.shown == ["business_close raised"]
