"""Whatever stands in a profile's file, it is a profile or a mistake that names the file and its key."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import MONDAY_NOON
from galla.adapters.profiles import load_text, profile_ids
from galla.domain.errors import SettingsError
from galla.domain.profiles.examples import read_answer
from galla.domain.profiles.parsing import parse_profile
from galla.resource_files import resource_path

WORDS = st.sampled_from(
    [
        *("", " ", "{", "}", "{}", "{api_key}", "{currency}", "{token}", "{{x}}", "/", "//", "/a/0", "0", "\x00"),
        *("(?P<amount>.*)", "(", "json", "text", "POST", "bearer", "oauth2_client_credentials", "USD"),
        *("https://x.example.com", "http://x"),
    ]
)
VALUES = st.recursive(
    st.one_of(WORDS, st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, st.text(max_size=5)), inner, max_size=3)
    ),
    max_leaves=6,
)


def built_in(profile_id: str) -> dict[str, Any]:
    folder = resource_path("profiles")
    assert folder is not None
    return tomllib.loads((folder / f"{profile_id}.toml").read_text(encoding="utf-8"))


@st.composite
def broken_profiles(draw: st.DrawFn) -> dict[str, Any]:
    """A built-in profile in which up to three places say something else, or nothing."""
    table = deepcopy(built_in(draw(st.sampled_from(profile_ids(None)))))
    for _ in range(draw(st.integers(1, 3))):
        node: Any = table
        while True:
            key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            inside = node[key]
            if not isinstance(inside, dict | list) or not inside or draw(st.integers(0, 3)) == 0:
                break
            node = inside
        if draw(st.booleans()):
            node[key] = draw(VALUES)
        else:
            del node[key]
        if not table:
            break
    return table


@settings(max_examples=400, deadline=None)
@given(broken_profiles(), st.binary(max_size=40))
def test_a_profile_with_something_else_in_it_is_refused_by_key_or_reads_any_answer(
    table: dict[str, Any], body: bytes
) -> None:
    try:
        profile = parse_profile(table, "broken.toml")
    except SettingsError as error:
        assert error.problem.fact("path") == "broken.toml"
        assert error.problem.fact("field")
        assert error.problem.fact("allowed")
        return
    read_answer(profile, body, 200, "USD", MONDAY_NOON)


@given(st.binary(max_size=200))
def test_a_file_of_any_bytes_is_refused_by_name(content: bytes) -> None:
    try:
        load_text(content, "any.toml")
    except SettingsError as error:
        assert error.problem.fact("path") == "any.toml"
