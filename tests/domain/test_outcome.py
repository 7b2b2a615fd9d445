"""What happened after a forecast, and which of it is a guess."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes import usd
from galla.domain.model import StoredReading
from galla.domain.outcome import Outcome, outcome_of
from galla.domain.past import ForecastLog, KeptForecast
from galla.domain.spend_hours import spend_hours
from histories import at, history
from pasts import past_of

UTC_ZONE = ZoneInfo("UTC")
LEFT, BACK = 20 * 24, 30 * 24
"""Away for ten days."""


def shop(paid_in: int, days: int = 40) -> tuple[StoredReading, ...]:
    """Sells for 120 a day; `paid_in` came while nobody looked."""
    balance, points = 50_000, []
    for hour in range(days * 24 + 1):
        if not LEFT < hour < BACK:
            points.append((hour, balance + paid_in * (hour >= BACK)))
        balance -= 10 if 9 <= hour % 24 < 21 else 0
    return history(*points)


def sells_every_fifth_day(days: int = 41) -> tuple[StoredReading, ...]:
    """For 600; nobody looked for some days that were not among them."""
    quiet = range(LEFT + 31, LEFT + 110)
    return history(*[(hour, 20_000 - 600 * (hour // 120)) for hour in range(24 * days) if hour not in quiet])


def happened(rows: tuple[StoredReading, ...]) -> Outcome:
    hours = past_of(rows)
    assert hours is not None
    forecast = KeptForecast(at(24), usd("100"), 3.0, 4.0, 5.0, 60.0, 1.0)
    return outcome_of(ForecastLog((forecast,), hours, (), rows[-1].last_at), UTC_ZONE)


def guessed_hours(rows: tuple[StoredReading, ...]) -> list[int]:
    found, hour = happened(rows), 1 / 24
    count = int((rows[-1].last_at - at(0)) / timedelta(hours=1))
    return [index for index in range(count) if found.unknown_share(at(index), hour) > 0.5]


def test_a_silence_that_shows_hardly_any_spend_of_a_busy_shop_is_a_guess() -> None:
    """1,200 were spent in it and somebody paid in 1,160: nothing is scored against the 40 that were seen."""
    assert guessed_hours(shop(1_160)) == list(range(LEFT + 1, BACK))


def test_a_guess_is_what_is_usual_in_those_hours() -> None:
    for paid_in in (1_160, 5_000):
        assert happened(shop(paid_in)).spent(at(LEFT), 10) == pytest.approx(1_200, rel=0.03)


@pytest.mark.parametrize("rows", [shop(800), sells_every_fifth_day()], ids=["a third is seen", "often quiet"])
def test_a_silence_that_may_be_as_it_looks_is_believed(rows: tuple[StoredReading, ...]) -> None:
    assert guessed_hours(rows) == []


def test_what_a_long_absence_spent_is_not_spent_in_the_hour_of_the_return() -> None:
    """Away for forty days; the reading that ends them shows 4,800 at once, and a forecast is made from it."""
    rows = history(*[(hour, 50_000 - 5 * hour) for hour in range(1_500) if not 240 < hour < 1_200])
    found = happened(rows)
    assert found.spent(at(1_200), 1) == pytest.approx(120, rel=0.1)
    assert found.spent(at(0), 60) == pytest.approx(5 * 60 * 24)


def test_a_shop_that_was_closed_for_three_weeks_is_not_thought_to_have_sold() -> None:
    rows = history(
        *[(hour, 50_000 - 5 * max(min(hour, 240), hour - 504)) for hour in range(900) if not 240 < hour < 744]
    )
    assert happened(rows).spent(at(240), 20) == pytest.approx(0, abs=6)


@pytest.mark.parametrize("paid_in", [0, 800, 1_160, 5_000])
def test_what_the_forecast_guesses_is_no_measure_of_it(paid_in: int) -> None:
    rows = shop(paid_in)
    hours = spend_hours(None, rows, (), UTC_ZONE, rows[-1].last_at)
    assert hours is not None
    assert guessed_hours(rows) == [index for index, is_known in enumerate(hours.known) if not is_known]
