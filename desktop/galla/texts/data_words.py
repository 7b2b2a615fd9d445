"""What is said of the owner's data as a whole: taken along, brought back, deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from galla.domain.errors import Problem
from galla.texts import locale_format as fmt
from galla.texts import problems

translate = QCoreApplication.translate


def exported(name: str) -> str:
    """After an export into the file of that name."""
    return translate("Settings", "The settings are in {file} now. Keys are not in it.").format(file=name)


def imported(paused: Sequence[str], shadowing: Sequence[str]) -> str:
    """After an import; `paused` are the names of accounts that were, because they would be asked elsewhere, and
    `shadowing` the ids of profiles that take the place of built-in ones."""
    done = translate(
        "Settings",
        "The settings were imported. Accounts and channels whose keys are not in the keyring here ask for them.",
    )
    look = translate(
        "Settings",
        "Paused, because by this file their keys go elsewhere or are used otherwise: {accounts}. Look at them, then"
        " watch them again.",
    )
    instead = translate(
        "Settings",
        "Of the suppliers, these are now asked as the file says and no longer as Galla knows them: {profiles}. Enter no"
        " key for them unless you trust it.",
    )
    said = [done]
    if paused:
        said.append(look.format(accounts=fmt.listed(paused)))
    if shadowing:
        said.append(instead.format(profiles=fmt.listed(shadowing)))
    return " ".join(said)


def folder_not_opened(folder: str) -> str:
    """Where the system has nothing that opens folders."""
    return translate("Settings", "The folder could not be opened. It is {folder}").format(folder=folder)


def not_deleted(why: Problem, *, some_keys: bool) -> str:
    """`some_keys` may be gone already."""
    sentence = problems.sentence(why)
    if some_keys:
        return translate("Settings", "Only some keys were deleted: {sentence}").format(sentence=sentence)
    return translate("Settings", "Nothing was deleted: {sentence}").format(sentence=sentence)


def keys_may_stay(names: Sequence[str]) -> str:
    """After all else was deleted: accounts whose supplier profile, which names the keys, could not be read."""
    return translate(
        "Settings",
        "The keyring may still have keys of {accounts}, whose supplier profile could not be read. Delete what it has"
        " of “galla” yourself.",
    ).format(accounts=fmt.listed(names))


def files_stay(paths: str) -> str:
    """After all else was deleted; one path a line."""
    return translate("Settings", "These could not be deleted. Delete them yourself:\n{paths}").format(paths=paths)
