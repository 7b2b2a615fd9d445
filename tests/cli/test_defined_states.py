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
    assert reported(story)["runway_days"] == {"p10": 0, "p50": 0, "p90": 0}


async def test_without_a_usable_forecast_its_figures_are_null_and_never_zero() -> None:
    for told in (nothing, one_reading, always_the_same, another_currency, years_of_silence):
        story = Story()
        await told(story)
        found = reported(story)
        assert found["runway_days"] == {"p10": None, "p50": None, "p90": None}
        assert (found["burn_per_day"], found["expected_spend"], found["top_up_proposal"]) == (None, [], None)


async def test_a_balance_that_no_ledger_holds_is_a_bad_answer_and_the_last_one_stays() -> None:
    story = Story()
    await story.reads("500")
    step = await story.is_told(usd("9223372036854.775808"))
    assert step.reading is None
    assert step.problem is not None
    shown = story.shown()
    assert (shown.balance, shown.stale) == (usd("500"), True)
    assert (await story.is_told(usd("9223372036854.775807"))).reading is not None
