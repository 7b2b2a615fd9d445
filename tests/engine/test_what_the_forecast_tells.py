"""While nothing is read the forecast goes on: what the owner is told by it, and what not, in virtual time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fakes import MONDAY_NOON, watched
from galla.domain.alert_settings import DEFAULT_ALERTS
from galla.domain.errors import KeyRejected, RateLimited, SupplierFailing, Unreachable, UnreachableReason
from galla.domain.model import ForecastState
from galla.domain.notice import Notice, NoticeKind, Rule, Severity
from rig import Rig

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MIDNIGHT = datetime(2026, 11, 28, tzinfo=UTC)
"""Of a Friday, after four and a half days of readings."""
EVENING = datetime(2026, 11, 27, 19, 45, tzinfo=UTC)
RAISED, ESCALATED, REMINDER, RECOVERED = NoticeKind


class Account(Rig):
    """One that spends evenly from Monday noon on; rules that would speak as well of the same fall are off."""

    def __init__(
        self, per_hour: float, *, left: float, at: datetime, off: set[Rule], close_notice_min: int = 60
    ) -> None:
        """`left` at that moment."""
        alerts = replace(DEFAULT_ALERTS, off=DEFAULT_ALERTS.off | off, close_notice_min=close_notice_min)
        super().__init__(replace(watched(), alerts=alerts))
        self.reads = lambda now: f"{left + per_hour * ((at - now) / HOUR):.2f}"
        self.source.answer = self.reads

    async def until(self, at: datetime) -> None:
        await self.clock.advance(at - self.clock.now())

    async def until_passed(self, later: timedelta) -> None:
        """Until so long after the forecast says that the limit is passed."""
        silence = self.last.silence
        assert silence is not None and silence.limit_passed_at is not None
        await self.until(silence.limit_passed_at + later)

    @property
    def told(self) -> list[tuple[Rule, NoticeKind]]:
        return [(notice.rule, notice.kind) for notice in self.notices]

    @property
    def notices(self) -> list[Notice]:
        return [notice for step in self.ledger.steps for notice in step.notices]


def near_its_threshold(left: float, *off: Rule) -> Account:
    """Spends 5 an hour and has a threshold of 100; so much is left at midnight."""
    return Account(5.0, left=left, at=MIDNIGHT, off={Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE, *off})


# --- the threshold


async def test_a_threshold_that_is_passed_while_nothing_is_read_is_told_at_once_and_not_after_two_hours() -> None:
    rig = near_its_threshold(102.5)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        rig.source.answer = SupplierFailing()
        rig.monitor.refresh()
        await rig.clock.advance(HOUR / 2)
        await rig.until_passed(-MINUTE)
        assert rig.told == []
        await rig.clock.advance(2 * MINUTE)
    (told,) = rig.notices
    assert (told.rule, told.kind, told.severity) == (Rule.NO_READING, RAISED, Severity.CRITICAL)
    assert told.evidence.limit_passed_at == told.created_at
    assert told.evidence.expected is not None


async def test_a_threshold_that_is_passed_already_is_told_once_it_was_really_tried_to_read_the_balance() -> None:
    rig = near_its_threshold(100.2)
    async with rig.running():
        await rig.until(MIDNIGHT - 2 * MINUTE)
        rig.source.answer = "100.01"
        rig.monitor.refresh()
        await rig.clock.advance(MINUTE)
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(5 * MINUTE)
        rig.monitor.refresh()
        await rig.clock.advance(9 * MINUTE)
        assert rig.told == []
        await rig.clock.advance(2 * MINUTE)
    assert rig.told == [(Rule.NO_READING, RAISED)]


async def test_a_warning_that_nothing_is_read_becomes_critical_the_moment_the_threshold_is_passed() -> None:
    rig = near_its_threshold(115.0)
    async with rig.running():
        await rig.until(MIDNIGHT)
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(2 * HOUR + MINUTE)
        await rig.until_passed(-MINUTE)
        assert rig.told == [(Rule.NO_READING, RAISED)]
        await rig.clock.advance(2 * MINUTE)
    assert rig.told[1:] == [(Rule.NO_READING, ESCALATED)]


async def test_money_that_was_short_already_is_told_when_it_is_used_up_by_the_forecast() -> None:
    rig = near_its_threshold(4.0)
    async with rig.running():
        await rig.until(MIDNIGHT)
        before = rig.told
        assert before[0] == (Rule.BALANCE_BELOW, RAISED)
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(HOUR / 2)
        await rig.until_passed(MINUTE)
    (told,) = rig.notices[len(before) :]
    assert (told.rule, told.severity) == (Rule.NO_READING, Severity.CRITICAL)
    assert told.threshold is not None and told.threshold.amount == 0


async def test_a_failure_that_is_over_with_the_next_poll_tells_nothing() -> None:
    rig = near_its_threshold(101.0)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        for _ in range(3):
            rig.source.answer = SupplierFailing()
            rig.monitor.refresh()
            await rig.clock.advance(MINUTE / 3)
            rig.source.answer = "100.5"
            await rig.clock.advance(HOUR / 2)
    assert rig.told == []


async def test_one_failure_after_which_the_supplier_asked_for_silence_tells_nothing_sooner_than_any_other() -> None:
    rig = near_its_threshold(101.0)
    async with rig.running():
        await rig.until(MIDNIGHT - MINUTE)
        rig.monitor.refresh()
        await rig.until(MIDNIGHT)
        rig.source.answer = RateLimited(MIDNIGHT + 4 * HOUR)
        rig.monitor.refresh()
        await rig.until(MIDNIGHT - 2 * MINUTE + 2 * HOUR)
        assert rig.told == []
        await rig.until(MIDNIGHT + 2 * HOUR)
    (told,) = rig.notices
    assert (told.rule, told.severity) == (Rule.NO_READING, Severity.CRITICAL)


async def test_a_silence_for_hours_that_the_supplier_asked_for_is_told_as_early_as_any_other() -> None:
    rig = Account(0.1, left=500.0, at=MIDNIGHT, off={Rule.RUNWAY_BELOW, Rule.BUSINESS_CLOSE})
    ten = MIDNIGHT - 14 * HOUR
    async with rig.running():
        await rig.until(ten - MINUTE)
        rig.monitor.refresh()
        await rig.until(ten)
        rig.source.answer = RateLimited(ten + 5 * HOUR + 10 * MINUTE)
        rig.monitor.refresh()
        await rig.until(ten + 2 * HOUR - 2 * MINUTE)
        assert rig.told == []
        await rig.until(ten + 2 * HOUR)
    assert rig.told == [(Rule.NO_READING, RAISED)]


async def test_while_a_payment_is_awaited_the_forecast_does_not_say_that_money_is_short() -> None:
    rig = near_its_threshold(101.0, Rule.TOP_UP_OVERDUE)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        await rig.monitor.pay("main")  # expected within two hours
        rig.source.answer = SupplierFailing()
        rig.monitor.refresh()
        await rig.until(MIDNIGHT + 2 * HOUR)
        assert [notice.severity for notice in rig.notices] in ([], [Severity.WARNING])
        await rig.until(MIDNIGHT + 2 * HOUR + 2 * MINUTE)
    assert rig.notices[-1].severity is Severity.CRITICAL


async def test_nothing_is_foretold_of_an_account_that_has_been_known_for_hours_only() -> None:
    since = MONDAY_NOON + 5 * HOUR
    rig = Account(60.0, left=101.0, at=since, off=set())
    async with rig.running():
        await rig.until(since)
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(100 * MINUTE)
        assert rig.told == []
        assert rig.last.runway.state is ForecastState.LEARNING
        await rig.clock.advance(3 * HOUR)
    assert {notice.severity for notice in rig.notices} == {Severity.WARNING}


async def test_what_the_forecast_told_is_over_with_the_first_reading_and_a_shortage_only_with_two() -> None:
    rig = near_its_threshold(101.0)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        rig.source.answer = SupplierFailing()
        await rig.until(MIDNIGHT + 2 * HOUR)
        rig.source.answer = rig.reads
        await rig.clock.advance(HOUR)
    assert rig.told == [(Rule.NO_READING, RAISED), (Rule.BALANCE_BELOW, RAISED)]
    assert rig.notices[-1].evidence.over == (Rule.NO_READING,)


async def test_a_rejected_key_does_not_hide_that_the_threshold_is_passed() -> None:
    rig = near_its_threshold(101.0)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        rig.source.answer = KeyRejected()
        rig.monitor.refresh()
        await rig.until(MIDNIGHT + 75 * MINUTE)
    assert rig.told == [(Rule.ACCESS, RAISED), (Rule.NO_READING, RAISED)]


async def test_while_our_own_network_is_lost_no_account_speaks_for_itself() -> None:
    rig = Account(5.0, left=101.0, at=MIDNIGHT, off=set())
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        before = len(rig.notices)
        rig.monitor.network_changed(False)
        rig.source.answer = Unreachable(UnreachableReason.DNS)
        rig.monitor.refresh()
        await rig.clock.advance(3 * HOUR)
        after = [notice for notice in rig.notices[before:] if notice.kind is not REMINDER]
    assert [(notice.account_id, notice.rule) for notice in after] == [("", Rule.NO_READING)]


async def test_a_machine_that_wakes_up_reads_first_and_tells_then() -> None:
    rig = near_its_threshold(101.0)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        rig.source.answer = SupplierFailing()
        rig.monitor.refresh()
        await rig.clock.advance(5 * MINUTE)
        rig.clock.suspend(8 * HOUR)
        rig.monitor.resumed()
        rig.source.answer = "500"
        await rig.clock.advance(2 * HOUR)
    assert (Rule.NO_READING, RAISED) not in rig.told


# --- the night and the days that are left


async def test_a_night_for_which_the_money_is_not_enough_is_told_before_closing_though_nothing_is_read() -> None:
    rig = Account(10.0, left=112.5, at=EVENING, off={Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW})
    async with rig.running():
        await rig.until(EVENING + MINUTE)
        assert rig.told == []
        rig.source.answer = SupplierFailing()
        rig.monitor.refresh()
        await rig.until(EVENING + 14 * MINUTE)
        assert rig.told == []
        await rig.until(EVENING + 17 * MINUTE)
        (told,) = rig.notices
        assert (told.rule, told.severity) == (Rule.BUSINESS_CLOSE, Severity.CRITICAL)
        assert told.evidence.next_opening == datetime(2026, 11, 28, 9, tzinfo=UTC)
        await rig.until(EVENING + HOUR)
    assert rig.told == [(Rule.BUSINESS_CLOSE, RAISED)]


async def test_that_less_than_a_day_is_left_is_told_by_the_forecast_too() -> None:
    off = {Rule.BUSINESS_CLOSE, Rule.BALANCE_BELOW, Rule.NO_READING}
    rig = Account(10.0, left=285.0, at=MIDNIGHT, off=off)
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        assert set(rig.told) == {(Rule.RUNWAY_BELOW, RAISED), (Rule.RUNWAY_BELOW, REMINDER)}
        rig.source.answer = SupplierFailing()
        await rig.until(MIDNIGHT + 4 * HOUR)
    escalated = [notice for notice in rig.notices if notice.kind is ESCALATED]
    assert [(notice.rule, notice.severity) for notice in escalated] == [(Rule.RUNWAY_BELOW, Severity.CRITICAL)]
    runway = escalated[0].runway
    assert runway is not None and runway.cautious_days is not None and 0.9 < runway.cautious_days < 1.0


async def test_after_six_hours_nothing_is_known_of_the_coming_days() -> None:
    rig = Account(10.0, left=450.0, at=MIDNIGHT, off={Rule.RUNWAY_BELOW, Rule.BALANCE_BELOW, Rule.NO_READING})
    async with rig.running():
        await rig.until(MIDNIGHT + MINUTE)
        rig.source.answer = SupplierFailing()
        await rig.clock.advance(timedelta(days=3))
    assert rig.told == []
