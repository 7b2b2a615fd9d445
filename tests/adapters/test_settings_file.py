"""The settings file: read, refused, and changed without losing what the owner wrote."""

from __future__ import annotations

import stat
import tomllib
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from galla.adapters.settings_file import SettingsFile
from galla.adapters.toml_layout import TomlLayout
from galla.domain.errors import Problem, SettingsError, SettingsReason
from galla.domain.settings import Account, Hours, Polling, Settings, Thresholds, time

OWNERS_FILE = """\
# my suppliers
version = 1
plugin = "kept"

[general]
language = "hi"  # for my father

# the old one
[[accounts]]
id = "old"   # slug
base_url = "https://old.example"
motto = '''
[[accounts]]
id = "fake" '''
[accounts.thresholds]
balance = "10"

# the new one
[[accounts]]
id = "new"
base_url = "https://new.example"

# the end
[other]
x = [
  1, # ] one
]
"""


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "config" / "settings.toml")


def written(file: SettingsFile, text: str) -> SettingsFile:
    file.path.parent.mkdir(exist_ok=True)
    file.path.write_bytes(text.encode())
    return file


def refusal(file: SettingsFile) -> Problem:
    with pytest.raises(SettingsError) as raised:
        file.load()
    return raised.value.problem


def account(account_id: str = "extra", **fields: object) -> Account:
    return Account(account_id, "Extra", "https://extra.example", **fields)  # type: ignore[arg-type]


def test_a_missing_file_means_every_default(file: SettingsFile) -> None:
    assert file.load() == Settings()
    assert file.fingerprint() is None


def test_a_broken_file_is_told_by_line_and_column(file: SettingsFile) -> None:
    found = refusal(written(file, 'version = 1\n[general]\nlanguage = "en\n'))
    assert (found.reason, found.fact("line"), found.fact("column")) == (SettingsReason.NOT_TOML, "3", "15")
    assert found.fact("path") == str(file.path)


@pytest.mark.parametrize("text", ["x = ", "x = " + "[" * 5000, "x = " + "9" * 5000, "a = 1\na = 2"])
def test_whatever_is_not_toml_is_one_clear_error(file: SettingsFile, text: str) -> None:
    assert refusal(written(file, text)).reason == SettingsReason.NOT_TOML


def test_bytes_that_are_not_utf_8_are_told_by_line(file: SettingsFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b'version = 1\nname = "\xff"\n')
    found = refusal(file)
    assert (found.reason, found.fact("line")) == (SettingsReason.NOT_TOML, "2")


def test_a_byte_order_mark_and_windows_line_ends_are_read(file: SettingsFile) -> None:
    written(file, "\ufeff" + OWNERS_FILE.replace("\n", "\r\n"))
    assert [a.id for a in file.load().accounts] == ["old", "new"]


def test_a_file_that_cannot_be_read_is_told_with_its_path(file: SettingsFile) -> None:
    file.path.mkdir(parents=True)
    found = refusal(file)
    assert (found.reason, found.fact("path")) == (SettingsReason.UNREADABLE, str(file.path))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('language = "hi"', 'language = "xx"', "6"),
        ('id = "old"', 'id = "OLD"', "10"),
        ('balance = "10"', 'balance = "ten"', "16"),
        ('"https://new.example"', '"http://new.example"', "21"),
        ('id = "new"\n', "", "19"),
        ("version = 1", "version = 9", "2"),
    ],
)
def test_a_wrong_field_is_told_by_its_line(file: SettingsFile, old: str, new: str, line: str) -> None:
    assert refusal(written(file, OWNERS_FILE.replace(old, new))).fact("line") == line


def test_unknown_fields_are_warned_of_with_their_lines(file: SettingsFile) -> None:
    warnings = written(file, OWNERS_FILE).load().warnings
    assert {(w.field, w.line) for w in warnings} == {("plugin", 3), ("accounts.motto", 12), ("other", 24)}


def test_an_unknown_profile_is_refused_where_the_profiles_are_known(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.toml", known_profiles=lambda: ["acme"])
    assert refusal(written(file, OWNERS_FILE)).reason == SettingsReason.UNKNOWN_PROFILE


def test_the_first_account_makes_a_file_for_its_owner_alone(file: SettingsFile) -> None:
    settings = file.add_account(account(currency="USD"))
    assert settings == file.load()
    assert settings.accounts == (account(currency="USD"),)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert tomllib.loads(file.path.read_text())["version"] == 1


def test_every_field_of_an_added_account_comes_back(file: SettingsFile) -> None:
    full = account(
        currency="INR",
        environment="sandbox",
        timezone="Asia/Kolkata",
        day_start=time(4),
        reserve=Decimal("1.50"),
        paused=True,
        thresholds=Thresholds(None, 24, Decimal("2.5")),
        polling=Polling(Hours(time(22), time(4)), frozenset({5, 7}), 10, 90),
    )
    written(file, OWNERS_FILE).add_account(full)
    assert file.load().account("extra") == full


def test_adding_an_account_changes_no_line_that_was_there(file: SettingsFile) -> None:
    written(file, OWNERS_FILE).add_account(account())
    lines = file.path.read_text().splitlines()
    at = lines.index('id = "extra"') - 1
    assert lines[at - 2] == 'base_url = "https://new.example"'
    assert lines[: at - 1] + lines[lines.index("# the end") - 1 :] == OWNERS_FILE.splitlines()


def test_removing_an_account_changes_no_other_line(file: SettingsFile) -> None:
    written(file, OWNERS_FILE).remove_account("old")
    assert file.path.read_text() == "\n".join(OWNERS_FILE.splitlines()[:8] + OWNERS_FILE.splitlines()[16:]) + "\n"
    assert [a.id for a in file.load().accounts] == ["new"]


def test_added_and_removed_again_nothing_of_the_owner_is_lost(file: SettingsFile) -> None:
    written(file, OWNERS_FILE).add_account(account())
    file.remove_account("extra")
    assert file.path.read_text().replace("\n\n\n", "\n\n") == OWNERS_FILE


def test_accounts_in_an_inline_array_are_edited_too(file: SettingsFile) -> None:
    written(file, 'accounts = [{id = "a", base_url = "https://a.example"}]  # mine\n[general]\n')
    file.add_account(account(thresholds=Thresholds(Decimal(5))))
    assert [a.id for a in file.load().accounts] == ["a", "extra"]
    file.remove_account("a")
    assert [a.id for a in file.load().accounts] == ["extra"]
    assert "# mine" in file.path.read_text()


def test_windows_line_ends_stay(file: SettingsFile) -> None:
    written(file, OWNERS_FILE.replace("\n", "\r\n")).add_account(account())
    content = file.path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_broken_file_is_never_overwritten(file: SettingsFile) -> None:
    written(file, "broken = ")
    for change in (lambda: file.add_account(account()), lambda: file.remove_account("extra")):
        with pytest.raises(SettingsError):
            change()
    assert file.path.read_text() == "broken = "


def test_a_second_account_of_the_same_id_is_refused(file: SettingsFile) -> None:
    file.add_account(account())
    with pytest.raises(SettingsError) as raised:
        file.add_account(account())
    assert raised.value.problem.reason == SettingsReason.DUPLICATE_ACCOUNT


def test_an_account_that_is_not_there_cannot_be_removed(file: SettingsFile) -> None:
    with pytest.raises(SettingsError) as raised:
        file.remove_account("nobody")
    assert raised.value.problem.reason == SettingsReason.UNKNOWN_ACCOUNT


def test_a_folder_that_cannot_be_made_is_an_error_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    file = SettingsFile(tmp_path / "config" / "settings.toml")
    with pytest.raises(SettingsError) as raised:
        file.add_account(account())
    assert raised.value.problem.reason in {SettingsReason.UNWRITABLE, SettingsReason.UNREADABLE}


def test_a_failed_write_leaves_the_old_file_and_no_other(file: SettingsFile, monkeypatch: pytest.MonkeyPatch) -> None:
    written(file, OWNERS_FILE)

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(SettingsError) as raised:
        file.add_account(account())
    assert raised.value.problem.fact("found") == "No space left on device"
    assert file.path.read_text() == OWNERS_FILE
    assert {path.name for path in file.path.parent.iterdir()} == {"settings.toml", ".settings.toml.lock"}


def test_a_linked_settings_file_stays_a_link(file: SettingsFile, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text(OWNERS_FILE)
    file.path.parent.mkdir()
    file.path.symlink_to(real)
    file.add_account(account())
    assert file.path.is_symlink()
    assert 'id = "extra"' in real.read_text()


def test_an_edit_changes_the_fingerprint(file: SettingsFile) -> None:
    before = written(file, OWNERS_FILE).fingerprint()
    file.add_account(account())
    assert file.fingerprint() != before


def test_lines_are_found_through_dotted_and_quoted_keys() -> None:
    layout = TomlLayout('a.b = 1\n"c d".\'e\' = """\n[x]\n"""\n[[t."u"]]\nk = {z = 1}\n[[t.u]]\n[t.u.v]\nk = 2')
    assert [layout.line_of(path) for path in (("a", "b"), ("c d", "e"), ("t", "u", 0, "k", "z"))] == [1, 2, 6]
    assert [layout.line_of(path) for path in (("t", "u", 1, "v", "k"), ("t", "u", 1, "none"), ("none",))] == [
        9,
        7,
        None,
    ]


def test_accounts_added_at_the_same_time_are_all_kept(file: SettingsFile) -> None:
    names = [f"shop-{number}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: SettingsFile(file.path).add_account(account(name)), names))
    assert {a.id for a in file.load().accounts} == set(names)
