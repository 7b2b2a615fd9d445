"""Everything of Galla that is on the screen: tray, panel and windows, and the owner's wishes as signals.

The windows are built when first opened. Whoever composes the program gives snapshots and answers the signals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication, QPixmap

from galla.ui import desk_windows
from galla.ui.stand_in import asks, stand_in, when_answered
from galla.ui.tray import Tray
from galla.ui.tray_host import TrayHost

TYPE_CHECKING = False
if TYPE_CHECKING:  # what the first icon does not need is not imported before it
    from typing import TypeVar

    from PySide6.QtWidgets import QWidget

    from galla.domain.channel import AlertRecord
    from galla.domain.chart import ChartData, ChartRequest
    from galla.domain.model import Snapshot
    from galla.domain.notice import NativeMessage
    from galla.domain.past import JudgedCredit
    from galla.domain.track_record import TrackRecord
    from galla.ui.alerts.window import AlertHistoryWindow
    from galla.ui.chart.window import ChartWindow
    from galla.ui.common_alert import CommonAlert
    from galla.ui.panel import GlancePanel

    Window = TypeVar("Window", bound=QWidget)


class Desk(QObject):
    """Tray and windows."""

    poll_requested = Signal(str)
    snooze_requested = Signal(str, object)
    """Episode id and a SnoozeFor."""
    acknowledge_requested = Signal(str)
    """Episode id."""
    paid_requested = Signal(str)
    """Account id: the owner says that money is on its way to it."""
    top_up_requested = Signal(str)
    """Account id: its page for topping up is wanted."""
    alert_history_requested = Signal()
    """The open alert history wants its records, at first and whenever they may have changed; answered with
    `render_alert_history`."""
    alert_export_requested = Signal(str, object)
    """The path of a CSV file, and a callable that gives its bytes, to be called in a thread."""
    settings_requested = Signal(str)
    """The page of the settings; empty: where they open."""
    chart_data_requested = Signal(object)
    export_requested = Signal(str, str, object)
    """"png" or "csv", the path, and a callable that gives the bytes, to be called in a thread."""
    forecast_log_requested = Signal(str)
    """Account id; answered with `render_forecast_log`."""
    correction_requested = Signal(str, object)
    """Account id and a Correction."""
    quit_requested = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = now
        self._snapshots: tuple[Snapshot, ...] = ()
        self._common: tuple[CommonAlert, ...] = ()
        self._panel: GlancePanel | None = None
        self._chart: ChartWindow | None = None
        self._history: AlertHistoryWindow | None = None
        self._tray: Tray | None = None
        self._without_tray = False
        self._trouble = ""
        self._host = TrayHost(self)
        self._host.available.connect(self._on_tray_available)
        self._host.absent.connect(self._on_tray_absent)

    def start(self) -> None:
        """Shows the icon as soon as there is a tray."""
        self._host.start()

    def retranslate(self) -> None:
        """Turns to the language that was just installed: open windows are built anew where they stand, closed ones
        when they are opened. One in which something is asked waits until that is over."""
        if self._tray is not None:
            self._tray.retranslate()
        self.restyle()
        panel = self._panel
        if panel is not None:
            self._panel = desk_windows.panel(self)
            self._fill_panel(self._panel)
            self._panel.take_place_of(panel)
            stand_in(self._panel, panel)
        self._turn_chart()
        self._turn_history()

    def _turn_chart(self) -> None:
        chart = self._chart = _unless_closed(self._chart)
        if chart is not None and asks(chart):
            when_answered(chart, self._turn_chart)
            return
        drawn = "" if chart is None else chart.account_id
        shown = next((item for item in self._snapshots if item.account_id == drawn), None)
        if chart is not None and shown is not None:
            self._chart = desk_windows.chart(self)
            self._chart.show_account(shown, self._snapshots)
            stand_in(self._chart, chart)

    def _turn_history(self) -> None:
        history = self._history = _unless_closed(self._history)
        if history is not None and asks(history):
            when_answered(history, self._turn_history)
        elif history is not None:
            self._history = desk_windows.alert_history(self)
            self._history.follow(self._snapshots, self._common)
            stand_in(self._history, history)

    def restyle(self) -> None:
        """Another theme: open windows follow it by themselves, closed ones are built anew when they are opened."""
        self._panel = _unless_closed(self._panel)
        self._chart = _unless_closed(self._chart)
        self._history = _unless_closed(self._history)

    def render(self, snapshots: tuple[Snapshot, ...], common: tuple[CommonAlert, ...] = ()) -> None:
        """Shows the accounts as they are now, and what is wrong for all of them, in whatever is visible."""
        from galla.domain.urgency import by_urgency

        self._snapshots, self._common = by_urgency(snapshots), common
        snapshots, now = self._snapshots, self.now()
        if self._tray is not None:
            self._tray.render(snapshots, now)
        if self._panel is not None and self._panel.isVisible():
            self._panel.render_soon(snapshots, now, common)
        if self._history is not None and self._history.isVisible():
            self._history.follow(snapshots, common)
        if self._chart is not None and self._chart.isVisible():
            self._chart.follow(snapshots)

    def open_panel(self, near: QPoint | None = None) -> None:
        """Opens the glance panel, or raises it."""
        if self._panel is None:
            self._panel = desk_windows.panel(self)
        self._fill_panel(self._panel)
        self._panel.popup_near(near)

    def _fill_panel(self, panel: GlancePanel) -> None:
        panel.render(self._snapshots, self.now(), self._common)
        panel.show_trouble(self._trouble)
        panel.show_notice(
            self.tr("There is no tray here: this window stays instead. Closing it ends Galla.")
            if self._without_tray
            else ""
        )

    def toggle_panel(self, near: QPoint | None = None) -> None:
        """Closes the panel if it is open, else opens it."""
        if self._panel is not None and self._panel.isVisible():
            self._panel.close()
        else:
            self.open_panel(near)

    def open_chart(self, account_id: str) -> None:
        """Opens the chart window on the account, or raises it."""
        snapshot = next((item for item in self._snapshots if item.account_id == account_id), None)
        if snapshot is None:
            return
        if self._chart is None:
            self._chart = desk_windows.chart(self)
        self._chart.show_account(snapshot, self._snapshots)
        _bring_up(self._chart)

    def open_alert_history(self) -> None:
        """Opens the alert history, or raises it; it asks for its records."""
        if self._history is None:
            self._history = desk_windows.alert_history(self)
        self._history.follow(self._snapshots, self._common)
        _bring_up(self._history)

    def render_alert_history(
        self,
        records: tuple[AlertRecord, ...],
        names: Mapping[str, str],
        channel_names: Mapping[str, str],
        zones: Mapping[str, str],
    ) -> None:
        """Gives the alert history what it asked for, with names by account and channel id, and zones by account id."""
        if self._history is not None:
            self._history.render(records, names, channel_names, zones)

    def tell_alert_history(self, sentence: str) -> None:
        """Says in the alert history why a wish was not carried out."""
        if self._history is not None:
            self._history.say(sentence)

    def render_chart(self, data: ChartData | None, request: ChartRequest) -> None:
        """Gives the chart window what it asked for with `request`."""
        if self._chart is not None:
            self._chart.render_chart(data, request)

    def render_forecast_log(
        self, record: TrackRecord | None, judged: tuple[JudgedCredit, ...], account_id: str
    ) -> None:
        """Gives the chart window how good the account's forecasts were and what its credits are taken for."""
        chart = self._chart
        if chart is not None and chart.account_id == account_id:
            chart.render_forecast_log(record, judged)

    def render_chart_error(self, sentence: str) -> None:
        """Tells in the chart window why there is nothing to draw."""
        if self._chart is not None:
            self._chart.render_error(sentence)

    def pictures(self) -> dict[str, QPixmap]:
        """What is on screen now, by name: the icon at a large size, and each open window."""
        from galla.ui.icon import paint_icon
        from galla.ui.icon_key import icon_key

        pictures = {"icon": paint_icon(icon_key(self._snapshots, dark_panel=False)).pixmap(64, 64)}
        for name, window in (("panel", self._panel), ("chart", self._chart), ("alerts", self._history)):
            if window is not None and window.isVisible():
                pictures[name] = window.grab()
        return pictures

    def set_trouble(self, sentence: str) -> None:
        """Opens the panel with what is wrong with the whole program; an empty sentence takes it back."""
        if sentence == self._trouble:
            return
        self._trouble = sentence
        if sentence:
            self.open_panel()
        elif self._panel is not None:
            self._panel.show_trouble("")

    def tell(self, sentence: str) -> None:
        """Says in the panel why a wish was not carried out."""
        if self._panel is not None and self._panel.isVisible():
            self._panel.show_hint(sentence)

    def show_message(self, message: NativeMessage) -> bool:
        """Hands a message to the tray, where no notification server answers; False where that shows nothing.

        A StatusNotifierItem has no messages of its own: Qt would ask the same server, and not tell that it failed.
        """
        if self._tray is None or self._host.speaks_items:
            return False
        self._tray.show_message(message.title, message.body, message.severity)
        return True

    def close(self) -> None:
        """Takes everything off the screen."""
        self._without_tray = False  # closing the panel is no wish of the owner's now
        self._host.stop()
        for window in (self._panel, self._chart, self._history):
            if window is not None:
                window.close()
                window.deleteLater()
        self._panel = self._chart = self._history = None
        if self._tray is not None:
            self._tray.hide()

    def _on_tray_available(self) -> None:
        self._without_tray = False
        if self._tray is None:
            tray = Tray(self, speaks_items=self._host.speaks_items)
            tray.panel_requested.connect(self.toggle_panel)
            tray.poll_requested.connect(self.poll_requested)
            tray.chart_requested.connect(self.open_chart)
            tray.alert_history_requested.connect(self.open_alert_history)
            tray.settings_requested.connect(self.settings_requested)
            tray.quit_requested.connect(self.quit_requested)
            self._tray = tray
        if self._snapshots:  # at the start there are none, and the sentences about them are not yet imported
            self._tray.render(self._snapshots, self.now())
        self._tray.show()

    def _on_tray_absent(self) -> None:
        if QGuiApplication.platformName() == "offscreen":
            return  # nobody is there to see a window in the tray's place
        self._without_tray = True
        self.open_panel()

    def panel_closed(self) -> None:
        """Without a tray the window is the only way in, so closing it ends the program."""
        if self._without_tray:
            self.quit_requested.emit()


def _bring_up(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()


def _unless_closed(window: Window | None) -> Window | None:
    """The window, if it is on screen; else it is thrown away."""
    if window is None or window.isVisible():
        return window
    window.deleteLater()
    return None
