"""Start at login, in the way of each system."""

from __future__ import annotations

import configparser
import plistlib
import shlex
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from galla.adapters.autostart import LaunchAgent, RunKey, XdgAutostart, own_command, start_at_login
from galla.domain.errors import SettingsError
from galla.domain.ports import StartAtLogin

COMMAND = ("/opt/My Shop/ga$lla", "--x=100%")


def entry(file: Path) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text())
    return dict(parser["Desktop Entry"])


def test_an_xdg_entry_is_made_and_taken_away(tmp_path: Path) -> None:
    way = XdgAutostart(tmp_path / "autostart", COMMAND, {})
    assert not way.is_on()
    way.set(True)
    assert way.is_on()
    found = entry(tmp_path / "autostart" / "galla.desktop")
    assert (found["Type"], found["Name"], found["Terminal"]) == ("Application", "Galla", "false")
    way.set(False)
    assert not way.is_on()
    way.set(False)


def test_the_command_of_an_xdg_entry_is_quoted_as_the_specification_wants(tmp_path: Path) -> None:
    XdgAutostart(tmp_path, COMMAND, {"GALLA_HOME": "/data/my shop"}).set(True)
    line = entry(tmp_path / "galla.desktop")["Exec"].replace("\\\\", "\\").replace("%%", "%")
    assert r"\$" in line
    line = line.replace(r"\$", "$")  # as a shell does within quotes, and shlex does not
    assert shlex.split(line) == ["env", "GALLA_HOME=/data/my shop", "/opt/My Shop/ga$lla", "--x=100%"]


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "Hidden = True"])
def test_an_entry_that_the_desktop_switched_off_is_off_and_can_be_switched_on_again(tmp_path: Path, line: str) -> None:
    way = XdgAutostart(tmp_path, COMMAND, {})
    way.set(True)
    with (tmp_path / "galla.desktop").open("a") as file:
        file.write(line + "\n")
    assert not way.is_on()
    way.set(True)
    assert way.is_on()


def test_a_launch_agent_is_made_and_taken_away(tmp_path: Path) -> None:
    way = LaunchAgent(tmp_path, COMMAND, {"GALLA_HOME": "/data"})
    assert not way.is_on()
    way.set(True)
    assert way.is_on()
    (file,) = tmp_path.iterdir()
    agent = plistlib.loads(file.read_bytes())
    assert (agent["ProgramArguments"], agent["RunAtLoad"]) == (list(COMMAND), True)
    assert agent["EnvironmentVariables"] == {"GALLA_HOME": "/data"}
    file.write_bytes(b"no property list")
    assert not way.is_on()
    way.set(False)
    assert not file.exists()


class FakeRegistry(SimpleNamespace):
    """What of `winreg` is used."""

    HKEY_CURRENT_USER, REG_SZ = "HKCU", 1

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.error: OSError | None = None

    @contextmanager
    def OpenKey(self, root: str, name: str) -> Any:
        yield name

    CreateKey = OpenKey

    def QueryValueEx(self, key: str, name: str) -> str:
        if name not in self.values:
            raise FileNotFoundError
        return self.values[name]

    def SetValueEx(self, key: str, name: str, reserved: int, kind: int, value: str) -> None:
        if self.error is not None:
            raise self.error
        self.values[name] = value

    def DeleteValue(self, key: str, name: str) -> None:
        if name not in self.values:
            raise FileNotFoundError
        del self.values[name]


def test_a_run_key_is_written_and_deleted() -> None:
    registry = FakeRegistry()
    way = RunKey((r"C:\My Shop\galla.exe",), registry)
    assert not way.is_on()
    way.set(True)
    assert way.is_on()
    assert registry.values == {"Galla": r'"C:\My Shop\galla.exe"'}
    way.set(False)
    way.set(False)
    assert not way.is_on()


def test_a_registry_that_refuses_is_told() -> None:
    registry = FakeRegistry()
    registry.error = PermissionError(13, "Access is denied")
    with pytest.raises(SettingsError) as caught:
        RunKey(("galla",), registry).set(True)
    assert caught.value.problem.fact("found") == "Access is denied"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file in the folder's place")
    with pytest.raises(SettingsError) as caught:
        XdgAutostart(tmp_path / "autostart", COMMAND, {}).set(True)
    assert caught.value.problem.reason == "unwritable"


@pytest.mark.parametrize(("platform", "kind"), [("linux", XdgAutostart), ("darwin", LaunchAgent), ("win32", RunKey)])
def test_each_system_has_its_own_way(monkeypatch: pytest.MonkeyPatch, platform: str, kind: type) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    way: StartAtLogin = start_at_login({"XDG_CONFIG_HOME": "/nowhere"})
    assert isinstance(way, kind)


def test_the_command_is_the_program_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    assert own_command() == (str(python), "-m", "galla")
    script = tmp_path / "galla"
    script.touch()
    script.chmod(stat.S_IRWXU)
    assert own_command() == (str(script),)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command() == (str(python),)
