"""The owner's data as a whole: where it is, settings to take along and back, and its end."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from galla.ui import save_dialog
from galla.ui.settings.data_section import DataSection
from galla.ui.settings.state import MachineFacts
from ui.settings_samples import SettingsRig, child, owner_settings, press, words


class Wishes:
    """What the window told."""

    def __init__(self, rig: SettingsRig) -> None:
        self.folders, self.erasures = 0, 0
        self.exports: list[str] = []
        self.imports: list[str] = []
        window = rig.window
        window.data_folder_wanted.connect(self._on_folder)
        window.settings_export_requested.connect(self.exports.append)
        window.settings_import_requested.connect(self.imports.append)
        window.erase_requested.connect(self._on_erase)

    def _on_folder(self) -> None:
        self.folders += 1

    def _on_erase(self) -> None:
        self.erasures += 1


@pytest.fixture
def rig(qtbot: Any) -> SettingsRig:
    rig = SettingsRig(qtbot, owner_settings(), machine=MachineFacts(False, "/home/asha/.local/share/galla"))
    rig.window.open_page("general")
    return rig


@pytest.fixture
def wishes(rig: SettingsRig) -> Wishes:
    return Wishes(rig)


def section(rig: SettingsRig) -> DataSection:
    return child(rig.window._general, DataSection)


def chosen(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    monkeypatch.setattr(save_dialog, "chosen_path", lambda *_: path)


def test_it_says_where_the_data_are_and_opens_the_folder(rig: SettingsRig, wishes: Wishes) -> None:
    assert "/home/asha/.local/share/galla" in words(section(rig))
    press(section(rig), "Open folder")
    assert wishes.folders == 1


def test_where_no_data_are_the_owner_s_nothing_of_them_is_shown(rig: SettingsRig) -> None:
    rig.render(machine=MachineFacts())
    assert not section(rig).isVisible()


def test_an_export_is_asked_where_to(rig: SettingsRig, wishes: Wishes, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(monkeypatch, "")
    press(section(rig), "Export…")
    chosen(monkeypatch, "/tmp/mine.zip")
    press(section(rig), "Export…")
    assert wishes.exports == ["/tmp/mine.zip"]


def test_an_import_is_asked_for_once_more_before_it_replaces_anything(
    rig: SettingsRig, wishes: Wishes, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, "/tmp/mine.zip")
    press(section(rig), "Import…")
    press(rig.question(), "Cancel")
    assert wishes.imports == []
    press(section(rig), "Import…")
    press(rig.question(), "Replace")
    assert wishes.imports == ["/tmp/mine.zip"]


def test_what_came_of_it_is_said_below(rig: SettingsRig) -> None:
    rig.window.render_data_answer("This is no export.", good=False)
    assert "This is no export." in words(section(rig))


def test_everything_is_deleted_only_after_a_question_that_says_what(rig: SettingsRig, wishes: Wishes) -> None:
    press(section(rig), "Delete…")
    assert "cannot be undone" in words(rig.question())
    press(rig.question(), "Cancel")
    assert wishes.erasures == 0
    press(section(rig), "Delete…")
    press(rig.question(), "Delete everything")
    assert wishes.erasures == 1
