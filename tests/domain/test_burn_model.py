from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise
from math import isfinite
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain import burn_model
from galla.domain.burn_model import BurnModel
from galla.domain.day_windows import HOURS, DayWindows, day_windows
from galla.domain.runway import HORIZON_DAYS
from galla.domain.spend_curve import Z90, SpendCurve
from histories import QUICK

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)


def days(*spends: float) -> DayWindows:
    """Days of that spend, spread evenly, the last of which ends on a Monday at midnight."""
    hours = tuple(spend / HOURS for spend in spends for _ in range(HOURS))
    return day_windows(hours, (True,) * len(hours), (0.0, 0.0), MONDAY, ZoneInfo("UTC"))


def fitted(*spends: float) -> BurnModel:
    model = burn_model.fit(days(*spends))
    assert model is not None
    return model


def test_a_day_has_25_hours_where_the_clocks_go_back() -> None:
    end = datetime(2026, 10, 26, 11, 0, tzinfo=UTC)  # noon in Berlin, the day after
    hours = tuple(float(hour) for hour in range(HOURS * 3 + 1))
    found = day_windows(hours, (True,) * len(hours), (0.0, 0.0), end, BERLIN)
    assert len(found.spend) == 3
    assert found.spend[2] == sum(hours[-24:])
    assert found.spend[1] == sum(hours[-49:-24]), "noon to noon over the change"
    assert sum(found.spend) == sum(hours)


def test_a_date_that_a_zone_left_out_is_no_day() -> None:
    end = datetime(2011, 12, 31, 19, 0, tzinfo=UTC)  # Samoa went from the 29th to the 31st of December
    found = day_windows((1.0,) * HOURS * 40, (True,) * HOURS * 40, (0.0, 0.0), end, ZoneInfo("Pacific/Apia"))
    assert len(found.spend) == 40
    assert sum(found.spend) == HOURS * 40


def test_the_part_of_a_day_before_the_first_whole_one_counts_by_what_was_seen_of_it() -> None:
    hours = (*(20.0,) * 12, *(5.0,) * HOURS)
    found = day_windows(hours, (True,) * 36, (0.0, 0.0), MONDAY, BERLIN)
    assert found.known == (0.5, 1.0)
    assert found.spend == (12 * 5.0 + 12 * 20.0, 24 * 5.0)
    assert found.days == 1.5


def test_another_hour_of_history_changes_the_forecast_only_a_little() -> None:
    level = []
    for count in range(40, 80):
        hours = (*(20.0,) * HOURS, *(4.0,) * (count - HOURS))
        model = burn_model.fit(day_windows(hours, (True,) * count, (0.0, 0.0), MONDAY, BERLIN))
        assert model is not None
        level.append(sum(model.mean[:7]) / 7)
    assert all(abs(after / before - 1) < 0.06 for before, after in pairwise(level))


def test_the_fewer_hours_were_seen_the_less_is_known_of_the_level() -> None:
    variances = []
    for count in (1, 3, 6, 12, 18, 24):
        model = burn_model.fit(day_windows((20.0,) * count, (True,) * count, (0.0, 0.0), MONDAY, BERLIN))
        assert model is not None
        variances.append(model.level_variance)
    assert all(after < before / 1.3 for before, after in pairwise(variances))
    assert variances[2] > 10 * variances[-1]


def test_what_rounding_leaves_of_refunded_spend_is_no_spend() -> None:
    assert burn_model.fit(days(2.2e-313)) is None
    assert burn_model.fit(days(*[1e-17] * 20)) is None


def test_a_closed_weekday_is_expected_to_stay_closed() -> None:
    model = fitted(*[*[100.0] * 6, 0.0] * 6)
    assert model.mean[6] < 5
    assert model.mean[0] == pytest.approx(100, rel=0.05)


def test_a_promotion_every_other_week_is_carried_over() -> None:
    model = fitted(*([*[200.0] * 7, *[100.0] * 7] * 12))
    week, next_week = sum(model.mean[:7]) / 7, sum(model.mean[7:14]) / 7
    assert week > next_week * 1.3
    assert model.variance < 0.05


def test_a_campaign_that_lasts_raises_what_is_expected_within_a_week() -> None:
    before, after = fitted(*[100.0] * 60), fitted(*[100.0] * 60, *[300.0] * 7)
    assert before.mean[0] == pytest.approx(100, rel=0.02)
    assert after.mean[0] > 130


@pytest.mark.parametrize("seed", range(40))
def test_a_short_campaign_is_not_expected_to_grow_beyond_itself(seed: int) -> None:
    chance = random.Random(seed)
    shop = [chance.gammavariate(8, 100 / 8) for _ in range(120)]
    shop[-3:] = [3 * spend for spend in shop[-3:]]
    model = fitted(*shop)
    campaign = max(spend / model.factor[day - 3] for day, spend in enumerate(shop[-3:], start=7))
    assert max(mean / factor for mean, factor in zip(model.mean, model.factor, strict=True)) < 1.1 * campaign


def test_days_without_knowledge_have_no_say() -> None:
    hours = (*(10.0,) * HOURS * 20, *(0.0,) * HOURS * 5)
    known = (*(True,) * HOURS * 20, *(False,) * HOURS * 5)
    model = burn_model.fit(day_windows(hours, known, (0.0, 0.0), MONDAY, BERLIN))
    assert model is not None
    assert model.mean[0] == pytest.approx(240, rel=0.2)


def test_nothing_spent_or_nothing_known_has_no_model() -> None:
    assert burn_model.fit(days(*[0.0] * 20)) is None
    unknown = day_windows((1.0,) * 48, (False,) * 48, (0.0, 0.0), MONDAY, BERLIN)
    assert burn_model.fit(unknown) is None


def test_few_bursts_make_the_level_less_certain_than_many() -> None:
    smooth = (10.0,) * HOURS * 2
    lumpy = tuple(240.0 if hour % HOURS == 12 else 0.0 for hour in range(HOURS * 2))
    known = (True,) * HOURS * 2
    models = [burn_model.fit(day_windows(hours, known, (0.0, 0.0), MONDAY, BERLIN)) for hours in (smooth, lumpy)]
    assert models[0] is not None and models[1] is not None
    assert models[1].level_variance > 2 * models[0].level_variance


@QUICK
@given(st.lists(st.floats(0, 1e12, allow_nan=False), min_size=1, max_size=70), st.floats(0.001, 1e13))
def test_any_spend_gives_quantiles_in_order_and_finite(spends: list[float], funds: float) -> None:
    model = burn_model.fit(days(*spends))
    if model is None:
        return
    curve = SpendCurve(model)
    for span in (0.1, 1.0, 3.3, 30.0):
        low, likely, high = curve.quantiles(span, -Z90, 0.0, Z90)
        assert 0 <= low <= likely <= high
        assert isfinite(high)
    times = [curve.reached(funds, z) for z in (Z90, 0.0, -Z90)]
    known = [days_until for days_until in times if days_until is not None]
    assert all(0 <= days_until <= HORIZON_DAYS for days_until in known)
    assert all(early <= late + 1e-6 for early, late in pairwise(known))


def test_funds_last_until_their_quantile_of_the_spend_is_reached() -> None:
    curve = SpendCurve(fitted(*[100.0, 120.0, 80.0] * 20))
    for z in (-Z90, 0.0, Z90):
        until = curve.reached(500.0, z)
        assert until is not None
        (spent,) = curve.quantiles(until, z)
        assert spent == pytest.approx(500.0, rel=0.01)


def test_the_size_of_an_order_is_told_from_how_unevenly_usual_hours_spend() -> None:
    """Twelve dollars a day, in orders of one or of twelve, around the clock."""
    small = tuple(float(hour % 2) for hour in range(HOURS * 60))
    large = tuple(12.0 if hour % 29 == 0 else 0.0 for hour in range(HOURS * 60))

    def order(hours: tuple[float, ...]) -> float:
        model = burn_model.fit(day_windows(hours, (True,) * len(hours), (0.0, 0.0), MONDAY, ZoneInfo("UTC")))
        assert model is not None
        return model.order

    assert order(small) < 1
    assert order(large) == pytest.approx(12, rel=0.15)


def test_an_order_is_taken_for_half_a_days_spend_while_little_is_known() -> None:
    assert 2 < fitted(12.0).order < 4


def test_the_hours_of_a_week_add_up_to_its_days() -> None:
    model = fitted(*[*[100.0] * 6, 0.0] * 6)
    assert len(model.by_hour) == 7 * HOURS
    assert sum(model.by_hour) == pytest.approx(SpendCurve(model).expected(7))
