"""A window that takes the place of another, such as the same in another language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget


def asks(window: QWidget) -> bool:
    """Whether a dialog of the window is open: what was entered there would be lost with it."""
    return any(dialog.isVisible() for dialog in window.findChildren(QDialog))


def stand_in(new: QWidget, old: QWidget) -> None:
    """Shows `new` where `old` is, which goes and tells nobody. The keyboard stays with whichever program has it."""
    was_active, geometry = old.isActiveWindow(), old.geometry()
    old.blockSignals(True)
    old.close()
    old.deleteLater()
    new.setGeometry(geometry)
    new.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not was_active)
    new.show()
    new.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
    if was_active:
        new.activateWindow()
