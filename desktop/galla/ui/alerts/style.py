"""The alert history's style sheet, from the tones of the theme."""

from __future__ import annotations

from galla.ui.chooser import chooser_style
from galla.ui.panel_style import buttons_style
from galla.ui.theme import Tones, menu_style, scroll_bar_style


def history_style(colours: Tones) -> str:
    """One sheet for the whole window."""
    return (
        f"#alerts {{ background: {colours.window}; }}"
        f"QLabel {{ color: {colours.text}; background: transparent; }}"
        f'QLabel[role="muted"] {{ color: {colours.muted}; }}'
        f"#banner {{ background: {colours.warning}; border: none; border-radius: 8px; }}"
        f"#story {{ background: {colours.window}; color: {colours.text}; border: 1px solid transparent;"
        " border-radius: 6px; }"
        f"#story:focus {{ border-color: {colours.accent}; }}"
        "QSplitter::handle { background: transparent; }"
        + _table_style(colours)
        + _filter_style(colours)
        + chooser_style(colours)
        + buttons_style(colours)
        + scroll_bar_style(colours, margin=2)
        + menu_style(colours)
    )


def _table_style(colours: Tones) -> str:
    return (
        f"QTableView {{ background: {colours.window}; color: {colours.text}; border: 1px solid {colours.border};"
        " border-radius: 8px; outline: none; }"
        "QTableView::item { padding: 0 6px; border: none; }"
        f"QTableView::item:selected {{ background: {colours.info}; color: {colours.text}; }}"
        f"QTableView:focus {{ border-color: {colours.accent}; }}"
        f"QHeaderView {{ background: {colours.card}; border: none; border-top-left-radius: 8px;"
        " border-top-right-radius: 8px; }"
        f"QHeaderView::section {{ background: transparent; color: {colours.muted}; border: none;"
        f" border-bottom: 1px solid {colours.border}; padding: 7px 9px; }}"
    )


def _filter_style(colours: Tones) -> str:
    return (
        f"QLineEdit {{ color: {colours.text}; background: {colours.card}; border: 1px solid {colours.border};"
        f" border-radius: 6px; padding: 5px 8px; selection-background-color: {colours.accent};"
        f" selection-color: {colours.on_accent}; placeholder-text-color: {colours.muted}; }}"
        f"QLineEdit:focus {{ border-color: {colours.accent}; }}"
        f"#segments {{ background: {colours.card}; border: 1px solid {colours.border}; border-radius: 7px; }}"
        f"#segments QToolButton {{ color: {colours.text}; background: transparent; border: 1px solid transparent;"
        " border-radius: 5px; padding: 3px 10px; }"
        f"#toggle {{ color: {colours.text}; background: {colours.card}; border: 1px solid {colours.border};"
        " border-radius: 6px; padding: 5px 11px; }"
        f"#segments QToolButton:hover, #toggle:hover {{ background: {colours.hover}; }}"
        f"#segments QToolButton:focus, #toggle:focus {{ border-color: {colours.accent}; }}"
        f"#segments QToolButton:checked, #toggle:checked {{ background: {colours.accent};"
        f" color: {colours.on_accent}; }}"
        f"#segments QToolButton:checked:focus, #toggle:checked:focus {{ border-color: {colours.text}; }}"
    )
