"""What is said of the owner's data as a whole: taken along, brought back, deleted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def exported(name: str) -> str:
    """After an export into the file of that name."""
    return translate("Settings", "The settings are in {file} now. Keys are not in it.").format(file=name)


def imported() -> str:
    """After an import."""
    return translate(
        "Settings",
        "The settings were imported. Accounts and channels whose keys are not in the keyring here ask for them.",
    )


def folder_not_opened(folder: str) -> str:
    """Where the system has nothing that opens folders."""
    return translate("Settings", "The folder could not be opened. It is {folder}").format(folder=folder)


def not_deleted(sentence: str) -> str:
    """`sentence` says why a key could not be deleted; nothing else was."""
    return translate("Settings", "Nothing but keys was deleted: {sentence}").format(sentence=sentence)


def files_stay(paths: str) -> str:
    """After all else was deleted; one path a line."""
    return translate("Settings", "These could not be deleted. Delete them yourself:\n{paths}").format(paths=paths)
