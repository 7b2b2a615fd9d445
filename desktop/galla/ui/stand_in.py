"""A window that takes the place of another, such as the same in another language."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QWidget


def asks(window: QWidget) -> bool:
    """Whether a dialog of the window is open: what was entered there would be lost with it."""
    return any(dialog.isVisible() for dialog in window.findChildren(QDialog))


def when_answered(window: QWidget, act: Callable[[], None]) -> None:
    """Does `act` once a dialog of the window that is open now is over."""
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.finished.connect(lambda _: QTimer.singleShot(0, act))
            return


def stand_in(new: QWidget, old: QWidget) -> None:
    """Shows `new` where `old` is, which goes and tells nobody. The keyboard stays with whichever program has it."""
    was_active, geometry, state = old.isActiveWindow(), old.geometry(), old.windowState() & ~Qt.WindowState.WindowActive
    typed_in = old.focusWidget()
    if typed_in is not None:
        typed_in.clearFocus()  # what is being typed is entered, and told, before nothing is told any more
    old.blockSignals(True)
    old.close()
    old.deleteLater()
    new.setGeometry(geometry)
    new.setWindowState(state)
    new.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not was_active)
    new.show()
    new.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
    if was_active:
        new.activateWindow()
