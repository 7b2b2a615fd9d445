"""What the chart window shows besides the plots: header, banner, buttons, a note, and a sentence in their place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from galla.domain.model import Snapshot
from galla.ui.chart.controls import ChartControls, controls_style
from galla.ui.chart.header import ChartBanner, ChartHeader, header_style
from galla.ui.theme import Tones, menu_style

if TYPE_CHECKING:
    from galla.domain.track_record import TrackRecord
    from galla.ui.chart.accuracy import AccuracySection
    from galla.ui.chart.view_choice import ViewChoice


class ChartShell(QWidget):
    """Light: it is on screen before the plotting libraries are imported."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = ChartHeader()
        self.controls = ChartControls()
        self._banner = ChartBanner()
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setVisible(False)
        self._message = QLabel()
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        for label in (self._note, self._message):
            label.setObjectName("muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._message)
        self._pages.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The window's own least size follows its words, which are longer in other languages.
        self._pages.setMinimumSize(480, 260)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(10)
        for widget in (self.header, self._banner, self.controls, self._note):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        self._column = column
        self._accuracy: AccuracySection | None = None
        self.setFocusProxy(self._pages)

    def render_snapshot(self, snapshot: Snapshot, now: datetime) -> None:
        """Shows the account as it is at `now`."""
        self.header.render_snapshot(snapshot, now)
        self._banner.render_snapshot(snapshot, now)

    def say(self, text: str) -> None:
        """Says `text` in place of the plots."""
        self._message.setText(text)
        self._note.setVisible(False)
        self._pages.setCurrentWidget(self._message)
        self.controls.set_units((), None)
        self.controls.set_export_enabled(False)

    def say_beside(self, text: str) -> None:
        """Says `text` over the plots; nothing where it is empty."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def add_plots(self, plots: QWidget) -> None:
        """Takes `plots` in; the sentence stays until they are shown."""
        self._pages.addWidget(plots)

    def show_plots(self, plots: QWidget) -> None:
        """Shows `plots` in place of the sentence."""
        self._pages.setCurrentWidget(plots)
        self.controls.set_export_enabled(True)

    def show_choice(self, choice: ViewChoice) -> None:
        """Shows what is looked at in the buttons."""
        self.controls.set_range(choice.range)
        self.controls.set_units(choice.units, choice.unit)

    def show_record(self, record: TrackRecord, zone: ZoneInfo, now: datetime) -> None:
        """Tells below the plots how good the forecasts were."""
        if self._accuracy is None:
            from galla.ui.chart.accuracy import AccuracySection

            self._accuracy = AccuracySection(self)
            self._column.addWidget(self._accuracy)
        self._accuracy.render_record(record, zone, now)
        self._accuracy.setVisible(True)

    def hide_record(self) -> None:
        """Nothing is known of forecasts."""
        if self._accuracy is not None:
            self._accuracy.setVisible(False)


def shell_style(colours: Tones) -> str:
    """One sheet for the whole window: each further sheet would style every widget below it once more."""
    return (
        f"QMainWindow {{ background: {colours.window}; }}"
        f"#accuracy {{ border: none; border-top: 1px solid {colours.border}; }}"
        f"#fold {{ color: {colours.text}; border: 1px solid transparent; border-radius: 5px; padding: 2px 6px 2px 0;"
        " background: transparent; }"
        f"#fold:hover {{ background: {colours.hover}; }} #fold:focus {{ border-color: {colours.accent}; }}"
        + header_style(colours)
        + controls_style(colours)
        + menu_style(colours)
    )
