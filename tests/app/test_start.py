"""Starting where something is missing: the tray still watches, or one sentence says why it cannot."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from galla import standard_parts, start
from galla.adapters.instance import SingleInstance
from galla.adapters.paths import find_paths


class RecordingTray:
    """Stands in for the tray: remembers what it was to run with."""

    instance: object = "never run"
    fault: Exception | None = None

    def __init__(self, clock: object) -> None:
        self.clock = clock

    def show_icon(self) -> None:
        pass

    def run(self, parts: object, instance: object) -> int:
        type(self).instance = instance
        if self.fault is not None:
            raise self.fault
        return 0


@pytest.fixture
def tray(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[RecordingTray]:
    class Tray(RecordingTray):
        pass

    monkeypatch.setenv("GALLA_HOME", str(tmp_path))
    monkeypatch.setattr(start, "TrayApplication", Tray)
    monkeypatch.setattr(standard_parts, "build", lambda paths, clock: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return Tray


@pytest.fixture
def only_sentence(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    def read() -> str:
        seen = capsys.readouterr()
        assert seen.out == ""
        (line,) = seen.err.splitlines()
        return line

    return read


def test_without_a_screen_one_sentence_says_so(
    tray: type[RecordingTray], monkeypatch: pytest.MonkeyPatch, only_sentence: Callable[[], str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    assert start.run() == 2

    assert "no screen" in only_sentence()
    assert tray.instance == "never run"


def test_a_home_that_cannot_be_written_is_watched_all_the_same(
    tray: type[RecordingTray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("GALLA_HOME", str(file / "home"))

    assert start.run() == 0

    assert tray.instance is None


def test_a_fault_of_ours_is_one_sentence(tray: type[RecordingTray], only_sentence: Callable[[], str]) -> None:
    tray.fault = ZeroDivisionError()

    assert start.run() == 70

    assert "galla.log" in only_sentence()


def test_a_first_start_that_does_not_answer_is_said(
    tray: type[RecordingTray], monkeypatch: pytest.MonkeyPatch, only_sentence: Callable[[], str]
) -> None:
    monkeypatch.setattr(start, "STARTING_S", 0.0)
    first = SingleInstance(find_paths().runtime_folder)
    assert first.acquire()

    assert start.run() == 70

    assert "does not answer" in only_sentence()
    assert tray.instance == "never run"
