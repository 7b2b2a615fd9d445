"""Supplier profiles from files: those that come with the program, and the owner's own."""

from __future__ import annotations

import re
from pathlib import Path

from galla.adapters.paths import make_private_folder
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.profiles.model import Profile
from galla.domain.profiles.parsing import parse_profile
from galla.resource_files import resource_path

PROFILE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LARGEST_FILE = 64 * 1024


def load_profile(profile_id: str, user_folder: Path | None) -> Profile:
    """The profile of that id; the owner's file wins over one of the same name that comes with the program.

    Raises SettingsError: UNKNOWN_PROFILE lists what exists, the others name file, key and what is allowed.
    """
    file = next((file for file in _files(user_folder) if file.stem == profile_id), None)
    if file is None:
        known = ", ".join(profile_ids(user_folder))
        raise SettingsError(SettingsReason.UNKNOWN_PROFILE, found=profile_id, field="profile", allowed=known)
    return load_file(file)


def load_file(file: Path) -> Profile:
    """The profile in `file`. Raises SettingsError, which names file, key and what is allowed."""
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise SettingsError(SettingsReason.UNREADABLE, path=file.name, detail=error.strerror) from None
    return load_text(content, file.name)


def load_text(content: bytes, name: str) -> Profile:
    """The profile of a file with that content. Raises SettingsError, as `load_file` does."""
    return parse_profile(_table(content, name), name)


def own_profile_ids(user_folder: Path | None) -> frozenset[str]:
    """The ids of those that are the owner's own files."""
    return frozenset(file.stem for file in own_profile_files(user_folder))


def own_profile_files(user_folder: Path | None) -> list[Path]:
    """The owner's own files, readable or not."""
    return _files_in([user_folder] if user_folder is not None else [])


def profile_ids(user_folder: Path | None) -> tuple[str, ...]:
    """The ids that `load_profile` knows, in alphabetical order."""
    return tuple(sorted({file.stem for file in _files(user_folder)}))


def write_profile(folder: Path, profile_id: str, text: str) -> Path:
    """Puts a new profile into the owner's folder; one of that name that is there stays.

    Raises SettingsError(UNWRITABLE).
    """
    file = folder / f"{profile_id}.toml"
    try:
        make_private_folder(folder)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise SettingsError(SettingsReason.UNWRITABLE, path=file.name, found=error.strerror) from None
    return file


def _files(user_folder: Path | None) -> list[Path]:
    """All profile files, the owner's first."""
    return _files_in([folder for folder in (user_folder, resource_path("profiles")) if folder is not None])


def _files_in(folders: list[Path]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        try:
            found += sorted(file for file in folder.iterdir() if file.suffix == ".toml")
        except OSError:  # the owner need not have such a folder
            continue
    return [file for file in found if PROFILE_ID.fullmatch(file.stem)]


def _table(content: bytes, name: str) -> dict[str, object]:
    import tomllib  # 8 ms: only when a profile is read

    if len(content) > _LARGEST_FILE:
        raise SettingsError(SettingsReason.UNREADABLE, path=name, allowed=f"{_LARGEST_FILE} B")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # bad UTF-8 or bad TOML
        line = re.search(r"line ([0-9]+)", str(error))
        raise SettingsError(SettingsReason.NOT_TOML, path=name, line=line and line[1]) from None
