"""What dialogs of the settings have in common: as tall as their words need, and a question with two answers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from galla.ui.panel_parts import scaled_font
from galla.ui.settings.rows import sentence_label

translate = QCoreApplication.translate


class FittingDialog(QDialog):
    """Never lower than its wrapped sentences need at its width; Qt itself asks only what one line would need."""

    def __init__(self, title: str, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.resize(width, 1)
        heading = sentence_label(title, "title")
        heading.setFont(scaled_font(self, 1.25, QFont.Weight.DemiBold))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 18, 20, 16)
        self.column.setSpacing(10)
        self.column.addWidget(heading)

    def event(self, event: QEvent) -> bool:
        """Fits itself to what is in it."""
        handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            self._fit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits itself to its new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Puts the buttons at the end, right below."""
        row = QHBoxLayout()
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.column.addStretch(1)
        self.column.addLayout(row)

    def _fit(self) -> None:
        needed = self.column.totalHeightForWidth(self.width())
        if needed != self.minimumHeight():
            grown = self.height() > self.minimumHeight() > 0  # the owner made it taller
            self.setMinimumHeight(needed)
            if not grown:
                self.resize(self.width(), needed)


class Question(FittingDialog):
    """Asks before something is lost; Escape and Enter leave it as it is."""

    def __init__(self, title: str, text: str, yes: str, parent: QWidget) -> None:
        super().__init__(title, 420, parent)
        self.column.addWidget(sentence_label(text, "hint"))
        self.yes = QPushButton(yes)
        self.yes.setObjectName("danger")
        self.yes.setAutoDefault(False)
        self.yes.clicked.connect(self.accept)
        self.no = QPushButton(translate("Settings", "Cancel", "a button"))
        self.no.setDefault(True)
        self.no.clicked.connect(self.reject)
        self.column.addSpacing(6)
        self.add_buttons(self.yes, self.no)
        self.no.setFocus()
