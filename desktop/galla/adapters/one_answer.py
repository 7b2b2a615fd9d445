"""The side of `own_child` that is the child: reads one request and writes one answer."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping


def serve(answer_to: Callable[[bytes], Mapping[str, object]], lifetime_s: float) -> int:
    """0 when an answer was written, which may tell of a failure.

    After `lifetime_s`, longer than the parent waits, the process ends: its parent is gone and can end it no more.
    """
    watchdog = threading.Timer(lifetime_s, os._exit, [1])
    watchdog.daemon = True
    watchdog.start()
    # what libraries print must not mix with the answer
    answers = os.dup(1)
    os.dup2(2, 1)
    with os.fdopen(0, "rb", closefd=False) as requests:
        answer = answer_to(requests.read())
    with os.fdopen(answers, "wb") as output:
        output.write(json.dumps(answer).encode("ascii"))
    return 0
