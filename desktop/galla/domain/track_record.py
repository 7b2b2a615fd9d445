"""How good the forecasts were: which are kept, and what became of each.

A forecast is scored once the time it speaks of is over, whatever happened in it: were it scored as soon as its money
was spent, the early ends would be counted first and the forecasts would look too hopeful. Forecasts of following days
speak of overlapping times and share their luck, so few of them, or many about the same days, allow no judgement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from math import isfinite
from zoneinfo import ZoneInfo

from galla.domain.money import Money
from galla.domain.outcome import Outcome, outcome_of
from galla.domain.past import ForecastLog, KeptForecast
from galla.domain.runway import ExpectedSpend, Runway
from galla.domain.score import NOTHING_SCORED, Score, Tally, Verdict, verdict_on
from galla.domain.trading_day import trading_date

SPEND_DAYS = 7
"""Of the expected spends the one that is scored."""
SHOWN = 40
"""Points of the picture: the latest."""

_UNKNOWN_SHARE = 0.05
"""Left out is a forecast of whose time more than this is not known; the hour of a top-up is not too much of a day."""
_SHORTEST_DAYS = 1 / 24
"""What happened is known by the hour; ratios of shorter times would mean nothing."""
_SMALLEST_SHARE = 0.01
"""An amount counts as at least this share of the one it is compared with: zero has no ratio."""
_LONGEST_DAYS = 3650.0


@dataclass(frozen=True, slots=True)
class ScoredForecast:
    """A forecast of how long the money lasts, and how long it did; days from `at`."""

    at: datetime
    p10_days: float
    p50_days: float | None
    p90_days: float | None
    """None: beyond the horizon."""
    actual_days: float | None
    """None where the money was not used up by the last reading."""
    known_days: float
    """From `at` to the last reading."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """How good the forecasts of one account were."""

    runway: Score = NOTHING_SCORED
    """How long the money lasts."""
    week: Score = NOTHING_SCORED
    """What is spent in seven days."""
    points: tuple[ScoredForecast, ...] = ()
    """The latest scored forecasts of how long the money lasts, oldest first."""


def due(
    runway: Runway, funds: Money, at: datetime, *, last_kept_at: datetime | None, zone: ZoneInfo, day_start: time
) -> bool:
    """Whether the forecast made at the reading `at` is to be kept: it is the first usable one of its trading day.

    `funds`: available balance less the reserve; without any there is nothing to forecast.
    """
    if not runway.is_usable or funds.amount <= 0:
        return False
    if runway.p10_days is None and runway.p50_days is None:
        return False
    if last_kept_at is None:
        return True
    return last_kept_at < at and trading_date(last_kept_at, zone, day_start) < trading_date(at, zone, day_start)


def kept(runway: Runway, funds: Money, at: datetime) -> KeptForecast:
    """`runway`, made at the reading `at` when there were `funds` above the reserve, as it is kept."""
    return KeptForecast(
        at=at,
        funds=funds,
        p10_days=runway.p10_days,
        p50_days=runway.p50_days,
        p90_days=runway.p90_days,
        horizon_days=runway.horizon_days,
        history_days=runway.history_days,
        spend=runway.spend,
    )


def track_record(log: ForecastLog, zone: ZoneInfo) -> TrackRecord:
    """What became of the forecasts of `log`; `zone` is the account's. One that makes no sense is passed over."""
    happened = outcome_of(log, zone)
    runways, weeks = Tally(), Tally()
    points: list[ScoredForecast] = []
    for forecast in log.kept:
        point = _score_runway(runways, forecast, happened)
        if point is not None:
            points.append(point)
        for expected in forecast.spend:
            if expected.days == SPEND_DAYS:
                _score_week(weeks, forecast.at, expected, happened)
    return TrackRecord(runways.score(), weeks.score(), tuple(points[-SHOWN:]))


def _score_runway(tally: Tally, forecast: KeptForecast, happened: Outcome) -> ScoredForecast | None:
    """Counts the forecast; its point where it is scored."""
    ends = _checked(forecast)
    if ends is None:
        return None
    p10, p50, p90 = ends
    days = forecast.horizon_days if p90 is None else p90
    if not _can_be_scored(tally, forecast.at, days, happened):
        return None
    known = happened.days_known_since(forecast.at)
    actual = happened.days_until_spent(forecast.at, float(forecast.funds.amount))
    lasted = known if actual is None else actual
    # Of an open range all beyond the horizon came true, as its late half.
    verdict = verdict_on(lasted, p10, days if p50 is None else p50, p90)
    ratio = None if p50 is None else max(lasted, _SHORTEST_DAYS) / max(p50, _SHORTEST_DAYS)
    tally.add(forecast.at, days, verdict, ratio, is_open=p90 is None)
    return ScoredForecast(forecast.at, p10, p50, p90, actual, known, verdict)


def _score_week(tally: Tally, at: datetime, expected: ExpectedSpend, happened: Outcome) -> None:
    low, middle, high = (float(money.amount) for money in (expected.low, expected.expected, expected.high))
    if not (isfinite(high) and 0 <= low <= middle <= high):
        return
    if not _can_be_scored(tally, at, expected.days, happened):
        return
    spent = happened.spent(at, expected.days)
    least = max(spent, middle) * _SMALLEST_SHARE
    ratio = max(spent, least) / max(middle, least) if least > 0 else 1.0
    tally.add(at, expected.days, verdict_on(spent, low, middle, high), ratio)


def _can_be_scored(tally: Tally, at: datetime, days: float, happened: Outcome) -> bool:
    """Whether the `days` from `at` on are over and known; if not, it is counted why."""
    if happened.days_known_since(at) < days:
        tally.add_pending(at, days)
        return False
    if happened.unknown_share(at, days) > _UNKNOWN_SHARE:
        tally.leave_out()
        return False
    return True


def _checked(forecast: KeptForecast) -> tuple[float, float | None, float | None] | None:
    """The quantiles of a forecast that can be scored: finite, rising, none after an open one, of funds above zero."""
    p10, p50, p90 = forecast.p10_days, forecast.p50_days, forecast.p90_days
    if p10 is None or (p50 is None and p90 is not None):
        return None
    given = [days for days in (p10, p50, p90) if days is not None]
    if not all(0 <= days <= _LONGEST_DAYS for days in given) or given != sorted(given):
        return None
    if not 0 < forecast.horizon_days <= _LONGEST_DAYS:
        return None
    funds = float(forecast.funds.amount)
    return (p10, p50, p90) if isfinite(funds) and funds > 0 else None
