"""What came of sending something, as the exit code of a command."""

from __future__ import annotations

from collections.abc import Iterable

from galla.domain.channel import SendFailure, SendOutcome
from galla.domain.errors import EXIT_CODES, ProblemKind

KINDS = {
    SendFailure.NOBODY_THERE: ProblemKind.UNREACHABLE,
    SendFailure.NO_ADDRESS: ProblemKind.KEYRING,
    SendFailure.KEYRING: ProblemKind.KEYRING,
    SendFailure.BAD_ADDRESS: ProblemKind.SETTINGS,
    SendFailure.INSECURE: ProblemKind.SETTINGS,
    SendFailure.TOO_MANY: ProblemKind.SETTINGS,
    SendFailure.REFUSED: ProblemKind.ACCESS_DENIED,
    SendFailure.UNREACHABLE: ProblemKind.UNREACHABLE,
    SendFailure.TIMEOUT: ProblemKind.UNREACHABLE,
    SendFailure.SERVICE_FAILING: ProblemKind.UNREACHABLE,
    SendFailure.UNKNOWN: ProblemKind.UNREACHABLE,
    SendFailure.CHANNEL_GONE: ProblemKind.SETTINGS,
}
"""What each failure is in the terms of section 8."""


def exit_code(outcomes: Iterable[SendOutcome]) -> int:
    """0 where all were delivered; else the highest code of those that were not."""
    return max((EXIT_CODES[KINDS[item.failure]] for item in outcomes if item.failure is not None), default=0)
