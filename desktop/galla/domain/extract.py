"""From the bytes of a supplier's answer to a reading; whatever cannot be trusted is a BadAnswer, never a zero."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, NoReturn

from galla.domain.currencies import is_known
from galla.domain.errors import BadAnswer, BadAnswerReason
from galla.domain.json_pointer import MISSING, Pointer
from galla.domain.model import Reading
from galla.domain.money import AmountOutOfRange, Money, to_units
from galla.domain.profile import CurrencyRule, Profile, ReportedAtRule, TimeFormat

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 64
"""Characters; 64 bits of storage units have at most 20 digits, so a longer one is nonsense or an attack."""
_LONGEST_FACT = 40
_LONGEST_MESSAGE = 200


class _GivenTwice:
    """Stands where an object gives the same key twice: which of the values is meant cannot be known."""


class _NotFinite:
    """Stands for the NaN and Infinity that some servers write although JSON has none."""


_GIVEN_TWICE: Final = _GivenTwice()
_NOT_FINITE: Final = _NotFinite()


def extract(profile: Profile, body: bytes, observed_at: datetime, expected_currency: str | None) -> Reading:
    """The reading that `body` gives by the rules of `profile`.

    `expected_currency` is what the account says, if it says so. Raises BadAnswer.
    """
    document = _parse(body)
    currency = _currency(profile.currency, document, expected_currency)
    amount = _amount(profile.amount.pointer, document)
    balance = Money(amount, currency)
    try:
        to_units(balance)
    except AmountOutOfRange:
        raise BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE, found=_shown(amount)) from None
    return Reading(balance, observed_at, _reported_at(profile.reported_at, document))


def error_message(profile: Profile, body: bytes) -> str | None:
    """The supplier's own sentence in the body of an error, on one line and at most 200 characters long, or None."""
    if profile.errors.message is None or not body:
        return None
    try:
        text = profile.errors.message.find(_parse(body))
    except BadAnswer:
        return None
    if not isinstance(text, str):
        return None
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words[:_LONGEST_MESSAGE] or None


def _parse(body: bytes) -> object:
    try:
        return json.loads(
            body,
            # Decimal also for integers: int() refuses very long ones, and float would round.
            parse_float=_number,
            parse_int=_number,
            parse_constant=lambda _: _NOT_FINITE,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError):
        # Not chained: the decoder's error holds the whole body.
        pass
    raise BadAnswer(BadAnswerReason.NOT_JSON)


def _number(text: str) -> Decimal | _NotFinite:
    try:
        return Decimal(text)
    except ArithmeticError:  # an exponent beyond what Decimal knows
        return _NOT_FINITE


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for key, value in pairs:
        members[key] = _GIVEN_TWICE if key in members else value
    return members


def _find(pointer: Pointer, document: object) -> object:
    """The value at `pointer`; a key on the way that is given twice makes the answer unusable."""
    for length in range(1, len(pointer.tokens) + 1):
        if Pointer(pointer.tokens[:length]).find(document) is _GIVEN_TWICE:
            raise BadAnswer(BadAnswerReason.NOT_JSON, field=pointer, detail="duplicate_key")
    return pointer.find(document)


def _amount(pointer: Pointer, document: object) -> Decimal:
    value = _find(pointer, document)
    if value is MISSING or value is None or (isinstance(value, str) and not value.strip()):
        raise BadAnswer(BadAnswerReason.AMOUNT_MISSING, field=pointer)
    if isinstance(value, str):
        value = _numeric(value.strip(), pointer)
    if not isinstance(value, Decimal):
        _refuse_amount(value, pointer)
    if len(value.as_tuple().digits) > _LONGEST_NUMBER:
        raise BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE, found=_shown(value))
    return value.copy_abs() if value.is_zero() else value


def _numeric(text: str, pointer: Pointer) -> Decimal:
    # Decimal() alone would take "NaN", "Infinity", "1_000" and digits of other scripts.
    if not _NUMBER.fullmatch(text):
        _refuse_amount(text, pointer)
    number = _number(text)
    if not isinstance(number, Decimal):
        raise BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE, found=_shown(text))
    return number


def _refuse_amount(value: object, pointer: Pointer) -> NoReturn:
    raise BadAnswer(BadAnswerReason.AMOUNT_NOT_A_NUMBER, field=pointer, found=_shown(value))


def _currency(rule: CurrencyRule, document: object, expected: str | None) -> str:
    if rule.pointer is not None:
        value = _find(rule.pointer, document)
        if value is MISSING or value is None or (isinstance(value, str) and not value.strip()):
            raise BadAnswer(BadAnswerReason.CURRENCY_MISSING, field=rule.pointer, expected=expected)
        found = value.strip().upper() if isinstance(value, str) else ""
        if not is_known(found):
            raise BadAnswer(BadAnswerReason.CURRENCY_UNKNOWN, field=rule.pointer, found=_shown(value))
    else:
        found = rule.fixed or expected or ""
        if not found:
            raise BadAnswer(BadAnswerReason.CURRENCY_MISSING)
    if expected is not None and found != expected:
        raise BadAnswer(BadAnswerReason.CURRENCY_MISMATCH, expected=expected, found=found)
    return found


def _reported_at(rule: ReportedAtRule | None, document: object) -> datetime | None:
    """The supplier's own time stamp in UTC.

    None where there is none, and where it has no time zone: then it names no instant, and a guess would make the
    balance look hours older or newer than it is.
    """
    if rule is None:
        return None
    value = _find(rule.pointer, document)
    if value is MISSING or value is None or value == "":
        return None
    try:
        if rule.format is TimeFormat.EPOCH_S:
            return datetime.fromtimestamp(float(_numeric(str(value), rule.pointer)), UTC)
        moment = datetime.fromisoformat(value.strip() if isinstance(value, str) else "")
        return None if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError, BadAnswer):
        pass
    raise BadAnswer(BadAnswerReason.REPORTED_AT_UNREADABLE, field=rule.pointer, found=_shown(value))


def _shown(value: object) -> str | None:
    """`value` as a short fact; None for an object or an array."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _NotFinite):
        return "NaN"
    if not isinstance(value, str | Decimal):
        return None
    text = "".join(c for c in str(value)[: _LONGEST_FACT + 1] if c.isprintable())
    return text if len(text) <= _LONGEST_FACT else text[: _LONGEST_FACT - 1] + "…"
