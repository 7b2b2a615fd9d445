"""A sentence on a tinted ground: what came of something, or what must be known first."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from galla.ui.settings.rows import sentence_label


class Tone(StrEnum):
    """What kind of news the sentence is."""

    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"


class Note(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._label = sentence_label()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._label)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._label.text()

    def say(self, sentence: str, tone: Tone = Tone.INFO) -> None:
        """Shows `sentence`; an empty one hides the note."""
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            self.style().polish(self)
        self.setVisible(bool(sentence))
