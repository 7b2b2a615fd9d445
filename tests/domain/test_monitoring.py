"""One step of an account: what a poll and the passing of time change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fakes import MONDAY_NOON, usd, watched
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import Answer, Level, Reading, ReadingState
from galla.domain.money import Money
from galla.domain.monitoring import advance
from galla.domain.notice import NoticeKind, Rule
from galla.domain.overview import situation
from galla.domain.settings import Thresholds
from story import QUARTER, TIMING, UNREACHABLE, Story, rules, spends_a_week


async def test_the_first_reading_may_be_empty_and_alerts_at_once() -> None:
    assert rules(await Story().reads("0")) == [(Rule.EMPTY, NoticeKind.RAISED)]


# --- strange readings


async def test_a_drop_to_the_reserve_is_read_again_before_it_alerts() -> None:
    story = Story()
    await story.reads("500")
    step = await story.reads("0")
    assert (step.reading_state, step.notices) == (ReadingState.SUSPECT, ())
    shown = story.shown()
    assert (shown.balance, shown.suspect_balance, shown.checking_again) == (usd("500"), usd("0"), True)
    assert situation(story.memory, story.watched, story.now).confirming


async def test_the_second_reading_that_agrees_alerts() -> None:
    story = Story()
    await story.reads("500")
    await story.reads("0")
    step = await story.reads("0", timedelta(seconds=60))
    assert rules(step) == [(Rule.EMPTY, NoticeKind.RAISED)]
    assert step.settle_suspects is ReadingState.ACCEPTED
    assert story.shown().level is Level.EMPTY


async def test_a_down_and_up_pair_is_annulled_and_nobody_is_told() -> None:
    story = Story()
    await story.reads("500")
    await story.reads("0")
    step = await story.reads("499", timedelta(seconds=60))
    assert (step.settle_suspects, step.notices) == (ReadingState.ANNULLED, ())
    assert [row.balance for row in story.memory.history] == [usd("500"), usd("499")]


async def test_a_failure_between_leaves_the_strange_reading_unsettled() -> None:
    story = Story()
    await story.reads("500")
    await story.reads("0")
    step = await story.fails(UNREACHABLE)
    assert step.notices == ()
    assert story.memory.suspect is not None
    assert story.shown().balance == usd("500")


async def test_a_real_drop_that_goes_on_to_the_reserve_is_read_again_there_too() -> None:
    story = Story()
    await story.reads("500")
    await story.reads("200")
    step = await story.reads("0", timedelta(seconds=60))
    assert (step.settle_suspects, step.reading_state) == (ReadingState.ACCEPTED, ReadingState.SUSPECT)
    assert rules(step) == []
    assert rules(await story.reads("0", timedelta(seconds=60))) == [(Rule.EMPTY, NoticeKind.RAISED)]


async def test_a_reading_that_annuls_one_before_it_may_itself_be_strange() -> None:
    story = Story()
    await spends_a_week(story)
    await story.reads("100")
    step = await story.reads("600", timedelta(seconds=60))
    assert (step.settle_suspects, step.reading_state) == (ReadingState.ANNULLED, ReadingState.SUSPECT)
    step = await story.reads("715", timedelta(seconds=60))
    assert (step.settle_suspects, step.reading_state) == (ReadingState.ANNULLED, ReadingState.ACCEPTED)


async def test_a_drop_that_is_confirmed_alerts_of_the_reading_that_is_believed() -> None:
    story = Story()
    await story.reads("500")
    await story.reads("90")
    step = await story.reads("0", timedelta(seconds=60))
    assert rules(step) == [(Rule.BALANCE_BELOW, NoticeKind.RAISED)]
    assert step.notices[0].balance == usd("90")


async def test_a_strange_reading_whose_history_has_aged_away_is_settled_by_the_next() -> None:
    story = Story()
    await story.reads("500")
    await story.reads("0")
    suspect = story.memory.history[-1]
    alone = replace(story.memory, history=(suspect,))
    step = advance(alone, Answer(Reading(usd("0"), story.now + QUARTER)), story.watched, story.now + QUARTER, TIMING)
    assert step.settle_suspects is ReadingState.ACCEPTED


# --- failures


async def test_failures_are_counted_from_the_first_and_end_with_a_good_reading() -> None:
    story = Story()
    await story.fails(UNREACHABLE)
    step = await story.fails(UNREACHABLE)
    assert (step.failures, step.failing_since) == (2, MONDAY_NOON + QUARTER)
    step = await story.reads("500")
    assert (step.failures, step.failing_since, step.problem) == (0, None, None)


async def test_the_passing_of_time_is_neither_a_failure_nor_a_poll() -> None:
    story = Story()
    await story.fails(UNREACHABLE)
    step = await story.waits(timedelta(hours=1))
    assert (step.polled, step.failures, step.problem) == (False, 1, UNREACHABLE)


# --- silence that the supplier asked for


async def test_a_wish_for_silence_is_kept_to_the_second() -> None:
    story = Story()
    until = MONDAY_NOON + QUARTER + timedelta(seconds=137)
    step = await story.fails(Problem(ProblemKind.RATE_LIMITED, retry_at=until))
    assert step.next_allowed_at == until
    assert story.shown().next_allowed_at == until


async def test_a_wish_for_silence_is_capped_at_six_hours() -> None:
    story = Story()
    step = await story.fails(Problem(ProblemKind.RATE_LIMITED, retry_at=MONDAY_NOON + timedelta(days=3)))
    assert step.next_allowed_at == story.now + timedelta(hours=6)


# --- series


async def test_a_reading_in_another_currency_is_not_compared_with_the_old_series() -> None:
    story = Story()
    await story.reads("500")
    fresh = replace(story.memory, series=None, history=())
    answer = Answer(Reading(Money(usd("40000").amount, "INR"), story.now + QUARTER))
    step = advance(fresh, answer, story.watched, story.now + QUARTER, TIMING)
    assert step.series == story.watched.series("INR")
    assert step.reading_state is ReadingState.ACCEPTED


async def test_a_changed_address_is_another_source() -> None:
    story = Story()
    await story.reads("500")
    assert story.memory.series is not None
    assert story.watched.same_source(story.memory.series)
    assert not watched(base_url="https://sandbox.example.com").same_source(story.memory.series)
    assert not watched(environment="sandbox").same_source(story.memory.series)


# --- the step


async def test_a_step_names_the_version_that_it_was_computed_from() -> None:
    story = Story()
    await story.reads("500")
    step = await story.reads("490")
    assert step.expected_version == 1
    assert story.memory.version == 2


async def test_equal_answers_are_joined_over_two_cadences_at_most() -> None:
    story = Story()
    assert (await story.reads("500")).coalesce_within == timedelta(minutes=30)
    story.now = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert (await story.reads("500")).coalesce_within == timedelta(minutes=120)


async def test_a_short_runway_is_warned_of_and_a_week_of_spend_proposed() -> None:
    story = Story()
    await spends_a_week(story)
    assert story.shown().top_up is None
    step = await story.reads("115", timedelta(hours=3))
    assert rules(step) == []  # so large a fall is read again first
    step = await story.reads("115")
    assert rules(step) == [(Rule.RUNWAY_BELOW, NoticeKind.RAISED)]
    proposed = story.shown().top_up
    assert proposed is not None
    burn = story.shown().runway.burn_per_day
    assert burn is not None
    assert burn.times(7) <= proposed.amount <= burn.times(8)


async def test_the_owners_own_limit_of_days_moves_level_alert_and_proposal() -> None:
    story = Story(watched(thresholds=Thresholds(runway_days=Decimal(30))))
    await spends_a_week(story)
    shown = story.shown()
    assert shown.level is Level.LOW
    assert [episode.rule for episode in shown.episodes] == [Rule.RUNWAY_BELOW]
    assert shown.top_up is not None


async def test_a_threshold_made_of_usual_spend_is_known_by_its_hours_to_owner_and_screen() -> None:
    story = Story(watched(thresholds=Thresholds(balance_hours=400)))
    await spends_a_week(story)
    steps = [await story.reads(str(amount), timedelta(hours=3)) for amount in range(715, 640, -5)]
    notice = next(notice for step in steps for notice in step.notices)
    assert (notice.rule, notice.threshold_hours, story.shown().threshold_hours) == (Rule.BALANCE_BELOW, 400, 400)
    assert notice.threshold in {usd("670"), usd("680")}
    assert notice.balance is not None
    assert notice.balance < notice.threshold


# --- a clock that was set back


async def test_while_the_clock_is_found_to_be_wrong_the_runway_that_was_known_stands() -> None:
    """What the reading leaves of the history is for the ledger to say; it is judged by that from the next one on."""
    story = Story()
    await spends_a_week(story)
    known = story.shown()
    step = await story.reads("715", timedelta(hours=-4))
    assert step.reading_state is ReadingState.ACCEPTED
    assert (step.runway, step.forecast, step.level) == (None, None, known.level)
    step = await story.reads("714")
    assert step.runway is not None
