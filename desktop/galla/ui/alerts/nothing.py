"""What stands in the place of the table while there is nothing to list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from galla.ui.panel_parts import scaled_font, show_text, text_label

_WIDTH = 380


class Nothing(QWidget):
    """Says why nothing is listed, and how to see more."""

    all_wanted = Signal()
    """The owner wants to look for everything again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = text_label(self)
        self._title.setFont(scaled_font(self, 1.35, QFont.Weight.DemiBold))
        self._sentence = text_label(self, muted=True)
        self._all = QPushButton(self.tr("Show all alerts"), self)
        self._all.clicked.connect(self.all_wanted)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addStretch(2)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setFixedWidth(_WIDTH)
            column.addWidget(label)
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        self.say("", "")

    def say_loading(self) -> None:
        """Nothing is known yet, which is not to say that there is nothing."""
        self.say("", "")

    def say_no_alert(self) -> None:
        """Nothing was ever raised."""
        self.say(
            self.tr("No alert yet"),
            self.tr("When money runs short or something fails, it is listed here: why, who was told, and when."),
        )

    def say_no_match(self) -> None:
        """Something was raised, but nothing that is looked for."""
        self.say(self.tr("Nothing matches"), self.tr("No alert is as you have asked for above."), offer_all=True)

    def say(self, title: str, sentence: str, *, offer_all: bool = False) -> None:
        """Says so."""
        show_text(self._title, title)
        show_text(self._sentence, sentence)
        self._all.setVisible(offer_all)
