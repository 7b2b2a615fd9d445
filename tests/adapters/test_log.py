"""The log file: bounded, private, without secrets."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from galla.adapters.log import BoundedFile, Redaction, start_log
from galla.domain.model import Secret

HUSH = "hush/hush+42"


@pytest.fixture(autouse=True)
def _root_is_put_back() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_secret_is_blacked_out_wherever_it_appears(tmp_path: Path) -> None:
    redaction = Redaction()
    redaction.add(Secret(HUSH))
    assert start_log(tmp_path / "log", redaction)
    log = logging.getLogger("galla.test")
    log.warning("key %s in %r at https://x/?k=%s", HUSH, {"key": HUSH}, "hush%2Fhush%2B42")
    try:
        raise ValueError(HUSH)
    except ValueError:
        log.exception("failed")
    text = (tmp_path / "log" / "galla.log").read_text()
    assert "hush" not in text
    assert text.count("[secret]") == 4


def test_a_longer_secret_is_not_half_hidden_by_a_shorter_one() -> None:
    redaction = Redaction()
    redaction.add(Secret("abcd"))
    redaction.add(Secret("abcdefgh"))
    assert redaction.apply("x abcdefgh y abcd z") == "x [secret] y [secret] z"


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    start_log(tmp_path / "log", Redaction())
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "log" / "galla.log").stat().st_mode) == 0o600


def test_requests_are_not_logged(tmp_path: Path) -> None:
    start_log(tmp_path / "log", Redaction())
    logging.getLogger("httpx").info("HTTP Request: GET https://x")
    logging.getLogger("galla").info("started")
    assert (tmp_path / "log" / "galla.log").read_text().splitlines()[0].endswith("INFO galla: started")


def test_a_full_file_is_kept_once_and_no_more_than_that(tmp_path: Path) -> None:
    path = tmp_path / "galla.log"
    handlers = [BoundedFile(path, max_bytes=1000), BoundedFile(path, max_bytes=1000)]
    for number in range(100):
        handlers[number % 2].handle(logging.makeLogRecord({"msg": f"line {number:03} {'x' * 40}"}))
    for handler in handlers:
        handler.close()
    assert {file.name for file in tmp_path.iterdir()} == {"galla.log", "galla.log.1"}
    assert all(file.stat().st_size <= 1000 for file in tmp_path.iterdir())
    assert path.read_text().splitlines()[-1].startswith("line 099")


def test_a_folder_that_cannot_be_written_is_told_and_nothing_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert not start_log(tmp_path / "log", Redaction())
    logging.getLogger("galla").error("nobody hears this")
    assert capsys.readouterr().err == ""


def test_a_full_disk_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = BoundedFile(tmp_path / "galla.log")

    def full_disk(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", full_disk)
    handler.handle(logging.makeLogRecord({"msg": "lost"}))
    monkeypatch.undo()
    handler.handle(logging.makeLogRecord({"msg": "kept"}))
    handler.close()
    assert (tmp_path / "galla.log").read_text() == "kept\n"
