"""A profile made by pointing at the balance in an example answer."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galla.domain.errors import SettingsError, SupplierError
from galla.domain.json_pointer import Pointer
from galla.domain.profiles.document import parse
from galla.domain.profiles.examples import read_answer
from galla.domain.profiles.making import KeyPlace, Pointed, Sketch, guess, leaves, table_of, to_toml
from galla.domain.profiles.model import Profile
from galla.domain.profiles.parsing import parse_profile
from galla.domain.profiles.requests import AnswerFormat
from galla.domain.readings import Reading
from histories import QUICK


def document(answer: object) -> object:
    return parse(json.dumps(answer).encode(), AnswerFormat.JSON)


def made(answer: object, pointed: Pointed | None = None, **changes: Any) -> Profile:
    found = document(answer)
    sketch = Sketch(
        "My supplier",
        "https://api.example.com/v1/balance?full=1",
        KeyPlace.BEARER,
        "",
        pointed or guess(found),
        **changes,
    )
    return parse_profile(tomllib.loads(to_toml(table_of(sketch, found))), "mine.toml")


def read(profile: Profile, answer: object, currency: str | None = None) -> Reading:
    reading = read_answer(profile, json.dumps(answer).encode(), 200, currency)
    assert isinstance(reading, Reading), reading
    return reading


@pytest.mark.parametrize(
    ("answer", "amount", "currency"),
    [
        ({"balance": 284.5, "currency": "USD"}, "/balance", "/currency"),
        ({"id": 7, "data": {"total_credits": "3", "balance": "284.50"}}, "/data/balance", None),
        ({"code": 0, "limit": 500, "Balance": "1"}, "/Balance", None),
        ([{"amount": 5, "cur": "EUR"}], "/0/amount", "/0/cur"),
        (
            {"accounts": [{"c": "USD", "balance": 1}, {"c": "EUR", "balance": 2}]},
            "/accounts/0/balance",
            "/accounts/0/c",
        ),
        ({"held_balance": 4, "free": 5}, "/free", None),
        (12.5, "", None),
    ],
)
def test_balance_and_currency_are_guessed_by_the_names_of_their_keys(
    answer: object, amount: str, currency: str | None
) -> None:
    found = guess(document(answer))
    assert found.amount == Pointer.parse(amount)
    assert found.currency == (None if currency is None else Pointer.parse(currency))


@pytest.mark.parametrize("answer", [{}, [], "soon", {"id": 5}, {"status_code": 200}, None])
def test_where_nothing_looks_like_a_balance_nothing_is_guessed(answer: object) -> None:
    assert guess(document(answer)) == Pointed()


def test_what_was_pointed_at_is_read() -> None:
    answer = {"balance": "284.50", "currency": "USD", "pending": {"sum": 5}}
    profile = made(answer)
    assert (str(read(profile, answer).balance.amount), profile.request.path.text) == ("284.50", "/v1/balance?full=1")
    assert (profile.base_url, profile.secret_names) == ("https://api.example.com", ("api_key",))
    other = made(answer, Pointed(Pointer(("pending", "sum"))), in_hundredths=True)
    assert other.needs_currency
    assert str(read(other, answer, "EUR").balance.amount) == "0.05"


def test_an_item_of_a_list_is_found_by_its_currency_wherever_it_stands() -> None:
    answer = {"accounts": [{"c": "USD", "b": {"balance": 1}}, {"c": "EUR", "b": {"balance": 2}}]}
    profile = made(answer)
    answer["accounts"].reverse()
    assert profile.needs_currency
    assert read(profile, answer, "USD").balance.amount == 1
    assert read(profile, answer, "EUR").balance.amount == 2


@pytest.mark.parametrize(
    ("place", "name", "secrets"),
    [
        (KeyPlace.HEADER, "X-Api-Key", ("api_key",)),
        (KeyPlace.QUERY, "apikey", ("api_key",)),
        (KeyPlace.BASIC, "", ("username", "password")),
    ],
)
def test_the_key_goes_where_it_was_said(place: KeyPlace, name: str, secrets: tuple[str, ...]) -> None:
    found = document({"balance": 1})
    sketch = Sketch("X", "https://x.example", place, name, guess(found))
    assert parse_profile(tomllib.loads(to_toml(table_of(sketch, found))), "x").secret_names == secrets


def test_a_name_that_no_header_can_have_is_refused_by_its_key() -> None:
    found = document({"balance": 1})
    sketch = Sketch("X", "https://x.example/b", KeyPlace.HEADER, "Host", guess(found))
    with pytest.raises(SettingsError) as caught:
        parse_profile(table_of(sketch, found), "x")
    assert caught.value.problem.fact("field") == "auth.headers.Host"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["USD", "12.50"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=10,
)


@QUICK
@given(ANY, st.text(min_size=1, max_size=20).filter(str.strip))
def test_whatever_is_pasted_and_pointed_at_makes_a_file_that_reads_it_or_an_error_of_ours(
    answer: object, name: str
) -> None:
    try:
        found = document(answer)
    except SupplierError:
        return
    for leaf in leaves(found):
        sketch = Sketch(name, "https://api.example.com/b?x={y}", KeyPlace.BEARER, "", Pointed(leaf.pointer))
        table = table_of(sketch, found)
        assert tomllib.loads(to_toml(table)) == {key: item for key, item in table.items() if item != {}}
        try:
            profile = parse_profile(tomllib.loads(to_toml(table)), "mine.toml")
        except SettingsError:
            continue
        read_answer(profile, json.dumps(answer).encode(), 200, "USD")
