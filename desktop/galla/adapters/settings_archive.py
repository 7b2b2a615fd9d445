"""What a file that is to be imported holds: settings, and the owner's own profiles, checked and not put anywhere."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from galla.adapters.profiles import PROFILE_ID, load_profile, load_text, profile_ids
from galla.adapters.settings_file import SettingsFile
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.model import SecretName
from galla.domain.profiles.model import Profile
from galla.domain.settings import Settings

SETTINGS_NAME = "settings.toml"
_PROFILE = re.compile(rf"profiles/({PROFILE_ID.pattern})\.toml")
_LARGEST_BYTES = 1024 * 1024
_MOST_FILES = 500
_NO_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OSError,
)
"""What a damaged archive raises; RuntimeError one that is encrypted, NotImplementedError one of an unknown packing,
OSError one that is packed as bzip2."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What such a file holds."""

    name: str
    """Of the file, for errors."""
    text: bytes = field(repr=False)
    settings: Settings
    profiles: Mapping[str, bytes] = field(repr=False)
    """Files by the id of the profile."""
    secret_names: tuple[SecretName, ...]
    """Of all keys that its accounts would be asked with."""


def look_into(path: Path, profiles_folder: Path) -> Incoming:
    """What `path` holds: an archive, or a settings file alone. Raises SettingsError."""
    files = _content(path)
    text = files.pop(SETTINGS_NAME, None)
    if text is None:
        raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
    texts = {match[1]: content for name, content in files.items() if (match := _PROFILE.fullmatch(name))}
    profiles = {key: load_text(content, f"{path.name}/profiles/{key}.toml") for key, content in texts.items()}
    known = (*profile_ids(profiles_folder), *texts)
    settings = SettingsFile(path, known_profiles=lambda: known).parsed(text, path.name)
    names = _secret_names(settings, profiles, profiles_folder)
    return Incoming(path.name, text, settings, texts, names)


def _secret_names(settings: Settings, profiles: Mapping[str, Profile], folder: Path) -> tuple[SecretName, ...]:
    found: list[SecretName] = []
    for account in settings.accounts:
        with suppress(SettingsError):  # by a profile that cannot be read nobody is asked
            profile = profiles.get(account.profile) or load_profile(account.profile, folder)
            found += [SecretName(account.id, name) for name in profile.secret_names]
    return tuple(found)


def _content(path: Path) -> dict[str, bytes]:
    """The files in an archive; a file that is none is the settings themselves."""
    content = _read(path)
    try:
        if not zipfile.is_zipfile(path):
            return {SETTINGS_NAME: _bounded(content, path)}
        with zipfile.ZipFile(path) as archive:
            wanted = [name for name in archive.namelist() if name == SETTINGS_NAME or _PROFILE.fullmatch(name)]
            if len(wanted) > _MOST_FILES:
                raise SettingsError(SettingsReason.NOT_AN_EXPORT, path=path.name)
            found = {}
            for name in wanted:
                with archive.open(name) as packed:  # read bounded: what an archive says of its sizes may be wrong
                    found[name] = _bounded(packed.read(_LARGEST_BYTES + 1), path)
            return found
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
