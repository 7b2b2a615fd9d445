"""Deletes what Galla keeps on this computer, once nobody uses it any more."""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from pathlib import Path

from galla.adapters.paths import Paths

_BESIDE_SETTINGS = ("settings.toml.before-import", ".settings.toml.lock")


def erase_files(paths: Paths) -> tuple[Path, ...]:
    """Settings, own profiles, ledger with its copies, and log; folders of ours that are empty then go too.

    What cannot be deleted is given back, and the rest goes all the same. Secrets are the keyring's, and not meant here.
    """
    log = logging.getLogger()
    for handler in tuple(log.handlers):  # Windows deletes no open file, and what is said later must not make a new one
        log.removeHandler(handler)
        handler.close()
    files = [paths.settings_file, *(paths.settings_file.with_name(name) for name in _BESIDE_SETTINGS)]
    folders = [paths.ledger_folder, paths.log_folder, paths.profiles_folder, paths.runtime_folder]
    left = []
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left.append(file)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            left.append(folder)
    for parent in {path.parent for path in (paths.settings_file, *folders)}:
        with suppress(OSError):  # somebody keeps something else there
            parent.rmdir()
    return tuple(left)
