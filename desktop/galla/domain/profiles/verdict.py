"""Whether an answer is a success, and what it means where it is none."""

from __future__ import annotations

from decimal import Decimal

from galla.domain.errors import (
    AccessDenied,
    BadAnswer,
    BadAnswerReason,
    KeyRejected,
    RateLimited,
    SupplierError,
    SupplierFailing,
)
from galla.domain.json_pointer import MISSING
from galla.domain.profiles.amounts import search
from galla.domain.profiles.answers import Condition, ErrorMeaning, Scalar
from galla.domain.profiles.document import find, parse
from galla.domain.profiles.model import Profile

_LONGEST_MESSAGE = 200


def judge(profile: Profile, document: object) -> None:
    """Raises what the profile says the body means: the first error rule that holds, or that it is no success."""
    failure = error_of_body(profile, document)
    if failure is None and not all(holds(condition, document) for condition in profile.success):
        failure = BadAnswer(BadAnswerReason.REFUSED_BY_RULE, message=_message(profile, document))
    if failure is not None:
        raise failure


def error_of_body(profile: Profile, document: object) -> SupplierError | None:
    """What the first error rule that holds says; None where none does."""
    meaning = next((meaning for condition, meaning in profile.errors.bodies if holds(condition, document)), None)
    return None if meaning is None else _error(meaning, _message(profile, document))


def error_of_answer(profile: Profile, body: bytes) -> SupplierError | None:
    """As `error_of_body`, of the bytes of an answer whose status is an error; None also for what cannot be read."""
    try:
        return error_of_body(profile, parse(body, profile.request.answer)) if body else None
    except BadAnswer:
        return None


def error_message(profile: Profile, body: bytes) -> str | None:
    """The supplier's own sentence in the body of an error, on one line and at most 200 characters long, or None."""
    if profile.errors.message is None or not body:
        return None
    try:
        return _message(profile, parse(body, profile.request.answer))
    except BadAnswer:
        return None


def holds(condition: Condition, document: object) -> bool:
    """Whether the condition is true of the answer."""
    value = find(condition.pointer, document)
    if condition.equals is not None and not any(equals(value, wanted) for wanted in condition.equals):
        return False
    if condition.empty is not None and condition.empty != _is_empty(value):
        return False
    if condition.matches is None:
        return True
    text = str(value) if isinstance(value, str | Decimal) else ""
    return search(condition.matches, text) is not None


def equals(value: object, wanted: Scalar) -> bool:
    """Whether they are the same; a number is also equal to the text that writes it, and true is no 1."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, Decimal) and isinstance(wanted, str):
        return str(value) == wanted.strip()
    if isinstance(value, str) and isinstance(wanted, Decimal):
        return value.strip() == str(wanted)
    return type(value) is type(wanted) and value == wanted


def _is_empty(value: object) -> bool:
    return value is MISSING or value is None or (isinstance(value, str | list | dict) and not value)


def _message(profile: Profile, document: object) -> str | None:
    if profile.errors.message is None:
        return None
    try:
        text = find(profile.errors.message, document)
    except BadAnswer:
        return None
    if not isinstance(text, str):
        return None
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words[:_LONGEST_MESSAGE] or None


def _error(meaning: ErrorMeaning, message: str | None) -> SupplierError:
    match meaning:
        case ErrorMeaning.KEY_REJECTED:
            return KeyRejected(message=message)
        case ErrorMeaning.ACCESS_DENIED:
            return AccessDenied(message=message)
        case ErrorMeaning.RATE_LIMITED:
            return RateLimited(None, message=message)
        case ErrorMeaning.SUPPLIER_FAILING:
            return SupplierFailing(None, message=message)
        case ErrorMeaning.BAD_ANSWER:
            return BadAnswer(BadAnswerReason.REFUSED_BY_RULE, message=message)
