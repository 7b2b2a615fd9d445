"""Asks the owner where to save a file."""

from __future__ import annotations

from pathlib import Path, PurePath

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid


def chosen_path(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """The path that the owner chose, `name` unless he types another; empty where none was chosen.

    It gets the ending of `name` where it has none, and that before he is asked whether a file of that name may be
    replaced: the dialog's static functions would ask about another one.
    """
    ending = PurePath(name).suffix
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending.removeprefix("."))
    dialog.selectFile(name)
    path = _chosen(dialog)
    while path and not path.lower().endswith(ending):  # Qt takes what follows any dot for an ending
        path += ending
        if not Path(path).exists():
            break
        dialog.selectFile(path)  # so that he sees, and is asked about, the file that would be replaced
        path = _chosen(dialog)
    if isValid(dialog):
        dialog.deleteLater()
    return path


def _chosen(dialog: QFileDialog) -> str:
    """Empty also where the dialog has gone with its window meanwhile."""
    return dialog.selectedFiles()[0] if dialog.exec() and isValid(dialog) else ""
