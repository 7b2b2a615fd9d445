"""A recorded answer read by a profile: what it gives, and whether that is what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from galla.domain.errors import BadAnswer, Problem, SupplierError
from galla.domain.http_status import problem_of_status
from galla.domain.profiles import verdict
from galla.domain.profiles.extract import extract
from galla.domain.profiles.model import Example, Profile
from galla.domain.readings import Reading

_MOMENT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
"""Examples are read as if they had come then."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was read otherwise than expected; None where there is nothing."""

    field: str
    expected: str | None
    found: str | None


def read_answer(
    profile: Profile, body: bytes, status: int, currency: str | None, at: datetime = _MOMENT
) -> Reading | Problem:
    """What an account in `currency` would read from an answer."""
    problem = problem_of_status(status, profile.errors, None, verdict.error_message(profile, body), "")
    if isinstance(problem, BadAnswer):
        problem = verdict.error_of_answer(profile, body) or problem
    if problem is not None:
        return problem.problem
    try:
        return extract(profile, body, at, currency or profile.currency.fixed)
    except SupplierError as error:
        return error.problem


def differences(profile: Profile, example: Example) -> tuple[Difference, ...]:
    """Where the profile reads its own example otherwise than it says; none where all is well."""
    read = read_answer(profile, example.answer.encode(), example.status, example.currency)
    if isinstance(read, Problem):
        found: dict[str, str | None] = {"error": read.kind.value}
    else:
        found = {
            "amount": str(read.balance.amount),
            "currency": read.balance.currency,
            "reported_at": None if read.reported_at is None else read.reported_at.isoformat(),
            **{f"secondary.{item.name}": str(item.balance.amount) for item in read.secondary},
        }
    expected = {
        "error": example.error,
        "amount": example.amount,
        "currency": example.reads_currency,
        "reported_at": example.reported_at,
        **{f"secondary.{name}": amount for name, amount in example.secondary},
    }
    if example.reads_currency is None:
        found.pop("currency", None)
    return tuple(
        Difference(field, expected.get(field), found.get(field))
        for field in dict.fromkeys((*expected, *found))
        if expected.get(field) != found.get(field)
    )
