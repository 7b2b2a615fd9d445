"""What the tray application does with the owner's wishes about forecasts and credits."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from galla import app, scoring
from galla.app import TrayApplication
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.past import Correction, CreditKind, ForecastLog, PastHours
from galla.domain.track_record import TrackRecord
from histories import START
from ui import snapshots as samples

HOUR = int(START.timestamp()) // 3600
LOG = ForecastLog((), PastHours(HOUR, (1.0,) * 24, (True,) * 24), (), START + timedelta(hours=23))
SAID = Correction(START, CreditKind.REFUND)


class RecordingDesk:
    """Remembers what it was given, in order."""

    def __init__(self) -> None:
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


def application(watch: StandInWatch) -> TrayApplication:
    """Without a Qt application of its own: the tests have one."""
    made = TrayApplication.__new__(TrayApplication)
    made.desk = RecordingDesk()  # type: ignore[assignment]
    made._watch = watch  # type: ignore[assignment]
    made._accounts = {"main": samples.healthy()}
    return made


def given(tray: TrayApplication) -> list[tuple[object, ...]]:
    assert isinstance(tray.desk, RecordingDesk)
    return tray.desk.given


async def test_a_log_is_scored_beside_the_thread_that_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def noted(log: ForecastLog, timezone: str) -> scoring.Scored:
        threads.append((threading.current_thread() is threading.main_thread(), timezone))
        return scoring.scored(log, timezone)

    monkeypatch.setattr(app, "_scored", noted)
    tray = application(StandInWatch(LOG))
    await tray._forecast_log("main")
    assert given(tray) == [(TrackRecord(), (), "main")]
    assert threads == [(False, samples.healthy().timezone)]


async def test_without_a_log_the_chart_is_told_that_there_is_none() -> None:
    tray = application(StandInWatch(None))
    await tray._forecast_log("main")
    assert given(tray) == [(None, (), "main")]


async def test_an_account_that_is_gone_has_no_track_record() -> None:
    tray = application(StandInWatch(LOG))
    await tray._forecast_log("gone")
    assert given(tray) == []


async def test_after_the_owners_word_the_log_is_sent_again() -> None:
    watch = StandInWatch(LOG)
    tray = application(watch)
    await tray._correct("main", SAID)
    assert watch.corrected == [("main", SAID)]
    assert given(tray) == [(TrackRecord(), (), "main")]


async def test_a_word_that_could_not_be_written_is_said_and_the_chart_shows_what_counts() -> None:
    watch = StandInWatch(LOG)
    watch.fault = LedgerError(LedgerReason.LOCKED)
    tray = application(watch)
    await tray._correct("main", SAID)
    assert [item[0] for item in given(tray)] == ["error", TrackRecord()]
