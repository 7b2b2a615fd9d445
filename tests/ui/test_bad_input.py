"""Whatever was remembered and whatever comes: every window renders it, and no text of theirs is broken."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGraphicsTextItem,
    QLabel,
    QSystemTrayIcon,
    QTextEdit,
    QToolButton,
    QWidget,
)

from adapters.ledger_child import FixedClock
from bad_input import Case, Told, cases, played, tellings
from fakes import watched
from galla.adapters.ledger.ledger import SqliteLedger
from galla.domain import monitoring, overview
from galla.domain.channel import AlertRecord
from galla.domain.chart import ChartRequest
from galla.domain.model import AccountMemory, Answer, Reading, Snapshot
from galla.domain.past import Correction, CreditKind
from galla.domain.schedule import Timing
from galla.domain.watched import Moment, Watched
from galla.scoring import scored
from galla.ui import save_dialog
from galla.ui.alerts.alert_filter import Period
from galla.ui.alerts.export import table
from galla.ui.alerts.naming import Naming
from galla.ui.alerts.window import AlertHistoryWindow
from galla.ui.chart.accuracy import AccuracySection
from galla.ui.chart.ranges import ChartRange
from galla.ui.chart.window import ChartWindow
from galla.ui.icon import paint_icon
from galla.ui.icon_key import icon_key
from galla.ui.panel import GlancePanel
from galla.ui.tray import Tray
from histories import START

BROKEN = re.compile(r"\b(nan|inf|infinity|none)\b|[{}∞]", re.IGNORECASE)
Result = TypeVar("Result")


def examples(count: int) -> settings:
    """So many, one pair of windows for all of them."""
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))


def texts(window: QWidget) -> Iterator[str]:
    """All that can be read of a window, also by a screen reader."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
        if isinstance(widget, QLabel | QToolButton):
            yield widget.text()
            yield getattr(widget, "whole_text", "")
        if isinstance(widget, QTextEdit):
            yield widget.toPlainText()
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            cells = itertools.product(range(model.rowCount()), range(model.columnCount()))
            yield from (str(model.index(row, column).data()) for row, column in cells)


def drawn_texts(window: QWidget) -> Iterator[str]:
    """What is written in plots and along their axes."""
    from pyqtgraph import AxisItem, GraphicsLayoutWidget

    for view in window.findChildren(GraphicsLayoutWidget):
        for item in view.scene().items():
            if isinstance(item, AxisItem):
                yield from (label for level in item._tickLevels or () for _, label in level)
            elif isinstance(item, QGraphicsTextItem):
                yield item.toPlainText()


def broken(found: Iterator[str]) -> list[str]:
    return [text for text in found if BROKEN.search(text)]


@examples(25)
@given(case=cases())
def test_panel_tray_icon_and_record_show_any_input(
    panel: GlancePanel, tray: Tray, record: AccuracySection, case: Case
) -> None:
    found = played(case)
    shown = found.snapshot
    record.render_record(found.record, case.watched.zone, shown.at)
    record.grab()
    assert broken(texts(record)) == []
    for snapshots in ((shown,), (shown, replace(shown, account_id="other"))):
        panel.render(snapshots, shown.at)
        panel.grab()
        tray.render(snapshots, shown.at)
    icon = tray.findChild(QSystemTrayIcon)
    assert icon is not None
    facts = (action.text() for action in icon.contextMenu().actions())
    assert broken(itertools.chain(texts(panel), facts, [icon.toolTip()])) == []
    painted = paint_icon(icon_key((shown,), dark_panel=True))
    assert not painted.pixmap(QSize(22, 22)).isNull()


@pytest.fixture
def panel(qtbot: Any) -> GlancePanel:
    panel = GlancePanel(lambda: START)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def record(qtbot: Any) -> AccuracySection:
    section = AccuracySection()
    qtbot.addWidget(section)
    section.show()
    return section


@pytest.fixture
def tray(qapp: object) -> Iterator[Tray]:
    tray = Tray()
    tray.show()
    yield tray
    tray.hide()
    tray.deleteLater()


class Watch:
    """Tells a real ledger what a supplier said, and answers the chart window from it."""

    def __init__(self, qtbot: Any, folder: Path) -> None:
        self._qtbot = qtbot
        self._loop = asyncio.new_event_loop()
        self._ledger = self._await(SqliteLedger.open(folder, FixedClock()))
        self._numbers = itertools.count()
        self._now = START
        self.window = ChartWindow(lambda: self._now)
        qtbot.addWidget(self.window)
        self.window.data_requested.connect(self._on_data_requested)
        self.window.forecast_log_requested.connect(self._on_log_requested)
        self.window.export_requested.connect(lambda kind, path, contents: self.tables.append(contents().decode()))
        self.tables: list[str] = []
        """Those that the owner saved."""

    def close(self) -> None:
        self._await(self._ledger.close())
        self._loop.close()

    def live_through(self, told: tuple[Told, ...]) -> Snapshot:
        """The account at the end of it; a new one each time, with the owner's word on every third credit."""
        item = watched(id=f"account-{next(self._numbers)}")
        self._now, memory = START, AccountMemory(item.account.id)
        for number, one in enumerate(told):
            self._now += one.after
            memory = self._await(self._step(item, Answer(Reading(one.balance, self._now)), self._now))
            if number % 3 == 2:
                correction = Correction(self._now, list(CreditKind)[number % 2])
                step = monitoring.with_correction(memory, item, correction, self._now)
                memory = self._await(self._ledger.commit(step, self._now - monitoring.HISTORY_KEPT))
        return overview.snapshot(memory, item, Moment(self._now))

    def alerts(self, account_id: str) -> tuple[AlertRecord, ...]:
        """What was raised of the account, the newest first."""
        records = self._await(self._ledger.alert_history())
        return tuple(record for record in records if record.episode.account_id == account_id)

    def show(self, snapshot: Snapshot) -> None:
        """Opens the window on the account, and waits until it is drawn."""
        self.drawn_after(lambda: (self.window.show_account(snapshot, (snapshot,)), self.window.show()))

    def drawn_after(self, act: Callable[[], object]) -> None:
        with self._qtbot.waitSignal(self.window.completed, timeout=10_000):
            act()

    async def _step(self, item: Watched, answer: Answer, now: datetime) -> AccountMemory:
        since = now - monitoring.HISTORY_KEPT
        series = item.series(answer.reading.balance.currency)
        memory = await self._ledger.load(item.account.id, series, since)
        return await self._ledger.commit(monitoring.advance(memory, answer, item, now, Timing()), since)

    def _on_data_requested(self, request: ChartRequest) -> None:
        self.window.render_chart(self._await(self._ledger.chart(request)), request)

    def _on_log_requested(self, account_id: str) -> None:
        log = self._await(self._ledger.forecast_log(account_id))
        found = None if log is None else scored(log, "Asia/Kolkata")
        self.window.render_forecast_log(found and found.record, found.judged if found else (), account_id)

    def _await(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)


@pytest.fixture
def watch(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    monkeypatch.setattr(save_dialog, "chosen_path", lambda *_: "/tmp/chart.csv")
    watch = Watch(qtbot, tmp_path)
    yield watch
    watch.close()


@examples(12)
@given(told=tellings())
def test_chart_credits_and_record_show_any_input(watch: Watch, told: tuple[Told, ...]) -> None:
    watch.show(watch.live_through(told))
    for chosen in (ChartRange.DAY, ChartRange.QUARTER, ChartRange.ALL):
        watch.drawn_after(lambda chosen=chosen: watch.window.choose_range(chosen))
        watch.window.grab()
        assert broken(itertools.chain(texts(watch.window), drawn_texts(watch.window))) == []
    watch.window._controls.table_wanted.emit()
    assert broken(iter(watch.tables)) == []
    watch.window._controls.credits_wanted.emit()
    assert broken(texts(watch.window)) == []


@pytest.fixture
def history(qtbot: Any) -> AlertHistoryWindow:
    window = AlertHistoryWindow(lambda: START)
    qtbot.addWidget(window)
    window.show()
    return window


@examples(12)
@given(told=tellings())
def test_the_alert_history_shows_whatever_was_raised(
    watch: Watch, history: AlertHistoryWindow, told: tuple[Told, ...]
) -> None:
    shown = watch.live_through(told)
    history.follow((shown,))
    history.render(
        watch.alerts(shown.account_id), {shown.account_id: "FoxReload"}, {}, {shown.account_id: "Asia/Kolkata"}
    )
    history._filters._periods[Period.ALL].click()
    for row in range(history._model.rowCount()):
        history._table.choose_row(row)
        assert broken(texts(history)) == []
    saved = table(history._shown, Naming())().decode()
    assert broken(iter([saved])) == []
    assert len(saved.splitlines()) > history._model.rowCount()
