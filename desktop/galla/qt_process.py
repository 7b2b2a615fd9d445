"""The process around Qt: its application, its words, its loop's threads, and the signals that end it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    import asyncio

NO_SCREEN = 2
"""The exit code where there is no screen to show the icon on."""


def make_qt_application() -> QApplication:
    """Makes Qt's application, which stays when its last window closes."""
    _keep_qt_from_the_terminal()
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("galla")
    qt.setApplicationDisplayName("Galla")
    qt.setDesktopFileName("galla")
    qt.setQuitOnLastWindowClosed(False)
    return qt


def use_few_threads(loop: asyncio.AbstractEventLoop) -> None:
    """Two workers for name look-ups and file reads; the default would start ten at the first use."""
    from concurrent.futures import ThreadPoolExecutor

    loop.set_default_executor(ThreadPoolExecutor(max_workers=2, thread_name_prefix="galla"))


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Calls `stop` where the process is asked to end, so that it ends in order."""
    import asyncio
    import signal

    if os.name == "posix":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, stop)


def _keep_qt_from_the_terminal() -> None:
    """Sends Qt's remarks to the log; before there is one they go nowhere."""
    import logging

    logging.getLogger("qt").addHandler(logging.NullHandler())
    qInstallMessageHandler(_log_qt_message)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's remarks belong in the log: on the owner's terminal they only frighten.

    Where it cannot open a display it would abort with a dump of memory; the owner gets a sentence instead.
    """
    import logging

    if kind is QtMsgType.QtFatalMsg:
        from galla.texts import commands

        sys.stderr.write(commands.no_screen() + "\n")
        sys.stderr.flush()
        os._exit(NO_SCREEN)
    level = logging.DEBUG if kind in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg} else logging.WARNING
    logging.getLogger("qt").log(level, "%s", message)
