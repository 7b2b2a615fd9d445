"""How long the money lasts, and what will be spent by then.

The method has three parts, each in a file of its own: `day_windows` cuts hourly spend into days that end now,
`burn_model` says what the days ahead are expected to spend, `spend_curve` turns that into quantiles of spend and time.
docs/forecast.md tells the reason for each and what was measured.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from galla.domain import burn_model
from galla.domain.currencies import storage_decimals
from galla.domain.day_windows import HOURS, day_windows, is_part_of_a_day
from galla.domain.money import Money
from galla.domain.runway import NO_FORECAST, ExpectedSpend, ForecastState, Runway, SpendPoint
from galla.domain.spend_curve import Z90, SpendCurve
from galla.domain.spend_hours import SpendHours
from galla.domain.timeline import clamped
from galla.domain.usual_spend import UsualSpend

LEAST_HISTORY_DAYS = 1 / HOURS
READY_DAYS = 14.0
"""With less, each weekday has been seen once at most."""
SPENDS_DAYS = (1, 3, 7)
ALARM_Z = 0.27
"""Sensitivity of alarms: they go by the p39 of the runway. docs/forecast.md has what that is worth."""
COURSE_H = (*range(3, 36, 3), *range(36, 96, 6), *range(96, 241, 12), *range(288, 720, 72), *range(720, 1441, 240))
"""Hours ahead at which the course has a point."""

MOST_DAYS_AHEAD = 3650.0
"""What is expected later than in ten years is not expected."""

_DAY = timedelta(days=1)


@lru_cache(maxsize=16)  # asked for the step of a reading, and again for the memory after it
def runway(hours: SpendHours | None, available: Money | None, reserve: Money | None, zone: ZoneInfo) -> Runway:
    """Time from the last reading in `hours` until `available` reaches `reserve` (zero if None).

    States: NO_DATA without an available amount or with less than an hour of history in its currency; NO_SPEND_SEEN
    where nothing was spent, or refunds outweigh it; LEARNING with less than two weeks; READY. At or under the reserve
    all quantiles are 0, whatever the state. Never infinite or NaN: beyond the horizon a quantile is None.
    """
    if available is None or (reserve is not None and reserve.currency != available.currency):
        return NO_FORECAST
    funds = float(clamped(available.amount) - (clamped(reserve.amount) if reserve is not None else Decimal(0)))
    found, ahead, passed = _expected(hours, available.currency, zone)
    if funds <= 0:
        return replace(found, p10_days=0.0, p50_days=0.0, p90_days=0.0, alarm_days=0.0)
    if ahead is None:
        return found
    spent = ahead.curve.expected(passed)
    p10, alarm, p50, p90 = (_after(ahead.curve.reached(funds + spent, z), passed) for z in (Z90, ALARM_Z, 0.0, -Z90))
    course = _from(ahead.course, passed, spent)
    return replace(found, p10_days=p10, p50_days=p50, p90_days=p90, alarm_days=alarm, course=course)


def usual_spend(hours: SpendHours, zone: ZoneInfo) -> UsualSpend | None:
    """What the whole hours say is usual for each hour of the week; None where they say nothing."""
    _, ahead = _fitted(hours.spend, hours.known, (0.0, 0.0), hours.end, zone)
    return None if ahead is None else ahead.usual


def days_left(at_reading: Runway, elapsed: timedelta, *, outdated: bool = False) -> Runway:
    """The runway that is left when `elapsed` has passed since it was computed; no quantile falls under 0.

    A quantile beyond the horizon stays there: how far beyond is not known. Where so much has passed that the reading
    is `outdated`, the horizon is as much nearer, and nothing is expected of the coming days.
    """
    passed = max(elapsed / _DAY, 0.0)
    if not passed and not outdated:
        return at_reading
    likely = at_reading.p50_days

    def left(days: float | None) -> float | None:
        return None if days is None else max(days - passed, 0.0)

    return replace(
        at_reading,
        p10_days=left(at_reading.p10_days),
        p50_days=left(at_reading.p50_days),
        p90_days=left(at_reading.p90_days),
        alarm_days=left(at_reading.alarm_days),
        may_be_used_up=likely is not None and likely <= passed and (likely > 0 or outdated),
        is_outdated=outdated,
        horizon_days=max(at_reading.horizon_days - passed, 0.0) if outdated else at_reading.horizon_days,
        spend=() if outdated else at_reading.spend,
    )


def expected_balance(at_reading: Runway, balance: Money, since: datetime, now: datetime) -> Money | None:
    """What `balance`, read at `since`, has probably become by `now` if nothing was paid in; None when unknown.

    Not under zero, unless it was: a supplier that is paid in advance stops selling there.
    """
    if at_reading.state is ForecastState.NO_SPEND_SEEN:
        return balance
    burn = at_reading.burn_per_day
    if burn is None or burn.currency != balance.currency:
        return None
    days = max((now - since) / _DAY, 0.0)
    amount = clamped(balance.amount)
    expected = max(amount - Decimal(_likely_spend(at_reading, burn, days)), min(amount, Decimal(0)))
    return Money(expected.quantize(_unit(balance.currency)), balance.currency)


def expected_to_reach(at_reading: Runway, balance: Money, limit: Money, since: datetime) -> datetime | None:
    """When `balance`, read at `since`, is expected to have fallen to `limit` if nothing is paid in.

    None where it is under it already, where nothing is expected, or beyond what an instant can say.
    """
    burn = at_reading.burn_per_day
    if burn is None or len({burn.currency, balance.currency, limit.currency}) > 1 or balance <= limit:
        return None
    wanted = float(clamped(balance.amount) - clamped(limit.amount))
    course, per_day = at_reading.course, float(burn.amount)
    before = SpendPoint(0.0, 0.0, 0.0, 0.0)
    for point in course:
        if point.likely >= wanted:
            share = (wanted - before.likely) / (point.likely - before.likely)
            return since + _DAY * (before.days + share * (point.days - before.days))
        before = point
    days = before.days + (wanted - before.likely) / per_day if per_day > 0 else MOST_DAYS_AHEAD
    return since + _DAY * days if days < MOST_DAYS_AHEAD else None


def _likely_spend(at_reading: Runway, burn: Money, days: float) -> float:
    """By the course as far as it goes, at the mean rate from there on."""
    course = at_reading.course
    if not course:
        return float(burn.amount) * days
    after = bisect_right(course, days, key=lambda point: point.days)
    before = course[max(after - 1, 0)]
    if after == len(course):
        return before.likely + float(burn.amount) * (days - before.days)
    span = course[after].days - before.days
    return before.likely + (course[after].likely - before.likely) * (days - before.days) / span


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What the hours up to the last whole one say of the time after it."""

    curve: SpendCurve
    course: tuple[SpendPoint, ...]
    burn_per_day: float
    spend: tuple[tuple[float, float, float], ...]
    """(low, expected, high) of the next 1, 3 and 7 days."""
    usual: UsualSpend


def _expected(hours: SpendHours | None, currency: str, zone: ZoneInfo) -> tuple[Runway, _Ahead | None, float]:
    """The runway without its quantiles, what they are read from, and the days since that was made."""
    if hours is None or hours.currency != currency:
        return NO_FORECAST, None, 0.0
    is_part = is_part_of_a_day(len(hours.spend), hours.first_h)
    part = (hours.partial_h, hours.partial_spend) if is_part else (0.0, 0.0)
    first_h = hours.first_h if is_part else 1.0
    days, ahead = _fitted(hours.spend, hours.known, part, hours.end, zone, first_h)
    if days < LEAST_HISTORY_DAYS:
        return NO_FORECAST, None, 0.0
    if ahead is None:
        return replace(NO_FORECAST, state=ForecastState.NO_SPEND_SEEN, history_days=days), None, 0.0
    burn, spend = _in_money(ahead.burn_per_day, ahead.spend, currency)
    found = Runway(
        state=ForecastState.READY if days >= READY_DAYS else ForecastState.LEARNING,
        history_days=days,
        burn_per_day=burn,
        spend=spend,
        usual=ahead.usual,
    )
    return found, ahead, 0.0 if is_part else hours.partial_h / HOURS


@lru_cache(maxsize=16)
def _fitted(  # noqa: PLR0917
    spend: tuple[float, ...],
    known: tuple[bool, ...],
    part: tuple[float, float],
    end: datetime,
    zone: ZoneInfo,
    first_h: float = 1.0,
) -> tuple[float, _Ahead | None]:
    """The days seen and what follows from them; kept, because it changes only when an hour has ended."""
    windows = day_windows(spend, known, part, end, zone, first_h)
    model = burn_model.fit(windows)
    if model is None:
        return windows.days, None
    curve = SpendCurve(model)
    spends = tuple(_expected_spend(curve, days) for days in SPENDS_DAYS)
    burn = curve.expected(7.0) / 7.0
    return windows.days, _Ahead(curve, _course(curve), burn, spends, UsualSpend(end, model.by_hour, model.order))


@lru_cache(maxsize=16)
def _in_money(
    burn_per_day: float, spend: tuple[tuple[float, float, float], ...], currency: str
) -> tuple[Money, tuple[ExpectedSpend, ...]]:
    """The mean spend of a day, which is not nothing, and what the next days are expected to spend."""
    return _at_least_one_unit(_money(burn_per_day, currency)), tuple(
        ExpectedSpend(span, *(_money(amount, currency) for amount in amounts))
        for span, amounts in zip(SPENDS_DAYS, spend, strict=True)
    )


def _expected_spend(curve: SpendCurve, days: int) -> tuple[float, float, float]:
    low, high = curve.quantiles(days, -Z90, Z90)
    return low, min(max(curve.expected(days), low), high), high


def _course(curve: SpendCurve) -> tuple[SpendPoint, ...]:
    """Up to the horizon: close enough for nights in the first ten days, in steps of days after them."""
    points = [SpendPoint(0.0, 0.0, 0.0, 0.0)]
    for hours in COURSE_H:
        before, days = points[-1], hours / HOURS
        low, likely, high = map(max, curve.quantiles(days, -Z90, 0.0, Z90), (before.low, before.likely, before.high))
        points.append(SpendPoint(days, low, likely, high))
    return tuple(points)


def _from(course: tuple[SpendPoint, ...], passed: float, spent: float) -> tuple[SpendPoint, ...]:
    """The course from `passed` days on, of which `spent` is gone."""
    if not passed:
        return course
    later = (
        SpendPoint(
            point.days - passed,
            max(point.low - spent, 0.0),
            max(point.likely - spent, 0.0),
            max(point.high - spent, 0.0),
        )
        for point in course
        if point.days > passed
    )
    return (course[0], *later)


def _after(days: float | None, passed: float) -> float | None:
    return None if days is None else max(days - passed, 0.0)


def _at_least_one_unit(amount: Money) -> Money:
    """Whatever is spent, it is not nothing."""
    return amount if amount.amount > 0 else Money(_unit(amount.currency), amount.currency)


def _money(amount: float, currency: str) -> Money:
    return Money(clamped(Decimal(amount)).quantize(_unit(currency)), currency)


def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-storage_decimals(currency))
