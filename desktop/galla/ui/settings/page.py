"""A page of the settings window: a title, sections below it, scrolled. More pages are made in the same way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from galla.ui.panel_parts import scaled_font
from galla.ui.settings.rows import FieldRow, Section, sentence_label
from galla.ui.settings.state import SettingsView

_WIDEST = 700
"""Pixels; a line that is longer is hard to follow from its words to its entry."""


class SettingsPage(QScrollArea):
    """Shows its sections, which are built one after the other while the window is on screen already.

    `name` is what `open_page` knows it by. More than one section at a time would hold up a frame.
    """

    def __init__(self, name: str, title: str, sections: Iterable[Callable[[], Section]]) -> None:
        super().__init__()
        self.name, self.title = name, title
        self._unbuilt = deque(sections)
        self._sections: list[Section] = []
        self._view: SettingsView | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self._content = QWidget()
        self._content.setMaximumWidth(_WIDEST)
        self._content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(22)
        heading = sentence_label(title, "title")
        heading.setFont(scaled_font(self, 1.5, QFont.Weight.DemiBold))
        self._column.addWidget(heading)
        self._column.addStretch(1)
        self._put_in_the_middle()

    @property
    def is_complete(self) -> bool:
        """Whether all of its sections are built."""
        return not self._unbuilt and all(section.is_complete for section in self._sections)

    def build_next(self) -> None:
        """Builds the next section, or the next step of a large one, if there is one."""
        section = next((section for section in self._sections if not section.is_complete), None)
        if section is not None:
            section.build_next()
            if self._view is not None:
                section.show_step(self._view)
        elif self._unbuilt:
            section = self._unbuilt.popleft()()
            self._sections.append(section)
            self._column.insertWidget(self._column.count() - 1, section)
            if self._view is not None:
                section.show_view(self._view)

    def complete(self) -> None:
        """Builds all that is still to be built."""
        while not self.is_complete:
            self.build_next()

    def show_view(self, view: SettingsView) -> None:
        """Shows `view`; what the owner is typing stays."""
        self._view = view
        self.show_again()

    def show_again(self) -> None:
        """Shows the same view with what the owner has changed since."""
        if self._view is not None:
            for section in self._sections:
                section.show_view(self._view)

    def row_of(self, field: str) -> FieldRow | None:
        """The visible field whose name in the settings file is `field`, or ends it."""
        for row in self.findChildren(FieldRow):
            if row.isVisibleTo(self) and (field == row.field or field.endswith(f".{row.field}")):
                return row
        return None

    @property
    def focused_field(self) -> str:
        """The field that has the keyboard's focus, by its name in the settings file; empty where none has, or several
        have that name."""
        focused = self.window().focusWidget()
        rows = self.findChildren(FieldRow)
        names = [row.field for row in rows if focused is not None and row.isAncestorOf(focused)]
        return names[0] if names and [row.field for row in rows].count(names[0]) == 1 else ""

    def focus_on(self, field: str) -> None:
        """Gives the field of that name the focus, and scrolls to it, once it is on screen."""
        self.complete()
        QTimer.singleShot(0, self, lambda: self._focus_on(field))

    def _focus_on(self, field: str) -> None:
        row = self.row_of(field)
        if row is not None:
            row.take_focus()
            self.ensureWidgetVisible(row)

    def set_read_only(self, read_only: bool) -> None:
        """Lets nothing be changed; all of it can still be read."""
        self._content.setEnabled(not read_only)

    def _put_in_the_middle(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        row = QHBoxLayout(page)
        row.setContentsMargins(24, 20, 24, 24)
        row.addStretch(1)
        row.addWidget(self._content, 1000)
        row.addStretch(1)
        self.setWidget(page)
