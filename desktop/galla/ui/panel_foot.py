"""The foot of the glance panel: quiet ways to the other windows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

FOOT_AIR = 8
"""A quiet button's own air around its words, in pixels: so much less is the margin beside and below it."""


class PanelFoot(QWidget):
    """Asks for the alert history and the settings."""

    alert_history_requested = Signal()
    settings_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = QPushButton(self.tr("&Alert history"), self)
        self._settings = QPushButton(self.tr("&Settings…"), self)
        self._history.clicked.connect(self.alert_history_requested)
        self._settings.clicked.connect(lambda: self.settings_requested.emit(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self._history, self._settings):
            button.setProperty("role", "quiet")
            row.addWidget(button)
        row.insertStretch(1)

    def focus_order(self) -> tuple[QWidget, ...]:
        """Its buttons from left to right."""
        return (self._history, self._settings)
