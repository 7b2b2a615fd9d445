"""A window of pages: their names at the left, one of them at the right, built piece by piece."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from galla.ui.settings.notes import Note
from galla.ui.settings.page import SettingsPage
from galla.ui.settings.style import settings_style
from galla.ui.theme import Tones, tones


class PagesWindow(QWidget):
    """What is on a page is the pages' own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._styled_with: Tones | None = None
        self._note = Note()
        self._read_only = False
        self._build = QTimer(self)
        self._build.setSingleShot(True)
        self._build.timeout.connect(self._on_build)
        self._names = QListWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._add_keys()
        self.resize(860, 640)

    def show_fresh(self) -> None:
        """Something more is built: what waited for it can be shown."""

    def add_page(self, page: SettingsPage) -> None:
        """Adds `page` below the others."""
        self._names.addItem(page.title)
        self._pages.addWidget(page)
        page.set_read_only(self._read_only)
        if self._names.currentRow() < 0:
            self._names.setCurrentRow(0)

    def open_page(self, name: str) -> None:
        """Shows the page of that name: `accounts`, `alerts`, `channels`, `general`."""
        for index, page in enumerate(self.pages):
            if page.name == name:
                self._names.setCurrentRow(index)

    @property
    def place(self) -> tuple[str, str]:
        """The name of the page that is shown, and of the field on it that has the focus."""
        return self._current.name, self._current.focused_field

    def go_to(self, place: tuple[str, str]) -> None:
        """Goes where another window was, by its `place`."""
        page, field = place
        self.open_page(page)
        if field:
            self._current.focus_on(field)

    def complete(self) -> None:
        """Builds at once what else is built while the window is on screen."""
        for page in self.pages:
            page.complete()
        self.show_fresh()

    @property
    def pages(self) -> tuple[SettingsPage, ...]:
        """All pages, in their order."""
        widgets = (self._pages.widget(index) for index in range(self._pages.count()))
        return tuple(page for page in widgets if isinstance(page, SettingsPage))

    def changeEvent(self, event: QEvent) -> None:
        """Follows a change of the palette."""
        super().changeEvent(event)
        # Our own style sheet changes the palette too.
        if event.type() == QEvent.Type.PaletteChange and self._styled_with not in (None, tones()):
            self._restyle()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Moves the focus, and what has it now into sight: Qt does so only within the page, not from the list."""
        moved = super().focusNextPrevChild(next)
        focused = self.focusWidget()
        if moved and focused is not None and self._current.isAncestorOf(focused):
            self._current.ensureWidgetVisible(focused)
        return moved

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begins to build the pages, once the window itself is on screen: all at once would hold up its frames."""
        super().paintEvent(event)
        self._build_rest()

    @property
    def _current(self) -> SettingsPage:
        return self.pages[self._names.currentRow()]

    def _build_rest(self) -> None:
        if self.isVisible() and not all(page.is_complete for page in self.pages):
            self._build.start()

    def _on_build(self) -> None:
        """Builds one section, of the page that is looked at first."""
        for page in (self._current, *self.pages):
            if not page.is_complete:
                page.build_next()
                break
        self.show_fresh()
        self._build_rest()

    def _show_again(self) -> None:
        for page in self.pages:
            page.show_again()

    def _lay_out(self) -> None:
        self.setMinimumSize(720, 520)
        self._names.setObjectName("pages")
        self._names.setAccessibleName(self.tr("Pages", "of the settings, read aloud"))
        self._names.setFixedWidth(172)
        self._names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names.currentRowChanged.connect(self._pages.setCurrentIndex)
        right = QVBoxLayout()
        right.setSpacing(0)
        margin = QVBoxLayout()
        margin.setContentsMargins(24, 14, 24, 0)
        margin.addWidget(self._note)
        right.addLayout(margin)
        right.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._names)
        row.addLayout(right, 1)

    def _add_keys(self) -> None:
        """Ctrl+Page Down and Ctrl+Page Up turn the page; Escape closes."""
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+PgDown": lambda: self._turn(1),
            "Ctrl+PgUp": lambda: self._turn(-1),
            "Escape": self.close,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _turn(self, step: int) -> None:
        self._names.setCurrentRow((self._names.currentRow() + step) % self._names.count())

    def _restyle(self) -> None:
        self._styled_with = tones()
        self.setStyleSheet(settings_style(self._styled_with))
