"""Short-lived children of our own program: one request on standard input, one answer on standard output.

What is heavy, may hang or holds credentials in the memory of a library is done in one: it can be ended from outside,
and nothing of it stays in the tray. `one_answer` is the child's side.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import galla


class ChildFailed(Exception):
    """The child gave no answer. `facts` tell how, in short words that are no secret."""

    def __init__(self, **facts: object) -> None:
        super().__init__(*facts.values())
        self.facts = facts


def child_command(name: str) -> tuple[str, ...]:
    """The command line of a child: this program again, with its hidden command `name`."""
    if getattr(sys, "frozen", False):
        return (sys.executable, name)
    return (sys.executable, "-m", "galla", name)


async def ask(command: Sequence[str], request: Mapping[str, object], timeout_s: float) -> Any:
    """What the child answered to `request`, both of them JSON. Raises ChildFailed, or TimeoutError after `timeout_s`.

    However this ends, the child has ended as well.
    """
    answer = await _answer(command, json.dumps(request).encode("ascii"), timeout_s)
    try:
        return json.loads(answer)
    except ValueError:
        raise ChildFailed(error="answer") from None


async def _answer(command: Sequence[str], request: bytes, timeout_s: float) -> bytes:
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # `-m` looks in the working folder first, which could be anybody's
            cwd=None if getattr(sys, "frozen", False) else Path(galla.__file__).parent.parent,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise ChildFailed(error=type(error).__name__) from None
    try:
        async with asyncio.timeout(timeout_s):
            answer, _ = await child.communicate(request)
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode != 0:
        raise ChildFailed(error="child", status=child.returncode)
    return answer
