"""Settings taken along and brought back: whole, checked first, and without secrets."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import pytest

from galla.adapters.erasure import erase_files
from galla.adapters.paths import paths_under
from galla.adapters.profiles import profile_ids
from galla.adapters.settings_file import SettingsFile
from galla.adapters.settings_transfer import Imported, SettingsTransfer
from galla.domain.errors import Problem, SettingsError, SettingsReason
from galla.domain.model import SecretName
from galla.domain.settings import Settings

SETTINGS = """\
# mine
version = 1
unknown = "kept"
[[accounts]]
id = "own"
profile = "my-shop"
base_url = "https://shop.example.com"
"""
PROFILE = """\
name = "My shop"
[request]
path = "/balance"
[auth]
type = "bearer"
[amount]
pointer = "/amount"
[currency]
fixed = "USD"
"""


class Home:
    """The files of one owner."""

    def __init__(self, folder: Path) -> None:
        self.paths = paths_under(folder)
        known = self.paths.profiles_folder
        self.file = SettingsFile(self.paths.settings_file, known_profiles=lambda: profile_ids(known))
        self.transfer = SettingsTransfer(self.file, known)

    def write(self, settings: str = SETTINGS, profile: str | None = PROFILE) -> Home:
        if profile is not None:
            self.paths.profiles_folder.mkdir(parents=True)
            self.profile.write_text(profile, encoding="utf-8")
        self.paths.settings_file.parent.mkdir(parents=True, exist_ok=True)
        self.paths.settings_file.write_text(settings, encoding="utf-8")
        return self

    @property
    def profile(self) -> Path:
        return self.paths.profiles_folder / "my-shop.toml"

    @property
    def text(self) -> str:
        return self.paths.settings_file.read_text(encoding="utf-8")

    def take_in(self, source: Path, with_keys: Collection[str] = ()) -> Settings:
        return self.bring(source, with_keys).settings

    def bring(self, source: Path, with_keys: Collection[str] = ()) -> Imported:
        return self.transfer.import_from(self.transfer.look_into(source), with_keys)

    def refusal(self, source: Path) -> Problem:
        with pytest.raises(SettingsError) as caught:
            self.take_in(source)
        return caught.value.problem


@pytest.fixture
def here(tmp_path: Path) -> Home:
    return Home(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Home:
    return Home(tmp_path / "there")


def archive(path: Path, **content: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in content.items():
            packed.writestr(name, text)
    return path


def test_settings_and_own_profiles_arrive_on_another_computer_as_they_were(
    here: Home, there: Home, tmp_path: Path
) -> None:
    here.write().transfer.export_to(tmp_path / "galla.zip")
    settings = there.take_in(tmp_path / "galla.zip")
    assert settings == here.file.load() == there.file.load()
    assert there.text == SETTINGS
    assert there.profile.read_text(encoding="utf-8") == PROFILE
    assert stat.S_IMODE(there.paths.settings_file.stat().st_mode) == 0o600


def test_a_settings_file_alone_can_be_brought_back(here: Home, tmp_path: Path) -> None:
    (tmp_path / "copy.toml").write_text('[general]\nlanguage = "hi"\n', encoding="utf-8")
    here.take_in(tmp_path / "copy.toml")
    assert here.text == '[general]\nlanguage = "hi"\n'


def test_what_was_there_stays_beside_it(here: Home, tmp_path: Path) -> None:
    here.write()
    other = PROFILE.replace("My shop", "Another")
    source = archive(tmp_path / "x.zip", **{"settings.toml": "version = 1\n", "profiles/my-shop.toml": other})
    here.take_in(source)
    assert here.text == "version = 1\n"
    assert here.profile.read_text(encoding="utf-8") == other
    kept = here.paths.settings_file.with_name("settings.toml.before-import")
    assert kept.read_text(encoding="utf-8") == SETTINGS
    assert here.profile.with_name("my-shop.toml.before-import").read_text(encoding="utf-8") == PROFILE
    assert "my-shop" in profile_ids(here.paths.profiles_folder)


def test_a_broken_import_changes_nothing_and_names_file_and_line(here: Home, tmp_path: Path) -> None:
    here.write()
    other = PROFILE.replace("My shop", "Another")
    source = archive(tmp_path / "x.zip", **{"settings.toml": "version = 1\n\nx = \n", "profiles/my-shop.toml": other})
    problem = here.refusal(source)
    assert (problem.reason, problem.fact("path"), problem.fact("line")) == (SettingsReason.NOT_TOML, "x.zip", "3")
    assert here.text == SETTINGS
    assert here.profile.read_text(encoding="utf-8") == PROFILE


def test_a_broken_profile_in_it_changes_nothing(here: Home, tmp_path: Path) -> None:
    here.write()
    source = archive(tmp_path / "x.zip", **{"settings.toml": "version = 1\n", "profiles/new.toml": "name = 3\n"})
    assert here.refusal(source).fact("path") == "x.zip/profiles/new.toml"
    assert here.text == SETTINGS
    assert not (here.paths.profiles_folder / "new.toml").exists()


def test_an_account_whose_profile_is_not_there_is_refused_and_the_other_profiles_go_again(
    here: Home, tmp_path: Path
) -> None:
    source = archive(tmp_path / "x.zip", **{"settings.toml": SETTINGS, "profiles/another.toml": PROFILE})
    assert here.refusal(source).reason == SettingsReason.UNKNOWN_PROFILE
    assert not (here.paths.profiles_folder / "another.toml").exists()
    assert not here.paths.settings_file.exists()


def test_broken_settings_are_not_replaced(here: Home, tmp_path: Path) -> None:
    here.write(settings="version = \n", profile=None)
    (tmp_path / "copy.toml").write_text("version = 1\n", encoding="utf-8")
    assert here.refusal(tmp_path / "copy.toml").reason == SettingsReason.NOT_TOML
    assert here.text == "version = \n"


@pytest.mark.parametrize("name", ["../evil.toml", "profiles/../../evil.toml", "/tmp/evil.toml", "profiles/Evil.toml"])
def test_an_archive_writes_nowhere_else(here: Home, tmp_path: Path, name: str) -> None:
    source = archive(tmp_path / "x.zip", **{"settings.toml": "version = 1\n", name: "evil"})
    here.take_in(source)
    assert {path.name for path in here.paths.settings_file.parent.rglob("*")} <= {
        "settings.toml",
        ".settings.toml.lock",
    }


def test_an_account_that_would_be_asked_elsewhere_is_paused_until_its_owner_has_looked(
    here: Home, tmp_path: Path
) -> None:
    here.write()
    new = '[[accounts]]\nid = "new"\nbase_url = "https://x.example.com"\n'
    elsewhere = SETTINGS.replace("shop.example.com", "other.example.com") + new
    source = archive(tmp_path / "x.zip", **{"settings.toml": elsewhere, "profiles/my-shop.toml": PROFILE})
    own, added = here.take_in(source).accounts
    assert (own.id, own.base_url, own.paused, added.paused) == ("own", "https://other.example.com", True, False)
    assert here.file.load().accounts == (own, added)
    assert here.text.startswith("# mine")


def test_an_account_whose_profile_is_replaced_is_paused_and_one_that_stays_as_it_is_is_not(
    here: Home, tmp_path: Path
) -> None:
    here.write()
    same = archive(tmp_path / "same.zip", **{"settings.toml": SETTINGS, "profiles/my-shop.toml": PROFILE})
    assert not here.take_in(same).accounts[0].paused
    other = PROFILE.replace("/balance", "/steal")
    source = archive(tmp_path / "x.zip", **{"settings.toml": SETTINGS, "profiles/my-shop.toml": other})
    assert here.take_in(source).accounts[0].paused


def test_an_account_that_is_new_here_and_has_keys_is_paused(here: Home, tmp_path: Path) -> None:
    source = archive(tmp_path / "x.zip", **{"settings.toml": SETTINGS, "profiles/my-shop.toml": PROFILE})
    assert here.transfer.look_into(source).secret_names == (SecretName("own", "api_key"),)
    imported = here.bring(source, with_keys={"own"})
    assert [account.id for account in imported.held] == ["own"]
    assert imported.settings == here.file.load()
    assert here.file.load().accounts[0].paused


def test_the_same_file_brought_twice_sets_nobody_free(here: Home, tmp_path: Path) -> None:
    here.write()
    other = PROFILE.replace("/balance", "/steal")
    elsewhere = SETTINGS.replace("shop.example.com", "other.example.com")
    source = archive(tmp_path / "x.zip", **{"settings.toml": elsewhere, "profiles/my-shop.toml": other})
    for _ in range(2):
        assert here.take_in(source).accounts[0].paused


def test_a_profile_that_takes_the_place_of_a_built_in_one_is_named(here: Home, tmp_path: Path) -> None:
    profiles = {"profiles/openrouter.toml": PROFILE, "profiles/another.toml": PROFILE}
    source = archive(tmp_path / "x.zip", **{"settings.toml": "version = 1\n"}, **profiles)
    assert here.bring(source).shadowing == ("openrouter",)
    assert here.bring(source).shadowing == ()


def test_only_accounts_that_are_asked_elsewhere_are_named_as_held(here: Home, tmp_path: Path) -> None:
    here.write(SETTINGS + "paused = true\n")
    elsewhere = SETTINGS.replace("shop.example.com", "other.example.com") + "paused = true\n"
    spare = '[[accounts]]\nid = "spare"\nbase_url = "https://x.example.com"\npaused = true\n'
    (tmp_path / "x.toml").write_text(elsewhere + spare, encoding="utf-8")
    assert [account.id for account in here.bring(tmp_path / "x.toml").held] == ["own"]


def test_settings_whose_profiles_cannot_be_written_are_put_back(
    here: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write()
    seen: list[bool] = []
    write_bytes = Path.write_bytes

    def refuse(path: Path, data: bytes) -> int:
        if path.suffix == ".toml":
            seen.append(here.file.load().accounts[0].paused)
            if len(seen) == 1:
                raise OSError(28, "No space left on device")
        return write_bytes(path, data)

    kept = here.paths.settings_file.with_name("settings.toml.before-import")
    kept.write_text("# of an earlier import", encoding="utf-8")
    other = PROFILE.replace("/balance", "/steal")
    source = archive(tmp_path / "x.zip", **{"settings.toml": SETTINGS + "# x", "profiles/my-shop.toml": other})
    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert here.refusal(source).reason == SettingsReason.UNWRITABLE
    assert seen[0], "the profile was written before the account was paused"
    assert here.text == SETTINGS
    assert here.profile.read_text(encoding="utf-8") == PROFILE
    assert kept.read_text(encoding="utf-8") == "# of an earlier import"


def test_a_damaged_archive_and_an_unreadable_profile_are_said(here: Home, tmp_path: Path) -> None:
    here.write()
    whole = archive(tmp_path / "whole.zip", **{"settings.toml": SETTINGS}).read_bytes()
    for place in range(len(whole)):
        (tmp_path / "damaged.zip").write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])
        with suppress(SettingsError):
            here.take_in(tmp_path / "damaged.zip")
    (here.paths.profiles_folder / "folder.toml").mkdir()
    with pytest.raises(SettingsError) as caught:
        here.transfer.export_to(tmp_path / "x.zip")
    assert caught.value.problem.reason == SettingsReason.UNREADABLE


def test_what_is_no_export_says_so(here: Home, tmp_path: Path) -> None:
    assert here.refusal(archive(tmp_path / "x.zip", other="y")).reason == SettingsReason.NOT_AN_EXPORT
    (tmp_path / "large.toml").write_bytes(b"#" * (1024 * 1024 + 1))
    assert here.refusal(tmp_path / "large.toml").reason == SettingsReason.NOT_AN_EXPORT
    assert here.refusal(tmp_path / "missing.zip").reason == SettingsReason.UNREADABLE


def test_an_archive_that_is_damaged_and_packed_in_another_way_is_no_export(here: Home, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("settings.toml", b"version = 1\n" + b"# x\n" * 2000)
    whole = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "x.zip").write_bytes(whole.replace(b"BZh9", b"BZh!", 1))
    assert here.refusal(tmp_path / "x.zip").reason == SettingsReason.NOT_AN_EXPORT


def test_an_archive_that_unpacks_to_more_than_it_may_is_refused(here: Home, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("settings.toml", b"#" * 50_000_000)
    assert here.refusal(tmp_path / "x.zip").reason == SettingsReason.NOT_AN_EXPORT


def test_all_that_is_kept_can_be_deleted_and_nothing_else_is(here: Home) -> None:
    paths = here.write().paths
    ours = {
        paths.ledger_folder: ("ledger.sqlite3", "ledger.sqlite3-wal", "ledger.backup-2026-11-26.sqlite3"),
        paths.log_folder: ("galla.log", "galla.log.1"),
        paths.runtime_folder: ("tray.lock", "tray.sock"),
        paths.profiles_folder: ("my-shop.toml.before-import",),
        paths.settings_file.parent: ("settings.toml.before-import", ".settings.toml.lock", ".settings.toml.x7k2"),
    }
    theirs = [folder / "notes.txt" for folder in ours] + [paths.profiles_folder / "Mine.xml"]
    for file in [*theirs, *(folder / name for folder, names in ours.items() for name in names)]:
        file.parent.mkdir(exist_ok=True)
        file.write_text("x", encoding="utf-8")
    assert erase_files(paths) == ()
    assert {path for path in paths.settings_file.parent.rglob("*") if path.is_file()} == set(theirs)


def test_settings_behind_a_link_are_deleted_with_the_link(here: Home, tmp_path: Path) -> None:
    here.write(profile=None)
    target = tmp_path / "elsewhere.toml"
    here.paths.settings_file.rename(target)
    here.paths.settings_file.symlink_to(target)
    erase_files(here.paths)
    assert not target.exists()
    assert not here.paths.settings_file.is_symlink()


def test_folders_that_are_empty_then_go_too(here: Home) -> None:
    here.write()
    erase_files(here.paths)
    assert not here.paths.settings_file.parent.exists()
