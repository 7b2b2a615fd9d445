"""Deletes what Galla keeps on this computer, once nobody uses it any more."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from galla.adapters.paths import Paths
from galla.adapters.profiles import own_profile_files
from galla.adapters.settings_file import KEPT


def erase_files(paths: Paths) -> tuple[Path, ...]:
    """Settings, own profiles, ledger with its copies, log, lock; folders that are empty then go too.

    Only what has a name of ours: the folders may be shared, as where GALLA_HOME is a home folder. What cannot be
    deleted is given back, and the rest goes all the same. Secrets are the keyring's, and not meant here.
    """
    log = logging.getLogger()
    for handler in tuple(log.handlers):  # Windows deletes no open file, and what is said later must not make a new one
        log.removeHandler(handler)
        handler.close()
    left = []
    for file in _ours(paths):
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left.append(file)
    folders = (paths.ledger_folder, paths.log_folder, paths.profiles_folder, paths.runtime_folder)
    for folder in (*folders, *{path.parent for path in (paths.settings_file, *folders)}):
        with suppress(OSError):  # somebody keeps something else there
            folder.rmdir()
    return tuple(left)


def _ours(paths: Paths) -> Iterator[Path]:
    settings = paths.settings_file
    if settings.is_symlink():
        yield settings.resolve()
    yield from (settings, settings.with_name(settings.name + KEPT))
    yield from _matching(settings.parent, f".{settings.name}.*")  # its lock, and what was half written
    for profile in own_profile_files(paths.profiles_folder):
        yield from (profile, profile.with_name(profile.name + KEPT))
    yield from _matching(paths.profiles_folder, f"*.toml{KEPT}")
    yield from _matching(paths.ledger_folder, "ledger.*")
    yield from _matching(paths.log_folder, "galla.log*")
    yield from _matching(paths.runtime_folder, "tray.*")


def _matching(folder: Path, pattern: str) -> list[Path]:
    return [path for path in folder.glob(pattern) if not path.is_dir()]
