"""What `galla doctor` finds out about the program itself: its version, the owner's profiles, start at login."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator

from PySide6.QtCore import qVersion

from galla import __version__
from galla.adapters.instance import SingleInstance
from galla.adapters.profiles import own_profile_ids
from galla.cli.context import Context
from galla.cli.finding import Finding
from galla.domain.errors import GallaError
from galla.domain.model import SecretName
from galla.domain.settings import Account
from galla.texts import checkup_machine, problems
from galla.texts.commands import Health


def machine(here: Context) -> Iterator[Finding]:
    """Versions, the folder of the logs, whether Galla runs, and whether it starts by itself."""
    named = (f"{platform.system()} {platform.release()}", *map(_variable, ("XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE")))
    system = ", ".join(filter(None, named))
    yield Finding(Health.WORKS, checkup_machine.versions(__version__, platform.python_version(), qVersion(), system))
    yield Finding(Health.WORKS, checkup_machine.log(str(here.paths.log_folder)))
    yield _tray(here)
    if here.start_at_login().is_on():
        yield Finding(Health.WORKS, checkup_machine.starts_at_login())
    else:
        yield Finding(Health.MIND, checkup_machine.does_not_start_at_login())


def _tray(here: Context) -> Finding:
    try:
        runs = SingleInstance(here.paths.runtime_folder).is_another_running()
    except OSError:
        runs = False
    if runs:
        return Finding(Health.WORKS, checkup_machine.tray_runs())
    return Finding(Health.MIND, checkup_machine.tray_does_not_run())


def _variable(name: str) -> str:
    """What the desktop says of itself, if it does."""
    value = os.environ.get(name, "")
    return value if value.isprintable() else ""


def profiles(here: Context) -> Iterator[Finding]:
    """The owner's own files: one that is broken is no account's fault until one uses it."""
    folder, own = str(here.paths.profiles_folder), sorted(own_profile_ids(here.paths.profiles_folder))
    broken = 0
    for profile_id in own:
        try:
            here.profiles.get(profile_id)
        except GallaError as error:
            broken += 1
            sentence = checkup_machine.profile_broken(problems.sentence(error.problem))
            yield Finding(Health.FAILS, sentence, error.problem.kind)
    if not broken:
        yield Finding(Health.WORKS, checkup_machine.profiles(folder, len(own)))


def secret_names(here: Context, account: Account) -> list[SecretName]:
    """What the keyring should hold of the account; nothing where its profile cannot be read."""
    try:
        return [SecretName(account.id, name) for name in here.profiles.secret_names(account)]
    except GallaError:
        return []
