"""Which episodes begin and end, and what the owner is told: design sections 3 and 6."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alert_owner import DENIED, REJECTED, UNREACHABLE, Owner
from fakes import usd
from galla.domain.alerts import Verdict
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import ForecastState, Runway
from galla.domain.notice import NoticeKind, Rule, Severity

# --- raising


def test_a_balance_below_the_threshold_is_a_warning() -> None:
    verdict = Owner().reads("99.99")
    (notice,) = verdict.notices
    assert (notice.rule, notice.kind, notice.severity) == (Rule.BALANCE_BELOW, NoticeKind.RAISED, Severity.WARNING)
    assert (notice.balance, notice.threshold) == (usd("99.99"), usd("100"))


def test_a_balance_at_the_threshold_is_not_below_it() -> None:
    owner = Owner()
    owner.reads("100")
    assert owner.told == []


def test_a_balance_at_or_under_the_reserve_is_critical() -> None:
    (notice,) = Owner(reserve="25").reads("25").notices
    assert (notice.rule, notice.severity, notice.threshold) == (Rule.EMPTY, Severity.CRITICAL, usd("25"))


@pytest.mark.parametrize("problem", [REJECTED, DENIED])
def test_a_rejected_key_and_denied_access_are_critical_and_say_why(problem: Problem) -> None:
    (notice,) = Owner().fails(problem).notices
    assert (notice.rule, notice.severity, notice.problem) == (Rule.ACCESS, Severity.CRITICAL, problem)


@pytest.mark.parametrize("kind", set(ProblemKind) - {ProblemKind.KEY_REJECTED, ProblemKind.ACCESS_DENIED})
def test_no_other_problem_raises_an_access_alert(kind: ProblemKind) -> None:
    assert Owner().fails(Problem(kind)) == Verdict()


def test_without_a_threshold_no_balance_is_below_it() -> None:
    owner = Owner(threshold=None, reserve=None)
    owner.reads("0.01")
    assert owner.told == []


def test_an_old_balance_raises_nothing_anew_when_time_passes() -> None:
    owner = Owner()
    owner.reads("50")
    owner.open = ()
    owner.fails(UNREACHABLE)
    assert not owner.is_open(Rule.BALANCE_BELOW)


# --- once


def test_an_episode_is_notified_once_while_it_lasts() -> None:
    owner = Owner()
    owner.reads("90", "80", "70", "95")
    owner.fails(UNREACHABLE)
    owner.reads("60")
    owner.waits(timedelta(hours=2))
    assert owner.told == [(Rule.BALANCE_BELOW, NoticeKind.RAISED)]


def test_a_rejected_key_is_notified_once_however_often_it_is_tried() -> None:
    owner = Owner()
    for problem in (REJECTED, REJECTED, DENIED, UNREACHABLE, REJECTED):
        owner.fails(problem)
    assert owner.told == [(Rule.ACCESS, NoticeKind.RAISED)]


def test_the_stronger_supersedes_the_weaker_in_one_evaluation() -> None:
    owner = Owner()
    owner.reads("0")
    assert owner.told == [(Rule.EMPTY, NoticeKind.RAISED)]
    assert owner.is_open(Rule.BALANCE_BELOW)


def test_empty_is_told_after_below_the_threshold_was() -> None:
    owner = Owner()
    owner.reads("50", "0")
    assert owner.told == [(Rule.BALANCE_BELOW, NoticeKind.RAISED), (Rule.EMPTY, NoticeKind.RAISED)]


def test_a_second_spell_is_a_second_episode() -> None:
    owner = Owner()
    owner.reads("50", "500", "500", "50")
    kinds = [kind for _, kind in owner.told]
    assert kinds == [NoticeKind.RAISED, NoticeKind.RECOVERED, NoticeKind.RAISED]


# --- recovery


def test_recovery_needs_two_readings_above_the_threshold() -> None:
    owner = Owner()
    owner.reads("50", "500")
    assert owner.is_open(Rule.BALANCE_BELOW)
    (notice,) = owner.reads("500").notices
    assert (notice.kind, notice.severity) == (NoticeKind.RECOVERED, Severity.INFO)
    assert not owner.is_open(Rule.BALANCE_BELOW)


def test_recovery_needs_one_reading_above_110_percent() -> None:
    owner = Owner()
    owner.reads("50", "105", "110", "109", "101")
    assert owner.is_open(Rule.BALANCE_BELOW)
    owner.reads("110.01")
    assert owner.told[-1] == (Rule.BALANCE_BELOW, NoticeKind.RECOVERED)


def test_the_reading_above_110_percent_may_be_the_first_of_the_two() -> None:
    owner = Owner()
    owner.reads("50", "111", "101")
    assert not owner.is_open(Rule.BALANCE_BELOW)


def test_a_bad_reading_in_between_begins_the_count_again() -> None:
    owner = Owner()
    owner.reads("50", "500", "50", "500")
    assert owner.is_open(Rule.BALANCE_BELOW)
    assert owner.told == [(Rule.BALANCE_BELOW, NoticeKind.RAISED)]


def test_a_reading_exactly_at_the_threshold_is_not_above_it() -> None:
    owner = Owner()
    owner.reads("50", "120", "100")
    assert owner.is_open(Rule.BALANCE_BELOW)


def test_a_threshold_that_is_no_longer_known_is_not_recovery() -> None:
    owner = Owner()
    owner.reads("50")
    owner.threshold = None
    owner.reads("60", "60", "60")
    assert owner.is_open(Rule.BALANCE_BELOW)


def test_an_account_that_is_no_longer_empty_but_still_low_is_not_called_recovered() -> None:
    owner = Owner()
    owner.reads("0", "20", "20")
    assert owner.told == [(Rule.EMPTY, NoticeKind.RAISED), (Rule.BALANCE_BELOW, NoticeKind.REMINDER)]
    assert [episode.rule for episode in owner.open] == [Rule.BALANCE_BELOW]


def test_below_the_threshold_does_not_remind_of_itself_while_the_account_is_empty() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(minutes=20))
    owner.reads("0", "0", "0")
    assert owner.told[1:] == [(Rule.EMPTY, NoticeKind.RAISED)]
    owner.waits(timedelta(hours=4))
    owner.waits(timedelta(minutes=15))
    assert owner.told[2:] == [(Rule.EMPTY, NoticeKind.REMINDER)]


def test_unknown_is_not_recovery() -> None:
    owner = Owner()
    owner.reads("50")
    owner.fails(UNREACHABLE)
    owner.fails(REJECTED)
    owner.waits(timedelta(days=7), UNREACHABLE)
    assert owner.is_open(Rule.BALANCE_BELOW)
    assert (Rule.BALANCE_BELOW, NoticeKind.RECOVERED) not in owner.told


def test_a_failure_between_two_good_readings_neither_counts_nor_begins_again() -> None:
    owner = Owner()
    owner.reads("50", "500")
    owner.fails(UNREACHABLE)
    assert owner.is_open(Rule.BALANCE_BELOW)
    owner.reads("500")
    assert not owner.is_open(Rule.BALANCE_BELOW)


def test_an_error_recovers_at_the_first_good_reading() -> None:
    owner = Owner()
    owner.fails(REJECTED)
    owner.reads("500")
    assert owner.told == [(Rule.ACCESS, NoticeKind.RAISED), (Rule.ACCESS, NoticeKind.RECOVERED)]


def test_another_failure_is_no_recovery_from_a_rejected_key() -> None:
    owner = Owner()
    owner.fails(REJECTED)
    owner.fails(UNREACHABLE)
    assert owner.is_open(Rule.ACCESS)


def test_two_recoveries_at_once_are_one_notice_of_the_stronger() -> None:
    owner = Owner()
    owner.reads("50", "0", "500", "500")
    assert owner.told[2:] == [(Rule.EMPTY, NoticeKind.RECOVERED)]
    assert owner.open == ()


def test_bad_news_comes_before_good_news() -> None:
    owner = Owner()
    owner.fails(REJECTED)
    owner.reads("50")
    assert owner.told[-1] == (Rule.BALANCE_BELOW, NoticeKind.RAISED)
    assert not owner.is_open(Rule.ACCESS)


# --- snoozed and acknowledged


def test_a_snoozed_episode_is_quiet_and_then_reminds_once_while_it_lasts() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(hours=1))
    owner.reads("49", "48")
    assert len(owner.told) == 1
    owner.waits(timedelta(hours=1))
    owner.waits(timedelta(hours=3))
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, NoticeKind.REMINDER)]


def test_each_stage_has_a_notice_of_its_own() -> None:
    owner = Owner()
    first = owner.reads("50").notices[0]
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(minutes=5))
    second = owner.reads("50").notices[0]
    assert first.episode_id == second.episode_id
    assert (first.id, second.id) == (f"{first.episode_id}.1", f"{first.episode_id}.2")


def test_a_snooze_that_ends_while_nothing_is_known_reminds() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(hours=1))
    owner.waits(timedelta(hours=1), UNREACHABLE)
    assert owner.told[-1] == (Rule.BALANCE_BELOW, NoticeKind.REMINDER)


def test_a_snooze_that_ends_after_a_good_reading_waits_for_the_next() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(minutes=20))
    owner.reads("500")
    owner.waits(timedelta(hours=1))
    assert len(owner.told) == 1
    owner.reads("500")
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, NoticeKind.RECOVERED)]


def test_a_snooze_that_ended_in_a_false_recovery_reminds_at_the_bad_reading() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(minutes=20))
    owner.reads("500")
    owner.waits(timedelta(hours=1))
    owner.reads("50")
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, NoticeKind.REMINDER)]


def test_a_snoozed_episode_that_recovers_says_so() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(hours=9))
    owner.reads("500", "500")
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, NoticeKind.RECOVERED)]


def test_an_acknowledged_episode_is_quiet_until_it_has_recovered() -> None:
    owner = Owner()
    owner.reads("50")
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(minutes=5))
    owner.acknowledges(Rule.BALANCE_BELOW)
    owner.reads("40", "30")
    owner.waits(timedelta(days=3))
    assert len(owner.told) == 1
    owner.reads("500", "500")
    assert owner.told[1:] == [(Rule.BALANCE_BELOW, NoticeKind.RECOVERED)]


def test_a_reminder_does_not_swallow_the_news_of_another_rule() -> None:
    owner = Owner()
    owner.reads("0")
    owner.snoozes(Rule.EMPTY, timedelta(minutes=5))
    owner.fails(REJECTED)
    assert owner.told[-1] == (Rule.ACCESS, NoticeKind.RAISED)
    owner.fails(REJECTED)
    assert owner.told[-1] == (Rule.EMPTY, NoticeKind.REMINDER)


def test_one_reminder_speaks_for_all_that_are_due() -> None:
    owner = Owner()
    owner.reads("50")
    owner.fails(REJECTED)
    owner.snoozes(Rule.ACCESS, timedelta(minutes=5))
    owner.snoozes(Rule.BALANCE_BELOW, timedelta(minutes=5))
    (notice,) = owner.fails(REJECTED).notices
    assert (notice.rule, notice.kind, notice.evidence.also) == (
        Rule.ACCESS,
        NoticeKind.REMINDER,
        (Rule.BALANCE_BELOW,),
    )
    owner.fails(REJECTED)
    assert len(owner.told) == 3


def test_evaluating_the_same_figures_again_changes_nothing() -> None:
    owner = Owner()
    owner.reads("0")
    owner.fails(REJECTED)
    assert owner.fails(REJECTED) == Verdict()


def test_a_notice_carries_the_figures_of_its_moment() -> None:
    owner = Owner()
    (notice,) = owner.reads("42").notices
    assert notice.created_at == notice.observed_at == owner.now
    assert notice.runway == Runway(ForecastState.NO_DATA)
