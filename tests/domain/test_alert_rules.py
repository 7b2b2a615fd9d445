"""The rules of section 6 beside balance, runway and key: when each is raised, how severe, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alert_owner import REJECTED, UNREACHABLE, Owner, lasting
from fakes import MONDAY_NOON, usd
from galla.domain.alert_settings import DEFAULT_ALERTS, LeadTime, TopUp
from galla.domain.errors import Problem, ProblemKind, UnreachableReason
from galla.domain.figures import Drop
from galla.domain.hours import Hours
from galla.domain.notice import NoticeKind, Rule, Severity
from galla.domain.past import CreditKind, JudgedCredit
from galla.domain.payment import Payment
from galla.domain.settings import Polling
from galla.domain.silence import Silence
from galla.domain.trading_day import TradingDay

HOUR = timedelta(hours=1)
DROP = Drop(MONDAY_NOON, usd("420"), usd("130"), 14.0)
RAISED, ESCALATED, REMINDER, RECOVERED = NoticeKind


def last(owner: Owner) -> tuple[Rule, NoticeKind]:
    return owner.told[-1]


# --- business close


def at_evening(p10_days: float, **top_up: object) -> Owner:
    """20:30 on a Monday, half an hour before business close; the runway's early end is so far."""
    owner = Owner()
    owner.now = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
    owner.seen = {"runway": replace(lasting(6.0), p10_days=p10_days), "top_up": TopUp(**top_up)}  # type: ignore[arg-type]
    return owner


def test_before_closing_it_is_critical_that_the_early_end_comes_before_the_next_opening_and_lead_time() -> None:
    owner = at_evening(14.0 / 24)  # until 10:30; the shop opens at 09:00 and what is paid then arrives at 11:00
    (notice,) = owner.reads("5000").notices
    assert (notice.rule, notice.kind, notice.severity) == (Rule.BUSINESS_CLOSE, RAISED, Severity.CRITICAL)
    assert notice.evidence.next_opening == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_money_that_lasts_until_what_is_paid_in_the_morning_has_arrived_is_enough_for_the_night() -> None:
    owner = at_evening(15.0 / 24)
    owner.seen["settings"] = replace(DEFAULT_ALERTS, off=frozenset({Rule.RUNWAY_BELOW}))
    owner.reads("5000")
    assert owner.told == []


def test_a_longer_lead_time_needs_more_money_for_the_night() -> None:
    owner = at_evening(15.0 / 24, lead_time=LeadTime(hours=8))
    owner.reads("5000")
    assert last(owner) == (Rule.BUSINESS_CLOSE, RAISED)


def test_on_the_last_open_day_the_night_is_the_whole_weekend() -> None:
    owner = at_evening(2.4)
    owner.seen |= {"polling": Polling(closed_weekdays=frozenset({6, 7})), "low_below_days": 0.5}
    owner.reads("5000")
    assert owner.told == []
    owner.now = datetime(2026, 11, 27, 20, 15, tzinfo=UTC)
    (notice,) = owner.reads("5000").notices
    assert notice.rule is Rule.BUSINESS_CLOSE
    assert notice.evidence.next_opening == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_at_midday_there_is_time_to_pay_so_the_night_is_looked_at() -> None:
    owner = at_evening(20.0 / 24)
    owner.now = MONDAY_NOON
    (notice,) = owner.reads("5000").notices
    assert (notice.rule, notice.severity) == (Rule.BUSINESS_CLOSE, Severity.CRITICAL)


def test_an_owner_who_wants_to_hear_of_it_in_the_evening_alone_is_told_then() -> None:
    owner = at_evening(20.0 / 24)
    owner.seen["settings"] = replace(DEFAULT_ALERTS, close_notice_min=60, off=frozenset({Rule.RUNWAY_BELOW}))
    owner.now = MONDAY_NOON + timedelta(hours=7, minutes=30)
    owner.reads("5000")
    assert owner.told == []
    owner.seen["runway"] = replace(lasting(6.0), p10_days=12.0 / 24)
    owner.reads("5000")
    assert owner.told == [(Rule.BUSINESS_CLOSE, RAISED)]


def test_an_early_end_that_moves_about_the_next_opening_is_one_episode() -> None:
    owner = at_evening(20.0 / 24)
    owner.now = MONDAY_NOON
    for hours in (22.0, 24.0, 24.0, 22.0, 30.0, 34.0, 33.0, 22.0):
        owner.seen["runway"] = replace(lasting(6.0), p10_days=hours / 24)
        owner.reads("5000")
    assert owner.told == [(Rule.BUSINESS_CLOSE, RAISED)]
    owner.seen["runway"] = replace(lasting(6.0), p10_days=36.0 / 24)
    owner.reads("5000", "5000")
    assert owner.told[1:] == [(Rule.BUSINESS_CLOSE, RECOVERED)]


def test_a_night_that_was_acknowledged_is_no_answer_to_the_next_one() -> None:
    owner = at_evening(12.0 / 24)
    owner.reads("5000")
    owner.acknowledges(Rule.BUSINESS_CLOSE)
    owner.now = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    owner.reads("5000")
    assert len(owner.told) == 1
    owner.reads("5000")
    assert owner.told[1:] == [(Rule.BUSINESS_CLOSE, REMINDER)]
    owner.acknowledges(Rule.BUSINESS_CLOSE)
    owner.waits(8 * HOUR)
    owner.reads("5000")
    assert len(owner.told) == 2


def test_who_wants_no_repetition_hears_of_the_next_night_all_the_same_and_once() -> None:
    owner = at_evening(12.0 / 24)
    owner.seen["settings"] = replace(DEFAULT_ALERTS, repeat_hours=0)
    owner.reads("5000")
    owner.acknowledges(Rule.BUSINESS_CLOSE)
    for day in (24, 25):
        owner.now = datetime(2026, 11, day, 9, 30, tzinfo=UTC)
        owner.reads("5000", "5000", "5000")
        assert len(owner.told) == day - 22
        assert owner.told[-1] == (Rule.BUSINESS_CLOSE, REMINDER)
        owner.acknowledges(Rule.BUSINESS_CLOSE)


@pytest.mark.parametrize("repeat_hours", [0, 24, 48, 168])
def test_however_seldom_it_is_repeated_each_night_is_told_once(repeat_hours: int) -> None:
    owner = at_evening(12.0 / 24)
    owner.seen["settings"] = replace(DEFAULT_ALERTS, repeat_hours=repeat_hours)
    owner.reads("5000", "5000")
    for day in (24, 25):
        owner.now = datetime(2026, 11, day, 9, 30, tzinfo=UTC)
        owner.reads("5000", "5000", "5000")
    assert owner.told == [(Rule.BUSINESS_CLOSE, RAISED), *2 * [(Rule.BUSINESS_CLOSE, REMINDER)]]


def test_the_night_is_over_at_two_readings_after_opening() -> None:
    owner = at_evening(12.0 / 24)
    owner.reads("5000")
    owner.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    owner.seen["runway"] = replace(lasting(9.0), p10_days=6.0)
    owner.reads("5000")
    assert owner.is_open(Rule.BUSINESS_CLOSE)
    owner.reads("5000")
    assert not owner.is_open(Rule.BUSINESS_CLOSE)


# --- the top-up deadline


def test_a_deadline_that_is_near_is_a_warning_however_long_the_money_is_likely_to_last() -> None:
    owner = Owner()
    owner.seen = {
        "runway": replace(lasting(6.0), p10_days=2.95),
        "top_up": TopUp(lead_time=LeadTime(working_days=2)),
    }
    (notice,) = owner.reads("5000").notices
    assert (notice.rule, notice.severity) == (Rule.RUNWAY_BELOW, Severity.WARNING)
    assert notice.evidence.deadline == notice.created_at + timedelta(days=0.95)


def test_a_deadline_that_is_far_is_none() -> None:
    owner = Owner()
    owner.seen = {"runway": replace(lasting(6.0), p10_days=2.5)}
    owner.reads("5000")
    assert owner.told == []


# --- drops


@pytest.mark.parametrize(
    ("name", "rule", "severity"),
    [
        ("fast_drop", Rule.FAST_DROP, Severity.CRITICAL),
        ("unexplained", Rule.UNEXPLAINED_DROP, Severity.WARNING),
    ],
)
def test_a_drop_is_told_with_what_was_spent_and_what_should_have_been(
    name: str, rule: Rule, severity: Severity
) -> None:
    owner = Owner()
    owner.reads("5000")
    (notice,) = owner.sees(**{name: DROP}).notices
    assert (notice.rule, notice.severity) == (rule, severity)
    assert (notice.evidence.spent, notice.evidence.usual, notice.evidence.since) == (
        usd("420"),
        usd("130"),
        MONDAY_NOON,
    )
    owner.sees(**{name: None})
    assert owner.is_open(rule)
    owner.sees()
    assert last(owner) == (rule, RECOVERED)


def test_a_fast_drop_is_not_over_while_spend_is_faster_than_usual() -> None:
    owner = Owner()
    owner.reads("5000")
    owner.sees(fast_drop=DROP, fast_drop_over=False)
    owner.sees(fast_drop=None)
    owner.sees()
    assert owner.is_open(Rule.FAST_DROP)


# --- no fresh reading


def silent(**changes: object) -> Silence:
    return replace(Silence(MONDAY_NOON - HOUR, MONDAY_NOON - HOUR, UNREACHABLE, usd("120"), usd("100")), **changes)  # type: ignore[arg-type]


def test_nothing_read_for_two_hours_is_a_warning() -> None:
    owner = Owner()
    owner.seen = {"silence": silent()}
    owner.waits(timedelta(minutes=30), UNREACHABLE)
    assert owner.told == []
    (notice,) = owner.waits(timedelta(minutes=0), UNREACHABLE).notices
    assert (notice.rule, notice.severity, notice.problem) == (Rule.NO_READING, Severity.WARNING, UNREACHABLE)
    assert (notice.evidence.expected, notice.threshold) == (usd("120"), usd("100"))


def test_a_silence_in_which_the_threshold_is_passed_is_critical() -> None:
    owner = Owner()
    owner.seen = {"silence": silent(limit_passed_at=MONDAY_NOON + 3 * HOUR)}
    owner.waits(timedelta(hours=2), UNREACHABLE)
    assert last(owner) == (Rule.NO_READING, RAISED)
    (notice,) = owner.waits(timedelta(minutes=30), UNREACHABLE).notices
    assert (notice.kind, notice.severity) == (ESCALATED, Severity.CRITICAL)


def test_after_a_suspend_the_network_gets_some_minutes_first() -> None:
    owner = Owner()
    owner.now = MONDAY_NOON + 8 * HOUR
    owner.seen = {"silence": silent(trying_since=owner.now + timedelta(minutes=10))}
    owner.waits(timedelta(0), UNREACHABLE)
    assert owner.told == []
    owner.waits(timedelta(0), UNREACHABLE)
    assert last(owner) == (Rule.NO_READING, RAISED)


def test_our_own_network_is_no_accounts_alert() -> None:
    owner = Owner()
    offline = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE)
    owner.seen = {"silence": silent(problem=offline)}
    owner.waits(timedelta(hours=9), offline)
    assert owner.told == []


def test_what_one_accounts_owner_was_told_of_a_silence_rests_while_the_loss_is_our_own() -> None:
    owner = Owner()
    owner.seen = {"silence": silent()}
    owner.waits(2 * HOUR, UNREACHABLE)
    assert owner.told == [(Rule.NO_READING, RAISED)]
    offline = Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE)
    owner.seen = {"silence": silent(problem=offline, limit_passed_at=MONDAY_NOON)}
    owner.waits(5 * HOUR, offline)
    assert len(owner.told) == 1
    owner.seen = {"silence": silent(limit_passed_at=MONDAY_NOON)}
    owner.waits(timedelta(0), UNREACHABLE)
    assert owner.told[1:] == [(Rule.NO_READING, ESCALATED)]


def test_while_the_key_is_refused_only_a_passed_threshold_is_news() -> None:
    owner = Owner()
    owner.fails(REJECTED)
    owner.seen = {"silence": silent(problem=REJECTED)}
    owner.waits(3 * HOUR, REJECTED)
    assert owner.told == [(Rule.ACCESS, RAISED)]
    owner.seen = {"silence": silent(problem=REJECTED, limit_passed_at=MONDAY_NOON)}
    owner.fails(REJECTED)
    assert last(owner) == (Rule.NO_READING, RAISED)


def test_a_silence_is_over_at_the_first_reading_and_no_failure_ends_it() -> None:
    owner = Owner()
    owner.seen = {"silence": silent()}
    owner.waits(2 * HOUR, UNREACHABLE)
    owner.fails(Problem(ProblemKind.RATE_LIMITED))
    assert owner.is_open(Rule.NO_READING)
    owner.seen = {}
    owner.reads("500")
    assert last(owner) == (Rule.NO_READING, RECOVERED)


# --- "I have paid"


def paid(owner: Owner, hours: float = 4) -> None:
    owner.seen["payment"] = Payment(owner.now, owner.now + timedelta(hours=hours))


def test_after_i_have_paid_the_shortage_is_quiet_until_the_payment_is_overdue() -> None:
    owner = Owner()
    owner.reads("90")
    paid(owner, hours=6)
    owner.waits(5 * HOUR)
    assert len(owner.told) == 1
    (notice,) = owner.waits(timedelta(minutes=46)).notices
    assert (notice.rule, notice.severity) == (Rule.TOP_UP_OVERDUE, Severity.WARNING)
    assert notice.evidence.since == owner.seen["payment"].said_at  # type: ignore[attr-defined]
    owner.waits(timedelta(0))
    assert last(owner) == (Rule.BALANCE_BELOW, REMINDER)


def test_that_orders_fail_is_told_although_a_payment_is_under_way() -> None:
    owner = Owner()
    owner.reads("90")
    paid(owner)
    owner.reads("0", "0")
    assert owner.told[1:] == [(Rule.EMPTY, RAISED)]


def test_a_shortage_that_got_critical_in_the_meantime_is_told_as_critical_the_moment_the_payment_is_late() -> None:
    owner = Owner()
    owner.has_left(2.0)
    paid(owner, hours=1)
    owner.has_left(0.5)
    assert len(owner.told) == 1
    (notice,) = owner.waits(HOUR).notices
    assert (notice.rule, notice.kind, notice.severity) == (Rule.RUNWAY_BELOW, ESCALATED, Severity.CRITICAL)
    assert notice.evidence.also == (Rule.TOP_UP_OVERDUE,)
    owner.waits(3 * HOUR)
    assert len(owner.told) == 2


def test_a_shortage_that_began_in_the_meantime_is_told_once_the_payment_is_late() -> None:
    owner = Owner()
    owner.seen = {"settings": replace(DEFAULT_ALERTS, off=frozenset({Rule.TOP_UP_OVERDUE}), repeat_hours=0)}
    owner.reads("500")
    paid(owner, hours=1)
    owner.has_left(0.5, 0.5)
    assert owner.told == []
    (notice,) = owner.waits(HOUR).notices
    assert (notice.rule, notice.kind, notice.id) == (Rule.RUNWAY_BELOW, RAISED, f"{notice.episode_id}.1")
    owner.waits(HOUR)
    assert len(owner.told) == 1


def test_of_several_shortages_that_began_in_the_meantime_the_worst_is_told() -> None:
    owner = at_evening(12.0 / 24)
    paid(owner, hours=1)
    owner.has_left(0.5)
    owner.has_left(replace(lasting(0.5), p10_days=0.4), balance="90")
    assert owner.told == []
    owner.waits(HOUR)
    assert owner.told == [(Rule.BUSINESS_CLOSE, RAISED)]
    assert {episode.told_at for episode in owner.open} == {owner.now}


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ((), [(Rule.RUNWAY_BELOW, RAISED)]),
        ((2.0,), [(Rule.RUNWAY_BELOW, RAISED), (Rule.TOP_UP_OVERDUE, RAISED)]),
    ],
    ids=["began meanwhile", "known as a warning"],
)
def test_what_was_critical_only_while_a_payment_was_awaited_is_not_told_as_critical(
    before: tuple[float, ...], told: list[tuple[Rule, NoticeKind]]
) -> None:
    owner = Owner()
    owner.has_left(*before)
    paid(owner, hours=2)
    owner.has_left(0.5, 2.0, 2.0)
    owner.waits(2 * HOUR)
    assert owner.told == told
    assert all(notice.severity is Severity.WARNING for notice in owner.last.notices)


def arrives(owner: Owner) -> None:
    owner.seen["payment"] = replace(owner.seen["payment"], arrived_at=owner.now)  # type: ignore[type-var]


def test_a_shortage_that_was_kept_back_is_told_although_another_that_was_ends_with_the_same_reading() -> None:
    owner = Owner()
    paid(owner)
    owner.has_left(2.0, balance="90")
    owner.has_left(2.0, balance="150")
    arrives(owner)
    owner.has_left(2.0, balance="150")
    assert owner.told == [(Rule.RUNWAY_BELOW, RAISED)]
    assert not owner.is_open(Rule.BALANCE_BELOW)


def test_that_it_is_over_is_said_although_the_shortage_that_was_told_gave_way_to_one_that_was_kept_back() -> None:
    owner = Owner()
    paid(owner)
    owner.reads("90", "0")
    assert owner.told == [(Rule.EMPTY, RAISED)]
    owner.reads("50", "50")
    arrives(owner)
    owner.reads("500", "500")
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, RECOVERED)]


def test_an_answer_holds_where_it_was_worse_only_while_a_payment_was_awaited() -> None:
    owner = Owner()
    owner.has_left(2.0)
    owner.acknowledges(Rule.RUNWAY_BELOW)
    paid(owner, hours=1)
    owner.has_left(0.5, 2.0)
    owner.waits(9 * HOUR)
    owner.waits(9 * HOUR)
    assert [rule for rule, _ in owner.told] == [Rule.RUNWAY_BELOW, *[Rule.TOP_UP_OVERDUE] * (len(owner.told) - 1)]


def test_an_answer_does_not_hold_for_what_got_worse_while_a_payment_was_awaited() -> None:
    owner = Owner()
    owner.has_left(2.0)
    owner.acknowledges(Rule.RUNWAY_BELOW)
    paid(owner, hours=1)
    owner.has_left(0.5)
    owner.waits(HOUR)
    assert owner.told[1:] == [(Rule.RUNWAY_BELOW, ESCALATED)]
    assert all(episode.acknowledged_at is None for episode in owner.open)


def test_who_answers_what_was_kept_back_knows_of_it() -> None:
    owner = Owner()
    paid(owner, hours=1)
    owner.reads("90")
    owner.acknowledges(Rule.BALANCE_BELOW)
    owner.waits(9 * HOUR)
    assert owner.told == [(Rule.TOP_UP_OVERDUE, RAISED)]


def test_what_was_kept_back_is_told_as_severe_as_it_is_when_it_is_told() -> None:
    owner = Owner()
    paid(owner, hours=1)
    owner.has_left(0.9, 1.3)
    (notice,) = owner.waits(HOUR).notices
    assert (notice.rule, notice.kind, notice.severity) == (Rule.RUNWAY_BELOW, RAISED, Severity.WARNING)


def test_money_that_came_but_is_not_enough_is_told_as_the_shortage_it_leaves() -> None:
    owner = Owner()
    owner.reads("500")
    paid(owner)
    owner.reads("40", "30")
    assert owner.told == []
    owner.seen["payment"] = replace(owner.seen["payment"], arrived_at=owner.now)  # type: ignore[type-var]
    owner.reads("60")
    assert owner.told == [(Rule.BALANCE_BELOW, RAISED)]


def test_a_shortage_that_was_never_told_of_because_of_a_payment_ends_without_a_word() -> None:
    owner = Owner()
    owner.reads("500")
    paid(owner)
    owner.reads("90", "590", "590")
    assert owner.told == []
    assert owner.open == ()


def test_a_payment_said_under_a_clock_that_ran_ahead_silences_nothing() -> None:
    owner = Owner()
    ahead = owner.now + timedelta(days=300)
    owner.seen["payment"] = Payment(ahead, ahead + HOUR)
    owner.reads("90")
    owner.waits(5 * HOUR)
    assert owner.told == [(Rule.BALANCE_BELOW, RAISED), (Rule.BALANCE_BELOW, REMINDER)]


def test_an_overdue_payment_is_over_when_money_has_arrived() -> None:
    owner = Owner()
    owner.reads("90")
    paid(owner, hours=0.5)
    owner.waits(HOUR)
    assert last(owner) == (Rule.TOP_UP_OVERDUE, RAISED)
    arrived = replace(owner.seen["payment"], arrived_at=owner.now)  # type: ignore[type-var]
    owner.seen["payment"] = arrived
    (notice,) = owner.reads("590").notices
    assert (notice.rule, notice.kind) == (Rule.TOP_UP_OVERDUE, RECOVERED)


# --- events


def credit(amount: str, kind: CreditKind = CreditKind.TOP_UP) -> JudgedCredit:
    return JudgedCredit(MONDAY_NOON, usd(amount), kind)


def test_a_top_up_that_arrives_is_told_once_and_is_over_at_once() -> None:
    owner = Owner()
    owner.reads("500")
    verdict = owner.sees(credit=credit("400"))
    (notice,) = verdict.notices
    assert (notice.rule, notice.severity, notice.evidence.credits) == (Rule.CREDIT, Severity.INFO, usd("400"))
    assert owner.open == ()


def test_a_refund_is_no_news() -> None:
    owner = Owner()
    owner.reads("500")
    assert not owner.sees(credit=credit("4", CreditKind.REFUND)).notices


def test_a_recovery_tells_of_the_money_that_brought_it() -> None:
    owner = Owner()
    owner.reads("50", "500")
    owner.seen["credit"] = credit("450")
    (notice,) = owner.reads("500").notices
    assert (notice.rule, notice.kind) == (Rule.BALANCE_BELOW, RECOVERED)
    assert (notice.evidence.also, notice.evidence.credits) == ((Rule.CREDIT,), usd("450"))


def closed_day() -> TradingDay:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    figures = (usd("700"), usd("200"), usd("0"), usd("500"))
    return TradingDay(date(2026, 11, 22), start, start + timedelta(days=1), *figures, True, False, True)


def test_the_daily_close_waits_until_nothing_else_is_told() -> None:
    owner = Owner()
    owner.seen = {"day_closed": closed_day(), "settings": replace(DEFAULT_ALERTS, off=frozenset())}
    owner.reads("50")
    assert owner.told == [(Rule.BALANCE_BELOW, RAISED)]
    (notice,) = owner.reads("50").notices
    assert (notice.rule, notice.evidence.day, notice.evidence.estimated) == (Rule.DAILY_CLOSE, date(2026, 11, 22), True)
    assert (notice.evidence.opening, notice.evidence.spent, notice.evidence.closing) == (
        usd("700"),
        usd("200"),
        usd("500"),
    )


def test_the_daily_close_is_not_told_unless_the_owner_asks_for_it() -> None:
    owner = Owner()
    owner.seen = {"day_closed": closed_day()}
    owner.reads("500")
    assert owner.told == []


# --- one notification, and what it speaks for


def test_what_else_began_with_an_evaluation_is_named_by_its_one_notice() -> None:
    owner = Owner()
    owner.seen = {"fast_drop": DROP}
    (notice,) = owner.reads("50").notices
    assert (notice.rule, notice.evidence.also) == (Rule.FAST_DROP, (Rule.BALANCE_BELOW,))


def test_a_rule_that_is_switched_off_raises_nothing_and_ends_what_is_open_without_a_word() -> None:
    owner = Owner()
    owner.has_left(2.0)
    owner.seen = {"settings": replace(DEFAULT_ALERTS, off=frozenset({Rule.RUNWAY_BELOW}))}
    owner.has_left(1.9)
    assert not owner.is_open(Rule.RUNWAY_BELOW)
    assert owner.told == [(Rule.RUNWAY_BELOW, RAISED)]


# --- repeats


def test_an_episode_that_lasts_is_told_again_after_four_hours_and_each_four_after_that() -> None:
    owner = Owner()
    owner.reads("50")
    for _ in range(4 * 9):
        owner.waits(timedelta(0))
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, REMINDER), (Rule.BALANCE_BELOW, REMINDER)]


def test_the_owner_may_choose_never_to_be_told_again() -> None:
    owner = Owner()
    owner.seen = {"settings": replace(DEFAULT_ALERTS, repeat_hours=0)}
    owner.reads("50")
    owner.waits(timedelta(days=3))
    assert len(owner.told) == 1


def test_a_clock_that_was_set_back_by_days_does_not_silence_an_episode_for_days() -> None:
    owner = Owner()
    owner.reads("50")
    owner.now -= timedelta(days=3)
    owner.waits(timedelta(0))
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, REMINDER)]
    owner.waits(timedelta(hours=3))
    assert len(owner.told) == 2


def test_a_snooze_made_before_the_clock_was_set_back_ends() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, HOUR)
    owner.now -= timedelta(days=30)
    owner.waits(timedelta(0))
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, REMINDER)]


def test_a_shop_that_never_closes_has_no_night() -> None:
    owner = at_evening(2.0 / 24)
    owner.seen["polling"] = Polling(business_hours=Hours(time(0, 0), time(0, 0)))
    owner.reads("5000")
    assert not owner.is_open(Rule.BUSINESS_CLOSE)


def test_the_night_of_a_shop_in_kolkata_is_kolkatas() -> None:
    owner = at_evening(8.0 / 24)
    owner.seen["zone"] = ZoneInfo("Asia/Kolkata")  # 02:00 there
    (notice,) = owner.reads("5000").notices
    assert notice.evidence.next_opening == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
