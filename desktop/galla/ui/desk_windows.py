"""The desk's windows, each imported and built when it is first wanted, and joined with the desk."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # what the first icon does not need is not imported before it
    from galla.ui.alerts.window import AlertHistoryWindow
    from galla.ui.chart.window import ChartWindow
    from galla.ui.desk import Desk
    from galla.ui.panel import GlancePanel


def panel(desk: Desk) -> GlancePanel:
    """The glance panel."""
    from galla.ui.panel import GlancePanel

    panel = GlancePanel(desk.now)
    panel.poll_requested.connect(desk.poll_requested)
    panel.chart_requested.connect(desk.open_chart)
    _pass_on_answers(panel, desk)
    panel.alert_history_requested.connect(desk.open_alert_history)
    panel.settings_requested.connect(desk.settings_requested)
    panel.closed.connect(desk.panel_closed)
    return panel


def chart(desk: Desk) -> ChartWindow:
    """The chart window."""
    from galla.ui.chart.window import ChartWindow

    chart = ChartWindow(desk.now)
    chart.data_requested.connect(desk.chart_data_requested)
    chart.export_requested.connect(desk.export_requested)
    chart.forecast_log_requested.connect(desk.forecast_log_requested)
    chart.correction_requested.connect(desk.correction_requested)
    return chart


def alert_history(desk: Desk) -> AlertHistoryWindow:
    """The alert history."""
    from galla.ui.alerts.window import AlertHistoryWindow

    history = AlertHistoryWindow(desk.now)
    _pass_on_answers(history, desk)
    history.records_requested.connect(desk.alert_history_requested)
    history.export_requested.connect(desk.alert_export_requested)
    return history


def _pass_on_answers(window: GlancePanel | AlertHistoryWindow, desk: Desk) -> None:
    window.snooze_requested.connect(desk.snooze_requested)
    window.acknowledge_requested.connect(desk.acknowledge_requested)
    window.paid_requested.connect(desk.paid_requested)
    window.top_up_requested.connect(desk.top_up_requested)
