"""Answers of every shape that a profile can express, among them APIs that nobody here has seen."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.errors import BadAnswer, SupplierError
from galla.domain.money import Money
from galla.domain.profiles.extract import extract
from galla.domain.profiles.model import Profile
from galla.domain.profiles.parsing import parse_profile
from galla.domain.readings import Reading
from histories import QUICK

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def profile(amount: Any, answer: str = "json", **tables: Any) -> Profile:
    whole = {"name": "Example", "request": {"path": "/", "answer": answer}, "auth": {"type": "bearer"}}
    return parse_profile({**whole, "amount": amount, **tables}, "example.toml")


def read(rules: Profile, body: object, currency: str | None = None) -> Reading:
    text = body if isinstance(body, str) else json.dumps(body)
    return extract(rules, text.encode(), NOW, currency)


def refusal(rules: Profile, body: object, currency: str | None = None) -> SupplierError:
    with pytest.raises(SupplierError) as caught:
        read(rules, body, currency)
    return caught.value


USD = {"fixed": "USD"}


@pytest.mark.parametrize(
    ("amount", "body", "found"),
    [
        ({"pointer": "/b"}, {"b": 284.5}, "284.5"),
        ({"pointer": "/b"}, {"b": " 284.50 "}, "284.50"),
        ({"pointer": "/0/b"}, [{"b": "284.50"}], "284.50"),
        ({"pointer": ""}, "284.50", "284.50"),
        ({"pointer": "/b", "scale": "0.01"}, {"b": 28450}, "284.50"),
        ({"pointer": "/b", "scale": 1000}, {"b": "1.5"}, "1500.0"),
        ({"pointer": "/b", "divisor_pointer": "/d"}, {"b": 28450, "d": 100}, "284.5"),
        ({"pointer": "/b", "divisor_pointer": "/d"}, {"b": 1, "d": "3"}, "0.333333333333333333"),
        ({"pointer": "/in", "subtract_pointer": "/out"}, {"in": "384.50", "out": 100}, "284.50"),
        ({"pointer": "/in", "subtract_pointer": "/out", "scale": "0.01"}, {"in": 38450, "out": 10000}, "284.50"),
        ({"pointer": "/in", "subtract_pointer": "/out"}, {"in": 1, "out": 3}, "-2"),
        ({"pointer": "/b", "pattern": "^USD (?P<amount>[0-9.]+)$"}, {"b": "USD 284.50"}, "284.50"),
        ({"pointer": "/b", "grouping_sign": ","}, {"b": "1,234,567.80"}, "1234567.80"),
        ({"pointer": "/b", "grouping_sign": ","}, {"b": "12,34,567.80"}, "1234567.80"),
        ({"pointer": "/b", "grouping_sign": ".", "decimal_sign": ","}, {"b": "1.234,50"}, "1234.50"),
        ({"pointer": "/b", "decimal_sign": ","}, {"b": "-84,2"}, "-84.2"),
        ({"pointer": "/b", "grouping_sign": ","}, {"b": 1234.5}, "1234.5"),
    ],
)
def test_an_amount_is_read_however_it_is_written(amount: Any, body: object, found: str) -> None:
    assert str(read(profile(amount, currency=USD), body).balance.amount) == found


@pytest.mark.parametrize(
    ("amount", "body", "reason"),
    [
        ({"pointer": "/b"}, {"b": "1,234.50"}, "amount_not_a_number"),
        ({"pointer": "/b", "grouping_sign": ","}, {"b": "1,23"}, "amount_not_a_number"),
        ({"pointer": "/b", "grouping_sign": ","}, {"b": ",123"}, "amount_not_a_number"),
        ({"pointer": "/b", "decimal_sign": ","}, {"b": "84.2"}, "amount_not_a_number"),
        ({"pointer": "/b", "divisor_pointer": "/d"}, {"b": 1, "d": 0}, "amount_not_a_number"),
        ({"pointer": "/b", "divisor_pointer": "/d"}, {"b": 1, "d": -100}, "amount_not_a_number"),
        ({"pointer": "/b", "divisor_pointer": "/d"}, {"b": 1}, "amount_missing"),
        ({"pointer": "/b", "subtract_pointer": "/s"}, {"b": 1, "s": None}, "amount_missing"),
        ({"pointer": "/b", "pattern": "USD (?P<amount>.+)"}, {"b": "EUR 1"}, "amount_not_a_number"),
        ({"pointer": "/b", "pattern": "(?P<amount>[0-9]+)?"}, {"b": "x"}, "amount_not_a_number"),
        ({"pointer": "/b", "scale": "0.01"}, {"b": True}, "amount_not_a_number"),
        ({"pointer": "/b", "scale": "0.01"}, '{"b": 1e90}', "amount_out_of_range"),
        ({"pointer": "/b"}, '{"b": 1e999999999}', "amount_out_of_range"),
        ({"pointer": "/b", "list": "/l", "where": {"/c": "x"}}, {"b": 1}, "list_missing"),
        ({"pointer": "/b", "list": "/l", "where": {"/c": "x"}}, {"l": []}, "item_missing"),
        ({"pointer": "/b", "list": "/l", "where": {"/c": "x"}}, {"l": [1, None, {"c": "y", "b": 1}]}, "item_missing"),
    ],
)
def test_what_is_no_amount_is_an_error_and_never_zero(amount: Any, body: object, reason: str) -> None:
    assert refusal(profile(amount, currency=USD), body).problem.reason == reason


LIST = {"pointer": "/b", "list": "/l", "where": {"/c": "{currency}", "/on": True, "/n": 7, "/kind": "main"}}


def test_an_item_is_selected_by_several_fields() -> None:
    rest = {"on": True, "n": "7", "kind": "main"}
    items = [
        {"c": "EUR", "b": 1, **rest},
        {"c": "USD", "b": 2, **rest, "on": 1},
        {"c": "USD", "b": 3, **rest, "n": 8},
        {"c": "usd", "b": 4, **rest},
        {"c": "USD", "b": 5, **rest},
    ]
    rules = profile(LIST, currency={"pointer": "/c"})
    assert read(rules, {"l": items}, "USD").balance.amount == 4
    problem = refusal(rules, {"l": items}, "INR").problem
    assert (problem.reason, problem.fact("expected")) == ("item_missing", "INR")


def test_the_currency_may_be_an_objects_key() -> None:
    rules = profile(
        {"pointer": "/balances/{currency}/free"}, secondary={"held": {"pointer": "/balances/{currency}/held"}}
    )
    body = {"balances": {"KES": {"free": "284.50", "held": "12"}, "USD": {"free": 1}}}
    reading = read(rules, body, "KES")
    assert (str(reading.balance.amount), reading.balance.currency) == ("284.50", "KES")
    assert [(item.name, str(item.balance.amount)) for item in reading.secondary] == [("held", "12")]
    assert read(rules, body, "USD").secondary == ()
    assert refusal(rules, body, "EUR").problem.reason == "amount_missing"


@pytest.mark.parametrize(
    ("rule", "body", "found"),
    [
        ({"pointer": "/c"}, {"b": 1, "c": "kes"}, "KES"),
        ({"pointer": "/c", "words": {"Kenyan Shilling": "KES"}}, {"b": 1, "c": "Kenyan Shilling"}, "KES"),
        ({"pointer": "/c", "words": {"$": "USD"}}, {"b": 1, "c": "EUR"}, "EUR"),
        ({"fixed": "EUR"}, {"b": 1}, "EUR"),
    ],
)
def test_the_currency_is_a_code_a_word_or_fixed(rule: Any, body: object, found: str) -> None:
    assert read(profile({"pointer": "/b"}, currency=rule), body).balance.currency == found


def test_the_currency_may_stand_beside_the_amount_in_one_text() -> None:
    rules = profile(
        {"pointer": "/b", "pattern": r"^(?P<currency>\S+) (?P<amount>\S+)$"}, currency={"words": {"KSh": "KES"}}
    )
    assert str(read(rules, {"b": "KES 284.50"}).balance) == str(read(rules, {"b": "KSh 284.50"}).balance)
    assert read(rules, {"b": "KES 284.50"}).balance.currency == "KES"
    assert refusal(rules, {"b": "KES 284.50"}, "USD").problem.reason == "currency_mismatch"
    assert refusal(rules, {"b": "shells 5"}).problem.reason == "currency_unknown"


def test_the_currency_may_stand_outside_the_item_that_has_the_amount() -> None:
    amount = {"pointer": "/b", "list": "/l", "where": {"/k": "main"}}
    body = {"c": "USD", "l": [{"k": "main", "b": 5}]}
    assert read(profile(amount, currency={"pointer": "/c", "of_answer": True}), body).balance.currency == "USD"
    assert refusal(profile(amount, currency={"pointer": "/c"}), body).problem.reason == "currency_missing"


@pytest.mark.parametrize(
    "body", ["ACCESS_BALANCE:284.50", "  ACCESS_BALANCE:284.50\r\n", "\ufeffACCESS_BALANCE:284.50"]
)
def test_an_answer_may_be_plain_text(body: str) -> None:
    rules = profile({"pattern": "^ACCESS_BALANCE:(?P<amount>.+)$"}, "text", currency={"fixed": "USD"})
    assert str(read(rules, body).balance.amount) == "284.50"


def test_what_a_plain_text_says_of_an_error_is_told_by_its_kind() -> None:
    rules = profile(
        {"pattern": "^ACCESS_BALANCE:(?P<amount>.+)$"},
        "text",
        currency=USD,
        errors={"body": [{"pointer": "", "equals": "BAD_KEY", "means": "key_rejected"}]},
    )
    assert refusal(rules, "BAD_KEY").problem.kind == "key_rejected"
    assert refusal(rules, "ERROR_SQL").problem.reason == "amount_not_a_number"
    assert refusal(rules, "").problem.reason == "amount_missing"
    assert isinstance(refusal(rules, "\x00"), BadAnswer)


def test_an_answer_may_be_a_form() -> None:
    rules = profile({"pointer": "/balance"}, "form", currency={"pointer": "/cur"})
    assert str(read(rules, "status=ok&balance=284.50&cur=USD").balance.amount) == "284.50"
    assert refusal(rules, "balance=&cur=USD").problem.reason == "amount_missing"
    assert refusal(rules, "balance=1&balance=2&cur=USD").problem.fact("detail") == "duplicate_key"
    assert refusal(rules, "").problem.reason == "not_form"
    assert refusal(rules, "<html>").problem.reason == "not_form"


@pytest.mark.parametrize(
    ("rule", "value", "moment"),
    [
        ({}, "2026-11-23T11:59:00+05:30", "2026-11-23T06:29:00+00:00"),
        ({}, "2026-11-23 11:59:00", None),
        ({"zone": "Asia/Kolkata"}, "2026-11-23 11:59:00", "2026-11-23T06:29:00+00:00"),
        ({"zone": "Asia/Kolkata"}, "2026-11-23 11:59:00Z", "2026-11-23T11:59:00+00:00"),
        ({"format": "epoch_s"}, 1763899200, "2025-11-23T12:00:00+00:00"),
        ({"format": "epoch_ms"}, "1763899200500", "2025-11-23T12:00:00.500000+00:00"),
        ({"format": "rfc2822"}, "Mon, 23 Nov 2026 12:00:00 GMT", "2026-11-23T12:00:00+00:00"),
        ({"format": "%d/%m/%Y %H:%M", "zone": "UTC"}, "23/11/2026 12:00", "2026-11-23T12:00:00+00:00"),
        ({"format": "%Y-%m-%dT%H:%M:%S%z"}, "2026-11-23T12:00:00+0300", "2026-11-23T09:00:00+00:00"),
        ({"format": "%d/%m/%Y %H:%M"}, "23/11/2026 12:00", None),
        ({}, "", None),
        ({}, None, None),
    ],
)
def test_a_time_stamp_is_an_instant_or_none(rule: Any, value: object, moment: str | None) -> None:
    rules = profile({"pointer": "/b"}, currency=USD, reported_at={"pointer": "/at", "meaning": "recalculated", **rule})
    found = read(rules, {"b": 1, "at": value}).reported_at
    assert found == (None if moment is None else datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({}, "soon"),
        ({}, [1]),
        ({"format": "epoch_s"}, "-5"),
        ({"format": "epoch_s"}, 10**17),
        ({"format": "epoch_ms"}, True),
        ({"format": "rfc2822"}, "the day before yesterday"),
        ({"format": "%d/%m/%Y %H:%M"}, "11/23/2026 12:00"),
    ],
)
def test_a_time_stamp_that_cannot_be_read_is_an_error(rule: Any, value: object) -> None:
    rules = profile({"pointer": "/b"}, currency=USD, reported_at={"pointer": "/at", "meaning": "recalculated", **rule})
    assert refusal(rules, {"b": 1, "at": value}).problem.reason == "reported_at_unreadable"


@pytest.mark.parametrize(
    ("success", "good", "bad"),
    [
        ({"pointer": "/ok", "equals": True}, {"ok": True}, {"ok": "true"}),
        ({"pointer": "/ok", "equals": [1, "1"]}, {"ok": "1"}, {"ok": True}),
        ({"pointer": "/status", "equals": "success"}, {"status": "success"}, {"status": "failed"}),
        ({"pointer": "/errors", "empty": True}, {"errors": []}, {"errors": [{"code": 1}]}),
        ({"pointer": "/errors", "empty": True}, {}, {"errors": "no"}),
        ({"pointer": "/data", "empty": False}, {"data": {"x": 1}}, {"data": {}}),
        ({"pointer": "/msg", "matches": "^OK"}, {"msg": "OK then"}, {"msg": "not OK"}),
        ([{"pointer": "/a", "equals": 1}, {"pointer": "/b", "equals": 0}], {"a": 1}, {"a": 2}),
    ],
)
def test_an_error_inside_a_200_is_no_balance(success: Any, good: Any, bad: Any) -> None:
    rules = profile({"pointer": "/b"}, currency=USD, success=success, errors={"message": "/why"})
    assert read(rules, {"b": 0, **good}).balance.amount == 0
    problem = refusal(rules, {"b": 0, "why": "no\nluck", **bad}).problem
    assert (problem.reason, problem.fact("message")) == ("refused_by_rule", "no luck")


@pytest.mark.parametrize("kind", ["key_rejected", "access_denied", "rate_limited", "supplier_failing", "bad_answer"])
def test_an_error_in_the_body_is_told_by_the_kind_that_the_profile_names(kind: str) -> None:
    errors = {"body": [{"pointer": "/code", "equals": [7, "X7"], "means": kind}]}
    rules = profile({"pointer": "/b"}, currency=USD, errors=errors)
    assert refusal(rules, {"b": 5, "code": "X7"}).problem.kind == kind
    assert read(rules, {"b": 5, "code": 8}).balance.amount == 5


# --- whatever comes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["b", "c", "l", "d", "at", ""]), inner),
    max_leaves=12,
)
RULES = [
    profile({"pointer": "/b"}, currency={"pointer": "/c"}, reported_at={"pointer": "/at", "meaning": "recalculated"}),
    profile({"pointer": "/b", "divisor_pointer": "/d", "subtract_pointer": "/c", "scale": "0.01"}, currency=USD),
    profile({"pointer": "/b", "list": "/l", "where": {"/c": "{currency}"}}, currency={"pointer": "/c"}),
    profile({"pointer": "", "pattern": "(?P<amount>[0-9.,]+)", "grouping_sign": ","}, currency=USD),
    profile({"pattern": "(?P<amount>.*)"}, "text", currency=USD),
    profile({"pointer": "/b"}, "form", currency={"pointer": "/c"}),
]
"""Each way of finding an amount."""


def _may_be_zero(body: bytes) -> bool:
    return b"0" in body


@QUICK
@given(JSON, st.sampled_from(RULES), st.sampled_from(["USD", "EUR"]))
def test_any_json_is_a_balance_or_an_error_of_ours_and_never_zero_for_missing(
    document: object, rules: Profile, currency: str
) -> None:
    body = json.dumps(document).encode()
    try:
        reading = extract(rules, body, NOW, currency)
    except SupplierError:
        return
    assert reading.balance.amount.is_finite()
    assert reading.balance.amount != 0 or _may_be_zero(body)
    assert reading.balance.currency == currency
    assert reading.reported_at is None or reading.reported_at.utcoffset() == timedelta(0)


@QUICK
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(RULES))
def test_any_bytes_are_a_balance_or_an_error_of_ours(body: bytes, rules: Profile) -> None:
    try:
        amount = extract(rules, body, NOW, "USD").balance.amount
    except SupplierError:
        return
    assert amount.is_finite()
    assert amount != 0 or _may_be_zero(body)


@pytest.mark.parametrize(
    ("currency", "whole"),
    [("USD", "284.50"), ("JPY", "28450"), ("KWD", "28.450"), ("BTC", "0.00028450")],
)
def test_minor_units_are_those_of_the_currency_that_the_answer_names(currency: str, whole: str) -> None:
    rules = profile(
        {"pointer": "/b", "scale": "minor_units"}, currency={"pointer": "/c"}, secondary={"held": {"pointer": "/h"}}
    )
    found = read(rules, {"b": 28450, "c": currency, "h": 28450})
    assert found.balance == Money(Decimal(whole), currency)
    assert str(found.balance.amount) == whole
    assert [item.balance for item in found.secondary] == [found.balance]


@QUICK
@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False), st.sampled_from([1, 10, 100, 1000]))
def test_minor_units_by_scale_and_by_divisor_are_the_same_money(amount: Decimal, factor: int) -> None:
    body = f'{{"b": {amount:f}, "d": {factor}}}'
    by_divisor = read(profile({"pointer": "/b", "divisor_pointer": "/d"}, currency=USD), body)
    by_scale = read(profile({"pointer": "/b", "scale": str(Decimal(1) / factor)}, currency=USD), body)
    assert by_divisor.balance.amount == by_scale.balance.amount == amount / factor
