"""What the HTTP status of an answer means; it is judged before anything in the body is believed."""

from __future__ import annotations

from datetime import datetime

from galla.domain.errors import (
    AccessDenied,
    BadAnswer,
    BadAnswerReason,
    KeyRejected,
    RateLimited,
    SupplierError,
    SupplierFailing,
    Unreachable,
    UnreachableReason,
)
from galla.domain.profiles.answers import ErrorMeaning, ErrorRules

_STANDARD = {
    401: ErrorMeaning.KEY_REJECTED,
    403: ErrorMeaning.ACCESS_DENIED,
    429: ErrorMeaning.RATE_LIMITED,
}
NETWORK_LOGIN_REQUIRED = 511
"""RFC 6585: sent by a network's login page, never by the supplier."""


def problem_of_status(
    status: int, rules: ErrorRules, retry_at: datetime | None, message: str | None, host: str
) -> SupplierError | None:
    """The error that `status` stands for, None for a success (2xx).

    `message` is the supplier's own sentence, if it gave one.
    """
    if 200 <= status <= 299:
        return None
    meaning = _meaning(status, rules)
    facts: dict[str, object] = {"status": status, "host": host, "message": message}
    match meaning:
        case ErrorMeaning.RATE_LIMITED:
            return RateLimited(retry_at, **facts)
        case ErrorMeaning.SUPPLIER_FAILING:
            return SupplierFailing(retry_at, **facts)
        case ErrorMeaning.BAD_ANSWER:
            return BadAnswer(BadAnswerReason.UNEXPECTED_STATUS, **facts)
        case None:
            return Unreachable(UnreachableReason.CAPTIVE_PORTAL, host=host, status=status)
    return (KeyRejected if meaning is ErrorMeaning.KEY_REJECTED else AccessDenied)(**facts)


def _meaning(status: int, rules: ErrorRules) -> ErrorMeaning | None:
    """What the profile says of `status`, else what the standard says; None for a network's login page."""
    meaning = dict(rules.statuses).get(status) or _STANDARD.get(status)
    if meaning is not None or status == NETWORK_LOGIN_REQUIRED:
        return meaning
    return ErrorMeaning.SUPPLIER_FAILING if 500 <= status <= 599 else ErrorMeaning.BAD_ANSWER
