"""How a profile's request is made: placeholders in every place, bodies, signatures, and tokens that are shared."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.recorded_supplier import Answer, Asked, RecordedSupplier, recorded_supplier
from fakes import MONDAY_NOON, FakeClock, account
from galla.adapters.http_messages import Prepared
from galla.adapters.request_building import balance_request, token_request, values_of
from galla.adapters.supplier_client import HttpBalanceSource
from galla.domain.errors import GallaError
from galla.domain.model import Secret
from galla.domain.profiles.model import Profile
from galla.domain.profiles.parsing import parse_profile

BALANCE = '{"b": "84.20"}'
SECRET = "s3cret-that-nobody-may-see"


def made(**tables: Any) -> Profile:
    table = {"name": "X", "request": {"path": "/b"}, "auth": {"type": "bearer"}, "amount": {"pointer": "/b"}}
    return parse_profile({**table, "currency": {"fixed": "USD"}, **tables}, "x.toml")


def prepared(profile: Profile, fields: dict[str, str] | None = None, **secrets: str) -> Prepared:
    shop = account(fields=tuple((fields or {}).items()))
    values = values_of(profile, shop, {name: Secret(text) for name, text in secrets.items()})
    return balance_request(profile, values, MONDAY_NOON)


def test_a_value_in_the_path_or_the_query_means_nothing_there() -> None:
    profile = made(
        request={"path": "/shops/{shop}/b", "query": {"q": "{shop}", "k": "{api_key}"}},
        auth={"type": "none"},
        fields={"shop": {"secret": False}},
    )
    made_for = prepared(profile, {"shop": "a/../b?c=d&e#f é"}, api_key="x&y=z")
    assert made_for.url == (
        "https://api.example.com/shops/a%2F..%2Fb%3Fc%3Dd%26e%23f%20%C3%A9/b"
        "?q=a%2F..%2Fb%3Fc%3Dd%26e%23f%20%C3%A9&k=x%26y%3Dz"
    )
    assert prepared(profile, {"shop": ".."}, api_key="x").url.startswith("https://api.example.com/shops/%2E%2E/b?")


def test_a_body_of_json_has_its_placeholders_filled_and_nothing_broken() -> None:
    body = {"query": "{{ balance }}", "shop": "{shop}", "n": 1, "x": 1.5, "list": [True, {"key": "{api_key}"}]}
    profile = made(
        request={"path": "/b", "method": "POST", "json": body},
        auth={"type": "none"},
        fields={"shop": {"secret": False}},
    )
    request = prepared(profile, {"shop": 'a"b\\é'}, api_key="k")
    assert request.body is not None
    assert json.loads(request.body) == {
        "query": "{ balance }",
        "shop": 'a"b\\é',
        "n": 1,
        "x": 1.5,
        "list": [True, {"key": "k"}],
    }
    assert (request.method, request.headers["Content-Type"]) == ("POST", "application/json")


def test_a_form_has_the_requests_fields_and_the_keys() -> None:
    profile = made(
        request={"path": "/b", "method": "POST", "form": {"action": "balance"}},
        auth={"type": "form", "form": {"key": "{api_key}"}},
    )
    assert prepared(profile, api_key="a&b").body == b"action=balance&key=a%26b"


def test_a_field_of_the_owners_has_its_default_and_is_missed_without_one() -> None:
    profile = made(request={"path": "/{region}/{shop}"}, fields={"region": {"secret": False, "default": "eu"}})
    assert prepared(profile, api_key="k", shop="7").url.endswith("/eu/7")
    profile = made(request={"path": "/{region}"}, fields={"region": {"secret": False}})
    with pytest.raises(GallaError) as caught:
        prepared(profile, api_key="k")
    problem = caught.value.problem
    assert (problem.kind, problem.reason, problem.fact("field")) == ("settings", "missing_field", "fields.region")


@pytest.mark.parametrize(
    ("secret", "kind"), [("", "keyring"), ("  ", "keyring"), ("a\nb", "key_rejected"), ("é", "key_rejected")]
)
def test_a_secret_that_no_request_can_carry_never_leaves_the_machine(secret: str, kind: str) -> None:
    with pytest.raises(GallaError) as caught:
        prepared(made(), api_key=secret)
    assert caught.value.problem.kind == kind
    assert "api_key" in dict(caught.value.problem.facts).values()


def test_a_request_shows_nothing_of_itself() -> None:
    request = prepared(made(request={"path": "/{shop}"}), api_key=SECRET, shop=SECRET)
    assert SECRET not in repr(request)


def test_a_signature_is_over_method_path_query_time_and_body() -> None:
    profile = made(
        request={"path": "/b", "method": "POST", "query": {"t": "{timestamp}"}, "json": {"a": 1}},
        auth={
            "type": "signer",
            "signer": "hmac-sha256",
            "key": "{secret_key}",
            "message": "{timestamp}|{method}|{path}|{body}",
            "headers": {"X-Key": "{api_key}", "X-Nonce": "{nonce}"},
            "query": {"sign": "{signature}"},
            "timestamp_ms": True,
        },
    )
    request = prepared(profile, api_key="id-1", secret_key="k-1")
    time_ms = str(int(MONDAY_NOON.timestamp() * 1000))
    message = f'{time_ms}|POST|/b?t={time_ms}|{{"a":1}}'
    expected = hmac.new(b"k-1", message.encode(), hashlib.sha256).hexdigest()
    assert request.url == f"https://api.example.com/b?t={time_ms}&sign={expected}"
    assert request.headers["X-Key"] == "id-1"
    assert len(request.headers["X-Nonce"]) == 32


def test_a_signature_may_be_written_in_base64() -> None:
    auth = {"type": "signer", "signer": "hmac-sha512", "key": "{k}", "message": "{path}", "encoding": "base64"}
    request = prepared(made(auth={**auth, "headers": {"X-Sign": "{signature}"}}), k="key")
    assert request.headers["X-Sign"] == base64.b64encode(hmac.new(b"key", b"/b", hashlib.sha512).digest()).decode()


# --- OAuth2 client credentials


def oauth2(url: str, **changes: Any) -> Profile:
    fields = {"grant_type": "client_credentials", "client_id": "{client_id}", "client_secret": "{client_secret}"}
    return made(auth={"type": "oauth2_client_credentials", "token_url": url, "token_fields": fields, **changes})


CREDENTIALS = {"client_id": Secret("id-1"), "client_secret": Secret(SECRET)}


@pytest.mark.parametrize(
    ("how", "body", "query"),
    [
        ("form", "grant_type=client_credentials&client_id=id+1&client_secret=a%26b", ""),
        ("json", '{"grant_type": "client_credentials", "client_id": "id 1", "client_secret": "a&b"}', ""),
        ("query", "", "?grant_type=client_credentials&client_id=id%201&client_secret=a%26b"),
    ],
)
def test_a_token_is_asked_for_by_form_json_or_query(how: str, body: str, query: str) -> None:
    profile = oauth2("https://auth.example.com/t", token_request=how)
    rule = profile.auth.token
    assert rule is not None
    values = values_of(profile, account(), {"client_id": Secret("id 1"), "client_secret": Secret("a&b")})
    request = token_request(rule, values)
    assert (request.method, request.url, request.body) == ("POST", f"https://auth.example.com/t{query}", body.encode())


def test_client_and_secret_may_go_as_basic_authentication() -> None:
    profile = oauth2(
        "https://auth.example.com/t", token_basic={"username": "{client_id}", "password": "{client_secret}"}
    )
    assert profile.auth.token is not None
    request = token_request(profile.auth.token, {"client_id": "a", "client_secret": "b", "base_url": "https://x"})
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"a:b").decode()


@pytest.fixture
async def supplier() -> AsyncIterator[RecordedSupplier]:
    async with recorded_supplier() as running:
        running.answer = lambda asked: (200, BALANCE)
        yield running


class Shop:
    """An account of that supplier, whose tokens come from the same loopback server."""

    def __init__(self, supplier: RecordedSupplier, **changes: Any) -> None:
        self.supplier = supplier
        self.clock = FakeClock()
        self.profile = oauth2(supplier.url + "/token", **changes)
        self.source = HttpBalanceSource(self.clock, lambda _: self.profile)

    async def asks(self, secret: str = SECRET, times: int = 1) -> list[object]:
        secrets = {**CREDENTIALS, "client_secret": Secret(secret)}
        asked = (self.source.fetch(account(base_url=self.supplier.url), secrets) for _ in range(times))
        try:
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await self.source.close()

    @property
    def tokens(self) -> list[str]:
        return [asked.headers.get("authorization", "") for asked in self.supplier.asked]


def numbered(supplier: RecordedSupplier, more: str = ', "expires_in": 3600') -> None:
    """Lets the supplier grant `tok-1`, `tok-2` …"""
    supplier.grant = lambda asked: (200, f'{{"access_token": "tok-{len(supplier.granted)}"{more}}}')


async def test_a_token_is_shared_between_polls_until_shortly_before_its_end(supplier: RecordedSupplier) -> None:
    numbered(supplier)
    shop = Shop(supplier)
    await shop.asks(times=3)
    await shop.clock.advance(timedelta(seconds=3569))
    await shop.asks()
    assert shop.tokens == ["Bearer tok-1"] * 4
    await shop.clock.advance(timedelta(seconds=2))
    await shop.asks()
    assert shop.tokens[4:] == ["Bearer tok-2"]


async def test_a_refused_token_is_forgotten_alone_and_not_one_that_came_meanwhile(supplier: RecordedSupplier) -> None:
    numbered(supplier)
    shop = Shop(supplier)
    await shop.asks()
    rule = shop.profile.auth.token
    assert rule is not None
    values = values_of(shop.profile, account(base_url=supplier.url), CREDENTIALS)
    shop.source._tokens.forget(rule, values, Secret("tok-0"))
    await shop.asks()
    assert len(supplier.granted) == 1


async def test_another_secret_gets_another_token(supplier: RecordedSupplier) -> None:
    numbered(supplier)
    shop = Shop(supplier)
    await shop.asks()
    await shop.asks("another-secret")
    assert shop.tokens == ["Bearer tok-1", "Bearer tok-2"]


@pytest.mark.parametrize("more", ["", ', "expires_in": "3600"', ', "expires_in": null', ', "expires_in": -5'])
async def test_a_token_without_a_sensible_end_lasts_an_hour(supplier: RecordedSupplier, more: str) -> None:
    numbered(supplier, more)
    shop = Shop(supplier)
    await shop.asks()
    await shop.clock.advance(timedelta(seconds=3500))
    await shop.asks()
    assert len(supplier.granted) == 1


def refuse_first_token(supplier: RecordedSupplier) -> None:
    def answer(asked: Asked) -> Answer:
        return (401, "{}") if asked.headers["authorization"] == "Bearer tok-1" else (200, BALANCE)

    supplier.answer = answer


async def test_a_kept_token_that_is_refused_is_renewed_once_and_the_request_repeated(
    supplier: RecordedSupplier,
) -> None:
    numbered(supplier)
    shop = Shop(supplier)
    await shop.asks()
    refuse_first_token(supplier)
    (answer,) = await shop.asks()
    assert not isinstance(answer, Exception)
    assert shop.tokens == ["Bearer tok-1", "Bearer tok-1", "Bearer tok-2"]


async def test_a_new_token_that_is_refused_is_a_rejected_key_and_is_not_kept(supplier: RecordedSupplier) -> None:
    numbered(supplier)
    supplier.answer = lambda asked: (401, "{}")
    shop = Shop(supplier)
    (first,) = await shop.asks()
    (second,) = await shop.asks()
    assert isinstance(first, GallaError)
    assert isinstance(second, GallaError)
    assert (first.problem.kind, len(supplier.asked), len(supplier.granted)) == ("key_rejected", 2, 2)


async def test_many_polls_that_find_a_token_refused_ask_for_one_new_token(supplier: RecordedSupplier) -> None:
    numbered(supplier)
    shop = Shop(supplier)
    await shop.asks()
    refuse_first_token(supplier)
    answers = await shop.asks(times=5)
    assert not any(isinstance(answer, Exception) for answer in answers)
    assert len(supplier.granted) == 2


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (400, '{"error": "invalid_client"}', "key_rejected", ""),
        (401, '{"errorCode": "INVALID_CREDENTIALS"}', "key_rejected", ""),
        (403, "{}", "access_denied", ""),
        (429, "{}", "rate_limited", ""),
        (503, "{}", "supplier_failing", ""),
        (404, "{}", "bad_answer", "unexpected_status"),
        (200, "<html>", "bad_answer", "not_json"),
        (200, "{}", "bad_answer", "token_missing"),
        (200, '{"access_token": 5}', "bad_answer", "token_missing"),
        (200, '{"access_token": "a\\nb"}', "bad_answer", "token_missing"),
    ],
)
async def test_a_token_that_is_not_granted_is_told_as_what_it_is(
    supplier: RecordedSupplier, status: int, body: str, kind: str, reason: str
) -> None:
    supplier.grant = lambda asked: (status, body)
    (error,) = await Shop(supplier).asks()
    assert isinstance(error, GallaError)
    assert (error.problem.kind, error.problem.reason) == (kind, reason)
    assert supplier.asked == []
    assert SECRET not in repr(error) + str(error.problem)


async def test_a_token_may_stand_anywhere_in_the_answer_and_go_in_any_header(supplier: RecordedSupplier) -> None:
    supplier.grant = lambda asked: (200, '{"data": [{"jwt": "tok-9", "ttl": 60}]}')
    pointers = {"token_pointer": "/data/0/jwt", "expires_in_pointer": "/data/0/ttl"}
    shop = Shop(supplier, **pointers, headers={"X-Auth": "JWT {token}"})
    await shop.asks()
    assert supplier.asked[0].headers["x-auth"] == "JWT tok-9"
    await shop.clock.advance(timedelta(seconds=31))
    await shop.asks()
    assert len(supplier.granted) == 2


async def test_a_supplier_that_repeats_the_token_does_not_put_it_on_screen(supplier: RecordedSupplier) -> None:
    supplier.grant = lambda asked: (200, '{"access_token": "token-0123456789"}')
    supplier.answer = lambda asked: (200, '{"b": "token-0123456789"}')
    (error,) = await Shop(supplier).asks()
    assert isinstance(error, GallaError)
    assert "token-0123456789" not in str(error.problem)


# --- redirects


@pytest.mark.parametrize(("status", "kind"), [(307, ""), (308, ""), (302, "bad_answer"), (303, "bad_answer")])
async def test_what_is_posted_is_posted_on_only_where_the_redirect_says_so(
    supplier: RecordedSupplier, status: int, kind: str
) -> None:
    supplier.redirect = "/moved"
    supplier.answer = lambda asked: (status, "") if asked.path == "/b" else (200, BALANCE)
    profile = made(request={"path": "/b", "method": "POST", "form": {"a": "b"}})
    source = HttpBalanceSource(FakeClock(), lambda _: profile)
    try:
        await source.fetch(account(base_url=supplier.url), {"api_key": Secret("k")})
        found = ""
    except GallaError as error:
        found = error.problem.kind
    finally:
        await source.close()
    assert found == kind
    assert [(asked.method, asked.body) for asked in supplier.asked] == [("POST", "a=b")] * (1 if kind else 2)
