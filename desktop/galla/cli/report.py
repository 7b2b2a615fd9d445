"""Snapshots as the JSON that scripts read, and the exit code that goes with them (section 8)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isfinite

from galla.domain.currencies import display_decimals
from galla.domain.errors import EXIT_CODES, Problem
from galla.domain.model import Snapshot
from galla.domain.money import Money
from galla.domain.readings import NamedBalance
from galla.domain.runway import ExpectedSpend, Runway
from galla.domain.topup import Proposal
from galla.texts import problems

OK = 0
USAGE = 2
UNKNOWN = 8

_ENOUGH_DIGITS = 60
"""More than the ledger's largest amount has."""


def as_json(snapshots: Iterable[Snapshot], currencies: Mapping[str, str | None], now: datetime) -> str:
    """A JSON array with one object per account; amounts are strings, unknown is null, every number is finite.

    `currencies` by account id: for where no amount names its own.
    """
    objects = [_object(snapshot, currencies.get(snapshot.account_id), now) for snapshot in snapshots]
    return json.dumps(objects, ensure_ascii=False, indent=2, allow_nan=False)


def exit_code(snapshots: Iterable[Snapshot]) -> int:
    """0 where every balance is known and fresh polls did not fail; else the highest of the accounts' codes."""
    return max((_code(snapshot) for snapshot in snapshots), default=OK)


def problem_code(problem: Problem) -> int:
    """The exit code of one problem."""
    return EXIT_CODES[problem.kind]


def _code(snapshot: Snapshot) -> int:
    if snapshot.problem is not None:
        return problem_code(snapshot.problem)
    return UNKNOWN if snapshot.balance is None else OK


def _object(snapshot: Snapshot, currency: str | None, now: datetime) -> dict[str, object]:
    age = snapshot.age(now)
    runway = snapshot.runway
    known = snapshot.balance or snapshot.threshold
    return {
        "account": snapshot.account_id,
        "amount": amount_text(snapshot.balance),
        "available": amount_text(snapshot.available),
        "currency": known.currency if known else currency,
        "secondary": [_named(item) for item in snapshot.secondary],
        "observed_at": instant_text(snapshot.observed_at),
        "reported_at": instant_text(snapshot.reported_at),
        "age_s": None if age is None else int(age.total_seconds()),
        "stale": snapshot.stale,
        "level": snapshot.level.value,
        "forecast_state": runway.state.value,
        "forecast_usable": runway.is_usable and not runway.is_outdated,
        "runway_days": {
            "p10": _left(runway.p10_days, runway),
            "alarm": _left(runway.cautious_days, runway),
            "p50": _left(runway.p50_days, runway),
            "p90": _left(runway.p90_days, runway),
        },
        "may_be_used_up": runway.may_be_used_up,
        "horizon_days": finite_days(runway.horizon_days),
        "history_days": finite_days(runway.history_days),
        "burn_per_day": None if runway.is_outdated else _estimate(runway.burn_per_day),
        "expected_spend": [_spend(item) for item in runway.spend],
        "top_up_proposal": _proposal(snapshot.top_up),
        "error": _error(snapshot),
    }


def _named(item: NamedBalance) -> dict[str, object]:
    return {"name": item.name, "amount": amount_text(item.balance), "currency": item.balance.currency}


def _spend(item: ExpectedSpend) -> dict[str, object]:
    return {
        "days": item.days,
        "low": _estimate(item.low),
        "expected": _estimate(item.expected),
        "high": _estimate(item.high),
    }


def _proposal(proposal: Proposal | None) -> dict[str, object] | None:
    if proposal is None:
        return None
    return {"amount": amount_text(proposal.amount), "days": proposal.days, "before": instant_text(proposal.before)}


def _error(snapshot: Snapshot) -> dict[str, str] | None:
    problem = snapshot.problem
    if problem is None:
        return None
    return {"kind": problem.kind.value, "message": problems.sentence(problem, snapshot.account_name)}


def amount_text(money: Money | None) -> str | None:
    """With the currency's usual decimals at least, such as "140.00", and as many more as the supplier gave."""
    if money is None:
        return None
    amount = money.amount + 0  # a negative zero is zero
    exponent = amount.as_tuple().exponent
    given = -exponent if isinstance(exponent, int) else 0
    return f"{amount:.{max(given, display_decimals(money.currency))}f}"


def instant_text(at: datetime | None) -> str | None:
    """ISO 8601 in UTC, such as "2026-11-23T12:00:00Z"; None where there is none."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _left(days: float | None, runway: Runway) -> float | None:
    """What has passed since an outdated reading is not known to be over, so it is no zero."""
    return None if runway.is_outdated and days == 0 else finite_days(days)


def finite_days(days: float | None) -> float | None:
    """JSON knows neither infinity nor NaN; what is no number of days is not known."""
    return None if days is None or not isfinite(days) else round(days, 3)


def _estimate(money: Money | None) -> str | None:
    """With the currency's usual decimals: the further digits of an estimate mean nothing."""
    if money is None:
        return None
    with localcontext(prec=_ENOUGH_DIGITS):
        step = Decimal(1).scaleb(-display_decimals(money.currency))
        return amount_text(Money(money.amount.quantize(step, ROUND_HALF_UP), money.currency))
