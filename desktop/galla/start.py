"""Starting the tray: the icon first, then all else; one sentence where it cannot start."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from galla.adapters.clock import SystemClock
from galla.adapters.paths import find_paths
from galla.app import TrayApplication
from galla.qt_process import NO_SCREEN

if TYPE_CHECKING:
    from types import TracebackType

    from galla.adapters.instance import SingleInstance

STARTING_S = 5.0
"""A second start may come while the first is not yet listening."""


def run() -> int:
    """Runs the tray until it is quit and gives the exit code; a second start raises the first one's window."""
    from galla.adapters.instance import SingleInstance

    if not _has_screen():
        from galla.texts import commands

        return _say(commands.no_screen, NO_SCREEN)
    paths = find_paths()
    instance: SingleInstance | None = SingleInstance(paths.runtime_folder)
    try:
        if instance is not None and not instance.acquire():
            return _raise_the_other(instance)
    except OSError:  # nothing can be written here: the balance is watched all the same, and every window says so
        instance = None
    application = TrayApplication(SystemClock())
    application.show_icon()
    from galla import standard_parts

    parts = standard_parts.build(paths, application.clock)
    sys.excepthook = _log_exception  # also of what Qt calls: on the terminal a traceback only frightens
    try:
        return application.run(parts, instance)
    except Exception as error:  # the owner gets a sentence; the log gets the rest
        from galla.domain.errors import FAULT_EXIT_CODE
        from galla.texts import commands

        _log_exception(type(error), error, error.__traceback__)
        return _say(lambda: commands.unexpected_fault(str(paths.log_folder / "galla.log")), FAULT_EXIT_CODE)


def _raise_the_other(instance: SingleInstance) -> int:
    import asyncio

    if asyncio.run(instance.send("show", wait_s=STARTING_S)):
        return 0
    from galla.domain.errors import FAULT_EXIT_CODE
    from galla.texts import commands

    return _say(commands.first_does_not_answer, FAULT_EXIT_CODE)


def _has_screen() -> bool:
    """Whether the environment names a screen; without one Qt would end the process with a core dump."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


def _say(sentence: Callable[[], str], code: int) -> int:
    """Says on the terminal why there is no tray, and gives `code`."""
    from galla.domain.settings import Language
    from galla.texts import language

    console = language.start_console(Language.SYSTEM)
    print(sentence(), file=sys.stderr)
    del console
    return code


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    import logging

    logging.getLogger(__name__).error("unexpected fault", exc_info=(kind, error, trace))
