"""Export: asks the owner where to, and what is drawn becomes a picture or a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from galla.ui import save_dialog

if TYPE_CHECKING:
    from galla.ui.chart.figure import Figure

translate = QCoreApplication.translate


class ChartSaver(QObject):
    """Hands on what is to be written, and where to; writes nothing itself."""

    export_requested = Signal(str, str, object)
    """"png" or "csv", the path the owner chose, and a callable that gives the bytes, to be called in a thread."""

    def __init__(self, window: QWidget, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window = window
        self._now = now

    def save_picture(self, shown: QWidget, account_id: str) -> None:
        """Exports `shown` as it is now."""
        title, kinds = (
            translate("ChartWindow", "Save the chart as a picture"),
            translate("ChartWindow", "Pictures (*.png)"),
        )
        path = self._path_for(account_id, title, "png", kinds)
        if path:
            from galla.ui.chart.export import picture

            self.export_requested.emit("png", path, picture(shown))

    def save_table(self, figure: Figure, view: tuple[float, float], account_id: str) -> None:
        """Exports the bars of `figure` within `view`."""
        title, kinds = translate("ChartWindow", "Save the bars as a table"), translate("ChartWindow", "Tables (*.csv)")
        path = self._path_for(account_id, title, "csv", kinds)
        if path:
            from galla.ui.chart.export import table

            self.export_requested.emit("csv", path, table(figure, *view))

    def _path_for(self, account_id: str, title: str, ending: str, kinds: str) -> str:
        """The path the owner chose, with its ending; empty when nothing was chosen."""
        name = f"galla-{account_id}-{self._now():%Y-%m-%d}.{ending}"
        return save_dialog.chosen_path(self._window, title, name, kinds)
