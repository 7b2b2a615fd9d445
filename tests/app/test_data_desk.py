"""Settings taken along and back, and the end of all data, with the watch running."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from app.opened_settings import Opened
from galla.domain.alert_settings import Channel
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.errors import KeyringError, KeyringReason
from galla.domain.model import Secret, SecretName

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
    assert keeping.erasures == 1


async def test_a_keyring_that_refuses_keeps_all_else(keeping: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(name: object) -> None:
        raise KeyringError(KeyringReason.LOCKED)

    monkeypatch.setattr(keeping.bench.parts.secrets, "delete", refuse)
    keeping.window.erase_requested.emit()
    sentence, good = await keeping.answer()
    assert not good
    assert "The keyring is locked" in sentence
    assert keeping.erasures == 0


async def test_what_an_unknown_supplier_keeps_is_not_forgotten_in_silence(keeping: Opened) -> None:
    (account,) = keeping.settings.accounts
    keeping.bench.settings = replace(keeping.settings, accounts=(replace(account, profile="gone"),))
    keeping.window.erase_requested.emit()
    sentence, good = await keeping.answer()
    assert not good
    assert "gone" in sentence
    assert await kept(keeping) == len(ALL)


async def test_a_folder_that_nothing_opens_is_named(keeping: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    keeping.window.data_folder_wanted.emit()
    assert await keeping.answer() == (
        f"The folder could not be opened. It is {keeping.bench.parts.paths.data_folder}",
        False,
    )
