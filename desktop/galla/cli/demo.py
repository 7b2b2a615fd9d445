"""`galla demo`: shows everything on a simulated shop."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from galla.adapters import desktop_probe
from galla.texts import language


def run(output: str) -> int:
    """Plays the demo: in the tray where there is a screen, else offscreen with pictures in `output`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the tray's event loop answers it
    has_screen = desktop_probe.has_screen()
    if not has_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    language.end_console()
    from galla.demo import play

    return play.run(Path(output).absolute(), has_screen=has_screen)
