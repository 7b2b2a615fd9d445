"""How settings are laid out: a field with its name, its explanation and why it was refused; cards; sections."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from galla.ui.panel_parts import scaled_font, show_text
from galla.ui.settings.entries import TextEntry
from galla.ui.settings.state import SettingsView

_GAP = 16
"""Pixels between what a field is called and where it is entered."""
_LEAST_WORDS = 230
"""Pixels that a name and its explanation need beside an entry."""


def sentence_label(text: str = "", name: str = "") -> QLabel:
    """Plain text that wraps, styled by its object name."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def beside(*widgets: QWidget, spacing: int = 8) -> QWidget:
    """The widgets in one line, as one entry."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    return box


class FieldRow(QWidget):
    """One field: `field` is its name in the settings file, by which a refusal finds it."""

    def __init__(self, field: str, caption: str, entry: QWidget, hint: str = "", *, below: bool = False) -> None:
        super().__init__()
        self.field = field
        self._caption = sentence_label(caption, "caption")
        self._hint = sentence_label(hint, "hint")
        if not hint:
            self._hint.hide()
        self._refusal = sentence_label(name="refusal")
        self._refusal.hide()
        self._targets: tuple[QWidget, ...] = ()
        self._entry = entry
        self._stays_below = below
        self._is_below: bool | None = None
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)  # not an alignment: with one, Qt gives wrapped sentences the room of a single line
        words.addWidget(self._caption)
        words.addWidget(self._hint)
        words.addStretch(1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._grid.addLayout(words, 0, 0)
        self._grid.addWidget(self._refusal, 2, 0, 1, 2)
        self._place(below)
        self.name_entries(entry)

    @property
    def caption(self) -> str:
        """What the field is called."""
        return self._caption.text()

    def take_focus(self) -> None:
        """Gives its first entry the keyboard's focus."""
        self._targets[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def refusal(self) -> str:
        """Why its value was refused; empty where it was not."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the entry below its name where there is too little room beside it."""
        super().resizeEvent(event)
        margins = self._grid.contentsMargins()
        left = self.width() - margins.left() - margins.right() - self._entry.sizeHint().width() - _GAP
        longest = max(label.fontMetrics().horizontalAdvance(label.text()) for label in (self._caption, self._hint))
        self._place(self._stays_below or left < min(_LEAST_WORDS, longest))

    def _place(self, below: bool) -> None:
        if below == self._is_below:
            return
        self._is_below = below
        self._grid.removeWidget(self._entry)
        if self._stays_below:
            self._grid.addWidget(self._entry, 1, 0, 1, 2)
        elif below:
            self._grid.addWidget(self._entry, 1, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        else:
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(self._entry, 0, 1, side)

    def name_entries(self, *named: QWidget | tuple[QWidget, str]) -> None:
        """Names what takes the keyboard's focus, for those who listen; several are told apart by their unit."""
        self._targets = tuple(item[0] if isinstance(item, tuple) else item for item in named)
        for item in named:
            entry, unit = item if isinstance(item, tuple) else (item, "")
            entry.setAccessibleName(f"{self.caption} ({unit})" if unit else self.caption)
        self._caption.setBuddy(self._targets[0])
        self._describe()

    def bind(self, entry: TextEntry, take: Callable[[str], bool]) -> None:
        """Gives `take` what the owner typed; what it does not take stays in the entry to be mended."""

        def on_entered(text: str) -> None:
            entry.accept_value()
            if not take(text):
                entry.keep_value()

        entry.entered.connect(on_entered)
        entry.taken_back.connect(self.clear_refusal)

    def set_hint(self, hint: str, *, alarm: bool = False) -> None:
        """Explains the field, or says with `alarm` what is wrong with what stands there."""
        name = "refusal" if alarm else "hint"
        if self._hint.objectName() != name:
            self._hint.setObjectName(name)
            self._hint.style().polish(self._hint)
        if hint != self._hint.text():
            show_text(self._hint, hint)
            self._describe()

    def refuse(self, sentence: str) -> None:
        """Says beside the field why its value was not taken."""
        show_text(self._refusal, sentence)
        self._mark(True)

    def clear_refusal(self) -> None:
        """Nothing is wrong with it."""
        if not self._refusal.isHidden():
            show_text(self._refusal, "")
            self._mark(False)

    def _mark(self, refused: bool) -> None:
        for target in self._targets:
            target.setProperty("refused", refused)
            target.style().polish(target)
        self._describe()

    def _describe(self) -> None:
        described = " ".join(text for text in (self.refusal, self._hint.text()) if text)
        for target in self._targets:
            target.setAccessibleDescription(described)


class RowColumn(QFrame):
    """Fields one below the other, parted by lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def add(self, *widgets: QWidget) -> None:
        """Puts the widgets below what is there."""
        for widget in widgets:
            if self._column.count():
                self._column.addWidget(_line())
            self._column.addWidget(widget)

    def show_row(self, widget: QWidget, shown: bool) -> None:
        """Shows or hides one of them, with the line above it."""
        widget.setVisible(shown)
        above = self._column.itemAt(self._column.indexOf(widget) - 1)
        parting = None if above is None else above.widget()
        if parting is not None:
            parting.setVisible(shown)

    def add_first(self, *widgets: QWidget) -> None:
        """Puts the widgets above what is there, each with a line below."""
        for place, widget in enumerate(widgets):
            self._column.insertWidget(2 * place, widget)
            self._column.insertWidget(2 * place + 1, _line())


class Card(RowColumn):
    """The same on a ground and with a border of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._column.setContentsMargins(0, 2, 0, 2)


class Section(QWidget):
    """A heading, perhaps a sentence, and what belongs to it."""

    def __init__(self, heading: str, sentence: str = "") -> None:
        super().__init__()
        title = sentence_label(heading, "heading")
        title.setFont(scaled_font(self, 1.08, QFont.Weight.DemiBold))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._head = QHBoxLayout()
        self._head.addWidget(title, 1)
        self._column.addLayout(self._head)
        if sentence:
            self._column.addWidget(sentence_label(sentence, "hint"))

    @property
    def is_complete(self) -> bool:
        """Whether all of it is built; a large section is built in steps."""
        return True

    def build_next(self) -> None:
        """Builds the next step of it; `show_view` follows."""

    def show_view(self, view: SettingsView) -> None:
        """Shows `view` in what is built; what the owner is typing stays."""
        raise NotImplementedError

    def show_step(self, view: SettingsView) -> None:
        """Shows `view` in what `build_next` has built last."""
        self.show_view(view)

    def add(self, widget: QWidget) -> None:
        """Puts `widget` below what is there."""
        self._column.addWidget(widget)

    def add_to_heading(self, widget: QWidget) -> None:
        """Puts `widget` at the end of the heading's line."""
        self._head.addWidget(widget)


def _line() -> QFrame:
    made = QFrame()
    made.setObjectName("line")
    made.setFixedHeight(1)
    return made
