"""Whose fault it is that no answer came: the supplier's, or that of our own network."""

from __future__ import annotations

from urllib.parse import urlsplit

from galla.domain.errors import Problem, ProblemKind, UnreachableReason
from galla.domain.settings import Account

LATELY_S = 1800.0
"""Failures so far apart have to do with each other: twice the longest wait between two attempts."""
ANSWER_HOLDS_S = 3900.0
"""At night an account is asked once an hour; an answer of the last time says that our network was well."""
LEAST_HOSTS = 2
"""One host out of reach is its own fault; when all are, and there are several, it is ours."""


class Blame:
    """What the machine says of its network, and how the suppliers were last reached."""

    def __init__(self) -> None:
        self.network_up = True
        self._failed_at_s: dict[str, tuple[str, float]] = {}
        """By account: the host that could not be reached and when, on the monotonic clock."""
        self._answered_at_s: dict[str, float] = {}
        """By account: when its host answered, if it did at its last request."""

    def answered(self, account: Account, at_s: float) -> None:
        """The account's host was reached."""
        self._failed_at_s.pop(account.id, None)
        self._answered_at_s[account.id] = at_s

    def of(self, account: Account, problem: Problem, at_s: float) -> Problem:
        """The problem, or that we are offline, where no supplier is to blame for being out of reach."""
        if problem.kind is not ProblemKind.UNREACHABLE:
            self.answered(account, at_s)
            return problem
        self._answered_at_s.pop(account.id, None)
        self._failed_at_s[account.id] = (urlsplit(account.base_url).hostname or "", at_s)
        if problem.reason == UnreachableReason.CAPTIVE_PORTAL or (self.network_up and not self._all_failed(at_s)):
            return problem
        return Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE, problem.facts)

    def _all_failed(self, at_s: float) -> bool:
        """Whether several hosts were tried lately and none answered."""
        hosts = {host for host, failed_at_s in self._failed_at_s.values() if at_s - failed_at_s <= LATELY_S}
        one_answers = any(at_s - answered_at_s <= ANSWER_HOLDS_S for answered_at_s in self._answered_at_s.values())
        return not one_answers and len(hosts) >= LEAST_HOSTS
