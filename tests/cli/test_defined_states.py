"""Each kind of input that makes little sense has a state of its own, from the poll to what scripts read."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fakes import usd
from galla.cli.report import as_json, exit_code
from galla.domain.money import Money
from story import Story, spends_a_week

DAY = timedelta(days=1)
YEARS = 5 * 365 * DAY
SILENCE = 400 * DAY
"""Longer than a forecast looks ahead."""
NO_DAYS = {"p10": None, "alarm": None, "p50": None, "p90": None}
Told = Callable[[Story], Awaitable[object]]


async def nothing(story: Story) -> None:
    """Not even polled."""


async def one_reading(story: Story) -> None:
    await story.reads("500")


async def always_the_same(story: Story) -> None:
    for _ in range(2 * 24):
        await story.reads("500", timedelta(hours=1))


async def below_zero(story: Story) -> None:
    for hour in range(2 * 24):
        await story.reads(str(-5 - hour), timedelta(hours=1))


async def absurd_from_the_beginning(story: Story) -> None:
    await story.is_told(usd("1E+999999"))


async def absurd_after_a_week(story: Story) -> None:
    await spends_a_week(story)
    await story.is_told(usd("-1E+999999"))


async def a_clock_set_back_by_years(story: Story) -> None:
    await spends_a_week(story)
    await story.reads("715", -YEARS)


async def a_clock_set_back_by_an_hour(story: Story) -> None:
    await spends_a_week(story)
    await story.reads("715", timedelta(hours=-1))
    await story.reads("714")


async def another_currency(story: Story) -> None:
    await spends_a_week(story)
    await story.is_told(Money(Decimal(715), "EUR"))


async def years_of_silence(story: Story) -> None:
    await spends_a_week(story)
    await story.reads("715", YEARS)


async def spent_in_years_of_silence(story: Story) -> None:
    await spends_a_week(story)
    await story.reads("115", YEARS)
    await story.reads("115", timedelta(minutes=1))


async def silence_at_the_end(story: Story) -> None:
    await spends_a_week(story)
    story.now += SILENCE


async def silence_after_plenty(story: Story) -> None:
    for count in range(57):
        await story.reads(str(9000 - 5 * count), timedelta(hours=3))
    story.now += SILENCE


async def silence_after_the_reserve(story: Story) -> None:
    await below_zero(story)
    story.now += SILENCE


def reported(story: Story) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    shown = story.shown()
    (found,) = json.loads(as_json([shown], {}, shown.at), parse_constant=refuse)
    return found | {"exit": exit_code([shown])}


@pytest.mark.parametrize(
    ("told", "state", "level", "amount", "code"),
    [
        (nothing, "no_data", "unknown", None, 8),
        (one_reading, "no_data", "healthy", "500.00", 0),
        (always_the_same, "no_spend_seen", "healthy", "500.00", 0),
        (below_zero, "learning", "empty", "-52.00", 0),
        (absurd_from_the_beginning, "no_data", "unknown", None, 6),
        (absurd_after_a_week, "learning", "healthy", "720.00", 6),
        (a_clock_set_back_by_years, "no_data", "healthy", "715.00", 0),
        (a_clock_set_back_by_an_hour, "learning", "healthy", "714.00", 0),
        (another_currency, "no_data", "healthy", "715.00", 0),
        (years_of_silence, "no_data", "healthy", "715.00", 0),
        (spent_in_years_of_silence, "no_data", "healthy", "115.00", 0),
        (silence_at_the_end, "learning", "unknown", "720.00", 0),
        (silence_after_plenty, "learning", "unknown", "8720.00", 0),
        (silence_after_the_reserve, "learning", "unknown", "-52.00", 0),
    ],
)
async def test_each_kind_of_bad_input_has_a_defined_state(
    told: Told, state: str, level: str, amount: str | None, code: int
) -> None:
    story = Story()
    await told(story)
    found = reported(story)
    assert (found["forecast_state"], found["level"], found["amount"], found["exit"]) == (state, level, amount, code)


async def test_where_nothing_is_left_to_spend_no_time_is_left() -> None:
    story = Story()
    await below_zero(story)
    found = reported(story)
    assert found["runway_days"] == {"p10": 0, "alarm": 0, "p50": 0, "p90": 0}
    assert found["may_be_used_up"] is False, "it is"


async def test_without_a_usable_forecast_its_figures_are_null_and_never_zero() -> None:
    for told in (nothing, one_reading, always_the_same, another_currency, years_of_silence):
        story = Story()
        await told(story)
        found = reported(story)
        assert found["runway_days"] == NO_DAYS
        assert (found["forecast_usable"], found["may_be_used_up"]) == (False, False)
        assert (found["burn_per_day"], found["expected_spend"], found["top_up_proposal"]) == (None, [], None)


@pytest.mark.parametrize(
    ("told", "used_up"), [(silence_at_the_end, True), (silence_after_plenty, False), (silence_after_the_reserve, True)]
)
async def test_what_has_passed_in_a_silence_is_null_and_nothing_is_said_of_the_coming_days(
    told: Told, used_up: bool
) -> None:
    story = Story()
    await told(story)
    found = reported(story)
    assert found["runway_days"] == NO_DAYS
    assert (found["may_be_used_up"], found["forecast_usable"], found["horizon_days"]) == (used_up, False, 0)
    assert (found["burn_per_day"], found["expected_spend"], found["top_up_proposal"]) == (None, [], None)


async def test_of_an_old_reading_only_what_has_passed_is_null() -> None:
    story = Story()
    await spends_a_week(story)
    fresh = reported(story)
    assert fresh["forecast_usable"] is True
    p10, p50 = fresh["runway_days"]["p10"], fresh["runway_days"]["p50"]
    story.now += (p10 + p50) / 2 * DAY
    found = reported(story)
    assert (found["level"], found["forecast_usable"], found["may_be_used_up"]) == ("unknown", False, False)
    assert found["runway_days"]["p10"] is None
    assert found["runway_days"]["p50"] == pytest.approx((p50 - p10) / 2, abs=0.01)
    assert (found["burn_per_day"], found["expected_spend"]) == (None, [])


async def test_within_six_hours_what_has_passed_by_the_forecast_is_zero_and_its_level_critical() -> None:
    story = Story()
    for count in range(57):
        await story.reads(str(284 - 5 * count), timedelta(hours=3))
    story.now += timedelta(hours=5)
    found = reported(story)
    assert (found["level"], found["runway_days"]["p50"], found["may_be_used_up"]) == ("critical", 0, True)


async def test_a_balance_that_no_ledger_holds_is_a_bad_answer_and_the_last_one_stays() -> None:
    story = Story()
    await story.reads("500")
    step = await story.is_told(usd("9223372036854.775808"))
    assert step.reading is None
    assert step.problem is not None
    shown = story.shown()
    assert (shown.balance, shown.stale) == (usd("500"), True)
    assert (await story.is_told(usd("9223372036854.775807"))).reading is not None
