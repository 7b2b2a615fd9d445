"""Amounts as suppliers write them: numbers, numeric text, text with a currency, minor units, a difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal, Inexact, localcontext
from functools import lru_cache
from typing import NoReturn

from galla.domain.currencies import display_decimals
from galla.domain.errors import BadAnswer, BadAnswerReason
from galla.domain.json_pointer import MISSING, Pointer
from galla.domain.profiles.answers import AmountRule
from galla.domain.profiles.document import find, number, shown

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LONGEST_NUMBER = 64
"""Characters; 64 bits of storage units have at most 20 digits, so a longer one is nonsense or an attack."""
_LARGEST_EXPONENT = 100
_LONGEST_SEARCHED = 2_000
"""Characters of a text in which a pattern is searched: a bad pattern must not take forever."""
_WORKING = Context(prec=400, rounding=ROUND_DOWN)
_FINEST = Decimal(1).scaleb(-18)
"""What a division leaves beyond that is cut off; the ledger keeps less."""


@dataclass(frozen=True, slots=True)
class Found:
    """An amount, and the currency that stood beside it in the same text."""

    amount: Decimal
    currency: str | None = None


def primary(rule: AmountRule, item: object, currency: str | None) -> Found:
    """The amount that `rule` finds in `item`; `currency` is the account's. Raises BadAnswer."""
    pointer = at(rule.pointer, currency)
    found = _read(rule, pointer, find(pointer, item))
    amount = found.amount
    if rule.subtract is not None:
        taken = at(rule.subtract, currency)
        amount = _WORKING.subtract(amount, _read(rule, taken, find(taken, item)).amount)
    return Found(_scaled(rule, amount, item, currency), found.currency)


def secondary(rule: AmountRule, pointer: Pointer, item: object, currency: str | None) -> Decimal | None:
    """A further amount in the same units; None where the answer has none, or nothing that is a number."""
    pointer = at(pointer, currency)
    try:
        return _scaled(rule, _read(rule, pointer, find(pointer, item)).amount, item, currency)
    except BadAnswer:
        return None


def in_whole_units(rule: AmountRule, amount: Decimal, currency: str) -> Decimal:
    """What `primary` or `secondary` found, in units of the currency in which it turned out to be."""
    return amount.scaleb(-display_decimals(currency), _WORKING) if rule.in_minor_units else amount


def at(pointer: Pointer, currency: str | None) -> Pointer:
    """`pointer` with the account's currency where it says `{currency}`."""
    if currency is None:
        return pointer
    return Pointer(tuple(token.replace("{currency}", currency) for token in pointer.tokens))


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """A profile's regular expression; digits and spaces are ASCII's."""
    return re.compile(pattern, re.ASCII)


def search(pattern: str, text: str) -> re.Match[str] | None:
    """The first match within the part of a text that is looked at."""
    return compiled(pattern).search(text[:_LONGEST_SEARCHED])


def _read(rule: AmountRule, pointer: Pointer, value: object) -> Found:
    if value is MISSING or value is None or (isinstance(value, str) and not value.strip()):
        raise BadAnswer(BadAnswerReason.AMOUNT_MISSING, field=pointer)
    currency = None
    if isinstance(value, str):
        text = value.strip()
        if rule.pattern is not None:
            match = search(rule.pattern, text)
            if match is None or match["amount"] is None:
                _refuse(text, pointer)
            currency = match.groupdict().get("currency")
            text = match["amount"].strip()
        value = _numeric(_plain(text, rule), text, pointer)
    if not isinstance(value, Decimal):
        _refuse(value, pointer)
    if len(value.as_tuple().digits) > _LONGEST_NUMBER or abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE, found=shown(value))
    return Found(value.copy_abs() if value.is_zero() else value, currency)


def _plain(text: str, rule: AmountRule) -> str:
    """`text` as a number is written in JSON, where its signs are as the rule says; else a text that is no number."""
    point, group = re.escape(rule.decimal_sign), re.escape(rule.grouping_sign)
    if rule.grouping_sign and rule.grouping_sign in text:
        # Groups of three, or of two before the last as in India; a sign anywhere else is another number's decimal sign.
        grouped = compiled(rf"[+-]?[0-9]{{1,3}}({group}[0-9]{{2,3}})*{group}[0-9]{{3}}({point}[0-9]*)?")
        if not grouped.fullmatch(text):
            return ""
        text = text.replace(rule.grouping_sign, "")
    if rule.decimal_sign == ".":
        return text
    return "" if "." in text else text.replace(rule.decimal_sign, ".")


def _numeric(plain: str, text: str, pointer: Pointer) -> Decimal:
    # Decimal() alone would take "NaN", "Infinity", "1_000" and digits of other scripts.
    if not _NUMBER.fullmatch(plain):
        _refuse(text, pointer)
    value = number(plain)
    if not isinstance(value, Decimal):
        raise BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE, found=shown(text))
    return value


def _scaled(rule: AmountRule, amount: Decimal, item: object, currency: str | None) -> Decimal:
    """By scale and divisor; where neither is given, with the digits of the answer."""
    if rule.scale != 1:
        amount = _WORKING.multiply(amount, rule.scale)
    if rule.divisor is None:
        return amount
    pointer = at(rule.divisor, currency)
    divisor = _read(AmountRule(pointer), pointer, find(pointer, item)).amount
    if divisor <= 0:
        _refuse(divisor, pointer)
    with localcontext(_WORKING) as context:
        amount = amount / divisor
        if context.flags[Inexact]:
            amount = amount.quantize(_FINEST)
    return amount


def _refuse(value: object, pointer: Pointer) -> NoReturn:
    raise BadAnswer(BadAnswerReason.AMOUNT_NOT_A_NUMBER, field=pointer, found=shown(value))
