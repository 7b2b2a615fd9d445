"""From the bytes of a supplier's answer to a reading; whatever cannot be trusted is a BadAnswer, never a zero."""

from __future__ import annotations

from datetime import datetime

from galla.domain.currencies import is_known
from galla.domain.errors import BadAnswer, BadAnswerReason
from galla.domain.json_pointer import MISSING
from galla.domain.model import NamedBalance, Reading
from galla.domain.money import AmountOutOfRange, Money, to_units
from galla.domain.profiles import amounts, verdict
from galla.domain.profiles.answers import CurrencyRule, ItemRule, Scalar
from galla.domain.profiles.document import find, parse, shown
from galla.domain.profiles.model import Profile
from galla.domain.profiles.times import reported_at


def extract(profile: Profile, body: bytes, observed_at: datetime, expected_currency: str | None) -> Reading:
    """The reading that `body` gives by the rules of `profile`.

    `expected_currency` is what the account says, if it says so. Raises BadAnswer, or the error that the profile says
    the body means.
    """
    document = parse(body, profile.request.answer)
    verdict.judge(profile, document)
    rule = profile.amount
    item = document if rule.item is None else _item(rule.item, document, expected_currency)
    found = amounts.primary(rule, item, expected_currency)
    currency = _currency(profile.currency, document, item, found.currency, expected_currency)
    balance = Money(amounts.in_whole_units(rule, found.amount, currency), currency)
    try:
        to_units(balance)
    except AmountOutOfRange:
        raise BadAnswer(BadAnswerReason.AMOUNT_OUT_OF_RANGE, found=shown(balance.amount)) from None
    time_rule = profile.reported_at
    at = reported_at(time_rule, document if time_rule is not None and time_rule.of_answer else item)
    return Reading(balance, observed_at, at, _secondary(profile, item, currency))


def _item(rule: ItemRule, document: object, currency: str | None) -> object:
    """The first item of the list whose values are as the rule says. Raises BadAnswer where there is none."""
    pointer = amounts.at(rule.list, currency)
    items = find(pointer, document)
    if not isinstance(items, list):
        raise BadAnswer(BadAnswerReason.LIST_MISSING, field=pointer)
    for item in items:
        if all(_equals(find(where, item), wanted, currency) for where, wanted in rule.where):
            return item
    raise BadAnswer(BadAnswerReason.ITEM_MISSING, field=pointer, expected=currency)


def _equals(value: object, wanted: Scalar, currency: str | None) -> bool:
    if wanted == "{currency}":
        return currency is not None and isinstance(value, str) and value.strip().upper() == currency
    return verdict.equals(value, wanted)


def _currency(rule: CurrencyRule, document: object, item: object, beside: str | None, expected: str | None) -> str:
    if rule.pointer is not None or rule.in_pattern:
        value: object = beside
        if rule.pointer is not None:
            value = find(amounts.at(rule.pointer, expected), document if rule.of_answer else item)
        if value is MISSING or value is None or (isinstance(value, str) and not value.strip()):
            raise BadAnswer(BadAnswerReason.CURRENCY_MISSING, field=rule.pointer, expected=expected)
        text = value.strip() if isinstance(value, str) else ""
        found = dict(rule.words).get(text, text.upper())
        if not is_known(found):
            raise BadAnswer(BadAnswerReason.CURRENCY_UNKNOWN, field=rule.pointer, found=shown(value))
    else:
        found = rule.fixed or expected or ""
        if not found:
            raise BadAnswer(BadAnswerReason.CURRENCY_MISSING)
    if expected is not None and found != expected:
        raise BadAnswer(BadAnswerReason.CURRENCY_MISMATCH, expected=expected, found=found)
    return found


def _secondary(profile: Profile, item: object, currency: str) -> tuple[NamedBalance, ...]:
    """What the answer has of further balances; one that is absent is not shown, and never zero."""
    found = []
    for rule in profile.secondary:
        amount = amounts.secondary(profile.amount, rule.pointer, item, currency)
        if amount is not None:
            balance = Money(amounts.in_whole_units(profile.amount, amount, currency), currency)
            found.append(NamedBalance(rule.name, balance, rule.label))
    return tuple(found)
