"""What a profile's file says of answers, checked: amount, currency, time stamp, success and errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from galla.domain.currencies import is_known
from galla.domain.errors import SettingsReason
from galla.domain.json_pointer import Pointer
from galla.domain.profiles.answers import (
    AmountRule,
    Condition,
    CurrencyRule,
    ErrorMeaning,
    ErrorRules,
    ItemRule,
    ReportedAtRule,
    Scalar,
    TimeFormat,
    TimeMeaning,
)
from galla.domain.profiles.checked_table import CheckedTable
from galla.domain.profiles.requests import AnswerFormat

_SIGNS = (".", ",")
MINOR_UNITS = "minor_units"
_DAY = frozenset({"%Y", "%m", "%d"})
_DIRECTIVES = _DAY | {"%H", "%M", "%S", "%f", "%z"}
"""Of `strptime`, those that mean the same in every language of the machine."""


def parse_amount(table: CheckedTable, answer: AnswerFormat) -> AmountRule:
    """The rule that `[amount]` describes."""
    in_minor_units = table.value("scale") == MINOR_UNITS
    rule = AmountRule(
        pointer=Pointer(()) if answer is AnswerFormat.TEXT else table.pointer(),
        item=_item(table),
        scale=Decimal(1) if in_minor_units else table.decimal("scale", Decimal(1), or_else=MINOR_UNITS),
        in_minor_units=in_minor_units,
        divisor=table.optional_pointer("divisor_pointer"),
        subtract=table.optional_pointer("subtract_pointer"),
        pattern=table.pattern("pattern", groups=("amount",)),
        decimal_sign=_sign(table, "decimal_sign", ".", _SIGNS),
        grouping_sign=_sign(table, "grouping_sign", "", ("", *_SIGNS, " ", "'", "\u00a0", "\u202f")),
    )
    if rule.decimal_sign == rule.grouping_sign:
        table.refuse("grouping_sign", '"," | "."')
    if answer is AnswerFormat.TEXT and (rule.item or rule.divisor or rule.subtract):
        table.refuse("pattern", 'request.answer = "json"')
    table.finish()
    return rule


def parse_currency(table: CheckedTable, amount: AmountRule) -> CurrencyRule:
    """The rule that `[currency]` describes; the currency may also stand in the amount's pattern."""
    rule = CurrencyRule(
        pointer=table.optional_pointer(),
        fixed=table.optional_text("fixed"),
        words=_words(table),
        of_answer=table.boolean("of_answer", False),
        in_pattern=amount.pattern is not None and "currency" in re.compile(amount.pattern).groupindex,
    )
    given = [rule.pointer is not None, rule.fixed is not None, rule.in_pattern]
    if sum(given) > 1:
        table.refuse("fixed" if rule.fixed is not None else "pointer", "pointer | fixed | (?P<currency>…)")
    if rule.fixed is not None and not is_known(rule.fixed):
        table.refuse("fixed", "ISO 4217", SettingsReason.UNKNOWN_CURRENCY)
    if rule.words and rule.pointer is None and not rule.in_pattern:
        table.refuse("words", "pointer", SettingsReason.MISSING_FIELD)
    table.finish()
    return rule


def parse_reported_at(table: CheckedTable) -> ReportedAtRule | None:
    """The rule that `[reported_at]` describes, if there is one."""
    if table.is_absent:
        return None
    rule = ReportedAtRule(
        pointer=table.pointer(),
        format=_time_format(table),
        meaning=table.choice("meaning", TimeMeaning),
        zone=_zone(table),
        of_answer=table.boolean("of_answer", False),
    )
    table.finish()
    return rule


def parse_conditions(tables: tuple[CheckedTable, ...]) -> tuple[Condition, ...]:
    """The conditions that `[success]` or each `[[success]]` describes."""
    conditions = []
    for table in tables:
        conditions.append(_condition(table))
        table.finish()
    return tuple(conditions)


def parse_errors(table: CheckedTable) -> ErrorRules:
    """The rules that `[errors]` describes."""
    message = table.optional_pointer("message")
    by_status = table.table("status")
    statuses = []
    for key in by_status.keys():  # noqa: SIM118 - the table counts which keys were asked for
        if not re.fullmatch(r"[45][0-9][0-9]", key):
            by_status.refuse(key, "400–599")
        statuses.append((int(key), by_status.choice(key, ErrorMeaning)))
    bodies = []
    for rule in table.tables("body"):
        bodies.append((_condition(rule), rule.choice("means", ErrorMeaning)))
        rule.finish()
    table.finish()
    return ErrorRules(message, tuple(statuses), tuple(bodies))


def scalar(value: object) -> Scalar:
    """A TOML value as an answer has it. ValueError where it is no single value."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    raise ValueError("not a single value")


def _condition(table: CheckedTable) -> Condition:
    condition = Condition(
        pointer=table.pointer(),
        equals=_scalars(table, "equals"),
        empty=table.optional_boolean("empty"),
        matches=table.pattern("matches"),
    )
    if condition.equals is None and condition.empty is None and condition.matches is None:
        table.refuse("equals", "equals, empty, matches", SettingsReason.MISSING_FIELD)
    return condition


def _scalars(table: CheckedTable, key: str) -> tuple[Scalar, ...] | None:
    value = table.value(key)
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    try:
        return tuple(scalar(item) for item in items)
    except ValueError:
        table.refuse(key, '"…", 1, true, [ ]', SettingsReason.WRONG_TYPE)


def _item(table: CheckedTable) -> ItemRule | None:
    pointer = table.optional_pointer("list")
    where = table.table("where")
    conditions: list[tuple[Pointer, Scalar]] = []
    for key in where.keys():  # noqa: SIM118 - the table counts which keys were asked for
        try:
            conditions.append((Pointer.parse(key), scalar(where.value(key))))
        except ValueError:
            where.refuse(key, '"/a" = "…"')
    if pointer is None and conditions:
        table.refuse("list", '"/accounts"', SettingsReason.MISSING_FIELD)
    if pointer is not None and not conditions:
        table.refuse("where", '"/currency" = "{currency}"', SettingsReason.MISSING_FIELD)
    return None if pointer is None else ItemRule(pointer, tuple(conditions))


def _sign(table: CheckedTable, key: str, default: str, allowed: tuple[str, ...]) -> str:
    value = table.value(key)
    if value is None:
        return default
    if not isinstance(value, str) or value not in allowed:
        table.refuse(key, ", ".join(f'"{sign}"' for sign in allowed if sign.strip()))
    return value


def _words(table: CheckedTable) -> tuple[tuple[str, str], ...]:
    named = table.table("words")
    words = []
    for word in named.keys():  # noqa: SIM118 - the table counts which keys were asked for
        code = named.text(word)
        if not is_known(code):
            named.refuse(word, "ISO 4217", SettingsReason.UNKNOWN_CURRENCY)
        words.append((word, code))
    return tuple(words)


def _time_format(table: CheckedTable) -> TimeFormat | str:
    text = table.optional_text("format")
    if text is None or "%" not in text:
        return table.choice("format", TimeFormat, TimeFormat.ISO8601)
    parts = re.findall("%.?", text)
    if not set(parts) <= _DIRECTIVES or len(set(parts)) < len(parts) or not set(parts) >= _DAY:
        table.refuse("format", '"%Y-%m-%d %H:%M:%S.%f%z"')
    return text


def _zone(table: CheckedTable) -> str | None:
    name = table.optional_text("zone")
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        table.refuse("zone", '"UTC", "Asia/Kolkata"', SettingsReason.UNKNOWN_TIMEZONE)
    return name


def mentions_currency(amount: AmountRule) -> bool:
    """Whether the account's currency is needed to find the amount."""
    pointers = [amount.pointer, amount.divisor, amount.subtract]
    where: Mapping[Pointer, Scalar] = {} if amount.item is None else dict(amount.item.where)
    pointers += [None if amount.item is None else amount.item.list, *where]
    in_tokens = any("{currency}" in token for pointer in pointers if pointer is not None for token in pointer.tokens)
    return in_tokens or any(value == "{currency}" for value in where.values())
