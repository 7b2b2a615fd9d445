"""Settings to take along: `settings.toml` and the owner's own profiles in one archive, and back. Secrets are in
neither: the keyring alone has them."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping, Set
from contextlib import suppress
from pathlib import Path

from galla.adapters.paths import make_private_folder
from galla.adapters.profiles import PROFILE_ID, load_text, own_profile_files
from galla.adapters.settings_file import KEPT, SettingsFile
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.settings import Settings

_SETTINGS = "settings.toml"
_PROFILE = re.compile(rf"profiles/({PROFILE_ID.pattern})\.toml")
_LARGEST_BYTES = 1024 * 1024
_MOST_FILES = 500
_NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, NotImplementedError)
"""What a damaged archive raises; RuntimeError one that is encrypted, NotImplementedError one of an unknown packing."""


class SettingsTransfer:
    """Between the owner's settings and a file of his choice. All methods raise SettingsError, and block."""

    def __init__(self, file: SettingsFile, profiles_folder: Path) -> None:
        self._file = file
        self._profiles = profiles_folder

    def export_to(self, path: Path) -> None:
        """Writes settings and own profiles, as they are, into a new archive at `path`."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
            content.writestr(_SETTINGS, self._file.read_text())
            for profile in own_profile_files(self._profiles):
                content.writestr(f"profiles/{profile.name}", _read(profile))
        try:
            path.write_bytes(archive.getvalue())
        except OSError as error:
            raise SettingsError(SettingsReason.UNWRITABLE, path=path.name, found=error.strerror) from None

    def import_from(self, path: Path) -> Settings:
        """Puts what `path` holds, an archive or a settings file alone, in the place of the settings.

        All of it is checked before anything is written. What was there stays beside it under `*.before-import`. An
        account whose keys are here already, and which would now be asked elsewhere or otherwise, is paused: a file must
        not send keys anywhere before their owner has looked.
        """
        files = _content(path)
        settings = files.pop(_SETTINGS, None)
        if settings is None:
            raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
        profiles = {match[1]: text for name, text in files.items() if (match := _PROFILE.fullmatch(name))}
        for profile_id, text in profiles.items():
            load_text(text, f"{path.name}/profiles/{profile_id}.toml")
        before = self._put_profiles(profiles)
        changed = {file.stem for file in before}

        def to_pause(old: Settings, new: Settings) -> Set[str]:
            known = {account.id: account for account in old.accounts}
            return {
                account.id
                for account in new.accounts
                if account.id in known and (account.profile in changed or not account.asks_as(known[account.id]))
            }

        try:
            return self._file.replace_with(settings, path.name, to_pause)
        except BaseException:
            self._put_back(before)
            raise

    def _put_profiles(self, profiles: Mapping[str, bytes]) -> dict[Path, bytes | None]:
        """What was there before, of those that differ, by file; None where nothing was."""
        before: dict[Path, bytes | None] = {}
        for profile_id, text in profiles.items():
            file = self._profiles / f"{profile_id}.toml"
            try:
                make_private_folder(self._profiles)
                old = file.read_bytes() if file.exists() else None
                if old == text:
                    continue
                before[file] = old
                if old is not None:
                    file.with_name(file.name + KEPT).write_bytes(old)
                file.write_bytes(text)
            except OSError as error:
                self._put_back(before)
                raise SettingsError(SettingsReason.UNWRITABLE, path=file.name, found=error.strerror) from None
        return before

    def _put_back(self, before: Mapping[Path, bytes | None]) -> None:
        for file, old in before.items():
            with suppress(OSError):
                if old is None:
                    file.unlink(missing_ok=True)
                else:
                    file.write_bytes(old)


def _content(path: Path) -> dict[str, bytes]:
    """The files in an archive; a file that is none is the settings themselves."""
    try:
        if not zipfile.is_zipfile(path):
            return {_SETTINGS: _bounded(_read(path), path)}
        with zipfile.ZipFile(path) as archive:
            wanted = [name for name in archive.namelist() if name == _SETTINGS or _PROFILE.fullmatch(name)]
            if len(wanted) > _MOST_FILES:
                raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
            content = {}
            for name in wanted:
                with archive.open(name) as packed:  # read bounded: what an archive says of its sizes may be wrong
                    content[name] = _bounded(packed.read(_LARGEST_BYTES + 1), path)
            return content
    except OSError as error:
        raise SettingsError(SettingsReason.UNREADABLE, path=path.name, detail=error.strerror) from None
    except _NO_ARCHIVE:
        raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise SettingsError(SettingsReason.UNREADABLE, path=path.name, detail=error.strerror) from None


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > _LARGEST_BYTES:
        raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
    return content
