"""Parses the command line and runs one command; without one, the tray."""

from __future__ import annotations

import signal
import sys

KEYRING_CHILD = "_keyring"
"""Our own short-lived child that talks to the keyring; no command for people."""
CHANNEL_CHILD = "_channel"
"""The same for a channel: it sends one message."""


def main() -> int:
    """Runs what the arguments ask for and gives the exit code."""
    # Ctrl-C in the middle of an import would be a page of traceback, or abort inside PySide6. While the program
    # starts and ends it therefore just ends; in between the tray and the commands answer it themselves.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return _run(sys.argv[1:])
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _run(arguments: list[str]) -> int:
    if arguments == [KEYRING_CHILD]:
        from galla.adapters import keyring_child

        return keyring_child.main()
    if arguments == [CHANNEL_CHILD]:
        from galla.adapters import channels_child

        return channels_child.main()
    from galla import light_pyside

    light_pyside.read_no_sources()
    if not arguments:
        from galla import start

        return start.run()
    from galla.cli import parser

    return parser.run(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
