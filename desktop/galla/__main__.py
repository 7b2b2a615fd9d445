"""Parses the command line and runs one command; without one, the tray."""

from __future__ import annotations

import sys

KEYRING_CHILD = "_keyring"
"""Our own short-lived child that talks to the keyring; no command for people."""


def main() -> int:
    """Runs what the arguments ask for and gives the exit code."""
    arguments = sys.argv[1:]
    if not arguments:
        from galla import app

        return app.run()
    if arguments == [KEYRING_CHILD]:
        from galla.adapters import keyring_child

        return keyring_child.main()
    from galla.cli import parser

    return parser.run(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
