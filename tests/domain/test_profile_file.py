"""A supplier profile's file: what each key means, and what is said of a mistake."""

from decimal import Decimal
from typing import Any

import pytest

from galla.domain.errors import SettingsError
from galla.domain.json_pointer import MISSING, Pointer
from galla.domain.profiles.answers import Condition, ErrorMeaning, TimeFormat, TimeMeaning
from galla.domain.profiles.model import Profile, Words
from galla.domain.profiles.parsing import parse_profile
from galla.domain.profiles.requests import JsonObject, Method, Pair
from galla.domain.profiles.template import Template


def table(**changes: object) -> dict[str, object]:
    return {
        "name": "Example",
        "request": {"path": "/balance"},
        "auth": {"type": "bearer"},
        "amount": {"pointer": "/balance"},
    } | changes


def refusal(**changes: object) -> tuple[str, str, str]:
    with pytest.raises(SettingsError) as caught:
        parse_profile(table(**changes), "example.toml")
    problem = caught.value.problem
    assert problem.fact("path") == "example.toml"
    assert problem.fact("allowed")
    return problem.reason, problem.fact("field"), problem.fact("allowed")


def test_a_bearer_key_is_a_header_with_one_secret():
    profile = parse_profile(table(), "example.toml")
    assert profile.auth.headers == (Pair("Authorization", Template("Bearer {api_key}")),)
    assert profile.secret_names == ("api_key",)


def test_free_headers_may_need_several_secrets_each_named_once():
    headers = {"X-Id": "{client_id}", "X-Sign": "v1 {api_key}:{client_id}"}
    profile = parse_profile(table(auth={"type": "headers", "headers": headers}), "example.toml")
    assert profile.secret_names == ("client_id", "api_key")


def test_only_what_says_whose_balance_is_asked_for_tells_histories_apart():
    profile = parse_profile(
        table(
            request={"path": "/wallets/{wallet}", "query": {"region": "{region}"}},
            auth={"type": "headers", "headers": {"X-Id": "{client_id}", "X-Key": "{api_key}"}},
            fields={
                "wallet": {"secret": False},
                "region": {"secret": False, "default": "eu"},
                "client_id": {"secret": False},
            },
        ),
        "example.toml",
    )
    entered = {"wallet": "17", "client_id": "shop-1"}
    assert profile.asked_for(entered) == "wallet=17 region=eu"
    assert profile.asked_for(entered | {"client_id": "shop-2"}) == profile.asked_for(entered)
    assert profile.asked_for({}) == "region=eu"


def test_everything_optional_has_its_default():
    profile = parse_profile(table(), "example.toml")
    assert profile.needs_currency
    assert profile.reported_at is None
    assert profile.errors.statuses == ()
    assert profile.settle_delay_s == 120
    assert profile.top_up_page is None


def test_every_field_is_read():
    profile = parse_profile(
        table(
            request={"path": "/v1/balance?full=1", "method": "GET", "headers": {"Accept": "application/json"}},
            currency={"fixed": "EUR"},
            reported_at={"pointer": "/at", "format": "epoch_s", "meaning": "last_transaction"},
            errors={"message": "/error", "status": {"400": "key_rejected", "402": "access_denied"}},
            limits={"settle_delay_s": 30},
            top_up={"page": "https://example.com/pay"},
        ),
        "example.toml",
    )
    assert profile.request.headers == (Pair("Accept", Template("application/json")),)
    assert profile.currency.fixed == "EUR"
    assert profile.reported_at is not None
    assert (profile.reported_at.format, profile.reported_at.meaning) == (
        TimeFormat.EPOCH_S,
        TimeMeaning.LAST_TRANSACTION,
    )
    assert profile.errors.statuses == ((400, ErrorMeaning.KEY_REJECTED), (402, ErrorMeaning.ACCESS_DENIED))
    assert (profile.settle_delay_s, profile.top_up_page) == (30, "https://example.com/pay")


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"name": ""}, "bad_value", "name"),
        ({"name": 7}, "wrong_type", "name"),
        ({"request": "/balance"}, "wrong_type", "request"),
        ({"request": {}}, "missing_field", "request.path"),
        ({"request": {"path": "balance"}}, "bad_value", "request.path"),
        ({"request": {"path": "//evil.example/balance"}}, "bad_value", "request.path"),
        ({"request": {"path": "/balance", "method": "DELETE"}}, "bad_value", "request.method"),
        ({"request": {"path": "/balance", "headers": {"Host": "x"}}}, "bad_value", "request.headers.Host"),
        ({"request": {"path": "/balance", "headers": {"X": "a\nb"}}}, "bad_value", "request.headers.X"),
        ({"auth": {}}, "missing_field", "auth.type"),
        ({"auth": {"type": "magic"}}, "bad_value", "auth.type"),
        ({"auth": {"type": "bearer", "tpye": "x"}}, "bad_value", "auth.tpye"),
        ({"auth": {"type": "headers", "headers": {"X-Key": "abc"}}}, "missing_field", "auth.headers"),
        ({"auth": {"type": "headers", "headers": {"X-Key": "{API}"}}}, "bad_value", "auth.headers.X-Key"),
        ({"amount": {}}, "missing_field", "amount.pointer"),
        ({"amount": {"pointer": "balance"}}, "bad_value", "amount.pointer"),
        ({"amount": {"pointer": "/a~2"}}, "bad_value", "amount.pointer"),
        ({"currency": {"fixed": "XYZ"}}, "unknown_currency", "currency.fixed"),
        ({"currency": {"fixed": "USD", "pointer": "/c"}}, "bad_value", "currency.fixed"),
        ({"reported_at": {"pointer": "/at"}}, "missing_field", "reported_at.meaning"),
        ({"errors": {"status": {"200": "key_rejected"}}}, "bad_value", "errors.status.200"),
        ({"errors": {"status": {"400": "bad_luck"}}}, "bad_value", "errors.status.400"),
        ({"limits": {"settle_delay_s": -1}}, "bad_value", "limits.settle_delay_s"),
        ({"limits": {"settle_delay_s": True}}, "wrong_type", "limits.settle_delay_s"),
        ({"top_up": {"page": "http://example.com"}}, "bad_value", "top_up.page"),
        ({"amonut": {}}, "bad_value", "amonut"),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_is_allowed(changes, reason, field):
    assert refusal(**changes)[:2] == (reason, field)


def test_a_misspelt_key_is_told_with_the_right_names():
    assert "scale" in refusal(amount={"pointer": "/balance", "sacle": 1})[2].split(", ")
    assert refusal(amount={"pointer": "/balance", "scale": "cents"})[1:] == ("amount.scale", '"0.01" | "minor_units"')


def made(**changes: Any) -> Profile:
    return parse_profile(table(**changes), "example.toml")


OAUTH2 = {
    "type": "oauth2_client_credentials",
    "token_url": "https://auth.example.com/token",
    "token_fields": {"client_id": "{client_id}", "client_secret": "{client_secret}"},
}
SIGNED = {
    "type": "signer",
    "signer": "hmac-sha256",
    "key": "{secret_key}",
    "message": "{timestamp}{method}{path}{body}",
    "headers": {"X-Key": "{api_key}", "X-Time": "{timestamp}", "X-Sign": "{signature}"},
}
POST = {"path": "/api", "method": "POST", "form": {"action": "balance"}}


@pytest.mark.parametrize(
    ("changes", "secrets"),
    [
        ({"auth": {"type": "none"}, "request": {"path": "/{shop_token}/balance"}}, ("shop_token",)),
        ({"auth": {"type": "basic", "username": "{sid}", "password": "{token}"}}, ("sid", "token")),
        ({"auth": {"type": "query", "query": {"key": "{api_key}"}}}, ("api_key",)),
        ({"auth": {"type": "form", "form": {"key": "{api_key}"}}, "request": POST}, ("api_key",)),
        ({"auth": OAUTH2}, ("client_id", "client_secret")),
        ({"auth": SIGNED}, ("api_key", "secret_key")),
        ({"request": {"path": "/b", "query": {"c": "{currency}", "u": "{base_url}"}}}, ("api_key",)),
    ],
)
def test_whatever_stands_in_braces_and_is_not_described_is_a_secret(changes: Any, secrets: tuple[str, ...]) -> None:
    assert made(**changes).secret_names == secrets


def test_a_field_of_the_owners_may_be_no_secret_and_says_where_it_is_found() -> None:
    profile = made(
        request={"path": "/accounts/{account}/balance"},
        fields={"account": {"secret": False, "label": {"en": "Account", "hi": "खाता"}, "where": "Settings → API"}},
    )
    assert profile.secret_names == ("api_key",)
    (field,) = profile.setting_fields
    assert (field.label, field.where) == (Words("Account", "खाता"), Words("Settings → API"))


def test_a_body_may_be_any_json_with_placeholders_and_doubled_braces_are_braces() -> None:
    body = {"query": "{{ balance(id: {shop}) }}", "n": 1, "deep": [True, {"k": "{api_key}"}]}
    tree = made(request={"path": "/graphql", "method": "POST", "json": body}, auth={"type": "none"})
    assert tree.request.method is Method.POST
    assert isinstance(tree.request.json, JsonObject)
    assert tree.secret_names == ("shop", "api_key")
    assert Template("{{ a {shop} }}").fill({"shop": "7"}) == "{ a 7 }"


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({}, True),
        ({"currency": {"pointer": "/c"}}, False),
        ({"currency": {"fixed": "EUR"}}, False),
        ({"currency": {"pointer": "/c"}, "request": {"path": "/b?c={currency}"}}, True),
        ({"currency": {"pointer": "/c"}, "amount": {"pointer": "/balances/{currency}"}}, True),
        (
            {"currency": {"pointer": "/c"}, "amount": {"pointer": "/b", "list": "", "where": {"/c": "{currency}"}}},
            True,
        ),
        ({"amount": {"pointer": "/b", "pattern": "(?P<currency>[A-Z]{3}) (?P<amount>.+)"}}, False),
    ],
)
def test_the_owner_is_asked_for_the_currency_where_nobody_else_knows_it(changes: Any, needed: bool) -> None:
    assert made(**changes).needs_currency is needed


def test_rules_of_success_and_of_errors_in_a_body_are_read() -> None:
    profile = made(
        success={"pointer": "/ok", "equals": [True, 1, "yes"]},
        errors={"body": [{"pointer": "/error", "matches": "(?i)key", "means": "key_rejected"}]},
        amount={"pointer": "/b", "scale": "0.01", "divisor_pointer": "/d", "subtract_pointer": "/s"},
        secondary={"held": {"pointer": "/held"}},
        limits={"min_interval_s": 300},
    )
    assert profile.success == (Condition(Pointer(("ok",)), equals=(True, Decimal(1), "yes")),)
    ((condition, meaning),) = profile.errors.bodies
    assert (condition.matches, meaning) == ("(?i)key", ErrorMeaning.KEY_REJECTED)
    assert (profile.amount.scale, profile.min_interval_s) == (Decimal("0.01"), 300)
    assert [rule.name for rule in profile.secondary] == ["held"]


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"request": {"path": "/{api"}}, "bad_value", "request.path"),
        ({"request": {"path": "/a/../b"}}, "bad_value", "request.path"),
        ({"request": {"path": "/a#b"}}, "bad_value", "request.path"),
        ({"request": {"path": "/a", "form": {"a": "b"}}}, "bad_value", "request.method"),
        ({"request": {"path": "/a", "method": "POST", "form": {"a": "b"}, "json": {}}}, "bad_value", "request.form"),
        ({"request": {"path": "/a", "answer": "xml"}}, "bad_value", "request.answer"),
        ({"request": {"path": "/a", "method": "POST", "json": {"a": "{"}}}, "bad_value", "request.json"),
        ({"auth": {"type": "basic", "username": "{a}"}}, "missing_field", "auth.password"),
        ({"auth": {"type": "query", "query": {"key": "fixed"}}}, "missing_field", "auth.query"),
        ({"auth": {"type": "form", "form": {"key": "{api_key}"}}}, "bad_value", "auth.form"),
        ({"auth": OAUTH2 | {"token_url": "http://auth.example.com/token"}}, "bad_value", "auth.token_url"),
        ({"auth": OAUTH2 | {"token_url": "https://u@auth.example.com/"}}, "bad_value", "auth.token_url"),
        ({"auth": OAUTH2 | {"headers": {"X": "fixed"}}}, "missing_field", "auth.headers"),
        ({"auth": OAUTH2 | {"token_request": "xml"}}, "bad_value", "auth.token_request"),
        ({"auth": SIGNED | {"signer": "md5"}}, "bad_value", "auth.signer"),
        ({"auth": SIGNED | {"headers": {"X": "{api_key}"}}}, "missing_field", "auth.headers"),
        ({"amount": {"pointer": "/a", "scale": 0}}, "bad_value", "amount.scale"),
        ({"amount": {"pointer": "/a", "scale": True}}, "wrong_type", "amount.scale"),
        ({"amount": {"pointer": "/a", "pattern": "("}}, "bad_value", "amount.pattern"),
        ({"amount": {"pointer": "/a", "pattern": "[0-9]+"}}, "bad_value", "amount.pattern"),
        ({"amount": {"pointer": "/a", "list": "/l"}}, "missing_field", "amount.where"),
        ({"amount": {"pointer": "/a", "where": {"/c": "x"}}}, "missing_field", "amount.list"),
        ({"amount": {"pointer": "/a", "list": "/l", "where": {"c": "x"}}}, "bad_value", "amount.where.c"),
        ({"amount": {"pointer": "/a", "decimal_sign": ",", "grouping_sign": ","}}, "bad_value", "amount.grouping_sign"),
        ({"currency": {"words": {"Dollar": "USD"}}}, "missing_field", "currency.words"),
        ({"currency": {"pointer": "/c", "words": {"Dollar": "XXX"}}}, "unknown_currency", "currency.words.Dollar"),
        (
            {"reported_at": {"pointer": "/a", "meaning": "recalculated", "format": "%d.%m.%y"}},
            "bad_value",
            "reported_at.format",
        ),
        (
            {"reported_at": {"pointer": "/a", "meaning": "recalculated", "format": "%B %d %Y %m"}},
            "bad_value",
            "reported_at.format",
        ),
        (
            {"reported_at": {"pointer": "/a", "meaning": "recalculated", "zone": "Mars"}},
            "unknown_timezone",
            "reported_at.zone",
        ),
        ({"success": {"pointer": "/ok"}}, "missing_field", "success.equals"),
        ({"success": [{"pointer": "/ok", "equals": {}}]}, "wrong_type", "success[1].equals"),
        ({"errors": {"body": [{"pointer": "/e", "empty": False}]}}, "missing_field", "errors.body[1].means"),
        ({"secondary": {"Held": {"pointer": "/h"}}}, "bad_value", "secondary.Held"),
        ({"fields": {"unused": {}}}, "bad_value", "fields.unused"),
        ({"fields": {"api_key": {"default": "x"}}}, "bad_value", "fields.api_key.secret"),
        ({"base_url": "http://api.example.com"}, "bad_value", "base_url"),
        ({"limits": {"min_interval_s": 100_000}}, "bad_value", "limits.min_interval_s"),
        ({"about": {"verified": "yes"}}, "bad_value", "about.verified"),
        ({"about": {"verified_on": "2026-01-01"}}, "wrong_type", "about.verified_on"),
        ({"examples": [{"answer": "{}"}]}, "missing_field", "examples[1].reads.amount"),
        ({"examples": [{"answer": "{}", "error": "oops"}]}, "bad_value", "examples[1].error"),
    ],
)
def test_a_mistake_in_the_rest_is_told_as_well(changes: Any, reason: str, field: str) -> None:
    assert refusal(**changes)[:2] == (reason, field)


def test_a_pointer_walks_objects_and_arrays():
    document = {"a/b": [{"~": 1}], "": 2, "0": 3}
    assert Pointer.parse("/a~1b/0/~0").find(document) == 1
    assert Pointer.parse("/").find(document) == 2
    assert Pointer.parse("").find(document) is document


@pytest.mark.parametrize("text", ["/x", "/a/1", "/a/00", "/a/-", "/a/-1", "/a/0/0"])
def test_a_pointer_to_nothing_finds_missing(text):
    assert Pointer.parse(text).find({"a": [1]}) is MISSING


def test_a_pointer_is_written_as_it_was_read():
    assert str(Pointer.parse("/a~1b/~0/0")) == "/a~1b/~0/0"
