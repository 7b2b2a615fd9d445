"""The chart's colours: the windows' tones, and what only a chart has."""

from __future__ import annotations

from dataclasses import dataclass

from galla.ui.level_colours import is_dark
from galla.ui.theme import Tones, tones


@dataclass(frozen=True, slots=True)
class ChartColours:
    """The windows' tones with the chart's own `#rrggbb`; lines have at least 3:1 against the window, words 4.5:1."""

    tones: Tones
    grid: str
    credit: str
    spend: str
    estimated: str
    usual: str
    usual_edge: str


def chart_colours() -> ChartColours:
    """The colours that fit what the style paints with now."""
    if is_dark():
        return ChartColours(tones(), "#30353c", "#4cc38a", "#5fb3c1", "#3b666f", "#343a43", "#8b95a2")
    return ChartColours(tones(), "#e9ecf0", "#12683c", "#2f7f8e", "#9cc3ca", "#e4e8ed", "#77818e")
