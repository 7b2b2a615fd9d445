"""Settings taken along and back, and the end of all data, with the watch running."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from app.opened_settings import Opened
from galla.domain.alert_settings import Channel
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason, SettingsError, SettingsReason
from galla.domain.model import Secret, SecretName
from galla.resource_files import resource_path

PHONE = Channel("phone", "Phone")
ALL = (SecretName("main", "api_key"), address_of("phone"), heartbeat_url())


@pytest.fixture
async def keeping(opened: Opened) -> Opened:
    """With a channel and a heartbeat."""
    parts = opened.bench.parts
    for name in (address_of("phone"), heartbeat_url()):
        await parts.secrets.write(name, Secret("an-address-that-nobody-may-see"))
    opened.bench.settings = replace(opened.settings, alerts=replace(opened.settings.alerts, channels=(PHONE,)))
    await opened.quiet()
    return opened


async def kept(opened: Opened) -> int:
    return len(await opened.bench.parts.secrets.read(ALL))


async def test_an_export_says_where_it_is_and_holds_no_key(keeping: Opened, tmp_path: Path) -> None:
    keeping.window.settings_export_requested.emit(str(tmp_path / "mine.zip"))
    assert await keeping.answer() == ("The settings are in mine.zip now. Keys are not in it.", True)
    assert (tmp_path / "mine.zip").exists()


async def test_an_export_that_cannot_be_written_says_why(keeping: Opened, tmp_path: Path) -> None:
    keeping.window.settings_export_requested.emit(str(tmp_path / "no-such-folder" / "mine.zip"))
    sentence, good = await keeping.answer()
    assert not good
    assert "cannot be saved" in sentence


async def test_an_import_replaces_the_file_and_is_read_at_once(keeping: Opened, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("version = 1\n", encoding="utf-8")
    seen = len(keeping.bench.face.settings)
    keeping.window.settings_import_requested.emit(str(tmp_path / "mine.toml"))
    _, good = await keeping.answer()
    assert good
    assert keeping.bench.parts.paths.settings_file.read_text(encoding="utf-8") == "version = 1\n"
    await keeping.bench.until(lambda: len(keeping.bench.face.settings) > seen)


async def test_an_import_that_is_none_changes_nothing_and_says_so(keeping: Opened, tmp_path: Path) -> None:
    keeping.window.settings_import_requested.emit(str(tmp_path / "missing.zip"))
    sentence, good = await keeping.answer()
    assert not good
    assert sentence.startswith("missing.zip: ")


async def test_deleting_everything_deletes_every_secret_and_the_start_and_then_ends_the_program(
    keeping: Opened,
) -> None:
    keeping.bench.login.on = True
    assert await kept(keeping) == len(ALL)
    keeping.window.erase_requested.emit()
    await keeping.quiet()
    assert await kept(keeping) == 0
    assert not keeping.bench.login.on
    assert keeping.erasures == [()]


async def test_a_keyring_that_refuses_keeps_all_else(keeping: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(name: object) -> None:
        raise KeyringError(KeyringReason.LOCKED)

    monkeypatch.setattr(keeping.bench.parts.secrets, "delete", refuse)
    keeping.window.erase_requested.emit()
    sentence, good = await keeping.answer()
    assert not good
    assert sentence.startswith("Nothing was deleted: The keyring is locked")
    assert keeping.erasures == []


async def test_a_keyring_that_refuses_in_the_middle_is_said_as_it_is(
    keeping: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete = keeping.bench.parts.secrets.delete

    async def refuse(name: SecretName) -> None:
        if name == heartbeat_url():
            raise KeyringError(KeyringReason.LOCKED)
        await delete(name)

    monkeypatch.setattr(keeping.bench.parts.secrets, "delete", refuse)
    keeping.window.erase_requested.emit()
    sentence, good = await keeping.answer()
    assert not good
    assert sentence.startswith("Only some keys were deleted: The keyring is locked")
    assert keeping.erasures == []


async def test_an_account_whose_profile_cannot_be_read_is_named_and_hinders_nothing(keeping: Opened) -> None:
    (account,) = keeping.settings.accounts
    keeping.bench.settings = replace(keeping.settings, accounts=(replace(account, profile="gone"),))
    keeping.window.erase_requested.emit()
    await keeping.quiet()
    assert keeping.erasures == [("FoxReload",)]
    assert await kept(keeping) == 1


async def test_settings_that_are_broken_meanwhile_keep_everything(keeping: Opened) -> None:
    settings, keeping.bench.settings = (
        keeping.settings,
        SettingsError(SettingsReason.NOT_TOML, path="settings.toml", line=3),
    )
    keeping.window.erase_requested.emit()
    sentence, good = await keeping.answer()
    assert not good
    assert sentence.startswith("Nothing was deleted: settings.toml, line 3")
    assert await kept(keeping) == len(ALL)
    keeping.bench.settings = settings


async def test_after_an_import_the_window_knows_which_addresses_are_missing(keeping: Opened, tmp_path: Path) -> None:
    channels = (PHONE, Channel("team"))
    (tmp_path / "mine.toml").write_text('[[channels]]\nid = "phone"\n[[channels]]\nid = "team"\n', encoding="utf-8")
    keeping.bench.settings = replace(keeping.settings, alerts=replace(keeping.settings.alerts, channels=channels))
    keeping.window.settings_import_requested.emit(str(tmp_path / "mine.toml"))
    await keeping.bench.until(lambda: keeping.bench.face.settings[-1].alerts.channels == channels)
    keeping.desk.settings_changed()  # as the program's face does then
    await keeping.quiet()
    assert "team" in keeping.desk._addresses.missing
    assert "phone" not in keeping.desk._addresses.missing


async def test_an_account_that_an_import_pauses_is_named(keeping: Opened, tmp_path: Path) -> None:
    file = keeping.bench.parts.paths.settings_file
    file.parent.mkdir(exist_ok=True)
    account = '[[accounts]]\nid = "main"\nname = "FoxReload"\nbase_url = "https://{host}.example.com"\n'
    file.write_text(account.format(host="api"), encoding="utf-8")
    (tmp_path / "mine.toml").write_text(account.format(host="other"), encoding="utf-8")
    keeping.window.settings_import_requested.emit(str(tmp_path / "mine.toml"))
    sentence, good = await keeping.answer()
    assert not good
    assert "their keys go elsewhere or are used otherwise: FoxReload." in sentence


async def test_an_import_that_takes_a_built_in_supplier_s_place_says_so(keeping: Opened, tmp_path: Path) -> None:
    profile = (resource_path("profiles") or Path()) / "generic-bearer.toml"
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as packed:
        packed.writestr("settings.toml", "version = 1\n")
        packed.writestr("profiles/openrouter.toml", profile.read_bytes())
    keeping.window.settings_import_requested.emit(str(tmp_path / "mine.zip"))
    sentence, good = await keeping.answer()
    assert not good
    assert "no longer as Galla knows them: openrouter." in sentence


@pytest.mark.parametrize("keyring", ["has its keys", "is locked", "has none"])
async def test_keys_that_were_left_here_go_nowhere_by_an_import_alone(
    keeping: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyring: str
) -> None:
    async def refuse(_: object) -> dict[SecretName, Secret]:
        raise KeyringError(KeyringReason.LOCKED)

    parts = keeping.bench.parts
    if keyring == "has its keys":
        await parts.secrets.write(SecretName("left", "api_key"), Secret("a-key-of-before"))
    (tmp_path / "mine.toml").write_text(
        '[[accounts]]\nid = "left"\nname = "Cards"\nbase_url = "https://other.example.com"\n', encoding="utf-8"
    )
    if keyring == "is locked":
        monkeypatch.setattr(parts.secrets, "read", refuse)
    keeping.window.settings_import_requested.emit(str(tmp_path / "mine.toml"))
    _, good = await keeping.answer()
    assert good == (keyring == "has none")
    written = parts.paths.settings_file.read_text(encoding="utf-8")
    assert ("paused = true" in written) == (keyring != "has none")


async def test_a_folder_that_nothing_opens_is_named(keeping: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    keeping.window.data_folder_wanted.emit()
    assert await keeping.answer() == (
        f"The folder could not be opened. It is {keeping.bench.parts.paths.data_folder}",
        False,
    )
