"""One step of an account, and what the screen shows of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fakes import MONDAY_NOON, FakeLedger, usd, watched
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import AccountMemory, Answer, ForecastState, Level, Reading, ReadingState, Snapshot, Step
from galla.domain.money import Money
from galla.domain.monitoring import HISTORY_KEPT, advance, shown_level, situation, snapshot
from galla.domain.notice import NoticeKind, Rule
from galla.domain.schedule import Timing
from galla.domain.settings import Thresholds
from galla.domain.watched import Moment, Watched

TIMING = Timing()
QUARTER = timedelta(minutes=15)
UNREACHABLE = Problem(ProblemKind.UNREACHABLE)


class Story:
    """One account whose steps are written as the ledger writes them."""

    def __init__(self, item: Watched | None = None) -> None:
        self.watched = item or watched()
        self.now: datetime = MONDAY_NOON
        self.memory = AccountMemory("main")
        self._ledger = FakeLedger()

    async def reads(self, amount: str, after: timedelta = QUARTER, reported_at: datetime | None = None) -> Step:
        self.now += after
        return await self._step(Answer(Reading(usd(amount), self.now, reported_at)))

    async def fails(self, problem: Problem, after: timedelta = QUARTER) -> Step:
        self.now += after
        return await self._step(problem)

    async def waits(self, after: timedelta) -> Step:
        self.now += after
        return await self._step(None)

    def shown(self, after: timedelta = timedelta(0)) -> Snapshot:
        return snapshot(self.memory, self.watched, Moment(self.now + after))

    async def _step(self, outcome: Answer | Problem | None) -> Step:
        step = advance(self.memory, outcome, self.watched, self.now, TIMING)
        self.memory = await self._ledger.commit(step, self.now - HISTORY_KEPT)
        return step


async def spends_a_week(story: Story) -> None:
    """Seven days that begin at 1,000 dollars and spend 40 a day, read every three hours."""
    for count in range(57):
        await story.reads(str(1000 - 5 * count), timedelta(hours=3))


def rules(step: Step) -> list[tuple[Rule, NoticeKind]]:
    return [(notice.rule, notice.kind) for notice in step.notices]


# --- before and after the first reading


def test_before_the_first_reading_everything_is_unknown_and_nothing_is_zero() -> None:
    shown = Story().shown()
    assert (shown.balance, shown.available, shown.threshold, shown.age_base, shown.spend_today) == (None,) * 5
    assert shown.level is Level.UNKNOWN
    assert shown.runway.state is ForecastState.NO_DATA


async def test_the_first_reading_is_shown_with_its_age() -> None:
    story = Story()
    await story.reads("500")
    shown = story.shown(timedelta(minutes=7))
    assert shown.balance == usd("500")
    assert shown.age(shown.at) == timedelta(minutes=7)
    assert not shown.stale


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


async def test_after_a_failure_the_last_good_balance_stays_with_its_age_and_is_stale() -> None:
    story = Story()
    await story.reads("500")
    await story.fails(UNREACHABLE)
    shown = story.shown()
    assert (shown.balance, shown.stale, shown.problem) == (usd("500"), True, UNREACHABLE)
    assert shown.age(shown.at) == QUARTER
    assert shown.failing_since == story.now


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


async def test_nothing_fresh_for_six_hours_is_unknown() -> None:
    story = Story()
    await spends_a_week(story)
    assert story.shown(timedelta(hours=6)).level is not Level.UNKNOWN
    assert story.shown(timedelta(hours=6, seconds=1)).level is Level.UNKNOWN


async def test_within_six_hours_the_level_goes_on_by_the_forecast() -> None:
    story = Story()
    await spends_a_week(story)
    runway = story.shown().runway
    later = story.shown(timedelta(hours=5)).runway
    assert runway.p50_days is not None
    assert later.p50_days == pytest.approx(runway.p50_days - 5 / 24)


async def test_a_balance_is_stale_after_two_and_a_half_cadences_even_without_a_failure() -> None:
    story = Story()
    await story.reads("500")
    assert not story.shown(timedelta(minutes=37)).stale
    assert story.shown(timedelta(minutes=38)).stale


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


async def test_a_silence_that_is_over_is_not_shown() -> None:
    story = Story()
    await story.fails(Problem(ProblemKind.RATE_LIMITED, retry_at=MONDAY_NOON + QUARTER * 2))
    assert story.shown(timedelta(hours=1)).next_allowed_at is None


# --- age by the supplier's own clock


async def test_where_the_supplier_says_when_it_recalculated_the_age_is_the_older_of_the_two_clocks() -> None:
    story = Story(replace(watched(), reported_is_recalculation=True))
    reported = MONDAY_NOON - timedelta(hours=7)
    await story.reads("500", reported_at=reported)
    assert story.shown().age_base == reported
    assert story.shown().stale


async def test_a_time_stamp_from_the_future_does_not_make_a_balance_younger() -> None:
    story = Story(replace(watched(), reported_is_recalculation=True))
    await story.reads("500", reported_at=MONDAY_NOON + timedelta(days=1))
    assert story.shown().age_base == story.now


async def test_the_time_of_the_last_transaction_says_nothing_of_age() -> None:
    story = Story()
    await story.reads("500", reported_at=MONDAY_NOON - timedelta(days=2))
    assert story.shown().age_base == story.now
    assert not story.shown().stale


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


async def test_the_situation_tells_when_the_reserve_is_reached() -> None:
    story = Story()
    await story.reads("500")
    assert not situation(story.memory, story.watched, story.now).at_reserve
    story = Story()
    await story.reads("0")
    found = situation(story.memory, story.watched, story.now)
    assert (found.at_reserve, found.p10_days) == (True, 0.0)


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


async def test_nothing_is_proposed_where_nothing_fresh_is_known() -> None:
    story = Story()
    await spends_a_week(story)
    await story.reads("115", timedelta(hours=3))
    await story.reads("115")
    assert story.shown(timedelta(hours=5)).top_up is not None
    assert story.shown(timedelta(hours=7)).top_up is None


async def test_the_owners_own_limit_of_days_moves_level_alert_and_proposal() -> None:
    story = Story(watched(thresholds=Thresholds(runway_days=Decimal(30))))
    await spends_a_week(story)
    shown = story.shown()
    assert shown.level is Level.LOW
    assert [episode.rule for episode in shown.episodes] == [Rule.RUNWAY_BELOW]
    assert shown.top_up is not None


def test_a_paused_account_is_paused_whatever_it_has() -> None:
    assert Story(watched(paused=True)).shown().level is Level.PAUSED


async def test_the_worst_account_colours_the_icon() -> None:
    full, empty = Story(), Story()
    await full.reads("5000")
    await empty.reads("0")
    assert shown_level((full.shown(), empty.shown())) is Level.EMPTY
    assert shown_level(()) is Level.UNKNOWN
