"""A profile from its file: each mistake is a SettingsError that names file, key and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from galla.domain.errors import ProblemKind, SettingsError, SettingsReason
from galla.domain.profiles import parse_answer
from galla.domain.profiles.checked_table import CheckedTable
from galla.domain.profiles.model import (
    DEFAULT_SETTLE_DELAY_S,
    About,
    Example,
    Field,
    Profile,
    SecondaryRule,
    Verified,
    Words,
)
from galla.domain.profiles.parse_request import free_names, parse_auth, parse_request
from galla.domain.profiles.requests import BUILT_IN, templates_of
from galla.domain.setting_values import Place, check_base_url

if TYPE_CHECKING:
    from galla.domain.profiles.requests import Auth, Request

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_ERRORS = (
    ProblemKind.KEY_REJECTED,
    ProblemKind.ACCESS_DENIED,
    ProblemKind.RATE_LIMITED,
    ProblemKind.SUPPLIER_FAILING,
    ProblemKind.BAD_ANSWER,
)
LONGEST_INTERVAL_S = 86_400


def parse_profile(table: Mapping[str, object], source: str) -> Profile:
    """The profile that a TOML table describes.

    `source` names the file in errors. Raises SettingsError with the facts `path`, `field` and `allowed`.
    """
    root = CheckedTable(table, source)
    name = root.text("name")
    request = parse_request(root.table("request"))
    auth = parse_auth(root.table("auth"), request)
    amount = parse_answer.parse_amount(root.table("amount"), request.answer)
    currency = parse_answer.parse_currency(root.table("currency"), amount)
    limits, top_up = root.table("limits"), root.table("top_up")
    profile = Profile(
        name=name,
        request=request,
        auth=auth,
        amount=amount,
        currency=currency,
        reported_at=parse_answer.parse_reported_at(root.table("reported_at")),
        success=parse_answer.parse_conditions(root.tables("success")),
        errors=parse_answer.parse_errors(root.table("errors")),
        secondary=_secondary(root.table("secondary")),
        fields=_fields(root.table("fields"), request, auth),
        base_url=_base_url(root, "base_url"),
        sandbox_base_url=_base_url(root, "sandbox_base_url"),
        min_interval_s=limits.whole_number("min_interval_s", 0, 0, LONGEST_INTERVAL_S),
        settle_delay_s=limits.whole_number("settle_delay_s", DEFAULT_SETTLE_DELAY_S, 0, 86_400),
        top_up_page=_page(top_up),
        about=_about(root.table("about")),
        examples=tuple(_example(example) for example in root.tables("examples")),
    )
    asks = any("currency" in template.names for template in templates_of(request, auth))
    named = currency.pointer is not None or currency.fixed is not None or currency.in_pattern
    needs_currency = not named or ((asks or parse_answer.mentions_currency(amount)) and currency.fixed is None)
    for one in (limits, top_up, root):
        one.finish()
    return replace(profile, needs_currency=needs_currency)


def _base_url(table: CheckedTable, key: str) -> str | None:
    text = table.optional_text(key)
    if text is None:
        return None
    try:
        return check_base_url(text, Place(key, lambda: None))
    except SettingsError:
        table.refuse(key, "https://host/path")


def _page(table: CheckedTable) -> str | None:
    page = table.optional_text("page")
    if page is not None and not re.fullmatch(r"https://[!-~]+", page):
        table.refuse("page", "https://…")
    return page


def _fields(table: CheckedTable, request: Request, auth: Auth) -> tuple[Field, ...]:
    """All that the owner enters: in the order of the file, then what it does not describe, as secrets."""
    free = free_names(auth)
    used = dict.fromkeys(
        name for template in templates_of(request, auth) for name in template.names if name not in free
    )
    described = []
    for name in table.keys():  # noqa: SIM118 - the table counts which keys were asked for
        if name not in used and name not in BUILT_IN:
            table.refuse(name, ", ".join([*used, *sorted(BUILT_IN)]))
        one = table.table(name)
        field = Field(
            name=name,
            is_secret=one.boolean("secret", name not in BUILT_IN),
            label=_words(one, "label"),
            where=_words(one, "where"),
            example=one.optional_text("example") or "",
            default=one.optional_text("default") or "",
        )
        if field.is_secret and (field.default or name in BUILT_IN):
            one.refuse("secret", "false")
        one.finish()
        described.append(field)
    missing = (Field(name) for name in used if name not in {field.name for field in described})
    return (*described, *missing)


def _secondary(table: CheckedTable) -> tuple[SecondaryRule, ...]:
    rules = []
    for name in table.keys():  # noqa: SIM118 - the table counts which keys were asked for
        if not _NAME.fullmatch(name):
            table.refuse(name, _NAME.pattern)
        one = table.table(name)
        rules.append(SecondaryRule(name, one.pointer(), _words(one, "label")))
        one.finish()
    return tuple(rules)


def _words(table: CheckedTable, key: str) -> Words:
    """A text for people: one for all languages, or one for each."""
    value = table.value(key)
    if value is None:
        return Words()
    if isinstance(value, str):
        return Words(table.text(key))
    by_language = table.table(key)
    words = Words(by_language.text("en"), by_language.optional_text("hi") or "")
    by_language.finish()
    return words


def _about(table: CheckedTable) -> About:
    on = table.value("verified_on")
    if on is not None and not isinstance(on, date):
        table.refuse("verified_on", "2026-01-31", SettingsReason.WRONG_TYPE)
    about = About(
        category=table.optional_text("category") or "",
        verified=table.choice("verified", Verified, Verified.NOTHING),
        verified_on="" if on is None else on.isoformat(),
        sources=table.texts("sources"),
        notes=_words(table, "notes"),
    )
    table.finish()
    return about


def _example(table: CheckedTable) -> Example:
    reads = table.table("reads")
    secondary = reads.table("secondary")
    error = table.optional_text("error")
    if error is not None and error not in {kind.value for kind in _ERRORS}:
        table.refuse("error", ", ".join(f'"{kind.value}"' for kind in _ERRORS))
    example = Example(
        answer=table.text("answer"),
        status=table.whole_number("status", 200, 200, 599),
        currency=table.optional_text("currency"),
        amount=None if error is not None else reads.text("amount"),
        reads_currency=reads.optional_text("currency"),
        reported_at=reads.optional_text("reported_at"),
        secondary=tuple((name, secondary.text(name)) for name in secondary.keys()),  # noqa: SIM118
        error=error,
    )
    if error is not None and not reads.is_absent:
        table.refuse("error", "reads | error")
    for one in (secondary, reads, table):
        one.finish()
    return example
