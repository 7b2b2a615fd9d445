"""The glance panel's style sheet, from the tones of the theme."""

from __future__ import annotations

from galla.ui.theme import Tones, scroll_bar_style

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
    QPushButton#row {{ background: transparent; border: 1px solid transparent; text-align: left; padding: 0; }}
    QPushButton#row:hover {{ background: {tones.card}; }}
    QPushButton#row:focus {{ border: 2px solid {tones.accent}; padding: 0; }}
    {scroll_bar_style(tones)}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    """
