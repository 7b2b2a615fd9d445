"""The page about profiles: its examples are sound, and its table has every key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from galla.domain.profiles.checked_table import CheckedTable
from galla.domain.profiles.examples import differences
from galla.domain.profiles.parsing import parse_profile

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
FREE_TABLES = {
    "words",
    "status",
    "headers",
    "query",
    "form",
    "json",
    "where",
    "token_fields",
    "token_headers",
    "fields",
}
"""Tables whose own keys are the file's to choose."""


def test_there_are_three_worked_examples() -> None:
    assert len(BLOCKS) == 3


@pytest.mark.parametrize("block", BLOCKS)
def test_each_worked_example_reads_its_own_answers(block: str) -> None:
    profile = parse_profile(tomllib.loads(block), "page")
    assert profile.examples
    for example in profile.examples:
        assert differences(profile, example) == ()


def test_the_table_has_every_key_that_a_profile_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    value = CheckedTable._value

    def noted(table: CheckedTable, key: str, default: object) -> object:
        if table._path.rpartition(".")[2] not in FREE_TABLES:
            asked.add(key)
        return value(table, key, default)

    monkeypatch.setattr(CheckedTable, "_value", noted)
    files = [
        tomllib.loads(file.read_text(encoding="utf-8")) for file in (ROOT / "resources" / "profiles").glob("*.toml")
    ]
    for table in (*files, *(tomllib.loads(block) for block in BLOCKS)):
        parse_profile(table, "page")
    named = set(re.findall(r"[a-z0-9_]+", PAGE))
    assert asked - named == set()
