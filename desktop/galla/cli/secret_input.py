"""Where a command reads a secret: never from an argument, which every process here could see."""

from __future__ import annotations

import sys

from galla.domain.model import Secret


def read_secret(prompt: str) -> Secret | None:
    """What was typed at a hidden prompt, or the next line of standard input; None where that is empty."""
    text = (_ask(prompt) if sys.stdin.isatty() else sys.stdin.readline()).strip()
    return Secret(text) if text else None


def _ask(prompt: str) -> str:
    from getpass import getpass

    try:
        return getpass(prompt)
    except EOFError:
        return ""
