"""The demo on a machine without a screen, where its pictures cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from galla.demo import play


def test_a_folder_for_pictures_that_cannot_be_made_is_said_at_once(
    qapp: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.touch()

    assert play.run(file / "pictures", has_screen=False) == 2

    seen = capsys.readouterr()
    assert seen.out == ""
    assert str(file / "pictures") in seen.err
