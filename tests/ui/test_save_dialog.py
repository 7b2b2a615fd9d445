"""Where a file is saved is asked of the owner, and nothing of his is overwritten unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from galla.ui.save_dialog import chosen_path


class Asked(Protocol):
    """What is chosen where the owner types so in a folder of his; `meanwhile` answers what he is asked then."""

    def __call__(self, typed: str, meanwhile: Callable[[], None] = ...) -> str: ...


@pytest.fixture
def asked(qtbot: QtBot, tmp_path: Path) -> Asked:
    window = QWidget()
    qtbot.addWidget(window)

    def ask(typed: str, meanwhile: Callable[[], None] = lambda: None) -> str:
        QTimer.singleShot(0, lambda: _type(tmp_path, typed, meanwhile))
        return chosen_path(window, "Save", "galla-settings.zip", "Settings (*.zip)")

    return ask


def _type(folder: Path, typed: str, meanwhile: Callable[[], None]) -> None:
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible())
    dialog.setDirectory(str(folder))
    entry = dialog.findChild(QLineEdit)
    assert isinstance(entry, QLineEdit)
    assert entry.text() == "galla-settings.zip"
    if typed:
        entry.setText(typed)
        QTimer.singleShot(0, meanwhile)
        dialog.accept()
    else:
        dialog.reject()


def test_a_name_without_an_ending_gets_it(asked: Asked, tmp_path: Path) -> None:
    assert asked("mine") == str(tmp_path / "mine.zip")
    assert asked("other.zip") == str(tmp_path / "other.zip")
    assert asked("galla 2026.11") == str(tmp_path / "galla 2026.11.zip")


def test_a_name_with_a_dot_is_asked_about_with_its_ending(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "mine.v2.zip").touch()

    def shown_again() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        assert [Path(name).name for name in dialog.selectedFiles()] == ["mine.v2.zip"]
        dialog.reject()

    assert asked("mine.v2", shown_again) == ""


def test_a_window_that_goes_meanwhile_is_no_path(qtbot: QtBot) -> None:
    window = QWidget()
    QTimer.singleShot(0, lambda: delete(window))
    assert chosen_path(window, "Save", "galla-settings.zip", "Settings (*.zip)") == ""


def test_no_answer_is_no_path(asked: Asked) -> None:
    assert asked("") == ""


def test_a_file_of_the_whole_name_is_not_overwritten_unasked(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "mine.zip").touch()
    seen: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        box.button(QMessageBox.StandardButton.No).click()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        dialog.reject()

    assert asked("mine", answer) == ""
    assert "mine.zip" in seen[0]
