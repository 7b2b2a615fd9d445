"""How values become columns and columns values again."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from galla.domain.errors import Problem, ProblemKind
from galla.domain.model import ForecastState, ReadingState, Runway, StoredReading
from galla.domain.money import Money, from_units, to_units
from galla.domain.notice import Episode, Notice, NoticeKind, Rule, Severity
from galla.domain.past import KeptForecast
from galla.domain.runway import ExpectedSpend

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

STATES = (ReadingState.ACCEPTED, ReadingState.SUSPECT, ReadingState.ANNULLED)
"""A reading's state by the number that stands for it in the file."""
_RUNWAY_FIGURES = (
    "p10_days",
    "p50_days",
    "p90_days",
    "alarm_days",
    "horizon_days",
    "history_days",
    "may_be_used_up",
    "is_outdated",
)


def to_us(at: datetime) -> int:
    """Microseconds since 1970, exact."""
    return (at - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=us)


def optional_us(at: datetime | None) -> int | None:
    """As `to_us`, None for None."""
    return None if at is None else to_us(at)


def optional_instant(us: int | None) -> datetime | None:
    """As `from_us`, None for None."""
    return None if us is None else from_us(us)


def reading_of(row: tuple[int, int, int, int | None, int, int], currency: str) -> StoredReading:
    """The reading in (first_us, last_us, units, reported_us, polls, state)."""
    first_us, last_us, units, reported_us, polls, state = row
    first_at = from_us(first_us)
    return StoredReading(
        from_units(units, currency),
        first_at,
        first_at if last_us == first_us else from_us(last_us),
        optional_instant(reported_us),
        polls,
        STATES[state],
    )


def problem_text(problem: Problem | None) -> str | None:
    """The problem as JSON; equal problems give equal texts, but for `retry_us`."""
    if problem is None:
        return None
    return json.dumps(
        {
            "kind": problem.kind.value,
            "reason": str(problem.reason),
            "facts": problem.facts,
            "retry_us": optional_us(problem.retry_at),
        },
        ensure_ascii=False,
    )


def problem_of(text: str | None) -> Problem | None:
    """The problem that `problem_text` wrote."""
    if text is None:
        return None
    stored = json.loads(text)
    facts = tuple((str(name), str(value)) for name, value in stored["facts"])
    return Problem(ProblemKind(stored["kind"]), stored["reason"], facts, optional_instant(stored["retry_us"]))


def episode_row(episode: Episode) -> tuple[object, ...]:
    """The columns of `episodes`, in their order."""
    return (
        episode.id,
        episode.account_id,
        episode.rule.value,
        int(episode.severity),
        to_us(episode.raised_at),
        episode.stage,
        episode.good_readings,
        int(episode.clear_reading_seen),
        optional_us(episode.snoozed_until),
        optional_us(episode.acknowledged_at),
        optional_us(episode.recovered_at),
    )


def episode_of(row: sqlite3.Row) -> Episode:
    """The episode in a row of `episodes`."""
    return Episode(
        id=row["id"],
        account_id=row["account_id"],
        rule=Rule(row["rule"]),
        severity=Severity(row["severity"]),
        raised_at=from_us(row["raised_us"]),
        stage=row["stage"],
        good_readings=row["good_readings"],
        clear_reading_seen=bool(row["clear_reading_seen"]),
        snoozed_until=optional_instant(row["snoozed_until_us"]),
        acknowledged_at=optional_instant(row["acknowledged_us"]),
        recovered_at=optional_instant(row["recovered_us"]),
    )


def notice_row(notice: Notice) -> tuple[object, ...]:
    """The columns of `notices` up to `attempts`, in their order, and `threshold_hours`.

    Balance and threshold are of one currency: they have been compared.
    """
    money = notice.balance or notice.threshold
    return (
        notice.id,
        notice.episode_id,
        notice.account_id,
        notice.rule.value,
        notice.kind.value,
        int(notice.severity),
        to_us(notice.created_at),
        money.currency if money else None,
        _units(notice.balance),
        _units(notice.threshold),
        _runway_text(notice.runway),
        optional_us(notice.observed_at),
        problem_text(notice.problem),
        optional_us(notice.delivered_at),
        notice.attempts,
        notice.threshold_hours,
    )


def notice_of(row: sqlite3.Row) -> Notice:
    """The notice in a row of `notices`."""
    return Notice(
        id=row["id"],
        episode_id=row["episode_id"],
        account_id=row["account_id"],
        rule=Rule(row["rule"]),
        kind=NoticeKind(row["kind"]),
        severity=Severity(row["severity"]),
        created_at=from_us(row["created_us"]),
        balance=_money(row["balance_units"], row["currency"]),
        threshold=_money(row["threshold_units"], row["currency"]),
        threshold_hours=row["threshold_hours"],
        runway=_runway_of(row["runway"]),
        observed_at=optional_instant(row["observed_us"]),
        problem=problem_of(row["problem"]),
        delivered_at=optional_instant(row["delivered_us"]),
        attempts=row["attempts"],
    )


def forecast_row(kept: KeptForecast) -> tuple[object, ...]:
    """The columns of `forecasts` after its series, in their order. Raises AmountOutOfRange."""
    spend = [[item.days, str(item.low.amount), str(item.expected.amount), str(item.high.amount)] for item in kept.spend]
    return (
        to_us(kept.at),
        to_units(kept.funds).units,
        kept.p10_days,
        kept.p50_days,
        kept.p90_days,
        kept.horizon_days,
        kept.history_days,
        json.dumps(spend),
    )


def forecast_of(row: sqlite3.Row, currency: str) -> KeptForecast:
    """The forecast in a row of `forecasts`, of a series in `currency`."""
    return KeptForecast(
        at=from_us(row["at_us"]),
        funds=from_units(row["funds_units"], currency),
        p10_days=row["p10_days"],
        p50_days=row["p50_days"],
        p90_days=row["p90_days"],
        horizon_days=row["horizon_days"],
        history_days=row["history_days"],
        spend=tuple(
            ExpectedSpend(days, *(Money(Decimal(amount), currency) for amount in amounts))
            for days, *amounts in json.loads(row["spend"])
        ),
    )


def _units(money: Money | None) -> int | None:
    return None if money is None else to_units(money).units


def _money(units: int | None, currency: str | None) -> Money | None:
    return None if units is None or currency is None else from_units(units, currency)


def _runway_text(runway: Runway | None) -> str | None:
    """The figures that a notice tells; expected spend and course are for the screen and not kept."""
    if runway is None:
        return None
    burn = runway.burn_per_day
    stored = {name: getattr(runway, name) for name in _RUNWAY_FIGURES}
    stored["state"] = runway.state.value
    stored["burn_per_day"] = None if burn is None else [str(burn.amount), burn.currency]
    return json.dumps(stored)


def _runway_of(text: str | None) -> Runway | None:
    if text is None:
        return None
    stored = json.loads(text)
    burn = stored["burn_per_day"]
    return Runway(
        state=ForecastState(stored["state"]),
        burn_per_day=None if burn is None else Money(Decimal(burn[0]), burn[1]),
        **{name: stored[name] for name in _RUNWAY_FIGURES if name in stored},
    )
