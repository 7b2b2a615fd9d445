"""The level of an account, and when it may improve.

Limits are the specification's: top up when cover is under 3-5 days; the owner may choose others. Getting worse shows
at once. Getting better needs two readings, the second past the limit by a margin, so that the icon does not flap at
3.0 days; but a reading at twice the limits shows at once, because the owner who has just paid looks at the icon.
Alert episodes are stricter and have a rule of their own (`alerts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from galla.domain.model import WORST_LAST, ForecastState, Level, Runway
from galla.domain.money import Money, most_kept
from galla.domain.settings import Account
from galla.domain.topup import rounded_up

LOW_BELOW_DAYS = 3.0
"""Unless the owner says otherwise."""
WATCH_DAYS_MORE = 2.0
CRITICAL_BELOW_DAYS = 1.0
DEFAULT_THRESHOLD = Decimal(100)
CURRENCIES_WITH_DEFAULT = frozenset({"USD", "EUR", "GBP"})
DEFAULT_HOURS = 24
"""The threshold elsewhere: this many hours of spend, once they are known."""

_BEST_FIRST = (Level.PAUSED, Level.HEALTHY, Level.UNKNOWN, Level.WATCH, Level.LOW, Level.CRITICAL, Level.EMPTY)
"""For a level to improve: of a balance that was read, unknown says that nothing makes it short."""
_SIGNS = {Level.EMPTY: "!", Level.UNKNOWN: "?", Level.PAUSED: "–"}


@dataclass(frozen=True, slots=True)
class LevelVerdict:
    """The level to show, and since when readings speak for a better one (None: they do not)."""

    level: Level
    better_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Margin:
    """How far past its limits a reading must be: the limits are multiplied by the factors, `days` is added."""

    money_factor: Decimal
    days_factor: float
    days: float


_AT_LIMIT = _Margin(Decimal(1), 1.0, 0.0)
_PAST_LIMIT = _Margin(Decimal("1.1"), 1.0, 0.5)
_CLEARLY_PAST = _Margin(Decimal(2), 2.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Figures:
    balance: Money
    reserve: Money | None
    threshold: Money | None
    runway: Runway
    low_below_days: float


def default_threshold_amount(currency: str) -> Decimal | None:
    """The money threshold where the owner set none: 100 for USD, EUR and GBP, elsewhere None."""
    return DEFAULT_THRESHOLD if currency in CURRENCIES_WITH_DEFAULT else None


def threshold(account: Account, currency: str, runway: Runway) -> Money | None:
    """The money threshold of `account`, in `currency`; None while there is none.

    The owner's amount; or his hours of spend, once a day of spend was seen (until then the currency's default, which is
    better than no warning at all); or the currency's default; or 24 hours of spend. Spend is rounded up to two digits:
    more of an estimate would only look exact, and what is shown must be what is compared.
    """
    chosen, default = account.thresholds.balance, default_threshold_amount(currency)
    hours, usual = threshold_hours(account, currency, runway), runway.burn_per_day
    if hours is not None and usual is not None:
        return min(rounded_up(Money(usual.amount * hours / 24, currency)), most_kept(currency))
    amount = default if chosen is None else chosen
    return None if amount is None else Money(amount, currency)


def threshold_hours(account: Account, currency: str, runway: Runway) -> int | None:
    """Of how many hours of usual spend `threshold` is made; None where it is an amount, or none."""
    chosen = account.thresholds
    usual = None if runway.is_of_a_first_day else runway.burn_per_day
    if chosen.balance is not None or usual is None or usual.currency != currency:
        return None
    if chosen.balance_hours is None and default_threshold_amount(currency) is None:
        return DEFAULT_HOURS
    return chosen.balance_hours


def level(
    previous: Level,
    better_since: datetime | None,
    *,
    balance: Money | None,
    reserve: Money | None,
    threshold: Money | None,
    runway: Runway,
    fresh: bool,
    paused: bool,
    is_new_reading: bool,
    at: datetime,
    low_below_days: float = LOW_BELOW_DAYS,
) -> LevelVerdict:
    """The level to show after `previous`, whose `better_since` comes from the verdict before.

    Cover under `low_below_days` is low, under two days more watch, under one day (or that limit, if less) critical.
    From unknown and paused any level is taken at once. Without a new reading nothing improves.
    """
    if paused:
        return LevelVerdict(Level.PAUSED)
    if balance is None or not fresh:
        return LevelVerdict(Level.UNKNOWN)
    figures = _Figures(balance, reserve, threshold, runway, low_below_days)
    current = _judge(figures, _AT_LIMIT)
    if previous in {Level.UNKNOWN, Level.PAUSED} or not _is_better(current, previous):
        return LevelVerdict(current)
    if not is_new_reading:
        return LevelVerdict(previous, better_since)
    return _improved(previous, better_since, figures, at)


def _improved(previous: Level, better_since: datetime | None, figures: _Figures, at: datetime) -> LevelVerdict:
    """What a reading on the better side of `previous` brings; `better_since` counts on if more may follow."""
    shown = _judge(figures, _CLEARLY_PAST)
    if better_since is not None:
        confirmed = _judge(figures, _PAST_LIMIT)
        shown = confirmed if _is_better(confirmed, shown) else shown
    if not _is_better(shown, previous):
        return LevelVerdict(previous, better_since or at)
    return LevelVerdict(shown, at if _is_better(_judge(figures, _AT_LIMIT), shown) else None)


def critical_below_days(low_below_days: float) -> float:
    """Under how many days of cover it is critical: one, or less where the owner lets it get lower than that."""
    return min(CRITICAL_BELOW_DAYS, low_below_days)


def worst(levels: Iterable[Level]) -> Level:
    """The most urgent of `levels`; unknown where there is none."""
    return max(levels, key=WORST_LAST.index, default=Level.UNKNOWN)


def icon_digits(level: Level, runway: Runway) -> str:
    """The icon's text, at most three characters: "5d", "18h", "60+", "!" empty, "?" unknown, "–" no runway.

    Days and hours are rounded down; beyond the horizon (or 99 days) it is that and a plus. A dash while less than a
    day was seen.
    """
    if level in _SIGNS:
        return _SIGNS[level]
    if not runway.is_usable:
        return "–"
    days = runway.p50_days
    if days is None:
        return f"{min(int(runway.horizon_days), 99)}+"
    if days >= 100:
        return "99+"
    return f"{int(days)}d" if days >= 1 else f"{int(days * 24)}h"


def _judge(figures: _Figures, margin: _Margin) -> Level:
    """The level whose limits the figures keep by `margin`."""
    if _is_at_reserve(figures, margin):
        return Level.EMPTY
    by_runway = _by_runway(figures, margin)
    limit = figures.threshold
    if limit is None:
        return by_runway
    by_money = Level.LOW if figures.balance < limit.times(margin.money_factor) else Level.HEALTHY
    return by_money if by_runway is Level.UNKNOWN else worst((by_runway, by_money))


def _is_at_reserve(figures: _Figures, margin: _Margin) -> bool:
    """At or under the reserve; with a margin, above it by that share of the threshold or of the reserve."""
    reserve = figures.reserve or Money(Decimal(0), figures.balance.currency)
    scale = max(reserve, figures.threshold) if figures.threshold else reserve
    return figures.balance <= reserve + scale.times(margin.money_factor - 1)


def _by_runway(figures: _Figures, margin: _Margin) -> Level:
    runway, low_days = figures.runway, figures.low_below_days
    if runway.state is ForecastState.NO_DATA:
        return Level.UNKNOWN
    if runway.state is ForecastState.NO_SPEND_SEEN:
        # No spend in a whole day is a finding; in an hour it is not.
        return Level.UNKNOWN if runway.is_of_a_first_day else Level.HEALTHY
    # Of what a few hours say only that counts which even their late end says.
    days = runway.p90_days if runway.is_of_a_first_day else runway.p50_days
    limits = (
        (critical_below_days(low_days), Level.CRITICAL),
        (low_days, Level.LOW),
        (low_days + WATCH_DAYS_MORE, Level.WATCH),
    )
    for limit, found in limits:
        if days is not None and days < limit * margin.days_factor + margin.days:
            return found
    return Level.UNKNOWN if runway.is_of_a_first_day else Level.HEALTHY


def _is_better(one: Level, other: Level) -> bool:
    return _BEST_FIRST.index(one) < _BEST_FIRST.index(other)
