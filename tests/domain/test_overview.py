"""An account as the screen and the schedule see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal

import pytest

from fakes import MONDAY_NOON, usd, watched
from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import AccountMemory, ForecastState, Level
from galla.domain.monitoring import HISTORY_KEPT
from galla.domain.notice import Rule
from galla.domain.overview import shown_level, situation, snapshot, spent_lately
from galla.domain.runway import NO_FORECAST
from galla.domain.settings import Thresholds
from galla.domain.watched import Moment
from histories import at, reading
from story import QUARTER, UNREACHABLE, Story, spends_a_week


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


# --- what is old or could not be read


async def test_after_a_failure_the_last_good_balance_stays_with_its_age_and_is_stale() -> None:
    story = Story()
    await story.reads("500")
    await story.fails(UNREACHABLE)
    shown = story.shown()
    assert (shown.balance, shown.stale, shown.problem) == (usd("500"), True, UNREACHABLE)
    assert shown.age(shown.at) == QUARTER
    assert shown.failing_since == story.now


async def test_nothing_fresh_for_six_hours_is_unknown() -> None:
    story = Story()
    await spends_a_week(story)
    assert story.shown(timedelta(hours=6)).level is not Level.UNKNOWN
    assert story.shown(timedelta(hours=6, seconds=1)).level is Level.UNKNOWN


async def test_after_six_hours_nothing_is_said_of_the_coming_days() -> None:
    story = Story()
    await spends_a_week(story)
    runway = story.shown(timedelta(hours=6)).runway
    assert (runway.is_outdated, len(runway.spend)) == (False, 3)
    old = story.shown(timedelta(hours=7)).runway
    assert (old.is_outdated, old.spend, old.may_be_used_up) == (True, (), False)
    assert story.shown(timedelta(days=400)).runway.may_be_used_up


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


async def test_a_silence_that_is_over_is_not_shown() -> None:
    story = Story()
    await story.fails(Problem(ProblemKind.RATE_LIMITED, retry_at=MONDAY_NOON + QUARTER * 2))
    assert story.shown(timedelta(hours=1)).next_allowed_at is None


# --- open alerts


async def test_a_balance_that_is_low_and_runs_short_is_one_matter_on_the_screen() -> None:
    story = Story(watched(thresholds=Thresholds(Decimal(715), runway_days=Decimal(30))))
    await spends_a_week(story)
    await story.reads("710", timedelta(hours=3))
    assert {episode.rule for episode in story.memory.episodes} == {Rule.BALANCE_BELOW, Rule.RUNWAY_BELOW}
    assert [episode.rule for episode in story.shown().episodes] == [Rule.RUNWAY_BELOW]


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


# --- the first day


async def test_nothing_is_proposed_told_or_kept_by_a_first_day_until_its_last_hour_is_over() -> None:
    story, hour = Story(), timedelta(hours=1)
    for count in range(24):
        step = await story.reads(str(1_000 - 30 * count), hour)
        shown = story.shown()
        assert (shown.top_up, step.notices, step.forecast) == (None, (), None)
        assert shown.runway.is_of_a_first_day
    assert shown.runway.cautious_days is not None
    assert shown.runway.cautious_days < 1
    step = await story.reads("280", hour)
    assert story.shown().runway.history_days == 1.0
    assert [notice.rule for notice in step.notices] == [Rule.BUSINESS_CLOSE]
    assert story.shown().top_up is not None
    assert step.forecast is not None


@pytest.mark.parametrize(("balance", "level"), [("249", Level.LOW), ("20", Level.EMPTY)])
async def test_thresholds_of_money_hold_from_the_first_reading_on(balance: str, level: Level) -> None:
    story = Story(watched(thresholds=Thresholds(Decimal(250)), reserve=Decimal(20)))
    step = await story.reads(balance)
    assert story.shown().level is level
    assert [notice.rule for notice in step.notices] == [Rule.EMPTY if level is Level.EMPTY else Rule.BALANCE_BELOW]
    await story.reads(balance, timedelta(hours=3))
    assert story.shown().level is level


# --- what the schedule and the owner get


async def test_the_situation_tells_when_the_reserve_is_reached() -> None:
    story = Story()
    await story.reads("500")
    assert not situation(story.memory, story.watched, story.now).at_reserve
    story = Story()
    await story.reads("0")
    found = situation(story.memory, story.watched, story.now)
    assert (found.at_reserve, found.p10_days) == (True, 0.0)


async def test_nothing_is_proposed_where_nothing_fresh_is_known() -> None:
    story = Story()
    await spends_a_week(story)
    await story.reads("115", timedelta(hours=3))
    await story.reads("115")
    assert story.shown(timedelta(hours=5)).top_up is not None
    assert story.shown(timedelta(hours=7)).top_up is None


def test_a_paused_account_is_paused_whatever_it_has() -> None:
    assert Story(watched(paused=True)).shown().level is Level.PAUSED


async def test_the_worst_account_colours_the_icon() -> None:
    full, empty = Story(), Story()
    await full.reads("5000")
    await empty.reads("0")
    assert shown_level((full.shown(), empty.shown())) is Level.EMPTY
    assert shown_level(()) is Level.UNKNOWN


def test_what_was_spent_today_leaves_a_night_without_polls_to_the_hours_that_usually_trade() -> None:
    """The shop closes at 21 and the laptop at 17; opened again at 10, it is no news that four hours were traded."""
    rows = []
    balance = 10_000
    for hour in range(24 * 15 + 11):
        asleep = hour % 24 >= 18 or hour % 24 < 10
        if hour < 24 * 10 or not asleep:
            rows.append(reading(hour, balance))
        balance -= 10 if 9 <= hour % 24 < 21 else 0
    memory = AccountMemory("main", history=tuple(rows))
    shown = snapshot(memory, watched(), Moment(rows[-1].last_at))
    assert shown.spend_today is not None and shown.usual_by_now is not None
    assert float(shown.spend_today.amount) == pytest.approx(10, abs=4), "and not 29, as by time"
    assert float(shown.usual_by_now.amount) == pytest.approx(10, abs=4)


@pytest.mark.parametrize("day_start", [time(0), time(4, 30), time(23, 59)])
@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Europe/Berlin", "Pacific/Kiritimati"])
def test_what_is_remembered_of_readings_is_enough_for_what_is_usual_by_now(day_start: time, zone: str) -> None:
    """In autumn too, when a day has 25 hours."""
    item = watched(timezone=zone, day_start=day_start)
    rows = tuple(reading(hour / 4 - 24 * 30, str(10_000 - hour * hour % 7 - hour)) for hour in range(4 * 24 * 40))
    for hours in range(-24 * 9, 24 * 9, 5):
        known = tuple(row for row in rows if row.last_at <= at(hours))
        kept = tuple(row for row in known if row.last_at >= at(hours) - HISTORY_KEPT)
        whole, part = (
            spent_lately(AccountMemory("main", history=h), item, at(hours), NO_FORECAST) for h in (known, kept)
        )
        assert part == whole
        assert part.usual_by_now is not None


async def test_figures_of_spend_are_not_shown_once_they_are_old() -> None:
    story = Story()
    await spends_a_week(story)
    spent = spent_lately(story.memory, story.watched, story.now, NO_FORECAST)
    other = replace(spent, today=usd("777"))
    for seconds, taken in ((0, True), (9, True), (10, False), (-1, False)):
        moment = Moment(story.now + timedelta(seconds=seconds))
        shown = snapshot(story.memory, story.watched, moment, spent=other)
        assert (shown.spend_today == usd("777")) is taken
