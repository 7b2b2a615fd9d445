"""How good forecasts were: which are kept, when each is scored, and what may be said of all of them."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from math import exp, isfinite, log
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galla.domain.chart import CreditMark
from galla.domain.money import Money
from galla.domain.past import Correction, CreditKind, ForecastLog, KeptForecast, PastHours
from galla.domain.runway import NO_FORECAST, ExpectedSpend, ForecastState, Runway
from galla.domain.score import FEWEST_SCORED, Lean, Score, Verdict
from galla.domain.track_record import TrackRecord, due, kept, track_record
from slowness import slowness

KOLKATA = ZoneInfo("Asia/Kolkata")
START = datetime(2026, 3, 2, tzinfo=UTC)
FIRST_HOUR = int(START.timestamp()) // 3600
DAY = timedelta(days=1)
Z90 = 1.2816
"""Standard deviations from the median to the 90th percentile."""


def usd(amount: float | str) -> Money:
    return Money(Decimal(str(amount)), "USD")


READY = Runway(
    ForecastState.READY, 3.0, 4.0, 6.0, 60.0, usd(24), 20.0, (ExpectedSpend(7, usd(100), usd(168), usd(200)),)
)


def is_due(
    runway: Runway = READY, funds: Money | None = None, at: datetime = START, last: datetime | None = None
) -> bool:
    return due(runway, funds or usd(100), at, last_kept_at=last, zone=KOLKATA, day_start=time(4))


def test_the_first_usable_forecast_of_a_trading_day_is_kept() -> None:
    evening = datetime(2026, 3, 2, 18, tzinfo=UTC)  # 23:30 in Kolkata, where the day begins at 04:00
    assert is_due()
    assert not is_due(at=evening + timedelta(minutes=5), last=evening)
    assert not is_due(at=evening + timedelta(hours=2), last=evening)
    assert is_due(at=evening + timedelta(hours=6), last=evening)


def test_what_says_nothing_is_not_kept() -> None:
    assert not is_due(NO_FORECAST)
    assert not is_due(Runway(ForecastState.NO_SPEND_SEEN))
    assert not is_due(Runway(ForecastState.READY))
    assert not is_due(funds=usd(0))
    assert is_due(replace(READY, state=ForecastState.LEARNING, p50_days=None, p90_days=None))


def test_what_a_few_hours_say_is_not_kept_and_what_a_whole_day_says_is() -> None:
    learning = replace(READY, state=ForecastState.LEARNING, history_days=0.999)
    assert not is_due(learning)
    assert is_due(replace(learning, history_days=1.0))


def test_a_clock_that_went_back_keeps_nothing() -> None:
    assert not is_due(at=START, last=START + 3 * DAY)


def test_a_kept_forecast_is_what_was_said_at_the_reading() -> None:
    forecast = kept(READY, usd("120.5"), START)
    assert (forecast.at, forecast.funds, forecast.p10_days, forecast.p50_days, forecast.p90_days) == (
        START,
        usd("120.5"),
        3.0,
        4.0,
        6.0,
    )
    assert (forecast.horizon_days, forecast.history_days, forecast.spend) == (60.0, 20.0, READY.spend)


def forecast_at(day: float, funds: float, *ends: float | None, horizon: float = 60.0) -> KeptForecast:
    p10, p50, p90 = ends
    return KeptForecast(START + day * DAY, usd(funds), p10, p50, p90, horizon, 20.0)


def steady(
    *forecasts: KeptForecast,
    days: float,
    per_hour: float = 1.0,
    credits: tuple[CreditMark, ...] = (),
    silent: range = range(0),
    corrections: tuple[Correction, ...] = (),
) -> ForecastLog:
    """So many days of `per_hour` spent in each hour, with the hours `silent` not polled."""
    count = int(days * 24)
    hours = PastHours(FIRST_HOUR, (per_hour,) * count, tuple(hour not in silent for hour in range(count)), credits)
    return ForecastLog(forecasts, hours, corrections, START + timedelta(hours=count))


def record_of(log_: ForecastLog) -> TrackRecord:
    return track_record(log_, KOLKATA)


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((5.5, 6.0, 7.0), Verdict.BEFORE_RANGE),
        ((4.0, 6.0, 7.0), Verdict.EARLY_HALF),
        ((3.0, 4.5, 7.0), Verdict.LATE_HALF),
        ((1.0, 3.0, 4.9), Verdict.AFTER_RANGE),
    ],
)
def test_the_time_until_the_funds_are_spent_is_compared_with_what_was_said(
    ends: tuple[float, float, float], verdict: Verdict
) -> None:
    (point,) = record_of(steady(forecast_at(1, 120, *ends), days=30)).points
    assert point.actual_days == pytest.approx(5.0)
    assert point.verdict is verdict


def test_money_paid_in_meanwhile_does_not_count_as_lasting_longer() -> None:
    top_up = CreditMark(START + 12 * DAY, usd(500))
    (point,) = record_of(steady(forecast_at(10, 120, 4, 5, 6), days=30, credits=(top_up,))).points
    assert point.actual_days == pytest.approx(5.0)


def test_a_refund_makes_the_money_last_longer_and_the_owner_decides_what_is_one() -> None:
    refund = CreditMark(START + 12 * DAY, usd(12))
    plain = steady(forecast_at(10, 120, 4, 5, 6), days=30, credits=(refund,))
    (point,) = record_of(plain).points
    assert point.actual_days == pytest.approx(5.5)
    (point,) = record_of(replace(plain, corrections=(Correction(refund.at, CreditKind.TOP_UP),))).points
    assert point.actual_days == pytest.approx(5.0)


def test_a_forecast_is_not_scored_before_its_time_is_over_although_the_money_is_spent() -> None:
    """Else those that ended early would be counted first."""
    early = forecast_at(10, 24, 4, 5, 6)  # spent after a day
    record = record_of(steady(early, days=15.9))
    assert (record.runway.scored, record.runway.pending) == (0, 1)
    assert record.runway.next_at == START + 16 * DAY
    assert record_of(steady(early, days=16)).runway.verdicts == (1, 0, 0, 0)


def test_money_that_outlasts_its_range_is_scored_without_its_end() -> None:
    (point,) = record_of(steady(forecast_at(10, 240, 4, 5, 6), days=17)).points
    assert (point.actual_days, point.verdict) == (None, Verdict.AFTER_RANGE)
    assert point.known_days == pytest.approx(7.0)


def test_an_open_range_waits_for_its_horizon_and_outlasting_that_is_what_it_said() -> None:
    open_ended = forecast_at(1, 1000, 8, 12, None, horizon=20)
    assert record_of(steady(open_ended, days=20)).runway.pending == 1
    record = record_of(steady(open_ended, days=22))
    assert record.runway.verdicts == (0, 0, 1, 0)
    assert record.runway.meant_share == pytest.approx(0.9)
    assert record_of(steady(forecast_at(1, 24, 8, 12, None, horizon=20), days=22)).runway.verdicts == (1, 0, 0, 0)


def test_a_long_silence_leaves_out_what_depends_on_it_and_nothing_else() -> None:
    before, during, after = (forecast_at(day, 120, 4, 5, 6) for day in (1, 18, 40))
    record = record_of(steady(before, during, after, days=60, silent=range(20 * 24, 36 * 24)))
    assert (record.runway.scored, record.runway.left_out) == (2, 1)


def test_a_top_up_in_a_silence_hides_its_spend() -> None:
    hours = PastHours(
        FIRST_HOUR,
        (1.0,) * 480 + (0.0,) * 24 + (1.0,) * 480,
        (True,) * 480 + (False,) * 24 + (True,) * 480,
        (CreditMark(START + timedelta(hours=504, minutes=20), usd(500)),),
    )
    log_ = ForecastLog((forecast_at(18, 120, 4, 5, 6),), hours, (), START + timedelta(hours=984))
    assert record_of(log_).runway.left_out == 1


def test_forecasts_from_before_the_hours_are_left_out() -> None:
    assert record_of(steady(forecast_at(-20, 120, 4, 5, 6), days=60)).runway.left_out == 1


def test_the_spend_of_a_week_is_scored_after_a_week() -> None:
    week = (ExpectedSpend(7, usd(140), usd(150), usd(160)),)
    forecast = replace(forecast_at(1, 120, 4, 5, 6), spend=(ExpectedSpend(1, usd(1), usd(2), usd(3)), *week))
    assert record_of(steady(forecast, days=7.5)).week.pending == 1
    record = record_of(steady(forecast, days=8.5))
    assert record.week.verdicts == (0, 0, 0, 1)
    assert record.week.typical_factor == pytest.approx(168 / 150)


def test_a_week_without_spend_is_compared_without_dividing_by_zero() -> None:
    nothing = (ExpectedSpend(7, usd(0), usd(0), usd(0)),)
    forecast = replace(forecast_at(1, 120, 4, 5, 6), spend=nothing)
    assert record_of(steady(forecast, days=20, per_hour=0.0)).week.typical_factor == 1.0
    factor = record_of(steady(forecast, days=20)).week.typical_factor
    assert factor is not None
    assert isfinite(factor)


def many(
    count: int, *, sigma: float = 0.25, said_by_truth: float = 1.0, days_true: float = 2.0, seed: int = 4
) -> TrackRecord:
    """Forecasts whose truth is drawn from the range they give, times `said_by_truth`."""
    chance = random.Random(seed)
    forecasts = []
    for day in range(count):
        middle = days_true * said_by_truth
        truth = days_true * exp(sigma * chance.gauss(0, 1))
        ends = (middle * exp(-Z90 * sigma), middle, middle * exp(Z90 * sigma))
        forecasts.append(forecast_at(day, round(truth * 24, 6), *ends))
    return record_of(steady(*forecasts, days=count + 30))


def test_calibrated_forecasts_come_true_four_times_of_five() -> None:
    score = many(350).runway
    assert score.scored == 350
    assert score.share_inside == pytest.approx(0.8, abs=0.05)
    assert [verdicts / 350 for verdicts in score.verdicts] == pytest.approx([0.1, 0.4, 0.4, 0.1], abs=0.05)
    assert score.typical_factor == pytest.approx(exp(0.25 * 0.6745), abs=0.03)
    assert score.lean is Lean.NEITHER


def test_always_too_hopeful_and_always_too_cautious_are_called_so() -> None:
    hopeful, cautious = many(60, said_by_truth=1.5).runway, many(60, said_by_truth=0.7).runway
    assert hopeful.lean is Lean.LESS
    assert hopeful.lean_factor == pytest.approx(1 / 1.5, rel=0.15)
    assert cautious.lean is Lean.MORE


def test_few_forecasts_are_counted_and_not_judged() -> None:
    few = many(FEWEST_SCORED - 1, said_by_truth=2.0).runway
    assert not few.is_judged
    assert few.lean is None
    assert many(FEWEST_SCORED).runway.is_judged


def test_many_forecasts_about_the_same_days_are_not_judged() -> None:
    about_one_month = record_of(steady(*(forecast_at(day, 480, 15, 20, 25) for day in range(12)), days=60))
    assert (about_one_month.runway.scored, about_one_month.runway.apart) == (12, 1)
    assert not about_one_month.runway.is_judged


def test_a_year_of_hours_and_forecasts_is_scored_fast() -> None:
    log_ = steady(*(forecast_at(day, 120, 4, 5, 6) for day in range(365)), days=380)
    begun = process_time()
    assert record_of(log_).runway.scored == 365
    assert (process_time() - begun) / slowness() < 1.0


# --- any log

numbers = st.sampled_from([float("nan"), float("inf"), -float("inf"), -1.0, 0.0, 0.02, 1.0, 5.0, 7.0, 24.0, 1e9, 1e300])
instants = st.sampled_from([START + day * DAY for day in (-400, -2, 0, 0.3, 0.31, 1, 1.7, 2.5, 40)]) | st.sampled_from(
    [datetime(1971, 1, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)]
)
moneys = st.sampled_from(
    [Money(Decimal(text), "USD") for text in ("-1", "0", "0.000001", "3", "24", "150", "9e12", "1e400")]
)
spends = st.lists(st.builds(ExpectedSpend, st.sampled_from([1, 7]), moneys, moneys, moneys), max_size=2).map(tuple)
ends = st.none() | numbers
forecasts = st.builds(KeptForecast, instants, moneys, ends, ends, ends, numbers, numbers, spends)
credits = st.lists(st.builds(CreditMark, instants, moneys), max_size=4).map(tuple)
hours = st.lists(st.tuples(numbers, st.booleans()), max_size=30).flatmap(
    lambda found: st.builds(
        PastHours,
        st.just(FIRST_HOUR),
        st.just(tuple(amount for amount, _ in found)),
        st.just(tuple(polled for _, polled in found)),
        credits,
    )
)
corrections = st.lists(st.builds(Correction, instants, st.sampled_from(CreditKind)), max_size=3).map(tuple)
logs = st.builds(ForecastLog, st.lists(forecasts, max_size=6).map(tuple), hours, corrections, st.none() | instants)


@settings(max_examples=100, deadline=None)
@given(logs)
def test_no_log_breaks_the_record_or_puts_an_infinity_into_it(log_: ForecastLog) -> None:
    record = record_of(log_)
    for score in (record.runway, record.week):
        assert_sound(score, len(log_.kept) * 2)
    for point in record.points:
        assert all(isfinite(value) for value in asdict(point).values() if isinstance(value, float))


def assert_sound(score: Score, at_most: int) -> None:
    assert sum(score.verdicts) == score.scored
    assert score.scored + score.pending + score.left_out <= at_most
    assert 0 <= score.apart <= score.scored
    assert score.typical_factor is None or (isfinite(score.typical_factor) and score.typical_factor >= 1)
    assert isfinite(log(score.lean_factor))
