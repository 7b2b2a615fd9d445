"""Asks the owner where to save a file."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtWidgets import QFileDialog, QWidget


def chosen_path(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """The path that the owner chose, `name` unless he types another; empty where none was chosen.

    It gets the ending of `name` where it has none, before he is asked whether a file of that name may be replaced: the
    dialog's static functions would ask about another one.
    """
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(PurePath(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    try:
        return dialog.selectedFiles()[0] if dialog.exec() else ""
    finally:
        dialog.deleteLater()
