from pathlib import Path

import pytest

from galla.adapters.profiles import load_profile, profile_ids
from galla.domain.errors import SettingsError
from galla.resource_files import resource_path

OWN = """
name = "Mine"
request.path = "/credit"
auth = { type = "headers", headers = { X-Api-Key = "{api_key}" } }
amount.pointer = "/credit"
"""


def failure(profile_id: str, folder: Path | None) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_profile(profile_id, folder)
    return caught.value


def test_the_default_profile_is_the_specifications():
    profile = load_profile("generic-bearer", None)
    assert profile.request.path.text == "/balance"
    assert profile.secret_names == ("api_key",)
    assert [str(rule.pointer) for rule in (profile.amount, profile.currency, profile.reported_at) if rule] == [
        "/balance/amount",
        "/balance/currency",
        "/balance/updated_at",
    ]


def test_every_profile_that_comes_with_the_program_is_sound():
    files = list(resource_path("profiles").glob("*.toml"))
    assert {file.stem for file in files} == set(profile_ids(None))
    assert all(load_profile(file.stem, None).name for file in files)


def test_an_unknown_profile_is_told_with_those_that_exist(tmp_path):
    (tmp_path / "mine.toml").write_text(OWN)
    problem = failure("fox", tmp_path).problem
    assert problem.reason == "unknown_profile"
    assert problem.fact("found") == "fox"
    assert {"generic-bearer", "mine"} <= set(problem.fact("allowed").split(", "))


def test_the_owners_profile_wins_over_the_built_in_one(tmp_path):
    (tmp_path / "generic-bearer.toml").write_text(OWN)
    assert load_profile("generic-bearer", tmp_path).name == "Mine"


@pytest.mark.parametrize("profile_id", ["../secrets", "/etc/passwd", "", "a/b", "."])
def test_a_profile_is_never_read_from_elsewhere(profile_id, tmp_path):
    (tmp_path.parent / "secrets.toml").write_text(OWN)
    assert failure(profile_id, tmp_path).problem.reason == "unknown_profile"


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    assert load_profile("generic-bearer", tmp_path / "none").name


@pytest.mark.parametrize(
    ("content", "reason", "fact"),
    [
        (b'name = "x"\nrequest = \n', "not_toml", ("line", "2")),
        (b"\xff", "not_toml", ("path", "mine.toml")),
        (b"#" * 70_000, "unreadable", ("path", "mine.toml")),
        (b'name = "x"', "missing_field", ("field", "request.path")),
    ],
)
def test_a_broken_profile_is_told_by_file_and_place(content, reason, fact, tmp_path):
    (tmp_path / "mine.toml").write_bytes(content)
    problem = failure("mine", tmp_path).problem
    assert (problem.reason, problem.fact(fact[0])) == (reason, fact[1])


def test_a_profile_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "mine.toml").mkdir()
    assert failure("mine", tmp_path).problem.reason == "unreadable"
