"""The chart window. It is on screen at once; what draws is imported and built while it already is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from galla.domain.chart import ChartData, ChartRequest
from galla.domain.chart_bars import BarUnit
from galla.domain.model import Snapshot
from galla.ui.chart.credits import ChartCredits
from galla.ui.chart.drawing import ChartDrawing
from galla.ui.chart.keys import add_keys
from galla.ui.chart.ranges import ChartRange
from galla.ui.chart.record import RecordKeeper
from galla.ui.chart.saving import ChartSaver
from galla.ui.chart.shell import ChartShell, shell_style
from galla.ui.chart.view_choice import ViewChoice
from galla.ui.theme import Tones, tones

if TYPE_CHECKING:
    from galla.domain.past import JudgedCredit
    from galla.domain.track_record import TrackRecord

_SETTLED_MS = 180
"""A pan or zoom is over when the view has stood still this long; then finer points are asked for."""


class ChartWindow(QMainWindow):
    """Shows one account's history. Asks for data by signal and is answered with `render_chart`."""

    data_requested = Signal(object)
    """A ChartRequest."""
    export_requested = Signal(str, str, object)
    """"png" or "csv", the path the owner chose, and a callable that gives the bytes, to be called in a thread."""
    forecast_log_requested = Signal(str)
    """The account whose forecasts are to be compared with what happened; answered with `render_forecast_log`."""
    correction_requested = Signal(str, object)
    """The account, and a Correction: the owner's word on why its balance rose."""
    closed = Signal()
    completed = Signal()
    """What was asked for last is drawn."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._styled_with: Tones | None = None
        self._snapshot: Snapshot | None = None
        self._snapshots: tuple[Snapshot, ...] = ()
        self._choice = ViewChoice()
        self._asked: ChartRequest | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self._record = RecordKeeper(self)
        self._record.requested.connect(self.forecast_log_requested)
        self._record.changed.connect(self._show_record)
        self._record.changed.connect(self._show_credits)
        self._credits = ChartCredits(self, now)
        self._credits.correction_requested.connect(self.correction_requested)
        self._saver = ChartSaver(self, now)
        self._saver.export_requested.connect(self.export_requested)
        self._build_shell()
        add_keys(self)

    @property
    def account_id(self) -> str:
        """The account shown; empty before the first."""
        return "" if self._snapshot is None else self._snapshot.account_id

    def show_account(self, snapshot: Snapshot, snapshots: Sequence[Snapshot]) -> None:
        """Shows `snapshot`'s account; `snapshots` are those to choose from."""
        changed = snapshot.account_id != self.account_id
        self._snapshot, self._snapshots = snapshot, tuple(snapshots)
        self._drawing.set_snapshot(snapshot)
        self._shell.header.set_accounts(self._snapshots, snapshot.account_id)
        self._render_words(snapshot)
        if changed:
            self._record.forget()
            self._drawing.forget()
            self._shell.say(self.tr("Opening the chart…"))
        self._choose_range(self._choice.range or ChartRange.WEEK)

    def follow(self, snapshots: Sequence[Snapshot]) -> None:
        """Shows news of all accounts; where the one shown is gone, another, and nothing where none is left."""
        offered = {one.account_id: one.account_name for one in self._snapshots}
        self._snapshots = tuple(snapshots)
        shown = next((one for one in snapshots if one.account_id == self.account_id), None)
        if shown is None and snapshots:
            self.show_account(snapshots[0], snapshots)
        elif shown is None:
            self.close()
        else:
            if offered != {one.account_id: one.account_name for one in snapshots}:
                self._shell.header.set_accounts(self._snapshots, shown.account_id)
            self.render(shown)

    def render(self, snapshot: Snapshot) -> None:  # type: ignore[override]
        """Shows news of an account; asks for the points that are new where the view reaches now."""
        before = self._snapshot
        self._snapshots = tuple(
            snapshot if other.account_id == snapshot.account_id else other for other in self._snapshots
        )
        if before is None or snapshot.account_id != before.account_id:
            return
        self._snapshot = snapshot
        self._render_words(snapshot)
        self._drawing.show_snapshot(snapshot)
        chosen = self._choice.range
        if snapshot.observed_at != before.observed_at and chosen is not None and self.isVisible():
            self._choose_range(chosen)

    def render_chart(self, data: ChartData | None, request: ChartRequest | None = None) -> None:
        """Draws `data`, the answer to the latest request; the answer to an older one is ignored.

        `request` names the request answered where `data` is None: there is no reading.
        """
        answered = data.request if data is not None else request or self._asked
        if answered is None or answered != self._asked:
            return
        self._asked = None
        self._drawing.show_answer(data)

    def render_forecast_log(
        self, record: TrackRecord | None, judged: tuple[JudgedCredit, ...], account_id: str | None = None
    ) -> None:
        """Tells how good the forecasts were; None where nobody knows.

        `account_id` names the account answered for: an answer that comes after another was chosen is ignored.
        """
        self._record.answer(self.account_id if account_id is None else account_id, record, judged)

    @property
    def judged(self) -> tuple[JudgedCredit, ...]:
        """Every rise of the balance and what it is taken for, oldest first; empty until it was answered."""
        return self._record.judged

    def render_error(self, text: str) -> None:
        """Says why there is nothing to draw; what was drawn before stays."""
        self._asked = None
        if self._drawing.figure is None:
            self._shell.say(text)
        else:
            self._shell.say_beside(text)

    def choose_range(self, chosen: ChartRange) -> None:
        """Shows `chosen` up to now."""
        self._choice.choose_unit(None)
        self._choose_range(chosen)

    def show_range_again(self) -> None:
        """Shows the chosen range up to now; of a view that the owner moved, a week."""
        self.choose_range(self._choice.range or ChartRange.WEEK)

    def choose_unit(self, unit: BarUnit) -> None:
        """Shows spend per `unit`."""
        self._choice.choose_unit(unit)
        self._drawing.draw()

    def pan(self, share: float) -> None:
        """Moves the view by this share of its span; negative to the past."""
        self._move_to(self._choice.panned(share))

    def zoom(self, factor: float) -> None:
        """Shows this many times as much, around the middle; under 1 for a closer look."""
        self._move_to(self._choice.zoomed(factor))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tells that it was closed; it can be shown again."""
        super().closeEvent(event)
        self._credits.close()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begins to load what draws, once the window itself is on screen: the import would hold up its first frame."""
        super().paintEvent(event)
        self._drawing.load()

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of the palette."""
        super().changeEvent(event)
        # Our own style sheets change the palette too.
        if event.type() == QEvent.Type.PaletteChange and self._styled_with is not None and self._styled_with != tones():
            self._restyle()

    # --- shell

    def _build_shell(self) -> None:
        self.setWindowTitle(self.tr("Balance and spend"))
        self._shell = ChartShell()
        self._shell.header.account_chosen.connect(self._on_account_chosen)
        self._controls = self._shell.controls
        self._controls.range_chosen.connect(self.choose_range)
        self._controls.unit_chosen.connect(self.choose_unit)
        self._controls.picture_wanted.connect(self._on_picture_wanted)
        self._controls.table_wanted.connect(self._on_table_wanted)
        self._controls.credits_wanted.connect(self._credits.open)
        self._drawing = ChartDrawing(self._shell, self._choice, self._now)
        self._drawing.view_changed.connect(self._on_view_changed)
        self._drawing.credit_clicked.connect(self._credits.open)
        self._drawing.completed.connect(self.completed)
        self._drawing.drawn.connect(self._on_drawn)
        self.setCentralWidget(self._shell)
        self._shell.setFocus()
        self.resize(980, 640)
        self._colour_shell()

    def _colour_shell(self) -> None:
        self._styled_with = tones()
        self.setStyleSheet(shell_style(self._styled_with))

    def _render_words(self, snapshot: Snapshot) -> None:
        self._shell.render_snapshot(snapshot, self._now())
        self.setWindowTitle(self.tr("{account} – balance and spend").format(account=snapshot.account_name))

    def _restyle(self) -> None:
        self._colour_shell()
        if self._snapshot is not None:
            self._render_words(self._snapshot)
        self._drawing.restyle()

    # --- what is looked at

    def _choose_range(self, chosen: ChartRange) -> None:
        if self._snapshot is None:
            return
        self._choice.choose_range(chosen)
        self._controls.set_range(chosen)
        self._ask(self._choice.request(self._snapshot.account_id, chosen, self._now()))

    def _move_to(self, edges_s: tuple[float, float] | None) -> None:
        if edges_s is not None:
            self._on_view_changed(*edges_s)
            self._drawing.show_view()

    def _on_view_changed(self, start_s: float, end_s: float) -> None:
        self._choice.move(start_s, end_s)
        self._settled.start()

    def _on_settled(self) -> None:
        snapshot, data = self._snapshot, self._drawing.data
        if snapshot is None or self._choice.view is None or data is None:
            return
        self._shell.show_choice(self._choice)
        request = self._choice.other_request(snapshot.account_id, data, self._now())
        if request is not None:
            self._ask(request)
        elif self._drawing.figure is not None and self._drawing.figure.unit is not self._choice.unit:
            self._drawing.draw()

    def _ask(self, request: ChartRequest) -> None:
        self._asked = request
        self.data_requested.emit(request)

    def _on_account_chosen(self, account_id: str) -> None:
        chosen = next((snapshot for snapshot in self._snapshots if snapshot.account_id == account_id), None)
        if chosen is not None:
            self.show_account(chosen, self._snapshots)

    # --- track record and credits

    def _on_drawn(self) -> None:
        figure = self._drawing.figure
        newest = figure.credits[-1].at if figure is not None and figure.credits else None
        self._record.want(self.account_id, self._now(), newest)

    def _show_record(self) -> None:
        record, snapshot = self._record.record, self._snapshot
        if record is None or snapshot is None:
            self._shell.hide_record()
        else:
            self._shell.show_record(record, ZoneInfo(snapshot.timezone), self._now())

    def _show_credits(self) -> None:
        judged, snapshot = self._record.judged, self._snapshot
        if judged and snapshot is not None:
            self._credits.render(snapshot, judged)
        else:
            self._credits.forget()
        self._controls.set_credits_enabled(bool(judged))
        self._drawing.show_judged(judged)

    # --- export

    def _on_picture_wanted(self) -> None:
        if self._drawing.figure is not None:
            self._saver.save_picture(self._shell, self.account_id)

    def _on_table_wanted(self) -> None:
        figure, view = self._drawing.figure, self._drawing.view
        if figure is not None and view is not None:
            self._saver.save_table(figure, view, self.account_id)
