"""What the chart window shows besides the plots: header, banner, buttons, a note, and a sentence in their place."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from galla.domain.model import Snapshot
from galla.ui.chart.controls import ChartControls, controls_style
from galla.ui.chart.header import ChartBanner, ChartHeader, header_style
from galla.ui.theme import Tones


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


def shell_style(colours: Tones) -> str:
    """One sheet for the whole window: each further sheet would style every widget below it once more."""
    return f"QMainWindow {{ background: {colours.window}; }}" + header_style(colours) + controls_style(colours)
