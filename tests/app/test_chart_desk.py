"""What the tray application does with the owner's wishes about forecasts and credits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from galla import chart_desk, scoring
from galla.chart_desk import ChartDesk
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.past import Correction, CreditKind, ForecastLog, PastHours
from galla.domain.track_record import TrackRecord
from histories import START
from ui import snapshots as samples

HOUR = int(START.timestamp()) // 3600
LOG = ForecastLog((), PastHours(HOUR, (1.0,) * 24, (True,) * 24), (), START + timedelta(hours=23))
SAID = Correction(START, CreditKind.REFUND)


class RecordingDesk(QObject):
    """Asks as the real one does, and remembers what it was given, in order."""

    chart_data_requested = Signal(object)
    forecast_log_requested = Signal(str)
    correction_requested = Signal(str, object)
    export_requested = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.given: list[tuple[object, ...]] = []

    def render_forecast_log(self, *told: object) -> None:
        self.given.append(told)

    def render_chart_error(self, sentence: str) -> None:
        self.given.append(("error", sentence))


class StandInWatch:
    """A watch with one log."""

    def __init__(self, log: ForecastLog | None) -> None:
        self.log = log
        self.fault: LedgerError | None = None
        self.corrected: list[tuple[str, Correction]] = []

    async def forecast_log(self, account_id: str) -> ForecastLog | None:
        return self.log

    async def correct(self, account_id: str, correction: Correction) -> None:
        if self.fault is not None:
            raise self.fault
        self.corrected.append((account_id, correction))


class Joined:
    """The chart window's desk on a watch, and the wishes that are carried out."""

    def __init__(self, watch: StandInWatch) -> None:
        self.desk = RecordingDesk()
        self._tasks: list[asyncio.Task[None]] = []
        accounts = {"main": samples.healthy()}
        ChartDesk(self.desk, watch, accounts=lambda: accounts, do=self._do)  # type: ignore[arg-type]

    async def given(self) -> list[tuple[object, ...]]:
        await asyncio.gather(*self._tasks)
        return self.desk.given

    def _do(self, work: Coroutine[object, object, None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))  # type: ignore[arg-type]


async def test_a_log_is_scored_beside_the_thread_that_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def noted(log: ForecastLog, timezone: str) -> scoring.Scored:
        threads.append((threading.current_thread() is threading.main_thread(), timezone))
        return scoring.scored(log, timezone)

    monkeypatch.setattr(chart_desk, "_scored", noted)
    joined = Joined(StandInWatch(LOG))
    joined.desk.forecast_log_requested.emit("main")
    assert await joined.given() == [(TrackRecord(), (), "main")]
    assert threads == [(False, samples.healthy().timezone)]


async def test_without_a_log_the_chart_is_told_that_there_is_none() -> None:
    joined = Joined(StandInWatch(None))
    joined.desk.forecast_log_requested.emit("main")
    assert await joined.given() == [(None, (), "main")]


async def test_an_account_that_is_gone_has_no_track_record() -> None:
    joined = Joined(StandInWatch(LOG))
    joined.desk.forecast_log_requested.emit("gone")
    assert await joined.given() == []


async def test_after_the_owners_word_the_log_is_sent_again() -> None:
    watch = StandInWatch(LOG)
    joined = Joined(watch)
    joined.desk.correction_requested.emit("main", SAID)
    assert await joined.given() == [(TrackRecord(), (), "main")]
    assert watch.corrected == [("main", SAID)]


async def test_a_word_that_could_not_be_written_is_said_and_the_chart_shows_what_counts() -> None:
    watch = StandInWatch(LOG)
    watch.fault = LedgerError(LedgerReason.LOCKED)
    joined = Joined(watch)
    joined.desk.correction_requested.emit("main", SAID)
    assert [item[0] for item in await joined.given()] == ["error", TrackRecord()]


async def test_a_picture_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    joined = Joined(StandInWatch(None))
    joined.desk.export_requested.emit("png", str(tmp_path / "no folder" / "chart.png"), lambda: b"picture")
    ((kind, _),) = await joined.given()
    assert kind == "error"
    joined.desk.export_requested.emit("png", str(tmp_path / "chart.png"), lambda: b"picture")
    assert len(await joined.given()) == 1
    assert (tmp_path / "chart.png").read_bytes() == b"picture"
