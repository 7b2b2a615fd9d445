"""The style sheets of the glance panel and of the buttons that other windows share with it, from the theme's tones."""

from __future__ import annotations

from galla.ui.theme import Tones, menu_style, scroll_bar_style

RADIUS = 8


def panel_style(tones: Tones) -> str:
    """Qt style sheet of the panel and what is in it."""
    return f"""
    QWidget#panel {{ background: {tones.window}; }}
    QWidget#panel QLabel {{ color: {tones.text}; background: transparent; }}
    QWidget#panel QLabel[role="muted"] {{ color: {tones.muted}; }}
    QWidget#panel QLabel[role="stale"] {{ color: {tones.danger}; }}
    QWidget#panel QLabel[role="code"] {{
        color: {tones.text}; background: {tones.card}; border: 1px solid {tones.border};
        border-radius: {RADIUS - 2}px; padding: 7px 9px;
    }}
    QFrame#card {{ background: {tones.card}; border: none; border-radius: {RADIUS}px; }}
    QFrame#banner {{ background: {tones.info}; border: none; border-radius: {RADIUS}px; }}
    QFrame#banner[tone="warning"] {{ background: {tones.warning}; }}
    QFrame#banner[tone="alarm"] {{ background: {tones.alarm}; }}
    QLabel#chip {{
        background: {tones.card}; border: 1px solid {tones.border}; border-radius: 9px; padding: 1px 9px;
    }}
    QFrame#rule {{ background: {tones.border}; border: none; }}
    {buttons_style(tones)}
    QPushButton#row {{ background: transparent; border: 1px solid transparent; text-align: left; padding: 0; }}
    QPushButton#row:hover {{ background: {tones.card}; }}
    QPushButton#row:focus {{ border: 2px solid {tones.accent}; padding: 0; }}
    {menu_style(tones)}
    {scroll_bar_style(tones)}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    """


def buttons_style(tones: Tones) -> str:
    """Of push buttons: ordinary, the one to press first, those that open a menu, and quiet ones that look like text."""
    return f"""
    QPushButton {{
        color: {tones.text}; background: {tones.card}; border: 1px solid {tones.border};
        border-radius: {RADIUS - 2}px; padding: 6px 12px;
    }}
    QPushButton {{ outline: none; }}
    QPushButton:hover {{ background: {tones.hover}; }}
    QPushButton:pressed {{ background: {tones.border}; }}
    QPushButton:focus {{ border: 2px solid {tones.accent}; padding: 5px 11px; }}
    QPushButton:disabled {{ color: {tones.muted}; background: {tones.window}; }}
    QPushButton[role="primary"] {{
        color: {tones.on_accent}; background: {tones.accent}; border: 1px solid {tones.accent};
    }}
    QPushButton[role="primary"]:focus {{ border: 2px solid {tones.text}; }}
    QPushButton[role="primary"]:disabled {{
        color: {tones.muted}; background: {tones.card}; border: 1px solid {tones.border};
    }}
    QPushButton[opens="menu"] {{ padding-right: 25px; }}
    QPushButton[opens="menu"]:focus {{ padding-right: 24px; }}
    QPushButton[role="quiet"] {{
        color: {tones.muted}; background: transparent; border: 1px solid transparent; padding: 5px 7px;
    }}
    QPushButton[role="quiet"]:hover {{ color: {tones.text}; background: {tones.card}; }}
    QPushButton[role="quiet"]:focus {{ border: 2px solid {tones.accent}; padding: 4px 6px; }}
    """
