"""How the tests look at the glance panel and press what is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from galla.domain.model import Snapshot
from galla.ui.common_alert import CommonAlert
from galla.ui.panel import GlancePanel
from ui import snapshots as samples


def show(panel: GlancePanel, *snapshots: Snapshot, common: tuple[CommonAlert, ...] = ()) -> None:
    panel.render(snapshots, samples.NOW, common)
    panel.popup_near(None)


def seen(widget: QWidget) -> str:
    """All that can be read in it."""
    labels = [label for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(getattr(label, "whole_text", label.text()) for label in labels)


def button(widget: QWidget, text: str) -> QPushButton:
    """The one visible button that says so."""
    found = [one for one in buttons(widget) if one.text().replace("&", "") == text]
    assert len(found) == 1, f"{len(found)} buttons {text!r}"
    return found[0]


def buttons(widget: QWidget) -> list[QPushButton]:
    return [one for one in widget.findChildren(QPushButton) if one.isVisibleTo(widget)]


def words_on_buttons(widget: QWidget) -> list[str]:
    return [one.text().replace("&", "") for one in buttons(widget)]
