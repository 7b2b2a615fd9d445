"""Start at login: an entry of the system's own kind, which the owner can also see and remove there."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from galla.adapters.paths import HOME_VARIABLE
from galla.domain.errors import SettingsError, SettingsReason
from galla.domain.ports import StartAtLogin

NAME = "Galla"
LABEL = "io.github.galla.Galla"
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
_OFF = re.compile(r"^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$", re.MULTILINE | re.IGNORECASE)


def start_at_login(environment: Mapping[str, str] = os.environ) -> StartAtLogin:
    """The way of the system that this is."""
    command, home = own_command(), environment.get(HOME_VARIABLE)
    variables = {HOME_VARIABLE: home} if home else {}
    if sys.platform == "win32":
        return RunKey(command)
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", command, variables)
    folder = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return XdgAutostart(folder / "autostart", command, variables)


def own_command() -> tuple[str, ...]:
    """How this very program is started again."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    script = Path(sys.executable).with_name("galla.exe" if sys.platform == "win32" else "galla")
    return (str(script),) if script.exists() else (sys.executable, "-m", "galla")


class XdgAutostart:
    """A desktop entry in the user's autostart folder (Desktop Application Autostart Specification 0.5)."""

    def __init__(self, folder: Path, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self._file = folder / "galla.desktop"
        self._command, self._variables = command, variables

    def is_on(self) -> bool:
        """Desktops switch an entry off by a line in it."""
        try:
            return _OFF.search(self._file.read_text(encoding="utf-8")) is None
        except (OSError, UnicodeDecodeError):
            return False

    def set(self, on: bool) -> None:
        """Writes the entry anew, so that one that a desktop switched off is on again."""
        command = [*self._command]
        if self._variables:
            command = ["env", *(f"{name}={value}" for name, value in self._variables.items()), *command]
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            f"Name={NAME}",
            f"Exec={' '.join(map(_quoted, command))}",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        _put(self._file, ("\n".join(lines) + "\n").encode() if on else None)


class LaunchAgent:
    """A property list in the user's LaunchAgents (launchd.plist(5))."""

    def __init__(self, folder: Path, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self._file = folder / f"{LABEL}.plist"
        self._command, self._variables = command, variables

    def is_on(self) -> bool:
        """Whether the agent is there and not disabled."""
        import plistlib  # with it comes XML

        try:
            agent = plistlib.loads(self._file.read_bytes())
        except (OSError, plistlib.InvalidFileException, ValueError):
            return False
        return isinstance(agent, dict) and not agent.get("Disabled", False)

    def set(self, on: bool) -> None:
        """Runs once at login; launchd does not start it again when it ends."""
        import plistlib

        agent: dict[str, Any] = {"Label": LABEL, "ProgramArguments": list(self._command), "RunAtLoad": True}
        if self._variables:
            agent["EnvironmentVariables"] = dict(self._variables)
        _put(self._file, plistlib.dumps(agent) if on else None)


class RunKey:
    """A value of the user's Run key."""

    def __init__(self, command: Sequence[str], registry: Any = None) -> None:
        """`registry` stands in for the module `winreg`."""
        self._command = command
        self._registry = registry

    def is_on(self) -> bool:
        """Whether the value is there."""
        registry = self._module()
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, _RUN_KEY) as key:
                registry.QueryValueEx(key, NAME)
        except OSError:
            return False
        return True

    def set(self, on: bool) -> None:
        """Writes or deletes the value; one that is missing is no error."""
        from subprocess import list2cmdline

        registry = self._module()
        try:
            with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN_KEY) as key:
                if on:
                    registry.SetValueEx(key, NAME, 0, registry.REG_SZ, list2cmdline(self._command))
                else:
                    registry.DeleteValue(key, NAME)
        except FileNotFoundError:
            return
        except OSError as error:
            raise SettingsError(SettingsReason.UNWRITABLE, path=_RUN_KEY, found=error.strerror) from None

    def _module(self) -> Any:
        if self._registry is None:
            import winreg

            self._registry = winreg
        return self._registry


def _put(file: Path, content: bytes | None) -> None:
    """Writes the file whole, or deletes it."""
    try:
        if content is None:
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        other = file.with_name(f".{file.name}.new")
        other.write_bytes(content)
        other.replace(file)
    except OSError as error:
        raise SettingsError(SettingsReason.UNWRITABLE, path=str(file), found=error.strerror) from None


def _quoted(argument: str) -> str:
    """As the Desktop Entry Specification (1.5, section 7) wants an argument of Exec; its file escapes backslashes."""
    escaped = re.sub(r'(["`$\\])', r"\\\1", argument).replace("\\", "\\\\").replace("%", "%%")
    return f'"{escaped}"' if re.search(r"[^A-Za-z0-9_@+=:,./-]", argument) else escaped
