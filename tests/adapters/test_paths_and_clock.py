"""Where files are kept, and what time it is."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import pytest

from galla.adapters.clock import LONGEST_SLEEP_S, SystemClock
from galla.adapters.paths import find_paths, make_private_folder


def test_galla_home_holds_everything(tmp_path: Path) -> None:
    paths = find_paths({"GALLA_HOME": str(tmp_path / "home")})
    assert paths.settings_file == tmp_path / "home" / "settings.toml"
    folders = (paths.ledger_folder, paths.log_folder, paths.profiles_folder, paths.runtime_folder)
    assert len(set(folders)) == 4
    assert {folder.parent for folder in folders} == {tmp_path / "home"}
    assert not (tmp_path / "home").exists()


def test_without_galla_home_the_platforms_folders_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    paths = find_paths({})
    assert paths.settings_file == tmp_path / "CONFIG" / "galla" / "settings.toml"
    assert paths.ledger_folder == tmp_path / "DATA" / "galla" / "ledger"
    assert paths.log_folder.is_relative_to(tmp_path / "STATE" / "galla")
    assert list(tmp_path.iterdir()) == []


def test_a_relative_galla_home_does_not_move_with_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_paths({"GALLA_HOME": "here"}).settings_file == tmp_path / "here" / "settings.toml"


def test_a_new_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_what_the_tray_loads_at_start_leaves_rarely_needed_modules_alone() -> None:
    program = (
        "import sys; from galla.adapters import clock, instance, log, paths, secrets, settings_file;"
        "print(*sorted({'keyring', 'tomlkit', 'platformdirs', 'logging.handlers', 'http.client', 'email',"
        " 'galla.adapters.toml_layout', 'galla.adapters.keyring_child'} & set(sys.modules)))"
    )
    folder = Path(sys.modules["galla"].__file__ or "").parent.parent
    result = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""


def test_the_clock_knows_its_zone_and_never_runs_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


async def test_a_sleep_that_timers_cannot_keep_is_cut_to_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(delay_s: float) -> None:
        slept.append(delay_s)

    monkeypatch.setattr("asyncio.sleep", sleep)
    for delay_s in (-1.0, 5.0, 86_400.0 * 30):
        await SystemClock().sleep(delay_s)
    assert slept == [0.0, 5.0, LONGEST_SLEEP_S]
