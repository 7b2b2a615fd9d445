"""What is said about files that the owner asked for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def not_written(path: str) -> str:
    """An export failed."""
    return translate("Texts", "{path} could not be written. Choose another folder, or free some space.").format(
        path=path
    )
