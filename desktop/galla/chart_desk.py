"""Joins the chart window with the watch: what it draws, how good forecasts were, credits corrected, export."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from galla.domain.errors import GallaError
from galla.tasks import in_thread

if TYPE_CHECKING:
    from galla.domain.chart import ChartRequest
    from galla.domain.model import Snapshot
    from galla.domain.past import Correction, ForecastLog
    from galla.scoring import Scored
    from galla.ui.desk import Desk
    from galla.watch import Watch

    Do = Callable[[Coroutine[object, object, None]], None]


class ChartDesk:
    """Answers the chart window."""

    def __init__(self, desk: Desk, watch: Watch, *, accounts: Callable[[], Mapping[str, Snapshot]], do: Do) -> None:
        """`do` carries out a wish beside."""
        self._desk = desk
        self._watch = watch
        self._accounts = accounts
        desk.chart_data_requested.connect(lambda request: do(self._chart(request)))
        desk.forecast_log_requested.connect(lambda account_id: do(self._forecast_log(account_id)))
        desk.correction_requested.connect(lambda account_id, said: do(self._correct(account_id, said)))
        desk.export_requested.connect(lambda kind, path, contents: do(self._export(path, contents)))

    async def _chart(self, request: ChartRequest) -> None:
        try:
            self._desk.render_chart(await self._watch.chart(request), request)
        except GallaError as error:
            self._tell(error)

    async def _forecast_log(self, account_id: str) -> None:
        """Scores the account's forecasts in a thread: a year of them takes longer than a frame."""
        snapshot = self._accounts().get(account_id)
        if snapshot is None:
            return
        try:
            log = await self._watch.forecast_log(account_id)
        except GallaError as error:
            self._tell(error)
            return
        if log is None:
            self._desk.render_forecast_log(None, (), account_id)
            return
        scored = await in_thread(partial(_scored, log, snapshot.timezone))
        self._desk.render_forecast_log(scored.record, scored.judged, account_id)

    async def _correct(self, account_id: str, correction: Correction) -> None:
        """Keeps the owner's word on a credit; the snapshot that follows redraws the chart, the log its marks."""
        try:
            await self._watch.correct(account_id, correction)
        except GallaError as error:
            self._tell(error)
        await self._forecast_log(account_id)

    async def _export(self, path: str, contents: Callable[[], bytes]) -> None:
        from galla.texts import exports

        try:
            await write_off_thread(path, contents)
        except OSError:
            self._desk.render_chart_error(exports.not_written(path))

    def _tell(self, error: GallaError) -> None:
        from galla.texts import problems

        self._desk.render_chart_error(problems.sentence(error.problem))


async def write_off_thread(path: str, contents: Callable[[], bytes]) -> None:
    """Writes what `contents` gives, both in a thread. Raises OSError where the file cannot be written."""
    await in_thread(lambda: Path(path).write_bytes(contents()))


def _scored(log: ForecastLog, timezone: str) -> Scored:
    """`scoring.scored`, imported in the thread that needs it."""
    from galla.scoring import scored

    return scored(log, timezone)
