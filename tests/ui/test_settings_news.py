"""A settings file that somebody else changes, as Qt's own watch on files sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from galla.adapters.settings_file import SettingsFile
from galla.adapters.settings_news import SETTLE_MS, SettingsFileNews


class Heard:
    """The news, and how often it came."""

    def __init__(self, file: Path) -> None:
        self.times = 0
        self.news = SettingsFileNews(SettingsFile(file))
        self.news.start(self._note)

    def _note(self) -> None:
        self.times += 1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text("version = 1\n")
    return path


@pytest.fixture
def heard(file: Path, qapp: object) -> Iterator[Heard]:
    made = Heard(file)
    yield made
    made.news.stop()


def replaced(file: Path, text: str) -> None:
    """As careful editors and our own program write: another file takes its place."""
    other = file.with_name("other")
    other.write_text(text)
    other.replace(file)


@pytest.mark.parametrize("how", ["written", "replaced"])
def test_each_change_is_heard_once_also_the_second_one(how: str, file: Path, heard: Heard, qtbot: QtBot) -> None:
    for times in (1, 2, 3):
        text = f"version = 1\n# {'x' * times}\n"
        replaced(file, text) if how == "replaced" else file.write_text(text)
        qtbot.waitUntil(lambda expected=times: heard.times == expected)  # type: ignore[misc]
        qtbot.wait(SETTLE_MS + 50)
        assert heard.times == times


def test_an_editor_that_writes_in_steps_is_heard_when_it_has_finished(file: Path, heard: Heard, qtbot: QtBot) -> None:
    for step in range(5):
        file.write_text("version = 1\n" + "#" * step)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: heard.times == 1)
    qtbot.wait(SETTLE_MS + 50)
    assert heard.times == 1


def test_a_file_that_is_deleted_and_made_again_is_heard(file: Path, heard: Heard, qtbot: QtBot) -> None:
    file.unlink()
    qtbot.waitUntil(lambda: heard.times == 1)
    file.write_text("version = 1\n# again\n")
    qtbot.waitUntil(lambda: heard.times == 2)


def test_other_files_in_the_folder_are_no_news_and_neither_is_what_comes_after_the_end(
    file: Path, heard: Heard, qtbot: QtBot
) -> None:
    (file.parent / "ledger.sqlite3").write_text("x")
    qtbot.wait(SETTLE_MS + 150)
    assert heard.times == 0
    heard.news.stop()
    file.write_text("version = 1\n# late\n")
    qtbot.wait(SETTLE_MS + 150)
    assert heard.times == 0


def test_a_file_that_is_not_there_yet_is_heard_once_it_is(tmp_path: Path, qapp: object, qtbot: QtBot) -> None:
    heard = Heard(tmp_path / "settings.toml")
    (tmp_path / "settings.toml").write_text("version = 1\n")
    qtbot.waitUntil(lambda: heard.times == 1)
    heard.news.stop()
