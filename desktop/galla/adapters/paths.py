"""Where Galla keeps its files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "GALLA_HOME"
"""Environment variable that puts everything under one folder."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Files and folders of one user; none of them need exist."""

    settings_file: Path
    ledger_folder: Path
    log_folder: Path
    profiles_folder: Path
    """The owner's own supplier profiles."""
    runtime_folder: Path
    """Lock and socket of the running tray. Beside the ledger that they guard and not in the session's runtime
    folder, which a command run by cron would look for elsewhere."""

    @property
    def data_folder(self) -> Path:
        """What holds the ledger: the place to show to an owner who looks for his data."""
        return self.ledger_folder.parent


def find_paths(environment: Mapping[str, str] = os.environ) -> Paths:
    """The paths under GALLA_HOME, or else in the platform's user directories."""
    home = environment.get(HOME_VARIABLE)
    if home:
        return paths_under(Path(home).expanduser().absolute())
    import platformdirs

    dirs = platformdirs.PlatformDirs("galla", appauthor=False, roaming=False)
    return Paths(
        settings_file=dirs.user_config_path / "settings.toml",
        ledger_folder=dirs.user_data_path / "ledger",
        log_folder=dirs.user_log_path,
        profiles_folder=dirs.user_config_path / "profiles",
        runtime_folder=dirs.user_data_path / "run",
    )


def paths_under(home: Path) -> Paths:
    """All paths under the one folder `home`."""
    return Paths(
        settings_file=home / "settings.toml",
        ledger_folder=home / "ledger",
        log_folder=home / "log",
        profiles_folder=home / "profiles",
        runtime_folder=home / "run",
    )


def make_private_folder(folder: Path) -> None:
    """Makes `folder` for its owner alone (0700); one that exists is left as it is. Raises OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
