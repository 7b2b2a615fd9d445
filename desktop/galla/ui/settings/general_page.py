"""The page of what is no account's: start, language and look, data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal

from galla.domain.settings import General, Language, Theme
from galla.ui.settings.data_section import DataSection, DataWishes
from galla.ui.settings.editor import SettingsEditor
from galla.ui.settings.entries import Choice
from galla.ui.settings.page import SettingsPage
from galla.ui.settings.rows import Card, FieldRow, Section
from galla.ui.settings.start_section import StartSection
from galla.ui.settings.state import SettingsView

translate = QCoreApplication.translate

NAME = "general"


class GeneralPage(SettingsPage):
    """How Galla starts, speaks and looks, and what becomes of its data."""

    start_at_login_changed = Signal(bool)

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(
            NAME,
            translate("Settings", "General", "a page of settings"),
            (self._build_start, lambda: AppearanceSection(editor), self._build_data),
        )
        self.data_wishes = DataWishes(self)
        self._data: DataSection | None = None

    def show_data_answer(self, sentence: str, *, good: bool) -> None:
        """What came of a wish about the data as a whole."""
        if self._data is not None:
            self._data.show_answer(sentence, good=good)

    def _build_data(self) -> Section:
        self._data = DataSection(self.data_wishes)
        return self._data

    def _build_start(self) -> Section:
        section = StartSection()
        section.switch.switched.connect(self.start_at_login_changed)
        return section


class AppearanceSection(Section):
    """Language and theme."""

    def __init__(self, editor: SettingsEditor) -> None:
        super().__init__(translate("Settings", "Language and look", "heading of settings"))
        self._editor = editor
        self._language: Choice[Language] = Choice(
            [
                (Language.SYSTEM, translate("Settings", "as the system", "the language, or light and dark")),
                # Each in its own words, so that whoever reads no other finds his.
                (Language.ENGLISH, translate("Settings", "English", "the language's own name; not translated")),
                (Language.HINDI, translate("Settings", "हिन्दी", "the language's own name; not translated")),
            ]
        )
        self._theme: Choice[Theme] = Choice(
            [
                (Theme.SYSTEM, translate("Settings", "as the system", "the language, or light and dark")),
                (Theme.LIGHT, translate("Settings", "light", "how windows look")),
                (Theme.DARK, translate("Settings", "dark", "how windows look")),
            ]
        )
        self._language_row = FieldRow(
            "general.language",
            translate("Settings", "Language"),
            self._language,
            translate("Settings", "Of windows, notifications, messages and commands."),
        )
        self._theme_row = FieldRow("general.theme", translate("Settings", "Windows are"), self._theme)
        self._language.chosen.connect(self._on_language)
        self._theme.chosen.connect(self._on_theme)
        card = Card()
        card.add(self._language_row, self._theme_row)
        self.add(card)

    def show_view(self, view: SettingsView) -> None:
        """Shows what is chosen."""
        general = self._editor.general
        self._language.show_value(general.language)
        self._theme.show_value(general.theme)

    def _on_language(self, language: Language) -> None:
        self._change(self._language_row, lambda general: replace(general, language=language))

    def _on_theme(self, theme: Theme) -> None:
        self._change(self._theme_row, lambda general: replace(general, theme=theme))

    def _change(self, row: FieldRow, change: Callable[[General], General]) -> None:
        self._editor.change_general(row, change)
