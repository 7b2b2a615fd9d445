"""The style sheet of the settings window and its dialogs, from the tones of the theme."""

from __future__ import annotations

from galla.ui.settings.entries import CHOICE_ARROW
from galla.ui.theme import Tones, menu_style, scroll_bar_style


def settings_style(colours: Tones) -> str:
    """One sheet for the whole window: each further sheet would style every widget below it once more."""
    return "".join(part(colours) for part in (_words, _surfaces, _entries, _buttons, _pages)) + menu_style(colours)


def _words(colours: Tones) -> str:
    return (
        f"QLabel {{ color: {colours.text}; background: transparent; }}"
        f"QLabel#hint, QLabel#unit {{ color: {colours.muted}; }}"
        f"QLabel#refusal {{ color: {colours.danger}; }}"
        f"QLabel#code {{ color: {colours.text}; background: {colours.window}; border: 1px solid {colours.border};"
        " border-radius: 6px; padding: 6px 9px; }"
    )


def _surfaces(colours: Tones) -> str:
    return (
        f"QWidget#settings, QDialog {{ background: {colours.window}; }}"
        f"QFrame#card {{ background: {colours.card}; border: 1px solid {colours.border}; border-radius: 9px; }}"
        f"QFrame#line {{ background: {colours.border}; border: none; }}"
        f"QFrame#banner {{ background: {colours.info}; border: none; border-radius: 7px; }}"
        f'QFrame#banner[tone="warning"] {{ background: {colours.warning}; }}'
        f'QFrame#banner[tone="alarm"] {{ background: {colours.alarm}; }}'
    )


def _entries(colours: Tones) -> str:
    field = "QLineEdit, QTimeEdit, QComboBox#choice"
    return (
        f"{field} {{ color: {colours.text}; background: {colours.window}; border: 1px solid {colours.border};"
        " border-radius: 6px; padding: 4px 8px; min-height: 20px;"
        f" selection-background-color: {colours.accent}; selection-color: {colours.on_accent}; }}"
        "QTimeEdit::up-button, QTimeEdit::down-button { subcontrol-origin: border; width: 0; height: 0; border: none; }"
        "QTimeEdit { padding: 4px 2px; }"
        "QTimeEdit QLineEdit { border: none; padding: 0; background: transparent; }"
        f"QLineEdit:focus, QTimeEdit:focus, QComboBox#choice:focus {{ border-color: {colours.accent}; }}"
        f'QLineEdit[refused="true"], QTimeEdit[refused="true"] {{ border-color: {colours.danger}; }}'
        f"QLineEdit:disabled, QTimeEdit:disabled, QComboBox#choice:disabled {{ color: {colours.disabled};"
        f" background: {colours.card}; }}"
        f"QComboBox#choice:hover {{ background: {colours.hover}; }}"
        f"QComboBox#choice::drop-down {{ border: none; width: {CHOICE_ARROW}px; }}"
        "QComboBox#choice::down-arrow { image: none; }"
        f"QComboBox#choice QAbstractItemView {{ color: {colours.text}; background: {colours.card};"
        f" border: 1px solid {colours.border}; outline: none; selection-color: {colours.text};"
        f" selection-background-color: {colours.info}; }}"
    )


def _buttons(colours: Tones) -> str:
    return (
        f"QPushButton {{ color: {colours.text}; background: {colours.window}; border: 1px solid {colours.border};"
        " border-radius: 6px; padding: 5px 12px; outline: none; }"
        f"QPushButton:hover {{ background: {colours.hover}; }}"
        f"QPushButton:pressed {{ background: {colours.border}; }}"
        f"QPushButton:focus {{ border: 2px solid {colours.accent}; padding: 4px 11px; }}"
        f"QPushButton:disabled {{ color: {colours.disabled}; background: {colours.card}; }}"
        f"QPushButton#primary {{ color: {colours.on_accent}; background: {colours.accent};"
        f" border: 1px solid {colours.accent}; }}"
        f"QPushButton#primary:focus {{ border: 2px solid {colours.text}; }}"
        f"QPushButton#primary:disabled {{ color: {colours.muted}; background: {colours.card};"
        f" border: 1px solid {colours.border}; }}"
        f"QPushButton#danger {{ color: {colours.danger}; }}"
        f"QPushButton#danger:disabled {{ color: {colours.disabled}; }}"
        f"QFrame#segments {{ background: {colours.window}; border: 1px solid {colours.border}; border-radius: 7px; }}"
        f"QFrame#segments QToolButton {{ color: {colours.text}; background: transparent;"
        " border: 1px solid transparent; border-radius: 5px; padding: 3px 8px; }"
        f"QFrame#segments QToolButton:hover {{ background: {colours.hover}; }}"
        f"QFrame#segments QToolButton:checked {{ background: {colours.accent}; color: {colours.on_accent}; }}"
        f"QFrame#segments QToolButton:focus {{ border-color: {colours.accent}; }}"
        f"QFrame#segments QToolButton:checked:focus {{ border-color: {colours.text}; }}"
        f"QFrame#segments QToolButton:disabled {{ color: {colours.disabled}; }}"
        f"QFrame#segments QToolButton:checked:disabled {{ background: {colours.border}; color: {colours.text}; }}"
    )


def _pages(colours: Tones) -> str:
    return (
        f"QListWidget#pages {{ background: {colours.card}; color: {colours.text}; border: none;"
        f" border-right: 1px solid {colours.border}; outline: none; padding: 10px 8px; }}"
        "QListWidget#pages::item { border: 1px solid transparent; border-radius: 6px; padding: 7px 10px; }"
        f"QListWidget#pages::item:hover {{ background: {colours.hover}; }}"
        f"QListWidget#pages::item:selected {{ background: {colours.info}; color: {colours.text}; }}"
        f"QListWidget#pages::item:selected:focus {{ border-color: {colours.accent}; }}"
        f"QTreeWidget#answer, QPlainTextEdit {{ background: {colours.card}; color: {colours.text};"
        f" border: 1px solid {colours.border}; border-radius: 8px; padding: 4px;"
        f" selection-background-color: {colours.info}; selection-color: {colours.text}; }}"
        f"QTreeWidget#answer::item:hover {{ background: {colours.hover}; }}"
        f"QTreeWidget#answer::item:selected {{ background: {colours.info}; color: {colours.text}; }}"
        f"QTreeWidget#answer QHeaderView::section {{ background: {colours.card}; color: {colours.muted};"
        " border: none; padding: 3px 6px; }"
        f"QListWidget#suppliers {{ background: {colours.card}; color: {colours.text};"
        f" border: 1px solid {colours.border}; border-radius: 8px; outline: none; padding: 4px; }}"
        "QListWidget#suppliers::item { border: 1px solid transparent; border-radius: 5px; padding: 4px 8px; }"
        f"QListWidget#suppliers::item:hover {{ background: {colours.hover}; }}"
        f"QListWidget#suppliers::item:selected {{ background: {colours.info}; color: {colours.text}; }}"
        "QScrollArea, QScrollArea > QWidget > QWidget#page { background: transparent; border: none; }"
        + scroll_bar_style(colours, margin=2)
    )
