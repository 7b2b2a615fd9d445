"""Each profile that comes with the program: its documented example over a real socket, and how it asks."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from adapters.recorded_supplier import Asked, RecordedSupplier, recorded_supplier
from fakes import FakeClock, account
from galla.adapters.profiles import load_profile, profile_ids
from galla.adapters.supplier_client import HttpBalanceSource
from galla.domain.errors import GallaError
from galla.domain.model import Secret
from galla.domain.profiles.examples import differences
from galla.domain.profiles.model import Example, Profile, Verified
from galla.domain.profiles.template import Template
from galla.domain.readings import Reading
from galla.domain.settings import Account

IDS = profile_ids(None)
PROFILES = {profile_id: load_profile(profile_id, None) for profile_id in IDS}
EXAMPLES = [
    pytest.param(profile_id, example, id=f"{profile_id}-{number}")
    for profile_id, profile in PROFILES.items()
    for number, example in enumerate(profile.examples, 1)
]


@pytest.fixture
async def supplier() -> AsyncIterator[RecordedSupplier]:
    async with recorded_supplier() as running:
        yield running


def here(profile: Profile, url: str) -> Profile:
    """The profile with its token server on loopback; its address is the account's anyway."""
    rule = profile.auth.token
    if rule is None or rule.url.text.startswith("{base_url}"):
        return profile
    path = urlsplit(rule.url.text).path
    return replace(profile, auth=replace(profile.auth, token=replace(rule, url=Template(url + path))))


def shop(profile_id: str, url: str, currency: str | None) -> Account:
    profile = PROFILES[profile_id]
    given = tuple((field.name, f"{field.name}-of-shop") for field in profile.setting_fields)
    path = urlsplit(profile.base_url or "").path
    return account(profile=profile_id, base_url=url + path, currency=currency, fields=given)


def secrets_of(profile: Profile) -> dict[str, Secret]:
    return {name: Secret(f"{name}-that-nobody-may-see") for name in profile.secret_names}


async def ask(profile_id: str, supplier: RecordedSupplier, currency: str | None = "USD") -> Reading:
    profile = PROFILES[profile_id]
    source = HttpBalanceSource(FakeClock(), lambda _: here(profile, supplier.url))
    try:
        answer = await source.fetch(shop(profile_id, supplier.url, currency), secrets_of(profile))
    finally:
        await source.close()
    return answer.reading


async def asked_by(profile_id: str, supplier: RecordedSupplier) -> Asked:
    example = next(item for item in PROFILES[profile_id].examples if item.error is None)
    supplier.answer = lambda asked: (200, example.answer)
    await ask(profile_id, supplier, example.currency or example.reads_currency)
    (asked,) = supplier.asked
    return asked


@pytest.mark.parametrize(("profile_id", "example"), EXAMPLES)
async def test_a_documented_answer_over_a_real_socket_is_read_as_documented(
    profile_id: str, example: Example, supplier: RecordedSupplier
) -> None:
    supplier.answer = lambda asked: (example.status, example.answer)
    if example.error is not None:
        with pytest.raises(GallaError) as caught:
            await ask(profile_id, supplier, example.currency)
        assert caught.value.problem.kind == example.error
        return
    reading = await ask(profile_id, supplier, example.currency)
    assert (str(reading.balance.amount), reading.balance.currency) == (example.amount, example.reads_currency)
    assert {(item.name, str(item.balance.amount)) for item in reading.secondary} == set(example.secondary)


@pytest.mark.parametrize("profile_id", IDS)
def test_a_profile_reads_its_own_examples_as_it_says(profile_id: str) -> None:
    profile = PROFILES[profile_id]
    assert [example for example in profile.examples if example.error is None]
    for example in profile.examples:
        assert differences(profile, example) == ()


@pytest.mark.parametrize("profile_id", sorted(set(IDS) - {"generic-bearer"}))
def test_a_profile_says_what_it_was_verified_against_and_never_that_it_was_tried_live(profile_id: str) -> None:
    about = PROFILES[profile_id].about
    assert about.verified in {Verified.DOCUMENTATION, Verified.SDK}
    assert about.sources
    assert about.category


@pytest.mark.parametrize("profile_id", IDS)
def test_an_owner_is_told_in_both_languages_where_each_value_is_found(profile_id: str) -> None:
    if profile_id == "generic-bearer":
        return
    for field in PROFILES[profile_id].fields:
        if field.name != "currency":
            assert field.where.en, field.name
            assert field.where.hi, field.name


@pytest.mark.parametrize(
    ("profile_id", "line", "header"),
    [
        ("dingconnect", "GET /api/V1/GetBalance", "api_key: api_key-that-nobody-may-see"),
        ("zendit", "GET /v1/balance", "authorization: Bearer api_key-that-nobody-may-see"),
        ("kinguin-esa", "GET /esa/api/v1/balance", "x-api-key: api_key-that-nobody-may-see"),
        ("tremendous", "GET /api/v2/funding_sources", "authorization: Bearer api_key-that-nobody-may-see"),
        ("runa", "GET /v2/balance?currency=USD", "x-api-key: api_key-that-nobody-may-see"),
        ("bitrefill", "GET /v2/accounts/balance", "authorization: Bearer api_key-that-nobody-may-see"),
        ("openrouter", "GET /api/v1/credits", "authorization: Bearer management_key-that-nobody-may-see"),
        ("deepseek", "GET /user/balance", "authorization: Bearer api_key-that-nobody-may-see"),
        ("reloadly-airtime", "GET /accounts/balance", "accept: application/com.reloadly.topups-v1+json"),
        ("reloadly-giftcards", "GET /accounts/balance", "accept: application/com.reloadly.giftcards-v1+json"),
        ("codeswholesale", "GET /v3/accounts/current", "authorization: Bearer tok-1"),
        ("smm-panel", "POST /api/v2", "content-type: application/x-www-form-urlencoded"),
    ],
)
async def test_the_request_is_the_documented_one(
    profile_id: str, line: str, header: str, supplier: RecordedSupplier
) -> None:
    asked = await asked_by(profile_id, supplier)
    assert f"{asked.method} {asked.target}" == line
    assert header in {f"{name}: {value}" for name, value in asked.headers.items()}


@pytest.mark.parametrize(
    ("profile_id", "path", "pair"),
    [
        ("bamboo", "/api/integration/v1.0/accounts", "client_id-of-shop:client_secret-that-nobody-may-see"),
        (
            "tango-raas",
            "/raas/v2/accounts/account_identifier-of-shop",
            "platform_name-of-shop:platform_key-that-nobody-may-see",
        ),
        (
            "twilio",
            "/2010-04-01/Accounts/account_sid-of-shop/Balance.json",
            "account_sid-of-shop:auth_token-that-nobody-may-see",
        ),
        ("vonage", "/account/get-balance", "api_key-of-shop:api_secret-that-nobody-may-see"),
        ("bitrefill-business", "/v2/accounts/balance", "api_id-of-shop:api_secret-that-nobody-may-see"),
    ],
)
async def test_user_name_and_password_go_as_basic_authentication(
    profile_id: str, path: str, pair: str, supplier: RecordedSupplier
) -> None:
    asked = await asked_by(profile_id, supplier)
    assert asked.path == path
    scheme, _, coded = asked.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(coded).decode()) == ("Basic", pair)


async def test_a_panels_key_goes_in_the_form(supplier: RecordedSupplier) -> None:
    asked = await asked_by("smm-panel", supplier)
    assert asked.form == {"action": "balance", "key": "api_key-that-nobody-may-see"}


async def test_reloadlys_token_is_asked_for_with_the_products_address_as_its_audience(
    supplier: RecordedSupplier,
) -> None:
    asked = await asked_by("reloadly-airtime", supplier)
    (grant,) = supplier.granted
    assert (grant.method, grant.path, grant.headers["content-type"]) == ("POST", "/oauth/token", "application/json")
    assert json.loads(grant.body) == {
        "client_id": "client_id-of-shop",
        "client_secret": "client_secret-that-nobody-may-see",
        "grant_type": "client_credentials",
        "audience": supplier.url,
    }
    assert asked.headers["authorization"] == "Bearer tok-1"


async def test_codeswholesales_token_is_asked_for_in_the_query(supplier: RecordedSupplier) -> None:
    await asked_by("codeswholesale", supplier)
    (grant,) = supplier.granted
    assert (grant.method, grant.path, grant.body) == ("POST", "/oauth/token", "")
    assert grant.query == {
        "grant_type": "client_credentials",
        "client_id": "client_id-of-shop",
        "client_secret": "client_secret-that-nobody-may-see",
    }
