"""A desktop session with the installed program in it, as the tests of this folder use it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from desktop.status_item import StatusItem, item_of
from desktop.waiting import eventually
from galla.domain.level import Level
from galla.ui.level_colours import level_colours

HERE = Path(__file__).parent
GALLA = Path(sys.executable).parent / "galla"
KEY = "sk-live-4711-hush-hush"
COMMAND_S = 60.0

PANEL_STRIP = (0, 760, 1280, 40)
"""Where the tray is on the screen: x, y, width, height."""
_TELLING = {
    Level.HEALTHY: level_colours(Level.HEALTHY).fill,
    Level.LOW: level_colours(Level.LOW).fill,
    Level.EMPTY: level_colours(Level.EMPTY).edge,
    Level.UNKNOWN: level_colours(Level.UNKNOWN).edge,
}
"""A colour of each level's icon that no other level has."""
_SHAPE = ("xdotool", "getwindowgeometry", "--shell")
_WIDEST_ICON = 64
_SAME_COLOUR = 6
_ENOUGH_PIXELS = 12
_SMALLEST_BANNER = 5000


class Program:
    """A process whose words go into a file."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self.pid = process.pid
        self._output = output

    @property
    def said(self) -> str:
        """All that it wrote, on both streams."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def end(self, number: int = signal.SIGTERM) -> int:
        """Sends the signal and gives the exit code."""
        if self.is_running:
            self.process.send_signal(number)
        return self.process.wait(COMMAND_S)


class Session:
    """One session; everything that is started in it ends with it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.home = folder / "galla"
        self._programs: list[Program] = []
        settings = {f"SESSION_{name.upper()}": value for name, value in settings.items()}
        self._log = (folder / "session.log").open("wb")
        # `cat` lasts until its standard input ends, which it does even if we are killed.
        self._keeper = subprocess.Popen(
            [str(HERE / "session.sh"), "cat"],
            env={**os.environ, **settings, "SESSION_DIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=self._log,
            stderr=self._log,
        )
        try:
            eventually(lambda: (folder / "env").exists() or self._keeper.poll() is not None, 100)
            assert self._keeper.poll() is None, (folder / "session.log").read_text(encoding="utf-8")
        except AssertionError:
            self._end_keeper()
            raise
        self.environment = self._read_environment() | {"GALLA_HOME": str(self.home)}

    def close(self) -> None:
        """Ends everything; fails if a program of ours showed or logged a traceback."""
        for program in self._programs:
            if program.is_running:
                program.end(signal.SIGKILL)
        self._end_keeper()
        for place in (*self.folder.glob("said.*"), *self.home.glob("log/*")):
            assert "Traceback" not in place.read_text(encoding="utf-8", errors="replace"), place.read_text()

    def _end_keeper(self) -> None:
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait(30)
        self._log.close()

    @property
    def bus(self) -> str:
        """The address of the session bus."""
        return self.environment["DBUS_SESSION_BUS_ADDRESS"]

    # --- running programs

    def start(self, *command: str | Path, **changes: str) -> Program:
        """Starts a program with nothing on its standard input; `changes` are to its environment."""
        output = self.folder / f"said.{len(self._programs)}"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [str(part) for part in command],
                env=self.environment | changes,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )
        program = Program(process, output)
        self._programs.append(program)
        return program

    def start_tray(self) -> Program:
        """Starts the program without a command."""
        return self.start(GALLA)

    def run(
        self, *command: str | Path, words: str = "", environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end with `words` on its standard input."""
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            env=self.environment if environment is None else environment,
            input=words,
            capture_output=True,
            encoding="utf-8",
            timeout=COMMAND_S,
            cwd=self.folder,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return done

    def tool(self, *command: str | Path) -> str:
        """What a program of the desktop answers; it must succeed."""
        done = self.run(*command)
        assert done.returncode == 0, (command, done.stderr)
        return done.stdout

    def galla(self, *arguments: str, words: str = "") -> subprocess.CompletedProcess[str]:
        """Runs one command of ours."""
        return self.run(GALLA, *arguments, words=words)

    def status(self) -> list[dict[str, Any]]:
        """What `galla status --json` tells."""
        return list(json.loads(self.galla("status", "--json").stdout))

    def add_account(self, base_url: str, *more: str) -> None:
        """Adds the account `main`, called FoxReload."""
        command = ("accounts", "add", "--id", "main", "--name", "FoxReload", "--base-url", base_url)
        done = self.galla(*command, *(more or ("--currency", "USD")), "--timezone", "UTC", words=f"{KEY}\n")
        assert done.returncode == 0, done.stderr

    def with_browser(self) -> Path:
        """Programs started from now on find a browser; gives the file in which it notes what it was to open."""
        folder, opened = self.folder / "browser", self.folder / "opened"
        folder.mkdir()
        script = folder / "xdg-open"
        script.write_text(f'#!/bin/sh\necho "$1" >> {shlex.quote(str(opened))}\n', encoding="utf-8")
        script.chmod(0o755)
        self.environment["PATH"] = f"{folder}:{self.environment['PATH']}"
        return opened

    # --- the desktop

    def tray_host(self, kind: str) -> None:
        """Replaces the tray host: lxqt, xfce, trayer or none."""
        self.tool("session-tray", kind)

    def keyring(self, state: str) -> None:
        """Replaces the Secret Service: unlocked, locked or none."""
        self.tool("session-keyring", state)

    def icon_of(self, program: Program) -> StatusItem:
        """The program's icon, once the panel has it."""
        return eventually(lambda: item_of(self.bus, program.pid))

    def picture(self, x: int, y: int, width: int, height: int) -> np.ndarray:
        """A part of the screen as rows of red, green and blue."""
        crop = f"{width}x{height}+{x}+{y}"
        raw = subprocess.run(
            ["import", "-silent", "-window", "root", "-crop", crop, "-depth", "8", "rgb:-"],
            check=True,
            env=self.environment,
            stdout=subprocess.PIPE,
            timeout=COMMAND_S,
        ).stdout
        return np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)

    def where_is(self, level: Level) -> tuple[int, int] | None:
        """The middle of the icon on the panel, if it has the colour of `level`."""
        x, y, width, height = PANEL_STRIP
        rows, columns = np.nonzero(_has_colour(self.picture(x, y, width, height), _TELLING[level]))
        if len(rows) < _ENOUGH_PIXELS:
            return None
        return x + int(columns.mean()), y + int(rows.mean())

    def shows(self, colour: str) -> bool:
        """Whether a banner of this colour (`#rrggbb`) is on the screen."""
        return int(_has_colour(self.picture(0, 0, 1280, 760), colour).sum()) > _SMALLEST_BANNER

    def windows(self, program: Program) -> dict[str, str]:
        """The ids of the program's visible windows, by title."""
        found = self.run("xdotool", "search", "--onlyvisible", "--pid", str(program.pid)).stdout.split()
        titles = {}
        for number in found:
            title = self.run("xdotool", "getwindowname", number).stdout.strip()
            shape = dict(line.split("=") for line in self.run(*_SHAPE, number).stdout.split())
            if title and int(shape.get("WIDTH", "0")) > _WIDEST_ICON:  # an icon in an XEmbed tray is a window too
                titles[title] = number
        return titles

    def focused(self) -> str:
        """The title of the window that gets what is typed."""
        return self.run("xdotool", "getwindowfocus", "getwindowname").stdout.strip()

    # --- notifications

    def displayed(self) -> int:
        """How many notifications are on the screen."""
        return int(self.tool("dunstctl", "count", "displayed"))

    def press(self, label: str) -> None:
        """Presses a button of the notification on the screen."""
        (self.folder / "pick").write_text(label, encoding="utf-8")
        self.tool("dunstctl", "context")

    def notices(self) -> list[dict[str, str]]:
        """Every notification shown so far, the oldest first; takes them off the screen."""
        self.tool("dunstctl", "close-all")
        (history,) = json.loads(self.tool("dunstctl", "history"))["data"]
        return [{name: str(field["data"]) for name, field in entry.items()} for entry in reversed(history)]

    # --- the ledger

    def rows(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Reads the ledger beside the program; nothing where there is none yet."""
        path = self.home / "ledger" / "ledger.sqlite3"
        if not path.exists():
            return []
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
        try:
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return connection.execute(query, arguments).fetchall() if tables else []
        finally:
            connection.close()

    def _read_environment(self) -> dict[str, str]:
        lines = (self.folder / "env").read_text(encoding="utf-8").splitlines()
        pairs = (shlex.split(line.removeprefix("export "))[0].partition("=") for line in lines)
        return {name: value for name, _, value in pairs}


class Supplier:
    """The embedded supplier in a process of its own, which obeys while it runs."""

    def __init__(self, key: str = KEY) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "supplier_process.py"), key],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", self.address), self.address

    def close(self) -> None:
        """Ends it."""
        self._process.communicate(timeout=30)

    def balance(self, amount: str) -> None:
        """Answers with this balance from now on."""
        assert self._tell(f"balance {amount}") == "ok"

    def fault(self, name: str = "") -> None:
        """Fails so from now on; without a name it is well again."""
        assert self._tell(f"fault {name}") == "ok"

    @property
    def requests(self) -> int:
        """How many requests have come."""
        return int(self._tell("requests"))

    def _tell(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


def _has_colour(picture: np.ndarray, colour: str) -> np.ndarray:
    wanted = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return np.all(np.abs(picture - wanted) <= _SAME_COLOUR, axis=2)
