"""Settings to take along: `settings.toml` and the owner's own profiles in one archive, and back. Secrets are in
neither: the keyring alone has them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from galla.adapters.paths import make_private_folder
from galla.adapters.profiles import PROFILE_ID, load_text
from galla.adapters.settings_file import SettingsFile
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.settings import Settings

_SETTINGS = "settings.toml"
_PROFILE = re.compile(rf"profiles/({PROFILE_ID.pattern})\.toml")
_KEPT = ".before-import"
_LARGEST_BYTES = 1024 * 1024
_MOST_FILES = 500


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
            for profile in self._own_profiles():
                content.writestr(f"profiles/{profile.name}", profile.read_bytes())
        try:
            path.write_bytes(archive.getvalue())
        except OSError as error:
            raise SettingsError(SettingsReason.UNWRITABLE, path=path.name, found=error.strerror) from None

    def import_from(self, path: Path) -> Settings:
        """Puts what `path` holds, an archive or a settings file alone, in the place of the settings.

        All of it is checked before anything is written. What was there stays beside it under `*.before-import`.
        """
        files = _content(path)
        settings = files.pop(_SETTINGS, None)
        if settings is None:
            raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
        profiles = {match[1]: text for name, text in files.items() if (match := _PROFILE.fullmatch(name))}
        for profile_id, text in profiles.items():
            load_text(text, f"{path.name}/profiles/{profile_id}.toml")
        before = self._put_profiles(profiles)
        try:
            return self._file.replace_with(settings, path.name, kept=_KEPT)
        except BaseException:
            self._put_back(before)
            raise

    def _own_profiles(self) -> list[Path]:
        try:
            found = sorted(file for file in self._profiles.iterdir() if file.suffix == ".toml")
        except OSError:  # the owner need not have such a folder
            return []
        return [file for file in found if PROFILE_ID.fullmatch(file.stem)]

    def _put_profiles(self, profiles: Mapping[str, bytes]) -> dict[Path, bytes | None]:
        """What was there before, by file; None where nothing was."""
        before: dict[Path, bytes | None] = {}
        try:
            for profile_id, text in profiles.items():
                make_private_folder(self._profiles)
                file = self._profiles / f"{profile_id}.toml"
                old = file.read_bytes() if file.exists() else None
                if old == text:
                    continue
                before[file] = old
                if old is not None:
                    file.with_name(file.name + _KEPT).write_bytes(old)
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
            return {_SETTINGS: _bounded(path.read_bytes(), path)}
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
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        # RuntimeError: encrypted; NotImplementedError: packed in a way nobody knows here
        raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name) from None


def _bounded(content: bytes, path: Path) -> bytes:
    if len(content) > _LARGEST_BYTES:
        raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
    return content
