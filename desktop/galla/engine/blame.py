"""Whose fault it is that no answer came: the supplier's, or that of our own network."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from galla.domain.errors import UNFIT_KEY, Problem, ProblemKind, UnreachableReason
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
        self._failures: dict[str, _Failure] = {}
        """By account whose host could not be reached at its last request."""
        self._answered_at_s: dict[str, float] = {}
        """By account: when its host answered, if it did at its last request."""
        self._first_failed_at_s: float | None = None
        """When this process first found a host out of reach."""
        self._has_answered = False

    def answered(self, account: Account, at_s: float) -> None:
        """The account's host was reached."""
        self._failures.pop(account.id, None)
        self._answered_at_s[account.id] = at_s
        self._has_answered = True

    def of(self, account: Account, problem: Problem, at_s: float, known: Problem | None = None) -> Problem:
        """The problem, or that we are offline, where no supplier is to blame for being out of reach.

        `known` is the account's problem until now: after a restart our own loss stays ours until a host answers, or
        until there was time to ask all.
        """
        if problem.kind is ProblemKind.KEYRING or problem.fact("detail") == UNFIT_KEY:
            return problem  # nobody was asked
        if problem.kind is not ProblemKind.UNREACHABLE:
            self.answered(account, at_s)
            return problem
        self._answered_at_s.pop(account.id, None)
        before = self._failures.get(account.id)
        since_s = at_s if before is None else before.since_s
        self._failures[account.id] = _Failure(urlsplit(account.base_url).hostname or "", since_s, at_s)
        if self._first_failed_at_s is None:
            self._first_failed_at_s = at_s
        is_ours = not self.network_up or self._all_failed(at_s) or self._is_still_lost(known, at_s)
        if problem.reason == UnreachableReason.CAPTIVE_PORTAL or not is_ours:
            return problem
        return Problem(ProblemKind.UNREACHABLE, UnreachableReason.OFFLINE, problem.facts)

    def _is_still_lost(self, known: Problem | None, at_s: float) -> bool:
        """Whether our network was lost when the program was last at work, and nothing speaks against it yet."""
        was_lost = known is not None and known.reason == UnreachableReason.OFFLINE
        first_at_s = self._first_failed_at_s
        return was_lost and not self._has_answered and first_at_s is not None and at_s - first_at_s <= LATELY_S

    def _all_failed(self, at_s: float) -> bool:
        """Whether several hosts were tried lately and none has answered since the first of them failed."""
        lately = [item for item in self._failures.values() if at_s - item.at_s <= LATELY_S]
        since_s = min(item.since_s for item in lately)
        one_answers = any(
            answered_at_s >= since_s and at_s - answered_at_s <= ANSWER_HOLDS_S
            for answered_at_s in self._answered_at_s.values()
        )
        return not one_answers and len({item.host for item in lately}) >= LEAST_HOSTS


@dataclass(frozen=True, slots=True)
class _Failure:
    """A host out of reach; instants of the monotonic clock."""

    host: str
    since_s: float
    """When it failed for the first time after its last answer."""
    at_s: float
    """When it failed last."""
