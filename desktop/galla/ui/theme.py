"""Light and dark: the owner's choice handed to Qt, and the tones that our own widgets are painted with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from galla.domain.settings import Theme
from galla.ui.level_colours import is_dark


@dataclass(frozen=True, slots=True)
class Tones:
    """Colours of windows as `#rrggbb`; `text` and `muted` have at least 4.5:1 on `window` and on `card`."""

    window: str
    card: str
    border: str
    hover: str
    text: str
    muted: str
    disabled: str
    """Of what cannot be pressed now: still to be read."""
    accent: str
    on_accent: str
    warning: str
    """Tint behind a warning; `text` is legible on it."""
    alarm: str
    """Tint behind a problem; `text` is legible on it."""
    info: str
    danger: str
    """Line of a threshold."""


LIGHT = Tones(
    window="#ffffff",
    card="#f4f6f8",
    border="#d5dae1",
    hover="#e9edf2",
    text="#15191e",
    muted="#57606b",
    disabled="#8b949f",
    accent="#1c5dbb",
    on_accent="#ffffff",
    warning="#fff1cf",
    alarm="#fde3e3",
    info="#e3eefc",
    danger="#c22a30",
)
DARK = Tones(
    window="#1e2125",
    card="#282c32",
    border="#414851",
    hover="#343a42",
    text="#f2f4f6",
    muted="#a9b2bd",
    disabled="#7a848f",
    accent="#82b4ff",
    on_accent="#0c1b30",
    warning="#463812",
    alarm="#4d2326",
    info="#1f3552",
    danger="#ff7b7f",
)


def apply_theme(theme: Theme) -> None:
    """Makes all windows light or dark, or leaves it to the system."""
    schemes = {
        Theme.SYSTEM: Qt.ColorScheme.Unknown,
        Theme.LIGHT: Qt.ColorScheme.Light,
        Theme.DARK: Qt.ColorScheme.Dark,
    }
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(schemes[theme])
    if theme is Theme.SYSTEM:
        QGuiApplication.setPalette(QPalette())
    elif hints.colorScheme() is not schemes[theme]:
        # Some platforms take no wish; the palette then says it to the style.
        QGuiApplication.setPalette(_palette(DARK if theme is Theme.DARK else LIGHT))


def tones() -> Tones:
    """The tones that fit what the style paints with now."""
    return DARK if is_dark() else LIGHT


def menu_style(colours: Tones) -> str:
    """The sheet of a menu: in the dark one without a frame could not be told from the window beneath it."""
    return (
        f"QMenu {{ background: {colours.card}; color: {colours.text}; border: 1px solid {colours.border}; }}"
        f"QMenu::item {{ padding: 5px 20px 5px 10px; }} QMenu::item:selected {{ background: {colours.info}; }}"
    )


def scroll_bar_style(colours: Tones, margin: int = 0) -> str:
    """The sheet of a scroll bar beside a list: where anything around it is styled, the platform's own comes apart."""
    return (
        f"QScrollBar:vertical {{ background: transparent; border: none; width: {8 + 2 * margin}px;"
        f" margin: {margin}px; }}"
        f"QScrollBar::handle:vertical {{ background: {colours.border}; border-radius: 4px; min-height: 24px; }}"
        f"QScrollBar::handle:vertical:hover {{ background: {colours.muted}; }}"
        "QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
    )


def _palette(tones: Tones) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: tones.window,
        QPalette.ColorRole.Base: tones.window,
        QPalette.ColorRole.AlternateBase: tones.card,
        QPalette.ColorRole.Button: tones.card,
        QPalette.ColorRole.ToolTipBase: tones.card,
        QPalette.ColorRole.Mid: tones.border,
        QPalette.ColorRole.WindowText: tones.text,
        QPalette.ColorRole.Text: tones.text,
        QPalette.ColorRole.ButtonText: tones.text,
        QPalette.ColorRole.ToolTipText: tones.text,
        QPalette.ColorRole.PlaceholderText: tones.muted,
        QPalette.ColorRole.Highlight: tones.accent,
        QPalette.ColorRole.HighlightedText: tones.on_accent,
        QPalette.ColorRole.Link: tones.accent,
    }
    palette = QPalette(QColor(tones.card), QColor(tones.window))
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tones.muted))
    return palette
